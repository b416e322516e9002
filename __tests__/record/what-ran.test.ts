import { describe, expect, it } from 'vitest';
import { nothingRan, outcomeOf, whatRan } from '../../src/record/what-ran.ts';
import { aRun, aSkippedStage, aStage } from '../builders.ts';

const run = (stages: Parameters<typeof aRun>[0] extends infer T ? NonNullable<T> : never) =>
  aRun(stages);
const skipped = (id: string) => aSkippedStage({ id, attempts: 0 });

describe('a run in which nothing ran', () => {
  it('has not passed, whatever kept its stages from running', () => {
    const record = run({ stages: [skipped('a'), skipped('b')] });
    expect(whatRan(record)).toEqual({ ran: 0, reused: 0, skipped: 2, of: 2 });
    expect(nothingRan(record)).toBe(true);
    expect(outcomeOf(record)).toBe('skipped');
  });

  it('is not one whose stages were all reused, or of which one ran', () => {
    const reused = aStage({ id: 'r', status: 'reused', attempts: 0 });
    expect(outcomeOf(run({ stages: [reused, skipped('a')] }))).toBe('passed');
    const ran = run({ stages: [aStage({ id: 'x' }), skipped('a')] });
    expect(whatRan(ran)).toEqual({ ran: 1, reused: 0, skipped: 1, of: 2 });
    expect(outcomeOf(ran)).toBe('passed');
  });

  it('is not one whose command itself said that there was nothing to do', () => {
    const own = aSkippedStage({ id: 'a', attempts: 1, durationMs: 300 });
    expect(whatRan(run({ stages: [own] }))).toMatchObject({ ran: 1, skipped: 0 });
    expect(outcomeOf(run({ stages: [own] }))).toBe('passed');
  });

  it('is not one that failed, was cancelled, or goes on', () => {
    for (const status of ['failed', 'cancelled', 'running'] as const) {
      expect(outcomeOf(run({ status, stages: [skipped('a')] }))).toBe(status);
    }
  });
});
