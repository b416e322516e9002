/** Folders that travel between runs: what could not be fetched is never hidden by what is saved then. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import { carryResults } from '../../src/caching/results/persist-results.ts';
import type { CacheStore, Fetched } from '../../src/caching/store.ts';
import { carryReplies, saveReplies } from '../../src/llm/replies/persist-replies.ts';
import { read, type Tree, temporaryFolder, write } from './trees.ts';

const FAULT: Fetched = {
  kind: 'unreadable',
  fault: 'unavailable',
  because: { kind: 'toolkit', said: 'limited (429)' },
};

/** A store whose next fetches do not come, as often as `failing.times` says. */
function faulty(store: CacheStore) {
  const failing = { times: 0 };
  const meet = (): boolean => {
    failing.times -= 1;
    return failing.times >= 0;
  };
  const faulted: CacheStore = {
    ...store,
    fetch: async (request, root) => (meet() ? FAULT : store.fetch(request, root)),
  };
  return { failing, store: faulted };
}

const COMMON = {
  pipelineId: 'paper',
  job: {},
  folder: 'kept',
  saving: { allowed: true },
  now: () => 0,
} as const;

type Carrier = (store: CacheStore, root: string, added: Tree) => Promise<void>;

/** One run each: fetches, adds files, saves. */
const CARRIERS: readonly [string, Carrier][] = [
  [
    'replies of models',
    async (store, root, added) => {
      const carried = await carryReplies({ ...COMMON, store, root });
      await carried.fetch();
      write(root, added);
      await carried.save(Object.keys(added).length);
    },
  ],
  [
    'results of stages',
    async (store, root, added) => {
      const carried = carryResults({ ...COMMON, store, root, maxBytes: 1e8 });
      await carried.store;
      write(root, added);
      await carried.save();
    },
  ],
  [
    'replies of a run that was killed before it had those of earlier ones',
    async (store, root, added) => {
      write(root, added);
      await saveReplies({ ...COMMON, store, root });
    },
  ],
];

describe.each(CARRIERS)('%s', (_, carry) => {
  async function runIn(store: CacheStore, added: Tree): Promise<readonly string[]> {
    using root = temporaryFolder();
    await carry(store, root.path, added);
    return Object.keys(read(root.path)).filter(path => path.endsWith('.json'));
  }

  async function next(store: CacheStore): Promise<readonly string[]> {
    using root = temporaryFolder();
    const carried = await carryReplies({ ...COMMON, store, root: root.path });
    const results = carryResults({ ...COMMON, store, root: root.path, maxBytes: 1e8 });
    await Promise.all([carried.fetch(), results.store]);
    return Object.keys(read(root.path)).filter(path => path.endsWith('.json'));
  }

  it.each([1, 2, 3])('keep the older ones where %i fetches fail', async times => {
    using place = temporaryFolder();
    const { store, failing } = faulty(createDirectoryStore({ folder: place.path, maxBytes: 1e8 }));
    await runIn(store, { 'kept/old.json': 'old', 'kept/older.json': 'older' });
    failing.times = times;
    await runIn(store, { 'kept/new.json': 'new' });
    failing.times = 0;
    expect(await next(store)).toEqual(expect.arrayContaining(['kept/old.json', 'kept/older.json']));
  });

  it('are used from beside the older ones as long as those cannot be read', async () => {
    using place = temporaryFolder();
    const sound = createDirectoryStore({ folder: place.path, maxBytes: 1e8 });
    await runIn(sound, { 'kept/old.json': 'old' });
    const isBeside = (key: string): boolean => key.startsWith('stagetime-beside/');
    const damaged: CacheStore = {
      ...sound,
      fetch: async (request, root) => (isBeside(request.key) ? sound.fetch(request, root) : FAULT),
    };
    await runIn(damaged, { 'kept/new.json': 'new' });
    expect(await next(damaged)).toEqual(['kept/new.json']);
    expect(await next(sound)).toEqual(['kept/old.json']);
  });
});

it('adds what it finds at the second look, and changes none of what is new', async () => {
  using place = temporaryFolder();
  const { store, failing } = faulty(createDirectoryStore({ folder: place.path, maxBytes: 1e8 }));
  const [, replies] = CARRIERS[0] ?? [];
  using first = temporaryFolder();
  await replies?.(store, first.path, { 'kept/a.json': 'old', 'kept/b.json': 'old' });
  failing.times = 2;
  using second = temporaryFolder();
  await replies?.(store, second.path, { 'kept/b.json': 'new', 'kept/c.json': 'new' });
  using third = temporaryFolder();
  const carried = await carryReplies({ ...COMMON, store, root: third.path });
  await carried.fetch();
  const text = (name: string) => readFileSync(join(third.path, 'kept', name), 'utf8');
  expect(['a.json', 'b.json', 'c.json'].map(text)).toEqual(['old', 'new', 'new']);
});
