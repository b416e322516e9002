/** Folders that are taken for a machine's root, and all that a layer can change of one. */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Of tests that need another owner, a mount, or capabilities. */
export const IS_ROOT = process.geteuid?.() === 0;

export interface Place extends Disposable {
  readonly path: string;
  in(name: string): string;
}

/** A folder that goes with the test. */
export function place(): Place {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'stagetime-machine-')));
  return {
    path,
    in: name => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Packages have such times: whole seconds, long ago. */
const PACKED = 1_700_000_000;

/** Writes a file as a package brings it. */
export function put(root: string, path: string, text: string, mode = 0o644): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  utimesSync(file, PACKED, PACKED);
}

export function link(root: string, path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

/** A small system: programs, a library, settings, records of packages, links where old names were. */
export function makeMachine(root: string): string {
  put(root, 'usr/bin/sh', 'the shell', 0o755);
  put(root, 'usr/lib/x86_64-linux-gnu/libc.so.6', 'the library', 0o755);
  put(root, 'usr/lib/x86_64-linux-gnu/perl/strict.pm', '1;');
  put(root, 'usr/share/doc/sh/copyright', 'free');
  put(root, 'usr/share/old/data', 'old data');
  put(root, 'usr/share/old/deep/more', 'more old data');
  put(root, 'usr/share/turned', 'a file that becomes a folder');
  put(root, 'etc/ld.so.cache', 'cache 1');
  put(root, 'etc/alternatives/editor', 'ed');
  put(root, 'etc/shadow', 'root:*', 0o640);
  put(root, 'etc/issue', 'Welcome');
  put(root, 'var/lib/dpkg/status', 'Package: sh\nVersion: 1\n');
  put(root, 'home/me/notes', 'mine');
  put(root, 'root/.token', 'root of all');
  link(root, 'bin', 'usr/bin');
  link(root, 'lib', 'usr/lib');
  link(root, 'usr/share/latest', 'old');
  mkdirSync(join(root, 'opt'));
  mkdirSync(join(root, 'tmp'));
  return root;
}

/** Does what an installation does, each kind of change at least once. */
export function install(root: string): void {
  put(root, 'usr/bin/tex', 'the engine', 0o755);
  link(root, 'usr/bin/latex', 'tex');
  put(root, 'usr/share/texmf/a/b/c.sty', 'style');
  put(root, 'usr/share/texmf/a/empty.sty', '');
  mkdirSync(join(root, 'usr/share/texmf/nothing'), { mode: 0o750 });
  put(root, 'usr/share/doc/tex/manual', 'long');
  execFileSync('ln', [join(root, 'usr/bin/tex'), join(root, 'usr/bin/initex')]);
  put(root, 'var/lib/dpkg/status', 'Package: sh\nVersion: 1\n\nPackage: tex\nVersion: 2\n');
  // As ldconfig and dpkg do: another file under the same name.
  put(root, 'etc/ld.so.cache.new', 'cache 2, longer');
  execFileSync('mv', [join(root, 'etc/ld.so.cache.new'), join(root, 'etc/ld.so.cache')]);
  rmSync(join(root, 'etc/alternatives/editor'));
  link(root, 'etc/alternatives/editor', '/usr/bin/tex');
  rmSync(join(root, 'usr/share/old'), { recursive: true });
  rmSync(join(root, 'etc/issue'));
  rmSync(join(root, 'usr/share/turned'));
  put(root, 'usr/share/turned/inside', 'now a folder');
  rmSync(join(root, 'usr/share/latest'));
  mkdirSync(join(root, 'usr/share/latest'));
  chmodSync(join(root, 'usr/lib/x86_64-linux-gnu/perl'), 0o2775);
}

/** A copy with times, owners and links, and nothing of the original's numbers. */
export function copyMachine(from: string, to: string): string {
  execFileSync('cp', ['-a', from, to]);
  return to;
}

export type Tree = Readonly<Record<string, string>>;

/**
 * Everything below the folder by path: type, mode, owner, time to the nanosecond, number of names, content or
 * target. `without` is left out, with what is in it.
 */
export function treeOf(root: string, without: (path: string) => boolean = () => false): Tree {
  const tree: Record<string, string> = {};
  const look = (path: string): void => {
    const place = join(root, path);
    const stat = lstatSync(place, { bigint: true });
    const what = stat.isSymbolicLink()
      ? `-> ${readlinkSync(place)}`
      : stat.isFile()
        ? readFileSync(place, 'latin1')
        : '';
    const mode = Number(stat.mode).toString(8);
    const names = stat.isDirectory() ? '' : stat.nlink;
    tree[path] = `${mode} ${stat.uid}:${stat.gid} ${stat.mtimeNs} ${names} ${what}`;
    if (!stat.isDirectory()) return;
    for (const name of readdirSync(place).sort()) {
      const child = path === '' ? name : `${path}/${name}`;
      if (!without(child)) look(child);
    }
  };
  look('');
  return tree;
}

/** What a layer is not to have, of what `install` does. */
export const LEFT_OUT = (path: string): boolean =>
  path === 'usr/share/doc' || path.startsWith('var/lib/stagetime');
