import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createCacheHistoryStore,
  HISTORY_PREFIX,
  WAITING_PREFIX,
} from '../../src/baseline/cache-store.ts';
import { readOnly } from '../../src/baseline/store.ts';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import type { CacheStore, SetRequest } from '../../src/caching/store.ts';
import { temporaryFolder } from '../caching/trees.ts';
import { describeHistoryStore, runOf } from '../contract/history-store.ts';

/** A cache store that tells what was saved. */
function caches() {
  const folder = temporaryFolder();
  const store = createDirectoryStore({ folder: folder.path, maxBytes: 100_000_000 });
  const sets: SetRequest[] = [];
  const observed: CacheStore = {
    ...store,
    set(request) {
      sets.push(request);
      return store.set(request);
    },
  };
  return { store: observed, sets, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

/** Saves an entry that is newer than all others of its kind, as it is or as a link. */
async function poison(
  { store, sets }: ReturnType<typeof caches>,
  text: string,
  { link, of = HISTORY_PREFIX }: { readonly link?: string; readonly of?: string } = {},
) {
  using folder = temporaryFolder();
  const file = join(folder.path, 'history.json');
  if (link === undefined) writeFileSync(file, text);
  else symlinkSync(link, file);
  const own = sets.findLast(({ key }) => key.startsWith(of));
  const prefix = own?.key.replace(/[^-]*-\d+-$/, '');
  await store.set({
    key: `${prefix}${'z'.repeat(sets.length)}-1-`,
    paths: ['history.json'],
    root: folder.path,
  });
}

/** The text of the newest history. */
async function newestText(store: CacheStore): Promise<string> {
  using folder = temporaryFolder();
  const paths = ['history.json'];
  await store.fetch({ key: '-', restoreKeys: [HISTORY_PREFIX], paths }, folder.path);
  return readFileSync(join(folder.path, 'history.json'), 'utf8');
}

describeHistoryStore(
  'a cache',
  async () => {
    const under = caches();
    return {
      open: async (job = {}) =>
        createCacheHistoryStore({ store: under.store, pipeline: 'manuscript', job }),
      overwrite: text => poison(under, text),
      overwriteWaiting: text => poison(under, text, { of: WAITING_PREFIX }),
      stored: () => newestText(under.store),
      [Symbol.asyncDispose]: async () => under[Symbol.dispose](),
    };
  },
  { keepsConcurrentRuns: false, numRuns: 0 },
);

describe('the history in a cache', () => {
  it('saves every run and attempt under a key of its own that no other begins with', async () => {
    using under = caches();
    const history = createCacheHistoryStore({ store: under.store, pipeline: 'a, "b"', job: {} });
    const { run, ...rest } = runOf('1');
    for (const attempt of [1, 10]) await history.save({ ...rest, run: { ...run, attempt } });
    await history.save(runOf('11'));
    const keys = under.sets.map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) {
      expect(key).toMatch(/^[\w-]{1,512}$/);
      expect(keys.filter(other => other.startsWith(key))).toEqual([key]);
    }
  });

  it('keeps pipelines apart', async () => {
    using under = caches();
    const of = (pipeline: string) =>
      createCacheHistoryStore({ store: under.store, pipeline, job: {} });
    await of('manuscript').save(runOf('a'));
    expect((await of('poster').load()).history.runs).toEqual([]);
  });

  it('does not follow a link', async () => {
    using under = caches();
    const history = createCacheHistoryStore({ store: under.store, pipeline: 'p', job: {} });
    await history.save(runOf('a'));
    await poison(under, '', { link: '/etc/passwd' });
    expect(await history.load()).toMatchObject({
      fault: 'not-a-file',
      failure: { at: { in: 'cache' }, cause: { kind: 'not-a-file' } },
    });
  });

  it('says why nothing was saved', async () => {
    const broken: CacheStore = {
      get: async () => ({ kind: 'miss', because: { kind: 'no-entry' } }),
      fetch: async () => ({ kind: 'miss', because: { kind: 'no-entry' } }),
      set: async () => ({
        kind: 'not-saved',
        because: { kind: 'toolkit', said: 'cache write denied' },
      }),
    };
    const history = createCacheHistoryStore({
      store: broken,
      pipeline: 'p',
      job: {},
    });
    expect(await history.save(runOf('a'))).toEqual({
      kind: 'not-saved',
      cause: { kind: 'store', because: { kind: 'toolkit', said: 'cache write denied' } },
    });
  });

  it('is read and not written by a run that is not trusted', async () => {
    using under = caches();
    const history = createCacheHistoryStore({ store: under.store, pipeline: 'p', job: {} });
    await history.save(runOf('a'));
    const reader = readOnly(history);
    expect(await reader.save(runOf('b'))).toEqual({ kind: 'read-only' });
    expect((await reader.load()).history.runs).toHaveLength(1);
  });
});
