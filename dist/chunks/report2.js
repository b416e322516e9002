import { n as counted } from "./text.js";
import { t as adviceSentence } from "./advice.js";
import { t as withBreaks } from "./long-words.js";
import { o as formatSetting, r as formatDuration, t as formatBytes } from "./units.js";
import { n as axisTicks, s as withCommonBasis } from "./timeline.js";
import { t as trendSpan } from "./trends.js";
import { createHash } from "node:crypto";
// src/reporting/html/escape.ts
const BEFORE_PERCENT = /(?<=\d) (?=%)/g;
function escapeHtml(text) {
	return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`).replace(BEFORE_PERCENT, "&nbsp;");
}
function breaking(text) {
	return escapeHtml(withBreaks(text)).replaceAll("", "<wbr>");
}
// src/reporting/html/table.ts
function headsOf(titles, firstNumber) {
	return titles.map((title, index) => ({
		title,
		num: index >= firstNumber
	}));
}
function sortableTable(id, heads, rows, foot) {
	const head = heads.map(({ title, num }) => `<th role="columnheader" scope="col" aria-sort="none"${num ? " class=\"num\"" : ""}><button type="button" disabled>${title}</button></th>`);
	const body = rows.map(({ content, isMoved }) => `<tr role="row"${isMoved ? " class=\"moved\"" : ""}>${content}</tr>`);
	const last = foot === void 0 ? "" : `<tfoot role="rowgroup"><tr role="row">${foot}</tr></tfoot>\n`;
	return `<div class="wide"><table class="sortable" role="table" aria-labelledby="${id}">
<thead role="rowgroup"><tr role="row">${head.join("")}</tr></thead>
<tbody role="rowgroup">
${body.join("\n")}
</tbody>
${last}</table></div>`;
}
function nameCell(name, index, marks) {
	const shown = marks.map((mark) => ` <span class="mark">⚠ ${escapeHtml(mark)}</span>`).join("");
	return `<th role="rowheader" scope="row" data-value="${index}"><bdi>${breaking(name)}</bdi>${shown}</th>`;
}
function placeCell(what, where, index) {
	const place = where === void 0 ? "" : `<small><bdi>${breaking(where)}</bdi></small>`;
	return `<th role="rowheader" scope="row" class="place" data-value="${index}"><bdi>${breaking(what)}</bdi>${place}</th>`;
}
function textCell(title, text) {
	return `<td role="cell" class="text" data-label="${title}" data-value="${escapeHtml(text)}"><bdi>${breaking(text)}</bdi></td>`;
}
function stateCell({ symbol, word, tone }, reason) {
	const why = reason === void 0 ? "" : `<small><bdi>${escapeHtml(reason)}</bdi></small>`;
	return `<td role="cell" class="status" data-value="${escapeHtml(word)}"><span class="${tone}"><span aria-hidden="true">${symbol}</span> ${escapeHtml(word)}</span>${why}</td>`;
}
function quantityCell(title, quantity, more = "") {
	if (quantity === void 0) return emptyCell(title);
	return `<td role="cell" class="num" data-label="${title}" data-value="${quantity.value}">${escapeHtml(quantity.text)}${more}</td>`;
}
function wordsCell(title, text) {
	return `<td role="cell" class="num" data-label="${title}" data-value="">${escapeHtml(text)}</td>`;
}
function emptyCell(title) {
	return `<td role="cell" class="num none" data-label="${title}" data-value=""><span aria-hidden="true">–</span><span class="sr">not measured</span></td>`;
}
// src/reporting/html/caches.ts
const HEADS = [
	"Cache",
	"State",
	"Size",
	"Restored in",
	"Saved",
	"Time saved"
];
function cachesSection(model) {
	if (model.caches.length === 0) return void 0;
	return {
		id: "caches",
		title: "Caches",
		body: `${sortableTable("caches", headsOf(HEADS, 2), model.caches.map(cacheCells))}
${model.cacheRemark === void 0 ? "" : `<p class="remark">${escapeHtml(model.cacheRemark)}</p>`}`
	};
}
function cacheCells(row, index) {
	const { name, state, reason, size, restore, saved, timeSaved } = row;
	return { content: [
		nameCell(name, index, row.costly ? ["costs more than it saves"] : []),
		stateCell(state, reason),
		quantityCell("Size", size),
		quantityCell("Restored in", restore),
		saved === void 0 ? wordsCell("Saved", "no") : quantityCell("Saved", saved),
		timeSavedCell(timeSaved)
	].join("") };
}
function timeSavedCell(timeSaved) {
	const title = "Time saved";
	if (timeSaved === void 0) return quantityCell(title, void 0);
	const { value, text } = timeSaved;
	return value === void 0 ? wordsCell(title, text) : quantityCell(title, {
		value,
		text
	});
}
// src/reporting/html/section.ts
function sectionHtml({ id, title, body }) {
	return `<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}
