/** Whether a file was touched, without reading it. */
import { type BigIntStats, lstatSync } from 'node:fs';

/**
 * What changes whenever a file is written, replaced, renamed over or given other permissions. The time
 * of the last change of state (`ctime`) is set by the system alone: no program can put it back. The
 * device is left out, because its number may differ after the next boot.
 */
export type StatSignature = string;

/** The signature of a file or link at a path; none where nothing stands there. */
export function signatureAt(path: string): StatSignature | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && signatureOf(stat);
}

/** The signature of what was looked at. */
export function signatureOf({ ino, mode, size, mtimeNs, ctimeNs }: BigIntStats): StatSignature {
  return [ino, mode, size, mtimeNs, ctimeNs].join();
}

/** When a folder's entries changed last, and when anything of it did; `ino` tells whether it is the same. */
export interface FolderStamp {
  readonly ino: bigint;
  readonly entriesNs: bigint;
  readonly changedNs: bigint;
}

/** The stamp of a folder; none where there is no folder. */
export function folderStampAt(path: string): FolderStamp | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return undefined;
  return { ino: stat.ino, entriesNs: stat.mtimeNs, changedNs: stat.ctimeNs };
}

/**
 * Whether a folder was moved away, even if it was moved back: that touches none of the files in it. A
 * folder that somebody only put files into changes both its times at once.
 */
export function isMoved(before: FolderStamp | undefined, after: FolderStamp | undefined): boolean {
  if (before === undefined || after === undefined) return before !== after;
  if (before.ino !== after.ino) return true;
  return after.changedNs !== before.changedNs && after.changedNs !== after.entriesNs;
}
