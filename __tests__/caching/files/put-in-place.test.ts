import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyExtent } from '../../../src/caching/files/copy.ts';
import { mountsAt, parseMountInfo } from '../../../src/caching/files/mounts.ts';
import { type MovingSystem, moveAll } from '../../../src/caching/files/put-in-place.ts';
import { createStaging, moveIn } from '../../../src/caching/files/staging.ts';
import { read, type Tree, temporaryFolder, trees, write } from '../trees.ts';

/** A system with file systems mounted at these folders, whose nth change fails. */
function systemWith(root: string, mounted: readonly string[], failsAt = -1): MovingSystem {
  const points = mounted.map(path => join(root, path));
  const mounts = mountsAt(['/', ...points]);
  let changes = 0;
  const change = (what: () => void): void => {
    changes += 1;
    if (changes === failsAt) throw new Error('the disk is full');
    what();
  };
  const fault = (code: string) => Object.assign(new Error(code), { code });
  return {
    rename: (from, to) =>
      change(() => {
        if (mounts.holderOf(dirname(from)) !== mounts.holderOf(dirname(to))) throw fault('EXDEV');
        if (points.includes(from)) throw fault('EBUSY');
        if (mounts.isHeld(from)) throw new Error('a file system was taken along');
        renameSync(from, to);
      }),
    makeFolder: folder => change(() => mkdirSync(folder)),
    removeFolder: folder => change(() => rmdirSync(folder)),
    setMode: (path, mode) => change(() => chmodSync(path, mode)),
    copy: (from, to, name) =>
      change(() => void copyExtent(from, to, { paths: [name], maxBytes: 1e9 })),
    mounts: () => mounts,
  };
}

/** A root with one tree, and a staging folder in it with another. */
function placed(before: Tree, staged: Tree) {
  const place = temporaryFolder();
  const [root, from] = [join(place.path, 'root'), join(place.path, 'root/.staging')];
  write(root, { ...before, '.staging': { folder: 0o755 } });
  write(from, staged);
  return {
    root,
    from,
    /** Without the staging folder. */
    now: (): Tree => {
      const rows = Object.entries(read(root)).filter(([path]) => !path.startsWith('.staging'));
      return Object.fromEntries(rows);
    },
    [Symbol.dispose]: place[Symbol.dispose],
  };
}

const at = (path: string, above: string) => path === above || path.startsWith(`${above}/`);

/** `before` with `t` as it is in `staged`; folders that are mounted, and those above, stay. */
function replaced(before: Tree, staged: Tree, mounted: readonly string[]): Tree {
  const rows = Object.entries(before).filter(
    ([path]) => !at(path, 't') || mounted.some(point => at(point, path)),
  );
  return { ...Object.fromEntries(rows), ...staged };
}

/** `before` with `t` as it is in `staged`, where these files of it are kept. */
function around(before: Tree, staged: Tree, keep: readonly string[]): Tree {
  const isAbove = (path: string) => keep.some(kept => kept !== path && at(kept, path));
  const isHidden = (path: string) =>
    keep.some(kept => at(path, kept)) ||
    // A file in the place of a folder that has to stay.
    (isAbove(path) && !foldersOf(staged).includes(path));
  const stay = Object.entries(before).filter(
    ([path]) => !at(path, 't') || keep.includes(path) || isAbove(path),
  );
  const come = Object.entries(staged).filter(([path]) => !isHidden(path));
  return { ...Object.fromEntries(stay), ...Object.fromEntries(come) };
}

const foldersOf = (tree: Tree) =>
  Object.entries(tree).flatMap(([path, item]) =>
    typeof item === 'object' && 'folder' in item ? [path] : [],
  );