</section>`;
}
function contents(sections) {
	return `<nav aria-label="Contents">${sections.map(({ id, title }) => `<a href="#${id}">${title}</a>`).join(" ")}</nav>`;
}
const MOST_OPEN = 12;
function figures(all, { size, isNotable, draw }) {
	const ranked = all.toSorted((a, b) => Number(isNotable(b)) - Number(isNotable(a)) || size(b) - size(a));
	const open = new Set(ranked.slice(0, MOST_OPEN));
	const first = all.filter((one) => open.has(one)).sort((a, b) => Number(isNotable(b)) - Number(isNotable(a)));
	const grid = (some) => `<div class="charts">
${some.map(draw).join("\n")}
</div>`;
	const rest = all.filter((one) => !open.has(one));
	const folded = rest.length === 0 ? "" : `\n<details><summary>${counted(rest.length, "shorter stage")}</summary>\n${grid(rest)}\n</details>`;
	return `${grid(first)}${folded}`;
}
// src/reporting/html/charts.ts
const WIDTH$1 = 200;
const HEIGHT$1 = 40;
function chartsSection(model) {
	const charts = model.charts.filter(({ series }) => series.cpuPercent.length > 1);
	if (charts.length === 0) return void 0;
	const cpu = highest(charts.map(({ series }) => highest(series.cpuPercent)));
	const memory = highest(charts.map(({ series }) => highest(series.rssBytes)));
	return {
		id: "resources",
		title: "Resources over time",
		body: `<p class="remark">All charts of a kind have the same height: ${percent$1(cpu)} of one core, ${formatBytes(memory)} of memory. Each spans the time of its stage.</p>
${figures(charts, {
			size: ({ lengthMs }) => lengthMs,
			isNotable: ({ notable }) => notable,
			draw: (chart) => figure$1(chart, cpu, memory)
		})}`
	};
}
function figure$1({ name, length, series }, cpu, memory) {
	return `<figure>
<figcaption><bdi>${escapeHtml(name)}</bdi> <small>${length}</small></figcaption>
${curve("cpu", series.cpuPercent, cpu)}
<p>CPU, at most ${percent$1(highest(series.cpuPercent))}</p>
${curve("memory", series.rssBytes, memory)}
<p>Memory, at most ${formatBytes(highest(series.rssBytes))}</p>
</figure>`;
}
function curve(kind, samples, top) {
	const step = WIDTH$1 / Math.max(1, samples.length - 1);
	const line = samples.map((sample, index) => {
		const y = HEIGHT$1 - (top > 0 ? sample / top : 0) * 38;
		return `${Number((index * step).toFixed(1))},${Number(y.toFixed(1))}`;
	}).join(" ");
	return `<svg class="curve ${kind}" viewBox="0 0 ${WIDTH$1} ${HEIGHT$1}" preserveAspectRatio="none" aria-hidden="true"><polygon points="0,${HEIGHT$1} ${line} ${WIDTH$1},${HEIGHT$1}"/><polyline points="${line}"/></svg>`;
}
function percent$1(value) {
	return `${Math.round(value)} %`;
}
function highest(values) {
	return values.reduce((top, value) => Math.max(top, value), 0);
}
// src/reporting/html/evidence.ts
function evidenceSection(model) {
	if (model.evidence.length === 0 && model.moved.length === 0) return void 0;
	return {
		id: "evidence",
		title: "Tests and LaTeX",
		body: `<ul>${model.evidence.map(({ name, text }) => `<li><bdi>${escapeHtml(name)}</bdi>: ${escapeHtml(text)}</li>`).join("")}</ul>
${movedTable(model.moved)}
${slowestTable(model.evidence)}`
	};
}
function movedTable(moved) {
	if (moved.length === 0) return "";
	return `<h3 id="moved">What moved</h3>
${sortableTable("moved", headsOf([
		"Part",
		"Stage",
		"Before",
		"Now",
		"Change"
	], 2), moved.map(({ stage, what, where, before, now, change }, index) => ({ content: [
		placeCell(what, where, index),
		textCell("Stage", stage),
		quantityCell("Before", before),
		quantityCell("Now", now),
		quantityCell("Change", change)
	].join("") })))}`;
}
function slowestTable(evidence) {
	const tests = evidence.flatMap(({ name, slowest }) => slowest.map((test) => ({
		name,
		...test
	})));
	if (tests.length === 0) return "";
	return `<h3 id="slowest">Slowest tests</h3>
