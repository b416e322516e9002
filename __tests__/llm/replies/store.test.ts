import { fork } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredReply } from '../../../src/llm/replies/entry.ts';
import {
  createReplyStore,
  type ReplyStore,
  type ReplyStoreOptions,
} from '../../../src/llm/replies/store.ts';
import type { Notice } from '../../../src/record/facts/notice/notice.ts';
import { storeFolder } from '../support.ts';

const DAY = 24 * 3600 * 1000;

function openStore(options: Partial<ReplyStoreOptions> & Pick<ReplyStoreOptions, 'folder'>) {
  const notices: Notice[] = [];
  const store = createReplyStore({
    readOnly: false,
    maxBytes: 1e6,
    maxUnusedMs: 90 * DAY,
    onNotice: notice => notices.push(notice),
    ...options,
  });
  return Object.assign(store, { notices });
}

const key = (n: number): string => n.toString(16).padStart(64, '0');
const fileOf = (folder: string, n: number): string => join(folder, `v1/00/${key(n)}.json`);
const aReply = (...chunks: readonly (string | Buffer)[]): StoredReply => ({
  headers: { 'content-type': 'text/event-stream' },
  chunks: chunks.map(chunk => Buffer.from(chunk)),
  upstreamMs: 12.5,
  usage: { input: 1, output: 2 },
});

async function fill(store: ReplyStore, count: number, bytes: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await store.put(key(n), aReply('x'.repeat(bytes)));
}

describe('a stored reply', () => {
  it('is what was stored, piece by piece, whatever bytes it has', async () => {
    const folder = storeFolder();
    const pieces = fc.array(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' })));
    await fc.assert(
      fc.asyncProperty(pieces, async chunks => {
        const reply = aReply(...chunks.map(chunk => Buffer.from(chunk as Uint8Array)));
        expect(await openStore({ folder }).put(key(1), reply)).toBe('stored');
        expect(openStore({ folder }).get(key(1))).toEqual(reply);
      }),
      { numRuns: 50 },
    );
  });

  it('lies in a file of its own, readable by its owner only', async () => {
    const folder = storeFolder();
    await openStore({ folder }).put(key(1), aReply('Grüße'));
    expect(readdirSync(folder).sort()).toEqual(['temp', 'v1']);
    expect(readdirSync(join(folder, 'temp'))).toEqual([]);
    expect(statSync(fileOf(folder, 1)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(fileOf(folder, 1), 'utf8'))).toMatchObject({ body: 'Grüße' });
  });

  it('is not there before it is stored', () => {
    const store = openStore({ folder: storeFolder() });
    expect(store.get(key(1))).toBeUndefined();
    expect(store.notices).toEqual([]);
  });
});

describe('a damaged entry', () => {
  const damages: Readonly<Record<string, (file: string) => void>> = {
    'is cut': file => truncateSync(file, 100),
    'is empty': file => truncateSync(file, 0),
    'has another text': file =>
      writeFileSync(file, readFileSync(file, 'utf8').replace('hello', 'hullo')),
    'has other pieces': file =>
      writeFileSync(file, readFileSync(file, 'utf8').replace('[5]', '[4]')),
    'is that of another request': file => renameSync(file, join(dirname(file), `${key(1)}.json`)),
    'is of another program': file => writeFileSync(file, '{"schema":2}'),
    'has a header that is none of ours': file =>
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('"content-type"', '"set-cookie":"a","content-type"'),
      ),
    'has a header of two lines': file =>
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('event-stream', 'x\\r\\nset-cookie: a'),
      ),
    'is a folder': file => {
      rmSync(file);
      mkdirSync(join(file, 'full'), { recursive: true });
    },
    'is a link': file => {
      renameSync(file, `${file}.real`);
      symlinkSync(`${file}.real`, file);
    },
  };

  it.each(Object.entries(damages))('that %s is a miss, removed and told', async (_, damage) => {
    const folder = storeFolder();
    await openStore({ folder }).put(key(2), aReply('hello'));
    damage(fileOf(folder, 2));
    const asked = statSync(fileOf(folder, 2), { throwIfNoEntry: false }) ? key(2) : key(1);
    const store = openStore({ folder });
    expect(store.get(asked)).toBeUndefined();
    await store.close();
    expect(store.notices).toEqual([{ kind: 'llm-reply-damaged', isRemoved: true }]);
    expect(store.get(asked)).toBeUndefined();
    expect(store.notices).toHaveLength(1);
    expect(await store.put(asked, aReply('again'))).toBe('stored');
    expect(store.get(asked)?.chunks.join('')).toBe('again');
  });
});

