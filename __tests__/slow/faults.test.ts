/** The whole fault matrix; `npm run faults` prints it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CELLS, type CellResult, matrixText, runCells } from '../e2e/fault-matrix.ts';

const AT_ONCE = 8;
const wanted = process.env.FAULTS;
const cells = CELLS.filter(({ subject }) => wanted === undefined || subject.includes(wanted));

describe('whatever goes wrong around the stages', () => {
  let results: readonly CellResult[] = [];

  beforeAll(async () => {
    results = await runCells(cells, AT_ONCE, ({ cell, problems }) => {
      if (problems.length > 0)
        console.log(`${cell.subject}, ${cell.fault}: ${problems.join('; ')}`);
    });
    console.log(matrixText(results));
  }, 600_000);

  it.each(cells.map(cell => [cell.subject, cell.fault, cell] as const))(
    '%s, %s: the job ends as its stages did',
    (_, __, cell) => {
      const result = results.find(one => one.cell === cell);
      expect(result?.problems).toEqual([]);
    },
  );
});
