import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stage } from '../../pipeline/stages.ts';
import { processesWith } from '../../support/processes.ts';
import { temporaryFolder } from '../support.ts';
import { cacheAt, commit, git, repository, runToConfirm } from './support.ts';

const refs = (confirmations: readonly { ref: string }[] = []) => confirmations.map(c => c.ref);

describe('a stage that runs again', () => {
  it('finds a cold cache cold again', async () => {
    const run = `if [ -e kept/warm ]; then echo warm; else echo cold; fi >> "$JOURNAL"
      mkdir -p kept; touch kept/warm`;
    const root = repository({});
    const over = await runToConfirm(root, [stage('a', { run, caches: ['own'] })], {
      caches: [cacheAt('kept')],
    });
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(over.journal()).toEqual(['cold', 'cold', 'cold']);
    expect(refs(stages.get('a')?.confirmations)).toEqual(['head', 'head']);
    expect(stages.get('a')?.unsettled).toBeUndefined();
  });

  it('finds its cache as it was, whatever it made of it since', async () => {
    const root = repository({});
    mkdirSync(join(root, 'kept/deep'), { recursive: true });
    writeFileSync(join(root, 'kept/deep/count'), '7');
    const run = 'cat kept/deep/count >> "$JOURNAL"; echo >> "$JOURNAL"; echo 8 > kept/deep/count';
    const over = await runToConfirm(root, [stage('a', { run, caches: ['own'] })], {
      caches: [cacheAt('kept')],
    });
    await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(over.journal()).toEqual(['7', '7', '7']);
    expect(readFileSync(join(root, 'kept/deep/count'), 'utf8')).toBe('8\n');
  });

  it('finds what the stages it needs had made, directly or not, also where that is in the commit', async () => {
    const root = repository({ 'figures/one.txt': 'committed' });
    const over = await runToConfirm(root, [
      stage('data', { run: 'echo raw > data.txt', outputs: ['data.txt'] }),
      stage('draw', {
        run: 'echo drawn > figures/one.txt; mkdir -p out; echo x > out/extra',
        needs: ['data'],
        outputs: ['figures', 'out/*'],
      }),
      stage('render', {
        needs: ['draw'],
        run: 'echo $(cat data.txt figures/one.txt out/extra) >> "$JOURNAL"; echo gone > data.txt; rm out/extra',
      }),
    ]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'render' }] });
    expect(over.journal()).toEqual(['raw drawn x', 'raw drawn x', 'raw drawn x']);
    expect(stages.get('render')?.confirmations).toHaveLength(2);
  });

  it('does not find what the stages it needs had removed', async () => {
    const root = repository({ 'figures/old': '', 'figures/new': '' });
    const over = await runToConfirm(root, [
      stage('draw', { run: 'rm figures/old', outputs: ['figures/*'] }),
      stage('a', { needs: ['draw'], run: 'ls figures >> "$JOURNAL"' }),
    ]);
    await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(over.journal()).toEqual(['new', 'new', 'new']);
  });

  it('does not find what it made itself', async () => {
    const run =
      'if [ -e out.pdf ]; then echo there; else echo none; fi >> "$JOURNAL"; touch out.pdf';
    const over = await runToConfirm(repository({}), [stage('a', { run, outputs: ['out.pdf'] })]);
    await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(over.journal()).toEqual(['none', 'none', 'none']);
  });

  it('finds its declared inputs that are in no commit', async () => {
    const root = repository({ '.gitignore': '.stagetime/\ndata/\n' });
    mkdirSync(join(root, 'data'));
    writeFileSync(join(root, 'data/big.csv'), 'fetched');
    const over = await runToConfirm(root, [
      stage('a', { run: 'cat data/big.csv >> "$JOURNAL"', inputs: ['data/**'] }),
    ]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(stages.get('a')?.confirmations).toHaveLength(2);
  });

  it('stays suspected, with the reason, where it needs a file that nobody declared', async () => {
    const root = repository({});
    writeFileSync(join(root, 'secretly-needed'), '');
    const over = await runToConfirm(root, [stage('a', { run: 'test -e secretly-needed' })]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(stages.get('a')).toEqual({
      confirmations: [],
      unsettled: { kind: 'not-passed', ref: 'head', cause: 'exit code 1' },
    });
  });

  it('runs in the folder of the pipeline, which need not be that of the repository', async () => {
    const top = repository({ 'papers/one/text': 'hello' });
    const over = await runToConfirm(join(top, 'papers/one'), [
      stage('a', { run: 'cat text >> "$JOURNAL"' }),
    ]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(stages.get('a')?.confirmations).toHaveLength(2);
  });

  it('has an environment that leads into the checkout wherever it led into the repository', async () => {
    const root = repository({ 'bin/tool': 'x' });
    const over = await runToConfirm(
      root,
      [
        stage('a', {
          run: 'echo "$PYTHONPATH $GITHUB_WORKSPACE $NEAR" >> "$JOURNAL"; pwd -P >> "$JOURNAL"',
        }),
      ],
      {
        environment: {
          PYTHONPATH: `/usr/lib:${root}/src`,
          GITHUB_WORKSPACE: root,
          NEAR: `${root}-other`,
        },
      },
    );
    await over.confirm({ suspicions: [{ id: 'a' }] });
    const [first, folder, second, elsewhere] = over.journal();
    expect(first).toBe(`/usr/lib:${root}/src ${root} ${root}-other`);
    expect(folder).toBe(root);
    expect(elsewhere).not.toContain(root);
    expect(second).toBe(`/usr/lib:${elsewhere}/src ${elsewhere} ${root}-other`);
  });

  it('gets what caches add to its environment, in the checkout', async () => {
    const root = repository({});
    const over = await runToConfirm(
      root,
      [
        stage('a', {
          run: 'test -d "$TEXMFVAR" && cat "$TEXMFVAR/font" >> "$JOURNAL"; echo b > "$TEXMFVAR/font"',
          caches: ['own'],
        }),
      ],
      { caches: [cacheAt('kept')] },
    );
    const own = join(root, '.stagetime/caches/own/texmf-var');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'font'), 'a\n');
    await over.snapshots.take(over.pipeline.stages[0] as never, { TEXMFVAR: own });
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(stages.get('a')?.confirmations).toHaveLength(2);
    expect(over.journal().slice(-2)).toEqual(['a', 'a']);
    expect(readFileSync(join(own, 'font'), 'utf8')).toBe('a\n');
  });

  it('finds files as old as they are, so that tools that go by age do what they did', async () => {
    const root = repository({ source: 'x', other: 'y' });
    const age = (file: string, seconds: number) => utimesSync(join(root, file), seconds, seconds);
    age('source', 1_000_000);
    age('other', 3_000_000);
    const over = await runToConfirm(root, [
      stage('make', { run: 'echo made > made; touch -d @2000000 made', outputs: ['made'] }),
      stage('a', {
        needs: ['make'],
        run: 'for file in source made other; do stat -c %Y $file >> "$JOURNAL"; done',
      }),
    ]);
    await over.confirm({ suspicions: [{ id: 'a' }] });
    const times = ['1000000', '2000000', '3000000'];
    expect(over.journal()).toEqual([...times, ...times, ...times]);
  });

  it('uses the Python environment of its checkout, not that of the user', async () => {
    const root = repository({});
    mkdirSync(join(root, '.venv/bin'), { recursive: true });
    const where = join(root, '.venv');
    writeFileSync(join(root, '.venv/bin/tool'), `#!/bin/sh\necho ${where} >> "$JOURNAL"\n`, {
      mode: 0o755,
    });
    symlinkSync(join(where, 'bin/tool'), join(where, 'bin/alias'));
    const over = await runToConfirm(
      root,
      [stage('a', { run: '.venv/bin/alias', caches: ['own'] })],
      { caches: [cacheAt('.venv')] },
    );
    await over.confirm({ suspicions: [{ id: 'a' }] });
    const [first, ...again] = over.journal();
    expect(first).toBe(where);
    expect(again).toHaveLength(2);
    for (const line of again) expect(line).not.toContain(root);
  });

  it('is tried once: a time that holds a failure is no measurement', async () => {
    const over = await runToConfirm(repository({}), [
      stage('a', {
        run: 'echo tried >> "$JOURNAL"; [ $(wc -l < "$JOURNAL") = 1 ]',
        retries: 3,
      }),
    ]);
    await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(over.journal()).toEqual(['tried', 'tried']);
  });

  it.runIf(process.platform === 'linux')('is ended with everything it started', async () => {
    const over = await runToConfirm(repository({}), [
      stage('a', { run: 'sleep 300 & echo started >> "$JOURNAL"' }),
    ]);
    await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(over.journal()).toHaveLength(3);
    expect(processesWith(`JOURNAL=${over.context.environment.JOURNAL}`)).toEqual([]);
  });

  it('writes logs of its own beside that of the run', async () => {
    const over = await runToConfirm(repository({}), [stage('a', { run: 'echo hello' })]);
    const started: string[] = [];
    await over.confirm({
      suspicions: [{ id: 'a' }],
      onStart: ({ logPath }) => started.push(logPath),
    });
    const logs = join(over.root, '.stagetime/logs');
    expect(readdirSync(logs).sort()).toEqual(['a.confirm-1.log', 'a.confirm-2.log', 'a.log']);
    expect(started[1]).toBe(join(logs, 'a.confirm-2.log'));
    expect(readFileSync(join(logs, 'a.confirm-1.log'), 'utf8')).toBe('hello\n');
  });
});

