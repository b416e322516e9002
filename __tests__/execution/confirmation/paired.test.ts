import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../../src/pipeline/types.ts';
import { pipelineOf, stage } from '../../pipeline/stages.ts';
import { temporaryFolder } from '../support.ts';
import { cacheAt, commit, git, repository, runToConfirm } from './support.ts';

/** Settled by this many runs of each. */
const pairs = (count: number) => (_: string, runs: readonly unknown[]) =>
  runs.length < 2 * count ? ('open' as const) : ('settled' as const);

const says = (text: string) => `echo ${text} >> "$JOURNAL"\n`;

/** A repository whose commit is the merge of a pull request, as a runner checks it out. */
function mergedRepository(base: Record<string, string>, head: Record<string, string>) {
  const root = repository(base);
  const baseSha = git(root, 'rev-parse', 'HEAD');
  git(root, 'switch', '--quiet', '--create', 'change');
  commit(root, head);
  git(root, 'switch', '--quiet', 'main');
  git(root, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'change');
  return { root, baseSha };
}

describe('base and head in turns', () => {
  it('run by their own sources, each beginning every other time', async () => {
    const { root } = mergedRepository({ 'a.sh': says('base') }, { 'a.sh': says('head') });
    const over = await runToConfirm(root, [stage('a', { run: 'sh a.sh' })]);
    const { stages } = await over.confirm({
      suspicions: [{ id: 'a', mode: 'paired' }],
      judge: pairs(3),
    });
    const turns = ['base', 'head', 'head', 'base', 'base', 'head'];
    expect(over.journal()).toEqual(['head', ...turns]);
    expect(stages.get('a')?.confirmations.map(({ ref }) => ref)).toEqual(turns);
    expect(stages.get('a')?.unsettled).toBeUndefined();
    expect(over.leftovers()).toEqual([]);
  });

  it('run as their own definitions say, also where the stage had another id', async () => {
    const { root } = mergedRepository({ f: '1\n' }, { f: '2\n' });
    const over = await runToConfirm(root, [stage('new', { run: says('head'), was: 'old' })]);
    const folders: string[] = [];
    await over.confirm({
      suspicions: [{ id: 'new', mode: 'paired' }],
      judge: pairs(1),
      base: {
        readPipeline: async folder => {
          folders.push(folder);
          return pipelineOf([stage('old', { run: `${says('base')}cat f >> "$JOURNAL"` })]);
        },
      },
    });
    expect(over.journal()).toEqual(['head', 'base', '1', 'head']);
    expect(folders).toHaveLength(1);
  });

  it('start from the same caches', async () => {
    const { root } = mergedRepository({ f: '1\n' }, { f: '2\n' });
    mkdirSync(join(root, 'kept'));
    writeFileSync(join(root, 'kept/n'), '7');
    const run = 'echo "$(cat f) $(cat kept/n)" >> "$JOURNAL"; echo 8 > kept/n';
    const over = await runToConfirm(root, [stage('a', { run, caches: ['own'] })], {
      caches: [cacheAt('kept')],
    });
    await over.confirm({ suspicions: [{ id: 'a', mode: 'paired' }], judge: pairs(1) });
    expect(over.journal()).toEqual(['2 7', '1 7', '2 7']);
  });

  it('start from what their own commit makes of the stages they need, which run once', async () => {
    const { root } = mergedRepository({ f: 'base\n' }, { f: 'head\n' });
    const over = await runToConfirm(root, [
      stage('setup', {
        run: `${says('setup')}mkdir out; cp f out/a; cp f undeclared; touch by-$(cat f)`,
      }),
      stage('make', { needs: ['setup'], run: 'cp out/a made', outputs: ['made'] }),
      stage('use', {
        needs: ['make'],
        inputs: ['out/*', 'undeclared', 'by-*'],
        run: 'echo use $(cat made out/a undeclared) $(ls -d by-*) >> "$JOURNAL"; echo spoiled > made',
      }),
    ]);
    const { stages } = await over.confirm({
      suspicions: [{ id: 'use', mode: 'paired' }],
      judge: pairs(2),
    });
    expect(stages.get('use')?.unsettled).toBeUndefined();
    const [base, head] = ['use base base base by-base', 'use head head head by-head'];
    expect(over.journal()).toEqual(['setup', head, 'setup', base, head, head, base]);
  });

  it('share what was made for another stage', async () => {
    const { root } = mergedRepository({ f: 'base\n' }, { f: 'head\n' });
    const over = await runToConfirm(root, [
      stage('setup', { run: `${says('setup')}cp f made`, outputs: ['made'] }),
      stage('a', { needs: ['setup'], run: 'echo a $(cat made) >> "$JOURNAL"' }),
      stage('b', { needs: ['setup'], run: 'echo b $(cat made) >> "$JOURNAL"' }),
    ]);
    await over.confirm({
      suspicions: [
        { id: 'a', mode: 'paired', atStakeMs: 1 },
        { id: 'b', mode: 'paired' },
      ],
      judge: pairs(1),
    });
    expect(over.journal().slice(3)).toEqual(['setup', 'a base', 'a head', 'b head', 'b base']);
  });

  it('do not run what they need again where it is the same in both, or stored', async () => {
    const { root } = mergedRepository({ f: 'base\n', same: 's\n' }, { f: 'head\n' });
    const make = (id: string, input: string): Stage =>
      stage(id, {
        run: `${says(id)}cp ${input} ${id}.out`,
        inputs: [input],
        outputs: [`${id}.out`],
      });
    const over = await runToConfirm(root, [
      make('same', 'same'),
      { ...make('other', 'f'), needs: ['same'] },
      stage('use', {
        needs: ['same', 'other'],
        run: 'echo use $(cat same.out other.out) >> "$JOURNAL"',
      }),
    ]);
    await over.confirm({ suspicions: [{ id: 'use', mode: 'paired' }], judge: pairs(1) });
    const first = ['same', 'other', 'use s head'];
    expect(over.journal()).toEqual([...first, 'other', 'use s base', 'use s head']);
  });

  it('end where a stage that the base needs does not pass', async () => {
    const { root } = mergedRepository({ f: 'exit 3' }, { f: 'exit 0' });
    const over = await runToConfirm(root, [
      stage('setup', { run: 'sh f' }),
      stage('use', { needs: ['setup'] }),
    ]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'use', mode: 'paired' }] });
    expect(stages.get('use')).toEqual({
      confirmations: [],
      unsettled: { kind: 'need-not-passed', need: 'setup', cause: 'exit code 3' },
    });
  });

  it('end where the base has no such stage, or the stage does not pass there', async () => {
    const { root } = mergedRepository({ 'a.sh': 'exit 1' }, { 'a.sh': says('head') });
    const over = await runToConfirm(root, [stage('a', { run: 'sh a.sh' }), stage('b')]);
    const { stages } = await over.confirm({
      suspicions: [
        { id: 'a', mode: 'paired', atStakeMs: 1 },
        { id: 'b', mode: 'paired' },
      ],
      base: { readPipeline: async () => pipelineOf([stage('a', { run: 'sh a.sh' })]) },
    });
    expect(stages.get('a')?.unsettled).toEqual({
      kind: 'not-passed',
      ref: 'base',
      cause: 'exit code 1',
    });
    expect(stages.get('b')?.unsettled).toEqual({ kind: 'base-without-stage' });
    expect(over.leftovers()).toEqual([]);
  });
});

