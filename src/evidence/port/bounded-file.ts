/** A tool's file in memory: whole or up to a bound, and only where it is a regular file. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { FileProblem } from '../../record/facts/stage/evidence-problem.ts';

/** The file's first bytes, `isWhole` where there are no more; or why there are none. */
export type FileBytes =
  | { readonly kind: 'read'; readonly bytes: Buffer; readonly isWhole: boolean }
  | { readonly kind: 'unreadable'; readonly problem: FileProblem };

/** Reads at most `limit` bytes. Never waits: a FIFO that nobody writes into is told by what it is. */
export async function readUpTo(file: string, limit: number): Promise<FileBytes> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await readRegular(handle, limit);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem: FileProblem =
      code === 'ENOENT' ? { kind: 'missing' } : { kind: 'system', message };
    return { kind: 'unreadable', problem };
  }
}

async function readRegular(handle: FileHandle, limit: number): Promise<FileBytes> {
  const found = await handle.stat();
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'folder' : 'other';
    return { kind: 'unreadable', problem: { kind: 'no-file', what } };
  }
  const buffer = Buffer.allocUnsafe(Math.min(found.size, limit));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length === 0) return { kind: 'unreadable', problem: { kind: 'empty' } };
  return { kind: 'read', bytes: buffer.subarray(0, length), isWhole: found.size <= limit };
}
