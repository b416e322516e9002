import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CODEC } from '../../../src/caching/archive/codec.ts';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import { describeCacheStore } from '../../contract/cache-store.ts';
import { forge } from '../forge.ts';
import { read, temporaryFolder, write } from '../trees.ts';

const MAX = 50_000_000;
const PATHS = ['t'];
const hasZstd = 'zstdDecompress' in zlib;

/** Every file below a folder, as absolute paths. */
function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}

/** A path whose last part is bytes. */
function within(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), name]);
}

function flipByte(file: string, at: (length: number) => number): void {
  const bytes = readFileSync(file);
  const index = at(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}

describeCacheStore('the directory store', async () => {
  const place = temporaryFolder();
  const folder = join(place.path, 'cache');
  const again = () => createDirectoryStore({ folder, maxBytes: MAX });
  return {
    store: again(),
    again,
    corrupt() {
      for (const file of filesBelow(join(folder, 'archives'))) flipByte(file, () => 40);
    },
    [Symbol.asyncDispose]: async () => place[Symbol.dispose](),
  };
});

function aStore(maxBytes = MAX) {
  const place = temporaryFolder();
  const store = createDirectoryStore({ folder: place.path, maxBytes });
  const entries = () => filesBelow(join(place.path, 'entries'));
  const keyOf = (file: string): string => JSON.parse(readFileSync(file, 'utf8')).key;
  return {
    store,
    folder: place.path,
    archives: () => filesBelow(join(place.path, 'archives')),
    entries,
    keys: () => entries().map(keyOf).sort(),
    /** As if the entry had last been used so many minutes ago. */
    age(key: string, minutes: number) {
      const then = new Date(Date.now() - minutes * 60_000);
      for (const file of entries()) if (keyOf(file) === key) utimesSync(file, then, then);
    },
    async save(key: string, text: string) {
      using source = temporaryFolder();
      write(source.path, { 't/a': text });
      return await store.set({ key, paths: PATHS, root: source.path });
    },
    async has(key: string) {
      return (await store.get({ key, restoreKeys: [], paths: PATHS })).kind === 'hit';
    },
    [Symbol.dispose]: () => place[Symbol.dispose](),
  };
}

/** Bytes that do not shrink, the same for the same seed. */
function noise(seed: string, bytes: number): string {
  const blocks = Array.from({ length: bytes / 64 }, (_, i) => hash('sha256', `${seed}${i}`));
  return blocks.join('');
}

describe('the directory store', () => {
  it('keeps equal trees once, whatever their keys', async () => {
    using under = aStore();
    await under.save('one', 'same');
    await under.save('two', 'same');
    expect(under.entries()).toHaveLength(2);
    expect(under.archives()).toHaveLength(1);
  });

  it('packs what can be packed, and adds next to nothing to what cannot', async () => {
    using under = aStore();
    const text = await under.save('text', 'a line of values\n'.repeat(50_000));
    const packed = await under.save(
      'noise',
      zlib.brotliCompressSync(noise('x', 400_000)).toString('latin1'),
    );
    expect(text).toMatchObject({ kind: 'saved' });
    expect(text.kind === 'saved' && text.bytes).toBeLessThan(10_000);
    expect(packed.kind === 'saved' && packed.bytes).toBeLessThan(400_000);
  });

  it('evicts what was used longest ago, never what was saved just now', async () => {
    using under = aStore(100_000);
    await under.save('a', noise('a', 48_000));
    await under.save('b', noise('b', 48_000));
    await under.save('c', noise('c', 48_000));
    under.age('a', 3);
    under.age('b', 2);
    under.age('c', 1);
    expect(await under.has('a')).toBe(true);
    await under.save('d', noise('d', 64_000));
    expect(under.keys()).toEqual(['a', 'c', 'd']);
    const total = under.archives().reduce((sum, file) => sum + statSync(file).size, 0);
    expect(total).toBeLessThanOrEqual(100_000);
  });

  it('counts what its entries take: many keys for one tree do not grow it for ever', async () => {
    using under = aStore(2_000);
    for (let i = 0; i < 20; i += 1) await under.save(`key ${i}`, 'same');
    const files = [...under.archives(), ...under.entries()];
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThanOrEqual(2_000);
    expect(await under.has('key 19')).toBe(true);
    expect(await under.has('key 0')).toBe(false);
  });

  it('keeps an archive while another entry stands for it', async () => {
    using under = aStore(100_000);
    await under.save('a', noise('same', 80_000));
    await under.save('b', noise('same', 80_000));
    await under.save('c', noise('other', 80_000));
    under.age('a', 3);
    under.age('c', 2);
    under.age('b', 1);
    await under.save('d', noise('another', 80_000));
    expect(under.keys()).toEqual(['b', 'd']);
    expect(await under.has('b')).toBe(true);
  });

  it('saves no tree larger than the store', async () => {
    using under = aStore(10_000);
    const saved = await under.save('k', 'x'.repeat(10_001));
    expect(saved).toEqual({ kind: 'not-saved', because: { kind: 'too-large', maxBytes: 10_000 } });
    expect(filesBelow(under.folder)).toEqual([]);
  });

  it('saves nothing where a file changes while it is packed, and names it', async () => {
    using under = aStore();
    using source = temporaryFolder();
    write(source.path, { 't/a': 'x', 't/log': noise('log', 12_000_000) });
    const saving = under.store.set({ key: 'k', paths: PATHS, root: source.path });
    let isOver = false;
    const writeOn = (): void => {
      appendFileSync(join(source.path, 't/log'), 'more');
      if (!isOver) setImmediate(writeOn);
    };
    writeOn();
    const saved = await saving.finally(() => {
      isOver = true;
    });
    const because = { kind: 'changed-while-packed', path: 't/log' };
    expect(saved).toEqual({ kind: 'not-saved', because });
    expect(await under.has('k')).toBe(false);
  });

  it('saves no file that says it is huge, without reading it', async () => {
    using under = aStore();
    using source = temporaryFolder();
    write(source.path, { 't/a': 'x', 't/sparse': '' });
    truncateSync(join(source.path, 't/sparse'), 2 ** 40);
    const saved = await under.store.set({ key: 'k', paths: PATHS, root: source.path });
    expect(saved).toEqual({ kind: 'not-saved', because: { kind: 'too-large', maxBytes: MAX } });
  });

  it('keeps a sparse file that has room', async () => {
    using under = aStore();
    using source = temporaryFolder();
    using target = temporaryFolder();
    write(source.path, { 't/sparse': 'start' });
    truncateSync(join(source.path, 't/sparse'), 20_000_000);
    const saved = await under.store.set({ key: 'k', paths: PATHS, root: source.path });
    expect(saved.kind === 'saved' && saved.bytes).toBeLessThan(100_000);
    const found = await under.store.get({ key: 'k', restoreKeys: [], paths: PATHS });
    expect(found.kind === 'hit' && (await found.restore(target.path)).kind).toBe('restored');
    const [before, after] = [source, target].map(({ path }) =>
      readFileSync(join(path, 't/sparse')),
    );
    expect(after?.equals(before ?? Buffer.alloc(0))).toBe(true);
  });

  it.runIf(process.platform === 'linux')(
    'keeps names apart that differ in case alone',
    async () => {
      using under = aStore();
      using source = temporaryFolder();
      using target = temporaryFolder();
      write(source.path, { 't/a': '1', 't/A': '2', 't/b/x': '3', 't/B/x': '4' });
      await under.store.set({ key: 'k', paths: PATHS, root: source.path });
      const found = await under.store.get({ key: 'k', restoreKeys: [], paths: PATHS });
      if (found.kind === 'hit') await found.restore(target.path);
      expect(read(target.path)).toEqual(read(source.path));
    },
  );

  const latin = Buffer.from('caf\xe9', 'latin1');
  it.runIf(process.platform === 'linux').each<[string, (folder: string) => void]>([
    ['a file', folder => writeFileSync(within(folder, latin), 'x')],
    ['a folder', folder => mkdirSync(within(folder, latin))],
    ['a link', folder => symlinkSync('a', within(folder, latin))],
    ["a link's target", folder => symlinkSync(latin, join(folder, 'link'))],
    [
      'a file beside one that is called what the name reads as',
      folder => {
        writeFileSync(join(folder, 'caf\ufffd'), 'y');
        writeFileSync(within(folder, latin), 'x');
      },
    ],
  ])('says that the name of %s is not UTF-8, instead of saving another', async (_, make) => {
    using under = aStore();
    using source = temporaryFolder();
    write(source.path, { 't/a': 'x' });
    make(join(source.path, 't'));
    const saved = await under.store.set({ key: 'k', paths: PATHS, root: source.path });
    expect(saved).toMatchObject({
      kind: 'not-saved',
      because: {
        kind: 'unreadable-file',
        file: { cause: { kind: expect.stringMatching(/-not-utf8$/) } },
      },
    });
    expect(under.archives()).toEqual([]);
  });

  it('keeps a name with the character that stands for what is no text', async () => {
    using under = aStore();
    using source = temporaryFolder();
    write(source.path, { 't/caf\ufffd': 'x' });
    const saved = await under.store.set({ key: 'k', paths: PATHS, root: source.path });
    expect(saved.kind).toBe('saved');
  });

  it.each([
    ['its first byte', () => 0],
    ['its content', () => 33],
    ['its index', (length: number) => length - 40],
    ['its last byte', (length: number) => length - 1],
  ])('removes an entry whose archive was changed in %s', async (_, at) => {
    using under = aStore();
    await under.save('k', noise('x', 6_400));
    for (const file of under.archives()) flipByte(file, at);
    using target = temporaryFolder();
    const found = await under.store.get({ key: 'k', restoreKeys: [], paths: PATHS });
    const outcome = found.kind !== 'hit' ? found : await found.restore(target.path);
    expect(outcome).toMatchObject({ because: { kind: 'archive-removed' } });
    expect(read(target.path)).toEqual({});
    expect([...under.archives(), ...under.entries()]).toEqual([]);
  });

  it.each([0, 10, 60, 1000])('removes an entry whose archive was cut to %i bytes', async length => {
    using under = aStore();
    await under.save('k', noise('x', 6_400));
    for (const file of under.archives())
      writeFileSync(file, readFileSync(file).subarray(0, length));
    expect(await under.has('k')).toBe(false);
    expect([...under.archives(), ...under.entries()]).toEqual([]);
  });

  it.each(['', 'no JSON', '{"schema":1}', '{"schema":2,"key":"k"}'])(
    'removes %j from the place of an entry',
    async text => {
      using under = aStore();
      await under.save('k', 'x');
      for (const file of under.entries()) writeFileSync(file, text);
      expect(await under.store.get({ key: 'k', restoreKeys: [], paths: PATHS })).toEqual({
        kind: 'miss',
        because: { kind: 'foreign-entry' },
      });
      expect(under.entries()).toEqual([]);
    },
  );

  it.runIf(!hasZstd)('misses, keeps and makes way for what only newer Nodes unpack', async () => {
    using under = aStore();
    await under.save('k', 'x');
    const [entry = '', [archive = '']] = [under.entries()[0], under.archives()];
    const frame = { codec: CODEC.zstd, packed: Buffer.from('zstd') };
    const file = { kind: 'file', path: 't/a', mode: 0o644, size: 1 };
    const { bytes, contentHash } = forge([file], [frame]);
    const zstd = join(archive, '..', contentHash);
    writeFileSync(zstd, bytes);
    const stored = JSON.parse(readFileSync(entry, 'utf8'));
    writeFileSync(entry, JSON.stringify({ ...stored, content: contentHash }));
    expect(await under.store.get({ key: 'k', restoreKeys: [], paths: PATHS })).toEqual({
      kind: 'miss',
      because: { kind: 'needs-node', packing: 'zstd', version: '22.15' },
    });
    expect(existsSync(zstd)).toBe(true);
    expect((await under.save('k', 'y')).kind).toBe('saved');
    expect(await under.has('k')).toBe(true);
  });

  it('goes on to older entries when the best one is damaged', async () => {
    using under = aStore();
    await under.save('k-1', 'older');
    const before = new Set(under.archives());
    await under.save('k-2', 'newer');
    for (const file of under.archives()) if (!before.has(file)) flipByte(file, () => 0);
    const found = await under.store.get({ key: 'k-3', restoreKeys: ['k-'], paths: PATHS });
    expect(found).toMatchObject({ kind: 'hit', key: 'k-1' });
  });

  it('misses an entry that another process evicted after it was found', async () => {
    using under = aStore();
    using target = temporaryFolder();
    await under.save('k', 'x');
    const found = await under.store.get({ key: 'k', restoreKeys: [], paths: PATHS });
    for (const file of under.archives()) execFileSync('rm', [file]);
    expect(found.kind === 'hit' && (await found.restore(target.path))).toEqual({
      kind: 'not-restored',
      because: { kind: 'archive-gone' },
    });
  });

  it('leaves no drafts, and removes those of processes that died', async () => {
    using under = aStore(1_000);
    mkdirSync(join(under.folder, 'temp'));
    const draft = join(under.folder, 'temp', 'draft');
    writeFileSync(draft, 'half');
    utimesSync(draft, new Date(0), new Date(0));
    for (const key of ['a', 'b']) await under.save(key, noise(key, 640));
    expect(filesBelow(join(under.folder, 'temp'))).toEqual([]);
  });

  it('says why where its folder cannot be used', async () => {
    using place = temporaryFolder();
    const folder = join(place.path, 'file');
    writeFileSync(folder, '');
    const store = createDirectoryStore({ folder, maxBytes: MAX });
    write(place.path, { 't/a': 'x' });
    expect((await store.set({ key: 'k', paths: PATHS, root: place.path })).kind).toBe('not-saved');
    expect((await store.get({ key: 'k', restoreKeys: ['k'], paths: PATHS })).kind).toBe(
      'unreadable',
    );
  });
});
