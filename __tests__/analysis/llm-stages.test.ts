import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analysis/verdict/compare.ts';
import type { LlmNumbers } from '../../src/record/llm-numbers.ts';
import { llmNumbers } from '../builders.ts';
import { aTimedHistory, aTimedRun, further, usual } from './timed-runs.ts';

const DAY = 22;
const slow = [99_000, ...usual(DAY).slice(1)];
const confirmed = further([98_000, 99_000]);

const replayed = llmNumbers();
const asked = llmNumbers({ hits: 3, misses: 2 });

/** The first stage of a slow run, and the run as a whole, against a history with these numbers. */
function judged(now: LlmNumbers, before: (run: number) => LlmNumbers) {
  const run = aTimedRun(DAY, slow, { llm: now, ...confirmed });
  const { stages, total } = compare(
    run,
    aTimedHistory(20, i => ({ llm: before(i) })),
  );
  return { stage: stages[0], others: stages.slice(1), total };
}

describe('a stage that asks models', () => {
  it('is never said to have regressed for the time of its provider, nor is the run', () => {
    const { stage, others, total } = judged(asked, () => asked);
    expect(stage).toMatchObject({
      verdict: 'not-comparable',
      reason: { kind: 'provider', asked: 2, requests: 5 },
    });
    expect(stage).not.toHaveProperty('changePercent');
    expect(total).toMatchObject({
      verdict: 'not-comparable',
      reason: { kind: 'provider-on-path', stage: 's0' },
    });
    for (const { verdict } of others) expect(verdict).toBe('unchanged');
  });

  it('is judged by runs that were answered from the store alike', () => {
    const { stage } = judged(replayed, i => (i % 2 === 0 ? replayed : asked));
    expect(stage).toMatchObject({ verdict: 'regressed', baseline: { runs: 10 } });
  });

  it('has nothing to be compared with where all the others asked', () => {
    const { stage, total } = judged(replayed, () => asked);
    expect(stage?.verdict).toBe('not-comparable');
    expect(stage?.reason).toEqual({ kind: 'other-replies' });
    expect(total.verdict).not.toBe('regressed');
  });

  it('is judged like any other where it asked nothing', () => {
    const nothing = llmNumbers({ requests: 0, hits: 0 });
    expect(judged(nothing, () => nothing).stage?.verdict).toBe('regressed');
  });
});
