/** What stands behind the verdict, to be unfolded. */
import { sparkline } from '../../record/text.ts';
import { formatBytes } from '../../record/units.ts';
import type { ReportModel, ResourceChart } from '../model/model.ts';
import type { CacheRow } from '../rows/cache-row.ts';
import type { StageRow } from '../rows/stage-row.ts';
import type { Timeline } from '../rows/timeline.ts';
import type { Trend } from '../rows/trends.ts';
import { withCommonBasis } from '../words/comparison.ts';
import type { EvidenceRow } from '../words/evidence.ts';
import { details, joinParts, numberCell, type Part, table } from './blocks.ts';
import type { Without } from './budget.ts';
import { escapeMarkdown, fenced, inLines, unbroken } from './escape.ts';
import { ganttLines, markedIn, trendLines } from './mermaid.ts';
import { adviceItems } from './parts.ts';
import { isCulprit } from './stages.ts';

/** The gantt diagram, and the critical path in words for who cannot see it. */
export function timeline(model: ReportModel, without: Without): Part {
  if (model.path.steps.length === 0 || without.has('timeline diagram')) return undefined;
  const lines = ganttLines(model.timeline);
  const path = model.path.steps.map(
    ({ name, duration, wait }) =>
      `${escapeMarkdown(name)} (${duration}${wait === undefined ? '' : `; ${escapeMarkdown(wait)}`})`,
  );
  const isDrawn = lines !== undefined;
  const shown = model.path.shown === undefined ? '' : ` (${model.path.shown})`;
  const dark = isDrawn ? ' (dark in the diagram)' : '';
  return details('Timeline and critical path', [
    `**Critical path**${dark}, the chain of stages that decides the total${shown}: ${path.join(' → ')}`,
    isDrawn ? legend(model.timeline) : undefined,
    isDrawn ? fenced(lines, 'mermaid') : undefined,
  ]);
}

/** The other colours of the diagram in words; undefined where it has none. */
function legend(timeline: Timeline): Part {
  const marked = markedIn(timeline);
  const words = [
    ...(marked === 'failed' ? ['Red is what failed.'] : []),
    ...(marked === 'slower' ? ['Orange is what got slower.'] : []),
    ...(timeline.rows.some(({ beforeEndMs }) => beforeEndMs !== undefined)
      ? ['Hollow, below a stage, is what it took before: its baseline.']
      : []),
  ];
  return words.length === 0 ? undefined : words.join(' ');
}

/** Why stages ran whose results were stored, of those whose rows do not say it. */
export function causes(model: ReportModel, without: Without): Part {
  const items = model.stages.flatMap(row =>
    row.ranBecause === undefined || isCulprit(row)
      ? []
      : [`- **${escapeMarkdown(row.name)}** ${escapeMarkdown(row.ranBecause)}`],
  );
  if (items.length === 0 || without.has('why stages ran')) return undefined;
  return details('Why stages ran', [items.join('\n')]);
}

/** What each cache did, cost and saved. */
export function caches(model: ReportModel, without: Without): Part {
  if (model.caches.length === 0 || without.has('caches')) return undefined;
  const head = ['Cache', 'State', 'Size', 'Restored in', 'Saved', 'Time saved'];
  const rows = model.caches.map(row => [
    `${escapeMarkdown(row.name)}${row.costly ? ' ⚠&nbsp;costs more than it saves' : ''}`,
    cacheState(row),
    numberCell(row.size),
    numberCell(row.restore),
    row.saved === undefined ? 'no' : unbroken(row.saved.text),
    row.timeSaved === undefined ? '–' : unbroken(row.timeSaved.text),
  ]);
  const { cacheRemark } = model;
  return details('Caches', [
    table([head, ...rows], 'llrrrr'),
    cacheRemark === undefined ? undefined : escapeMarkdown(cacheRemark),
  ]);
}

function cacheState(row: CacheRow): string {
  const { state, reason } = row;
  const words = `${state.symbol}&nbsp;${unbroken(state.word)}`;
  if (reason === undefined) return words;
  // Of a hit the reason tells more; of a miss it tells why.
  return `${words}${row.size === undefined ? ':' : ';'} ${escapeMarkdown(reason)}`;
}

/** What would help, out of the way of the verdict. */
export function advice(model: ReportModel, without: Without): Part {
  const items = adviceItems(model, without);
  return items === undefined ? undefined : details('What would help', [items]);
}

/** The tests and passes of LaTeX that moved, for who looks for the reason of a slowdown. */
export function moved(model: ReportModel, without: Without): Part {
  if (model.moved.length === 0 || without.has('what moved within stages')) return undefined;
  const rows = model.moved.map(({ stage, what, where, before, now, change }) => [
    placeCell(what, where),
    ...[before, now, change].map(numberCell),
    escapeMarkdown(stage),
  ]);
  return details('Tests and LaTeX passes that moved', [
    table([['What', 'Before', 'Now', 'Change', 'Stage'], ...rows], 'lrrrl'),
  ]);
}

