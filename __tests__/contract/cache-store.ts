/** What every cache store keeps to; run on each of them. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheStore } from '../../src/caching/store.ts';
import type { SaveFault } from '../../src/record/facts/store-fault.ts';
import { read, type Tree, temporaryFolder, trees, write } from '../caching/trees.ts';

/** A store for one test, and a way to damage what it holds. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: CacheStore;
  /** Another store on the same entries, as another process would have it. */
  again(): CacheStore;
  /** Damages the content of every entry. */
  corrupt(): void;
}

const PATHS = ['t'] as const;
const FOLDER = { folder: 0o755 };

async function save(store: CacheStore, key: string, tree: Tree, paths: readonly string[] = PATHS) {
  using source = temporaryFolder();
  write(source.path, tree);
  return await store.set({ key, paths, root: source.path });
}

interface Options {
  readonly restoreKeys?: readonly string[];
  readonly paths?: readonly string[];
  /** What stands in the root before. */
  readonly over?: Tree;
}

/** What is in the root after a look-up and, where there was a hit, its restore. */
async function load(store: CacheStore, key: string, options: Options = {}) {
  const { restoreKeys = [], paths = PATHS, over = {} } = options;
  using target = temporaryFolder();
  write(target.path, over);
  const found = await store.get({ key, restoreKeys, paths });
  if (found.kind !== 'hit') return { outcome: found, tree: read(target.path) };
  const outcome = await found.restore(target.path);
  return { outcome, tree: read(target.path), hit: found };
}

const file = (text: string, mode = 0o644) => ({ text, mode });

