import { t as escapeMarkdown } from "./escape.js";
// src/reporting/markdown/job-sections.ts
/** The words of a comment that several jobs share, around what each of them says. */
const SHA_SHOWN = 8;
/** A job's heading, one level above its verdict; `of` is a commit before the newest one. */
function jobHeading(title, of) {
	const name = `## ${escapeMarkdown(title)}`;
	if (of === void 0) return name;
	return `${name} (of ${of === "" ? "an earlier commit" : escapeMarkdown(of.slice(0, SHA_SHOWN))}, not run for the newest commit yet)`;
}
/** Below what is shortened so that all jobs have room. */
const REST_IN_SUMMARY = "The rest is in the job's summary, so that all jobs have room in this comment.";
/** Below the last job that has room. */
const JOBS_LEFT_OUT = "There are more jobs than have room here: each has its summary.";
export { REST_IN_SUMMARY as n, jobHeading as r, JOBS_LEFT_OUT as t };
