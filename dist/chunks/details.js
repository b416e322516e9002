import { n as counted, o as shorten, r as listWords, s as sparkline, t as bar } from "./text.js";
import { t as formatBytes } from "./units.js";
import { n as fenced, r as unbroken, t as escapeMarkdown } from "./escape.js";
import { s as withCommonBasis, t as axisStepMs } from "./timeline.js";
import { t as trendSpan } from "./trends.js";
// node_modules/markdown-table/index.js
/**
* @typedef {Options} MarkdownTableOptions
*   Configuration.
*/
/**
* @typedef Options
*   Configuration.
* @property {boolean | null | undefined} [alignDelimiters=true]
*   Whether to align the delimiters (default: `true`);
*   they are aligned by default:
*
*   ```markdown
*   | Alpha | B     |
*   | ----- | ----- |
*   | C     | Delta |
*   ```
*
*   Pass `false` to make them staggered:
*
*   ```markdown
*   | Alpha | B |
*   | - | - |
*   | C | Delta |
*   ```
* @property {ReadonlyArray<string | null | undefined> | string | null | undefined} [align]
*   How to align columns (default: `''`);
*   one style for all columns or styles for their respective columns;
*   each style is either `'l'` (left), `'r'` (right), or `'c'` (center);
*   other values are treated as `''`, which doesn’t place the colon in the
*   alignment row but does align left;
*   *only the lowercased first character is used, so `Right` is fine.*
* @property {boolean | null | undefined} [delimiterEnd=true]
*   Whether to end each row with the delimiter (default: `true`).
*
*   > 👉 **Note**: please don’t use this: it could create fragile structures
*   > that aren’t understandable to some markdown parsers.
*
*   When `true`, there are ending delimiters:
*
*   ```markdown
*   | Alpha | B     |
*   | ----- | ----- |
*   | C     | Delta |
*   ```
*
*   When `false`, there are no ending delimiters:
*
*   ```markdown
*   | Alpha | B
*   | ----- | -----
*   | C     | Delta
*   ```
* @property {boolean | null | undefined} [fillRows=true]
*   Whether to fill rows with empty cells up to the most cells in a row
*   (default: `true`).
*
*   When `true`, all rows have as many cells as the longest row:
*
*   ```markdown
*   | Alpha | B    |   |
*   | ----- | ---- | - |
*   | C     |      |   |
*   | D     | Echo | F |
*   ```
*
*   When `false`, rows keep their cells,
*   and the delimiter row has as many cells as the header row:
*
*   ```markdown
*   | Alpha | B    |
*   | ----- | ---- |
*   | C     |
*   | D     | Echo | F |
*   ```
* @property {boolean | null | undefined} [delimiterStart=true]
*   Whether to begin each row with the delimiter (default: `true`).
*
*   > 👉 **Note**: please don’t use this: it could create fragile structures
*   > that aren’t understandable to some markdown parsers.
*
*   When `true`, there are starting delimiters:
*
*   ```markdown
*   | Alpha | B     |
*   | ----- | ----- |
*   | C     | Delta |
*   ```
*
*   When `false`, there are no starting delimiters:
*
*   ```markdown
*   Alpha | B     |
*   ----- | ----- |
*   C     | Delta |
*   ```
* @property {boolean | null | undefined} [padding=true]
*   Whether to add a space of padding between delimiters and cells
*   (default: `true`).
*
*   When `true`, there is padding:
*
*   ```markdown
*   | Alpha | B     |
*   | ----- | ----- |
*   | C     | Delta |
*   ```
*
*   When `false`, there is no padding:
*
*   ```markdown
*   |Alpha|B    |
*   |-----|-----|
*   |C    |Delta|
*   ```
* @property {((value: string) => number) | null | undefined} [stringLength]
*   Function to detect the length of table cell content (optional);
*   this is used when aligning the delimiters (`|`) between table cells;
*   full-width characters and emoji mess up delimiter alignment when viewing
*   the markdown source;
*   to fix this, you can pass this function,
*   which receives the cell content and returns its “visible” size;
*   note that what is and isn’t visible depends on where the text is displayed.
*
*   Without such a function, the following:
*
*   ```js
*   markdownTable([
*     ['Alpha', 'Bravo'],
*     ['中文', 'Charlie'],
*     ['👩‍❤️‍👩', 'Delta']
*   ])
*   ```
*
*   Yields:
*
*   ```markdown
*   | Alpha | Bravo |
*   | - | - |
*   | 中文 | Charlie |
*   | 👩‍❤️‍👩 | Delta |
*   ```
*
*   With [`string-width`](https://github.com/sindresorhus/string-width):
*
*   ```js
*   import stringWidth from 'string-width'
*
*   markdownTable(
*     [
*       ['Alpha', 'Bravo'],
*       ['中文', 'Charlie'],
*       ['👩‍❤️‍👩', 'Delta']
*     ],
*     {stringLength: stringWidth}
*   )
*   ```
*
*   Yields:
*
*   ```markdown
*   | Alpha | Bravo   |
*   | ----- | ------- |
*   | 中文  | Charlie |
*   | 👩‍❤️‍👩    | Delta   |
*   ```
*/
/**
* Get the length of a cell.
*
* @param {string} value
*   Cell value.
* @returns {number}
*   Cell size.
*/
function defaultStringLength(value) {
	return value.length;
}
/**
* Generate a markdown
* ([GFM](https://docs.github.com/en/github/writing-on-github/working-with-advanced-formatting/organizing-information-with-tables))
* table.
*
* @param {ReadonlyArray<ReadonlyArray<string | null | undefined>>} table
*   Table data (matrix of strings).
* @param {Readonly<Options> | null | undefined} [options]
*   Configuration (optional).
* @returns {string}
*   Result.
*/
function markdownTable(table, options) {
	const settings = options || {};
	const align = (settings.align || []).concat();
	const stringLength = settings.stringLength || defaultStringLength;
	/** @type {Array<number>} Character codes as symbols for alignment per column. */
	const alignments = [];
	/** @type {Array<Array<string>>} Cells per row. */
	const cellMatrix = [];
	/** @type {Array<Array<number>>} Sizes of each cell per row. */
	const sizeMatrix = [];
	/** @type {Array<number>} */
	const longestCellByColumn = [];
	let mostCellsPerRow = 0;
	let rowIndex = -1;
	while (++rowIndex < table.length) {
		/** @type {Array<string>} */
		const row = [];
		/** @type {Array<number>} */
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
	/** @type {Array<string>} */
	const row = [];
	/** @type {Array<number>} */
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
	/** @type {Array<string>} */
	const lines = [];
	while (++rowIndex < cellMatrix.length) {
		const row = cellMatrix[rowIndex];
		const sizes = sizeMatrix[rowIndex];
		const cellsInRow = settings.fillRows === false ? Math.max(1, cellMatrix[rowIndex === 1 ? 0 : rowIndex].length) : mostCellsPerRow;
		columnIndex = -1;
		/** @type {Array<string>} */
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
/**
* Serialize a cell value.
*
* @param {string | null | undefined} [value]
*   Value to serialize.
* @returns {string}
*   Result.
*/
function serialize(value) {
	return value === null || value === void 0 ? "" : String(value);
}
/**
* Get the alignment character code from a value.
*
* @param {string | null | undefined} value
*   Value.
* @returns {number}
*   Alignment.
*/
function toAlignment(value) {
	const code = typeof value === "string" ? value.codePointAt(0) : 0;
	return code === 67 || code === 99 ? 99 : code === 76 || code === 108 ? 108 : code === 82 || code === 114 ? 114 : 0;
}
// src/reporting/markdown/blocks.ts
/** What Markdown documents are built of. */
/** Blocks as one document. */
function joinParts(parts) {
	return `${parts.filter((part) => part !== void 0).join("\n\n")}\n`;
}
/** A table of cells that are Markdown already; `align` has a letter a column. */
function table(rows, align) {
	return markdownTable(rows, {
		align: [...align],
		alignDelimiters: false,
		padding: false
	});
}
/** Something to unfold; the title is ours and needs no escaping. */
function details(title, parts) {
	return joinParts([
		`<details>\n<summary>${title}</summary>`,
		...parts,
		"</details>"
	]).trimEnd();
}
/** A measurement on one line, or a dash. */
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
/**
* The document with as much detail as `budgetBytes` allow. The steps are taken one after the other
* until it fits; where nothing else does, it is `least`, which is short by construction.
*/
function fitToBudget(budgetBytes, render, least) {
	const without = whatFits(budgetBytes, render);
	return without === void 0 ? least() : render(without);
}
/** What the document has to leave out to fit; undefined where that is not enough. */
function whatFits(budgetBytes, render) {
	for (let steps = 0; steps <= ORDER.length; steps += 1) {
		const without = new Set(ORDER.slice(0, steps));
		if (byteLength(render(without)) <= budgetBytes) return without;
	}
}
/** The sentence for a document that is nothing but its verdict. */
const ALL_LEFT_OUT = "All else is left out to stay within GitHub's size limit.";
/** The sentence about what is left out; undefined where nothing is. */
function leftOut(without) {
	if (without.size === 0) return void 0;
	return `Left out to stay within GitHub's size limit: ${[...without].join(", ")}.`;
}
/** In UTF-8. */
function byteLength(text) {
	return new TextEncoder().encode(text).length;
}
// src/reporting/markdown/mermaid.ts
/** The timeline as a mermaid gantt diagram, and a trend as an xychart. */
/** What GitHub draws; a longer diagram is shown as an error. */
const LONGEST_DIAGRAM = 5e4;
const LONGEST_NAME = 50;
const HOUR = 36e5;
const DAY = 24 * HOUR;
/** Characters with a meaning for mermaid's lexer or in what it draws, and ones that look alike. */
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
/**
* The lines of the diagram, the critical path marked `crit`. Undefined where there is nothing to
* draw or GitHub would not draw it.
*/
function ganttLines(timeline) {
	if (timeline.rows.length === 0 || timeline.lengthMs >= 28 * DAY) return void 0;
	const { lengthMs } = timeline;
	const lines = [
		GANTT_LOOK,
		"gantt",
		"  dateFormat YYYY-MM-DD HH:mm:ss.SSS",
		`  axisFormat ${axisFormat(lengthMs)}`,
		`  tickInterval ${axisStepMs(lengthMs)}millisecond`,
		...timeline.rows.map(task)
	];
	return lines.reduce((sum, line) => sum + line.length + 1, 0) > LONGEST_DIAGRAM ? void 0 : lines;
}
/** A stage's name that mermaid takes for text; the status sign before it keeps keywords apart. */
function ganttName(name) {
	return shorten(name.replace(/[:#<>"'`\\{}]/g, (sign) => LOOK_ALIKES[sign] ?? "·"), LONGEST_NAME);
}
function axisFormat(lengthMs) {
	if (lengthMs >= HOUR) return "%H:%M";
	return axisStepMs(lengthMs) < 1e3 ? "%S.%L" : "%M:%S";
}
/** Quiet colours that are seen on light and dark ground, the same as those of the HTML report. */
const GANTT_LOOK = `%%{init: ${JSON.stringify({ themeVariables: {
	sectionBkgColor: "transparent",
	altSectionBkgColor: "transparent",
	taskBkgColor: "#5f7a8c",
	taskBorderColor: "#5f7a8c",
	taskTextColor: "#ffffff",
	critBkgColor: "#c2410c",
	critBorderColor: "#c2410c",
	gridColor: "#8c959f"
} })}}%%`;
/** Small; no labels for runs, which would be fractions; a line that is seen on light and dark ground. */
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
/** The lines of a trend's diagram: seconds, run after run. Numbers only. */
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
function task({ row, startMs, endMs }) {
	const crit = row.critical ? "crit, " : "";
	const length = Math.max(1, Math.round(endMs - startMs));
	return `  ${row.status.symbol} ${ganttName(row.name)} :${crit}${clock(startMs)}, ${length}ms`;
}
/** A date on which local time has no gap, because mermaid reads and draws local time. */
function clock(ms) {
	return new Date(Date.UTC(2001, 0, 1) + Math.round(ms)).toISOString().replace("T", " ").replace("Z", "");
}
// src/reporting/markdown/parts.ts
/** The parts of the job summary and the comment that are always open; each is a block, or undefined. */
const SIGNS = {
	good: "✅",
	bad: "❌",
	warn: "⚠️",
	busy: "⏳",
	quiet: ""
};
const SHORT_LOG = 5;
/** The verdict, as a heading of the given level. */
function headline(model, level) {
	const { text, tone } = model.headline;
	return `${"#".repeat(level)} ${SIGNS[tone]} ${escapeMarkdown(text)}`;
}
/** What this is and what it is about, with the ways there: of which commit, and which run. */
function identity(model) {
	const about = [
		"Pipeline",
		"Commit",
		"Run"
	].flatMap((label) => model.run.filter((fact) => fact.label === label)).map((fact) => `${fact.label.toLowerCase()} ${linked(fact)}`).join(" · ");
	const { docs } = model;
	return `<sub>Stagetime: ${about}${docs === void 0 ? "" : ` · [what the words mean](${docs}/report.md)`}</sub>`;
}
/** Addresses are of plain letters: nothing in them ends the link. */
function linked({ value, href }) {
	return href === void 0 ? escapeMarkdown(value) : `[${escapeMarkdown(value)}](${href})`;
}
/** How the run compares with its history, in sentences. */
function compared(model) {
	return model.compared.sentences.map(escapeMarkdown).join(" ");
}
/** Bottlenecks, overrun budgets, slow tools and costly caches, in an alert with words. */
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
/** What would help, each with what was seen. */
function advice$1(model, without) {
	const items = adviceItems(model, without);
	return items === void 0 ? void 0 : `**What would help**\n\n${items}`;
}
/** The same without a heading. */
function adviceItems(model, without) {
	if (model.advice.length === 0 || without.has("advice")) return void 0;
	return model.advice.map(({ seen, remedy }) => {
		return `- ${seen.map((one) => `**${escapeMarkdown(one.name)}** ${escapeMarkdown(one.seen)}`).join("; ")}. ${escapeMarkdown(remedy)}`;
	}).join("\n");
}
/** Total, average, slowest, fastest, and what reuse saved. */
function metrics(model) {
	return table([["Performance Metrics", ""], ...model.metrics.map(({ label, value, detail }) => [label, `**${escapeMarkdown(value)}**${detail === void 0 ? "" : ` (${escapeMarkdown(detail)})`}`])], "ll");
}
/** Each failed stage with the end of its log. */
function failures(model, without) {
	const shown = model.failures.slice(0, 25);
	if (shown.length === 0 || without.has("logs")) return void 0;
	const lines = without.has("logs beyond 5 lines") ? SHORT_LOG : Number.POSITIVE_INFINITY;
	return shown.map((failure) => failurePart(failure, lines)).join("\n\n");
}
/** What was lost, and which processes outlived their stage. */
function notices(model, without) {
	const items = [...model.notices, ...model.survivors];
	if (items.length === 0 || without.has("notices")) return void 0;
	return `**Notices**\n\n${items.map((item) => `- ${escapeMarkdown(item)}`).join("\n")}`;
}
/** Which run this was, and on what machine. */
function environment(model, without) {
	if (without.has("environment")) return void 0;
	return details("Run and environment", [factTable("Run", model.run), factTable("Environment", model.environment)]);
}
function factTable(title, facts) {
	return table([[title, ""], ...facts.map((fact) => [fact.label, linked(fact)])], "ll");
}
function failurePart(failure, longest) {
	const { name, text, reason, cause, details, lines, logFile } = failure;
	const shown = lines.slice(-longest);
	const why = cause === void 0 ? "" : `: ${escapeMarkdown(cause)}`;
	const sentences = [`**${escapeMarkdown(name)}** ${escapeMarkdown(text)}${why}.`, ...reason === void 0 ? [] : [`${escapeMarkdown(reason)}.`]];
	const log = shown.length === 0 ? [] : [`The last ${counted(shown.length, "line")} of its log:`];
	const hasList = details.length > 0;
	return joinParts([
		[...sentences, ...hasList ? [] : log].join(" "),
		hasList ? details.map((detail) => `- ${escapeMarkdown(detail)}`).join("\n") : void 0,
		hasList ? log[0] : void 0,
		shown.length > 0 ? fenced(shown, "text") : void 0,
		logFile === void 0 ? void 0 : `The whole log: ${escapeMarkdown(logFile)}`
	]).trimEnd();
}
// src/reporting/markdown/stages.ts
/** The one table of the stages: their times, and how they compare where there is a baseline. */
const LEGEND = "Baseline: the median of comparable runs; Change: against it. On the band the bracket spans the changes that are within noise; ● is this run, without the run-wide factor. ± beside a verdict: smaller changes do not show.";
/** Every stage, what matters first; under pressure the remarkable ones only. */
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
		legend,
		without.has("explanations of verdicts") ? void 0 : explanations(model, few),
		...model.remarks.map(escapeMarkdown)
	]).trimEnd();
}
/** `9 unchanged: a, b and 7 more`. */
function foldLine({ words, names }, most) {
	return `${escapeMarkdown(words)}: ${escapeMarkdown(listWords(names, most))}`;
}
/** The caches' state has a column only where a stage uses one. */
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
	return withCache(model, {
		head: [
			"Stage",
			"Duration",
			"Share",
			"",
			"Status"
		],
		align: "lrrll",
		...model.shareRemark !== void 0 && { legend: model.shareRemark },
		cells: (row) => [
			stageCell(row),
			numberCell(row.duration),
			numberCell(row.share),
			bar(row.share?.value ?? 0, 10),
			statusCell(row)
		]
	});
}
/** What is looked for first comes first: on a phone the rest is out of sight. */
function comparing(model) {
	const { total } = model.compared;
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
		legend: LEGEND,
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
/** The time of this run, and below it the one that the change is of where that is another. */
function nowCell(duration, judged) {
	const now = duration === void 0 ? "–" : unbroken(duration);
	return judged?.of === void 0 ? now : `${now}<br>${escapeMarkdown(judged.of)}`;
}
function verdictCell({ kind, verdict, brief, adjusted }) {
	return [isBad(kind) ? `**${unbroken(verdict.word)}**` : unbroken(verdict.word), ...[adjusted, brief].flatMap((words) => words === void 0 ? [] : words).map((words) => words.replaceAll(" %", "&nbsp;%"))].join(", ");
}
/** Why, of the verdicts whose numbers do not say it: below the table, where a phone shows them whole. */
function explanations(model, few) {
	const shown = model.compared.findings.filter(({ judged }) => judged.explain);
	const items = (few ? shown.slice(0, 25) : shown).map(({ name, judged: { verdict, reason }, within }) => `- **${escapeMarkdown(name)}** ${verdict.word}: ${escapeMarkdown(reason)}${within === void 0 ? "" : `. Within it: ${escapeMarkdown(within)}`}`);
	return items.length === 0 ? void 0 : items.join("\n");
}
function isBad(kind) {
	return kind === "regressed" || kind === "suspected";
}
/** One sign a row, the gravest that there is to show. */
function signOf({ status, judged, marks }) {
	const isWarned = isBad(judged?.kind) || marks.length > 0;
	return status.tone === "good" && isWarned ? "⚠" : status.symbol;
}
function stageCell(row) {
	const name = escapeMarkdown(row.name);
	const marks = row.marks.length === 0 ? "" : ` (${row.marks.join(", ")})`;
	const why = isCulprit(row) && row.ranBecause !== void 0 ? row.ranBecause : "";
	return [`${signOf(row)}&nbsp;${row.notable ? `**${name}**` : name}${marks}`, ...why === "" ? [] : [`<br><sub>${escapeMarkdown(why).replaceAll("/", "/<wbr>")}</sub>`]].join("");
}
/** Of these a reader asks at once why they ran. */
function isCulprit({ status, judged }) {
	return status.tone === "bad" || isBad(judged?.kind);
}
function statusCell({ status, statusText, reason }) {
	const word = unbroken(statusText).replace(",&nbsp;", ", ");
	return `${status.tone === "bad" ? `**${word}**` : word}${reason === void 0 ? "" : `: ${escapeMarkdown(reason)}`}`;
}
// src/reporting/markdown/details.ts
/** What stands behind the verdict, to be unfolded. */
/** The gantt diagram, and the critical path in words for who cannot see it. */
function timeline(model, without) {
	if (model.path.length === 0 || without.has("timeline diagram")) return void 0;
	const lines = ganttLines(model.timeline);
	return details("Timeline and critical path", [`**Critical path** (orange in the diagram), the chain of stages that decides the total: ${model.path.map(({ name, duration, wait }) => `${escapeMarkdown(name)} (${duration}${wait === void 0 ? "" : `; ${escapeMarkdown(wait)}`})`).join(" → ")}`, lines === void 0 ? void 0 : fenced(lines, "mermaid")]);
}
/** Why stages ran whose results were stored, of those whose rows do not say it. */
function causes(model, without) {
	const items = model.stages.flatMap((row) => row.ranBecause === void 0 || isCulprit(row) ? [] : [`- **${escapeMarkdown(row.name)}** ${escapeMarkdown(row.ranBecause)}`]);
	if (items.length === 0 || without.has("why stages ran")) return void 0;
	return details("Why stages ran", [items.join("\n")]);
}
/** What each cache did, cost and saved. */
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
/** What would help, out of the way of the verdict. */
function advice(model, without) {
	const items = adviceItems(model, without);
	return items === void 0 ? void 0 : details("What would help", [items]);
}
/** The tests and passes of LaTeX that moved, for who looks for the reason of a slowdown. */
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
/** What tests and LaTeX say of themselves, and the slowest tests of each stage. */
function evidence(model, without) {
	if (model.evidence.length === 0 || without.has("slowest tests")) return void 0;
	return details("Tests and LaTeX", [model.evidence.map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`).join("\n"), ...model.evidence.filter(({ slowest }) => slowest.length > 0).map(slowestTests)]);
}
function slowestTests({ name, slowest }) {
	const rows = slowest.map(({ what, where, duration }) => [placeCell(what, where), numberCell(duration)]);
	return table([[`Slowest of ${escapeMarkdown(name)}`, "Time"], ...rows], "lr");
}
/** As it is escaped; names of tests are long, and break nowhere else. */
const UNDERSCORE = "&#95;";
/** A name, and below it in small where it is. */
function placeCell(what, where) {
	const name = escapeMarkdown(what).replaceAll(UNDERSCORE, `${UNDERSCORE}<wbr>`);
	return where === void 0 ? name : `${name}<br><sub>${escapeMarkdown(where)}</sub>`;
}
/** What stages asked of language models. */
function llm(model, without) {
	if (model.llm.length === 0 || without.has("language models")) return void 0;
	return details("Language models", [model.llm.map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`).join("\n")]);
}
/** What every verdict rests on: how old the baseline is, what its runs have in common, and why. */
function findings(model, without) {
	if (model.compared.findings.length === 0 || without.has("reasons of verdicts")) return void 0;
	const { common, findings: all } = withCommonBasis(model.compared.findings);
	const items = all.map(({ name, judged: { verdict, reason, limit, explain }, basis }) => {
		const rest = [...explain ? [] : [escapeMarkdown(reason)], ...limit === void 0 ? [] : [escapeMarkdown(limit)]].join("; ");
		return `- ${`**${escapeMarkdown(name)}** ${verdict.word}${rest === "" ? "" : `: ${rest}`}`}${basis === void 0 ? "" : `. Baseline: ${escapeMarkdown(basis)}`}`;
	});
	return details("What the verdicts rest on", [common === void 0 ? void 0 : `Baselines of all stages: ${escapeMarkdown(common)}.`, items.join("\n")]);
}
/** CPU, memory, bytes read and written, size of outputs. */
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
	], ...rows.map((row) => [escapeMarkdown(row.name), ...measured(row).map(numberCell)])], "lrrrrr")]);
}
/** CPU and memory of each stage from its start to its end. */
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
		escapeMarkdown(name),
		unbroken(length),
		sparkline(squeeze(series.cpuPercent), 0, cpuTop),
		sparkline(squeeze(series.rssBytes), 0, memoryTop)
	];
}
/** At most `LINE_CELLS` values, each the highest of those it stands for. */
function squeeze(values) {
	const cells = Math.min(LINE_CELLS, values.length);
	return Array.from({ length: cells }, (_, i) => highest(values.slice(Math.floor(i * values.length / cells), Math.floor((i + 1) * values.length / cells))));
}
/** The last runs of each stage as a row of columns. */
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
			escapeMarkdown(name),
			unbroken(now),
			sparkline,
			...[lowest, highest].map(unbroken)
		])], "lrlrr"),
		without.has("trend charts") ? void 0 : trendCharts(model.trends)
	]).trimEnd();
}
/** Drawn for the run as a whole and the stages that a reader looks for. */
const MOST_CHARTS = 4;
function trendCharts(all) {
	const drawn = all.filter((trend) => trend.notable).slice(0, MOST_CHARTS);
	if (drawn.length === 0) return void 0;
	return details("Trend charts", drawn.map((trend) => `**${escapeMarkdown(trend.name)}**: seconds, oldest run first\n\n${fenced(trendLines(trend), "mermaid")}`));
}
/** Commands to copy; they hold nothing that came from outside but ids and a hash of checked shape. */
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
