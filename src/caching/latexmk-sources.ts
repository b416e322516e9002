/**
 * What latexmk remembers of a document, against what stands on the disk. It does not look for a source that is gone, nor
 * for a figure that takes the place of another: it says "Nothing to do", and the document of before passes for a new one.
 */
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parentsOf } from './files/paths.ts';
import { surveyTree } from './files/tree.ts';
import { isDatabase, LARGEST_DATABASE } from './latexmk-database.ts';
import { hasNewFigure } from './latexmk-figures.ts';

/** Names of a database that are looked up: more than the largest documents have. */
const MOST_NAMES = 10_000;

/** A name, and behind the name of a source that was there: its time, size and MD5, and the rule that made it. */
const NAME_LINE = /^ *"([^"\n]+)"(?: \d+(?:\.\d+)? \d+ [0-9a-f]{32} "([^"\n]*))?/gm;

/**
 * Removes the databases of latexmk at and below the paths that name a source which is gone, or a figure of which a
 * fresh build would take another, so that latexmk builds as in a fresh checkout. With the former go the bibliographies that its rules made beside them, unless they are
 * kept (git may track one): it would take those where their source is gone. `startedIn` are folders, from the
 * root, where it may have been started: databases name what is below such a folder by paths from there. Sources outside the root, by absolute paths,
 * are those of a TeX, maybe of another machine's. Throws what the system says.
 */
export function forgetVanished(
  root: string,
  paths: readonly string[],
  startedIn: readonly string[],
  isKept: (path: string) => boolean,
): void {
  for (const { kind, path } of surveyTree(root, paths).places) {
    if (kind !== 'file' || !isDatabase(path)) continue;
    const file = join(root, path);
    if (lstatSync(file).size > LARGEST_DATABASE) continue;
    const database = readFileSync(file, 'latin1');
    const named = namesIn(database);
    const folders = new Set([...startedIn, ...parentsOf(path).toReversed(), ''].map(bytesOf));
    const found = lookUp(named, placeOf(root, bytesOf(path), [...folders]));
    if (found.kind === 'unknown') continue;
    if (found.kind === 'whole' && !found.homes.some(home => takesOther(database, named, home))) {
      continue;
    }
    rmSync(file);
    if (found.kind === 'whole') continue;
    for (const made of bibliographiesOf(named, path)) if (!isKept(made)) removeFile(root, made);
  }
}

/** By paths from the root; a name that is not UTF-8 is none of a file that anybody keeps. */
function bibliographiesOf({ made }: Named, database: string): readonly string[] {
  const names = made.map(name => Buffer.from(posix.basename(name), 'latin1').toString());
  return names
    .filter(name => name.endsWith('.bbl'))
    .map(name => posix.join(posix.dirname(database), name));
}

function removeFile(root: string, path: string): void {
  const file = join(root, path);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) rmSync(file);
}

/** Where a database lies, and where its paths may begin; names as bytes, one to a character, as in its text. */
interface Place {
  /** The root, as it is given and as TeX sees it. */
  readonly roots: readonly string[];
  readonly database: string;
  readonly folders: readonly string[];
}

function placeOf(root: string, database: string, folders: readonly string[]): Place {
  const roots = [...new Set([root, realpathSync(root)])];
  return { roots: roots.map(one => bytesOf(one.replaceAll('\\', '/'))), database, folders };
}

/** The files that a database names. */
interface Named {
  /** What the rules read, where it was there after the run. */
  readonly sources: readonly string[];
  /** Of these, what another rule had made. */
  readonly made: readonly string[];
  readonly all: readonly string[];
}

function namesIn(database: string): Named {
  const sources = new Set<string>();
  const made = new Set<string>();
  const all = new Set<string>();
  for (const [, name = '', rule] of database.matchAll(NAME_LINE)) {
    if (sources.size >= MOST_NAMES) break;
    all.add(name);
    if (rule !== undefined) sources.add(name);
    if (rule) made.add(name);
  }
  return { sources: [...sources], made: [...made], all: [...all] };
}

type LookedUp =
  /** It was started elsewhere, and nothing is known. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'lacking' }
  /** All sources stand; `homes`: absolute folders from which its paths begin. */
  | { readonly kind: 'whole'; readonly homes: readonly string[] };

function lookUp(named: Named, place: Place): LookedUp {
  const own = named.sources.filter(name => place.roots.some(root => name.startsWith(`${root}/`)));
  if (!own.every(stands)) return { kind: 'lacking' };
  const relative = named.sources.filter(name => !isAbsolute(name));
  const [root = ''] = place.roots;
  const homes = foldersOf(named, place).map(folder => posix.join(root, folder));
  const counts = homes.map(home => relative.filter(name => stands(posix.join(home, name))).length);
  const most = Math.max(0, ...counts);
  if (most === 0) return { kind: 'unknown' };
  if (most < relative.length) return { kind: 'lacking' };
  return { kind: 'whole', homes: homes.filter((_, i) => counts[i] === most) };
}

/** Larger texts nobody writes; in bytes. */
const LARGEST_TEXT = 4 << 20;

function takesOther(database: string, { sources, all }: Named, home: string): boolean {
  const placed = (name: string) => (isAbsolute(name) ? name : posix.join(home, name));
  return hasNewFigure({
    database,
    sources,
    named: new Set(all),
    stands: name => stands(placed(name)),
    read: name => textAt(placed(name)),
  });
}

function textAt(path: string): string | undefined {
  const file = Buffer.from(path, 'latin1');
  try {
    return statSync(file).size > LARGEST_TEXT ? undefined : readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

/** The folders from which a database names its document's log where it lies itself; all of them where it does not. */
function foldersOf({ all }: Named, { database, folders }: Place): readonly string[] {
  const stem = posix.basename(database).replace(/\.[^.]*$/, '');
  const beside = all.filter(
    name => !isAbsolute(name) && [`${stem}.aux`, `${stem}.log`].includes(posix.basename(name)),
  );
  if (beside.length === 0) return folders;
  const lies = posix.dirname(database);
  return folders.filter(folder =>
    beside.some(name => posix.dirname(posix.join(folder, name)) === lies),
  );
}

function stands(path: string): boolean {
  return existsSync(Buffer.from(path, 'latin1'));
}

function isAbsolute(name: string): boolean {
  return /^(?:\/|[A-Za-z]:)/.test(name);
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
