/** The parts of the job summary and the comment that are always open; each is a block, or undefined. */

import { counted } from '../../record/text.ts';
import type { Fact } from '../model/facts.ts';
import type { Failure, ReportModel } from '../model/model.ts';
import type { Tone } from '../words/facts/status.ts';
import { details, FEW, joinParts, type Part, table } from './blocks.ts';
import type { Without } from './budget.ts';
import { breaking, escapeMarkdown, fenced } from './escape.ts';

const SIGNS: Readonly<Record<Tone, string>> = {
  good: '✅',
  bad: '❌',
  warn: '⚠️',
  busy: '⏳',
  quiet: '',
};
const SHORT_LOG = 5;
/** The verdict, as a heading of the given level. */
export function headline(model: ReportModel, level: number): string {
  const { text, tone } = model.headline;
  return `${'#'.repeat(level)} ${SIGNS[tone]} ${breaking(text)}`;
}

/** What this is and what it is about, with the ways there: of which commit, and which run. */
export function identity(model: ReportModel): Part {
  const found = ['Pipeline', 'Commit', 'Run'].flatMap(label =>
    model.run.filter(fact => fact.label === label),
  );
  const about = found.map(fact => `${fact.label.toLowerCase()} ${linked(fact)}`).join(' · ');
  const { docs } = model;
  const links = [
    ['log', hrefOf(model, 'Log')],
    ['full report', hrefOf(model, 'Report')],
    ['what the words mean', docs === undefined ? undefined : `${docs}/report.md`],
  ].flatMap(([words, href]) => (href === undefined ? [] : [` · [${words}](${href})`]));
  return `<sub>Stagetime: ${about}${links.join('')}</sub>`;
}

function hrefOf(model: ReportModel, label: string): string | undefined {
  return model.run.find(fact => fact.label === label)?.href;
}

/** Addresses are of plain letters: nothing in them ends the link. */
function linked({ value, href }: Fact): string {
  return href === undefined ? escapeMarkdown(value) : `[${escapeMarkdown(value)}](${href})`;
}

/** How the run compares with its history, in sentences. */
export function compared(model: ReportModel): string {
  return model.compared.sentences.map(escapeMarkdown).join(' ');
}

/** Bottlenecks, overrun budgets, slow tools and costly caches, in an alert with words. */
export function warnings(model: ReportModel): Part {
  if (model.warnings.length === 0) return undefined;
  const shown = model.warnings.slice(0, FEW);
  const lines = shown.map(({ label, text }) => `> **${label}:** ${escapeMarkdown(text)}  `);
  const left = model.warnings.length - shown.length;
  return ['> [!WARNING]', ...lines, ...(left > 0 ? [`> And ${left} more.`] : [])].join('\n');
}

/** What would help, each with what was seen. */
export function advice(model: ReportModel, without: Without): Part {
  const items = adviceItems(model, without);
  return items === undefined ? undefined : `**What would help**\n\n${items}`;
}

/** The same without a heading. */
export function adviceItems(model: ReportModel, without: Without): Part {
  if (model.advice.length === 0 || without.has('advice')) return undefined;
  const items = model.advice.map(({ seen, remedy }) => {
    const why = seen.map(one => `**${escapeMarkdown(one.name)}** ${escapeMarkdown(one.seen)}`);
    return `- ${why.join('; ')}. ${escapeMarkdown(remedy)}`;
  });
  return items.join('\n');
}

/** Total, average, slowest, fastest, and what reuse saved. */
export function metrics(model: ReportModel): string {
  const rows = model.metrics.map(({ label, value, detail }) => [
    label,
    `**${escapeMarkdown(value)}**${detail === undefined ? '' : ` (${escapeMarkdown(detail)})`}`,
  ]);
  return table([['Performance Metrics', ''], ...rows], 'll');
}

/** Each failed stage with the end of its log. */
export function failures(model: ReportModel, without: Without): Part {
  const shown = model.failures.slice(0, FEW);
  if (shown.length === 0 || without.has('logs')) return undefined;
  const lines = without.has('logs beyond 5 lines') ? SHORT_LOG : Number.POSITIVE_INFINITY;
  const log = hrefOf(model, 'Log');
  return shown.map(failure => failurePart(failure, lines, log)).join('\n\n');
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
  return table([[title, ''], ...facts.map(fact => [fact.label, linked(fact)])], 'll');
}

function failurePart(failure: Failure, longest: number, jobLog: string | undefined): string {
  const { name, text, reason, cause, details, lines, logFile } = failure;
  const shown = lines.slice(-longest);
  const why = cause === undefined ? '' : `: ${escapeMarkdown(cause)}`;
  const sentences = [
    `**${breaking(name)}** ${escapeMarkdown(text)}${why}.`,
    ...(reason === undefined ? [] : [`${escapeMarkdown(reason)}.`]),
  ];
  const log = shown.length === 0 ? [] : [`The last ${counted(shown.length, 'line')} of its log:`];
  const hasList = details.length > 0;
  return joinParts([
    [...sentences, ...(hasList ? [] : log)].join(' '),
    hasList ? details.map(detail => `- ${escapeMarkdown(detail)}`).join('\n') : undefined,
    hasList ? log[0] : undefined,
    shown.length > 0 ? fenced(shown, 'text') : undefined,
    wholeLog(logFile, jobLog),
  ]).trimEnd();
}

/** The folder of the report has it by itself; a reader on GitHub finds it in that of the job. */
function wholeLog(file: string | undefined, jobLog: string | undefined): Part {
  if (file === undefined) return undefined;
  const place = escapeMarkdown(file);
  return jobLog === undefined
    ? `The whole log: ${place}`
    : `The whole log: ${place}, or in [that of the job](${jobLog})`;
}
