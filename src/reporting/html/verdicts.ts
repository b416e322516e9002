/** Verdicts with what they rest on, and the last runs of each stage. */
import type { ReportModel } from '../model/model.ts';
import { type Trend, trendSpan } from '../rows/trends.ts';
import { type BasedFinding, withCommonBasis } from '../words/comparison.ts';
import { breaking, escapeHtml } from './escape.ts';
import { figures, type Section } from './section.ts';
import { nameCell, quantityCell, type Row, sortableTable, stateCell, textCell } from './table.ts';

/** What there is to explain, and to unfold what each verdict rests on; none where nothing is said. */
export function verdictsSection(model: ReportModel): Section | undefined {
  if (model.compared.findings.length === 0) return undefined;
  const { common, findings } = withCommonBasis(model.compared.findings);
  // A reader looks for the stage; what became of the whole follows from it.
  const open = findings
    .filter(({ isWhole, judged }) => isWhole || judged.explain)
    .sort((a, b) => Number(a.isWhole) - Number(b.isWhole));
  const remark =
    common === undefined
      ? ''
      : `<p class="remark">Baselines of all stages: ${escapeHtml(common)}.</p>`;
  const because = new Map(model.stages.map(({ name, ranBecause }) => [name, ranBecause]));
  const items = open.map(one => finding(one, one.isWhole ? undefined : because.get(one.name)));
  const body = `${items.length === 0 ? '' : `<ul class="findings">\n${items.join('\n')}\n</ul>`}
<details><summary id="rests">What the verdicts rest on</summary>
${remark}
${sortableTable('rests', RESTS, findings.map(restRow))}
</details>`;
  return { id: 'verdicts', title: 'Verdicts', body };
}

const RESTS = ['Stage', 'Verdict', 'Change', 'Why', 'Baseline'].map(title => ({
  title,
  num: title === 'Change',
}));

/** Of what is explained already, the reason is not said again. */
function restRow({ name, judged, basis = '' }: BasedFinding, index: number): Row {
  const { verdict, explain, reason, limit, change } = judged;
  const why = [...(explain ? [] : [reason]), ...(limit === undefined ? [] : [limit])];
  const cells = [
    nameCell(name, index, []),
    stateCell(verdict, undefined),
    quantityCell('Change', change),
    textCell('Why', why.join('; ')),
    textCell('Baseline', basis),
  ];
  return { content: cells.join('') };
}

function finding({ name, judged, within }: BasedFinding, because: string | undefined): string {
  const { verdict, change, reason, explain } = judged;
  const moved =
    change === undefined ? '' : ` <span class="change">${escapeHtml(change.text)}</span>`;
  const said = [
    because,
    explain ? reason : undefined,
    within === undefined ? undefined : `Within it: ${within}`,
  ].flatMap(words => (words === undefined ? [] : [`<p>${escapeHtml(words)}</p>`]));
  return `<li><p><bdi>${breaking(name)}</bdi> <strong class="${verdict.tone}"><span aria-hidden="true">${verdict.symbol}</span> ${verdict.word}</strong>${moved}</p>${said.join('')}</li>`;
}

const WIDTH = 200;
const HEIGHT = 48;

/** A small chart a stage, each to its own scale; none where there is no earlier run. */
export function trendsSection(model: ReportModel): Section | undefined {
  if (model.trends.length === 0) return undefined;
  const drawing = {
    size: ({ durationsMs }: Trend) => durationsMs.at(-1) ?? 0,
    isNotable: ({ notable }: Trend) => notable,
    draw: figure,
  };
  const body = `<p class="remark">The last runs on machines like this one, oldest first. The dot is this run.</p>
${figures(model.trends, drawing)}`;
  return { id: 'trends', title: 'Trends', body };
}

function figure({ name, durationsMs, now, lowest, highest }: Trend): string {
  const [low, high] = trendSpan(durationsMs);
  const step = WIDTH / Math.max(1, durationsMs.length - 1);
  const points = durationsMs.map((ms, index) => {
    const y = HEIGHT - 4 - ((ms - low) / Math.max(1, high - low)) * (HEIGHT - 8);
    return { x: Number((index * step).toFixed(1)), y: Number(y.toFixed(1)) };
  });
  const line = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const last = points.at(-1) ?? { x: 0, y: 0 };
  return `<figure>
<figcaption><bdi>${escapeHtml(name)}</bdi> <small>${now}</small></figcaption>
<div class="trend"><svg class="curve cpu" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><polyline points="${line}"/><path class="dot" d="M${last.x} ${last.y}h0"/></svg></div>
<p>${durationsMs.length} runs, ${lowest} to ${highest}</p>
</figure>`;
}