/** What tests and LaTeX say of themselves, and the slowest tests of each stage. */
export function evidence(model: ReportModel, without: Without): Part {
  if (model.evidence.length === 0 || without.has('slowest tests')) return undefined;
  return details('Tests and LaTeX', [
    model.evidence
      .map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`)
      .join('\n'),
    ...model.evidence.filter(({ slowest }) => slowest.length > 0).map(slowestTests),
  ]);
}

function slowestTests({ name, slowest }: EvidenceRow): string {
  const rows = slowest.map(({ what, where, duration }) => [
    placeCell(what, where),
    numberCell(duration),
  ]);
  return table([[`Slowest of ${escapeMarkdown(name)}`, 'Time'], ...rows], 'lr');
}

/** A name, and below it in small where it is. */
function placeCell(what: string, where: string | undefined): string {
  const name = inLines(what);
  return where === undefined ? name : `${name}<br><sub>${inLines(where)}</sub>`;
}

/** What stages asked of language models. */
export function llm(model: ReportModel, without: Without): Part {
  if (model.llm.length === 0 || without.has('language models')) return undefined;
  const items = model.llm.map(
    ({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`,
  );
  return details('Language models', [items.join('\n')]);
}

/** What every verdict rests on: how old the baseline is, what its runs have in common, and why. */
export function findings(model: ReportModel, without: Without): Part {
  if (model.compared.findings.length === 0 || without.has('reasons of verdicts')) return undefined;
  const { common, findings: all } = withCommonBasis(model.compared.findings);
  const items = all.map(({ name, judged: { verdict, reason, limit, explain }, basis }) => {
    // Why stands below the table already, where it stands there at all.
    const why = explain ? [] : [escapeMarkdown(reason)];
    const rest = [...why, ...(limit === undefined ? [] : [escapeMarkdown(limit)])].join('; ');
    const words = `**${escapeMarkdown(name)}** ${verdict.word}${rest === '' ? '' : `: ${rest}`}`;
    return `- ${words}${basis === undefined ? '' : `. Baseline: ${escapeMarkdown(basis)}`}`;
  });
  return details('What the verdicts rest on', [
    common === undefined ? undefined : `Baselines of all stages: ${escapeMarkdown(common)}.`,
    items.join('\n'),
  ]);
}

/** CPU, memory, bytes read and written, size of outputs. */
export function resources(model: ReportModel, without: Without): Part {
  const rows = model.stages.filter(row => measured(row).some(value => value !== undefined));
  if (rows.length === 0 || without.has('resources')) return undefined;
  const head = ['Stage', 'CPU time', 'Peak memory', 'Read', 'Written', 'Outputs'];
  const cells = rows.map(row => [inLines(row.name), ...measured(row).map(numberCell)]);
  return details('Resources', [table([head, ...cells], 'lrrrrr')]);
}

/** CPU and memory of each stage from its start to its end. */
export function resourceLines(model: ReportModel, without: Without): Part {
  const charts = model.charts.filter(({ series }) => series.cpuPercent.length > 1);
  if (charts.length === 0 || without.has('resource time lines')) return undefined;
  const cpuTop = highest(charts.flatMap(({ series }) => series.cpuPercent));
  const memoryTop = highest(charts.flatMap(({ series }) => series.rssBytes));
  const rows = charts.map(chart => resourceRow(chart, cpuTop, memoryTop));
  return details('Resources over time', [
    `From the start of each stage to its end; full height is ${Math.round(cpuTop)} % of one core, and ${formatBytes(memoryTop)} of memory.`,
    table([['Stage', 'Time', 'CPU', 'Memory'], ...rows], 'lrll'),
  ]);
}

const LINE_CELLS = 20;

function resourceRow(
  { name, length, series }: ResourceChart,
  cpuTop: number,
  memoryTop: number,
): readonly string[] {
  return [
    inLines(name),
    unbroken(length),
    sparkline(squeeze(series.cpuPercent), 0, cpuTop),
    sparkline(squeeze(series.rssBytes), 0, memoryTop),
  ];
}

/** At most `LINE_CELLS` values, each the highest of those it stands for. */
function squeeze(values: readonly number[]): readonly number[] {
  const cells = Math.min(LINE_CELLS, values.length);
  return Array.from({ length: cells }, (_, i) =>
    highest(
      values.slice(
        Math.floor((i * values.length) / cells),
        Math.floor(((i + 1) * values.length) / cells),
      ),
    ),
  );
}

/** The last runs of each stage as a row of columns. */
export function trends(model: ReportModel, without: Without): Part {
  if (model.trends.length === 0 || without.has('trends')) return undefined;
  const rows = model.trends.map(({ name, sparkline, lowest, highest, now }) => [
    inLines(name),
    unbroken(now),
    sparkline,
    ...[lowest, highest].map(unbroken),
  ]);
  return joinParts([
    '**Trend**: the last runs on machines like this one, oldest first, this run last',
    table([['Stage', 'Now', 'Runs', 'Lowest', 'Highest'], ...rows], 'lrlrr'),
    without.has('trend charts') ? undefined : trendCharts(model.trends),
  ]).trimEnd();
}

/** Drawn for the run as a whole and the stages that a reader looks for. */
const MOST_CHARTS = 4;

function trendCharts(all: readonly Trend[]): Part {
  const drawn = all.filter(trend => trend.notable).slice(0, MOST_CHARTS);
  if (drawn.length === 0) return undefined;
  return details(
    'Trend charts',
    drawn.map(
      trend =>
        `**${escapeMarkdown(trend.name)}**: seconds, oldest run first\n\n${fenced(trendLines(trend), 'mermaid')}`,
    ),
  );
}

/** Commands to copy; they hold nothing that came from outside but ids and a hash of checked shape. */
export function reproduction(model: ReportModel, without: Without): Part {
  if (model.reproduction.length === 0 || without.has('how to reproduce it')) return undefined;
  const lines = model.reproduction.map(({ command, purpose }) => `${command}   # ${purpose}`);
  return details('Reproduce it locally', [fenced(lines, 'sh')]);
}

function measured(row: StageRow) {
  return [row.cpu, row.memory, row.read, row.written, row.outputs];
}

function highest(values: readonly number[]): number {
  return values.reduce((top, value) => Math.max(top, value), 0);
}
