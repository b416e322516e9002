import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/analysis/verdict/compare.ts';
import { movedParts } from '../../../src/analysis/verdict/details.ts';
import type { LatexNumbers, TestNumbers, TestTime } from '../../../src/record/evidence.ts';
import type { RunRecord, StageRecord } from '../../../src/record/run-record.ts';
import { aRun, aStage } from '../../builders.ts';

const STILL = { factor: 0, hasMoved: false };
const MOVED = { factor: 0, hasMoved: true };

/** A stage of 20 s that ran these tests, by their times in ms. */
function tested(times: Readonly<Record<string, number>>, total = Object.keys(times).length) {
  const slowest = Object.entries(times)
    .map(([name, durationMs]): TestTime => ({ name, durationMs }))
    .sort((a, b) => b.durationMs - a.durationMs)
    .slice(0, 15);
  const tests: TestNumbers = { total, failed: 0, skipped: 0, durationMs: 0, slowest };
  return aStage({ durationMs: 20_000, evidence: { tests } });
}

/** A stage that made a document with so many passes of xelatex. */
function rendered(count: number, overrides: Partial<LatexNumbers & StageRecord> = {}) {
  const { pages = 10, cacheState = 'warm' } = overrides;
  const passes = count === 0 ? [] : [{ program: 'xelatex', count }];
  return aStage({ cacheState, evidence: { latex: { passes, usesLatexmk: true, pages } } });
}

const often = (stage: StageRecord, count = 8) => Array.from({ length: count }, () => stage);
const noisy = (ms: number) =>
  Array.from({ length: 9 }, (_, i) => tested({ a: ms * (1 + 0.1 * ((i % 3) - 1)), b: 900 }));

describe('tests that moved', () => {
  it('are those slower or faster than their own noise, the largest move first', () => {
    const now = tested({ slow: 9000, faster: 500, same: 3100 });
    const past = often(tested({ slow: 3000, faster: 2000, same: 3000 }));
    expect(movedParts(now, past, STILL)).toEqual([
      { kind: 'test', name: 'slow', before: { ms: 3000 }, now: { ms: 9000 } },
      { kind: 'test', name: 'faster', before: { ms: 2000 }, now: { ms: 500 } },
    ]);
  });

  it('are told apart by their ids, and by their names where a run has none', () => {
    const withIds = (one: number, other: number) => {
      const tests = [
        { name: 't[x…]', id: 'one', durationMs: one },
        { name: 't[x…]', id: 'other', durationMs: other },
      ];
      return aStage({
        durationMs: 20_000,
        evidence: { tests: { total: 2, failed: 0, skipped: 0, durationMs: 0, slowest: tests } },
      });
    };
    expect(movedParts(withIds(9000, 3000), often(withIds(3000, 9000)), STILL)).toEqual([
      { kind: 'test', name: 't[x…]', before: { ms: 3000 }, now: { ms: 9000 } },
      { kind: 'test', name: 't[x…]', before: { ms: 9000 }, now: { ms: 3000 } },
    ]);
    const renamed = aStage({
      durationMs: 20_000,
      evidence: {
        tests: {
          total: 1,
          failed: 0,
          skipped: 0,
          durationMs: 0,
          slowest: [{ name: 'a', id: 'one', durationMs: 3000 }],
        },
      },
    });
    expect(movedParts(renamed, often(tested({ a: 3000 })), STILL)).toEqual([]);
  });

  it('are not those whose time varies as much anyway', () => {
    expect(movedParts(tested({ a: 3900, b: 900 }), noisy(3000), STILL)).toEqual([]);
    expect(movedParts(tested({ a: 9000, b: 900 }), noisy(3000), STILL)).toHaveLength(1);
  });

  it('are not those that are slow because the whole run is', () => {
    const past = often(tested({ a: 3000, b: 2000 }));
    const slow = tested({ a: 4500, b: 3000 });
    expect(movedParts(slow, past, STILL)).toHaveLength(2);
    expect(movedParts(slow, past, { ...STILL, factor: Math.log(1.5) })).toEqual([]);
  });

  it('are not those that took as long as ever, whatever the whole run did', () => {
    const past = often(tested({ a: 3000 }));
    const same = tested({ a: 3100 });
    expect(movedParts(same, past, { ...STILL, factor: Math.log(2) })).toEqual([]);
    expect(movedParts(same, past, { ...STILL, factor: -Math.log(2) })).toEqual([]);
    expect(movedParts(tested({ a: 4200 }), past, { ...STILL, factor: Math.log(2.5) })).toEqual([]);
  });

  it('are not those too short to matter to their stage', () => {
    // 2 % of 20 s are 0.4 s.
    expect(movedParts(tested({ a: 500 }), often(tested({ a: 200 })), STILL)).toEqual([]);
    expect(movedParts(tested({ a: 700 }), often(tested({ a: 200 })), STILL)).toHaveLength(1);
  });

  it('need five runs', () => {
    const past = often(tested({ a: 100 }), 4);
    expect(movedParts(tested({ a: 9000 }), past, STILL)).toEqual([]);
  });

  it('may be new or gone, where all tests are listed', () => {
    const past = often(tested({ a: 1000, gone: 4000 }));
    expect(movedParts(tested({ a: 1000, new: 5000 }), past, STILL)).toEqual([
      { kind: 'test', name: 'new', before: { ms: 0, atMost: true }, now: { ms: 5000 } },
      { kind: 'test', name: 'gone', before: { ms: 4000 }, now: { ms: 0, atMost: true } },
    ]);
  });

  it('took at most what the last listed test took, where not all are listed', () => {
    const many = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`t${i}`, 1000 + i]));
    const past = often(tested(many, 100));
    const now = tested({ ...many, hidden: 5000 }, 100);
    expect(movedParts(now, past, STILL)).toEqual([
      { kind: 'test', name: 'hidden', before: { ms: 1000, atMost: true }, now: { ms: 5000 } },
    ]);
    // What fell out of the list by a hair says nothing.
    expect(movedParts(tested({ ...many, hidden: 1100 }, 100), past, STILL)).toEqual([]);
  });

  it('are counted where the stage itself moved', () => {
    const past = often(tested({ a: 1000 }, 80));
    expect(movedParts(tested({ a: 1000 }, 160), past, STILL)).toEqual([]);
    expect(movedParts(tested({ a: 1000 }, 160), past, MOVED)).toEqual([
      { kind: 'tests', before: 80, now: 160 },
    ]);
    expect(movedParts(tested({ a: 1000 }, 82), past, MOVED)).toEqual([]);
  });
});