/** Runs the contract on the stores that `create` makes. */
export function describeCacheStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a cache store`, () => {
    it('misses what nobody saved, with the reason', async () => {
      await using under = await create();
      expect(await under.store.get({ key: 'k', restoreKeys: ['k'], paths: PATHS })).toEqual({
        kind: 'miss',
        because: { kind: 'no-entry' },
      });
    });

    it('gives back what was saved under the key, to another process too', async () => {
      await using under = await create();
      const saved = await save(under.store, 'k', { 't/a/b.txt': 'hello' });
      expect(saved).toEqual({ kind: 'saved', bytes: expect.any(Number) });
      const { outcome, tree, hit } = await load(under.again(), 'k');
      expect(outcome).toEqual({ kind: 'restored', bytes: expect.any(Number) });
      expect(hit).toMatchObject({ key: 'k', match: 'exact' });
      expect(tree).toEqual({ t: FOLDER, 't/a': FOLDER, 't/a/b.txt': file('hello') });
    });

    it('writes nothing before a hit is restored', async () => {
      await using under = await create();
      await save(under.store, 'k', { 't/a': 'hello' });
      using target = temporaryFolder();
      await under.store.get({ key: 'k', restoreKeys: [], paths: PATHS });
      expect(read(target.path)).toEqual({});
    });

    it('finds the newest entry that starts with a restore key, the first key first', async () => {
      await using under = await create();
      await save(under.store, 'tex-1-old', { 't/a': 'old' });
      await save(under.store, 'tex-1-new', { 't/a': 'new' });
      await save(under.store, 'tex-2', { 't/a': 'newest of all' });
      const restoreKeys = ['none-', 'tex-1-', 'tex-'];
      const { tree, hit } = await load(under.store, 'tex-3', { restoreKeys });
      expect(hit).toMatchObject({ key: 'tex-1-new', match: 'prefix' });
      expect(tree['t/a']).toEqual(file('new'));
    });

    it('looks up and restores at once, which comes to the same', async () => {
      await using under = await create();
      await save(under.store, 'k-1', { 't/a': 'x' });
      using target = temporaryFolder();
      write(target.path, { 't/stale': 'y' });
      const request = { key: 'k-2', restoreKeys: ['k-'], paths: PATHS };
      expect(await under.store.fetch({ ...request, restoreKeys: [] }, target.path)).toEqual({
        kind: 'miss',
        because: { kind: 'no-entry' },
      });
      expect(await under.store.fetch(request, target.path)).toEqual({
        kind: 'restored',
        key: 'k-1',
        match: 'prefix',
        bytes: expect.any(Number),
      });
      expect(read(target.path)).toEqual({ t: FOLDER, 't/a': file('x') });
      under.corrupt();
      const damaged = await under.again().fetch(request, target.path);
      expect(damaged).toMatchObject({
        kind: expect.stringMatching(/^(miss|unreadable)$/),
        because: { kind: expect.stringMatching(/^(archive-|not-unpacked|known-damaged|toolkit)/) },
      });
      expect(read(target.path)).toEqual({ t: FOLDER, 't/a': file('x') });
    });

    it('prefers the exact key to a newer entry', async () => {
      await using under = await create();
      await save(under.store, 'k', { 't/a': 'exact' });
      await save(under.store, 'k-newer', { 't/a': 'newer' });
      const { hit } = await load(under.store, 'k', { restoreKeys: ['k'] });
      expect(hit).toMatchObject({ key: 'k', match: 'exact' });
    });

    it('does not take a longer key for the exact one', async () => {
      await using under = await create();
      await save(under.store, 'key-longer', { 't/a': 'x' });
      expect((await load(under.store, 'key')).outcome.kind).toBe('miss');
    });

    it('keeps entries of other paths apart', async () => {
      await using under = await create();
      await save(under.store, 'k', { 't/a': 'x' });
      const paths = ['t', 'u'];
      expect((await load(under.store, 'k', { paths })).outcome.kind).toBe('miss');
    });

    it('never changes an entry: the first to save a key wins', async () => {
      await using under = await create();
      await save(under.store, 'k', { 't/a': 'first' });
      expect(await save(under.store, 'k', { 't/a': 'second' })).toEqual({ kind: 'already-there' });
      expect((await load(under.store, 'k')).tree['t/a']).toEqual(file('first'));
    });

    it('makes one entry of many saves at once, none of which fails', async () => {
      await using under = await create();
      const texts = Array.from({ length: 6 }, (_, i) => `by ${i}`);
      const saves = texts.map((text, i) =>
        save(i % 2 === 0 ? under.store : under.again(), 'k', { 't/a': text }),
      );
      const kinds = (await Promise.all(saves)).map(({ kind }) => kind).sort();
      expect(kinds).toEqual([...Array(5).fill('already-there'), 'saved']);
      const { tree } = await load(under.store, 'k');
      expect(texts.map(text => file(text))).toContainEqual(tree['t/a']);
    });

    it('saves nothing where nothing stands', async () => {
      await using under = await create();
      expect((await save(under.store, 'k', {})).kind).toBe('not-saved');
      expect((await load(under.store, 'k')).outcome.kind).toBe('miss');
    });

    it('leaves out a path where nothing stands, and leaves it alone when it restores', async () => {
      await using under = await create();
      const paths = ['t', 'u'];
      await save(under.store, 'k', { 't/a': 'x' }, paths);
      const { tree } = await load(under.store, 'k', { paths, over: { 'u/mine': 'kept' } });
      expect(tree).toMatchObject({ 't/a': file('x'), 'u/mine': file('kept') });
    });

    it('keeps any tree as it was: names, modes, links, empty folders', async () => {
      await using under = await create();
      let count = 0;
      await fc.assert(
        fc.asyncProperty(trees, async tree => {
          count += 1;
          using source = temporaryFolder();
          write(source.path, tree);
          await under.store.set({ key: `k${count}`, paths: PATHS, root: source.path });
          const restored = await load(under.store, `k${count}`);
          expect(restored.outcome).toMatchObject({ kind: 'restored' });
          expect(restored.tree).toEqual(read(source.path));
        }),
        { numRuns: 25 },
      );
    });

    it('keeps empty and large files, and files of which there are many', async () => {
      await using under = await create();
      const noise = Array.from({ length: 300_000 }, (_, i) => (i * 7919 * i) % 9973).join(' ');
      const many = Object.fromEntries(
        Array.from({ length: 500 }, (_, i) => [`t/many/${i}`, `${i}`] as const),
      );
      using source = temporaryFolder();
      write(source.path, { 't/0': '', 't/large': noise.repeat(3), 't/z': '', ...many });
      await under.store.set({ key: 'k', paths: PATHS, root: source.path });
      const { tree } = await load(under.store, 'k');
      expect(Object.keys(tree)).toHaveLength(505);
      expect(tree).toEqual(read(source.path));
    });

    it('keeps single files and links as paths', async () => {
      await using under = await create();
      const paths = ['t/one.txt', 't/link'];
      await save(under.store, 'k', { 't/one.txt': 'x', 't/link': { link: 'y' }, 't/z': '' }, paths);
      const over = { 't/beside': 'kept', 't/one.txt': 'old' };
      const { tree } = await load(under.store, 'k', { paths, over });
      expect(tree).toEqual({
        t: FOLDER,
        't/beside': file('kept'),
        't/link': { link: 'y' },
        't/one.txt': file('x'),
      });
    });

    it('takes keys and paths in any script', async () => {
      await using under = await create();
      const paths = ['résumé', '文 書'];
      const key = 'ключ/🙂 "k"\n../../x';
      await save(under.store, key, { résumé: 'a', '文 書/x': 'b' }, paths);
      const { hit, tree } = await load(under.store, key, { paths });
      expect(hit).toMatchObject({ key, match: 'exact' });
      expect(tree).toMatchObject({ résumé: file('a'), '文 書/x': file('b') });
    });

    it('puts a restored folder in place of the one that was there', async () => {
      await using under = await create();
      await save(under.store, 'k', { 't/new': 'x' });
      const { tree } = await load(under.store, 'k', { over: { 't/stale': 'y' } });
      expect(tree).toEqual({ t: FOLDER, 't/new': file('x') });
    });

    it('touches nothing beside its paths', async () => {
      await using under = await create();
      await save(under.store, 'k', { 't/new': 'x' });
      const over = { other: 'kept', 'tt/other': 'kept', '.stagetime/mine': 'kept' };
      const { tree } = await load(under.store, 'k', { over });
      expect(tree).toEqual({
        other: file('kept'),
        tt: FOLDER,
        'tt/other': file('kept'),
        '.stagetime': FOLDER,
        '.stagetime/mine': file('kept'),
        t: FOLDER,
        't/new': file('x'),
      });
    });

    it('misses a damaged entry, leaves what was there, and saves anew once it met it', async () => {
      await using under = await create();
      await save(under.store, 'k', { 't/a': 'good'.repeat(1000), 't/b': 'more' });
      under.corrupt();
      const { outcome, tree } = await load(under.again(), 'k', { over: { 't/a': 'mine' } });
      expect(outcome).toMatchObject({ because: { kind: expect.any(String) } });
      expect(tree).toEqual({ t: FOLDER, 't/a': file('mine') });
      await load(under.store, 'k');
      expect((await save(under.store, 'k', { 't/a': 'anew' })).kind).toBe('saved');
      expect((await load(under.store, 'k')).tree['t/a']).toEqual(file('anew'));
    });

    it('writes nothing through a link that stands in the way', async () => {
      await using under = await create();
      const paths = ['t/deep/file'];
      await save(under.store, 'k', { 't/deep/file': 'x' }, paths);
      using outside = temporaryFolder();
      using target = temporaryFolder();
      mkdirSync(join(outside.path, 'deep'));
      symlinkSync(outside.path, join(target.path, 't'));
      const found = await under.store.get({ key: 'k', restoreKeys: [], paths });
      if (found.kind !== 'hit') throw new Error(found.because.kind);
      expect((await found.restore(target.path)).kind).toBe('not-restored');
      expect(read(outside.path)).toEqual({ deep: FOLDER });
    });

    it('moves in all paths or none', async () => {
      await using under = await create();
      const paths = ['a', 'b/c'];
      await save(under.store, 'k', { a: 'new', 'b/c': 'new' }, paths);
      const over = { a: 'old', b: 'a file where a folder has to be' };
      const { outcome, tree } = await load(under.store, 'k', { paths, over });
      expect(outcome.kind).toBe('not-restored');
      expect(tree).toEqual({ a: file('old'), b: file(over.b) });
    });

    it.each(['/abs', '../up', 'a/../../b', '', '.', './a', 'a//b'])(
      'saves nothing from the path %j',
      async path => {
        await using under = await create();
        const saved = await save(under.store, 'k', { 't/a': 'x' }, ['t', path]);
        expect(saved.kind).toBe('not-saved');
      },
    );

    describe('whose folders are bare', () => {
      const paths = ['t/a', 't/empty', 't/link', 't/some', 't/some/b'];
      const listed = {
        't/a': 'x',
        't/empty': { folder: 0o750 },
        't/link': { link: '../away' },
        't/some/b': 'y',
      };

      it('keeps exactly the files, links and folders that are listed', async () => {
        await using under = await create();
        using source = temporaryFolder();
        write(source.path, { ...listed, 't/empty/later': 'by another', 't/some/c': 'too' });
        const request = { key: 'k', paths, folders: 'bare' } as const;
        await under.store.set({ ...request, root: source.path });
        using target = temporaryFolder();
        const fetched = await under.again().fetch({ ...request, restoreKeys: [] }, target.path);
        expect(fetched).toMatchObject({ kind: 'restored', match: 'exact' });
        expect(read(target.path)).toEqual({
          t: FOLDER,
          't/a': file('x'),
          't/empty': { folder: 0o750 },
          't/link': { link: '../away' },
          't/some': FOLDER,
          't/some/b': file('y'),
        });
      });

      it('leaves what is in a folder, and puts the folder in place of a file', async () => {
        await using under = await create();
        using source = temporaryFolder();
        write(source.path, listed);
        const request = { key: 'k', paths, folders: 'bare' } as const;
        await under.store.set({ ...request, root: source.path });
        using target = temporaryFolder();
        write(target.path, { 't/a': 'old', 't/empty': 'a file', 't/some/mine': 'kept' });
        const found = await under.store.get({ ...request, restoreKeys: [] });
        expect(found.kind === 'hit' && (await found.restore(target.path)).kind).toBe('restored');
        expect(read(target.path)).toEqual({
          ...read(source.path),
          't/some/mine': file('kept'),
        });
      });

      it('puts everything back where one path cannot be put in place', async () => {
        await using under = await create();
        using source = temporaryFolder();
        const request = { key: 'k', paths: ['e', 'f', 'g/h'], folders: 'bare' } as const;
        write(source.path, { e: { folder: 0o700 }, f: { folder: 0o755 }, 'g/h': 'x' });
        await under.store.set({ ...request, root: source.path });
        using target = temporaryFolder();
        write(target.path, {
          e: { folder: 0o755 },
          f: 'old',
          g: 'a file where a folder has to be',
        });
        const before = read(target.path);
        const { kind } = await under.store.fetch({ ...request, restoreKeys: [] }, target.path);
        expect(kind).toBe('not-restored');
        expect(read(target.path)).toEqual(before);
      });

      it('saves nothing where a path is gone, or holds what cannot be kept', async () => {
        await using under = await create();
        const saved = async (more: string) => {
          using source = temporaryFolder();
          write(source.path, { 't/a': 'x' });
          execFileSync('/usr/bin/mkfifo', [join(source.path, 't/pipe')]);
          const request = { key: 'k', paths: ['t/a', more], folders: 'bare' } as const;
          return await under.store.set({ ...request, root: source.path });
        };
        const notSaved = (because: SaveFault) => ({ kind: 'not-saved', because });
        expect(await saved('t/gone')).toEqual(notSaved({ kind: 'path-gone', path: 't/gone' }));
        const pipe = { kind: 'special', path: 't/pipe', what: 'pipe' } as const;
        expect(await saved('t/pipe')).toEqual(notSaved(pipe));
      });
    });

    it('lets nobody see what is no longer valid once it was read', async () => {
      await using under = await create();
      using source = temporaryFolder();
      write(source.path, { 't/a': 'good' });
      const request = { key: 'k', paths: PATHS, root: source.path };
      let seen = '';
      const stillValid = async () => {
        seen = (await under.again().get({ ...request, restoreKeys: [] })).kind;
        return false;
      };
      expect((await under.store.set({ ...request, stillValid })).kind).toBe('not-saved');
      expect(seen).toBe('miss');
      expect((await load(under.again(), 'k')).outcome.kind).toBe('miss');
    });

    it('asks whether it is valid after the last byte was read', async () => {
      await using under = await create();
      using source = temporaryFolder();
      write(source.path, { 't/a': 'good' });
      const stillValid = () => {
        writeFileSync(join(source.path, 't/a'), 'evil, and longer');
        return true;
      };
      const saved = await under.store.set({
        key: 'k',
        paths: PATHS,
        root: source.path,
        stillValid,
      });
      expect(saved.kind).toBe('saved');
      expect((await load(under.again(), 'k')).tree['t/a']).toEqual(file('good'));
    });

    it('leaves out sockets and pipes, says so, and keeps the rest', async () => {
      await using under = await create();
      using source = temporaryFolder();
      write(source.path, { 't/a': 'x', 't/run': { folder: 0o755 } });
      execFileSync('/usr/bin/mkfifo', [join(source.path, 't/run/pipe')]);
      const server = createServer().listen(join(source.path, 't/S.agent'));
      await once(server, 'listening');
      const saved = await under.store.set({ key: 'k', paths: PATHS, root: source.path });
      server.close();
      expect(saved).toMatchObject({
        kind: 'saved',
        leftOut: [
          { kind: 'socket', path: 't/S.agent' },
          { kind: 'pipe', path: 't/run/pipe' },
        ],
      });
      expect((await load(under.again(), 'k')).tree).toEqual({
        t: FOLDER,
        't/a': file('x'),
        't/run': FOLDER,
      });
    });

    it('says what it could not read', async () => {
      await using under = await create();
      using source = temporaryFolder();
      write(source.path, { t: { folder: 0o755 } });
      rmSync(join(source.path, 't'), { recursive: true });
      writeFileSync(join(source.path, 't'), '');
      const root = join(source.path, 't');
      const saved = await under.store.set({ key: 'k', paths: ['x'], root });
      expect(saved).toMatchObject({ kind: 'not-saved', because: { kind: expect.any(String) } });
    });
  });
}
