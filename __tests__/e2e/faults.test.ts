/** A share of the fault matrix that takes seconds; `npm run faults` is the whole. */
import { describe, expect, it } from 'vitest';
import { CELLS } from '../faults/cells.ts';
import { problemsOf, runCell } from '../faults/matrix.ts';

const SHARE: readonly (readonly [string, string])[] = [
  ['what a stage removes', 'command files'],
  ['what a stage removes', 'command files, for folders'],
  ['what a stage removes', 'logs, for a file'],
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
    '%s, %s: nothing that was promised is broken',
    async (_, __, cell) => {
      expect(problemsOf(await runCell(cell))).toEqual([]);
    },
    60_000,
  );
});