${sortableTable("slowest", headsOf([
		"Test",
		"Stage",
		"Time"
	], 2), tests.map(({ name, what, where, duration }, index) => ({ content: [
		placeCell(what, where, index),
		textCell("Stage", name),
		quantityCell("Time", duration)
	].join("") })))}`;
}
// src/reporting/html/script.ts
const SCRIPT = `
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.querySelectorAll('thead th')];
  const valueOf = (row, column) => row.cells[column].dataset.value;
  const compare = (a, b) => a - b || (a < b ? -1 : a > b ? 1 : 0);
  heads.forEach((head, column) => {
    const button = head.querySelector('button');
    button.disabled = false;
    button.addEventListener('click', () => {
      const numbers = head.classList.contains('num');
      const first = numbers ? 'descending' : 'ascending';
      const second = numbers ? 'ascending' : 'descending';
      const order = head.getAttribute('aria-sort') === first ? second : first;
      for (const other of heads) other.setAttribute('aria-sort', other === head ? order : 'none');
      const sign = order === 'ascending' ? 1 : -1;
      const rows = [...body.rows].sort((a, b) => {
        const x = valueOf(a, column);
        const y = valueOf(b, column);
        if (x === '' || y === '') return (x === '') - (y === '');
        return sign * compare(x, y);
      });
      body.append(...rows);
    });
  });
}
const filter = document.querySelector('.filter');
const field = filter.querySelector('input');
const rows = [...document.querySelectorAll('[aria-labelledby=stages] tbody tr')];
const nameOf = row => row.querySelector('bdi').textContent;
filter.hidden = false;
field.addEventListener('input', () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(word => word !== '');
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
  }
  const shown = new Set(rows.filter(row => !row.hidden).map(nameOf));
  for (const bar of document.querySelectorAll('.timeline li')) bar.hidden = !shown.has(nameOf(bar));
  const count = rows.filter(row => !row.hidden).length + ' of ' + rows.length;
  filter.querySelector('output').textContent = words.length === 0 ? '' : count;
});
`;
// src/reporting/html/stages.ts
const QUANTITIES = [
	["Duration", (row) => row.duration],
	["Baseline", (row) => row.judged?.baseline],
	["Change", (row) => row.judged?.change],
	["Share", (row) => row.share],
	["CPU", (row) => row.cpu],
	["Memory", (row) => row.memory],
	["Read", (row) => row.read],
	["Written", (row) => row.written],
	["Outputs", (row) => row.outputs]
];
const FILTER = `<p class="filter" hidden><label>Show stages with <input type="search" placeholder="a name or a state"></label> <output></output></p>`;
function stagesSection(model) {
	const columns = QUANTITIES.filter(([, read]) => model.stages.some((row) => read(row)));
	const { hasBaseline } = model.compared;
	const heads = [...(hasBaseline ? [
		"Stage",
		"Status",
		"Verdict"
	] : ["Stage", "Status"]).map((title) => ({
		title,
		num: false
	})), ...columns.map(([title]) => ({
		title,
		num: true
	}))];
	const rows = byImportance(model).map((row) => {
		const index = model.stages.indexOf(row);
		const cells = columns.map(([title, read]) => {
			const value = read(row);
			return quantityCell(title, value, value === void 0 ? "" : moreOf(title, value, row));
		});
		const caches = row.cache === void 0 ? [] : [`${row.cache} cache`];
		const reason = [
			...row.saves === void 0 ? [] : [`saves ${row.saves.text}`],
			...caches,
			row.reason,
			row.ranBecause
		].filter((text) => text !== void 0).join("; ");
		const status = stateCell(row.status, reason === "" ? void 0 : reason);
		const verdict = hasBaseline ? verdictCell(row) : "";
		const isMoved = row.judged?.kind === "regressed" || row.judged?.kind === "suspected";
		return {
			content: `${nameCell(row.name, index, row.marks)}${status}${verdict}${cells.join("")}`,
			isMoved
		};
	});
	const { shareRemark } = model;
	const remarks = [...shareRemark === void 0 ? [] : [shareRemark], ...model.remarks];
	const below = [...model.documents.map(documentHtml), ...remarks.map(escapeHtml)];
	return {
		id: "stages",
		title: "Stages",
		body: `${FILTER}