describe('the base', () => {
  it('is fetched alone where the checkout is shallow', async () => {
    const { root: origin, baseSha } = mergedRepository({ f: 'base\n' }, { f: 'head\n' });
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    const root = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '--quiet', '--depth=1', `file://${origin}`, root);
    const over = await runToConfirm(root, [stage('a', { run: 'cat f >> "$JOURNAL"' })]);
    const { stages } = await over.confirm({
      suspicions: [{ id: 'a', mode: 'paired' }],
      judge: pairs(1),
    });
    expect(stages.get('a')?.unsettled).toBeUndefined();
    expect(over.journal()).toEqual(['head', 'base', 'head']);
    expect(git(root, 'rev-list', '--count', baseSha)).toBe('1');
    expect(git(root, 'for-each-ref', '--format=%(refname)').split('\n').sort()).toEqual([
      'refs/heads/main',
      'refs/remotes/origin/HEAD',
      'refs/remotes/origin/main',
    ]);
  });

  it('is the given commit where the one that ran is no merge', async () => {
    const root = repository({ f: 'base\n' });
    const sha = git(root, 'rev-parse', 'HEAD');
    commit(root, { f: 'head\n' });
    const over = await runToConfirm(root, [stage('a', { run: 'cat f >> "$JOURNAL"' })]);
    const suspicions = [{ id: 'a', mode: 'paired' as const }];
    await over.confirm({ suspicions, judge: pairs(1), base: { sha } });
    expect(over.journal()).toEqual(['head', 'base', 'head']);
  });

  it('is the commit before where nothing else is given, or the head itself', async () => {
    const root = repository({ f: 'base\n' });
    commit(root, { f: 'head\n' });
    const sha = git(root, 'rev-parse', 'HEAD');
    const over = await runToConfirm(root, [stage('a', { run: 'cat f >> "$JOURNAL"' })]);
    const suspicions = [{ id: 'a', mode: 'paired' as const }];
    await over.confirm({ suspicions, judge: pairs(1) });
    expect(over.journal()).toEqual(['head', 'base', 'head']);
    await over.confirm({ suspicions, judge: pairs(1), base: { sha } });
    expect(over.journal()).toEqual(['head', 'base', 'head', 'base', 'head']);
  });

  it('is missing for the first commit of all', async () => {
    const over = await runToConfirm(repository({}), [stage('a')]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'a', mode: 'paired' }] });
    expect(stages.get('a')?.unsettled).toEqual({ kind: 'base-unknown' });
  });

  it('that cannot be fetched, or is named by something else than a hash, is a reason', async () => {
    const root = repository({});
    const over = await runToConfirm(root, [stage('a')]);
    const reasonFor = async (sha: string) => {
      const suspicions = [{ id: 'a', mode: 'paired' as const }];
      const { stages } = await over.confirm({ suspicions, base: { sha } });
      return stages.get('a')?.unsettled;
    };
    expect(await reasonFor('1'.repeat(40))).toMatchObject({ kind: 'base-not-fetched' });
    expect(await reasonFor('--upload-pack=touch evil')).toEqual({ kind: 'base-not-a-hash' });
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  it('without a definition is a reason', async () => {
    const { root } = mergedRepository({ f: '1\n' }, { f: '2\n' });
    const over = await runToConfirm(root, [stage('a')]);
    const { stages } = await over.confirm({
      suspicions: [{ id: 'a', mode: 'paired' }],
      base: { readPipeline: async () => undefined },
    });
    expect(stages.get('a')?.unsettled).toEqual({ kind: 'base-without-definition' });
  });
});
