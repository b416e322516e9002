import { n as counted, o as shorten, r as listWords, s as sparkline, t as bar } from "./text.js";
import { t as formatBytes } from "./units.js";
import { a as unbroken, i as inLines, n as escapeMarkdown, r as fenced, t as breaking } from "./escape.js";
import { s as withCommonBasis, t as axisStepMs } from "./timeline.js";
import { t as trendSpan } from "./trends.js";
// node_modules/markdown-table/index.js
function defaultStringLength(value) {
	return value.length;
}
function markdownTable(table, options) {
	const settings = options || {};
	const align = (settings.align || []).concat();
	const stringLength = settings.stringLength || defaultStringLength;
	const alignments = [];
	const cellMatrix = [];
	const sizeMatrix = [];
	const longestCellByColumn = [];
	let mostCellsPerRow = 0;
	let rowIndex = -1;
	while (++rowIndex < table.length) {
		const row = [];
		const sizes = [];
		let columnIndex = -1;
		if (table[rowIndex].length > mostCellsPerRow) mostCellsPerRow = table[rowIndex].length;
		while (++columnIndex < table[rowIndex].length) {
			const cell = serialize(table[rowIndex][columnIndex]);
			if (settings.alignDelimiters !== false) {
				const size = stringLength(cell);
				sizes[columnIndex] = size;
				if (longestCellByColumn[columnIndex] === void 0 || size > longestCellByColumn[columnIndex]) longestCellByColumn[columnIndex] = size;
			}
			row.push(cell);
		}
		cellMatrix[rowIndex] = row;
		sizeMatrix[rowIndex] = sizes;
	}
	let columnIndex = -1;
	if (typeof align === "object" && "length" in align) while (++columnIndex < mostCellsPerRow) alignments[columnIndex] = toAlignment(align[columnIndex]);
	else {
		const code = toAlignment(align);
		while (++columnIndex < mostCellsPerRow) alignments[columnIndex] = code;
	}
	columnIndex = -1;
	const row = [];
	const sizes = [];
	while (++columnIndex < mostCellsPerRow) {
		const code = alignments[columnIndex];
		let before = "";
		let after = "";
		if (code === 99) {
			before = ":";
			after = ":";
		} else if (code === 108) before = ":";
		else if (code === 114) after = ":";
		let size = settings.alignDelimiters === false ? 1 : Math.max(1, longestCellByColumn[columnIndex] - before.length - after.length);
		const cell = before + "-".repeat(size) + after;
		if (settings.alignDelimiters !== false) {
			size = before.length + size + after.length;
			if (size > longestCellByColumn[columnIndex]) longestCellByColumn[columnIndex] = size;
			sizes[columnIndex] = size;
		}
		row[columnIndex] = cell;
	}
	cellMatrix.splice(1, 0, row);
	sizeMatrix.splice(1, 0, sizes);
	rowIndex = -1;
	const lines = [];
	while (++rowIndex < cellMatrix.length) {
		const row = cellMatrix[rowIndex];
		const sizes = sizeMatrix[rowIndex];
		const cellsInRow = settings.fillRows === false ? Math.max(1, cellMatrix[rowIndex === 1 ? 0 : rowIndex].length) : mostCellsPerRow;
		columnIndex = -1;
		const line = [];
		while (++columnIndex < cellsInRow) {
			const cell = row[columnIndex] || "";
			let before = "";
			let after = "";
			if (settings.alignDelimiters !== false) {
				const size = longestCellByColumn[columnIndex] - (sizes[columnIndex] || 0);
				const code = alignments[columnIndex];
				if (code === 114) before = " ".repeat(size);
				else if (code === 99) {
					const half = size / 2;
					if (size % 2) {
						before = " ".repeat(half + .5);
						after = " ".repeat(half - .5);
					} else {
						before = " ".repeat(half);
						after = before;
					}
				} else after = " ".repeat(size);
			}
			if (settings.delimiterStart !== false && !columnIndex) line.push("|");
			if (settings.padding !== false && !(settings.alignDelimiters === false && cell === "") && (settings.delimiterStart !== false || columnIndex)) line.push(" ");
			if (settings.alignDelimiters !== false) line.push(before);
			line.push(cell);
			if (settings.alignDelimiters !== false) line.push(after);
			if (settings.padding !== false) line.push(" ");
			if (settings.delimiterEnd !== false || columnIndex !== cellsInRow - 1) line.push("|");
		}
		lines.push(settings.delimiterEnd === false ? line.join("").replace(/ +$/, "") : line.join(""));
	}
	return lines.join("\n");
}
function serialize(value) {
	return value === null || value === void 0 ? "" : String(value);
}
function toAlignment(value) {
	const code = typeof value === "string" ? value.codePointAt(0) : 0;
	return code === 67 || code === 99 ? 99 : code === 76 || code === 108 ? 108 : code === 82 || code === 114 ? 114 : 0;
}
// src/reporting/markdown/blocks.ts
function joinParts(parts) {
	return `${parts.filter((part) => part !== void 0).join("\n\n")}\n`;
}
function table(rows, align) {
	return markdownTable(rows, {
		align: [...align],
		alignDelimiters: false,
		padding: false
	});
}
function details(title, parts) {
	return joinParts([
		`<details>\n<summary>${title}</summary>`,
		...parts,
		"</details>"
	]).trimEnd();
}
function numberCell(quantity) {
	return quantity === void 0 ? "–" : unbroken(quantity.text);
}
// src/reporting/markdown/budget.ts
const ORDER = [
	"timeline diagram",
	"trend charts",
	"resource time lines",
	"resources",
	"slowest tests",
	"how to reproduce it",
	"environment",
	"reasons of verdicts",
	"what moved within stages",
	"why stages ran",
	"trends",
	"logs beyond 5 lines",
	"advice",
	"caches",
	"language models",
	"unremarkable stages",
	"explanations of verdicts",
	"notices",
	"logs"
];
function fitToBudget(budgetBytes, render, least) {
	const without = whatFits(budgetBytes, render);
	return without === void 0 ? least() : render(without);
}
function whatFits(budgetBytes, render) {
	for (let steps = 0; steps <= ORDER.length; steps += 1) {
		const without = new Set(ORDER.slice(0, steps));
		if (byteLength(render(without)) <= budgetBytes) return without;
	}
}
const ALL_LEFT_OUT = "All else is left out to stay within GitHub's size limit.";
function leftOut(without) {
	if (without.size === 0) return void 0;
	return `Left out to stay within GitHub's size limit: ${[...without].join(", ")}.`;
}
function byteLength(text) {
	return new TextEncoder().encode(text).length;
}
// src/reporting/markdown/mermaid.ts
const LONGEST_DIAGRAM = 5e4;
const LONGEST_NAME = 50;
const HOUR = 36e5;
const DAY = 24 * HOUR;
const LOOK_ALIKES = {
	":": "∶",
	"#": "♯",
	"<": "‹",
	">": "›",
	"\"": "”",
	"'": "’",
	"`": "’",
	"\\": "∖",
	"{": "(",
	"}": ")"
};
function markedIn({ rows }) {
	return ["failed", "slower"].find((one) => rows.some(({ mark }) => mark === one));
}
function ganttLines(timeline) {
	if (timeline.rows.length === 0 || timeline.lengthMs >= 28 * DAY) return void 0;
	const { fromMs } = timeline;
	const lengthMs = timeline.lengthMs - fromMs;
	const marked = markedIn(timeline);
	const lines = [
		ganttLook(marked),
		"gantt",
		"  dateFormat YYYY-MM-DD HH:mm:ss.SSS",
		`  axisFormat ${axisFormat(lengthMs)}`,
		`  tickInterval ${axisStepMs(lengthMs)}millisecond`,
		...timeline.before.map(({ name, startMs, endMs }) => task(`· ${ganttName(name)}`, "done, ", startMs - fromMs, endMs - fromMs)),
		...timeline.rows.flatMap((row) => tasks(row, marked, fromMs))
	];
	return lines.reduce((sum, line) => sum + line.length + 1, 0) > LONGEST_DIAGRAM ? void 0 : lines;
}
function ganttName(name) {
	return shorten(name.replace(/[:#<>"'`\\{}]/g, (sign) => LOOK_ALIKES[sign] ?? "·"), LONGEST_NAME);
}
function axisFormat(lengthMs) {
	if (lengthMs >= HOUR) return "%H:%M";
	return axisStepMs(lengthMs) < 1e3 ? "%S.%L" : "%M:%S";
}
const MARKS = {
	failed: "#c9372c",
	slower: "#b26a00"
};
function ganttLook(marked = "failed") {
	const themeVariables = {
		sectionBkgColor: "transparent",
		altSectionBkgColor: "transparent",
		taskBkgColor: "#43657e",
		taskBorderColor: "#43657e",
		taskTextColor: "#ffffff",
		taskTextDarkColor: "#6e7781",
		activeTaskBkgColor: "transparent",
		activeTaskBorderColor: "#8c959f",
		critBkgColor: MARKS[marked],
		critBorderColor: MARKS[marked],
		doneTaskBkgColor: "#d5dce1",
		doneTaskBorderColor: "#8c959f",
		gridColor: "#8c959f"
	};
	return `%%{init: ${JSON.stringify({ themeVariables })}}%%`;
}
const CHART_LOOK = `%%{init: ${JSON.stringify({
	xyChart: {
		width: 640,
		height: 220,
		xAxis: {
			showLabel: false,
			showTick: false
		}
	},
	themeVariables: { xyChart: {
		plotColorPalette: "#2f81f7",
		backgroundColor: "transparent"
	} }
})}}%%`;
function trendLines({ durationsMs }) {
	const [low, high] = trendSpan(durationsMs);
	return [
		CHART_LOOK,
		"xychart-beta",
		`  x-axis ${1 - durationsMs.length} --> 0`,
		`  y-axis ${seconds(low * .9)} --> ${seconds(Math.max(high, 1) * 1.05)}`,
		`  line [${durationsMs.map(seconds).join(", ")}]`
	];
}
function seconds(ms) {
	return (ms / 1e3).toFixed(2);
}
function tasks(placed, marked, fromMs) {
	const { row, mark, beforeEndMs } = placed;
	const [startMs, endMs] = [placed.startMs - fromMs, placed.endMs - fromMs];
	const plain = row.critical ? "" : "done, ";
	const tag = mark !== void 0 && mark === marked ? "crit, " : plain;
	const now = task(`${row.status.symbol} ${ganttName(row.name)}`, tag, startMs, endMs);
	return beforeEndMs === void 0 ? [now] : [now, task("before", "active, ", startMs, beforeEndMs - fromMs)];
}
function task(name, tag, startMs, endMs) {
	const length = Math.max(1, Math.round(endMs - startMs));
	return `  ${name} :${tag}${clock(startMs)}, ${length}ms`;
}
function clock(ms) {
	return new Date(Date.UTC(2001, 0, 1) + Math.round(ms)).toISOString().replace("T", " ").replace("Z", "");
}
// src/reporting/markdown/parts.ts
const SIGNS = {
	good: "✅",
	bad: "❌",
	warn: "⚠️",
	busy: "⏳",
	quiet: ""
};
const SHORT_LOG = 5;
function headline(model, level) {
	const { text, tone } = model.headline;
	return `${"#".repeat(level)} ${SIGNS[tone]} ${breaking(text)}`;
}
function identity(model) {
	const about = [
		"Pipeline",
		"Commit",
		"Run"
	].flatMap((label) => model.run.filter((fact) => fact.label === label)).map((fact) => `${fact.label.toLowerCase()} ${linked(fact)}`).join(" · ");
	const { docs } = model;
	return `<sub>Stagetime: ${about}${[
		["log", hrefOf(model, "Log")],
		["full report", hrefOf(model, "Report")],
		["what the words mean", docs === void 0 ? void 0 : `${docs}/report.md`]
	].flatMap(([words, href]) => href === void 0 ? [] : [` · [${words}](${href})`]).join("")}</sub>`;
}
function hrefOf(model, label) {
	return model.run.find((fact) => fact.label === label)?.href;
}
function linked({ value, href }) {
	return href === void 0 ? escapeMarkdown(value) : `[${escapeMarkdown(value)}](${href})`;
}
function compared(model) {
	return model.compared.sentences.map(escapeMarkdown).join(" ");
}
function warnings(model) {
	if (model.warnings.length === 0) return void 0;
	const shown = model.warnings.slice(0, 25);
	const lines = shown.map(({ label, text }) => `> **${label}:** ${escapeMarkdown(text)}  `);
	const left = model.warnings.length - shown.length;
	return [
		"> [!WARNING]",
		...lines,
		...left > 0 ? [`> And ${left} more.`] : []
	].join("\n");
}
function advice$1(model, without) {
	const items = adviceItems(model, without);
	return items === void 0 ? void 0 : `**What would help**\n\n${items}`;
}
function adviceItems(model, without) {
	if (model.advice.length === 0 || without.has("advice")) return void 0;
	return model.advice.map(({ seen, remedy }) => {
		return `- ${seen.map((one) => `**${escapeMarkdown(one.name)}** ${escapeMarkdown(one.seen)}`).join("; ")}. ${escapeMarkdown(remedy)}`;
	}).join("\n");
}
function metrics(model) {
	return table([["Performance Metrics", ""], ...model.metrics.map(({ label, value, detail }) => [label, `**${escapeMarkdown(value)}**${detail === void 0 ? "" : ` (${escapeMarkdown(detail)})`}`])], "ll");
}
function failures(model, without) {
	const shown = model.failures.slice(0, 25);
	if (shown.length === 0 || without.has("logs")) return void 0;
	const lines = without.has("logs beyond 5 lines") ? SHORT_LOG : Number.POSITIVE_INFINITY;
	const log = hrefOf(model, "Log");
	return shown.map((failure) => failurePart(failure, lines, log)).join("\n\n");
}
function notices(model, without) {
	const items = [...model.notices, ...model.survivors];
	if (items.length === 0 || without.has("notices")) return void 0;
	return `**Notices**\n\n${items.map((item) => `- ${escapeMarkdown(item)}`).join("\n")}`;
}
function environment(model, without) {
	if (without.has("environment")) return void 0;
	return details("Run and environment", [factTable("Run", model.run), factTable("Environment", model.environment)]);
}
function factTable(title, facts) {
	return table([[title, ""], ...facts.map((fact) => [fact.label, linked(fact)])], "ll");
}
function failurePart(failure, longest, jobLog) {
	const { name, text, reason, cause, details, lines, logFile } = failure;
	const shown = lines.slice(-longest);
	const why = cause === void 0 ? "" : `: ${escapeMarkdown(cause)}`;
	const sentences = [`**${breaking(name)}** ${escapeMarkdown(text)}${why}.`, ...reason === void 0 ? [] : [`${escapeMarkdown(reason)}.`]];
	const log = shown.length === 0 ? [] : [`The last ${counted(shown.length, "line")} of its log:`];
	const hasList = details.length > 0;
	return joinParts([
		[...sentences, ...hasList ? [] : log].join(" "),
		hasList ? details.map((detail) => `- ${escapeMarkdown(detail)}`).join("\n") : void 0,
		hasList ? log[0] : void 0,
		shown.length > 0 ? fenced(shown, "text") : void 0,
		wholeLog(logFile, jobLog)
	]).trimEnd();
}
function wholeLog(file, jobLog) {
	if (file === void 0) return void 0;
	const place = escapeMarkdown(file);
	return jobLog === void 0 ? `The whole log: ${place}` : `The whole log: ${place}, or in [that of the job](${jobLog})`;
}
// src/reporting/markdown/stages.ts
const LEGEND = "Baseline: the median of comparable runs; Change: against it. On the band the bracket spans the changes that are within noise; ● is this run, without the run-wide factor. ± beside a verdict: smaller changes do not show.";
function stages(model, without, mostNames) {
	const few = without.has("unremarkable stages");
	const { rows: all, folds } = model.digest;
	const shown = few ? all.filter((row) => row.notable).slice(0, 25) : all;
	const { head, align, cells, total, legend } = model.compared.hasBaseline ? comparing(model) : measuring(model);
	const rows = [...shown.map(cells), ...total === void 0 ? [] : [total]];
	const left = all.length - shown.length;
	return joinParts([
		rows.length > 0 ? table([head, ...rows], align) : void 0,
		left > 0 ? `${rows.length > 0 ? "And " : ""}${counted(left, "more stage")}.` : void 0,
		folds.length > 0 ? folds.map((fold) => foldLine(fold, mostNames)).join("  \n") : void 0,
		model.documents.length > 0 ? documentLine(model) : void 0,
		legend,
		without.has("explanations of verdicts") ? void 0 : explanations(model, few),
		...model.remarks.map(escapeMarkdown)
	]).trimEnd();
}
function documentLine({ documents }) {
	const shown = documents.slice(0, 25).map(({ name, link, pages }) => {
		const parts = [...link === void 0 ? [] : [`[${escapeMarkdown(link.file)}](${link.href})`], ...pages === void 0 ? [] : [pages]];
		return `${escapeMarkdown(name)}: ${parts.join(", ")}`;
	});
	const left = documents.length - shown.length;
	return [...shown, ...left > 0 ? [`and ${counted(left, "more document")}`] : []].join("; ");
}
function foldLine({ words, names }, most) {
	return `${breaking(words)}: ${breaking(listWords(names, most))}`;
}
function withCache(model, layout) {
	if (!model.stages.some(({ cache }) => cache !== void 0)) return layout;
	const { head, align, cells, total } = layout;
	return {
		...layout,
		head: [...head, "Cache"],
		align: `${align}l`,
		cells: (row) => [...cells(row), row.cache === void 0 ? "–" : unbroken(row.cache)],
		...total !== void 0 && { total: [...total, ""] }
	};
}
function measuring(model) {
	const hasAllRows = model.digest.folds.length === 0;
	return withCache(model, {
		head: [
			"Stage",
			"Duration",
			"Status",
			"Share",
			""
		],
		align: "lrlrl",
		...model.shareRemark !== void 0 && hasAllRows && { legend: model.shareRemark },
		cells: (row) => [
			stageCell(row),
			numberCell(row.duration),
			statusCell(row),
			numberCell(row.share),
			bar(row.share?.value ?? 0, 10)
		]
	});
}
function comparing(model) {
	const { total: whole } = model.compared;
	const total = whole?.baseline === void 0 ? void 0 : whole;
	return withCache(model, {
		head: [
			"Stage",
			"Change",
			"Now",
			"Verdict",
			"Baseline",
			""
		],
		align: "lrrlrl",
		cells: (row) => {
			const isJudged = row.judged !== void 0 && row.judged.kind !== "not-measured";
			const status = isJudged && row.status.tone === "good" ? [] : [statusCell(row)];
			const verdict = isJudged && row.judged !== void 0 ? [verdictCell(row.judged)] : [];
			return [
				stageCell(row),
				numberCell(row.judged?.change),
				nowCell(row.duration?.text, row.judged),
				[...status, ...verdict].join("; "),
				...baselineCells(row.judged)
			];
		},
		...[total, ...model.digest.rows.map(({ judged }) => judged)].some((judged) => judged?.baseline !== void 0) && { legend: LEGEND },
		...total !== void 0 && { total: [
			"**Total**",
			numberCell(total.change),
			nowCell(total.duration, total),
			verdictCell(total),
			...baselineCells(total)
		] }
	});
}
function baselineCells(judged) {
	return [numberCell(judged?.baseline), judged?.band === void 0 ? "" : `\`${judged.band}\``];
}
function nowCell(duration, judged) {
	const now = duration === void 0 ? "–" : unbroken(duration);
	return judged?.of === void 0 ? now : `${now}<br>${escapeMarkdown(judged.of)}`;
}
function verdictCell({ kind, verdict, brief, adjusted }) {
	return [isBad(kind) ? `**${unbroken(verdict.word)}**` : unbroken(verdict.word), ...[adjusted, brief].flatMap((words) => words === void 0 ? [] : words).map((words) => words.replaceAll(" %", "&nbsp;%"))].join(", ");
}
function explanations(model, few) {
	const shown = model.compared.findings.filter(({ judged }) => judged.explain);
	const items = (few ? shown.slice(0, 25) : shown).map(({ name, judged: { verdict, reason }, within }) => `- **${escapeMarkdown(name)}** ${verdict.word}: ${escapeMarkdown(reason)}${within === void 0 ? "" : `. Within it: ${escapeMarkdown(within)}`}`);
	return items.length === 0 ? void 0 : items.join("\n");
}
function isBad(kind) {
	return kind === "regressed" || kind === "suspected";
}
function signOf({ status, judged, marks }) {
	const isWarned = isBad(judged?.kind) || marks.length > 0;
	return status.tone === "good" && isWarned ? "⚠" : status.symbol;
}
function stageCell(row) {
	const name = inLines(row.name);
	const marks = row.marks.length === 0 ? "" : ` (${row.marks.join(", ")})`;
	const why = isCulprit(row) && row.ranBecause !== void 0 ? row.ranBecause : "";
	return [`${signOf(row)}&nbsp;${row.notable ? `**${name}**` : name}${marks}`, ...why === "" ? [] : [`<br><sub>${inLines(why)}</sub>`]].join("");
}
function isCulprit({ status, judged }) {
	return status.tone === "bad" || isBad(judged?.kind);
}
function statusCell({ status, statusText, reason }) {
	const word = unbroken(statusText).replace(",&nbsp;", ", ");
	return `${status.tone === "bad" ? `**${word}**` : word}${reason === void 0 ? "" : `: ${escapeMarkdown(reason)}`}`;
}
// src/reporting/markdown/details.ts
function timeline(model, without) {
	if (model.path.steps.length === 0 || without.has("timeline diagram")) return void 0;
	const lines = ganttLines(model.timeline);
	const path = model.path.steps.map(({ name, duration, wait }) => `${escapeMarkdown(name)} (${duration}${wait === void 0 ? "" : `; ${escapeMarkdown(wait)}`})`);
	const isDrawn = lines !== void 0;
	const shown = model.path.shown === void 0 ? "" : ` (${model.path.shown})`;
	return details("Timeline and critical path", [
		`**Critical path**${isDrawn ? " (dark in the diagram)" : ""}, the chain of stages that decides the total${shown}: ${path.join(" → ")}`,
		isDrawn ? legend(model.timeline) : void 0,
		isDrawn ? fenced(lines, "mermaid") : void 0
	]);
}
function legend(timeline) {
	const marked = markedIn(timeline);
	const words = [
		...marked === "failed" ? ["Red is what failed."] : [],
		...marked === "slower" ? ["Orange is what got slower."] : [],
		...timeline.rows.some(({ beforeEndMs }) => beforeEndMs !== void 0) ? ["Hollow, below a stage, is what it took before: its baseline."] : []
	];
	return words.length === 0 ? void 0 : words.join(" ");
}
function causes(model, without) {
	const items = model.stages.flatMap((row) => row.ranBecause === void 0 || isCulprit(row) ? [] : [`- **${escapeMarkdown(row.name)}** ${escapeMarkdown(row.ranBecause)}`]);
	if (items.length === 0 || without.has("why stages ran")) return void 0;
	return details("Why stages ran", [items.join("\n")]);
}
function caches(model, without) {
	if (model.caches.length === 0 || without.has("caches")) return void 0;
	const head = [
		"Cache",
		"State",
		"Size",
		"Restored in",
		"Saved",
		"Time saved"
	];
	const rows = model.caches.map((row) => [
		`${escapeMarkdown(row.name)}${row.costly ? " ⚠&nbsp;costs more than it saves" : ""}`,
		cacheState(row),
		numberCell(row.size),
		numberCell(row.restore),
		row.saved === void 0 ? "no" : unbroken(row.saved.text),
		row.timeSaved === void 0 ? "–" : unbroken(row.timeSaved.text)
	]);
	const { cacheRemark } = model;
	return details("Caches", [table([head, ...rows], "llrrrr"), cacheRemark === void 0 ? void 0 : escapeMarkdown(cacheRemark)]);
}
function cacheState(row) {
	const { state, reason } = row;
	const words = `${state.symbol}&nbsp;${unbroken(state.word)}`;
	if (reason === void 0) return words;
	return `${words}${row.size === void 0 ? ":" : ";"} ${escapeMarkdown(reason)}`;
}
function advice(model, without) {
	const items = adviceItems(model, without);
	return items === void 0 ? void 0 : details("What would help", [items]);
}
function moved(model, without) {
	if (model.moved.length === 0 || without.has("what moved within stages")) return void 0;
	return details("Tests and LaTeX passes that moved", [table([[
		"What",
		"Before",
		"Now",
		"Change",
		"Stage"
	], ...model.moved.map(({ stage, what, where, before, now, change }) => [
		placeCell(what, where),
		...[
			before,
			now,
			change
		].map(numberCell),
		escapeMarkdown(stage)
	])], "lrrrl")]);
}
function evidence(model, without) {
	if (model.evidence.length === 0 || without.has("slowest tests")) return void 0;
	return details("Tests and LaTeX", [model.evidence.map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`).join("\n"), ...model.evidence.filter(({ slowest }) => slowest.length > 0).map(slowestTests)]);
}
function slowestTests({ name, slowest }) {
	const rows = slowest.map(({ what, where, duration }) => [placeCell(what, where), numberCell(duration)]);
	return table([[`Slowest of ${escapeMarkdown(name)}`, "Time"], ...rows], "lr");
}
function placeCell(what, where) {
	const name = inLines(what);
	return where === void 0 ? name : `${name}<br><sub>${inLines(where)}</sub>`;
}
function llm(model, without) {
	if (model.llm.length === 0 || without.has("language models")) return void 0;
	return details("Language models", [model.llm.map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`).join("\n")]);
}
function findings(model, without) {
	if (model.compared.findings.length === 0 || without.has("reasons of verdicts")) return void 0;
	const { common, findings: all } = withCommonBasis(model.compared.findings);
	const items = all.map(({ name, judged: { verdict, reason, limit, explain }, basis }) => {
		const rest = [...explain ? [] : [escapeMarkdown(reason)], ...limit === void 0 ? [] : [escapeMarkdown(limit)]].join("; ");
		return `- ${`**${escapeMarkdown(name)}** ${verdict.word}${rest === "" ? "" : `: ${rest}`}`}${basis === void 0 ? "" : `. Baseline: ${escapeMarkdown(basis)}`}`;
	});
	return details("What the verdicts rest on", [common === void 0 ? void 0 : `Baselines of all stages: ${escapeMarkdown(common)}.`, items.join("\n")]);
}
function resources(model, without) {
	const rows = model.stages.filter((row) => measured(row).some((value) => value !== void 0));
	if (rows.length === 0 || without.has("resources")) return void 0;
	return details("Resources", [table([[
		"Stage",
		"CPU time",
		"Peak memory",
		"Read",
		"Written",
		"Outputs"
	], ...rows.map((row) => [inLines(row.name), ...measured(row).map(numberCell)])], "lrrrrr")]);
}
function resourceLines(model, without) {
	const charts = model.charts.filter(({ series }) => series.cpuPercent.length > 1);
	if (charts.length === 0 || without.has("resource time lines")) return void 0;
	const cpuTop = highest(charts.flatMap(({ series }) => series.cpuPercent));
	const memoryTop = highest(charts.flatMap(({ series }) => series.rssBytes));
	const rows = charts.map((chart) => resourceRow(chart, cpuTop, memoryTop));
	return details("Resources over time", [`From the start of each stage to its end; full height is ${Math.round(cpuTop)} % of one core, and ${formatBytes(memoryTop)} of memory.`, table([[
		"Stage",
		"Time",
		"CPU",
		"Memory"
	], ...rows], "lrll")]);
}
const LINE_CELLS = 20;
function resourceRow({ name, length, series }, cpuTop, memoryTop) {
	return [
		inLines(name),
		unbroken(length),
		sparkline(squeeze(series.cpuPercent), 0, cpuTop),
		sparkline(squeeze(series.rssBytes), 0, memoryTop)
	];
}
function squeeze(values) {
	const cells = Math.min(LINE_CELLS, values.length);
	return Array.from({ length: cells }, (_, i) => highest(values.slice(Math.floor(i * values.length / cells), Math.floor((i + 1) * values.length / cells))));
}
function trends(model, without) {
	if (model.trends.length === 0 || without.has("trends")) return void 0;
	return joinParts([
		"**Trend**: the last runs on machines like this one, oldest first, this run last",
		table([[
			"Stage",
			"Now",
			"Runs",
			"Lowest",
			"Highest"
		], ...model.trends.map(({ name, sparkline, lowest, highest, now }) => [
			inLines(name),
			unbroken(now),
			sparkline,
			...[lowest, highest].map(unbroken)
		])], "lrlrr"),
		without.has("trend charts") ? void 0 : trendCharts(model.trends)
	]).trimEnd();
}
const MOST_CHARTS = 4;
function trendCharts(all) {
	const drawn = all.filter((trend) => trend.notable).slice(0, MOST_CHARTS);
	if (drawn.length === 0) return void 0;
	return details("Trend charts", drawn.map((trend) => `**${escapeMarkdown(trend.name)}**: seconds, oldest run first\n\n${fenced(trendLines(trend), "mermaid")}`));
}
function reproduction(model, without) {
	if (model.reproduction.length === 0 || without.has("how to reproduce it")) return void 0;
	const lines = model.reproduction.map(({ command, purpose }) => `${command}   # ${purpose}`);
	return details("Reproduce it locally", [fenced(lines, "sh")]);
}
function measured(row) {
	return [
		row.cpu,
		row.memory,
		row.read,
		row.written,
		row.outputs
	];
}
function highest(values) {
	return values.reduce((top, value) => Math.max(top, value), 0);
}
export { ALL_LEFT_OUT as C, joinParts as D, whatFits as E, warnings as S, leftOut as T, failures as _, findings as a, metrics as b, reproduction as c, timeline as d, trends as f, environment as g, compared as h, evidence as i, resourceLines as l, advice$1 as m, caches as n, llm as o, stages as p, causes as r, moved as s, advice as t, resources as u, headline as v, fitToBudget as w, notices as x, identity as y };