describe('a store that may only be read', () => {
  it('stays as it is, byte for byte and time for time', async () => {
    const folder = storeFolder();
    await openStore({ folder }).put(key(1), aReply('hello'));
    await openStore({ folder }).put(key(2), aReply('hello'));
    truncateSync(fileOf(folder, 2), 50);
    utimesSync(fileOf(folder, 1), new Date(0), new Date(0));

    const store = openStore({ folder, readOnly: true });
    expect(store.get(key(1))).toBeDefined();
    expect(store.get(key(2))).toBeUndefined();
    expect(await store.put(key(3), aReply('more'))).toBe('read-only');
    await store.close();
    expect(readdirSync(join(folder, 'v1/00'))).toHaveLength(2);
    expect(statSync(fileOf(folder, 1)).mtimeMs).toBe(0);
  });
});

describe('bounds', () => {
  it('hold: what was used longest ago goes', async () => {
    const folder = storeFolder();
    await fill(openStore({ folder }), 10, 800);
    for (let n = 0; n < 10; n += 1) {
      const time = new Date(Date.now() - (20 - n) * 1000);
      utimesSync(fileOf(folder, n), time, time);
    }
    const store = openStore({ folder, maxBytes: 8_000 });
    expect(store.get(key(0))).toBeDefined();
    await store.close();
    await store.put(key(10), aReply('x'.repeat(800)));
    await store.close();
    const left = Array.from({ length: 11 }, (_, n) => n).filter(n => store.get(key(n)));
    expect(left).toContain(0);
    expect(left).toContain(10);
    expect(left).not.toContain(1);
    const bytes = left.reduce((sum, n) => sum + statSync(fileOf(folder, n)).size, 0);
    expect(bytes).toBeLessThanOrEqual(8_000);
    expect(bytes).toBeGreaterThan(5_000);
  });

  it('hold in time: what was not used for long goes', async () => {
    const folder = storeFolder();
    await fill(openStore({ folder }), 2, 10);
    const long = new Date(Date.now() - 91 * DAY);
    utimesSync(fileOf(folder, 0), long, long);
    const store = openStore({ folder });
    await store.put(key(2), aReply('x'));
    expect(readdirSync(join(folder, 'v1/00')).sort()).toEqual([`${key(1)}.json`, `${key(2)}.json`]);
  });
});

it('says when nothing can be written, and goes on', async () => {
  const folder = storeFolder();
  mkdirSync(dirname(folder), { recursive: true });
  writeFileSync(folder, 'a file in its place');
  const store = openStore({ folder });
  expect(await store.put(key(1), aReply('x'))).toBe('write-failed');
  expect(store.notices).toMatchObject([{ kind: 'fault', of: 'llm-reply' }]);
  // For as long as the run lasts.
  expect(store.get(key(1))).toEqual(aReply('x'));
});

it('can be read after its writer was killed in the middle of writing', async () => {
  const folder = storeFolder();
  const child = fork('scripts/run-ts.mjs', ['__tests__/llm/store-writer.ts', folder]);
  const stored = new Promise<void>(done =>
    child.on('message', count => Number(count) > 1 && done()),
  );
  const ended = new Promise(done => child.on('exit', done));
  await stored;
  while (!hasHalfWrittenFile(folder)) await new Promise(setImmediate);
  child.kill('SIGKILL');
  await ended;

  const store = openStore({ folder, maxBytes: 1e9 });
  const names = readdirSync(join(folder, 'v1/00'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(store.get(name.slice(0, 64)), name).toBeDefined();
  expect(store.notices).toEqual([]);
  expect(await store.put(key(1_000_000), aReply('more'))).toBe('stored');
});

/** Whether the writer is in the middle of one of its files, which are larger than this. */
function hasHalfWrittenFile(folder: string): boolean {
  return ['temp', 'v1/00'].some(place =>
    readdirSync(join(folder, place)).some(name => {
      const file = statSync(join(folder, place, name), { throwIfNoEntry: false });
      return file !== undefined && file.size > 0 && file.size < 3e6;
    }),
  );
}
