import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODEC, MAGIC } from '../../src/caching/archive-format.ts';
import { openArchive } from '../../src/caching/archive-read.ts';
import { writeArchive } from '../../src/caching/archive-write.ts';
import { read, temporaryFolder, write } from './trees.ts';

const LIMITS = { paths: ['t'], maxBytes: 1_000_000 };

interface Frame {
  readonly codec: number;
  readonly packed: Buffer;
  readonly plainLength: number;
}

const plain = (text: string): Frame => ({
  codec: CODEC.plain,
  packed: Buffer.from(text),
  plainLength: Buffer.byteLength(text),
});

/** An archive as nobody but an attacker writes one: any index, any frames, all sums right. */
function forge(index: unknown, frames: readonly Frame[] = []) {
  const json = Buffer.from(JSON.stringify(index));
  const body = frames.map(({ codec, packed, plainLength }) => {
    const header = Buffer.alloc(9);
    header.writeUInt8(codec, 0);
    header.writeUInt32LE(packed.length, 1);
    header.writeUInt32LE(plainLength, 5);
    return Buffer.concat([header, packed]);
  });
  const head = Buffer.concat([MAGIC, ...body]);
  const packedIndex = brotliCompressSync(json);
  const trailer = Buffer.alloc(16);
  trailer.writeBigUInt64LE(BigInt(head.length), 0);
  trailer.writeUInt32LE(packedIndex.length, 8);
  trailer.writeUInt32LE(json.length, 12);
  return { bytes: Buffer.concat([head, packedIndex, trailer]), contentHash: hash('sha256', json) };
}

/** What is unpacked from an archive, or why nothing is. */
async function unpack({ bytes, contentHash }: ReturnType<typeof forge>, limits = LIMITS) {
  using place = temporaryFolder();
  const file = join(place.path, 'archive');
  writeFileSync(file, bytes);
  using target = temporaryFolder();
  try {
    await using archive = await openArchive(file, contentHash, limits);
    await archive.unpack(target.path);
    return { tree: read(target.path) };
  } catch (error) {
    return { refused: (error as Error).message, name: (error as Error).name };
  }
}

const fileEntry = (path: string, text = '', more = {}) => ({
  kind: 'file',
  path,
  mode: 0o644,
  size: Buffer.byteLength(text),
  hash: hash('sha256', text),
  ...more,
});
const folderEntry = (path: string) => ({ kind: 'folder', path, mode: 0o755 });
const linkEntry = (path: string, target: string) => ({ kind: 'link', path, target });

