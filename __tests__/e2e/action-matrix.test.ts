import { describe, expect, it } from 'vitest';
import { headingsOf, LEGS, matrixProject } from './matrix.ts';

/** Few, so that it does not take long; the whole matrix is among the slow tests. */
const FOUR = LEGS.filter(({ matrix }) => !JSON.stringify(matrix).includes('3.13'));
const TWO = FOUR.filter(({ matrix }) => JSON.stringify(matrix).includes('22.04'));

describe('the jobs of a matrix', () => {
  it.each([
    ['cache', FOUR],
    ['branch', TWO],
    ['file', TWO],
  ] as const)(
    'have a history each in a %s, and a section each of one comment, all at once',
    async (store, legs) => {
      const project = await matrixProject(store, legs, 'all at once');
      for (const run of [1, 2]) {
        for (const { exitCode, annotations } of await project.push(run)) {
          expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
        }
      }
      const jobs = await project.pullRequest(3, { comment: 'always' });
      for (const { record, leg, outputs, summary } of jobs) {
        expect(record.baseline).toMatchObject({ runs: 2 });
        expect(outputs['comment-url']).toContain('#issuecomment-');
        const { os, python } = leg.matrix as { os: string; python: string };
        expect(summary).toMatch(`## test (${os}, ${python})\n`);
        const [tests] = record.comparison?.stages ?? [];
        // Another leg's would be further away than what a busy machine adds.
        expect(tests?.baseline?.medianMs).toBeGreaterThan(leg.seconds * 1000);
        expect(tests?.baseline?.runs).toBe(2);
      }
      expect(project.api.state.comments).toHaveLength(1);
      const [comment] = project.api.state.comments;
      expect(headingsOf(comment?.body ?? '')).toEqual(
        [
          'test (ubuntu-22.04, 3.9)',
          'test (ubuntu-22.04, 3.10)',
          'test (ubuntu-24.04, 3.9)',
          'test (ubuntu-24.04, 3.10)',
        ].slice(0, legs.length),
      );
      const names = project.api.state.checkRuns.map(({ name }) => name);
      expect(new Set(names).size).toBe(legs.length);
    },
    120_000,
  );
});