describe('moving trees into place', () => {
  it('leaves the old or the new, never half, whichever change fails and whatever is mounted', () => {
    let [moved, failed] = [0, 0];
    fc.assert(
      fc.property(
        trees,
        trees,
        fc.array(fc.nat(), { maxLength: 3 }),
        fc.integer({ min: 1, max: 25 }),
        (other, staged, picks, failsAt) => {
          const given = { ...other, beside: 'kept' };
          using place = placed(given, staged);
          const before = place.now();
          const folders = foldersOf(before);
          const mounted = [...new Set(picks.map(pick => folders[pick % folders.length] ?? 't'))];
          const wanted = replaced(before, read(place.from), mounted);
          const isBlocked = mounted.some(point => {
            const inPlace = [...Object.keys(wanted)].filter(path => at(point, path));
            return inPlace.some(path => !foldersOf(wanted).includes(path));
          });
          const system = systemWith(place.root, mounted, failsAt);
          let isMoved = true;
          try {
            moveAll({ from: place.from, root: place.root, paths: ['t'], system });
          } catch {
            isMoved = false;
          }
          expect(place.now()).toEqual(isMoved ? wanted : before);
          if (isBlocked) expect(isMoved).toBe(false);
          if (isMoved) moved += 1;
          else failed += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(Math.min(moved, failed)).toBeGreaterThan(15);
  });

  it('leaves files alone that are to be kept, whatever comes', () => {
    fc.assert(
      fc.property(
        trees,
        trees,
        fc.array(fc.nat(), { maxLength: 3 }),
        fc.integer({ min: 1, max: 40 }),
        (given, staged, picks, failsAt) => {
          using place = placed(given, staged);
          const before = place.now();
          const folders = foldersOf(before);
          const files = Object.keys(before).filter(path => !folders.includes(path));
          const keep =
            files.length === 0 ? [] : picks.map(pick => files[pick % files.length] ?? '');
          const wanted = around(before, read(place.from), keep);
          const system = systemWith(place.root, [], failsAt);
          let isMoved = true;
          try {
            moveAll({ from: place.from, root: place.root, paths: ['t'], keep, system });
          } catch {
            isMoved = false;
          }
          expect(place.now()).toEqual(isMoved ? wanted : before);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds out by itself what a system does not rename', () => {
    const before = { 't/lower/a': 'old', 't/lower/b': 'old', 't/z': 'old' };
    const staged = { 't/lower/a': 'new', 't/z': 'new' };
    using place = placed(before, staged);
    const system = systemWith(place.root, []);
    const overlay: MovingSystem = {
      ...system,
      rename: (from, to) => {
        const isLower = ['t', 't/lower'].includes(relative(place.root, from));
        if (isLower) throw Object.assign(new Error('cross-device link'), { code: 'EXDEV' });
        system.rename(from, to);
      },
    };
    moveAll({ from: place.from, root: place.root, paths: ['t'], system: overlay });
    const file = { text: 'new', mode: 0o644 };
    const folder = { folder: 0o755 };
    const now = { t: folder, 't/lower': folder, 't/lower/a': file, 't/z': file };
    expect(place.now()).toEqual(now);
  });

  it('reads the places of mounts whatever signs are in them', () => {
    const line = String.raw`36 35 98:0 / /mnt/with\040blank\134and rw,noatime master:1 - ext3 /dev/root rw`;
    expect(parseMountInfo(`${line}\n`)).toEqual(['/mnt/with blank\\and']);
  });
});

/** Mounts for the time of a test; only root may. */
function mount(...args: readonly string[]): void {
  execFileSync('/usr/bin/mount', args, { stdio: 'ignore' });
  onTestFinished(() => {
    execFileSync('/usr/bin/umount', ['-l', args.at(-1) ?? ''], { stdio: 'ignore' });
  });
}

function mayMount(): boolean {
  const folder = mkdtempSync('/tmp/stagetime-mount-');
  try {
    execFileSync('/usr/bin/mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('/usr/bin/umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mountedRoot(before: Tree, point: string, kind: 'tmpfs' | 'bind'): string {
  const root = mkdtempSync('/tmp/stagetime-mounted-');
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, point), { recursive: true });
  if (kind === 'tmpfs') mount('-t', 'tmpfs', 'tmpfs', join(root, point));
  else {
    const volume = mkdtempSync('/tmp/stagetime-volume-');
    onTestFinished(() => rmSync(volume, { recursive: true, force: true }));
    mount('--bind', volume, join(root, point));
  }
  write(root, before);
  return root;
}

describe.runIf(mayMount())('with other file systems (only root may mount them)', () => {
  const kinds = ['tmpfs', 'bind'] as const;
  const before = { 'out/old': 'old', 'out/sub/old': 'old', beside: 'kept' };
  const staged = { 'out/new': { text: 'new', mode: 0o755 }, 'out/link': { link: 'new' } };

  async function move(root: string, paths: readonly string[]) {
    await using staging = await createStaging(root);
    write(staging.folder, staged);
    utimesSync(join(staging.folder, 'out/new'), 1_600_000_000, 1_600_000_000.25);
    return moveIn(staging, root, paths);
  }

  it.each(kinds)('replaces what is in a folder that is a mount of its own (%s)', async kind => {
    const root = mountedRoot(before, 'out', kind);
    const held = statSync(join(root, 'out')).ino;
    expect(await move(root, ['out'])).toBeUndefined();
    expect(read(root)).toEqual({
      out: { folder: 0o755 },
      'out/new': { text: 'new', mode: 0o755 },
      'out/link': { link: 'new' },
      beside: { text: 'kept', mode: 0o644 },
    });
    expect(statSync(join(root, 'out')).ino).toBe(held);
    expect(statSync(join(root, 'out/new')).mtimeMs).toBe(1_600_000_000_250);
  });

  it.each(kinds)('puts single files into one, and leaves the others (%s)', async kind => {
    const root = mountedRoot(before, 'out', kind);
    expect(await move(root, ['out/new', 'out/link'])).toBeUndefined();
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['link', 'new', 'old', 'sub']);
  });

  it.each(kinds)('does not take along what is mounted further down (%s)', async kind => {
    const root = mountedRoot(before, 'out/sub', kind);
    const held = statSync(join(root, 'out/sub')).ino;
    expect(await move(root, ['out'])).toBeUndefined();
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['link', 'new', 'sub']);
    expect(statSync(join(root, 'out/sub')).ino).toBe(held);
    expect(readdirSync(join(root, 'out/sub'))).toEqual([]);
  });

  it.each(kinds)('changes nothing where a mount would have to go (%s)', async kind => {
    const root = mountedRoot({ 'out/new/old': 'old', 'out/a': 'old' }, 'out/new', kind);
    const was = read(root);
    expect(await move(root, ['out'])).toEqual({
      kind: 'own-file-system',
      path: expect.stringMatching(/out\/new$/),
    });
    expect(read(root)).toEqual(was);
  });

  it('changes nothing where the other file system is full', async () => {
    const root = mkdtempSync('/tmp/stagetime-full-');
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, 'out'));
    mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', join(root, 'out'));
    write(root, { 'out/old': 'old' });
    const was = read(root);
    await using staging = await createStaging(root);
    write(staging.folder, { 'out/a': 'x', 'out/large': 'x'.repeat(200_000) });
    expect(moveIn(staging, root, ['out'])).toEqual({
      kind: 'failed',
      said: expect.stringContaining('ENOSPC'),
    });
    expect(read(join(root, 'out'))).toEqual({ old: was['out/old'] });
  });

  it('works where our own folder is a link to another file system', async () => {
    const root = temporaryFolder();
    onTestFinished(() => root[Symbol.dispose]());
    const elsewhere = mkdtempSync('/dev/shm/stagetime-');
    onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
    symlinkSync(elsewhere, join(root.path, '.stagetime'));
    writeFileSync(join(root.path, 'beside'), 'kept');
    write(root.path, { 'out/old': 'old' });
    expect(await move(root.path, ['out'])).toBeUndefined();
    expect(readdirSync(root.path).sort()).toEqual(['.stagetime', 'beside', 'out']);
    expect(readFileSync(join(root.path, 'out/new'), 'utf8')).toBe('new');
    expect(existsSync(join(root.path, 'out/old'))).toBe(false);
  });
});
