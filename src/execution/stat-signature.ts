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
