import { describe, expect, it } from 'vitest';
import { type Expectation, estimateRemaining, tasksOf } from '../../src/pipeline/eta.ts';
import { stage } from './stages.ts';

const expected = (medianMs: number): Expectation => ({
  medianMs,
  lowMs: medianMs * 0.9,
  highMs: medianMs * 1.2,
  runs: 9,
  peakRssBytes: 7,
});
const stages = [stage('a'), stage('b', { needs: ['a'] })];
const capacity = { slots: 2, memoryBytes: Number.POSITIVE_INFINITY };
const both = new Map([
  ['a', expected(100)],
  ['b', expected(50)],
]);
const ask = (
  done: readonly string[],
  underWay: { id: string; elapsedMs: number }[],
  known = both,
) => estimateRemaining(tasksOf(stages, known), new Map(), capacity, known, new Set(done), underWay);

describe('the time to go', () => {
  it('is an interval over everything that is still to come', () => {
    expect(ask([], [])).toEqual({ kind: 'interval', lowMs: 135, highMs: 180 });
  });

  it('shrinks as stages run and end', () => {
    expect(ask([], [{ id: 'a', elapsedMs: 40 }])).toEqual({
      kind: 'interval',
      lowMs: 95,
      highMs: 140,
    });
    expect(ask(['a'], [])).toEqual({ kind: 'interval', lowMs: 45, highMs: 60 });
    expect(ask(['a', 'b'], [])).toEqual({ kind: 'interval', lowMs: 0, highMs: 0 });
  });

  it('does not end at zero while a stage runs longer than ever', () => {
    expect(ask(['a'], [{ id: 'b', elapsedMs: 1_000 }])).toEqual({
      kind: 'interval',
      lowMs: 100,
      highMs: 100,
    });
  });

  it('is unknown, and says why, until every stage to come has been seen', () => {
    const one = new Map([['a', expected(100)]]);
    expect(ask([], [], one)).toEqual({ kind: 'unknown', stages: ['b'] });
    expect(ask(['b'], [], one)).toMatchObject({ kind: 'interval' });
  });
});

describe('tasksOf', () => {
  it('takes an unseen stage to last as long as the middle one of the others', () => {
    const [, , c] = tasksOf([...stages, stage('c', { weight: 2 })], both);
    expect(c).toEqual({ id: 'c', needs: [], weight: 2, durationMs: 100, memoryBytes: 0 });
  });
});
