/** Layers that are not as a machine made them: nothing of the machine changes. */
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rulesOf } from '../../src/machine/layer/rules.ts';
import { restoreLayer } from '../../src/machine/restore/restore.ts';
import {
  fileEntry,
  folderBefore,
  folderEntry,
  forgeLayer,
  type Lie,
  linkEntry,
} from './forge-layer.ts';
import { makeMachine, place, treeOf } from './machine-root.ts';

const SHARE = folderEntry('usr/share', { was: folderBefore });
const BIN = folderEntry('usr/bin', { was: folderBefore });

/** What comes of a layer of these entries, on a machine that has a neighbour; neither may change. */
async function outcome(
  entries: readonly unknown[],
  lie: Lie = {},
  spoil: (file: string) => void = () => undefined,
) {
  using here = place();
  const root = makeMachine(here.in('root'));
  const file = await forgeLayer(here.in('layer'), root, entries, lie);
  spoil(file);
  makeMachine(here.in('neighbour'));
  const before = treeOf(here.path);
  const rules = rulesOf({ roots: [], exclude: [], documentation: true });
  const restored = await restoreLayer({ root, file, rules, maxBytes: 10_000 });
  const after = treeOf(here.path);
  const isOwn = (path: string) => restored.kind === 'restored' && /^root(?:\/|$)/.test(path);
  const others = (tree: typeof before) => Object.entries(tree).filter(([path]) => !isOwn(path));
  expect(others(after)).toEqual(others(before));
  if (restored.kind === 'restored') return 'restored';
  if (restored.kind !== 'not-restored') return restored;
  return restored.because;
}

const damaged = (kind: string) => ({ kind: 'damaged', damage: { kind } });
const forbidden = (because: string) => ({ kind: 'forbidden', because });
const removal = (path: string) => ({
  kind: 'gone',
  path,
  was: { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: 0, mtimeMs: 0 },
});

