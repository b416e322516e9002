/** The summary at the end of a run in a terminal or in a job's log. */
import { bar, counted, listWords } from '../../record/text.ts';
import { adviceSentence } from '../model/advice.ts';
import type { Failure, ReportModel } from '../model/model.ts';
import type { CacheRow } from '../rows/cache-row.ts';
import type { Quantity } from '../rows/quantity.ts';
import type { StageRow } from '../rows/stage-row.ts';
import type { EvidenceRow } from '../words/evidence.ts';
import { type Paint, painter, toneStyle, truncate, wrap } from './ansi.ts';
import { type Column, tableLines } from './table.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** In cells; only paths make longer lines. Below 40 it counts as 40. */
  readonly width: number;
  /** Where the report's files are, as the user would write it; left out, nothing is said of them. */
  readonly reportDir?: string;
}

const NARROWEST = 40;
const WIDEST = 120;
const SIGN_CELLS = 2;

const STATUS: Column<StageRow> = {
  title: 'Status',
  cells: 10,
  side: 'left',
  text: row => row.status.word,
  style: row => toneStyle(row.status.tone),
  from: 0,
};
const TIME = numbers<StageRow>('Time', 7, 0, row => row.duration);
const SAVES = numbers<StageRow>('Saves', 7, 50, row => row.saves);
const SHARES: readonly Column<StageRow>[] = [
  numbers('Share', 6, 50, row => row.share),
  {
    title: '',
    cells: 12,
    side: 'left',
    text: row => bar(row.share?.value ?? 0, 12),
    style: row => (row.bottleneck ? 'yellow' : 'blue'),
    from: 90,
  },
];
const RESOURCES: readonly Column<StageRow>[] = [
  numbers('CPU', 7, 72, row => row.cpu),
  numbers('Memory', 7, 72, row => row.memory),
];
/** The time that the change is of, where that is not the first one. */
const AGAIN = numbers<StageRow>('Again', 7, 50, row => row.judged?.again);
const CHANGES: readonly Column<StageRow>[] = [
  numbers('Baseline', 8, 72, row => row.judged?.baseline),
  numbers('Change', 8, 50, row => row.judged?.change),
  {
    title: 'Verdict',
    cells: 15,
    side: 'left',
    text: row => row.judged?.verdict.word ?? '–',
    style: row => toneStyle(row.judged?.verdict.tone ?? 'quiet'),
    from: 80,
  },
  numbers('CPU', 7, 100, row => row.cpu),
];

const CACHES: readonly Column<CacheRow>[] = [
  {
    title: 'State',
    cells: 13,
    side: 'left',
    text: row => row.state.word,
    style: row => toneStyle(row.state.tone),
    from: 0,
  },
  numbers('Size', 7, 60, row => row.size),
  numbers('Restored in', 11, 90, row => row.restore),
  numbers('Saved', 15, 72, row => row.saved),
  {
    title: 'Time saved',
    cells: 15,
    side: 'right',
    text: row => row.timeSaved?.text ?? '–',
    from: 0,
  },
];

function numbers<Row>(
  title: string,
  cells: number,
  from: number,
  read: (row: Row) => Quantity | undefined,
): Column<Row> {
  return { title, cells, side: 'right', text: row => read(row)?.text ?? '–', from };
}

/** The whole summary, ending with a line break. */
export function renderTerminal(model: ReportModel, options: TerminalOptions): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
  const paint = painter(options.color);
  const blocks: readonly (readonly string[])[] = [
    stageTable(model, paint, width),
    remarks(model).flatMap(remark => indented(remark, width).map(line => paint('dim', line))),
    listed('Verdicts:', verdictLines(model), paint, width),
    metrics(model, paint, width),
    cacheTable(model, paint, width),
    listed('Tests and LaTeX:', model.evidence.map(evidenceLine), paint, width),
    listed(
      'Language models:',
      model.llm.map(({ name, text }) => `${name}: ${text}`),
      paint,
      width,
    ),
    listed('What would help:', model.advice.map(adviceSentence), paint, width),
    listed('Skipped:', skippedLines(model), paint, width),
    ...model.failures.map(failure => failureLines(failure, options.reportDir, paint, width)),
    listed('Notices:', [...model.notices, ...model.survivors], paint, width),
    // Last, where the reader's eye is when the run is over.
    headline(model, paint, width),
    options.reportDir === undefined ? [] : [`Report: ${within(options.reportDir, 'report.html')}`],
  ];
  const text = blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n');
  return `${inert(text)}\n`;
}

/** On a runner a line is a command if it begins with `::` after spaces, or has `##[` anywhere. */
export function inert(text: string): string {
  return text.replace(/^(\s*)::/gm, '$1∶:').replaceAll('##[', '#♯[');
}

function headline(model: ReportModel, paint: Paint, width: number): readonly string[] {
  const style = toneStyle(model.headline.tone);
  return wrap(model.headline.text, width - SIGN_CELLS).map((line, index) =>
    paint('bold', paint(style, `${index === 0 ? '▌ ' : '  '}${line}`)),
  );
}

