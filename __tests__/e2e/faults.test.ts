/** A share of the fault matrix that takes seconds; the whole is in the slow suite. */
import { describe, expect, it } from 'vitest';
import { CELLS, runCell } from './fault-matrix.ts';

const SHARE: readonly (readonly [string, string])[] = [
  ['what a stage removes', 'command files gone'],
  ['what a stage removes', 'folders for command files'],
  ['what a stage removes', 'logs a file'],
  ['comment', '200 null'],
  ['check run', '404'],
  ['disk of the workspace', 'read-only'],
  ['disk of everything', 'full'],
];

describe('whatever goes wrong around the stages', () => {
  const cells = CELLS.filter(({ subject, fault }) =>
    SHARE.some(([thing, kind]) => thing === subject && kind === fault),
  );

  it.each(cells.map(cell => [cell.subject, cell.fault, cell] as const))(
    '%s, %s: the job ends as its stages did',
    async (_, __, cell) => {
      expect((await runCell(cell)).problems).toEqual([]);
    },
  );
});
