/** The files that a stage's patterns name. */
import { type Dirent, readdir } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../pipeline/types.ts';

/**
 * Never matched: ours, git's, and what Python and pytest keep next to their sources, which changes
 * whenever a stage runs and decides nothing.
 */
export const IGNORED = ['.stagetime', '.git', '__pycache__', '.pytest_cache'].map(
  name => `**/${name}/**`,
);

/**
 * Files and links matched by the patterns, relative to `root` with `/`, sorted by code units. A
 * directory means all in it; a link is one of its files, wherever it leads.
 */
export async function matchFiles(
  root: string,
  patterns: readonly string[],
): Promise<readonly string[]> {
  if (patterns.length === 0) return [];
  const { glob } = await import('tinyglobby');
  const files = await glob([...patterns], {
    cwd: root,
    dot: true,
    onlyFiles: true,
    expandDirectories: true,
    followSymbolicLinks: false,
    ignore: IGNORED,
    fs: { readdir: readdirWithLinks },
  });
  return files.sort();
}

/** The walk leaves out links that it does not follow; as files they are found and not followed. */
const readdirWithLinks: typeof readdir = Object.assign(
  (path: string, options: { withFileTypes: true }, done: ReaddirCallback): void =>
    readdir(path, options, (error, entries) => done(error, entries?.map(linkAsFile))),
  { __promisify__: readdir.__promisify__ },
) as typeof readdir;

type ReaddirCallback = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

function linkAsFile(entry: Dirent): Dirent {
  if (entry.isSymbolicLink())
    Object.assign(entry, { isFile: () => true, isSymbolicLink: () => false });
  return entry;
}

/** The first pattern of a stage's inputs that names no file. */
export async function findEmptyInput(
  root: string,
  { inputs }: Pick<Stage, 'inputs'>,
): Promise<string | undefined> {
  for (const pattern of inputs) {
    if (pattern.startsWith('!')) continue;
    if ((await matchFiles(root, [pattern])).length === 0) return pattern;
  }
  return undefined;
}

/** What the files matched by the patterns take, in bytes. */
export async function sizeOf(root: string, patterns: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of await matchFiles(root, patterns)) {
    bytes += await stat(join(root, file)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
