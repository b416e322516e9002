import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import {
  collectOutputs,
  keepOutputs,
  lookUpResult,
  type PassedStage,
  publishResult,
  withdrawResult,
} from '../../../src/caching/results/result-store.ts';
import type { CacheStore } from '../../../src/caching/store.ts';
import { type FingerprintParts, fingerprintOf } from '../../../src/pipeline/fingerprint.ts';
import { read, type Tree, temporaryFolder, trees, write } from '../trees.ts';

const parts: FingerprintParts = {
  command: 'make figures',
  shell: null,
  workingDirectory: '.',
  platform: 'linux-x64',
  inputs: [{ kind: 'link', path: 'data', target: '../data', hash: 'ab' }],
  outputs: ['out'],
  environment: { SEED: null },
  tools: {},
  needs: [{ stage: 'setup', kind: 'fingerprint', fingerprint: 'ff' }],
  models: {},
};
const fingerprint = fingerprintOf(parts);
const key = { stage: 'figures', fingerprint };
const below = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

/** A store and a checkout that a stage made outputs in. */
function aProject(outputs: Tree) {
  const place = temporaryFolder();
  const store = createDirectoryStore({ folder: join(place.path, 'cache'), maxBytes: 10_000_000 });
  const root = join(place.path, 'project');
  write(root, outputs);
  return {
    store,
    root,
    archives: join(place.path, 'cache', 'archives'),
    keep: () => keep(store, root, { ...key, parts, durationMs: 1234 }, Object.keys(outputs)),
    clear: () => rmSync(root, { recursive: true }),
    [Symbol.dispose]: () => place[Symbol.dispose](),
  };
}

/** Stores what stands at the paths now. */
async function keep(
  store: CacheStore,
  root: string,
  passed: Pick<PassedStage, 'stage' | 'fingerprint' | 'parts' | 'durationMs'>,
  files: readonly string[],
  folders: readonly string[] = [],
) {
  const collected = await collectOutputs(root, files, folders);
  if (collected.kind === 'unreadable') return collected;
  const { outputs } = collected;
  const kept = await keepOutputs(store, root, outputs, () => true);
  if (kept.kind === 'not-saved') return kept;
  return publishResult(store, { ...passed, outputs, given: [] });
}

async function restore(store: CacheStore, root: string, isOutput = below('out')) {
  const found = await lookUpResult(store, key, isOutput);
  return found.kind === 'found' ? found.restore(root) : found;
}

