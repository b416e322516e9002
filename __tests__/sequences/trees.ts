/** What stands below folders: to compare it, and to put the same somewhere else. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What stands at a path. */
export type Thing =
  | { readonly kind: 'file'; readonly text: string; readonly executable: boolean }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' };

/** Paths below a root, with `/`. */
export type Tree = ReadonlyMap<string, Thing>;

/** What stands at a path; nothing where nothing does. */
export function thingAt(path: string): Thing | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path) };
  if (stat.isDirectory()) return { kind: 'folder' };
  return { kind: 'file', text: readFileSync(path, 'utf8'), executable: (stat.mode & 0o111) !== 0 };
}

/** Everything at and below a path, without following links. */
export function treeBelow(root: string, path: string): Tree {
  const found = new Map<string, Thing>();
  const walk = (place: string): void => {
    const thing = thingAt(join(root, place));
    if (thing === undefined) return;
    found.set(place, thing);
    if (thing.kind !== 'folder') return;
    for (const name of readdirSync(join(root, place))) walk(`${place}/${name}`);
  };
  walk(path);
  return found;
}

/** All that stages make, in folders that are called `o1`, `p1`, `k1` and so on. */
export function outputsBelow(root: string): Tree {
  const names = readdirSync(root).filter(name => /^[opk]\d/.test(name));
  return new Map(names.flatMap(name => [...treeBelow(root, name)]));
}

/** Puts the things below a root; folders come as they are needed. */
export function plant(root: string, things: Tree): void {
  for (const [path, thing] of things) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (thing.kind === 'folder') mkdirSync(place, { recursive: true });
    if (thing.kind === 'link') symlinkSync(thing.target, place);
    if (thing.kind !== 'file') continue;
    writeFileSync(place, thing.text);
    chmodSync(place, thing.executable ? 0o755 : 0o644);
  }
}

/** Whether the same stands there. */
export function isSame(a: Thing | undefined, b: Thing | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The first path at which something else stands than is expected, in words. */
export function differenceOf(expected: Tree, found: Tree): string | undefined {
  const paths = [...new Set([...expected.keys(), ...found.keys()])].sort();
  const path = paths.find(one => !isSame(expected.get(one), found.get(one)));
  if (path === undefined) return undefined;
  const [there, wanted] = [words(found.get(path)), words(expected.get(path))];
  // Contents grow from stage to stage: what counts is where they begin to differ.
  const from = Math.max(0, [...there].findIndex((sign, at) => sign !== wanted[at]) - CONTEXT);
  return `${path}: ${shown(there, from)}, not ${shown(wanted, from)}`;
}

/** How much of a content is shown before and behind where it differs, in characters. */
const CONTEXT = 150;

function shown(text: string, from: number): string {
  return text.slice(from, from + 2 * CONTEXT);
}

function words(thing: Thing | undefined): string {
  return thing === undefined ? 'not there' : JSON.stringify(thing);
}
