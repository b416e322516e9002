import { f as warning, s as notice, u as setOutput } from "./core.js";
import { t as gateFailure } from "./gates2.js";
import { t as findBottlenecks } from "./metrics.js";
import { r as regressionsOf, t as gravestVerdict } from "./run-verdict2.js";
import { a as oneLine } from "./text.js";
import { n as changeWords, o as movesOf } from "./slowdowns.js";
import { r as legTitle } from "./job.js";
import { n as headlineOf } from "./model.js";
import { r as tellPullRequest } from "./action-pull-request.js";
import { t as publishReport } from "./action-summary.js";
import { i as RUN_FILE, n as HTML_FILE, s as writeReport } from "./report-files.js";
import { join } from "node:path";
// src/github/annotations.ts
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
// src/reporting/annotations.ts
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
// src/commands/action-publish.ts
/** What the Action says of a finished run: outputs, annotations, comment, job summary, artifact. */
/** Publishes everything; gives the sentence with which the job fails, if it does. */
async function publish(result, inputs, variables) {
	const { record, reportDir, definition, redactor } = result;
	const failure = failureOf(result, inputs);
	setOutputs(result);
	annotate(selectAnnotations(record, definition));
	const told = await tellPullRequest({
		result,
		inputs,
		variables,
		failure
	});
	setOutput("comment-url", told.commentUrl ?? "");
	const notices = [...record.notices, ...told.notices.map(redactor.text)];
	for (const message of notices) notice(message);
	if (told.notices.length > 0) await rewrite(result, notices);
	await publishReport({
		reportDir,
		logs: inputs.uploadLogs ? redactor : void 0
	});
	return failure;
}
/** A run whose stages passed can still fail at a gate. */
function failureOf({ record, definition }, { failOn }) {
	return record.status === "passed" || record.status === "skipped" ? gateFailure(record, failOn ?? definition.pipeline.failOn) : headlineOf(record).text;
}
function setOutputs({ record, reportDir, reporting }) {
	setOutput("status", outcomeOf(record));
	setOutput("verdict", gravestVerdict(record.comparison));
	setOutput("total-ms", Math.round(record.totalMs));
	setOutput("run-file", join(reportDir, RUN_FILE));
	setOutput("report-file", join(reportDir, HTML_FILE));
	setOutput("bottlenecks", findBottlenecks(record, reporting.marks));
	setOutput("regressions", regressionsOf(record));
	setOutput("baseline-age-days", record.baseline?.ageDays ?? "");
}
async function rewrite({ record, reportDir, reporting }, notices) {
	await writeReport(reportDir, {
		...record,
		notices
	}, reporting).catch((error) => {
		notice(`the report could not be written to ${reportDir}: ${error.message}`);
	});
}
export { publish };
