/** What the cache service can do to a run: nothing but take a bounded time. */
import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createActionsStore, type Deadlines } from '../../src/caching/actions/actions-store.ts';
import type { ReadCause } from '../../src/record/facts/store-fault.ts';
import type { Fault, FaultEffect } from '../services/faults.ts';
import {
  AZURE_HOST,
  DEFAULT_SCOPE,
  RESOLVE_AZURE,
  type ResultsService,
  type ResultsServiceOptions,
  startResultsService,
} from '../services/results-service.ts';
import { read, type Tree, temporaryFolder, write } from './trees.ts';
import { bundleWorker } from './worker-bundle.ts';

const bundle = temporaryFolder();
let script = '';
beforeAll(async () => {
  script = await bundleWorker(bundle.path);
});
afterAll(() => bundle[Symbol.dispose]());

const REQUEST = { key: 'k', restoreKeys: [], paths: ['t'] } as const;
const CAUSE = { because: { kind: expect.any(String) } };
/** Long enough for what goes well, short enough to wait for what does not. */
const SHORT = { lookUpMs: 800, transferMs: 800, bytesPerSecond: 50_000_000 };
const tree: Tree = Object.fromEntries(
  Array.from({ length: 40 }, (_, i) => [`t/${i}`, randomBytes(5_000).toString('hex')]),
);

async function service(options: ResultsServiceOptions = {}): Promise<ResultsService> {
  const started = await startResultsService(options);
  onTestFinished(() => started.close());
  return started;
}

interface StoreOptions {
  readonly deadlines?: Partial<Deadlines>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly maxBytes?: number;
}

function storeOn(results: ResultsService, options: StoreOptions = {}) {
  const { deadlines = {}, variables = {}, maxBytes = 50_000_000 } = options;
  const store = createActionsStore({
    variables: {
      PATH: process.env.PATH,
      NODE_OPTIONS: RESOLVE_AZURE,
      ...results.env,
      ...variables,
    },
    script,
    maxBytes,
    deadlines,
  });
  onTestFinished(() => store[Symbol.asyncDispose]());
  return store;
}

function folder(content: Tree = {}): string {
  const made = temporaryFolder();
  onTestFinished(() => made[Symbol.dispose]());
  write(made.path, content);
  return made.path;
}

/** Whether any process of the group is there, zombies aside: those hold nothing. */
function isGroupAlive(leader: number): boolean {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .some(pid => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        const [state = '', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return Number(group) === leader && !/[ZX]/.test(state);
      } catch {
        return false; // it ended meanwhile
      }
    });
}

/** By host: one entry, which no test changes. */
const holding = new Map<string, Promise<ResultsService>>();
afterAll(async () => {
  for (const started of holding.values()) await (await started).close();
});

async function startHolding(blobHost: string): Promise<ResultsService> {
  const results = await startResultsService({ blobHost });
  const saved = await storeOn(results).set({ ...REQUEST, root: folder(tree) });
  expect(saved.kind).toBe('saved');
  return results;
}

/** Saved without any fault, so that a fault meets only who restores it. */
async function serviceHolding(blobHost: string, ...faults: readonly Fault[]) {
  const started = holding.get(blobHost) ?? startHolding(blobHost);
  holding.set(blobHost, started);
  const results = await started;
  results.befall(...faults);
  return results;
}

describe.each([
  ['by plain HTTP', '127.0.0.1'],
  ["by Azure's client", AZURE_HOST],
])('restoring %s', (_, blobHost) => {
  it('gives back what was saved, and is done with its processes', async () => {
    const results = await serviceHolding(blobHost);
    const store = storeOn(results);
    const root = folder();
    expect((await store.fetch(REQUEST, root)).kind).toBe('restored');
    expect(read(root)).toMatchObject({ 't/7': { text: tree['t/7'] } });
    const { pids } = store;
    await store[Symbol.asyncDispose]();
    expect(pids.filter(isGroupAlive)).toEqual([]);
  });

  const blob = /^(Get|Head)Blob$/;
  it.each<[string, string | RegExp, FaultEffect]>([
    ['the archive is gone', blob, { status: 404 }],
    ['the archive is never sent', blob, { hang: true }],
    ['the archive cannot be had', blob, { status: 503 }],
    ['the connection breaks', blob, { reset: true }],
    ['the archive is cut', 'GetBlob', { truncate: true }],
    ['the archive is damaged', 'GetBlob', { corrupt: true }],
  ])(
    'ends in time, with a reason and nothing half restored, where %s',
    async (_, match, effect) => {
      await expectNothingHalfDone(await serviceHolding(blobHost, { match, ...effect }));
    },
  );
});

