import { n as withCauses } from "./failure-cause.js";
import { a as uploadFiles } from "./artifact2.js";
import { a as forkReportText, n as FORK_REPORT_FILE, o as parseForkReport, r as forkArtifactName } from "./artifact.js";
import { l as replaceFile } from "./report-files.js";
import { join } from "node:path";
// src/action/fork-artifact.ts
async function leaveForkReport({ record, reportDir, reporting }, { event: { pull_request: pull }, variables }) {
	const { sha, repo } = pull?.head ?? {};
	if (sha === void 0 || repo?.id === void 0) return lost({ why: "head-gone" });
	const head = {
		sha,
		repositoryId: repo.id
	};
	const text = forkReportText(withCauses(record), head, reporting.site?.documents);
	const parsed = parseForkReport(text, head);
	if (!parsed.ok) return lost({
		why: "bad-report",
		fault: parsed.fault
	});
	try {
		await replaceFile(join(reportDir, FORK_REPORT_FILE), text);
	} catch (error) {
		return lost({
			why: "not-written",
			cause: error.message
		});
	}
	const name = forkArtifactName(record.run.attempt, record.pipeline.id, record.run);
	const upload = await uploadFiles(name, reportDir, [FORK_REPORT_FILE], { variables });
	switch (upload.kind) {
		case "failed": return lost({
			why: "not-uploaded",
			cause: upload.cause
		});
		case "late": return lost({
			why: "late",
			limitMs: upload.limitMs
		});
		default: return [];
	}
}
function lost(fault) {
	return [{
		kind: "no-fork-report",
		fault
	}];
}
export { leaveForkReport };
