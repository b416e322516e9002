import { f as warning, s as notice } from "./core.js";
import { t as gateFailure } from "./gates2.js";
import { t as findBottlenecks } from "./metrics.js";
import { r as regressionsOf, t as gravestVerdict } from "./run-verdict2.js";
import { a as oneLine } from "./text.js";
import { r as setOutput } from "./file-commands.js";
import { n as headlineOf, t as buildReport } from "./model.js";
import { n as changeWords, o as movesOf } from "./changes.js";
import { r as legTitle } from "./job.js";
import { a as RUN_FILE, d as writeReport, r as HTML_FILE } from "./report-files.js";
import { t as tolerate } from "./tolerate.js";
import { r as tellPullRequest } from "./pull-request.js";
import { t as publishReport } from "./report-artifact.js";
import { join } from "node:path";
// src/github/runner/annotations.ts
/** Annotations: a sentence at a line of the definition file, in the run and in the pull request. */
const LONGEST_TITLE = 120;
const LONGEST_MESSAGE = 1e3;
/** Prints them as warnings. Nothing in a name can end the command: the toolkit escapes it. */
function annotate(annotations) {
	for (const { title, message, file, line } of annotations) warning(oneLine(message, LONGEST_MESSAGE), {
		title: oneLine(title, LONGEST_TITLE),
		...file !== void 0 && { file },
		...line !== void 0 && { startLine: line }
	});
}
// src/record/what-ran.ts
/** Counts the stages of a run by what was done with them. */
function whatRan({ stages }) {
	const count = (is) => stages.filter(is).length;
	const hasRun = ({ status, attempts }) => attempts > 0 || status === "running" || status === "failed" || status === "timed-out";
	return {
		ran: count(hasRun),
		reused: count(({ status }) => status === "reused"),
		skipped: count((stage) => stage.status === "skipped" && !hasRun(stage)),
		of: stages.length
	};
}
/** Whether a run that is over did nothing at all: no command was started, and nothing was there to reuse. */
function nothingRan(record) {
	const { ran, reused, of } = whatRan(record);
	return record.status === "passed" && of > 0 && ran + reused === 0;
}
/** How a run ended, for who decides by one word: one in which nothing ran has not passed. */
function outcomeOf(record) {
	return nothingRan(record) ? "skipped" : record.status;
}
// src/reporting/words/annotations.ts
/** What is written at the lines of the definition file. */
/** GitHub shows ten warnings a step; some are left to the stages' own tools. */
const MOST = 8;
const LONGEST_REASON = 400;
/** One a regressed stage, those that lost most time first; the last one says how many more there are. */
function selectAnnotations(record, { file, stageLines }) {
	const found = movesOf(record, "regressed");
	const leg = legTitle(record.run);
	const where = leg === void 0 ? "" : ` in ${leg}`;
	const shown = found.length > MOST ? found.slice(0, 7) : found;
	const annotations = shown.map(({ id, name, durationMs, judgement }) => {
		const line = stageLines.get(id);
		const why = oneLine(judgement.reason, LONGEST_REASON);
		return {
			title: `${name} regressed${where}`,
			message: `${changeWords(durationMs, judgement, "stage")}. ${why}`,
			...line !== void 0 && {
				file,
				line
			}
		};
	});
	const left = found.length - shown.length;
	if (left === 0) return annotations;
	const message = "The job summary has all of them.";
	return [...annotations, {
		title: `${left} more stages regressed${where}`,
		message
	}];
}
// src/action/publish.ts
/** What the Action says of a finished run: outputs, annotations, comment, job summary, artifact. */
/**
* Publishes everything; gives the sentence with which the job fails, if it does. That is the stages' and
* the gate's alone: what cannot be published is a notice. Never rejects.
*/
async function publish(result, inputs, variables) {
	const { record, reportDir, definition, redactor } = result;
	const failure = failureOf(result, inputs);
	const later = [];
	const lose = (what) => (error) => {
		later.push(redactor.text(`${what}: ${error.message}`));
	};
	await tolerate(() => setOutputs(result, later), void 0, lose("outputs"));
	const annotations = () => annotate(selectAnnotations(record, definition));
	await tolerate(annotations, void 0, lose("annotations"));
	const tell = () => tellPullRequest({
		result,
		inputs,
		variables,
		failure
	});
	const told = await tolerate(tell, { notices: [] }, lose("the pull request was not told"));
	const url = setOutput("comment-url", told.commentUrl ?? "");
	const added = [
		...told.notices.map(redactor.text),
		...later,
		...url === void 0 ? [] : [url]
	];
	const notices = [...record.notices, ...added];
	for (const message of notices) notice(message);
	const published = {
		...record,
		notices
	};
	if (added.length > 0) await rewrite(result, published);
	const report = {
		reportDir,
		logs: inputs.uploadLogs ? redactor : void 0,
		model: () => buildReport(published, result.reporting)
	};
	await tolerate(() => publishReport(report), void 0, ({ message }) => notice(`the report was not published: ${redactor.text(message)}`));
	return failure;
}
/** A run whose stages passed can still fail at a gate. */
function failureOf({ record, definition }, { failOn }) {
	return record.status === "passed" || record.status === "skipped" ? gateFailure(record, failOn ?? definition.pipeline.failOn) : headlineOf(record).text;
}
function setOutputs({ record, reportDir, reporting }, lost) {
	const outputs = {
		status: outcomeOf(record),
		verdict: gravestVerdict(record.comparison),
		"total-ms": Math.round(record.totalMs),
		"run-file": join(reportDir, RUN_FILE),
		"report-file": join(reportDir, HTML_FILE),
		bottlenecks: findBottlenecks(record, reporting.marks),
		regressions: regressionsOf(record),
		"baseline-age-days": record.baseline?.ageDays ?? ""
	};
	for (const [name, value] of Object.entries(outputs)) lost.push(...listOf(setOutput(name, value)));
}
function listOf(item) {
	return item === void 0 ? [] : [item];
}
async function rewrite({ reportDir, reporting }, record) {
	await writeReport(reportDir, record, reporting).catch((error) => {
		notice(`the report could not be written to ${reportDir}: ${error.message}`);
	});
}
export { publish };
