/** A matrix of two by three over seven pushes and a pull request that changes nothing. */
import { describe, expect, it } from 'vitest';
import { gravestVerdict } from '../../src/analysis/run-verdict.ts';
import { headingsOf, LEGS, matrixProject, type Order } from '../e2e/matrix.ts';

const RUNS = 7;
const ORDERS: readonly Order[] = ['all at once', 'one after another'];
const STORES = ['cache', 'branch', 'file'] as const;

describe('six legs over seven runs', () => {
  it.each(STORES.flatMap(store => ORDERS.map(order => [store, order] as const)))(
    'all have their seven in a %s, %s; nobody is regressed, and one comment has six sections',
    async (store, order) => {
      const project = await matrixProject(store, LEGS, order);
      for (let run = 1; run <= RUNS; run += 1) {
        const ended = await project.push(run);
        expect(ended.flatMap(({ annotations }) => annotations)).toEqual([]);
      }
      const jobs = await project.pullRequest(RUNS + 1, { comment: 'always' });
      for (const { record, leg } of jobs) {
        expect(record.baseline?.runs).toBe(RUNS);
        const [tests] = record.comparison?.stages ?? [];
        expect(tests?.baseline?.medianMs).toBeGreaterThan(leg.seconds * 1000);
        expect(gravestVerdict(record.comparison)).not.toBe('regressed');
      }
      expect(project.api.state.comments).toHaveLength(1);
      const headings = headingsOf(project.api.state.comments[0]?.body ?? '');
      expect(headings).toEqual(
        ['22.04', '24.04'].flatMap(os =>
          ['3.9', '3.10', '3.13'].map(python => `test (ubuntu-${os}, ${python})`),
        ),
      );
    },
    1_200_000,
  );
});