${sortableTable("stages", heads, rows, totalCells(model, columns))}
${below.map((html) => `<p class="remark">${html}</p>`).join("\n")}`
	};
}
function documentHtml({ name, link, pages }) {
	const parts = [...link === void 0 ? [] : [`<a href="${escapeHtml(link.href)}"><bdi>${escapeHtml(link.file)}</bdi></a>`], ...pages === void 0 ? [] : [escapeHtml(pages)]];
	return `${escapeHtml(name)}: ${parts.join(", ")}`;
}
function byImportance({ stages, digest: { rows } }) {
	const first = new Set(rows);
	return [...rows, ...stages.filter((row) => !first.has(row))];
}
function totalCells(model, columns) {
	const { total } = model.compared;
	if (total === void 0) return void 0;
	const known = {
		Duration: {
			value: 0,
			text: total.duration
		},
		Baseline: total.baseline,
		Change: total.change
	};
	const cells = columns.map(([title]) => quantityCell(title, known[title], title === "Duration" ? ofWords(total.of) : ""));
	return `<th role="rowheader" scope="row">The run as a whole</th><td role="cell"></td>${verdictCell({ judged: total })}${cells.join("")}`;
}
function verdictCell({ judged }) {
	if (judged !== void 0 && judged.kind !== "not-measured") return stateCell(judged.verdict, judged.adjusted);
	return `<td role="cell" class="none" data-value=""><span aria-hidden="true">–</span><span class="sr">no verdict</span></td>`;
}
function moreOf(title, { value }, { judged }) {
	if (title === "Share") return shareGauge(value);
	return title === "Duration" ? ofWords(judged?.of) : "";
}
function ofWords(of) {
	return of === void 0 ? "" : `<small>${escapeHtml(of)}</small>`;
}
function shareGauge(share) {
	return `<svg class="gauge" aria-hidden="true"><rect width="100%" height="4" rx="2"/><rect class="part" width="${Number((Math.min(1, share) * 100).toFixed(2))}%" height="4" rx="2"/></svg>`;
}
// src/reporting/html/style.ts
const LIGHT = `
  --ground: #fbfbf9; --card: #ffffff; --ink: #1d2327; --soft: #57606a; --line: #dfe2e4;
  --good: #1a6b3a; --bad: #b3261e; --warn: #8a5300; --busy: #0b5cad;
  --aside: #7c93a5; --path: #34556d; --cpu: #2f6f9f; --memory: #6b54a3; --track: #e6e9eb; --tint: #fff6e5;
