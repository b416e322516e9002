import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/analysis/verdict/compare.ts';
import { suspicionsOf } from '../../../src/analysis/verdict/suspicions.ts';
import { emptyHistory } from '../../../src/record/history.ts';
import { aTimedHistory, aTimedRun, further, usual } from '../timed-runs.ts';

const DAY = 22;

function found(times: readonly number[], changes = {}) {
  const run = aTimedRun(DAY, times, changes);
  return suspicionsOf(run, compare(run, aTimedHistory())).map(({ id, of }) => `${of} ${id}`);
}

describe('suspicionsOf', () => {
  it('has nothing for a run like the others', () => {
    expect(found(usual(DAY))).toEqual([]);
  });

  it('puts the most seconds first, not the largest change', () => {
    const [, , small = 0, large = 0, last = 0] = usual(DAY);
    const [a, b] = usual(DAY);
    const slow = found([a ?? 0, b ?? 0, small * 1.5, large * 1.4, last]);
    expect(slow.slice(0, 2)).toEqual(['stage s3', 'stage s2']);
  });

  it('has every stage when the whole run is one, the longest first', () => {
    expect(found(usual(DAY, 1.3))).toEqual(
      ['s3', 's0', 's1', 's2', 's4'].map(id => `whole-run ${id}`),
    );
  });

  it('has the stages that no history can judge, the longest first', () => {
    const run = aTimedRun(DAY, usual(DAY));
    const nothing = suspicionsOf(run, compare(run, emptyHistory));
    expect(nothing.map(({ id, of }) => `${of} ${id}`)).toEqual(
      ['s3', 's0', 's1', 's2', 's4'].map(id => `no-history ${id}`),
    );
  });

  it('has no suspicion that further runs have settled', () => {
    const slow = [52_000, ...usual(DAY).slice(1)];
    expect(found(slow)[0]).toBe('stage s0');
    expect(found(slow, further([34_000]))).not.toContain('stage s0');
    expect(found(slow, further([52_000, 51_000]))).not.toContain('stage s0');
  });
});
