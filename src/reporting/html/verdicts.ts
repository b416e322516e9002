/** Verdicts with what they rest on, and the last runs of each stage. */
import { counted } from '../../record/text.ts';
import type { ReportModel } from '../model/model.ts';
import { type Trend, trendSpan } from '../rows/trends.ts';
import { type BasedFinding, type Finding, withCommonBasis } from '../words/comparison.ts';
import { escapeHtml } from './escape.ts';
import { figures, type Section } from './section.ts';

/** What is said of each stage and of the run, what moved in sight; none where nothing is said. */
export function verdictsSection(model: ReportModel): Section | undefined {
  if (model.compared.findings.length === 0) return undefined;
  const { common, findings } = withCommonBasis(model.compared.findings);
  const isOpen = ({ isWhole, judged }: Finding) => isWhole || judged.explain;
  const folded = findings.filter(one => !isOpen(one));
  const remark =
    common === undefined
      ? ''
      : `<p class="remark">Baselines of all stages: ${escapeHtml(common)}.</p>`;
  // A reader looks for the stage; what became of the whole follows from it.
  const open = findings.filter(isOpen).sort((a, b) => Number(a.isWhole) - Number(b.isWhole));
  const because = new Map(model.stages.map(({ name, ranBecause }) => [name, ranBecause]));
  const body = `${list(open, because)}
${remark}
${folded.length === 0 ? '' : `<details><summary>${counted(folded.length, 'stage')} with nothing to explain</summary>${list(folded)}</details>`}`;
  return { id: 'verdicts', title: 'Verdicts', body };
}

/** Why each stage ran, by its name. */
type Because = ReadonlyMap<string, string | undefined>;

function list(findings: readonly BasedFinding[], because: Because = new Map()): string {
  if (findings.length === 0) return '';
  return `<ul class="findings">
${findings.map(one => finding(one, one.isWhole ? undefined : because.get(one.name))).join('\n')}
</ul>`;
}

function finding(
  { name, judged, within, basis }: BasedFinding,
  because: string | undefined,
): string {
  const { verdict, change, reason, limit } = judged;
  const moved =
    change === undefined ? '' : ` <span class="change">${escapeHtml(change.text)}</span>`;
  const parts = within === undefined ? '' : `<p>Within it: ${escapeHtml(within)}</p>`;
  const why = because === undefined ? '' : `<p>${escapeHtml(because)}</p>`;
  const rest = [
    ...(limit === undefined ? [] : [limit]),
    ...(basis === undefined ? [] : [`baseline: ${basis}`]),
  ];
  const small = rest.length === 0 ? '' : `<small>${escapeHtml(rest.join('; '))}</small>`;
  return `<li><p><bdi>${escapeHtml(name)}</bdi> <strong class="${verdict.tone}"><span aria-hidden="true">${verdict.symbol}</span> ${verdict.word}</strong>${moved}</p>${why}<p>${escapeHtml(reason)}</p>${parts}${small}</li>`;
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
