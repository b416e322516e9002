import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODEC } from '../../src/caching/archive/codec.ts';
import { FRAME_BYTES } from '../../src/caching/archive/format.ts';
import { openArchive } from '../../src/caching/archive/read.ts';
import { writeArchive } from '../../src/caching/archive/write.ts';
import { forge, plain } from './forge.ts';
import { read, temporaryFolder, write } from './trees.ts';

/** More than a frame can take. */
const LARGE = Buffer.alloc(FRAME_BYTES + 1);
const LIMITS = { paths: ['t'], maxBytes: 1_000_000 };

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
    ['less than its index says', [plain('hel')], 'cannot be unpacked'],
    ['more than its index says', [plain('hello, world')], 'cannot be unpacked'],
    ['frames that no file fills', [plain('hello'), plain('')], 'malformed'],
    ['fewer frames than files fill', [], 'malformed'],
    [
      'a bomb',
      [{ codec: CODEC.brotli, packed: zlib.brotliCompressSync(Buffer.alloc(9e5)) }],
      'cannot be unpacked',
    ],
    ['a frame larger than frames are', [{ codec: CODEC.plain, packed: LARGE }], 'malformed'],
    ['an unknown codec', [{ ...plain('hello'), codec: 9 }], 'unknown here'],
    ['what is no brotli', [{ ...plain('hello'), codec: CODEC.brotli }], 'cannot be unpacked'],
  ])('with %s is refused', async (_, frames, reason) => {
    const result = await unpack(forge([fileEntry('t/a', 'hello')], frames));
    expect(result).toEqual({ refused: expect.stringContaining(reason), name: 'DamagedArchive' });
  });

  it('with other content than its index says is refused', async () => {
    const lie = { content: 'hullo' };
    const result = await unpack(forge([fileEntry('t/a', 'hello')], [plain('hello')], lie));
    expect(result).toEqual({ refused: 'its content was changed', name: 'DamagedArchive' });
  });

  it.runIf('zstdCompressSync' in zlib)('is refused when it is a bomb of zstd', async () => {
    const { zstdCompressSync } = zlib as unknown as { zstdCompressSync: (of: Buffer) => Buffer };
    const frame = { codec: CODEC.zstd, packed: zstdCompressSync(Buffer.alloc(9e5)) };
    const result = await unpack(forge([fileEntry('t/a', 'hello')], [frame]));
    expect(result).toEqual({ refused: 'it cannot be unpacked', name: 'DamagedArchive' });
  });

  it.each([-1, 0, 4, 6, 0.5, 2 ** 31, 1e300])(
    'whose index gives a frame %d bytes that it does not have is refused',
    async bytes => {
      const frames = [{ codec: CODEC.plain, bytes, hash: hash('sha256', 'hello') }];
      const result = await unpack(forge([fileEntry('t/a', 'hello')], [plain('hello')], { frames }));
      expect(result).toEqual({
        refused: expect.stringContaining('malformed'),
        name: 'DamagedArchive',
      });
    },
  );

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