async function expectNothingHalfDone(results: ResultsService): Promise<void> {
  const store = storeOn(results, { deadlines: SHORT });
  const root = folder({ 't/mine': 'kept' });
  const working = store.fetch(REQUEST, root);
  await expect.poll(() => store.pids.length).toBeGreaterThan(0);
  const { pids } = store;
  const outcome = await working;
  expect(outcome).toMatchObject({ kind: 'unreadable', fault: expect.any(String), ...CAUSE });
  expect(read(root)).toEqual({ t: { folder: 0o755 }, 't/mine': { text: 'kept', mode: 0o644 } });
  expect(pids.filter(isGroupAlive)).toEqual([]);
}

describe('a look-up', () => {
  it.each<[string, FaultEffect]>([
    ['answered by 500', { status: 500 }],
    ['never answered', { hang: true }],
    ['limited', { status: 429, headers: { 'retry-after': '60' } }],
    ['refused', { status: 403 }],
    ['cut off', { reset: true }],
    ['answered in part', { truncate: true }],
    ['answered with garbage', { corrupt: true }],
    ['answered by half of it', { keepShare: 0.5 }],
    ['answered by null', { status: 200, body: null }],
  ])('that is %s ends in time, with a reason', async (_, effect) => {
    const match = 'GetCacheEntryDownloadURL';
    const results = await serviceHolding('127.0.0.1', { match, ...effect });
    await expectNothingHalfDone(results);
    const alone = await storeOn(results, { deadlines: SHORT }).get(REQUEST);
    expect(alone).toMatchObject({ kind: 'unreadable', fault: expect.any(String), ...CAUSE });
  });

  it('is not waited for again once it was not answered', async () => {
    const results = await serviceHolding('127.0.0.1', {
      match: 'GetCacheEntryDownloadURL',
      hang: true,
    });
    const store = storeOn(results, { deadlines: SHORT });
    expect(await store.get(REQUEST)).toMatchObject({ kind: 'unreadable', ...CAUSE });
    const asked = results.requests.length;
    expect(await store.get(REQUEST)).toMatchObject({ kind: 'unreadable', ...CAUSE });
    expect((await store.set({ ...REQUEST, root: folder(tree) })).kind).toBe('not-saved');
    expect(results.requests).toHaveLength(asked);
  });

  it('is repeated by the toolkit after one 503', async () => {
    const match = 'GetCacheEntryDownloadURL';
    const results = await serviceHolding('127.0.0.1', { match, status: 503, times: 1 });
    expect((await storeOn(results).get(REQUEST)).kind).toBe('hit');
  });

  it('leaves nothing behind where its hit is never restored', async () => {
    const results = await serviceHolding('127.0.0.1');
    const store = storeOn(results);
    expect((await store.get(REQUEST)).kind).toBe('hit');
    const { pids } = store;
    expect(pids).toHaveLength(1);
    await store[Symbol.asyncDispose]();
    expect(pids.filter(isGroupAlive)).toEqual([]);
  });
});

/** By what the service says of its size, or by the index of its archive. */
function saysTooLarge(because: ReadCause): boolean {
  return because.kind === 'archive-damaged'
    ? because.damage.kind === 'larger-unpacked'
    : because.kind === 'too-large';
}

describe('what is too large', () => {
  it('is neither downloaded nor unpacked', async () => {
    const results = await serviceHolding('127.0.0.1');
    const root = folder();
    for (const maxBytes of [10_000, 390_000]) {
      const outcome = await storeOn(results, { maxBytes }).fetch(REQUEST, root);
      expect(outcome).toMatchObject({
        kind: 'unreadable',
        fault: expect.stringMatching(/^(too-large|damaged)$/),
        because: expect.toSatisfy(saysTooLarge),
      });
    }
    expect(read(root)).toEqual({});
  });

  it('is not saved', async () => {
    const results = await service();
    const outcome = await storeOn(results, { maxBytes: 100 }).set({
      ...REQUEST,
      root: folder(tree),
    });
    expect(outcome).toEqual({ kind: 'not-saved', because: { kind: 'too-large', maxBytes: 100 } });
    expect(results.caches).toEqual([]);
  });
});

