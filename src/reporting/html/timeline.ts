/** The timeline: a row a stage, the bar drawn over the whole width so that it needs no script. */
import { formatDuration, formatSetting } from '../../record/units.ts';
import type { ReportModel } from '../model/model.ts';
import { axisTicks, type PathStep, type TimelineRow } from '../rows/timeline.ts';
import { escapeHtml } from './escape.ts';

/** The section with the axis, the rows and the critical path in words; empty where nothing ran. */
export function timelineSection(model: ReportModel): string {
  const { rows, lengthMs } = model.timeline;
  if (rows.length === 0) return '';
  const ticks = axisTicks(lengthMs);
  const lines = ticks.map(
    ms => `<line x1="${at(ms, lengthMs)}" x2="${at(ms, lengthMs)}" y2="100%"/>`,
  );
  const grid = `<g class="grid">${lines.join('')}</g>`;
  return `<section aria-labelledby="timeline">
<h2 id="timeline">Timeline</h2>
<p class="legend"><span><i class="key crit"></i>on the critical path</span> <span><i class="key"></i>beside it</span></p>
<ol class="timeline">
${rows.map(row => timelineRow(row, lengthMs, grid)).join('\n')}
</ol>
<div class="axis" aria-hidden="true"><svg>${ticks.map(ms => tickText(ms, lengthMs)).join('')}</svg></div>
${pathText(model.path)}
</section>`;
}

function timelineRow({ row, startMs, endMs }: TimelineRow, lengthMs: number, grid: string): string {
  const kind = row.critical ? 'crit' : 'aside';
  const took = formatDuration(endMs - startMs);
  const words = [
    ...(row.status.tone === 'good' ? [] : [row.status.word]),
    ...(row.critical ? ['critical path'] : []),
  ];
  const start = `from ${formatDuration(startMs)}`;
  return `<li><span class="who"><bdi>${escapeHtml(row.name)}</bdi> <small>${escapeHtml(words.join(', '))}</small></span>
<span class="took">${took}<span class="sr"> ${start}</span></span>
<svg aria-hidden="true">${grid}<rect class="${kind} ${row.status.tone}" x="${at(startMs, lengthMs)}" y="5" width="${at(endMs - startMs, lengthMs)}" height="16" rx="3"/></svg></li>`;
}

function tickText(ms: number, lengthMs: number): string {
  const anchor = ms === 0 ? 'start' : 'middle';
  return `<text x="${at(ms, lengthMs)}" y="14" text-anchor="${anchor}">${tickLabel(ms)}</text>`;
}

function tickLabel(ms: number): string {
  return ms === 0 ? '0' : formatSetting(ms);
}

function pathText(path: readonly PathStep[]): string {
  if (path.length < 2) return '';
  const steps = path.map(({ name, duration, wait }) => {
    const note = wait === undefined ? '' : `, ${escapeHtml(wait)}`;
    return `<li><bdi>${escapeHtml(name)}</bdi> <small>${duration}${note}</small></li>`;
  });
  return `<p>The critical path is the chain of stages that decides the total:</p>
<ol class="path">${steps.join('')}</ol>`;
}

function at(ms: number, lengthMs: number): string {
  const share = lengthMs > 0 ? ms / lengthMs : 0;
  return `${Number((share * 100).toFixed(3))}%`;
}