describe('a stored result', () => {
  it('is found under its fingerprint alone', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    expect((await lookUpResult(project.store, key, below('out'))).kind).toBe('not-found');
    expect((await project.keep()).kind).toBe('saved');
    const other = { ...key, fingerprint: fingerprintOf({ ...parts, command: 'x' }) };
    expect((await lookUpResult(project.store, other, below('out'))).kind).toBe('not-found');
    expect(await lookUpResult(project.store, key, below('out'))).toMatchObject({
      kind: 'found',
      result: {
        ...key,
        durationMs: 1234,
        parts,
        outputs: [{ kind: 'file', path: 'out/a.pdf', mode: 0o644, size: 1 }],
      },
    });
  });

  it('gives back any outputs as they were', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async tree => {
        const isFile = (item: Tree[string]) => typeof item === 'string' || !('folder' in item);
        const files = Object.fromEntries(Object.entries(tree).filter(([, item]) => isFile(item)));
        using project = aProject({ 't/always': '', ...files });
        const before = read(project.root);
        await project.keep();
        project.clear();
        expect(await restore(project.store, project.root, below('t'))).toEqual({
          kind: 'restored',
        });
        expect(read(project.root)).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  it('replaces outputs that have changed since, and leaves their neighbours', async () => {
    using project = aProject({ 'out/a.pdf': 'a', 'out/run.sh': { text: 'b', mode: 0o755 } });
    await project.keep();
    writeFileSync(join(project.root, 'out/a.pdf'), 'changed');
    writeFileSync(join(project.root, 'out/mine.txt'), 'kept');
    expect(await restore(project.store, project.root)).toEqual({ kind: 'restored' });
    expect(read(project.root)).toEqual({
      out: { folder: 0o755 },
      'out/a.pdf': { text: 'a', mode: 0o644 },
      'out/mine.txt': { text: 'kept', mode: 0o644 },
      'out/run.sh': { text: 'b', mode: 0o755 },
    });
  });

  it('writes nothing where its outputs stand already', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    await project.keep();
    const before = statSync(join(project.root, 'out/a.pdf'));
    await restore(project.store, project.root);
    const after = statSync(join(project.root, 'out/a.pdf'));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it('may have no outputs', async () => {
    using project = aProject({ 'tests/a.py': '' });
    await keep(project.store, project.root, { ...key, parts, durationMs: 5 }, []);
    const found = await lookUpResult(project.store, key, () => false);
    expect(found).toMatchObject({ kind: 'found', result: { durationMs: 5, outputs: [] } });
    expect(found.kind === 'found' && (await found.restore(project.root))).toEqual({
      kind: 'restored',
    });
  });

  it('keeps the outputs once where only their causes differ', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    await project.keep();
    const before = readdirSync(project.archives).length;
    const changed = { ...parts, command: 'make figures # faster' };
    const passed = { stage: 'figures', parts: changed, durationMs: 1 };
    await keep(project.store, project.root, { ...passed, fingerprint: fingerprintOf(changed) }, [
      'out/a.pdf',
    ]);
    expect(readdirSync(project.archives)).toHaveLength(before + 1);
  });

  it('is what the stage made last, where a forced run made something else', async () => {
    using project = aProject({ 'out/a.pdf': 'first' });
    for (const text of ['first', 'second', 'first', 'third', 'second']) {
      writeFileSync(join(project.root, 'out/a.pdf'), text);
      expect((await project.keep()).kind).toBe('saved');
    }
    expect(await project.keep()).toEqual({ kind: 'already-there' });
    writeFileSync(join(project.root, 'out/a.pdf'), 'third');
    await restore(project.store, project.root);
    expect(readFileSync(join(project.root, 'out/a.pdf'), 'utf8')).toBe('second');
  });

  it('is not kept where an output cannot be read', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    expect(await collectOutputs(project.root, ['out/a.pdf', 'out/gone.pdf'], [])).toMatchObject({
      kind: 'unreadable',
      unreadable: { path: 'out/gone.pdf', cause: { kind: 'gone' } },
    });
  });

  it('is not kept where an output changed while it was packed', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    const collected = await collectOutputs(project.root, ['out/a.pdf'], []);
    const outputs = collected.kind === 'collected' ? collected.outputs : [];
    const kept = await keepOutputs(project.store, project.root, outputs, () => false);
    expect(kept.kind).toBe('not-saved');
    expect((await lookUpResult(project.store, key, below('out'))).kind).toBe('not-found');
    // What was packed then is not in the way of what is right.
    expect((await project.keep()).kind).toBe('saved');
  });

  it('brings back folders without files', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    mkdirSync(join(project.root, 'out/logs/old'), { recursive: true });
    const passed = { ...key, parts, durationMs: 1 };
    await keep(project.store, project.root, passed, ['out/a.pdf'], ['out/logs/old']);
    project.clear();
    mkdirSync(project.root);
    expect((await restore(project.store, project.root)).kind).toBe('restored');
    expect(statSync(join(project.root, 'out/logs/old')).isDirectory()).toBe(true);
  });

  it('leaves a folder alone that holds what it did not make, where a file is to be', async () => {
    using project = aProject({ 'out/a': 'a' });
    await project.keep();
    project.clear();
    write(project.root, { 'out/a/mine.txt': 'mine' });
    expect(await restore(project.store, project.root)).toMatchObject({ kind: 'not-restored' });
    expect(readFileSync(join(project.root, 'out/a/mine.txt'), 'utf8')).toBe('mine');
  });

  it('that is withdrawn is not found, until another is stored', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    await project.keep();
    await withdrawResult(project.store, key);
    expect((await lookUpResult(project.store, key, below('out'))).kind).toBe('not-found');
    await project.keep();
    expect((await lookUpResult(project.store, key, below('out'))).kind).toBe('found');
  });

  it('is not found when its outputs were evicted', async () => {
    using project = aProject({ 'out/a.pdf': 'a'.repeat(10_000) });
    await project.keep();
    for (const name of readdirSync(project.archives)) rmSync(join(project.archives, name));
    expect((await lookUpResult(project.store, key, below('out'))).kind).toBe('not-found');
    expect((await project.keep()).kind).toBe('saved');
    expect((await lookUpResult(project.store, key, below('out'))).kind).toBe('found');
  });

  it.each([
    ['none of the stage’s outputs', 'src/main.py', below('out')],
    ['a hook of git', '.git/hooks/pre-commit', () => true],
    ['a hook of git, where case does not matter', '.GIT/hooks/pre-commit', () => true],
    ['the cache itself', 'sub/.stagetime/cache/x', () => true],
  ])('that would write %s is refused', async (_, path, isOutput) => {
    using project = aProject({ [path]: 'x' });
    await project.keep();
    project.clear();
    expect(await restore(project.store, project.root, isOutput)).toEqual({
      kind: 'not-found',
      because: { kind: 'stray-output', path },
    });
    expect(existsSync(project.root)).toBe(false);
  });

  it('is refused where a link leads its outputs elsewhere', async () => {
    using project = aProject({ 'out/a.pdf': 'a' });
    using elsewhere = temporaryFolder();
    await project.keep();
    rmSync(join(project.root, 'out'), { recursive: true });
    symlinkSync(elsewhere.path, join(project.root, 'out'));
    expect((await restore(project.store, project.root)).kind).toBe('not-restored');
    expect(read(elsewhere.path)).toEqual({});
  });
});