describe('passes of LaTeX that moved', () => {
  it('are more or fewer than ever, or than usual where the stage moved', () => {
    const past = [1, 1, 3, 1, 1, 2].map(count => rendered(count));
    const three = { kind: 'passes', program: 'xelatex', before: 1, now: 3 };
    expect(movedParts(rendered(3), past, STILL)).toEqual([]);
    expect(movedParts(rendered(3), past, MOVED)).toEqual([three]);
    expect(movedParts(rendered(4), past, STILL)).toEqual([{ ...three, now: 4 }]);
    expect(movedParts(rendered(0), past, STILL)).toEqual([{ ...three, now: 0 }]);
    expect(movedParts(rendered(1), past, MOVED)).toEqual([]);
  });

  it('are compared with runs whose caches were as warm', () => {
    const past = [...often(rendered(4, { cacheState: 'cold' })), ...often(rendered(1))];
    expect(movedParts(rendered(4, { cacheState: 'cold' }), past, MOVED)).toEqual([]);
    expect(movedParts(rendered(4), past, MOVED)).toHaveLength(1);
  });

  it('come with the pages, where the document grew', () => {
    const past = often(rendered(1));
    expect(movedParts(rendered(1, { pages: 14 }), past, MOVED)).toEqual([
      { kind: 'pages', before: 10, now: 14 },
    ]);
    expect(movedParts(rendered(1, { pages: 14 }), past, STILL)).toEqual([]);
  });
});

describe('a comparison', () => {
  const run = (id: number, ms: number): RunRecord => {
    const stage = tested({ orbit: ms, other: 5000 });
    return aRun({
      run: { ...aRun().run, id: `${id}`, startedAt: new Date(1e12 + id * 1e6).toISOString() },
      stages: [{ ...stage, durationMs: 15_000 + ms }],
    });
  };
  const runs = Array.from({ length: 8 }, (_, i) => run(i, 3000 + 10 * i));

  it('says what moved within a stage, whatever its verdict', () => {
    const { stages } = compare(run(9, 12_000), { schema: 2, runs });
    expect(stages[0]).toMatchObject({
      moved: [{ kind: 'test', name: 'orbit', now: { ms: 12_000 } }],
    });
    expect(compare(run(9, 3000), { schema: 2, runs }).stages[0]).not.toHaveProperty('moved');
  });

  it('says so of a stage that cannot be judged itself', () => {
    const now = run(9, 12_000);
    const beside = aStage({ id: 'other', durationMs: 27_000 });
    const found = compare({ ...now, stages: [...now.stages, beside] }, { schema: 2, runs });
    expect(found.stages[0]).toMatchObject({
      verdict: 'not-comparable',
      moved: [{ kind: 'test', name: 'orbit', now: { ms: 12_000 } }],
    });
  });

  it('knows no run-wide factor of fewer than four stages', () => {
    const of = (now: RunRecord) => compare(now, { schema: 2, runs }).runFactorPercent;
    expect(of(run(9, 12_000))).toBe(0);
  });
});

it('never throws, and never names more than eight', () => {
  const times = fc.dictionary(fc.string(), fc.nat(1e9), { maxKeys: 30 });
  fc.assert(
    fc.property(times, fc.array(times, { maxLength: 12 }), fc.double(), (now, past, factor) => {
      const moved = movedParts(
        tested(now),
        past.map(one => tested(one)),
        { factor, hasMoved: true },
      );
      expect(moved.length).toBeLessThanOrEqual(8);
    }),
  );
});
