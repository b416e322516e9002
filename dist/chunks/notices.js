import { n as counted, r as listWords } from "./text.js";
import { c as refusalParts, d as roomFaultWords, n as pathWords, r as cacheNoticeWords, t as notStoredWords, u as refusalWords } from "./not-stored.js";
import { o as formatSetting, r as formatDuration, t as formatBytes } from "./units.js";
import { t as storeFaultWords } from "./store-fault.js";
import { t as muteGateWords } from "./gate.js";
import { t as evidenceProblemText } from "./evidence-problems.js";
// src/reporting/words/facts/github-failure.ts
function gitHubFailureWords(failure) {
	switch (failure.kind) {
		case "no-token": return "there is no token";
		case "bad-repository": return `'${failure.written}' is not a repository`;
		case "no-answer": return `no answer from GitHub: ${failure.said}`;
		case "limit": return `GitHub's limit on requests is reached (${failure.status})`;
		case "bad-token": return "GitHub does not accept the token (401)";
		case "forbidden": return `the token may not do that (403: ${failure.said})`;
		case "server-error": return `GitHub failed (${failure.status})`;
		case "refused": return `GitHub refused (${failure.status}: ${failure.said})`;
	}
}
function commentFaultWords(fault) {
	switch (fault.why) {
		case "github": return gitHubFailureWords(fault.failure);
		case "contended": return "other runs kept changing it";
		case "too-many": return `${fault.pipelines} pipelines have a comment there already`;
	}
}
function forkFaultWords(fault) {
	switch (fault.why) {
		case "github": return gitHubFailureWords(fault.failure);
		case "no-triggering-run": return "`command: report` is for runs of `workflow_run`";
		case "other-event": return `the run is of the event ${fault.event}`;
		case "head-gone": return "the head repository is gone";
		case "no-pull-request": return "no open pull request has this commit as its head";
		case "several-pull-requests": return "several pull requests have this commit as their head";
		case "nothing-to-say": return "there is nothing to say";
		case "no-artifact": return "the run has no artifact with a report";
		case "twin-artifacts": return `the run has several artifacts ${fault.name}`;
		case "expired": return "the artifact has expired";
		case "large-artifact": return "the artifact is too large";
		case "bad-report": return `the report is not used: ${forkReportFaultWords(fault.fault)}`;
		case "more-reports": return `${fault.count} more reports of the run are ignored`;
		case "late": return `no answer within ${formatSetting(fault.limitMs)}`;
		case "not-written":
		case "not-uploaded": return fault.cause;
	}
}
function forkReportFaultWords(fault) {
	switch (fault.why) {
		case "too-large": return "it is too large";
		case "not-json": return "it is not JSON";
		case "out-of-bounds": return "it is deeper, longer or more than a report is";
		case "bad-value": return `${fault.place ?? "it"} is not as it should be`;
		case "other-commit": return "it is about another commit";
		case "other-repository": return "it is about another repository";
		case "other-job": return "it is about another pipeline or job than its name says";
		case "bad-archive": return fault.cause;
	}
}
// src/reporting/words/facts/history-fault.ts
function historyPlaceWords(place) {
	switch (place.in) {
		case "file": return place.file;
		case "branch": return `${place.file} on the branch ${place.branch}`;
		case "cache": return "the cached history";
		case "waiting": return "the runs that wait beside the cached history";
	}
}
function historyFailureWords({ at, cause, isApart }) {
	const where = at === void 0 ? "" : `${historyPlaceWords(at)}: `;
	const apart = isApart === true ? ` (${APART})` : "";
	return `${where}${historyCauseWords(cause)}${apart}`;
}
const APART = "zstd is not installed: machines that have it do not find the history that is kept from here";
function historyCauseWords(cause) {
	switch (cause.kind) {
		case "too-large": return `larger than ${cause.mostBytes / 1e6} MB`;
		case "not-a-file": return "it is not a file";
		case "not-json": return `not JSON: ${cause.said}`;
		case "not-a-history": return "not a history: an object with runs is expected";
		case "no-list-of-runs": return "runs: a list is expected";
		case "other-schema": return `schema ${cause.schema} is not known to this version, which reads 1 to ${cause.newest}`;
		case "bad-runs": return badRunWords(cause.first);
		case "github": return gitHubFailureWords(cause.failure);
		case "contended": return "other runs kept writing";
		case "refused": return refusalParts(cause.refusal).problem;
		case "store": return storeFaultWords(cause.because);
		case "said": return cause.said;
	}
}
function badRunWords(bad) {
	switch (bad.why) {
		case "bad-value": return `${bad.place ?? "run"}: ${bad.said}`;
		case "no-date": return "run.startedAt: not a date";
		case "long-time": return "a time of more than a year";
	}
}
// src/reporting/words/notices/history.ts
const HISTORY_NOTICES = {
	"baseline-unread": ({ fault, failure }) => {
		const why = historyFailureWords(failure);
		return fault === "untrusted" ? `the baseline was not read, and the run was not added to the history: ${why}` : `the baseline could not be read: ${why}. It stays as it is, and new runs are kept beside it; ${REMEDIES[fault]}`;
	},
	"waiting-unread": ({ fault, failure }) => {
		const remedy = fault === "untrusted" ? "" : `; ${REMEDIES[fault]}`;
		return `some runs that wait to join the history could not be read: ${historyFailureWords(failure)}. They stay as they are${remedy}`;
	},
	"no-baseline-file": ({ file }) => `no baseline: ${file} does not exist`,
	"history-apart": () => APART,
	"runs-left-out": ({ at, left, runs, first }) => {
		const why = first === void 0 ? "there are too many" : `the first: ${badRunWords(first)}`;
		return `${historyPlaceWords(at)}: ${left} of ${counted(runs, "run")} of the history left out (${why})`;
	},
	"history-set-aside": ({ file }) => `not all of the history could be read: the original is kept in ${file}`,
	"run-waits": ({ failure }) => `the run is kept beside the history, which could not be read (${historyFailureWords(failure)}), and joins it as soon as it can be`,
	"run-not-added": ({ cause }) => `the run was not added to the history: ${historyCauseWords(cause)}`
};
const REPAIR = "repair it, or move it away to begin a new one";
const REMEDIES = {
	unavailable: "the next run tries again",
	late: "the next run tries again",
	damaged: REPAIR,
	"other-version": "use the version that wrote it, or move it away to begin a new one",
	"too-large": REPAIR,
	"not-a-file": REPAIR,
	"other-packing": "install zstd, as where it was saved"
};
// src/reporting/words/notices/llm.ts
const LLM_NOTICES = {
	"llm-port-taken": ({ port }) => `port ${port} is taken: requests to it bypass the LLM proxy`,
	"llm-reply-damaged": ({ isRemoved }) => `a stored LLM reply is damaged or foreign and was ${isRemoved ? "removed" : "ignored"}`,
	"llm-server-started": ({ command, tookMs }) => `${command} was started in ${Math.round(tookMs)} ms`,
	"llm-not-routed": ({ variable, from, why }) => `${variable} is not sent through the LLM proxy: ${from} ${why === "not-a-url" ? "is not an http or https URL" : "contains a user name or password"}`
};
// src/reporting/words/notices/publishing.ts
const MOST_FILES = 4;
const PUBLISHING_NOTICES = {
	"no-comment": ({ fault }) => `no comment on the pull request: ${commentFaultWords(fault)}`,
	"no-check-run": ({ failure }) => `no check run: ${gitHubFailureWords(failure)}`,
	"labels-unread": ({ failure }) => `the labels of the pull request could not be read: ${gitHubFailureWords(failure)}`,
	"no-fork-report": ({ fault }) => `no report for the workflow that comments on pull requests of forks: ${forkFaultWords(fault)}`,
	"fork-not-commented": ({ fault }) => `no comment on the pull request: ${forkFaultWords(fault)}`,
	"not-handed-over": ({ what, name, cause }) => what === "output" ? `output ${name} lost: ${cause}` : `the post step will not know everything: state ${name} lost: ${cause}`,
	"no-artifact-in-time": ({ limitMs }) => `report not uploaded as an artifact: no answer within ${formatSetting(limitMs)}`,
	"logs-withheld": () => "logs not uploaded: this run has no more rights than one of a fork",
	"log-too-large": ({ file, bytes, mostBytes }) => `${file} not uploaded: it has ${formatBytes(bytes)}, and all logs together may have ${formatBytes(mostBytes)}`,
	"documents-not-uploaded": ({ files, fault }) => `${listWords(files, MOST_FILES)} not uploaded: ${documentFaultWords(fault)}`,
	"no-summary": () => "no summary was written",
	"no-report": () => "the run was ended before it wrote a report",
	"foreign-report": ({ folder }) => `the report in ${folder} was not published: another run wrote it`
};
function documentFaultWords(fault) {
	switch (fault.why) {
		case "too-large": return `all documents together may have ${formatBytes(fault.mostBytes)}`;
		case "too-many": return `a job may upload ${fault.most} documents`;
		case "changed": return "something wrote to it meanwhile";
		case "late": return `no answer within ${formatSetting(fault.limitMs)}`;
		case "failed": return fault.cause;
	}
}
// src/reporting/words/facts/layer.ts
function layerOf({ setup }) {
	return setup?.kind === "layer" ? setup.layer : void 0;
}
function layerMs(layer) {
	return layer === void 0 ? 0 : layer.transferMs + layer.placeMs;
}
function layerWords({ entries, contentBytes }) {
	return `${counted(entries, "file")}, ${formatBytes(contentBytes)}`;
}
function layerNoticeWords(notice) {
	switch (notice.kind) {
		case "layer-not-restored": return `${notice.stage} had to run, its layer was not restored: ${notRestoredWords(notice.because)}`;
		case "layer-not-kept": return `${notice.stage} will run again next time, its layer was not stored: ${notKeptWords(notice.because)}`;
		case "layer-without": return `the layer of ${notice.stage} is stored without ${pathWords(notice.paths)}, which may hold secrets`;
	}
}
function notRestoredWords(because) {
	switch (because.kind) {
		case "store": return storeFaultWords(because.because);
		case "forbidden": return `it would change ${because.path}, which no layer may change`;
		case "other-machine": return `this machine differs from the one where it was made: ${pathWords(because.paths)}`;
		case "other-file-system": return `${because.path} is on a file system of its own`;
		case "no-space": return `it needs ${formatBytes(because.neededBytes)} of disk space, and ${formatBytes(because.freeBytes)} are free`;
		case "swapped": return `${because.path} was replaced while it was being restored`;
		case "unsettled": return `${pathWords(because.paths)} could not be put back; the command repairs that`;
		case "silent": return `${listWords(because.tools, TOOLS_NAMED)} did not answer`;
		default: return notDoneWords(because);
	}
}
const TOOLS_NAMED = 5;
function notKeptWords(because) {
	switch (because.kind) {
		case "unknown-machine": return "neither a runner image nor a list of packages says what this machine is";
		case "clock-stepped": return `the clock was set by ${formatDuration(Math.abs(because.byMs))} meanwhile`;
		case "changed-meanwhile": return `${because.path} was still being changed after the command ended`;
		case "outside": return `its command also changed ${pathWords(because.paths)}, which no layer holds: let it write below /usr/local or /opt`;
		case "too-large": return `it takes ${formatBytes(because.bytes)}, more than ${formatBytes(because.maxBytes)}`;
		case "store": return storeFaultWords(because.because);
		default: return notDoneWords(because);
	}
}
function notDoneWords(because) {
	switch (because.kind) {
		case "no-root": return "it takes root rights, and `sudo` needs a password or is missing";
		case "not-here": return because.missing === "linux" ? "only Linux has layers" : "/proc is not mounted";
		case "needs-program": return `${because.program} is missing`;
		case "busy": return "another setup of this machine was being stored or restored";
		case "failed": return because.said;
	}
}
// src/reporting/words/notices/reuse.ts
const REUSE_NOTICES = {
	"result-not-stored": ({ stage, why }) => `${stage} will run again next time, its result was not stored: ${notStoredWords(why)}`,
	"result-not-used": cacheNoticeWords,
	"stray-writes": strayWords,
	"shared-outputs": ({ stages, paths }) => `${stages.join(" and ")} both wrote ${pathWords(paths)}: neither is reused until only one of them does`,
	"tracked-changed": ({ writers, paths }) => {
		const are = paths.length === 1 ? "a tracked file" : "tracked files";
		return `${writers.join(" or ")} changed ${pathWords(paths)}, ${are} that no stage declares: declare it under \`outputs\`, or write elsewhere`;
	},
	"cache-not-restored": cacheNoticeWords,
	"cache-not-saved": cacheNoticeWords,
	"layer-not-restored": layerNoticeWords,
	"layer-not-kept": layerNoticeWords,
	"layer-without": layerNoticeWords
};
function strayWords(notice) {
	const { what, writers, other } = notice;
	const files = pathWords(notice.paths);
	const who = writers.join(" or ");
	switch (what) {
		case "own-input": return `${who} wrote its own input ${files}: it is not reused while it does that`;
		case "race": return `${who} wrote ${files}, an input of ${other}, which does not need it: add it to the \`needs\` of ${other}`;
		case "undeclared": return `${who} wrote ${files}, an input of ${other}, without declaring it: ${remedy(notice)}`;
		case "others-output": return `${who} changed ${files}, an output of ${other}: let ${other} alone write there; ${notReused(writers)}`;
	}
}
function remedy({ writers, other, isNeeded }) {
	return `add it to its \`outputs\`${isNeeded ? "" : ` and the stage to the \`needs\` of ${other}`}, or write elsewhere; ${notReused(writers)}`;
}
function notReused(writers) {
	return writers.length === 1 ? `${writers[0]} is not reused until then` : "none of them is reused until then";
}
// src/reporting/words/verdict/confirmation.ts
function suspicionStaysWords(stage, why) {
	return `the suspicion against ${stage} stays: ${notConfirmedWords(why)}`;
}
const NOT_KEPT = "the state it started from was not kept";
function notConfirmedWords(why) {
	switch (why.kind) {
		case "interrupted": return "the run was interrupted";
		case "no-time": return `no time was left to confirm it (${formatSetting(why.budgetMs)})`;
		case "not-settled": return `not settled by ${counted(why.runs, "further run")}`;
		case "not-passed": return `it did not pass in a fresh checkout${why.ref === "base" ? " of the base commit" : ""}: ${why.cause}`;
		case "need-not-passed": return `${why.need}, which it needs, did not pass at the base commit: ${why.cause}`;
		case "changed-files": {
			const were = why.others === 0 ? "was" : `and ${why.others} more were`;
			return `what ran is not the commit: ${why.path} ${were} changed`;
		}
		case "submodule": return `a fresh checkout would lack the submodule ${why.path}`;
		case "no-commit": return `no commit to check out: ${why.cause}`;
		case "state-not-kept": return NOT_KEPT;
		case "state-too-large": {
			const what = why.of === "run" ? "that of all stages" : "it";
			return `${NOT_KEPT}: ${what} takes more than ${formatBytes(why.mostBytes)}`;
		}
		case "state-too-slow": return `${NOT_KEPT}: copying it takes longer than ${formatSetting(why.mostMs)}`;
		case "state-behind-link": return `${NOT_KEPT}: ${why.path} is a link`;
		case "state-unreadable": return `${NOT_KEPT}: ${why.cause}`;
		case "not-a-folder": return `${why.path} is not a folder in the checkout`;
		case "base-unknown": return "nothing says which commit is the base";
		case "base-not-a-hash": return "the base is not named by its hash";
		case "base-not-fetched": return `the base commit could not be fetched: ${why.cause}`;
		case "base-without-definition": return "the base commit has no definition";
		case "base-without-stage": return "the base commit has no such stage";
		case "large-file-differs": return `the base commit has another version of ${why.path}, which Git LFS keeps`;
		case "failed": return why.cause;
		case "said": return why.text;
	}
}
// src/reporting/words/notices/run.ts
const RUN_NOTICES = {
	fault: ({ of, stage, cause }) => `${stage === void 0 ? "" : `${stage}: `}${FAILURES[of]}: ${cause}`,
	"commit-unread": ({ cause }) => `SOURCE_DATE_EPOCH is not set, and nothing can be confirmed: ${cause}`,
	unguarded: ({ cause }) => `another run in this folder would go undetected: ${cause}`,
	"folder-refused": ({ refusal, isRemoved }) => `${isRemoved ? "removed before the run: " : ""}${refusalWords(refusal)}`,
	"report-not-written": ({ folder, cause }) => `the report could not be written to ${folder}: ${cause}`,
	"report-elsewhere": ({ folder, fault }) => `the report is in ${folder}${fault === void 0 ? "" : `: ${roomFaultWords(fault)}`}`,
	"stray-process": ({ pid, command }) => `${command} (process ${pid}) was started in this folder during the run and is still running`,
	"command-file": ({ file, isUndone }) => {
		return `a stage changed the runner’s file ${file}: ${isUndone ? "it was restored" : "it could not be restored, and later steps may act on what the stage wrote"}; to allow it, add \`${file}: null\` to the stage’s \`env\``;
	},
	"gate-mute": ({ why }, nameOf) => muteGateWords(why, nameOf),
	"suspicion-stays": ({ stage, why }, nameOf) => suspicionStaysWords(nameOf(stage), why)
};
const FAILURES = {
	services: "neither caches nor history",
	"live-output": "live output failed",
	confirmation: "nothing can be confirmed",
	"saving-caches": "caches were not saved",
	"whole-job": "other steps of the job were not looked at",
	comparison: "the run was not compared",
	"looking-around": "processes that stages may have left were not looked for",
	"saving-run": "the run was not added to the history",
	"closing-caches": "caches were not closed",
	"clearing-confirmation": "files of the confirmation were not removed",
	"ending-leftovers": "processes that stages left running were not ended",
	"git-ignored": "files that git ignores count as inputs, because git failed",
	"write-watch": "writes are not watched",
	preparation: "not prepared",
	snapshot: "what it starts from was not kept",
	"preparing-again": "not prepared for another attempt",
	evidence: "evidence not read",
	"ending-processes": "its processes were not ended",
	"saving-result": "its result was not kept",
	"output-size": "outputs not measured",
	"model-access": "it asks models directly",
	"model-requests": "requests to models not counted",
	"llm-proxy-start": "it runs without the LLM proxy",
	"llm-proxy": "the LLM proxy failed",
	"llm-reply": "an LLM reply cannot be stored",
	"llm-replies": "replies of models were not saved",
	outputs: "outputs were not set",
	annotations: "annotations were not made",
	"pull-request": "nothing was said on the pull request",
	report: "the report was not published",
	summary: "job summary not written",
	artifact: "report not uploaded as an artifact",
	documents: "documents not uploaded",
	logs: "logs not uploaded",
	engine: "Stagetime itself failed, not a stage",
	"engine-meanwhile": "Stagetime itself failed, and continues"
};
// src/reporting/words/notices/stage.ts
const STAGE_NOTICES = {
	"logs-elsewhere": ({ folder, fault }) => `logs are in ${folder}: ${roomFaultWords(fault)}`,
	"logs-not-kept": ({ fault }) => `the output of the stages is not kept: ${roomFaultWords(fault)}`,
	"log-lost": ({ stage }) => `log of ${stage} lost: something deleted it while the stage ran`,
	"log-shortened": ({ stage, bytes }) => `log of ${stage}: ${formatBytes(bytes)} left out between its head and its end`,
	"log-not-redacted": ({ stage, isRemoved, cause }) => {
		return `log of ${stage} ${isRemoved ? "removed" : "cannot be trusted, and could not be removed"}: secrets could not be redacted (${cause})`;
	},
	evidence: ({ stage, problem }) => `${stage}: ${evidenceProblemText(problem)}`,
	"llm-unused": ({ stage, why }) => `${stage}: the LLM proxy ${UNUSED[why]}`
};
const UNUSED = {
	"all-refused": "refused every request: none was meant for a local server",
	"listings-only": "was asked for models only, and never for an answer",
	"no-request": "saw no request: the client does not use the base URL from its environment"
};
// src/reporting/words/notices/notices.ts
const CATALOGUE = {
	...RUN_NOTICES,
	...STAGE_NOTICES,
	...REUSE_NOTICES,
	...LLM_NOTICES,
	...HISTORY_NOTICES,
	...PUBLISHING_NOTICES,
	said: ({ text }) => text
};
function noticeWords(notice, nameOf = (id) => id) {
	const words = CATALOGUE[notice.kind];
	return words(notice, nameOf);
}
export { layerWords as i, layerMs as n, layerOf as r, noticeWords as t };