describe('a layer', () => {
  it('in which nothing is wrong is put in place', async () => {
    const entries = [SHARE, fileEntry('usr/share/new', 'hello')];
    expect(await outcome(entries, { content: 'hello' })).toBe('restored');
  });

  it.each([
    ['that climbs', [fileEntry('usr/share/../../../x')], 'bad-path'],
    ['with an absolute path', [fileEntry('/usr/share/x')], 'bad-path'],
    ['with an empty path', [folderEntry('')], 'bad-path'],
    ['with a zero in a path', [fileEntry('usr/share/x\0y')], 'bad-path'],
    ['with a path twice', [SHARE, fileEntry('usr/share/x'), fileEntry('usr/share/x')], 'twice'],
    ['out of order', [fileEntry('usr/share/b'), fileEntry('usr/share/a')], 'index-malformed'],
    [
      'that writes through a link',
      [linkEntry('usr/share/l', '/'), fileEntry('usr/share/l/x')],
      'through-link',
    ],
    [
      'that writes below a file',
      [fileEntry('usr/share/f'), fileEntry('usr/share/f/x')],
      'through-link',
    ],
    ['with a device', [{ ...fileEntry('usr/share/x'), kind: 'device' }], 'index-malformed'],
    ['with a socket', [{ ...fileEntry('usr/share/x'), kind: 'socket' }], 'index-malformed'],
    [
      'with a second name of a file of the machine',
      [{ kind: 'same', path: 'usr/share/x', as: 'etc/shadow', was: null }],
      'index-malformed',
    ],
    [
      'with a second name of nothing',
      [{ kind: 'same', path: 'usr/share/x', as: 'usr/share/y', was: null }],
      'index-malformed',
    ],
    [
      'with a mode that is none',
      [fileEntry('usr/share/x', '', { mode: 0o100644 })],
      'index-malformed',
    ],
    [
      'with a time that commands a shell',
      [folderEntry('usr/share', { was: folderBefore, mtime: '0; reboot' })],
      'index-malformed',
    ],
    ['with a negative owner', [fileEntry('usr/share/x', '', { uid: -1 })], 'index-malformed'],
    [
      'with a key that nobody knows',
      [fileEntry('usr/share/x', '', { run: 'me' })],
      'index-malformed',
    ],
    ['with more content than its frames', [fileEntry('usr/share/x', 'hello')], 'frames-malformed'],
    [
      'that is larger than is allowed',
      [fileEntry('usr/share/x', '', { size: 10_001 })],
      'larger-unpacked',
    ],
  ])('%s is damaged', async (_, entries, damage) => {
    expect(await outcome(entries)).toMatchObject(damaged(damage));
  });

  it.each([
    ['outside the roots', [fileEntry('home/me/.profile')], 'outside-roots'],
    ['in the root', [fileEntry('x')], 'outside-roots'],
    ['beside a root with the same beginning', [fileEntry('usrx/bin')], 'outside-roots'],
    ['among the logs', [fileEntry('var/log/x')], 'outside-roots'],
    ['of the boot loader', [fileEntry('boot/x')], 'outside-roots'],
    ['of root', [fileEntry('root/.bashrc')], 'credential'],
    ['among the passwords', [fileEntry('etc/shadow')], 'credential'],
    ['among the keys', [fileEntry('usr/share/.ssh/authorized_keys')], 'credential'],
    ["in the engine's own folder", [fileEntry('var/lib/stagetime/restore/journal')], 'excluded'],
    ['that tells names of hosts', [fileEntry('etc/hosts')], 'excluded'],
    ["that goes and is no layer's", [removal('home/me/notes')], 'outside-roots'],
    ['that goes and is secret', [removal('etc/shadow')], 'credential'],
  ])('with a path %s is forbidden', async (_, entries, because) => {
    expect(await outcome(entries)).toMatchObject(forbidden(because));
  });

  it.each([
    [
      'a program of the system',
      {
        path: 'usr/bin/sh',
        mode: 0o4755,
        was: { kind: 'file', mode: 0o755, uid: 0, gid: 0, size: 9, mtimeMs: 1.7e12 },
      },
    ],
    ['what everybody may change', { path: 'usr/bin/new', mode: 0o4777, was: null }],
    ['a setting', { path: 'etc/new', mode: 0o2755, was: null }],
    [
      'a link that it takes the place of',
      {
        path: 'usr/share/latest',
        mode: 0o4755,
        was: { kind: 'link', uid: 0, gid: 0, target: 'old' },
      },
    ],
    [
      'a setting, by a capability',
      { path: 'etc/new', mode: 0o755, capability: 'AAAAAgAgAAAAAAAAAAAAAAAAAAA=', was: null },
    ],
  ])('that gives rights to %s is forbidden', async (_, { path, ...more }) => {
    const entries = [fileEntry(path, '', more)];
    expect(await outcome(entries)).toMatchObject(forbidden('mode'));
  });

  it('with content of another length than its files is damaged', async () => {
    const entries = [SHARE, fileEntry('usr/share/x', 'hell')];
    expect(await outcome(entries, { content: 'hello' })).toMatchObject(damaged('not-unpackable'));
  });

  it('with content that its manifest has another hash of is damaged', async () => {
    for (const mtime of ['1700000000.000000000', '1700000000.000000001']) {
      const entries = [SHARE, fileEntry('usr/share/x', 'jello', { mtime })];
      expect(await outcome(entries, { content: 'hello' })).toMatchObject(damaged('file-changed'));
    }
  });

  it('with a changed manifest is damaged', async () => {
    const entries = [SHARE, fileEntry('usr/share/x', 'hello')];
    const index = (own: Buffer) => Buffer.from(own.toString().replace('"mode":420', '"mode":511'));
    const lie = { content: 'hello', index };
    expect(await outcome(entries, lie)).toMatchObject(damaged('index-changed'));
  });

  it.each([0, 1, 17, 18, 25, 60, 200])('of which %s bytes came is damaged', async bytes => {
    const entries = [SHARE, fileEntry('usr/share/x', 'hello')];
    const cut = (file: string) => truncateSync(file, bytes);
    expect(await outcome(entries, { content: 'hello' }, cut)).toMatchObject({ kind: 'damaged' });
  });

  it('of which any byte was changed is damaged', async () => {
    using here = place();
    const root = makeMachine(here.in('root'));
    const entries = [SHARE, fileEntry('usr/share/x', 'hello')];
    const file = await forgeLayer(here.in('layer'), root, entries, { content: 'hello' });
    const before = treeOf(root);
    const whole = readFileSync(file);
    const rules = rulesOf({ roots: [], exclude: [], documentation: true });
    for (let at = 0; at < whole.length; at += 3) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x41;
      writeFileSync(file, bytes);
      const restored = await restoreLayer({ root, file, rules, maxBytes: 10_000 });
      expect(restored).toMatchObject({ kind: 'not-restored', because: { kind: 'damaged' } });
    }
    expect(treeOf(root)).toEqual(before);
  });

  it('that would put something where this machine has something else is of another machine', async () => {
    expect(await outcome([BIN, fileEntry('usr/bin/sh')])).toMatchObject({
      kind: 'other-machine',
      differences: [{ path: '/usr/bin/sh', trait: 'there' }],
    });
  });

  it('for a folder that is a link here is of another machine', async () => {
    expect(await outcome([fileEntry('bin/new')])).toMatchObject({
      kind: 'other-machine',
      differences: [{ path: '/bin', trait: 'type' }],
    });
  });

  it('without the folder that its files go into is of another machine', async () => {
    expect(await outcome([fileEntry('usr/share/none/x')])).toMatchObject({
      kind: 'other-machine',
      differences: [{ path: '/usr/share/none', trait: 'type' }],
    });
  });
});

describe('a link', () => {
  it('that leads out is kept as the link that it is, and nothing is written through it', async () => {
    const entries = [
      SHARE,
      folderEntry('usr/share/a'),
      linkEntry('usr/share/a/absolute', '/etc'),
      fileEntry('usr/share/a/file', 'hello'),
      linkEntry('usr/share/a/out', '../../../../neighbour/etc'),
    ];
    expect(await outcome(entries, { content: 'hello' })).toBe('restored');
  });
});

describe("the engine's own folder", () => {
  it.each(['a link', 'open to others'])('that is %s is not used', async what => {
    using here = place();
    const root = makeMachine(here.in('root'));
    const own = `${root}/var/lib/stagetime`;
    if (what === 'a link') symlinkSync(here.in('neighbour'), own);
    else mkdirSync(own, { mode: 0o755 });
    mkdirSync(here.in('neighbour'));
    const file = await forgeLayer(here.in('layer'), root, [SHARE, fileEntry('usr/share/x')]);
    const before = treeOf(here.path);
    const rules = rulesOf({ roots: [], exclude: [], documentation: true });
    await expect(restoreLayer({ root, file, rules, maxBytes: 10_000 })).rejects.toThrow();
    expect(treeOf(here.path)).toEqual(before);
  });
});