function stageTable(model: ReportModel, paint: Paint, width: number): readonly string[] {
  const saves = model.stages.some(row => row.saves !== undefined) ? [SAVES] : [];
  const again = model.stages.some(({ judged }) => judged?.again !== undefined) ? [AGAIN] : [];
  const columns = model.compared.hasBaseline
    ? [STATUS, TIME, ...again, ...CHANGES, ...saves.map(column => ({ ...column, from: 100 }))]
    : [STATUS, TIME, ...saves, ...SHARES, ...RESOURCES];
  return tableLines(
    'Stage',
    model.stages,
    row => ({
      ...row.status,
      name: nameWithMark(row),
      style: row.bottleneck ? 'yellow' : undefined,
    }),
    columns,
    paint,
    width,
  );
}

function cacheTable(model: ReportModel, paint: Paint, width: number): readonly string[] {
  const lines = tableLines(
    'Cache',
    model.caches,
    row => ({ ...row.state, name: row.name }),
    CACHES,
    paint,
    width,
  );
  const reasons = model.caches.flatMap(({ name, reason }) =>
    reason === undefined ? [] : indented(`${name}: ${reason}`, width),
  );
  const { cacheRemark } = model;
  const remark = cacheRemark === undefined ? [] : indented(cacheRemark, width);
  return [...lines, ...[...reasons, ...remark].map(line => paint('dim', line))];
}

function remarks({ compared, shareRemark, remarks }: ReportModel): readonly string[] {
  const shares = compared.hasBaseline || shareRemark === undefined ? [] : [shareRemark];
  return [...shares, ...remarks];
}

/** Why, of the verdicts whose numbers do not say it. */
function verdictLines(model: ReportModel): readonly string[] {
  return model.compared.findings
    .filter(({ judged }) => judged.explain)
    .map(({ name, judged, within }) => {
      const parts = within === undefined ? '' : `. Within it: ${within}`;
      return `${name} ${judged.verdict.word}: ${judged.reason}${parts}`;
    });
}

function evidenceLine({ name, text, slowest: [slowest] }: EvidenceRow): string {
  const test =
    slowest === undefined ? '' : `, the slowest ${slowest.what} (${slowest.duration.text})`;
  return `${name}: ${text}${test}`;
}

/** The mark in front, so that a long name does not push it out. */
function nameWithMark(row: StageRow): string {
  return row.bottleneck ? `⚠ ${row.name}` : row.name;
}

function metrics(model: ReportModel, paint: Paint, width: number): readonly string[] {
  const lines = model.metrics.map(({ label, value, detail }) => {
    const text = detail === undefined ? value : `${value} (${detail})`;
    return `  ${label}: ${truncate(text, width - label.length - 4)}`;
  });
  const warnings = model.warnings.flatMap(({ label, text }) =>
    indented(`⚠ ${label}: ${text}`, width).map(line => paint('yellow', line)),
  );
  const path = model.path.steps.map(({ name, wait }) =>
    wait === undefined ? name : `${name} (${wait})`,
  );
  const shown = model.path.shown === undefined ? '' : ` (${model.path.shown})`;
  return [
    paint('bold', 'Performance Metrics:'),
    ...lines,
    ...warnings,
    ...(path.length > 1 ? indented(`Critical Path${shown}: ${path.join(' → ')}`, width) : []),
    ...model.compared.sentences.flatMap(sentence => indented(sentence, width)),
  ];
}

/** Of stages that were skipped for one reason, the names that a line has room for. */
const MOST_NAMES = 8;

function skippedLines({ digest }: ReportModel): readonly string[] {
  const folds = digest.folds.filter(({ of }) => of === 'skipped');
  const rows = digest.rows.filter(({ status }) => status.word === 'skipped');
  return [
    ...folds.map(({ words, names }) => `${words}: ${listWords(names, MOST_NAMES)}`),
    ...rows.map(({ name, reason }) => (reason === undefined ? name : `${name}: ${reason}`)),
  ];
}

function listed(
  title: string,
  items: readonly string[],
  paint: Paint,
  width: number,
): readonly string[] {
  if (items.length === 0) return [];
  return [paint('bold', title), ...items.flatMap(item => indented(`- ${item}`, width))];
}

function failureLines(
  failure: Failure,
  reportDir: string | undefined,
  paint: Paint,
  width: number,
): readonly string[] {
  const { name, text, reason, cause, details, lines, logFile } = failure;
  const log = logFile === undefined ? undefined : within(reportDir, logFile);
  return [
    ...wrap(`✗ ${name} ${text}`, width).map(line => paint('bold', paint('red', line))),
    ...(cause === undefined ? [] : indented(cause, width)),
    ...(reason === undefined ? [] : indented(reason, width)),
    ...details.flatMap(detail => indented(`- ${detail}`, width)),
    ...(lines.length > 0 ? [`  Last ${counted(lines.length, 'line')} of its log:`] : []),
    ...lines.map(line => `  ${paint('dim', '│')} ${truncate(line, width - 4)}`.trimEnd()),
    ...(log === undefined ? [] : [`  Log: ${log}`]),
  ];
}

function within(reportDir: string | undefined, file: string): string {
  const isWhole = /^(?:\/|[A-Za-z]:\/)/.test(file);
  return reportDir === undefined || isWhole ? file : `${reportDir.replace(/\/+$/, '')}/${file}`;
}

/** Lines that begin with two spaces; those after the first with four. */
function indented(text: string, width: number): readonly string[] {
  return wrap(text, width - 4).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`);
}
