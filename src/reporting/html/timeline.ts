/** The timeline: a row a stage, the bar drawn over the whole width so that it needs no script. */
import { formatDuration, formatSetting } from '../../record/units.ts';
import type { ReportModel } from '../model/model.ts';
import { axisTicks, type PathRow, type TimelineRow } from '../rows/timeline.ts';
import { breaking, escapeHtml } from './escape.ts';
import type { Section } from './section.ts';

/** The axis, the rows and the critical path in words; none where nothing ran. */
export function timelineSection(model: ReportModel): Section | undefined {
  const { rows, lengthMs } = model.timeline;
  if (rows.length === 0) return undefined;
  const ticks = axisTicks(lengthMs);
  const lines = ticks.map(
    ms => `<line x1="${at(ms, lengthMs)}" x2="${at(ms, lengthMs)}" y2="100%"/>`,
  );
  const grid = `<g class="grid">${lines.join('')}</g>`;
  const body = `<p class="legend">${legend(rows).join(' ')}</p>
<ol class="timeline">
${rows.map(row => timelineRow(row, lengthMs, grid)).join('\n')}
</ol>
<div class="axis" aria-hidden="true"><svg>${ticks.map(ms => tickText(ms, lengthMs)).join('')}</svg></div>
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
  return LEGEND.filter(([, , isDrawn]) => rows.some(isDrawn)).map(
    ([kind, words]) => `<span><i class="key ${kind}"></i>${words}</span>`,
  );
}

function timelineRow(placed: TimelineRow, lengthMs: number, grid: string): string {
  const { row, startMs, endMs, mark, beforeEndMs } = placed;
  const kind = mark ?? (row.critical ? 'path' : 'aside');
  const took = formatDuration(endMs - startMs);
  const start = `from ${formatDuration(startMs)}`;
  const before = beforeEndMs === undefined ? '' : bar('before', startMs, beforeEndMs, lengthMs);
  const isCulprit = mark === 'failed' || mark === 'slower';
  return `<li${isCulprit ? ' class="culprit"' : ''}><span class="who"><bdi>${breaking(row.name)}</bdi> <small>${escapeHtml(wordsOf(placed).join(', '))}</small></span>
<span class="took">${took}<span class="sr"> ${start}</span></span>
<svg aria-hidden="true">${grid}${before}${bar(kind, startMs, endMs, lengthMs)}</svg></li>`;
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
function bar(kind: string, startMs: number, endMs: number, lengthMs: number): string {
  const [y, height] = kind === 'before' ? [1, 24] : [5, 16];
  return `<rect class="${kind}" x="${at(startMs, lengthMs)}" y="${y}" width="${at(endMs - startMs, lengthMs)}" height="${height}" rx="3"/>`;
}

function tickText(ms: number, lengthMs: number): string {
  const anchor = ms === 0 ? 'start' : 'middle';
  return `<text x="${at(ms, lengthMs)}" y="14" text-anchor="${anchor}">${tickLabel(ms)}</text>`;
}

function tickLabel(ms: number): string {
  return ms === 0 ? '0' : formatSetting(ms);
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

function at(ms: number, lengthMs: number): string {
  const share = lengthMs > 0 ? ms / lengthMs : 0;
  return `${Number((share * 100).toFixed(3))}%`;
}
