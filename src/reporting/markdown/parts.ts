/** The parts that the job summary and the comment are made of; each is a block, or undefined. */
import { markdownTable } from 'markdown-table';
import type { Tone } from '../../record/status.ts';
import { bar, counted } from '../../record/text.ts';
import type { Fact } from '../facts.ts';
import type { Failure, ReportModel } from '../model.ts';
import type { Quantity, StageRow } from '../stage-row.ts';
import type { Without } from './budget.ts';
import { escapeMarkdown, fenced, unbroken } from './escape.ts';
import { ganttLines } from './mermaid.ts';

/** A block of Markdown; undefined where the run has nothing to say there. */
export type Part = string | undefined;

const SIGNS: Readonly<Record<Tone, string>> = {
  good: '✅',
  bad: '❌',
  warn: '⚠️',
  busy: '⏳',
  quiet: '',
};
const SHORT_LOG = 5;
/** Rows of a table that shows only the stages with something to say. */
const FEW_STAGES = 25;

/** Blocks as one document. */
export function joinParts(parts: readonly Part[]): string {
  return `${parts.filter(part => part !== undefined).join('\n\n')}\n`;
}

/** A table of cells that are Markdown already; `align` has a letter a column. */
export function table(rows: readonly (readonly string[])[], align: string): string {
  return markdownTable(rows, {
    align: [...align],
    alignDelimiters: false,
    padding: false,
  });
}

/** The verdict, as a heading of the given level. */
export function headline(model: ReportModel, level: number): string {
  const { text, tone } = model.headline;
  return `${'#'.repeat(level)} ${SIGNS[tone]} ${escapeMarkdown(text)}`;
}

/** Bottlenecks and overrun budgets, in an alert with words. */
export function warnings(model: ReportModel): Part {
  if (model.warnings.length === 0) return undefined;
  const shown = model.warnings.slice(0, FEW_STAGES);
  const lines = shown.map(({ label, text }) => `> ⚠ **${label}:** ${escapeMarkdown(text)}  `);
  const left = model.warnings.length - shown.length;
  return ['> [!WARNING]', ...lines, ...(left > 0 ? [`> And ${left} more.`] : [])].join('\n');
}

/** Total, average, slowest and fastest. */
export function metrics(model: ReportModel): string {
  const rows = model.metrics.map(({ label, value, detail }) => [
    label,
    `**${escapeMarkdown(value)}**${detail === undefined ? '' : ` (${escapeMarkdown(detail)})`}`,
  ]);
  return table([['Performance Metrics', ''], ...rows], 'll');
}

/** Every stage with state, time and share; under pressure the remarkable ones only. */
export function stages(model: ReportModel, without: Without): string {
  const few = without.has('unremarkable stages');
  const shown = few ? model.stages.filter(row => row.notable).slice(0, FEW_STAGES) : model.stages;
  const rows = shown.map(row => [
    stageCell(row),
    numberCell(row.duration),
    numberCell(row.share),
    bar(row.share?.value ?? 0, 10),
    statusCell(row),
  ]);
  const head = ['Stage', 'Duration', 'Share', '', 'Status'];
  const left = model.stages.length - shown.length;
  return joinParts([
    rows.length > 0 ? table([head, ...rows], 'lrrll') : undefined,
    left > 0 ? `${rows.length > 0 ? 'And ' : ''}${counted(left, 'more stage')}.` : undefined,
    ...model.remarks.map(escapeMarkdown),
  ]).trimEnd();
}

/** Each failed stage with the end of its log. */
export function failures(model: ReportModel, without: Without): Part {
  const shown = model.failures.slice(0, FEW_STAGES);
  if (shown.length === 0 || without.has('logs')) return undefined;
  const lines = without.has('logs beyond 5 lines') ? SHORT_LOG : Number.POSITIVE_INFINITY;
  return shown.map(failure => failurePart(failure, lines)).join('\n\n');
}

