/** The timeline: a row a stage, the bar drawn over the whole width so that it needs no script. */
import { formatDuration, formatSetting } from '../../record/units.ts';
import type { ReportModel } from '../model/model.ts';
import { axisTicks, type EarlierStep, type PathRow, type TimelineRow } from '../rows/timeline.ts';
import { breaking, escapeHtml } from './escape.ts';
import type { Section } from './section.ts';

/** The axis, the rows and the critical path in words; none where nothing ran. */
export function timelineSection(model: ReportModel): Section | undefined {
  const { rows, before, lengthMs, fromMs } = model.timeline;
  if (rows.length === 0) return undefined;
  const ticks = axisTicks(lengthMs, fromMs);
  const span: Span = { fromMs, toMs: lengthMs };
  const lines = ticks.map(ms => `<line x1="${at(ms, span)}" x2="${at(ms, span)}" y2="100%"/>`);
  const grid = `<g class="grid">${lines.join('')}</g>`;
  const keys = [...(before.length > 0 ? [key('step', 'steps before')] : []), ...legend(rows)];
  const body = `<p class="legend">${keys.join(' ')}</p>
<ol class="timeline">
${[...before.map(step => stepRow(step, span, grid)), ...rows.map(row => timelineRow(row, span, grid))].join('\n')}
</ol>
<div class="axis" aria-hidden="true"><svg>${ticks.map(ms => tickText(ms, span)).join('')}</svg></div>
${pathText(model.path)}`;
  return { id: 'timeline', title: 'Timeline', body };
}

const LEGEND: readonly (readonly [string, string, (row: TimelineRow) => boolean])[] = [
  ['path', 'on the critical path', ({ row, mark }) => row.critical && mark === undefined],
  ['aside', 'beside it', ({ row, mark }) => !row.critical && mark === undefined],
  ['failed', 'failed', ({ mark }) => mark === 'failed'],
  ['slower', 'slower', ({ mark }) => mark === 'slower'],
  ['faster', 'faster', ({ mark }) => mark === 'faster'],
  ['before', 'what it took before: its baseline', ({ beforeEndMs }) => beforeEndMs !== undefined],
];

/** Of what is drawn; nothing else. */
function legend(rows: readonly TimelineRow[]): readonly string[] {
  return LEGEND.filter(([, , isDrawn]) => rows.some(isDrawn)).map(([kind, words]) =>
    key(kind, words),
  );
}

function key(kind: string, words: string): string {
  return `<span><i class="key ${kind}"></i>${words}</span>`;
}

/** What the width of the drawing stands for, in ms. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function stepRow({ name, startMs, endMs }: EarlierStep, span: Span, grid: string): string {
  return `<li><span class="who"><bdi>${breaking(name)}</bdi> <small>before the pipeline</small></span>
<span class="took">${formatDuration(endMs - startMs)}</span>
<svg aria-hidden="true">${grid}${bar('step', startMs, endMs, span)}</svg></li>`;
}

function timelineRow(placed: TimelineRow, span: Span, grid: string): string {
  const { row, startMs, endMs, mark, beforeEndMs } = placed;
  const kind = mark ?? (row.critical ? 'path' : 'aside');
  const took = formatDuration(endMs - startMs);
  const start = `from ${formatDuration(startMs)}`;
  const before = beforeEndMs === undefined ? '' : bar('before', startMs, beforeEndMs, span);
  const isCulprit = mark === 'failed' || mark === 'slower';
  return `<li${isCulprit ? ' class="culprit"' : ''}><span class="who"><bdi>${breaking(row.name)}</bdi> <small>${escapeHtml(wordsOf(placed).join(', '))}</small></span>
<span class="took">${took}<span class="sr"> ${start}</span></span>
<svg aria-hidden="true">${grid}${before}${bar(kind, startMs, endMs, span)}</svg></li>`;
}

function wordsOf({ row, mark, beforeEndMs }: TimelineRow): readonly string[] {
  const { judged, status } = row;
  const isMoved = mark === 'slower' || mark === 'faster';
  return [
    ...(status.tone === 'good' ? [] : [status.word]),
    ...(isMoved && judged !== undefined ? [judged.verdict.word] : []),
    ...(beforeEndMs === undefined ? [] : [`${judged?.baseline?.text} before`]),
    ...(row.critical ? ['critical path'] : []),
  ];
}

/** What it took before is drawn behind it, and higher. */
function bar(kind: string, startMs: number, endMs: number, span: Span): string {
  const [y, height] = kind === 'before' ? [1, 24] : [5, 16];
  return `<rect class="${kind}" x="${at(startMs, span)}" y="${y}" width="${percent(endMs - startMs, span)}" height="${height}" rx="3"/>`;
}

function tickText(ms: number, span: Span): string {
  const anchor = ms === span.fromMs ? 'start' : 'middle';
  return `<text x="${at(ms, span)}" y="14" text-anchor="${anchor}">${tickLabel(ms)}</text>`;
}

function tickLabel(ms: number): string {
  return ms === 0 ? '0' : `${ms < 0 ? '−' : ''}${formatSetting(Math.abs(ms))}`;
}

function pathText({ steps: path, shown }: PathRow): string {
  if (path.length < 2) return '';
  const steps = path.map(({ name, duration, wait }) => {
    const note = wait === undefined ? '' : `, ${escapeHtml(wait)}`;
    return `<li><bdi>${escapeHtml(name)}</bdi> <small>${duration}${note}</small></li>`;
  });
  return `<p>The critical path is the chain of stages that decides the total${shown === undefined ? '' : ` (${shown})`}:</p>
<ol class="chain">${steps.join('')}</ol>`;
}

function at(ms: number, span: Span): string {
  return percent(ms - span.fromMs, span);
}

function percent(ms: number, { fromMs, toMs }: Span): string {
  const share = toMs > fromMs ? ms / (toMs - fromMs) : 0;
  return `${Number((share * 100).toFixed(3))}%`;
}
