// src/reporting/words/folder-lock.ts
function notLockedWords(locked) {
	switch (locked.kind) {
		case "busy": return `stagetime: another run uses ${locked.holder.folder} (${whoIs(locked.holder)})\n  remedy: wait until it ends, or run in another checkout`;
		case "own-report": return `stagetime: the run that this one is part of writes its report to ${locked.holder.folder}\n  remedy: add --report-dir with another folder`;
		case "interrupted": return "stagetime: interrupted while it waited for another run";
	}
}
function waitingLine(holder, waitMs) {
	return `waiting for another run in ${holder.folder} (${whoIs(holder)}), ${waitMs / 6e4} min at most`;
}
function whoIs({ pid }) {
	return pid === void 0 ? "a process that does not answer" : `process ${pid}`;
}
export { waitingLine as n, notLockedWords as t };
