/** The whole fault matrix; `npm run faults` prints it, and `FAULTS=disk` the rows of that subject. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CELLS } from '../faults/cells.ts';
import { killsAtEveryStep } from '../faults/kills.ts';
import { type CellResult, matrixText, problemsOf, runCells } from '../faults/matrix.ts';

const AT_ONCE = Number(process.env.FAULTS_AT_ONCE ?? 8);
const wanted = process.env.FAULTS ?? '';
// Which steps there are shows a job that runs first.
const steps = 'killed before'.startsWith(wanted.slice(0, 13)) ? await killsAtEveryStep() : [];
const cells = [...CELLS, ...steps].filter(({ subject, fault }) =>
  `${subject}, ${fault}`.includes(wanted),
);

describe('whatever goes wrong around the stages', () => {
  let results: readonly CellResult[] = [];
  let done = 0;

  beforeAll(async () => {
    results = await runCells(cells, AT_ONCE, result => {
      done += 1;
      const { subject, fault } = result.cell;
      const problems = problemsOf(result);
      const sign = problems.length > 0 ? '✗' : '✓';
      console.log(`${done}/${cells.length} ${sign} ${subject}, ${fault} ${problems.join('; ')}`);
    });
  }, 3_600_000);

  afterAll(() => console.log(matrixText(cells, results)));

  it.each(cells.map(cell => [cell.subject, cell.fault, cell] as const))(
    '%s, %s: nothing that was promised is broken',
    (_, __, cell) => {
      const result = results.find(one => one.cell === cell);
      expect(result && problemsOf(result)).toEqual([]);
    },
  );
});
