import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Confirmation } from '../../../src/record/run-record.ts';
import { stage } from '../../pipeline/stages.ts';
import { commit, repository, runToConfirm } from './support.ts';

const MINUTE = 60_000;
const says = (text: string) => `echo ${text} >> "$JOURNAL"\n`;
const refs = (confirmations: readonly Confirmation[] = []) => confirmations.map(({ ref }) => ref);

/** Two commits, each with a script of its own for the stage `a`. */
function twoCommits(base: string, head = says('head')): string {
  const root = repository({ 'a.sh': base });
  commit(root, { 'a.sh': head });
  return root;
}

/** Settled by three of each, or by two of the head alone. */
const judge = (_: string, runs: readonly Confirmation[]) => {
  const enough = runs.some(({ ref }) => ref === 'base') ? 6 : 2;
  return runs.length < enough ? ('open' as const) : ('settled' as const);
};
const suspicions = [{ id: 'a', mode: 'auto' as const }];

describe('a suspicion with nothing said of how to confirm it', () => {
  it('is settled in turns with the commit before', async () => {
    const over = await runToConfirm(twoCommits(says('base')), [stage('a', { run: 'sh a.sh' })]);
    const { stages } = await over.confirm({ suspicions, judge });
    expect(over.journal()).toEqual(['head', 'base', 'head', 'head', 'base', 'base', 'head']);
    expect(stages.get('a')?.notPaired).toBeUndefined();
    expect(stages.get('a')?.unsettled).toBeUndefined();
  });

  it('runs again alone where there is no commit before', async () => {
    const over = await runToConfirm(repository({ 'a.sh': says('head') }), [
      stage('a', { run: 'sh a.sh' }),
    ]);
    const { stages } = await over.confirm({ suspicions, judge });
    expect(over.journal()).toEqual(['head', 'head', 'head']);
    expect(stages.get('a')).toMatchObject({
      confirmations: [{ ref: 'head' }, { ref: 'head' }],
      notPaired: { kind: 'no-base', why: { kind: 'base-unknown' } },
    });
    expect(stages.get('a')?.unsettled).toBeUndefined();
  });

  it('runs again alone where the base has no such stage', async () => {
    const over = await runToConfirm(twoCommits(says('base')), [stage('a', { run: 'sh a.sh' })]);
    const { stages } = await over.confirm({
      suspicions,
      judge,
      base: { readPipeline: async () => undefined },
    });
    expect(over.journal()).toEqual(['head', 'head', 'head']);
    expect(stages.get('a')?.notPaired).toEqual({
      kind: 'no-base',
      why: { kind: 'base-without-definition' },
    });
  });

  it('runs again alone where it does not pass at the base, without what the base took', async () => {
    const over = await runToConfirm(twoCommits('exit 3'), [stage('a', { run: 'sh a.sh' })]);
    const { stages } = await over.confirm({ suspicions, judge });
    expect(refs(stages.get('a')?.confirmations)).toEqual(['head', 'head']);
    expect(stages.get('a')?.notPaired).toEqual({
      kind: 'no-base',
      why: { kind: 'not-passed', ref: 'base', cause: 'exit code 3' },
    });
    expect(over.leftovers()).toEqual([]);
  });

  it('runs again alone where there is no time for all turns', async () => {
    const clock = { now: () => 0 };
    const over = await runToConfirm(twoCommits(says('base')), [stage('a', { run: 'sh a.sh' })], {
      now: () => clock.now(),
    });
    clock.now = () => over.journal().length * MINUTE;
    const { stages } = await over.confirm({
      suspicions: [{ ...suspicions[0], id: 'a', durationMs: MINUTE }],
      judge,
      budgetMs: 5 * MINUTE,
    });
    expect(over.journal()).toEqual(['head', 'head', 'head']);
    expect(stages.get('a')?.notPaired).toEqual({
      kind: 'no-time',
      neededMs: 6 * MINUTE,
      leftMs: 5 * MINUTE,
    });
  });
});

describe('a neighbour of a stage that runs again alone', () => {
  const neighbours = () => [
    stage('a', { run: says('a') }),
    stage('kept', { run: says('kept') }),
    stage('lost', { run: says('lost') }),
  ];
  const options = (over: { pipeline: { stages: readonly ReturnType<typeof stage>[] } }) => ({
    suspicions: [{ id: 'a' }],
    controls: () =>
      [...over.pipeline.stages]
        .reverse()
        .filter(({ id }) => id !== 'a')
        .map(one => ({ stage: one, durationMs: MINUTE / 60 })),
  });

  it('runs after each, the best that can run again', async () => {
    const over = await runToConfirm(repository({}), neighbours(), {
      isWanted: ({ id }) => id !== 'lost',
    });
    const { stages } = await over.confirm(options(over));
    expect(over.journal().slice(3)).toEqual(['a', 'kept', 'a', 'kept']);
    const further = stages.get('a')?.confirmations ?? [];
    expect(refs(further)).toEqual(['head', 'head']);
    expect(further.map(({ control }) => control?.id)).toEqual(['kept', 'kept']);
    expect(further.every(({ control }) => (control?.durationMs ?? 0) > 0)).toBe(true);
    expect(existsSync(join(over.root, '.stagetime/logs/a.confirm-2-kept.log'))).toBe(true);
    expect(over.leftovers()).toEqual([]);
  });

  it('is not needed where the first run clears the stage', async () => {
    const over = await runToConfirm(repository({}), neighbours());
    const { stages } = await over.confirm({
      ...options(over),
      judge: (_, { length }) => (length === 0 ? 'open' : 'settled'),
    });
    expect(over.journal().slice(3)).toEqual(['a']);
    expect(stages.get('a')?.confirmations[0]?.control).toBeUndefined();
  });

  it('that does not pass again says nothing, and is not tried twice', async () => {
    const over = await runToConfirm(repository({}), [
      stage('a', { run: says('a') }),
      stage('n', { run: `${says('n')}[ "$(grep -c n "$JOURNAL")" = 1 ]` }),
    ]);
    const { stages } = await over.confirm(options(over));
    expect(over.journal().slice(2)).toEqual(['a', 'n', 'a']);
    expect(stages.get('a')?.confirmations.map(({ control }) => control)).toEqual([
      undefined,
      undefined,
    ]);
    expect(stages.get('a')?.unsettled).toBeUndefined();
  });

  it('takes no time that the stage itself needs', async () => {
    const clock = { now: () => 0 };
    const over = await runToConfirm(repository({}), neighbours(), { now: () => clock.now() });
    clock.now = () => over.journal().length * MINUTE;
    const { stages } = await over.confirm({
      ...options(over),
      suspicions: [{ id: 'a', durationMs: MINUTE }],
      controls: id =>
        options(over)
          .controls()
          .map(one => ({ ...one, durationMs: id === 'a' ? MINUTE : 0 })),
      budgetMs: 2.5 * MINUTE,
    });
    expect(over.journal().slice(3)).toEqual(['a', 'a']);
    expect(refs(stages.get('a')?.confirmations)).toEqual(['head', 'head']);
  });
});
