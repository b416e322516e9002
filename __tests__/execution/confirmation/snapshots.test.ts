import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirmModeOf } from '../../../src/execution/confirmation/confirm.ts';
import { moveText } from '../../../src/execution/confirmation/relocate.ts';
import type { Stage } from '../../../src/pipeline/types.ts';
import { pipelineOf, stage } from '../../pipeline/stages.ts';
import { temporaryFolder } from '../support.ts';
import { cacheAt, commit, git, repository, runToConfirm } from './support.ts';

/** Two stages, of which the second needs what the first makes. */
const makeAndUse = (make: string, outputs: readonly string[]): readonly Stage[] => [
  stage('make', { run: make, outputs }),
  stage('use', { needs: ['make'] }),
];

async function whyUnsettled(root: string, stages: readonly Stage[], limits = {}) {
  const over = await runToConfirm(root, stages, { limits });
  const { stages: found } = await over.confirm({ suspicions: [{ id: 'use' }] });
  expect(over.records.map(({ status }) => status)).toEqual(stages.map(() => 'passed'));
  return found.get('use')?.unsettled;
}

describe('the state that a stage starts from', () => {
  it('is copied once while it does not change', async () => {
    const old = 'echo made > out; touch out; sleep 0.1';
    const over = await runToConfirm(repository({}), [
      stage('make', { run: old, outputs: ['out'] }),
      stage('a', { needs: ['make'] }),
      stage('b', { needs: ['make'], run: 'sleep 0.1; echo more >> out; sleep 0.1' }),
      stage('c', { needs: ['b'] }),
    ]);
    const copies = readdirSync(join(over.root, '.stagetime/confirm')).map(name =>
      readFileSync(join(over.root, '.stagetime/confirm', name), 'utf8'),
    );
    expect(copies.sort()).toEqual(['made\n', 'made\nmore\n']);
  });

  it('too large to be copied says so', async () => {
    const stages = makeAndUse('echo 0123456789 > a; echo 0123456789 > b', ['a', 'b']);
    const within = (limits: object) => whyUnsettled(repository({}), stages, limits);
    expect(await within({ maxBytes: 15 })).toEqual({
      kind: 'state-too-large',
      of: 'stage',
      mostBytes: 15,
    });
    expect(await within({ maxTotalBytes: 15 })).toEqual({
      kind: 'state-too-large',
      of: 'run',
      mostBytes: 15,
    });
    expect(await within({ maxMs: -1 })).toEqual({ kind: 'state-too-slow', mostMs: -1 });
    expect(await within({ maxBytes: 22, maxTotalBytes: 22 })).toBeUndefined();
  });

  it('keeps links as links, and what they lead to alone', async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret'), 'theirs');
    const root = repository({});
    const over = await runToConfirm(root, [
      stage('make', {
        run: `mkdir out; ln -s ${outside} out/away; ln -s ../x out/x`,
        outputs: ['out'],
      }),
      stage('use', {
        needs: ['make'],
        run: 'for link in out/*; do readlink $link >> "$JOURNAL"; done; cat out/away/secret',
      }),
    ]);
    await over.confirm({ suspicions: [{ id: 'use' }] });
    const links = [outside, '../x'];
    expect(over.journal()).toEqual([...links, ...links, ...links]);
    expect(readdirSync(join(root, '.stagetime/confirm'))).toEqual([]);
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  it('behind a link is left alone', async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'theirs'), 'theirs');
    const root = repository({ '.gitignore': '.stagetime/\nbuild\n' });
    symlinkSync(outside, join(root, 'build'));
    const use = stage('use', { caches: ['own'] });
    const over = await runToConfirm(root, [use], {
      caches: [cacheAt('build/tex', 'build/theirs')],
    });
    const { stages } = await over.confirm({ suspicions: [{ id: 'use' }] });
    expect(stages.get('use')?.unsettled).toEqual({
      kind: 'state-behind-link',
      path: 'build',
    });
    expect(existsSync(join(root, '.stagetime/confirm/1'))).toBe(false);
  });

  it('is not written through a link that the commit has in its place', async () => {
    const outside = temporaryFolder();
    const root = repository({});
    symlinkSync(outside, join(root, 'out'));
    commit(root, {});
    const why = await whyUnsettled(
      root,
      makeAndUse('rm out; mkdir out; echo made > out/file', ['out/file']),
    );
    expect(why).toEqual({ kind: 'not-a-folder', path: 'out' });
    expect(readdirSync(outside)).toEqual([]);
  });

  it('is not copied for a stage that nobody wants to confirm', async () => {
    const stages = makeAndUse('echo made > out', ['out']);
    const over = await runToConfirm(repository({}), stages, { isWanted: ({ id }) => id !== 'use' });
    expect(over.snapshots.of('make').kind).toBe('taken');
    expect(over.snapshots.of('use').kind).toBe('not-taken');
    expect(existsSync(join(over.root, '.stagetime/confirm/1'))).toBe(false);
  });
});