describe('an archive', () => {
  it('that is in order is unpacked', async () => {
    const forged = forge([folderEntry('t'), fileEntry('t/a', 'hello')], [plain('hello')]);
    expect((await unpack(forged)).tree).toEqual({
      t: { folder: 0o755 },
      't/a': { text: 'hello', mode: 0o644 },
    });
  });

  it.each([
    ['an absolute path', [fileEntry('/etc/cron.d/x')], 'is not a relative path'],
    ['a path that climbs', [fileEntry('t/../../x')], 'leads elsewhere'],
    ['a path outside the declared ones', [fileEntry('src/main.py')], 'outside the declared paths'],
    ['a neighbour with the same beginning', [fileEntry('tt/x')], 'outside the declared paths'],
    ['a folder above the declared path', [folderEntry('')], 'is no path'],
    ['a NUL in a path', [fileEntry('t/a\0b')], 'is no path'],
    ['a path that is no normal form', [fileEntry('t//a')], 'leads elsewhere'],
    ['a file below a link', [linkEntry('t', '/etc'), fileEntry('t/passwd')], 'through a link'],
    ['a file far below a link', [linkEntry('t/l', '..'), fileEntry('t/l/a/b')], 'through a link'],
    ['a link below a link', [linkEntry('t/l', '/'), linkEntry('t/l/x', '/')], 'through a link'],
    ['a file below a file', [fileEntry('t/a'), fileEntry('t/a/b')], 'through a link or a file'],
    ['one path twice', [linkEntry('t/a', '/etc/passwd'), fileEntry('t/a')], 'stands in it twice'],
    ['a device', [{ kind: 'device', path: 't/sda', mode: 0o600 }], 'malformed'],
    ['a set-user-ID bit', [fileEntry('t/sh', '', { mode: 0o4755 })], 'malformed'],
    ['a negative size', [fileEntry('t/a', '', { size: -1 })], 'malformed'],
    ['more than the limit', [fileEntry('t/a', '', { size: 2_000_000 })], 'larger than'],
    [
      'more than the limit in all',
      [fileEntry('t/a', '', { size: 600_000 }), fileEntry('t/b', '', { size: 600_000 })],
      'larger than',
    ],
    ['no list', { t: 1 }, 'malformed'],
  ])('with %s is refused whole', async (_, index, reason) => {
    const result = await unpack(forge(index));
    expect(result).toEqual({ refused: expect.stringContaining(reason), name: 'DamagedArchive' });
  });

  it.each([
    ['less than its index says', [plain('hel')], 'holds less'],
    ['more than its index says', [plain('hello, world')], 'holds more'],
    ['other content than its index says', [plain('hullo')], 'was changed'],
    [
      'a bomb',
      [{ codec: CODEC.brotli, packed: brotliCompressSync(Buffer.alloc(900_000)), plainLength: 5 }],
      'cannot be unpacked',
    ],
    [
      'a frame larger than frames are',
      [{ ...plain('hello'), plainLength: 5_000_000 }],
      'malformed',
    ],
    ['an unknown codec', [{ ...plain('hello'), codec: 9 }], 'unknown here'],
    ['what is no brotli', [{ ...plain('hello'), codec: CODEC.brotli }], 'cannot be unpacked'],
  ])('with %s is refused', async (_, frames, reason) => {
    const result = await unpack(forge([fileEntry('t/a', 'hello')], frames));
    expect(result).toEqual({ refused: expect.stringContaining(reason), name: 'DamagedArchive' });
  });

  it('stores links that lead outside, and writes them as links', async () => {
    const { tree } = await unpack(forge([linkEntry('t/python', '/usr/bin/python3')]));
    expect(tree).toMatchObject({ 't/python': { link: '/usr/bin/python3' } });
  });

  it('is refused in bounded time whatever its bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async noise => {
        const { bytes, contentHash } = forge([fileEntry('t/a', 'hello')], [plain('hello')]);
        const changed = Buffer.from(bytes);
        noise.forEach((byte, i) => {
          const at = (i * 37) % changed.length;
          changed[at] = (changed[at] ?? 0) ^ byte;
        });
        const result = await unpack({ bytes: changed, contentHash });
        if (result.tree === undefined) expect(result.name).toBe('DamagedArchive');
        else expect(result.tree['t/a']).toEqual({ text: 'hello', mode: 0o644 });
      }),
      { numRuns: 60 },
    );
  });

  it('has the same name for the same tree, and another for any other', async () => {
    using place = temporaryFolder();
    const nameOf = async (tree: Parameters<typeof write>[1], label: string) => {
      using source = temporaryFolder();
      write(source.path, tree);
      const written = await writeArchive(join(place.path, label), source.path, LIMITS);
      return written.kind === 'written' ? written.contentHash : written.kind;
    };
    const first = await nameOf({ 't/a': 'x', 't/b': 'y' }, '1');
    expect(await nameOf({ 't/b': 'y', 't/a': 'x' }, '2')).toBe(first);
    expect(await nameOf({ 't/a': 'x', 't/b': 'z' }, '3')).not.toBe(first);
    expect(await nameOf({ 't/a': 'xy', 't/b': '' }, '4')).not.toBe(first);
    expect(await nameOf({ 't/a': { text: 'x', mode: 0o755 }, 't/b': 'y' }, '5')).not.toBe(first);
  });
});
