/** Files by content: what a fingerprint is made from, and what a restored file is checked against. */
import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { FileState } from '../../pipeline/fingerprint.ts';
import type { UnreadableFile } from '../../record/facts/unreadable-file.ts';
import { takeTurns } from '../../util/turns.ts';
import { linkTarget } from './names.ts';
import { openUnfollowed } from './open-nofollow.ts';
import { causeOf } from './unreadable.ts';

/** A file by its content, or a link; what a fingerprint takes, and what is kept of an output. */
export type CollectedFile =
  | (Extract<FileState, { kind: 'file' }> & {
      /** Permission bits. */
      readonly mode: number;
      readonly size: number;
    })
  | Extract<FileState, { kind: 'link' }>;

/** All of the files, or the first that could not be read. */
export type Collected =
  | { readonly kind: 'collected'; readonly files: readonly CollectedFile[] }
  | { readonly kind: 'unreadable'; readonly unreadable: UnreadableFile };

/** What collecting gives where a file cannot be read. */
export function unreadableFile(
  unreadable: UnreadableFile,
): Extract<Collected, { kind: 'unreadable' }> {
  return { kind: 'unreadable', unreadable };
}

/** Up to this size a file is read at once, in bytes. */
const SMALL = 1 << 20;
const LARGE_AT_ONCE = 4;
/** One for all files: each is read and hashed before anything else happens. */
let buffer: Buffer | undefined;

/**
 * Hashes the files and links at these paths, relative to the root with `/`, in the order given.
 * Small files are read synchronously in short turns, which takes a third of what promises do.
 */
export async function collectFiles(root: string, paths: readonly string[]): Promise<Collected> {
  const files: CollectedFile[] = [];
  const large: number[] = [];
  buffer ??= Buffer.allocUnsafe(SMALL);
  const turns = takeTurns();
  for (const path of paths) {
    try {
      files.push(readState(root, path, buffer));
    } catch (error) {
      return unreadableFile({ path, cause: causeOf(join(root, path), error) });
    }
    const file = files.at(-1);
    if (file?.kind === 'file' && file.size > SMALL) large.push(files.length - 1);
    if (turns.isOver) await turns.next();
  }
  const failed = await hashLarge(root, files, large);
  return failed === undefined ? { kind: 'collected', files } : unreadableFile(failed);
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

/** Puts the hashes in; gives the first file that could not be read. */
async function hashLarge(
  root: string,
  files: CollectedFile[],
  large: number[],
): Promise<UnreadableFile | undefined> {
  let failed: UnreadableFile | undefined;
  const worker = async (): Promise<void> => {
    for (let index = large.pop(); index !== undefined; index = large.pop()) {
      const file = files[index];
      if (file?.kind !== 'file') continue;
      const place = join(root, file.path);
      try {
        files[index] = { ...file, hash: await hashStream(place) };
      } catch (error) {
        failed ??= { path: file.path, cause: causeOf(place, error) };
      }
    }
  };
  await Promise.all(Array.from({ length: LARGE_AT_ONCE }, worker));
  return failed;
}

async function hashStream(file: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: SMALL })) sum.update(part);
  return sum.digest('hex');
}
