import { n as counted, r as listWords, t as bar } from "./text.js";
import { t as adviceSentence } from "./advice.js";
import { a as truncate, i as toneStyle, n as column, o as wrap, r as painter, s as stringWidth } from "./ansi.js";
// src/reporting/terminal/table.ts
const GAP = "  ";
const SIGN_CELLS$1 = 2;
const SHORTEST_NAME = 5;
function tableLines(title, rows, headOf, columns, paint, width) {
	if (rows.length === 0) return [];
	const shown = columns.filter(({ from }) => width >= from);
	const rest = shown.reduce((sum, { cells }) => sum + cells + 2, SIGN_CELLS$1);
	const longest = Math.max(SHORTEST_NAME, ...rows.map((row) => stringWidth(headOf(row).name)));
	const nameCells = Math.min(width - rest, longest + 1);
	const titles = [`${" ".repeat(SIGN_CELLS$1)}${column(title, nameCells, "left")}`, ...shown.map(({ title, cells, side }) => column(title, cells, side))];
	const lines = rows.map((row) => {
		const { symbol, tone, name, style } = headOf(row);
		return [`${paint(toneStyle(tone), symbol)} ${paint(style, column(name, nameCells, "left"))}`, ...shown.map(({ cells, side, text, style }) => paint(style?.(row), column(text(row), cells, side)))];
	});
	return [paint("dim", titles.join(GAP)), ...lines.map((cells) => cells.join(GAP))].map((line) => line.trimEnd());
}
// src/reporting/terminal/terminal.ts
const NARROWEST = 40;
const WIDEST = 120;
const SIGN_CELLS = 2;
const STATUS = {
	title: "Status",
	cells: 10,
	side: "left",
	text: (row) => row.status.word,
	style: (row) => toneStyle(row.status.tone),
	from: 0
};
const TIME = numbers("Time", 7, 0, (row) => row.duration);
const SAVES = numbers("Saves", 7, 50, (row) => row.saves);
const SHARES = [numbers("Share", 6, 50, (row) => row.share), {
	title: "",
	cells: 12,
	side: "left",
	text: (row) => bar(row.share?.value ?? 0, 12),
	style: (row) => row.bottleneck ? "yellow" : "blue",
	from: 90
}];
const RESOURCES = [numbers("CPU", 7, 72, (row) => row.cpu), numbers("Memory", 7, 72, (row) => row.memory)];
const AGAIN = numbers("Again", 7, 50, (row) => row.judged?.again);
const CHANGES = [
	numbers("Baseline", 8, 72, (row) => row.judged?.baseline),
	numbers("Change", 8, 50, (row) => row.judged?.change),
	{
		title: "Verdict",
		cells: 15,
		side: "left",
		text: (row) => row.judged?.verdict.word ?? "–",
		style: (row) => toneStyle(row.judged?.verdict.tone ?? "quiet"),
		from: 80
	},
	numbers("CPU", 7, 100, (row) => row.cpu)
];
const CACHES = [
	{
		title: "State",
		cells: 13,
		side: "left",
		text: (row) => row.state.word,
		style: (row) => toneStyle(row.state.tone),
		from: 0
	},
	numbers("Size", 7, 60, (row) => row.size),
	numbers("Restored in", 11, 90, (row) => row.restore),
	numbers("Saved", 15, 72, (row) => row.saved),
	{
		title: "Time saved",
		cells: 15,
		side: "right",
		text: (row) => row.timeSaved?.text ?? "–",
		from: 0
	}
];
function numbers(title, cells, from, read) {
	return {
		title,
		cells,
		side: "right",
		text: (row) => read(row)?.text ?? "–",
		from
	};
}
function renderTerminal(model, options) {
	const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
	const paint = painter(options.color);
	return `${inert([
		stageTable(model, paint, width),
		remarks(model).flatMap((remark) => indented(remark, width).map((line) => paint("dim", line))),
		listed("Verdicts:", verdictLines(model), paint, width),
		metrics(model, paint, width),
		cacheTable(model, paint, width),
		listed("Tests and LaTeX:", model.evidence.map(evidenceLine), paint, width),
		listed("Language models:", model.llm.map(({ name, text }) => `${name}: ${text}`), paint, width),
		listed("What would help:", model.advice.map(adviceSentence), paint, width),
		listed("Skipped:", skippedLines(model), paint, width),
		...model.failures.map((failure) => failureLines(failure, options.reportDir, paint, width)),
		listed("Notices:", [...model.notices, ...model.survivors], paint, width),
		headline(model, paint, width),
		options.reportDir === void 0 ? [] : [`Report: ${within(options.reportDir, "report.html")}`]
	].filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n"))}\n`;
}
function inert(text) {
	return text.replace(/^(\s*)::/gm, "$1∶:").replaceAll("##[", "#♯[");
}
function headline(model, paint, width) {
	const style = toneStyle(model.headline.tone);
	return wrap(model.headline.text, width - SIGN_CELLS).map((line, index) => paint("bold", paint(style, `${index === 0 ? "▌ " : "  "}${line}`)));
}
function stageTable(model, paint, width) {
	const saves = model.stages.some((row) => row.saves !== void 0) ? [SAVES] : [];
	const again = model.stages.some(({ judged }) => judged?.again !== void 0) ? [AGAIN] : [];
	const columns = model.compared.hasBaseline ? [
		STATUS,
		TIME,
		...again,
		...CHANGES,
		...saves.map((column) => ({
			...column,
			from: 100
		}))
	] : [
		STATUS,
		TIME,
		...saves,
		...SHARES,
		...RESOURCES
	];
	return tableLines("Stage", model.stages, (row) => ({
		...row.status,
		name: nameWithMark(row),
		style: row.bottleneck ? "yellow" : void 0
	}), columns, paint, width);
}
function cacheTable(model, paint, width) {
	const lines = tableLines("Cache", model.caches, (row) => ({
		...row.state,
		name: row.name
	}), CACHES, paint, width);
	const reasons = model.caches.flatMap(({ name, reason }) => reason === void 0 ? [] : indented(`${name}: ${reason}`, width));
	const { cacheRemark } = model;
	const remark = cacheRemark === void 0 ? [] : indented(cacheRemark, width);
	return [...lines, ...[...reasons, ...remark].map((line) => paint("dim", line))];
}
function remarks({ compared, shareRemark, remarks }) {
	return [...compared.hasBaseline || shareRemark === void 0 ? [] : [shareRemark], ...remarks];
}
function verdictLines(model) {
	return model.compared.findings.filter(({ judged }) => judged.explain).map(({ name, judged, within }) => {
		const parts = within === void 0 ? "" : `. Within it: ${within}`;
		return `${name} ${judged.verdict.word}: ${judged.reason}${parts}`;
	});
}
function evidenceLine({ name, text, slowest: [slowest] }) {
	return `${name}: ${text}${slowest === void 0 ? "" : `, the slowest ${slowest.what} (${slowest.duration.text})`}`;
}
function nameWithMark(row) {
	return row.bottleneck ? `⚠ ${row.name}` : row.name;
}
function metrics(model, paint, width) {
	const lines = model.metrics.map(({ label, value, detail }) => {
		const text = detail === void 0 ? value : `${value} (${detail})`;
		return `  ${label}: ${truncate(text, width - label.length - 4)}`;
	});
	const warnings = model.warnings.flatMap(({ label, text }) => indented(`⚠ ${label}: ${text}`, width).map((line) => paint("yellow", line)));
	const path = model.path.steps.map(({ name, wait }) => wait === void 0 ? name : `${name} (${wait})`);
	const shown = model.path.shown === void 0 ? "" : ` (${model.path.shown})`;
	return [
		paint("bold", "Performance Metrics:"),
		...lines,
		...warnings,
		...path.length > 1 ? indented(`Critical Path${shown}: ${path.join(" → ")}`, width) : [],
		...model.compared.sentences.flatMap((sentence) => indented(sentence, width))
	];
}
const MOST_NAMES = 8;
function skippedLines({ digest }) {
	const folds = digest.folds.filter(({ of }) => of === "skipped");
	const rows = digest.rows.filter(({ status }) => status.word === "skipped");
	return [...folds.map(({ words, names }) => `${words}: ${listWords(names, MOST_NAMES)}`), ...rows.map(({ name, reason }) => reason === void 0 ? name : `${name}: ${reason}`)];
}
function listed(title, items, paint, width) {
	if (items.length === 0) return [];
	return [paint("bold", title), ...items.flatMap((item) => indented(`- ${item}`, width))];
}
function failureLines(failure, reportDir, paint, width) {
	const { name, text, reason, cause, details, lines, logFile } = failure;
	const log = logFile === void 0 ? void 0 : within(reportDir, logFile);
	return [
		...wrap(`✗ ${name} ${text}`, width).map((line) => paint("bold", paint("red", line))),
		...cause === void 0 ? [] : indented(cause, width),
		...reason === void 0 ? [] : indented(reason, width),
		...details.flatMap((detail) => indented(`- ${detail}`, width)),
		...lines.length > 0 ? [`  Last ${counted(lines.length, "line")} of its log:`] : [],
		...lines.map((line) => `  ${paint("dim", "│")} ${truncate(line, width - 4)}`.trimEnd()),
		...log === void 0 ? [] : [`  Log: ${log}`]
	];
}
function within(reportDir, file) {
	const isWhole = /^(?:\/|[A-Za-z]:\/)/.test(file);
	return reportDir === void 0 || isWhole ? file : `${reportDir.replace(/\/+$/, "")}/${file}`;
}
function indented(text, width) {
	return wrap(text, width - 4).map((line, index) => `${index === 0 ? "  " : "    "}${line}`);
}
export { renderTerminal as n, inert as t };
