import { describe, expect, it } from 'vitest';
import {
  costsMoreThanItSaves,
  timeSavedBy,
  timeSpentOn,
} from '../../src/analysis/cache-savings.ts';
import type { StageComparison } from '../../src/record/comparison.ts';
import type { CacheRecord, RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { aBaselineUsed, aRun, aStage, aStageComparison } from '../builders.ts';

function aCache(overrides: Partial<CacheRecord> = {}): CacheRecord {
  return {
    name: 'latex',
    stages: ['render'],
    key: 'k',
    state: 'exact',
    saved: false,
    restoreMs: 300,
    ...overrides,
  };
}

function render(durationMs: number, overrides: Partial<StageRecord> = {}): StageRecord {
  return aStage({ id: 'render', durationMs, cacheState: 'warm', ...overrides });
}

const cold = (durationMs: number, overrides: Partial<StageRecord> = {}): RunRecord =>
  aRun({ stages: [render(durationMs, { cacheState: 'cold', ...overrides })] });

const now = aRun({ stages: [render(1000)], caches: [aCache()] });

describe('the time that a cache saved', () => {
  it('is the median of cold runs less what its stage took', () => {
    expect(timeSavedBy(aCache(), now, [cold(9000), cold(5000), cold(6000)])).toBe(5000);
    expect(timeSavedBy(aCache(), now, [cold(5000), cold(6000)])).toBe(4500);
  });

  it('is below zero where the stage took longer than cold', () => {
    expect(timeSavedBy(aCache(), now, [cold(400)])).toBe(-600);
  });

  it("is no less for a slowdown of the stage, which is not the cache's doing", () => {
    const judged = aStageComparison({ id: 'render', verdict: 'regressed' });
    const baseline = aBaselineUsed({ medianMs: 1000, runs: 9 });
    const slow = (overrides: Partial<StageComparison>) => {
      const stages = [{ ...judged, baseline, ...overrides }];
      const comparison = { runFactorPercent: 0, stages, total: judged };
      return timeSavedBy(aCache(), { ...now, stages: [render(8000)], comparison }, [cold(5000)]);
    };
    expect(slow({})).toBe(4000);
    expect(slow({ verdict: 'suspected' })).toBe(4000);
    expect(slow({ verdict: 'unchanged', accepted: { kind: 'label', label: 'fine' } })).toBe(4000);
    expect(slow({ verdict: 'unchanged' })).toBe(-3000);
  });

  it('adds up over the stages that use it', () => {
    const stages = [render(1000), aStage({ id: 'sections', durationMs: 500, cacheState: 'warm' })];
    const before = aRun({
      stages: stages.map(stage => ({ ...stage, durationMs: 3000, cacheState: 'cold' as const })),
    });
    const cache = aCache({ stages: ['render', 'sections'] });
    expect(timeSavedBy(cache, aRun({ stages, caches: [cache] }), [before])).toBe(4500);
  });

  it.each<[string, CacheRecord, RunRecord, readonly RunRecord[]]>([
    ['there is no history', aCache(), now, []],
    ['no run was cold', aCache(), now, [now]],
    ['nothing was restored', aCache({ state: 'miss' }), now, [cold(9000)]],
    ['it was kept as it stood', aCache({ state: 'off' }), now, [cold(9000)]],
    ['the stage was another', aCache(), now, [cold(9000, { definitionHash: 'other' })]],
    ['the cold run failed', aCache(), now, [cold(9000, { status: 'failed' })]],
    [
      'the cold run was on another machine',
      aCache(),
      now,
      [{ ...cold(9000), environment: { ...now.environment, cpuModel: 'other' } }],
    ],
    [
      'its stage was reused',
      aCache(),
      aRun({ stages: [render(1, { status: 'reused' })] }),
      [cold(9)],
    ],
    ['its stage failed', aCache(), aRun({ stages: [render(1, { status: 'failed' })] }), [cold(9)]],
    [
      'another cache had a part in it',
      aCache(),
      { ...now, caches: [aCache(), aCache({ name: 'fonts' })] },
      [cold(9000)],
    ],
    ['a record of old names no stages', { ...aCache(), stages: undefined }, now, [cold(9000)]],
  ])('is not known where %s', (_, cache, run, history) => {
    expect(timeSavedBy(cache, run, history)).toBeUndefined();
  });
});

describe('a cache that costs more than it saves', () => {
  it('took longer to restore and save than its stages gained', () => {
    expect(timeSpentOn(aCache({ saveMs: 200 }))).toBe(500);
    expect(costsMoreThanItSaves(aCache({ saveMs: 200, timeSavedMs: 499 }))).toBe(true);
    expect(costsMoreThanItSaves(aCache({ saveMs: 200, timeSavedMs: 500 }))).toBe(false);
  });

  it('is not called so for a cost that nobody would notice', () => {
    expect(costsMoreThanItSaves(aCache({ saveMs: 199, timeSavedMs: 1 }))).toBe(false);
  });

  it('is not called so before it is known', () => {
    expect(costsMoreThanItSaves(aCache())).toBeUndefined();
  });
});