describe('files that Git LFS keeps', () => {
  function largeFileRepository(): string {
    const root = repository({ '.gitattributes': '*.bin filter=lfs\n' });
    git(root, 'config', 'filter.lfs.clean', 'sed s/^/pointer:/');
    git(root, 'config', 'filter.lfs.smudge', 'false');
    commit(root, { 'a.bin': 'large\n', text: 'base' });
    return root;
  }
  const use = stage('use', { run: 'cat a.bin >> "$JOURNAL"' });

  it('are those of the working tree', async () => {
    const root = largeFileRepository();
    const over = await runToConfirm(root, [use]);
    await over.confirm({ suspicions: [{ id: 'use' }] });
    expect(over.journal()).toEqual(['large', 'large', 'large']);
  });

  it('cannot be had of a base where they are others', async () => {
    const root = largeFileRepository();
    const sha = git(root, 'rev-parse', 'HEAD');
    commit(root, { 'a.bin': 'larger\n' });
    const over = await runToConfirm(root, [use]);
    const suspicions = [{ id: 'use', mode: 'paired' as const }];
    const { stages } = await over.confirm({ suspicions, base: { sha } });
    expect(stages.get('use')?.unsettled).toEqual({
      kind: 'large-file-differs',
      path: 'a.bin',
    });
  });
});

describe('submodules', () => {
  it('that are there would be missing in a fresh checkout', async () => {
    const inner = repository({ f: '' });
    const root = repository({});
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub');
    commit(root, {});
    expect(await whyUnsettled(root, [stage('use')])).toEqual({
      kind: 'submodule',
      path: 'sub',
    });
    git(root, 'submodule', '--quiet', 'deinit', '--force', 'sub');
    mkdirSync(join(root, 'sub'), { recursive: true });
    expect(await whyUnsettled(root, [stage('use')])).toBeUndefined();
  });
});

describe('a text with paths', () => {
  const moves = [
    { from: '/home/me/paper', to: '/tmp/x/paper' },
    { from: '/home/me', to: '/tmp/x' },
  ];

  it.each([
    ['/home/me/paper', '/tmp/x/paper'],
    ['/usr/bin:/home/me/paper/bin:/bin', '/usr/bin:/tmp/x/paper/bin:/bin'],
    ['-I/home/me/include -L/home/me', '-I/tmp/x/include -L/tmp/x'],
    ['file:///home/me/a', 'file:///tmp/x/a'],
    ['/home/me2/a /home/me.old /home/me-too', '/home/me2/a /home/me.old /home/me-too'],
    ['/mnt/home/me/a', '/mnt/home/me/a'],
  ])('%s becomes %s', (text, moved) => {
    expect(moveText(text, moves)).toBe(moved);
  });

  it('that names none of them stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        fc.pre(!text.includes('/home/me'));
        expect(moveText(text, moves)).toBe(text);
      }),
    );
  });

  it('is not changed for a repository at the root of the file system', () => {
    expect(moveText('/usr/bin', [{ from: '/', to: '/tmp/x' }])).toBe('/usr/bin');
  });
});

describe('how a stage is confirmed', () => {
  it('is its own choice, else that of the run; never what asks a language model', () => {
    const llm = { name: 'llm', preset: 'llm', paths: [], inputs: [], restoreKeys: [], proxy: true };
    const pipeline = pipelineOf([], { caches: [llm as never] });
    expect(confirmModeOf(stage('a'), pipeline, 'rerun')).toBe('rerun');
    expect(confirmModeOf(stage('a', { confirm: 'paired' }), pipeline, 'rerun')).toBe('paired');
    expect(confirmModeOf(stage('a', { confirm: 'off' }), pipeline, 'rerun')).toBe('off');
    const asking = stage('a', { confirm: 'paired', caches: ['llm'] });
    expect(confirmModeOf(asking, pipeline, 'rerun')).toBe('off');
  });
});
