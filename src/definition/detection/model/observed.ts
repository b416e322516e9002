/**
 * What a folder holds, as detection sees it: names at once, texts when they are asked for. Symbolic links are
 * not followed, and all of it is bounded, since the folder may hold anything.
 */
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { askGit, entriesOf } from '../../../programs/git.ts';
import { lstatOf } from '../../../programs/tracked.ts';
import { decodeText } from '../../document/text.ts';

/** A folder's files and folders, by paths from its root with `/` between the parts. */
export interface Observed {
  /** Sorted by code units. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly hasFile: (file: string) => boolean;
  readonly hasFolder: (folder: string) => boolean;
  /** Files directly in a folder; `''` is the root. */
  readonly filesIn: (folder: string) => readonly string[];
  /** Files anywhere below a folder; `''` is the root. */
  readonly filesBelow: (folder: string) => readonly string[];
  /** Whether anything is at a path, also where git ignores it: data that is not in the repository, a link to it. */
  readonly isOnDisk: (path: string) => boolean;
  /** The beginning of a file as text; nothing where there is no such file, or no text in it. */
  readonly text: (file: string) => string | undefined;
  /** A file's first bytes as they are. */
  readonly bytes: (file: string, most: number) => Buffer | undefined;
}

/** Sources of papers and scripts are smaller; what is larger is data. */
const TEXT_BYTES = 256 * 1024;
const MOST_ENTRIES = 50_000;
const DEEPEST = 8;

/** Folders of tools and installed packages: nobody's sources. */
const FOREIGN_FOLDERS =
  /^(?:\..+|node_modules|__pycache__|venv|env|site-packages|renv|packrat|.+\.egg-info)$/;

/** Names that cannot be written into a definition hold control characters or invalid text. */
export function isWritable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\ufffd]/u.test(text);
}

/**
 * Looks into a folder; one that cannot be read holds nothing. What git ignores is not looked at: results of earlier
 * runs are not there in a fresh checkout, and what is detected is the same in both.
 */
export async function observeFolder(root: string): Promise<Observed> {
  const ignored = await ignoredBelow(root);
  const files: string[] = [];
  const folders: string[] = [];
  let open = [''];
  for (let depth = 0; depth <= DEEPEST && open.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of open) {
      if (files.length + folders.length > MOST_ENTRIES) break;
      const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(
        () => [],
      );
      for (const entry of entries) {
        if (!isWritable(entry.name)) continue;
        const name = within(folder, entry.name);
        if (ignored.has(entry.isDirectory() ? `${name}/` : name)) continue;
        if (entry.isFile()) files.push(name);
        else if (entry.isDirectory() && !FOREIGN_FOLDERS.test(entry.name)) next.push(name);
      }
    }
    folders.push(...next);
    open = next;
  }
  const isOnDisk = (name: string): boolean => lstatOf(path.join(root, name)) !== undefined;
  return observedOf(files, folders, isOnDisk, (file, most) =>
    readStart(path.join(root, file), most),
  );
}

/** How long git may take, in ms: without its answer everything is looked at. */
const GIT_MS = 10_000;

/** Files, and folders with `/` at the end, that git ignores; nothing where it is not in use. */
async function ignoredBelow(root: string): Promise<ReadonlySet<string>> {
  const place = { folder: root, environment: process.env, timeoutMs: GIT_MS };
  const answer = await askGit(place, [
    'ls-files',
    ...['-z', '--others', '--ignored', '--exclude-standard', '--directory'],
  ]);
  if (answer.kind !== 'answered' || answer.exitCode !== 0) return new Set();
  const entries = entriesOf(answer.stdout);
  // A folder that is ignored as a whole is looked at as if there were no repository.
  return entries.includes('./') ? new Set() : new Set(entries);
}