describe('saving', () => {
  it.each<[string, string, FaultEffect]>([
    ['the reservation is limited', 'CreateCacheEntry', { status: 429 }],
    ['the reservation is refused', 'CreateCacheEntry', { status: 403 }],
    ['the reservation is never answered', 'CreateCacheEntry', { hang: true }],
    ['the upload is refused', 'PutBlob', { status: 403 }],
    ['the upload is never answered', 'PutBlob', { hang: true }],
    ['the end is answered by 500', 'FinalizeCacheEntryUpload', { status: 500 }],
    ['the end is never answered', 'FinalizeCacheEntryUpload', { hang: true }],
  ])('ends in time, with the reason and without an entry, where %s', async (_, match, effect) => {
    const results = await service({ faults: [{ match, ...effect }] });
    const store = storeOn(results, { deadlines: SHORT });
    const root = folder(tree);
    const before = read(root);
    expect(await store.set({ ...REQUEST, root })).toMatchObject({ kind: 'not-saved', ...CAUSE });
    expect(results.caches).toEqual([]);
    expect(read(root)).toEqual(before);
    await store[Symbol.asyncDispose]();
    expect(store.pids).toEqual([]);
  });

  it('says that the token may only read', async () => {
    const results = await service();
    const variables = results.envOf({ ...DEFAULT_SCOPE, readOnly: true });
    const outcome = await storeOn(results, { variables }).set({ ...REQUEST, root: folder(tree) });
    expect(outcome).toMatchObject({
      kind: 'not-saved',
      because: { kind: 'toolkit', said: expect.stringContaining('cache write denied') },
    });
  });

  it("heeds the workflow's cache mode", async () => {
    const results = await serviceHolding('127.0.0.1');
    const variables = { ACTIONS_CACHE_MODE: 'none' };
    const store = storeOn(results, { variables });
    const said = { because: { kind: 'toolkit', said: expect.stringContaining('cache-mode') } };
    expect(await store.get(REQUEST)).toMatchObject({ kind: 'unreadable', ...said });
    const saved = await store.set({ ...REQUEST, key: 'new', root: folder(tree) });
    expect(saved).toMatchObject({ kind: 'not-saved', ...said });
  });

  it('packs nothing where the entry is there already', async () => {
    const results = await serviceHolding('127.0.0.1');
    const asked = results.requests.length;
    const outcome = await storeOn(results).set({ ...REQUEST, root: folder(tree) });
    expect(outcome).toEqual({ kind: 'already-there' });
    expect(results.requests.slice(asked).map(({ operation }) => operation)).toEqual([
      'GetCacheEntryDownloadURL',
    ]);
  });

  it('by five jobs at once makes one entry, and no job a warning', async () => {
    const results = await service();
    const jobs = Array.from({ length: 5 }, () => storeOn(results, { variables: {} }));
    const saves = jobs.map(store => store.set({ ...REQUEST, root: folder(tree) }));
    const kinds = (await Promise.all(saves)).map(({ kind }) => kind).sort();
    expect(kinds).toEqual([...Array(4).fill('already-there'), 'saved']);
    expect(results.caches).toHaveLength(1);
  });
});

describe('scopes', () => {
  it('lets a pull request read the default branch, and write for itself alone', async () => {
    const results = await serviceHolding('127.0.0.1');
    const scope = { ref: 'refs/pull/7/merge', alsoReads: [DEFAULT_SCOPE.ref] };
    const pull = storeOn(results, { variables: results.envOf(scope) });
    expect((await pull.get(REQUEST)).kind).toBe('hit');
    await pull.set({ ...REQUEST, key: 'own', root: folder(tree) });
    expect((await pull.get({ ...REQUEST, key: 'own' })).kind).toBe('hit');
    expect((await storeOn(results).get({ ...REQUEST, key: 'own' })).kind).toBe('miss');
  });
});

describe('what was saved', () => {
  it('has its times again, and files of any name and number of names', async () => {
    const results = await service();
    const root = folder({ 't/cache.tzst': 'a', 't/index.json': 'b', 't/0': 'c', 't/-rf': 'd' });
    const past = new Date('2024-05-06T07:08:09Z');
    utimesSync(join(root, 't/0'), past, past);
    linkSync(join(root, 't/0'), join(root, 't/twin'));
    const store = storeOn(results);
    await store.set({ ...REQUEST, root });
    const target = folder();
    expect((await store.fetch(REQUEST, target)).kind).toBe('restored');
    expect(read(target)).toEqual(read(root));
    expect(statSync(join(target, 't/0')).mtime).toEqual(past);
    expect(statSync(join(target, 't/twin')).nlink).toBe(1);
  });
});
