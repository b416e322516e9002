import { n as escapeMarkdown } from "./escape.js";
// src/reporting/markdown/job-sections.ts
const SHA_SHOWN = 8;
function jobHeading(title, of) {
	const name = `## ${escapeMarkdown(title)}`;
	if (of === void 0) return name;
	return `${name} (of ${of === "" ? "an earlier commit" : escapeMarkdown(of.slice(0, SHA_SHOWN))}, not run for the newest commit yet)`;
}
const REST_IN_SUMMARY = "The rest is in the job's summary, so that all jobs have room in this comment.";
const JOBS_LEFT_OUT = "There are more jobs than have room here: each has its summary.";
export { REST_IN_SUMMARY as n, jobHeading as r, JOBS_LEFT_OUT as t };