describe('the user’s repository', () => {
  it('is as it was: files, index, branches, worktrees; its hooks did not run', async () => {
    const root = repository({ text: 'hello' });
    const hook = join(root, '.git/hooks/post-checkout');
    mkdirSync(join(root, '.git/hooks'), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\ntouch hooked\necho hooked >> "$JOURNAL"\n', { mode: 0o755 });
    const over = await runToConfirm(root, [
      stage('a', { run: 'echo changed > text; echo x > new' }),
    ]);
    const look = () => ({
      status: git(root, 'status', '--porcelain'),
      refs: git(root, 'for-each-ref'),
      head: git(root, 'symbolic-ref', 'HEAD'),
      worktrees: git(root, 'worktree', 'list').split('\n').length,
      stash: readdirSync(join(root, '.git')).filter(name => name !== 'worktrees'),
    });
    const before = look();
    await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(look()).toEqual(before);
    expect(over.journal()).toEqual([]);
    expect(over.leftovers()).toEqual([]);
  });

  it('loses the checkouts of a run that died', async () => {
    const over = await runToConfirm(repository({}), [stage('a')]);
    const dead = join(temporaryFolder(), 'stagetime-confirm-999999999-abcdef');
    mkdirSync(dead);
    git(over.root, 'worktree', 'add', '--quiet', '--detach', join(dead, 'repository'));
    await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(git(over.root, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(readdirSync(join(dead, '..'))).toEqual([]);
  });

  it('is not confirmed from where what ran is not the commit', async () => {
    const root = repository({ 'src/a.py': '', 'out.txt': '' });
    writeFileSync(join(root, 'src/a.py'), 'not committed');
    writeFileSync(join(root, 'out.txt'), 'made by an earlier run');
    const stages = [stage('a', { outputs: ['out.txt'] })];
    const over = await runToConfirm(root, stages);
    const { stages: found } = await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(found.get('a')).toEqual({
      confirmations: [],
      unsettled: { kind: 'changed-files', path: 'src/a.py', others: 0 },
    });
    commit(root, {});
    const clean = await runToConfirm(root, stages);
    const again = await clean.confirm({ suspicions: [{ id: 'a' }] });
    expect(again.stages.get('a')?.unsettled).toBeUndefined();
  });

  it('may be none at all', async () => {
    const over = await runToConfirm(temporaryFolder(), [stage('a')]);
    const { stages } = await over.confirm({ suspicions: [{ id: 'a' }] });
    expect(stages.get('a')?.unsettled).toEqual({
      kind: 'no-commit',
      cause: expect.stringContaining('not a git repository'),
    });
  });
});