describe('a store that gives back something else', () => {
  /** The same store, but what it restores is changed before anybody looks. */
  function lying(store: CacheStore, change: (root: string) => void): CacheStore {
    return {
      ...store,
      async get(request) {
        const found = await store.get(request);
        if (found.kind !== 'hit') return found;
        const restoreThenChange = async (root: string) => {
          const restored = await found.restore(root);
          change(root);
          return restored;
        };
        return { ...found, restore: restoreThenChange };
      },
    };
  }

  it.each<[string, (root: string) => void]>([
    ['other content', root => writeFileSync(join(root, 'out/b'), 'bad')],
    ['a file less', root => rmSync(join(root, 'out/b'))],
    [
      'a link for a file',
      root => {
        rmSync(join(root, 'out/b'));
        symlinkSync('/etc/passwd', join(root, 'out/b'));
      },
    ],
  ])('with %s is found out, and nothing of it gets into place', async (_, change) => {
    using project = aProject({ 'out/a': 'a', 'out/b': 'b' });
    await project.keep();
    project.clear();
    write(project.root, { 'out/a': 'mine' });
    const store = lying(project.store, root => existsSync(join(root, 'out/b')) && change(root));
    expect((await restore(store, project.root)).kind).toBe('not-restored');
    expect(read(project.root)).toEqual({
      out: { folder: 0o755 },
      'out/a': { text: 'mine', mode: 0o644 },
    });
  });

  it.each(['', '{}', '{"schema":1}', '[]', 'null'])(
    'as the description of a result is not believed: %j',
    async text => {
      using project = aProject({ 'out/a': 'a' });
      await project.keep();
      const store = lying(project.store, root => {
        for (const name of readdirSync(root)) {
          if (name.endsWith('.json')) writeFileSync(join(root, name), text);
        }
      });
      expect(await lookUpResult(store, key, below('out'))).toEqual({
        kind: 'not-found',
        because: { kind: 'malformed' },
      });
    },
  );
});