function observedOf(
  listed: readonly string[],
  foundFolders: readonly string[],
  isOnDisk: Observed['isOnDisk'],
  read: (file: string, most: number) => Buffer | undefined,
): Observed {
  const files = listed.toSorted();
  const known = new Set(files);
  const folders = foundFolders.toSorted();
  const knownFolders = new Set(folders);
  const inFolder = new Map<string, string[]>();
  for (const file of files) {
    const beside = inFolder.get(folderOf(file));
    if (beside === undefined) inFolder.set(folderOf(file), [file]);
    else beside.push(file);
  }
  const texts = new Map<string, string | undefined>();
  return {
    files,
    folders,
    hasFile: file => known.has(file),
    hasFolder: folder => knownFolders.has(folder),
    isOnDisk,
    filesIn: folder => inFolder.get(folder) ?? [],
    filesBelow: folder =>
      folder === '' ? files : files.filter(file => file.startsWith(`${folder}/`)),
    bytes: (file, most) => (known.has(file) ? read(file, most) : undefined),
    text: file => {
      if (!known.has(file)) return undefined;
      if (!texts.has(file)) {
        const bytes = read(file, TEXT_BYTES);
        texts.set(file, bytes === undefined ? undefined : textOf(bytes));
      }
      return texts.get(file);
    },
  };
}

/** Of an older encoding the letters outside of ASCII are wrong, and nothing looks at those. */
function textOf(bytes: Buffer): string {
  const decoded = decodeText(bytes);
  return (decoded.ok ? decoded.text : bytes.toString('latin1')).replaceAll('\r\n', '\n');
}

/** Only of regular files: a pipe would wait for ever. */
function readStart(file: string, most: number): Buffer | undefined {
  try {
    if (!lstatSync(file).isFile()) return undefined;
    const handle = openSync(file, 'r');
    try {
      const buffer = Buffer.alloc(most);
      return buffer.subarray(0, readSync(handle, buffer, 0, most, 0));
    } finally {
      closeSync(handle);
    }
  } catch {
    // A file that may not be read tells nothing.
    return undefined;
  }
}

/** `a/b` for `a/b/c.txt`, and `''` for a file of the root. */
export function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

/** `c.txt` for `a/b/c.txt`. */
export function baseOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** `a/b/c` for `a/b/c.txt`. */
export function withoutExtension(file: string): string {
  return file.replace(/\.[^./]+$/, '');
}

/** `.txt` for `a/b/c.txt`; empty where the name has none. */
export function extensionOf(file: string): string {
  return /\.[^./]+$/.exec(file)?.[0] ?? '';
}

/** `a/b/*.txt` for `a/b/c.txt`. */
export function besidePattern(file: string): string {
  return within(folderOf(file), `*${extensionOf(file)}`);
}

/** A name in a folder, `''` being the root. */
export function within(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** A path as it is written in a folder → from the root; nothing where it leads out or is absolute. */
export function resolveIn(folder: string, written: string): string | undefined {
  if (written.startsWith('/') || /^[A-Za-z]:|^~/.test(written)) return undefined;
  const parts: string[] = [];
  for (const part of `${folder}/${written}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** Folders whose content is made: anything in them is a result, whether or not it exists yet. */
const RESULT_FOLDERS =
  /^(?:outputs?|out|results?|build|_build|_site|dist|artifacts?|generated|figures?|figs?|plots?|tables?|processed|interim|derived|latex_temp)$/i;

/** Whether a file's folder is one where projects put what they make. */
export function isResult(file: string): boolean {
  return folderOf(file)
    .split('/')
    .some(part => RESULT_FOLDERS.test(part));
}

/** Whether it is a result even if sources may be drawn: `figures/plot.py` is a source, though most of `figures` is made. */
export function isBuilt(file: string): boolean {
  return isResult(file.replace(/(^|\/)(?:figures?|figs?|plots?|tables?)\//gi, '$1x/'));
}

/** What is worked out of a folder by names: once for each of them, however many ask. */
export function remembered<Names extends readonly string[], T>(
  find: (observed: Observed, ...names: Names) => T,
): (observed: Observed, ...names: Names) => T {
  const known = new WeakMap<Observed, Map<string, T>>();
  return (observed, ...names) => {
    const found = known.get(observed) ?? new Map<string, T>();
    known.set(observed, found);
    const key = names.join('\0');
    if (found.has(key)) return found.get(key) as T;
    const value = find(observed, ...names);
    found.set(key, value);
    return value;
  };
}
