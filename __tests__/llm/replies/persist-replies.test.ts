import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import type { CacheStore } from '../../../src/caching/store.ts';
import {
  carryReplies,
  type PersistedReplies,
  type PersistOptions,
  saveReplies,
} from '../../../src/llm/replies/persist-replies.ts';

type Files = Readonly<Record<string, string>>;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'stagetime-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function put(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'llm', path)), { recursive: true });
    writeFileSync(join(root, 'llm', path), content);
  }
}

const storeIn = (path: string): CacheStore => createDirectoryStore({ folder: path, maxBytes: 1e8 });

/** A job with an empty report directory. */
async function job(store: CacheStore, overrides: Partial<PersistOptions> = {}) {
  const root = overrides.root ?? folder();
  const carried = await carryReplies({
    store,
    root,
    folder: 'llm',
    pipelineId: 'paper',
    job: {},
    saving: { allowed: true },
    now: () => 0,
    ...overrides,
  });
  const read = (path: string): string => readFileSync(join(root, 'llm', path), 'utf8');
  return { ...carried, root, read };
}

async function saveAll({ root, save, fetch }: PersistedReplies & { root: string }, files: Files) {
  await fetch();
  put(root, files);
  await save(Object.keys(files).length);
}

describe('replies on machines that forget', () => {
  it('come to the next job, the newest ones of the same pipeline', async () => {
    const store = storeIn(folder());
    await saveAll(await job(store), { 'v1/aa/one.json': '1' });
    await saveAll(await job(store), { 'v1/bb/two.json': '2' });
    const third = await job(store);
    await third.fetch();
    expect([third.read('v1/aa/one.json'), third.read('v1/bb/two.json')]).toEqual(['1', '2']);
    expect(third.record()).toMatchObject({ name: 'LLM replies', state: 'exact', saved: false });
    const other = await job(store, { pipelineId: 'another' });
    await other.fetch();
    expect(other.record()).toMatchObject({ state: 'miss' });
  });

  it('are saved when there are new ones, and when a damaged one was mended', async () => {
    const store = storeIn(folder());
    const first = await job(store);
    await saveAll(first, { 'v1/aa/one.json': 'damaged' });
    const second = await job(store);
    await second.fetch();
    await second.save(0);
    expect(second.record()).toMatchObject({ saved: false });
    put(second.root, { 'v1/aa/one.json': 'mended' });
    await second.save(1);
    expect(second.record()).toMatchObject({ saved: true });
    const third = await job(store);
    await third.fetch();
    expect(third.read('v1/aa/one.json')).toBe('mended');
  });

  it('are not saved by a run that may not, which says so', async () => {
    const store = storeIn(folder());
    const fork = await job(store, { saving: { allowed: false, because: { kind: 'fork' } } });
    await saveAll(fork, { 'v1/aa/one.json': '1' });
    expect(fork.record()).toMatchObject({
      saved: false,
      saving: { kind: 'not-saved', because: { kind: 'fork' } },
    });
    const next = await job(store);
    await next.fetch();
    expect(next.record()?.state).toBe('miss');
  });

  it('of another job that were left behind are not used: it may have been of a fork', async () => {
    const root = folder();
    put(root, { 'v1/aa/planted.json': 'x' });
    await job(storeIn(folder()), { root });
    expect(existsSync(join(root, 'llm'))).toBe(false);
  });

  it('of a run that was killed are saved without what it was writing', async () => {
    const store = storeIn(folder());
    const root = folder();
    put(root, { 'v1/aa/one.json': '1', 'temp/half': 'ha' });
    const { result } = await saveReplies({
      store,
      root,
      folder: 'llm',
      pipelineId: 'paper',
      job: {},
    });
    expect(result.kind).toBe('saved');
    const next = await job(store);
    await next.fetch();
    expect(next.read('v1/aa/one.json')).toBe('1');
    expect(existsSync(join(next.root, 'llm/temp'))).toBe(false);
    // The same once more is not an entry of its own.
    const again = await saveReplies({ store, root, folder: 'llm', pipelineId: 'paper', job: {} });
    expect(again.result.kind).toBe('already-there');
  });

  it('are lost with a word about it where the store fails', async () => {
    const fail = async () => {
      throw new Error('the disk is gone');
    };
    const broken = await job({ get: fail, fetch: fail, set: fail });
    await saveAll(broken, { 'v1/aa/one.json': '1' });
    const because = { kind: 'failed', said: 'the disk is gone' };
    expect(broken.record()).toMatchObject({
      state: 'error',
      saved: false,
      restoring: { kind: 'failed', because },
      saving: { kind: 'not-saved', because },
    });
  });
});
