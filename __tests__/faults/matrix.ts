/**
 * The fault matrix: a row for each thing that goes wrong around the stages, a column for each promise that
 * holds all the same. No square of it is empty: a row that does not look at a promise fails as well.
 */
import { Bench } from './bench.ts';

/** What is promised, whatever goes wrong; the heads of the columns. */
export const PROMISES = {
  status: 'the job ends as its stages did',
  report: 'the report is there by some way, and true',
  whole: 'nothing is restored in part',
  history: 'no run is lost unsaid, and no history called missing',
  orphans: 'no process is left',
  time: 'in bounded time',
} as const;

/** A column. */
export type Promised = keyof typeof PROMISES;

/** One fault of one thing. */
export interface Cell {
  readonly subject: string;
  readonly fault: string;
  /** Whether a stage of the job fails. */
  readonly failing?: boolean;
  readonly run: (bench: Bench) => Promise<void>;
}

/** How a row came out; without problems it holds. */
export interface CellResult {
  readonly cell: Cell;
  /** What is wrong, by promise; a promise that was looked at and holds has an empty list. */
  readonly found: ReadonlyMap<Promised, readonly string[]>;
  /** Of the job that met the fault, main and post. */
  readonly jobMs: number;
}

const COLUMNS = Object.keys(PROMISES) as readonly Promised[];

/** All that is wrong with a row, also a square that nobody looked at. */
export function problemsOf({ found }: CellResult): readonly string[] {
  return COLUMNS.flatMap(promise => {
    const problems = found.get(promise);
    if (problems === undefined) return [`${promise}: not looked at`];
    return problems.map(problem => `${promise}: ${problem}`);
  });
}

/** Runs a cell; whatever it throws is a problem of the job's status. */
export async function runCell(cell: Cell): Promise<CellResult> {
  const bench = new Bench(cell.failing === true);
  try {
    await cell.run(bench);
  } catch (error) {
    bench.judge('status', (error as Error).stack);
  } finally {
    await bench.close();
  }
  return { cell, found: bench.found, jobMs: bench.jobMs };
}

/** Runs cells, so many at once: most of them wait most of the time. */
export async function runCells(
  cells: readonly Cell[],
  atOnce: number,
  onResult: (result: CellResult) => void = () => {},
): Promise<CellResult[]> {
  const queue = [...cells];
  const results: CellResult[] = [];
  const work = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const result = await runCell(cell);
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** The matrix as a table in the order of the cells, and under it what does not hold. */
export function matrixText(cells: readonly Cell[], results: readonly CellResult[]): string {
  const rows = cells.flatMap(cell => results.find(result => result.cell === cell) ?? []);
  const widthOf = (texts: readonly string[]) => Math.max(...texts.map(text => text.length));
  const subjects = widthOf(rows.map(({ cell }) => cell.subject));
  const faults = widthOf(rows.map(({ cell }) => cell.fault));
  const line = (subject: string, fault: string, squares: readonly string[], seconds: string) =>
    [
      subject.padEnd(subjects),
      fault.padEnd(faults),
      ...squares.map((square, i) => square.padEnd(COLUMNS[i]?.length ?? 0)),
      seconds.padStart(7),
    ].join('  ');
  const squareOf = ({ found }: CellResult, promise: Promised): string => {
    const problems = found.get(promise);
    return problems === undefined ? ' ' : problems.length === 0 ? '✓' : '✗';
  };
  const failed = rows.filter(row => problemsOf(row).length > 0);
  return [
    line('', '', COLUMNS, 'seconds'),
    ...rows.map(row =>
      line(
        row.cell.subject,
        row.cell.fault,
        COLUMNS.map(promise => squareOf(row, promise)),
        (row.jobMs / 1000).toFixed(1),
      ),
    ),
    `${rows.length} rows, ${rows.length * COLUMNS.length} squares, ${failed.length} rows that do not hold`,
    ...failed.map(row => `${row.cell.subject}, ${row.cell.fault}: ${problemsOf(row).join('; ')}`),
  ].join('\n');
}