`;
const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181b; --card: #1c2226; --ink: #e4e8ea; --soft: #a3adb5; --line: #323a40;
    --good: #6fcf97; --bad: #ff9088; --warn: #f0b55a; --busy: #7fb8ee;
    --aside: #647d8f; --path: #b4c9d9; --cpu: #73b3dd; --memory: #b39ddb; --track: #2d353a; --tint: #2b2417;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 32px 24px 64px; overflow-wrap: anywhere; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 8px; text-wrap: balance; }
h2 { font-size: 19px; margin: 40px 0 12px; }
h3 { font-size: 16px; margin: 0 0 8px; }
p { margin: 8px 0; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: 2px; }
small { font-size: 13px; color: var(--soft); }
section { min-width: 0; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.meta, .remark, .legend { color: var(--soft); font-size: 14px; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.busy { color: var(--busy); } .quiet { color: var(--soft); }
header { border-left: 6px solid currentColor; padding-left: 16px; }
header h1, header p { color: var(--ink); } header .meta { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0 16px; }
.tiles div, .card, figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; margin: 0; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 2px 0 0; font-size: 20px; font-weight: 600; line-height: 1.3; }
.tiles dd small { display: block; font-weight: 400; }
.warnings { list-style: none; margin: 16px 0; padding: 12px 16px; background: var(--tint); border: 1px solid var(--line); border-radius: 10px; }
.warnings strong { color: var(--warn); }
.card { margin: 12px 0; }
pre { margin: 8px 0 0; padding: 12px; overflow-x: auto; background: var(--ground); border: 1px solid var(--line); border-radius: 6px;
  font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: normal; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; }
.legend span { white-space: nowrap; }
.key { display: inline-block; width: 22px; height: 10px; border-radius: 3px; background: var(--aside); margin-right: 8px; }
.key.path { background: var(--path); } .key.failed { background: var(--bad); } .key.slower { background: var(--warn); }
.key.faster { background: var(--good); } .key.before { background: var(--track); outline: 1px dashed var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 14px; margin: 12px 0; }
.filter input { font: inherit; font-size: 15px; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: 6px 10px; width: 16em; max-width: 100%; }
[hidden] { display: none !important; }
.timeline { list-style: none; margin: 0; padding: 0; }
.timeline li { display: grid; grid-template-columns: 260px 1fr 76px; gap: 12px; align-items: center; }
.timeline .who { grid-area: 1 / 1; line-height: 1.25; padding: 3px 0; }
.timeline .who small { white-space: nowrap; }
.timeline .took { grid-area: 1 / 3; text-align: right; font-variant-numeric: tabular-nums; }
.timeline svg { grid-area: 1 / 2; width: 100%; height: 26px; overflow: visible; }
.grid line { stroke: var(--line); }
rect.aside { fill: var(--aside); } rect.path { fill: var(--path); } rect.failed { fill: var(--bad); }
rect.step { fill: var(--aside); opacity: 0.45; } .key.step { opacity: 0.45; }
rect.slower { fill: var(--warn); } rect.faster { fill: var(--good); }
rect.before { fill: var(--track); stroke: var(--soft); stroke-dasharray: 3 2; }
.culprit .who bdi { font-weight: 700; }
.axis { margin: 0 88px 0 272px; }
.axis svg { width: 100%; height: 20px; display: block; overflow: visible; }
.axis text { fill: var(--soft); font-size: 12px; }
.chain { list-style: none; margin: 0; padding: 0; }
.chain li { display: inline; } .chain li + li::before { content: " → "; color: var(--soft); }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: 10px; font-size: 15px; }
th, td { padding: 8px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; padding: 4px; }
tbody th { font-weight: 500; min-width: 150px; }
tr.moved th { box-shadow: inset 3px 0 var(--warn); } tr.moved th bdi { font-weight: 700; }
tfoot th, tfoot td { border-top: 2px solid var(--line); }
td.num, th.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.none { color: var(--soft); }
.status { min-width: 120px; } .status > span { white-space: nowrap; font-weight: 500; } .status small { display: block; }
h3[id] { margin: 20px 0 8px; } .place small { display: block; font-weight: 400; } .num small { display: block; white-space: normal; }
.mark { display: block; color: var(--warn); font-size: 13px; font-weight: 400; }
.gauge { display: block; width: 64px; margin-left: auto; height: 4px; margin-top: 4px; }
.gauge rect { fill: var(--track); } .gauge .part { fill: var(--cpu); }
thead button { font: inherit; font-size: 13px; color: var(--soft); background: none; border: 0; border-radius: 6px; padding: 6px; min-height: 32px; cursor: pointer; }
thead button:disabled { cursor: default; }
thead button:enabled:hover { background: var(--track); color: var(--ink); }
button:focus-visible, a:focus-visible, pre:focus-visible, summary:focus-visible { outline: 2px solid var(--busy); outline-offset: 1px; }
[aria-sort=ascending] button::after { content: " ▲"; } [aria-sort=descending] button::after { content: " ▼"; }
[aria-sort=ascending] button, [aria-sort=descending] button { color: var(--ink); font-weight: 600; }
details { margin: 12px 0; } summary { cursor: pointer; color: var(--soft); }
details .charts { margin-top: 12px; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 12px; }
figcaption { font-weight: 500; margin-bottom: 8px; }
figure p { font-size: 13px; color: var(--soft); margin: 2px 0 8px; } figure p:last-child { margin-bottom: 0; }
.curve { display: block; width: 100%; height: 40px; border-bottom: 1px solid var(--line); }
.curve polyline { fill: none; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.curve polygon { opacity: .18; }
.cpu polyline { stroke: var(--cpu); } .cpu polygon { fill: var(--cpu); }
.memory polyline { stroke: var(--memory); } .memory polygon { fill: var(--memory); }
.wide { overflow-x: auto; position: relative; }
.trend { border-bottom: 1px solid var(--line); padding: 0 5px; }
.trend .curve { border: 0; height: 48px; overflow: visible; }
.dot { fill: none; stroke: var(--ink); stroke-width: 8; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.findings { list-style: none; margin: 0; padding: 0; }
.findings li { border-top: 1px solid var(--line); padding: 8px 10px; }
.findings li:first-child { border-top: 0; }
.findings p { margin: 0; } .findings bdi { font-weight: 600; }
.change { font-variant-numeric: tabular-nums; color: var(--soft); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; font-size: 15px; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 0 40px; }
@media (max-width: 720px) {
  main { padding: 20px 16px 48px; }
  h1 { font-size: 22px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tiles div { padding: 10px 12px; } .tiles dd { font-size: 17px; }
  .timeline li { grid-template-columns: 1fr auto; gap: 0 12px; padding-bottom: 4px; }
  .timeline .took { grid-area: 1 / 2; } .timeline svg { grid-area: 2 / 1 / 3 / 3; }
  .axis { margin: 0; }
  table, thead, tbody, tfoot { display: block; }
  thead tr { display: flex; flex-wrap: wrap; align-items: center; }
  thead tr::before { content: "Sort by:"; color: var(--soft); font-size: 13px; padding: 0 6px; } thead th { display: block; }
  tbody tr, tfoot tr { display: grid; grid-template-columns: 1fr 1fr; gap: 2px 20px; padding: 12px; border-top: 1px solid var(--line); }
  tbody th, tbody td, tfoot th, tfoot td { border: 0; padding: 0; }
  tr.moved th { padding-left: 8px; }
  tbody th, tfoot th, .status { grid-column: 1 / 3; }
  td.num { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; column-gap: 8px; }
  td.num::before, td.text::before { content: attr(data-label); color: var(--soft); font-size: 13px; }
  td.text { grid-column: 1 / 3; } td.text::before { margin-right: 8px; }
  td.none, .gauge { display: none; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: 8px; }
}
@media print {
  :root { color-scheme: light; ${LIGHT} }
  body { background: none; } main { max-width: none; padding: 0; }
  nav, .filter, details > summary { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  thead button { padding: 0; color: inherit; } thead button::after { content: none !important; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; } .wide { overflow: visible; }
  tr, li, figure, .card, .tiles div { break-inside: avoid; } h2, h3 { break-after: avoid; }
}
`;
// src/reporting/html/timeline.ts
function timelineSection(model) {
	const { rows, before, lengthMs, fromMs } = model.timeline;
	if (rows.length === 0) return void 0;
	const ticks = axisTicks(lengthMs, fromMs);
	const span = {
		fromMs,
		toMs: lengthMs
	};
	const grid = `<g class="grid">${ticks.map((ms) => `<line x1="${at(ms, span)}" x2="${at(ms, span)}" y2="100%"/>`).join("")}</g>`;
	return {
		id: "timeline",
		title: "Timeline",
		body: `<p class="legend">${[...before.length > 0 ? [key("step", "steps before")] : [], ...legend(rows)].join(" ")}</p>
<ol class="timeline">
${[...before.map((step) => stepRow(step, span, grid)), ...rows.map((row) => timelineRow(row, span, grid))].join("\n")}
</ol>
<div class="axis" aria-hidden="true"><svg>${ticks.map((ms) => tickText(ms, span)).join("")}</svg></div>
${pathText(model.path)}`
	};
}
const LEGEND = [
	[
		"path",
		"on the critical path",
		({ row, mark }) => row.critical && mark === void 0
	],
	[
		"aside",
		"beside it",
		({ row, mark }) => !row.critical && mark === void 0
	],
	[
		"failed",
		"failed",
		({ mark }) => mark === "failed"
	],
	[
		"slower",
		"slower",
		({ mark }) => mark === "slower"
	],
	[
		"faster",
		"faster",
		({ mark }) => mark === "faster"
	],
	[
		"before",
		"what it took before: its baseline",
		({ beforeEndMs }) => beforeEndMs !== void 0
	]
];
function legend(rows) {
	return LEGEND.filter(([, , isDrawn]) => rows.some(isDrawn)).map(([kind, words]) => key(kind, words));
}
function key(kind, words) {
	return `<span><i class="key ${kind}"></i>${words}</span>`;
}
function stepRow({ name, startMs, endMs }, span, grid) {
	return `<li><span class="who"><bdi>${breaking(name)}</bdi> <small>before the pipeline</small></span>
<span class="took">${formatDuration(endMs - startMs)}</span>
<svg aria-hidden="true">${grid}${bar("step", startMs, endMs, span)}</svg></li>`;
}
function timelineRow(placed, span, grid) {
	const { row, startMs, endMs, mark, beforeEndMs } = placed;
	const kind = mark ?? (row.critical ? "path" : "aside");
	const took = formatDuration(endMs - startMs);
	const start = `from ${formatDuration(startMs)}`;
	const before = beforeEndMs === void 0 ? "" : bar("before", startMs, beforeEndMs, span);
	return `<li${mark === "failed" || mark === "slower" ? " class=\"culprit\"" : ""}><span class="who"><bdi>${breaking(row.name)}</bdi> <small>${escapeHtml(wordsOf(placed).join(", "))}</small></span>
<span class="took">${took}<span class="sr"> ${start}</span></span>
<svg aria-hidden="true">${grid}${before}${bar(kind, startMs, endMs, span)}</svg></li>`;
}
function wordsOf({ row, mark, beforeEndMs }) {
	const { judged, status } = row;
	const isMoved = mark === "slower" || mark === "faster";
	return [
		...status.tone === "good" ? [] : [status.word],
		...isMoved && judged !== void 0 ? [judged.verdict.word] : [],
		...beforeEndMs === void 0 ? [] : [`${judged?.baseline?.text} before`],
		...row.critical ? ["critical path"] : []
	];
}
function bar(kind, startMs, endMs, span) {
	const [y, height] = kind === "before" ? [1, 24] : [5, 16];
	return `<rect class="${kind}" x="${at(startMs, span)}" y="${y}" width="${percent(endMs - startMs, span)}" height="${height}" rx="3"/>`;
}
function tickText(ms, span) {
	const anchor = ms === span.fromMs ? "start" : "middle";
	return `<text x="${at(ms, span)}" y="14" text-anchor="${anchor}">${tickLabel(ms)}</text>`;
}
function tickLabel(ms) {
	return ms === 0 ? "0" : `${ms < 0 ? "−" : ""}${formatSetting(Math.abs(ms))}`;
}
function pathText({ steps: path, shown }) {
	if (path.length < 2) return "";
	const steps = path.map(({ name, duration, wait }) => {
		const note = wait === void 0 ? "" : `, ${escapeHtml(wait)}`;
		return `<li><bdi>${escapeHtml(name)}</bdi> <small>${duration}${note}</small></li>`;
	});
	return `<p>The critical path is the chain of stages that decides the total${shown === void 0 ? "" : ` (${shown})`}:</p>
<ol class="chain">${steps.join("")}</ol>`;
}
function at(ms, span) {
	return percent(ms - span.fromMs, span);
}
function percent(ms, { fromMs, toMs }) {
	const share = toMs > fromMs ? ms / (toMs - fromMs) : 0;
	return `${Number((share * 100).toFixed(3))}%`;
}
// src/reporting/html/verdicts.ts
function verdictsSection(model) {
	if (model.compared.findings.length === 0) return void 0;
	const { common, findings } = withCommonBasis(model.compared.findings);
	const open = findings.filter(({ isWhole, judged }) => isWhole || judged.explain).sort((a, b) => Number(a.isWhole) - Number(b.isWhole));
	const remark = common === void 0 ? "" : `<p class="remark">Baselines of all stages: ${escapeHtml(common)}.</p>`;
	const because = new Map(model.stages.map(({ name, ranBecause }) => [name, ranBecause]));
	const items = open.map((one) => finding(one, one.isWhole ? void 0 : because.get(one.name)));
	return {
		id: "verdicts",
		title: "Verdicts",
		body: `${items.length === 0 ? "" : `<ul class="findings">\n${items.join("\n")}\n</ul>`}
<details><summary id="rests">What the verdicts rest on</summary>
${remark}
${sortableTable("rests", RESTS, findings.map(restRow))}
</details>`
	};
}
const RESTS = [
	"Stage",
	"Verdict",
	"Change",
	"Why",
	"Baseline"
].map((title) => ({
	title,
	num: title === "Change"
}));
function restRow({ name, judged, basis = "" }, index) {
	const { verdict, explain, reason, limit, change } = judged;
	const why = [...explain ? [] : [reason], ...limit === void 0 ? [] : [limit]];
	return { content: [
		nameCell(name, index, []),
		stateCell(verdict, void 0),
		quantityCell("Change", change),
		textCell("Why", why.join("; ")),
		textCell("Baseline", basis)
	].join("") };
}
function finding({ name, judged, within }, because) {
	const { verdict, change, reason, explain } = judged;
	const moved = change === void 0 ? "" : ` <span class="change">${escapeHtml(change.text)}</span>`;
	const said = [
		because,
		explain ? reason : void 0,
		within === void 0 ? void 0 : `Within it: ${within}`
	].flatMap((words) => words === void 0 ? [] : [`<p>${escapeHtml(words)}</p>`]);
	return `<li><p><bdi>${breaking(name)}</bdi> <strong class="${verdict.tone}"><span aria-hidden="true">${verdict.symbol}</span> ${verdict.word}</strong>${moved}</p>${said.join("")}</li>`;
}
const WIDTH = 200;
const HEIGHT = 48;
function trendsSection(model) {
	if (model.trends.length === 0) return void 0;
	const drawing = {
		size: ({ durationsMs }) => durationsMs.at(-1) ?? 0,
		isNotable: ({ notable }) => notable,
		draw: figure
	};
	return {
		id: "trends",
		title: "Trends",
		body: `<p class="remark">The last runs on machines like this one, oldest first. The dot is this run.</p>
${figures(model.trends, drawing)}`
	};
}
function figure({ name, durationsMs, now, lowest, highest }) {
	const [low, high] = trendSpan(durationsMs);
	const step = WIDTH / Math.max(1, durationsMs.length - 1);
	const points = durationsMs.map((ms, index) => {
		const y = 44 - (ms - low) / Math.max(1, high - low) * 40;
		return {
			x: Number((index * step).toFixed(1)),
			y: Number(y.toFixed(1))
		};
	});
	const line = points.map(({ x, y }) => `${x},${y}`).join(" ");
	const last = points.at(-1) ?? {
		x: 0,
		y: 0
	};
	return `<figure>
<figcaption><bdi>${escapeHtml(name)}</bdi> <small>${now}</small></figcaption>
<div class="trend"><svg class="curve cpu" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><polyline points="${line}"/><path class="dot" d="M${last.x} ${last.y}h0"/></svg></div>
<p>${durationsMs.length} runs, ${lowest} to ${highest}</p>
</figure>`;
}
// src/reporting/html/report.ts
function renderHtml(model) {
	const { text, tone } = model.headline;
	const sections = sectionsOf(model);
	const parts = [
		`<header class="${tone}">
<h1>${breaking(text)}</h1>
<p class="meta">${metaLine(model.run)}</p>
${model.compared.sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join("\n")}
</header>`,
		contents(sections),
		model.failures.map(failureCard).join("\n"),
		...sections.map(sectionHtml)
	];
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(model.leg === void 0 ? text : `${model.leg}: ${text}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${parts.filter((part) => part !== "").join("\n")}
</main>
<script>${SCRIPT}<\/script>
</body>
</html>
`;
}
function sectionsOf(model) {
	return [
		verdictsSection(model),
		{
			id: "metrics",
			title: "Performance metrics",
			body: `${warnings(model)}${tiles(model)}`
		},
		stagesSection(model),
		timelineSection(model),
		evidenceSection(model),
		trendsSection(model),
		cachesSection(model),
		list("llm", "Language models", model.llm.map(llmText)),
		chartsSection(model),
		list("notices", "Notices", [...model.notices, ...model.survivors]),
		list("advice", "What would help", model.advice.map(adviceSentence)),
		reproduction(model),
		{
			id: "run",
			title: "Run and environment",
			body: facts([model.run, model.environment])
		}
	].filter((section) => section !== void 0);
}
function policy() {
	return [
		"default-src 'none'",
		`style-src '${hashSource(STYLE)}'`,
		`script-src '${hashSource(SCRIPT)}'`,
		"base-uri 'none'",
		"form-action 'none'"
	].join("; ");
}
function hashSource(text) {
	return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
function metaLine(facts) {
	return facts.filter(({ label }) => [
		"Pipeline",
		"Job",
		"Branch",
		"Commit",
		"Run",
		"Log",
		"Started"
	].includes(label)).map((fact) => `${fact.label} ${factValue(fact)}`).join(" · ");
}
function factValue({ value, href }) {
	const text = `<bdi>${escapeHtml(value)}</bdi>`;
	return href === void 0 ? text : `<a href="${escapeHtml(href)}">${text}</a>`;
}
function warnings(model) {
	if (model.warnings.length === 0) return "";
	return `<ul class="warnings">${model.warnings.map(({ label, text }) => `<li><strong>⚠ ${label}:</strong> ${escapeHtml(text)}</li>`).join("")}</ul>`;
}
function tiles(model) {
	return `<dl class="tiles" aria-label="Performance Metrics">${model.metrics.map(({ label, value, detail }) => {
		const small = detail === void 0 ? "" : `<small>${escapeHtml(detail)}</small>`;
		return `<div><dt>${label}</dt><dd><bdi>${escapeHtml(value)}</bdi>${small}</dd></div>`;
	}).join("")}</dl>`;
}
function failureCard({ name, text, reason, cause, details, lines, logFile }) {
	const log = logFile === void 0 ? "" : ` of ${escapeHtml(logFile)}`;
	const why = [cause, reason].map((words) => words === void 0 ? "" : `<p>${escapeHtml(words)}</p>`).join("");
	const items = details.map((detail) => `<li><bdi>${escapeHtml(detail)}</bdi></li>`).join("");
	const tests = items === "" ? "" : `<ul>${items}</ul>`;
	const tail = lines.length === 0 ? "" : `<small>The last ${counted(lines.length, "line")}${log}:</small>
<pre tabindex="0" role="region" aria-label="End of the log">${escapeHtml(lines.join("\n"))}</pre>`;
	return `<section class="card"><h3 class="bad">✗ <bdi>${breaking(name)}</bdi> ${escapeHtml(text)}</h3>${why}${tests}${tail}</section>`;
}
function llmText({ name, text }) {
	return `${name}: ${text}`;
}
function reproduction({ reproduction: steps }) {
	if (steps.length === 0) return void 0;
	return {
		id: "reproduce",
		title: "Reproduce it locally",
		body: `<pre tabindex="0" role="region" aria-label="Commands">${escapeHtml(steps.map(({ command, purpose }) => `${command}   # ${purpose}`).join("\n"))}</pre>`
	};
}
function list(id, title, items) {
	if (items.length === 0) return void 0;
	return {
		id,
		title,
		body: `<ul>${items.map((item) => `<li><bdi>${escapeHtml(item)}</bdi></li>`).join("")}</ul>`
	};
}
function facts(columns) {
	return `<div class="columns">${columns.map((column) => {
		return `<dl class="facts">${column.map((fact) => `<dt>${fact.label}</dt><dd>${factValue(fact)}</dd>`).join("")}</dl>`;
	}).join("\n")}</div>`;
}
export { renderHtml };
