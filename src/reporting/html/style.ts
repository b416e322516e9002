/**
 * A colour means one thing: red has failed, amber is slower or wants a look, green is well or faster, blue is
 * under way; what is grey or slate says nothing of itself.
 */
const LIGHT = `
  --ground: #fbfbf9; --card: #ffffff; --ink: #1d2327; --soft: #57606a; --line: #dfe2e4;
  --good: #1a6b3a; --bad: #b3261e; --warn: #8a5300; --busy: #0b5cad;
  --aside: #7c93a5; --path: #34556d; --cpu: #2f6f9f; --memory: #6b54a3; --track: #e6e9eb; --tint: #fff6e5;
`;

/** The look of the page: calm, light or dark as the reader's system is, from a phone's width up. */
export const STYLE = `
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
