/**
 * Runs of several legs whose cache now and then does not answer: no run whose save was acknowledged is lost,
 * and no history is called missing that is there.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createCacheHistoryStore,
  HISTORY_PREFIX,
  WAITING_PREFIX,
} from '../../src/baseline/cache-store.ts';
import type { LoadedHistory } from '../../src/baseline/store.ts';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import { digitsOf, entriesBelow } from '../../src/caching/entries-below.ts';
import type { CacheStore, CacheUnreadable, ReadFault } from '../../src/caching/store.ts';
import { ofSameJob } from '../../src/record/history.ts';
import { temporaryFolder, write } from '../caching/trees.ts';
import { runOf } from '../contract/history-store.ts';

/** Which calls of one run go wrong, in their order. */
interface Weather {
  readonly lookUps: readonly boolean[];
  readonly restores: readonly boolean[];
  readonly fault: ReadFault;
  readonly canSave: boolean;
}

/** The store as a run sees it in this weather. */
function seen(store: CacheStore, weather: Weather): CacheStore {
  const [lookUps, restores] = [[...weather.lookUps], [...weather.restores]];
  const unreadable: CacheUnreadable = {
    kind: 'unreadable',
    fault: weather.fault,
    because: { kind: 'failed', said: 'a fault' },
  };
  return {
    async get(request) {
      if (lookUps.shift()) return unreadable;
      const found = await store.get(request);
      if (found.kind !== 'hit' || !restores.shift()) return found;
      const { fault } = weather;
      return {
        ...found,
        restore: async () => ({
          kind: 'not-restored',
          because: { kind: 'failed', said: 'a fault' },
          fault,
        }),
      };
    },
    fetch: async () => unreadable,
    set: async request =>
      weather.canSave
        ? store.set(request)
        : { kind: 'not-saved', because: { kind: 'failed', said: 'a fault' } },
  };
}

const CLEAR: Weather = { lookUps: [], restores: [], fault: 'unavailable', canSave: true };
const LEGS = ['a', 'b'].map(leg => ({ job: 'test', leg }));

const weather = fc.oneof(
  fc.constant(CLEAR),
  fc.record({
    lookUps: fc.array(fc.boolean(), { maxLength: 6 }),
    restores: fc.array(fc.boolean(), { maxLength: 4 }),
    fault: fc.constantFrom<ReadFault>('unavailable', 'late', 'damaged', 'too-large'),
    canSave: fc.boolean(),
  }),
);
const step = fc.record({ leg: fc.nat({ max: LEGS.length - 1 }), weather });

const idsOf = ({ history }: LoadedHistory): readonly string[] =>
  history.runs.map(({ run }) => run.id);

