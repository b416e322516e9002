import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODEC } from '../../src/caching/archive/codec.ts';
import { DamagedArchive, FRAME_BYTES } from '../../src/caching/archive/format.ts';
import { openArchive } from '../../src/caching/archive/read.ts';
import { writeArchive } from '../../src/caching/archive/write.ts';
import type { PathFault } from '../../src/record/facts/store-fault.ts';
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
    if (!(error instanceof DamagedArchive)) throw error;
    return { damage: error.damage };
  }
}

const badPath = (fault: PathFault['fault']) => ({ kind: 'bad-path', fault });
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
    ['an absolute path', [fileEntry('/etc/cron.d/x')], badPath('not-relative')],
    ['a path that climbs', [fileEntry('t/../../x')], badPath('leads-elsewhere')],
    ['a path outside the declared ones', [fileEntry('src/main.py')], { kind: 'outside' }],
    ['a neighbour with the same beginning', [fileEntry('tt/x')], { kind: 'outside' }],
    ['a folder above the declared path', [folderEntry('')], badPath('malformed')],
    ['a NUL in a path', [fileEntry('t/a\0b')], badPath('malformed')],
    ['a path that is no normal form', [fileEntry('t//a')], badPath('leads-elsewhere')],
    [
      'a file below a link',
      [linkEntry('t', '/etc'), fileEntry('t/passwd')],
      { kind: 'through-link' },
    ],
    [
      'a file far below a link',
      [linkEntry('t/l', '..'), fileEntry('t/l/a/b')],
      { kind: 'through-link' },
    ],
    [
      'a link below a link',
      [linkEntry('t/l', '/'), linkEntry('t/l/x', '/')],
      { kind: 'through-link' },
    ],
    ['a file below a file', [fileEntry('t/a'), fileEntry('t/a/b')], { kind: 'through-link' }],
    ['one path twice', [linkEntry('t/a', '/etc/passwd'), fileEntry('t/a')], { kind: 'twice' }],
    ['a device', [{ kind: 'device', path: 't/sda', mode: 0o600 }], { kind: 'index-malformed' }],
    ['a set-user-ID bit', [fileEntry('t/sh', '', { mode: 0o4755 })], { kind: 'index-malformed' }],
    ['a negative size', [fileEntry('t/a', '', { size: -1 })], { kind: 'index-malformed' }],
    [
      'more than the limit',
      [fileEntry('t/a', '', { size: 2_000_000 })],
      { kind: 'larger-unpacked' },
    ],
    [
      'more than the limit in all',
      [fileEntry('t/a', '', { size: 600_000 }), fileEntry('t/b', '', { size: 600_000 })],
      { kind: 'larger-unpacked', maxBytes: 1_000_000 },
    ],
    ['no list', { t: 1 }, { kind: 'index-malformed' }],
  ])('with %s is refused whole', async (_, index, damage) => {
    expect(await unpack(forge(index))).toMatchObject({ damage });
  });

  it.each([
    ['less than its index says', [plain('hel')], 'not-unpackable'],
    ['more than its index says', [plain('hello, world')], 'not-unpackable'],
    ['frames that no file fills', [plain('hello'), plain('')], 'frames-malformed'],
    ['fewer frames than files fill', [], 'frames-malformed'],
    [
      'a bomb',
      [{ codec: CODEC.brotli, packed: zlib.brotliCompressSync(Buffer.alloc(9e5)) }],
      'not-unpackable',
    ],
    ['a frame larger than frames are', [{ codec: CODEC.plain, packed: LARGE }], 'index-malformed'],
    ['an unknown codec', [{ ...plain('hello'), codec: 9 }], 'unknown-packing'],
    ['what is no brotli', [{ ...plain('hello'), codec: CODEC.brotli }], 'not-unpackable'],
  ] as const)('with %s is refused', async (_, frames, kind) => {
    const result = await unpack(forge([fileEntry('t/a', 'hello')], frames));
    expect(result).toEqual({ damage: { kind } });
  });

  it('with other content than its index says is refused', async () => {
    const lie = { content: 'hullo' };
    const result = await unpack(forge([fileEntry('t/a', 'hello')], [plain('hello')], lie));
    expect(result).toEqual({ damage: { kind: 'content-changed' } });
  });

  it.runIf('zstdCompressSync' in zlib)('is refused when it is a bomb of zstd', async () => {
    const { zstdCompressSync } = zlib as unknown as { zstdCompressSync: (of: Buffer) => Buffer };
    const frame = { codec: CODEC.zstd, packed: zstdCompressSync(Buffer.alloc(9e5)) };
    const result = await unpack(forge([fileEntry('t/a', 'hello')], [frame]));
    expect(result).toEqual({ damage: { kind: 'not-unpackable' } });
  });

  it.each([-1, 0, 4, 6, 0.5, 2 ** 31, 1e300])(
    'whose index gives a frame %d bytes that it does not have is refused',
    async bytes => {
      const frames = [{ codec: CODEC.plain, bytes, hash: hash('sha256', 'hello') }];
      const result = await unpack(forge([fileEntry('t/a', 'hello')], [plain('hello')], { frames }));
      expect(result).toEqual({ damage: { kind: expect.stringMatching(/-malformed$/) } });
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
        if (result.tree === undefined) expect(result.damage).toBeDefined();
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
