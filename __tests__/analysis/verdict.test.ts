import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analysis/verdict.ts';
import type { History } from '../../src/record/history.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { aRun, aStage } from '../builders.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** Small noise that is the same every time, a few percent either way. */
const wobble = (run: number, stage: number): number =>
  1 + 0.02 * Math.sin(12.9898 * (run + 1) + 78.233 * (stage + 1));

const USUAL = [34_000, 20_000, 12_000, 60_000, 8_000];

function aTimedRun(day: number, times: readonly number[], changes: Partial<StageRecord> = {}) {
  const startedAt = new Date(FIRST_DAY + day * DAY_MS).toISOString();
  let startMs = 0;
  const stages = times.map((durationMs, j) => {
    const stage = aStage({ id: `s${j}`, startMs, durationMs, ...(j === 0 && changes) });
    startMs += durationMs;
    return stage;
  });
  return aRun({
    stages,
    run: { id: `${day}`, attempt: 1, event: 'push', startedAt, commitTime: startedAt },
  });
}

const aHistory = (runs = 20): History => ({
  schema: 1,
  runs: Array.from({ length: runs }, (_, i) =>
    aTimedRun(
      i,
      USUAL.map((ms, j) => ms * wobble(i, j)),
    ),
  ),
});

const first = (run: RunRecord, history = aHistory()) => compare(run, history).stages[0];

describe('a stage that takes longer than it used to', () => {
  const slow = [52_000, ...USUAL.slice(1)];

  it('is suspected, with the change, its interval and what it was compared with', () => {
    const found = first(aTimedRun(22, slow));
    expect(found).toMatchObject({
      id: 's0',
      verdict: 'suspected',
      baseline: { runs: 20, ageDays: 3 },
    });
    expect(found?.reason).toMatch(/^52s against 34s ± 0\.\ds over 20 runs/);
    const [low, high] = found?.interval ?? [0, 0];
    expect(low).toBeLessThan(53);
    expect(high).toBeGreaterThan(53);
  });

  it('has regressed once two further runs agree, and not when one does not', () => {
    const again = (...times: number[]) => ({
      confirmations: times.map(durationMs => ({ ref: 'head' as const, durationMs })),
    });
    expect(first(aTimedRun(22, slow, again(51_000, 53_000)))?.verdict).toBe('regressed');
    expect(first(aTimedRun(22, slow, again(51_000)))?.verdict).toBe('suspected');
    const cleared = first(aTimedRun(22, slow, again(34_500)));
    expect(cleared?.verdict).toBe('unchanged');
    expect(cleared?.reason).toContain('suspected, not confirmed by 1 further run');
  });
});
