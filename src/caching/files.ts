/** Files by content: what a fingerprint is made from, and what a restored file is checked against. */
import { createHash, hash } from 'node:crypto';
import { createReadStream, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileState } from '../pipeline/fingerprint.ts';
import { linkTarget } from './names.ts';
import { openUnfollowed } from './open-file.ts';
import { listTree } from './tree.ts';

/** A file by its content, or a link; what a fingerprint takes, and what is kept of an output. */
export type CollectedFile =
  | (Extract<FileState, { kind: 'file' }> & {
      /** Permission bits. */
      readonly mode: number;
      readonly size: number;
    })
  | Extract<FileState, { kind: 'link' }>;

export type Collected =
  | { readonly kind: 'collected'; readonly files: readonly CollectedFile[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface CollectOptions {
  /** Also hash what links lead to: for inputs, because a command reads through them. */
  readonly throughLinks?: boolean;
}

/** Up to this size a file is read at once, in bytes. */
const SMALL = 1 << 20;
const LARGE_AT_ONCE = 4;
/** One for all files: each is read and hashed before anything else happens. */
let buffer: Buffer | undefined;
/** How long files are read before others get a turn, in ms: stages are being watched meanwhile. */
const TURN_MS = 10;

/**
 * Hashes the files and links at these paths, relative to the root with `/`, in the order given.
 * Small files are read synchronously in short turns, which takes a third of what promises do.
 */
export async function collectFiles(
  root: string,
  paths: readonly string[],
  { throughLinks = false }: CollectOptions = {},
): Promise<Collected> {
  const files: CollectedFile[] = [];
  const large: number[] = [];
  buffer ??= Buffer.allocUnsafe(SMALL);
  let turn = performance.now();
  try {
    for (const path of paths) {
      const file = readState(root, path, buffer);
      if (file.kind === 'link' && throughLinks) {
        const target = await hashBehind(join(root, path));
        files.push(target === undefined ? file : { ...file, hash: target });
      } else files.push(file);
      if (file.kind === 'file' && file.size > SMALL) large.push(files.length - 1);
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
    }
    await hashLarge(root, files, large);
    return { kind: 'collected', files };
  } catch (error) {
    return { kind: 'unreadable', reason: (error as Error).message };
  }
}

/** A large file's hash is left empty for now. */
function readState(root: string, path: string, buffer: Buffer): CollectedFile {
  const opened = openUnfollowed(join(root, path));
  if (opened === 'link') return { kind: 'link', path, target: linkTarget(join(root, path)) };
  using file = opened;
  const { mode, size } = file;
  const executable = (mode & 0o111) !== 0;
  if (size > SMALL) return { kind: 'file', path, executable, hash: '', mode, size };
  const content = buffer.subarray(0, file.read(buffer.subarray(0, size)));
  return { kind: 'file', path, executable, hash: hash('sha256', content), mode, size };
}

async function hashLarge(root: string, files: CollectedFile[], large: number[]): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let index = large.pop(); index !== undefined; index = large.pop()) {
      const file = files[index];
      if (file?.kind !== 'file') continue;
      files[index] = { ...file, hash: await hashStream(join(root, file.path)) };
    }
  };
  await Promise.all(Array.from({ length: LARGE_AT_ONCE }, worker));
}

async function hashStream(file: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: SMALL })) sum.update(part);
  return sum.digest('hex');
}

/** Hash of the file, or of all in the folder, that a link leads to; none where it leads nowhere. */
async function hashBehind(link: string): Promise<string | undefined> {
  const stat = statSync(link, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isFile()) return hashStream(link);
  const folder = realpathSync(link);
  const inside = listTree(folder, readdirSync(folder));
  const paths = inside.flatMap(({ kind, path }) => (kind === 'folder' ? [] : [path]));
  const collected = await collectFiles(folder, paths);
  if (collected.kind === 'unreadable') throw new Error(collected.reason);
  const contents = collected.files.map(file =>
    file.kind === 'file' ? [file.path, file.executable, file.hash] : [file.path, file.target],
  );
  return hash('sha256', JSON.stringify(contents));
}
