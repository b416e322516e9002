/** The summary at the end of a run in a terminal or in a job's log. */
import stringWidth from 'string-width';
import { bar, counted } from '../record/text.ts';
import { column, type Paint, painter, type Style, toneStyle, truncate, wrap } from './ansi.ts';
import type { Failure, ReportModel } from './model.ts';
import type { StageRow } from './stage-row.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** In cells; only paths make longer lines. Below 40 it counts as 40. */
  readonly width: number;
  /** Where the report's files are, as the user would write it; left out, nothing is said of them. */
  readonly reportDir?: string;
}

interface Column {
  readonly title: string;
  readonly cells: number;
  readonly side: 'left' | 'right';
  readonly text: (row: StageRow) => string;
  readonly style?: (row: StageRow) => Style | undefined;
  /** The width below which there is no room for it. */
  readonly from: number;
}

const NARROWEST = 40;
const WIDEST = 120;
const GAP = '  ';
const SIGN_CELLS = 2;

const COLUMNS: readonly Column[] = [
  {
    title: 'Status',
    cells: 10,
    side: 'left',
    text: row => row.status.word,
    style: row => toneStyle(row.status.tone),
    from: 0,
  },
  { title: 'Time', cells: 7, side: 'right', text: row => row.duration?.text ?? '–', from: 0 },
  { title: 'Share', cells: 6, side: 'right', text: row => row.share?.text ?? '–', from: 50 },
  {
    title: '',
    cells: 12,
    side: 'left',
    text: row => bar(row.share?.value ?? 0, 12),
    style: row => (row.bottleneck ? 'yellow' : 'blue'),
    from: 90,
  },
  { title: 'CPU', cells: 7, side: 'right', text: row => row.cpu?.text ?? '–', from: 72 },
  { title: 'Memory', cells: 7, side: 'right', text: row => row.memory?.text ?? '–', from: 72 },
];

/** The whole summary, ending with a line break. */
export function renderTerminal(model: ReportModel, options: TerminalOptions): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
  const paint = painter(options.color);
  const blocks: readonly (readonly string[])[] = [
    headline(model, paint, width),
    stageTable(model, paint, width),
    model.remarks.flatMap(remark => indented(remark, width).map(line => paint('dim', line))),
    metrics(model, paint, width),
    listed('Skipped:', skippedLines(model), paint, width),
    ...model.failures.map(failure => failureLines(failure, options.reportDir, paint, width)),
    listed('Notices:', [...model.notices, ...model.survivors], paint, width),
    options.reportDir === undefined ? [] : [`Report: ${within(options.reportDir, 'report.html')}`],
  ];
  const text = blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n');
  return `${inert(text)}\n`;
}

/** On a runner a line is a command if it begins with `::` after spaces, or has `##[` anywhere. */
function inert(text: string): string {
  return text.replace(/^(\s*)::/gm, '$1∶:').replaceAll('##[', '#♯[');
}

function headline(model: ReportModel, paint: Paint, width: number): readonly string[] {
  const style = toneStyle(model.headline.tone);
  return wrap(model.headline.text, width - SIGN_CELLS).map((line, index) =>
    paint('bold', paint(style, `${index === 0 ? '▌ ' : '  '}${line}`)),
  );
}

function stageTable(model: ReportModel, paint: Paint, width: number): readonly string[] {
  if (model.stages.length === 0) return [];
  const columns = COLUMNS.filter(({ from }) => width >= from);
  const rest = columns.reduce((sum, { cells }) => sum + cells + GAP.length, SIGN_CELLS);
  const longest = Math.max(5, ...model.stages.map(row => stringWidth(nameWithMark(row))));
  const nameCells = Math.min(width - rest, longest + 1);
  const head = [
    `${' '.repeat(SIGN_CELLS)}${column('Stage', nameCells, 'left')}`,
    ...columns.map(({ title, cells, side }) => column(title, cells, side)),
  ];
  const rows = model.stages.map(row => [
    `${paint(toneStyle(row.status.tone), row.status.symbol)} ${paint(
      row.bottleneck ? 'yellow' : undefined,
      column(nameWithMark(row), nameCells, 'left'),
    )}`,
    ...columns.map(({ cells, side, text, style }) =>
      paint(style?.(row), column(text(row), cells, side)),
    ),
  ]);
  return [paint('dim', head.join(GAP)), ...rows.map(cells => cells.join(GAP))].map(line =>
    line.trimEnd(),
  );
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
  const path = model.path.map(({ name, wait }) =>
    wait === undefined ? name : `${name} (${wait})`,
  );
  return [
    paint('bold', 'Performance Metrics:'),
    ...lines,
    ...warnings,
    ...(path.length > 1 ? indented(`Critical Path: ${path.join(' → ')}`, width) : []),
    ...indented(model.comparison, width),
  ];
}

function skippedLines(model: ReportModel): readonly string[] {
  return model.skipped.map(({ name, reason }) =>
    reason === undefined ? name : `${name}: ${reason}`,
  );
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
  const { name, text, reason, lines, logFile } = failure;
  const log = logFile === undefined ? undefined : within(reportDir, logFile);
  return [
    ...wrap(`✗ ${name} ${text}`, width).map(line => paint('bold', paint('red', line))),
    ...(reason === undefined ? [] : indented(reason, width)),
    ...(lines.length > 0 ? [`  Last ${counted(lines.length, 'line')} of its log:`] : []),
    ...lines.map(line => `  ${paint('dim', '│')} ${truncate(line, width - 4)}`.trimEnd()),
    ...(log === undefined ? [] : [`  Log: ${log}`]),
  ];
}

function within(reportDir: string | undefined, file: string): string {
  return reportDir === undefined ? file : `${reportDir.replace(/\/+$/, '')}/${file}`;
}

/** Lines that begin with two spaces; those after the first with four. */
function indented(text: string, width: number): readonly string[] {
  return wrap(text, width - 4).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`);
}
