/** Tables for a terminal: a sign, a name that takes what room there is, and columns that fit. */
import stringWidth from 'string-width';
import type { Tone } from '../words/facts/status.ts';
import { column, type Paint, type Style, toneStyle } from './ansi.ts';

/** A column of fixed width. */
export interface Column<Row> {
  readonly title: string;
  readonly cells: number;
  readonly side: 'left' | 'right';
  readonly text: (row: Row) => string;
  readonly style?: (row: Row) => Style | undefined;
  /** The width of the terminal below which there is no room for it. */
  readonly from: number;
}

/** What stands before the columns. */
export interface RowHead {
  readonly symbol: string;
  readonly tone: Tone;
  readonly name: string;
  readonly style?: Style | undefined;
}

const GAP = '  ';
const SIGN_CELLS = 2;
const SHORTEST_NAME = 5;

/** The table's lines, none wider than `width`; none at all without rows. */
export function tableLines<Row>(
  title: string,
  rows: readonly Row[],
  headOf: (row: Row) => RowHead,
  columns: readonly Column<Row>[],
  paint: Paint,
  width: number,
): readonly string[] {
  if (rows.length === 0) return [];
  const shown = columns.filter(({ from }) => width >= from);
  const rest = shown.reduce((sum, { cells }) => sum + cells + GAP.length, SIGN_CELLS);
  const longest = Math.max(SHORTEST_NAME, ...rows.map(row => stringWidth(headOf(row).name)));
  const nameCells = Math.min(width - rest, longest + 1);
  const titles = [
    `${' '.repeat(SIGN_CELLS)}${column(title, nameCells, 'left')}`,
    ...shown.map(({ title, cells, side }) => column(title, cells, side)),
  ];
  const lines = rows.map(row => {
    const { symbol, tone, name, style } = headOf(row);
    return [
      `${paint(toneStyle(tone), symbol)} ${paint(style, column(name, nameCells, 'left'))}`,
      ...shown.map(({ cells, side, text, style }) =>
        paint(style?.(row), column(text(row), cells, side)),
      ),
    ];
  });
  return [paint('dim', titles.join(GAP)), ...lines.map(cells => cells.join(GAP))].map(line =>
    line.trimEnd(),
  );
}