/** The gantt diagram, and the critical path in words for who cannot see it. */
export function timeline(model: ReportModel, without: Without): Part {
  if (model.path.length === 0 || without.has('timeline diagram')) return undefined;
  const lines = ganttLines(model.timeline);
  const path = model.path.map(
    ({ name, duration, wait }) =>
      `${escapeMarkdown(name)} (${duration}${wait === undefined ? '' : `; ${escapeMarkdown(wait)}`})`,
  );
  return details('Timeline and critical path', [
    `**Critical path** (red in the diagram), the chain of stages that decides the total: ${path.join(' → ')}`,
    lines === undefined ? undefined : fenced(lines, 'mermaid'),
  ]);
}

/** CPU, memory, bytes read and written, size of outputs. */
export function resources(model: ReportModel, without: Without): Part {
  const rows = model.stages.filter(row => measured(row).some(value => value !== undefined));
  if (rows.length === 0 || without.has('resources')) return undefined;
  const head = ['Stage', 'CPU time', 'Peak memory', 'Read', 'Written', 'Outputs'];
  const cells = rows.map(row => [escapeMarkdown(row.name), ...measured(row).map(numberCell)]);
  return details('Resources', [table([head, ...cells], 'lrrrrr')]);
}

/** What was lost, and which processes outlived their stage. */
export function notices(model: ReportModel, without: Without): Part {
  const items = [...model.notices, ...model.survivors];
  if (items.length === 0 || without.has('notices')) return undefined;
  return `**Notices**\n\n${items.map(item => `- ${escapeMarkdown(item)}`).join('\n')}`;
}

/** Which run this was, and on what machine. */
export function environment(model: ReportModel, without: Without): Part {
  if (without.has('environment')) return undefined;
  return details('Run and environment', [
    factTable('Run', model.run),
    factTable('Environment', model.environment),
  ]);
}

function factTable(title: string, facts: readonly Fact[]): string {
  return table(
    [[title, ''], ...facts.map(({ label, value }) => [label, escapeMarkdown(value)])],
    'll',
  );
}

function stageCell(row: StageRow): string {
  const name = escapeMarkdown(row.name);
  const marks = row.marks.map(mark => `⚠&nbsp;${mark}`).join(', ');
  return `${row.status.symbol}&nbsp;${row.bottleneck ? `**${name}**` : name}${marks === '' ? '' : ` ${marks}`}`;
}

function numberCell(quantity: Quantity | undefined): string {
  return quantity === undefined ? '–' : unbroken(quantity.text);
}

function statusCell({ status, reason }: StageRow): string {
  const word = unbroken(status.word);
  const words = status.tone === 'bad' ? `**${word}**` : word;
  return `${words}${reason === undefined ? '' : `: ${escapeMarkdown(reason)}`}`;
}

function failurePart({ name, text, reason, lines, logFile }: Failure, longest: number): string {
  const shown = lines.slice(-longest);
  const sentences = [
    `**${escapeMarkdown(name)}** ${escapeMarkdown(text)}.`,
    ...(reason === undefined ? [] : [`${escapeMarkdown(reason)}.`]),
    ...(shown.length === 0 ? [] : [`The last ${counted(shown.length, 'line')} of its log:`]),
  ];
  return joinParts([
    sentences.join(' '),
    shown.length > 0 ? fenced(shown, 'text') : undefined,
    logFile === undefined ? undefined : `The whole log: ${escapeMarkdown(logFile)}`,
  ]).trimEnd();
}

/** Something to unfold; the title is ours and needs no escaping. */
function details(title: string, parts: readonly Part[]): string {
  return joinParts([`<details>\n<summary>${title}</summary>`, ...parts, '</details>']).trimEnd();
}

function measured(row: StageRow): readonly (Quantity | undefined)[] {
  return [row.cpu, row.memory, row.read, row.written, row.outputs];
}
