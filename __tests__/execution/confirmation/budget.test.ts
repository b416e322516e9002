import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { confirmationBudget } from '../../../src/execution/confirmation/confirm.ts';
import { written } from '../../e2e/harness.ts';
import { stage } from '../../pipeline/stages.ts';
import { git, repository, runToConfirm } from './support.ts';

const MINUTE = 60_000;

describe('the budget', () => {
  it('is what the user says, and at most half of a run that is not short', () => {
    expect(confirmationBudget(6 * MINUTE, 5 * MINUTE)).toBe(3 * MINUTE);
    expect(confirmationBudget(60 * MINUTE, 5 * MINUTE)).toBe(5 * MINUTE);
    expect(confirmationBudget(0.1 * MINUTE, 5 * MINUTE)).toBe(2 * MINUTE);
    expect(confirmationBudget(0.1 * MINUTE, MINUTE)).toBe(MINUTE);
  });

  it('goes to the suspicions with the most at stake; what does not fit stays suspected', async () => {
    // Every run takes a minute.
    const clock = { now: () => 0 };
    const over = await runToConfirm(
      repository({}),
      ['little', 'most', 'much'].map(id => stage(id, { run: `echo ${id} >> "$JOURNAL"` })),
      { now: () => clock.now() },
    );
    clock.now = () => over.journal().length * MINUTE;
    const { stages, costMs } = await over.confirm({
      suspicions: [
        { id: 'little', atStakeMs: 1, durationMs: MINUTE },
        { id: 'most', atStakeMs: 30, durationMs: MINUTE },
        { id: 'much', atStakeMs: 20, durationMs: 2 * MINUTE },
      ],
      budgetMs: 3.5 * MINUTE,
    });
    expect(over.journal().slice(3)).toEqual(['most', 'most', 'little']);
    const ran = { ref: 'head', durationMs: MINUTE };
    const unsettled = { kind: 'no-time', budgetMs: 3.5 * MINUTE };
    expect(stages.get('most')).toEqual({ confirmations: [ran, ran] });
    expect(stages.get('much')).toEqual({ confirmations: [], unsettled });
    expect(stages.get('little')).toEqual({ confirmations: [ran], unsettled });
    expect(costMs).toBe(3 * MINUTE);
  });

  it('ends a run that takes longer than what is left', async () => {
    const over = await runToConfirm(repository({}), [
      stage('a', { run: 'echo x >> "$JOURNAL"; [ $(wc -l < "$JOURNAL") = 1 ] || sleep 60' }),
    ]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }], budgetMs: 500 });
    expect(stages.get('a')).toEqual({
      confirmations: [],
      unsettled: { kind: 'no-time', budgetMs: 500 },
    });
    expect(over.leftovers()).toEqual([]);
  });

  it('is not spent once a suspicion is settled', async () => {
    const over = await runToConfirm(repository({}), [stage('a', { run: 'echo x >> "$JOURNAL"' })]);
    const asked: number[] = [];
    await over.confirm({
      suspicions: [{ id: 'a' }],
      judge: (id, { length }) => {
        asked.push(length);
        return id === 'a' && length > 0 ? 'settled' : 'open';
      },
    });
    expect(asked).toEqual([0, 1]);
    expect(over.journal()).toHaveLength(2);
  });

  it('is not spent on what will never be settled', async () => {
    const over = await runToConfirm(repository({}), [stage('a')]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }], judge: () => 'open' });
    expect(stages.get('a')?.unsettled).toEqual({ kind: 'not-settled', runs: 10 });
  });
});

describe('an interrupted run', () => {
  it('ends at once, and leaves nothing behind', async () => {
    const over = await runToConfirm(repository({}), [
      stage('a', {
        run: '[ -e "$JOURNAL.again" ] || { touch "$JOURNAL.again"; exit 0; }; echo again >> "$JOURNAL"; sleep 60',
      }),
      stage('b'),
    ]);
    const interrupt = new AbortController();
    const ended = over.confirm({
      suspicions: [{ id: 'a', atStakeMs: 1 }, { id: 'b' }],
      signal: interrupt.signal,
    });
    await written(over.context.environment.JOURNAL as string, ended);
    interrupt.abort();
    const { stages } = await ended;
    const interrupted = { confirmations: [], unsettled: { kind: 'interrupted' } };
    expect([...stages.values()]).toEqual([interrupted, interrupted]);
    expect(over.leftovers()).toEqual([]);
    expect(git(over.root, 'worktree', 'list').split('\n')).toHaveLength(1);
  });
});

describe('snapshots', () => {
  it('go when they are disposed of', async () => {
    const over = await runToConfirm(repository({}), [
      stage('a', { run: 'echo a > out', outputs: ['out'] }),
      stage('b', { needs: ['a'] }),
    ]);
    const folder = join(over.root, '.stagetime/confirm');
    expect(existsSync(folder)).toBe(true);
    await over.snapshots[Symbol.asyncDispose]();
    expect(existsSync(folder)).toBe(false);
  });
});
