/** Verdicts with what they rest on, and the last runs of each stage. */
import { counted } from '../../record/text.ts';
import type { ReportModel } from '../model/model.ts';
import { type Trend, trendSpan } from '../rows/trends.ts';
import { type BasedFinding, type Finding, withCommonBasis } from '../words/comparison.ts';
import { escapeHtml } from './escape.ts';

/** What is said of the run and of each stage, what moved in sight; empty where nothing is said. */
export function verdictsSection(model: ReportModel): string {
  if (model.compared.findings.length === 0) return '';
  const { common, findings } = withCommonBasis(model.compared.findings);
  const isOpen = ({ isWhole, judged }: Finding) => isWhole || judged.explain;
  const folded = findings.filter(one => !isOpen(one));
  const remark =
    common === undefined
      ? ''
      : `<p class="remark">Baselines of all stages: ${escapeHtml(common)}.</p>`;
  return `<section aria-labelledby="verdicts">
<h2 id="verdicts">Verdicts</h2>
${remark}
${list(findings.filter(isOpen))}
${folded.length === 0 ? '' : `<details><summary>${counted(folded.length, 'stage')} with nothing to explain</summary>${list(folded)}</details>`}
</section>`;
}

function list(findings: readonly BasedFinding[]): string {
  if (findings.length === 0) return '';
  return `<ul class="findings">
${findings.map(finding).join('\n')}
</ul>`;
}

function finding({ name, judged, within, basis }: BasedFinding): string {
  const { verdict, change, reason, limit } = judged;
  const moved =
    change === undefined ? '' : ` <span class="change">${escapeHtml(change.text)}</span>`;
  const parts = within === undefined ? '' : `<p>Within it: ${escapeHtml(within)}</p>`;
  const rest = [
    ...(limit === undefined ? [] : [limit]),
    ...(basis === undefined ? [] : [`baseline: ${basis}`]),
  ];
  const small = rest.length === 0 ? '' : `<small>${escapeHtml(rest.join('; '))}</small>`;
  return `<li><p><bdi>${escapeHtml(name)}</bdi> <strong class="${verdict.tone}"><span aria-hidden="true">${verdict.symbol}</span> ${verdict.word}</strong>${moved}</p><p>${escapeHtml(reason)}</p>${parts}${small}</li>`;
}

const WIDTH = 200;
const HEIGHT = 48;

/** A small chart a stage, each to its own scale; empty where there is no earlier run. */
export function trendsSection(model: ReportModel): string {
  if (model.trends.length === 0) return '';
  return `<section aria-labelledby="trends">
<h2 id="trends">Trends</h2>
<p class="remark">The last runs on machines like this one, oldest first. The dot is this run.</p>
<div class="charts">
${model.trends.map(figure).join('\n')}
</div>
</section>`;
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