describe('the history in a cache that fails now and then', () => {
  it('keeps every run that was acknowledged, and is never called missing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 9 }), async steps => {
        using folder = temporaryFolder();
        const store = createDirectoryStore({ folder: folder.path, maxBytes: 1e8 });
        const open = (leg: number, under: Weather) =>
          createCacheHistoryStore({
            store: seen(store, under),
            pipeline: 'p',
            job: LEGS[leg] ?? {},
          });
        const kept = LEGS.map((): string[] => []);
        for (const [minute, { leg, weather: under }] of steps.entries()) {
          const loaded = await open(leg, under).load();
          if (kept[leg]?.length !== 0) expect(loaded.kind).not.toBe('none');
          const { run, ...rest } = runOf(`${minute}`, minute);
          const saved = await open(leg, under).save({ ...rest, run: { ...run, ...LEGS[leg] } });
          if (saved.kind === 'not-saved') expect(saved.cause).toMatchObject({ kind: 'store' });
          else kept[leg]?.push(run.id);
        }
        for (const [leg, ids] of kept.entries()) {
          const loaded = await open(leg, CLEAR).load();
          const own = ofSameJob(loaded.history, LEGS[leg] ?? {});
          expect(own.runs.map(({ run }) => run.id)).toEqual(ids);
          expect(loaded.kind === 'unreadable').toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('judges by the runs that wait where an entry is damaged for good', async () => {
    using folder = temporaryFolder();
    const store = createDirectoryStore({ folder: folder.path, maxBytes: 1e8 });
    const damaged: CacheStore = {
      ...store,
      async get(request) {
        const found = await store.get(request);
        if (found.kind !== 'hit' || !found.key.startsWith(HISTORY_PREFIX)) return found;
        const restore = async () =>
          ({ kind: 'not-restored', because: { kind: 'not-unpacked' }, fault: 'damaged' }) as const;
        return { ...found, restore };
      },
    };
    const open = (under: CacheStore) =>
      createCacheHistoryStore({ store: under, pipeline: 'p', job: {} });
    await open(store).save(runOf('old'));
    for (let minute = 1; minute <= 12; minute += 1) {
      expect((await open(damaged).save(runOf(`${minute}`, minute))).kind).toBe('waiting');
    }
    const loaded = await open(damaged).load();
    expect(loaded).toMatchObject({ kind: 'unreadable', fault: 'damaged' });
    expect(idsOf(loaded)).toHaveLength(12);
    expect(idsOf(await open(store).load())).toHaveLength(13);
  });

  it('takes in what waits as a whole or not at all', async () => {
    using folder = temporaryFolder();
    const store = createDirectoryStore({ folder: folder.path, maxBytes: 1e8 });
    const open = (under: CacheStore) =>
      createCacheHistoryStore({ store: under, pipeline: 'p', job: {} });
    await open(store).save(runOf('1', 1));
    const blind = { ...CLEAR, lookUps: [true, true] };
    for (const minute of [2, 3]) await open(seen(store, blind)).save(runOf(`${minute}`, minute));
    const newest = await store.get({
      key: '-',
      restoreKeys: [WAITING_PREFIX],
      paths: ['history.json'],
    });
    // All but the newest of what waits cannot be had for a while.
    const partly: CacheStore = {
      ...store,
      async get(request) {
        const found = await store.get(request);
        const isHad =
          found.kind !== 'hit' ||
          !found.key.startsWith(WAITING_PREFIX) ||
          (newest.kind === 'hit' && found.key === newest.key);
        return isHad
          ? found
          : {
              kind: 'unreadable',
              fault: 'unavailable',
              because: { kind: 'failed', said: 'a fault' },
            };
      },
    };
    expect((await open(partly).save(runOf('4', 4))).kind).toBe('saved');
    expect(idsOf(await open(store).load())).toEqual(['1', '2', '3', '4']);
  });

  it('is not called missing where all there is waits, and cannot be read', async () => {
    using folder = temporaryFolder();
    const store = createDirectoryStore({ folder: folder.path, maxBytes: 1e8 });
    const open = (under: Weather) =>
      createCacheHistoryStore({ store: seen(store, under), pipeline: 'p', job: {} });
    await open({ ...CLEAR, lookUps: [true, true] }).save(runOf('1', 1));
    const loaded = await open({ ...CLEAR, lookUps: [false, true] }).load();
    expect(loaded.kind).toBe('unreadable');
  });

  it('names the entries that nobody needs any more once their runs are in it', async () => {
    using folder = temporaryFolder();
    const store = createDirectoryStore({ folder: folder.path, maxBytes: 1e8 });
    const open = (under: Weather) =>
      createCacheHistoryStore({ store: seen(store, under), pipeline: 'p', job: {} });
    await open(CLEAR).save(runOf('1', 1));
    const blind = { ...CLEAR, lookUps: [true, true] };
    await open(blind).save(runOf('2', 2));
    await open(blind).save(runOf('3', 3));
    const saved = await open(CLEAR).save(runOf('4', 4));
    expect(saved).toMatchObject({ kind: 'saved', runs: 4 });
    const superseded = 'superseded' in saved ? saved.superseded : [];
    expect(superseded).toHaveLength(2);
    for (const key of superseded ?? []) expect(key).toMatch(/^stagetime-waiting-1-/);
  });
});

describe('entries below a prefix', () => {
  it('are all found, in a store that tells only the newest', async () => {
    const names = fc.uniqueArray(fc.string({ maxLength: 5 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(names, async chosen => {
        using folder = temporaryFolder();
        using source = temporaryFolder();
        write(source.path, { 't/a': 'x' });
        const store = createDirectoryStore({ folder: folder.path, maxBytes: 1e8 });
        const keys = chosen.map((name, i) => `p-${digitsOf(name)}-${i}-`);
        for (const key of [...keys, 'q-0', 'p']) {
          await store.set({ key, paths: ['t'], root: source.path });
        }
        const { hits, missing } = await entriesBelow(store, 'p-', ['t']);
        expect(missing).toBeUndefined();
        expect(hits.map(({ key }) => key).sort()).toEqual(keys.sort());
      }),
      { numRuns: 25 },
    );
  });
});
