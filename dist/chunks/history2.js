import { n as loadHistory } from "./file-store.js";
import { l as loadNotices } from "./waiting.js";
import { i as resolveReportDir } from "./environment.js";
import { a as inOrder, i as historyOf, o as isSameCommit } from "./history.js";
import { c as seriesKey, o as runKey, r as jobTitle } from "./job.js";
import { a as oneLine, n as counted, s as sparkline } from "./text.js";
import { n as formatChange, r as formatDuration } from "./units.js";
import { n as median } from "./simple-statistics.js";
import { i as findSteps, r as takeOutRunFactor, t as gatherTimings } from "./timings.js";
import { l as percentOf, o as isWorthAWord, t as LEAST_CHANGE } from "./significance.js";
import { r as stageName } from "./status.js";
import { t as trendSpan } from "./trends.js";
import { t as inert } from "./terminal.js";
import { l as refusalProblem } from "./not-stored.js";
import { t as noticeWords } from "./notices.js";
import { n as HISTORY_FILE } from "./report-files.js";
import { i as refusalOf } from "./own-folder.js";
import { t as EXIT } from "./console.js";
import { join, resolve } from "node:path";
// src/analysis/lasting-steps.ts
function findLastingSteps(history, stages = []) {
	const ordered = inOrder(history);
	const newest = ordered.runs.at(-1);
	if (newest === void 0) return [];
	const terms = new Map(stages.map((stage) => [stage.id, stage]));
	const timings = gatherTimings(newest, ordered, terms, { mostRuns: ordered.runs.length });
	const runs = [...timings.runs, newest];
	const series = timings.stages.flatMap((stage) => stage.kind === "series" ? [stage] : []);
	const all = series.map(({ logs, states }) => ({
		logs: [...logs, NaN],
		states: [...states, ""]
	}));
	const factors = takeOutRunFactor(all);
	return series.flatMap(({ stage, past, durationMs }, j) => {
		const { values = [], offsets = [] } = factors.stages[j] ?? {};
		const commits = byCommit(runs.flatMap((_, i) => Number.isNaN(values[i] ?? NaN) ? [] : [i]), runs);
		const levels = commits.map((commit) => median(commit.map((i) => values[i] + offsets[i])));
		const timeAt = (i) => past[i]?.durationMs ?? durationMs;
		const steps = findSteps(levels);
		return steps.flatMap(({ at, size, interval: [low, high] }, k) => {
			const before = commits.slice(steps[k - 1]?.at ?? 0, at).flat();
			const after = runs[before.at(-1)]?.run;
			const by = runs[commits[at]?.[0]]?.run;
			const isLarge = isWorthAWord(size, median(before.map(timeAt)), LEAST_CHANGE);
			if (after === void 0 || by === void 0 || !isLarge) return [];
			const interval = [percentOf(low), percentOf(high)];
			return [{
				id: stage.id,
				after,
				by,
				changePercent: percentOf(size),
				interval
			}];
		});
	});
}
function byCommit(columns, runs) {
	const groups = [];
	for (const column of columns) {
		const before = runs[groups.at(-1)?.at(-1) ?? -1]?.run;
		const { run } = runs[column];
		if (before !== void 0 && isSameCommit(before, run)) groups.at(-1)?.push(column);
		else groups.push([column]);
	}
	return groups;
}
// src/reporting/rows/lasting-steps.ts
const DRAWN = 12;
const SHA_SHOWN$1 = 8;
const LONGEST_ID = 40;
function lastingStepLines(history) {
	const jobs = new Map(history.runs.map(({ run }) => [seriesKey(run), run]));
	return [...jobs].flatMap(([key, job]) => {
		const title = jobs.size > 1 ? jobTitle(job) : void 0;
		const runs = history.runs.filter(({ run }) => seriesKey(run) === key);
		const lines = linesOfJob(historyOf(runs));
		return title === void 0 ? lines : lines.map((line) => `${title}, ${line}`);
	});
}
function linesOfJob(history) {
	const { runs } = inOrder(history);
	const newest = runs.at(-1);
	return findLastingSteps(history).map((step) => {
		const stage = newest?.stages.find(({ id }) => id === step.id);
		const name = stage === void 0 ? step.id : stageName(stage);
		const [low, high] = step.interval;
		const size = `${formatChange(step.changePercent)} (${formatChange(low)} to ${formatChange(high)})`;
		const day = step.by.startedAt.slice(0, 10);
		return `${name}: ${size} with ${commits(step)}, ${oneLine(day, 10)}  ${drawing(step, runs)}`;
	});
}
function commits({ after, by }) {
	const range = `${commit(after)}..${commit(by)}`;
	return by.dirty === true || after.dirty === true ? `${range} (uncommitted changes)` : range;
}
function commit({ sha, id }) {
	return sha === void 0 ? `run ${oneLine(id, LONGEST_ID)}` : oneLine(sha.slice(0, SHA_SHOWN$1), SHA_SHOWN$1);
}
function drawing({ id, by }, runs) {
	const at = runs.findIndex((record) => runKey(record) === runKey({ run: by }));
	const before = timesOf(id, runs.slice(0, at)).slice(-12);
	const since = timesOf(id, runs.slice(at)).slice(0, DRAWN);
	const [low, high] = trendSpan([...before, ...since]);
	const [first, last] = [before.at(0), since.at(-1)].map((ms) => formatDuration(ms ?? 0));
	return `${first} ${sparkline(before, low, high)}│${sparkline(since, low, high)} ${last}`;
}
function timesOf(id, runs) {
	return runs.flatMap(({ stages }) => stages.flatMap((stage) => stage.id === id && stage.status === "passed" ? stage.durationMs ?? [] : []));
}
// src/cli/history.ts
const LONGEST_BRANCH = 40;
const SHA_SHOWN = 8;
async function history(options, print) {
	const folder = resolveReportDir(process.cwd(), options.reportDir);
	const file = options.file === void 0 ? join(folder, HISTORY_FILE) : resolve(options.file);
	const refusal = options.file === void 0 ? await refusalOf(folder, process.env) : void 0;
	if (refusal !== void 0) {
		print.error(refusalProblem(refusal));
		return EXIT.invalid;
	}
	const loaded = await loadHistory(file);
	for (const notice of loadNotices(loaded)) print.error(`Notice: ${noticeWords(notice)}\n`);
	if (options.json) {
		print.out(`${JSON.stringify(loaded.history, null, 2)}\n`);
		return EXIT.fine;
	}
	if (loaded.kind === "none" && options.file !== void 0) {
		print.error(`stagetime: ${file} does not exist\n  remedy: name a history, such as .stagetime/history.json\n`);
		return EXIT.invalid;
	}
	if (loaded.kind === "none") print.out(`No runs in ${file} yet.\n`);
	for (const line of runLines(loaded.history)) print.out(`${line}\n`);
	const steps = lastingStepLines(loaded.history);
	if (steps.length > 0) print.out(inert(`\nLasting steps\n${steps.map((step) => `  ${step}\n`).join("")}`));
	return EXIT.fine;
}
function runLines({ runs }) {
	return runs.map(({ run, status, totalMs, stages }, i) => {
		const commit = commitWords(run, runs[i - 1]?.run);
		const branch = run.branch === void 0 ? "" : ` ${oneLine(run.branch, LONGEST_BRANCH)}`;
		const title = jobTitle(run);
		const job = title === void 0 ? "" : ` ${title}`;
		const took = `${status} in ${formatDuration(totalMs)}, ${counted(stages.length, "stage")}`;
		return {
			at: run.startedAt,
			line: `${run.startedAt}${commit}${branch}${job}: ${took}`
		};
	}).toReversed().sort((a, b) => Number(a.at < b.at) - Number(a.at > b.at)).map(({ line }) => line);
}
function commitWords(run, before) {
	if (run.sha === void 0) return "";
	const sha = oneLine(run.sha.slice(0, SHA_SHOWN), SHA_SHOWN);
	if (run.dirty === true) return ` ${sha} (uncommitted changes)`;
	return before !== void 0 && isSameCommit(before, run) ? ` ${sha} (same commit)` : ` ${sha}`;
}
export { history };
