/** Where there is room for what we write: folders that can be written, and how much they still take. */
import { lstatSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoomFault } from '../../record/facts/faults/folder-fault.ts';
import type { Variables } from '../process/stage-environment.ts';

/** A folder that can be written. */
export interface Room {
  readonly folder: string;
  /** What its file system still takes, in bytes. */
  readonly freeBytes: number;
}

/** How a folder turned out. */
export type LookedAt =
  | ({ readonly kind: 'usable' } & Room)
  | { readonly kind: 'unusable'; readonly fault: RoomFault };

/** Fewer files than this and there is no room, however many bytes are left. */
const FEWEST_FILES = 32;

/** Makes the folder where it is not there, writes into it, and measures what is left; never throws. */
export function lookForRoom(folder: string): LookedAt {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    // Some file systems make room for files as they need it, and say 0.
    if (files > 0 && ffree < FEWEST_FILES) {
      return { kind: 'unusable', fault: { why: 'no-files', folder } };
    }
    writeFileSync(probe, 'x', { flag: 'wx' });
    return { kind: 'usable', folder, freeBytes: bavail * bsize };
  } catch (error) {
    return { kind: 'unusable', fault: { why: 'system', cause: (error as Error).message } };
  } finally {
    removeProbe(probe);
  }
}

function removeProbe(probe: string): void {
  try {
    rmSync(probe, { force: true });
  } catch {
    // A folder that cannot be written has none.
  }
}

/**
 * Folders for what does not fit where it belongs, best first: the runner's temporary folder, the
 * system's, and memory. Each is this process's own and nobody else's to read.
 */
export function temporaryPlaces({ RUNNER_TEMP: runnerTemp }: Variables): readonly string[] {
  const parents = [runnerTemp, tmpdir(), process.platform === 'linux' ? '/dev/shm' : undefined];
  return [...new Set(parents)].flatMap(parent =>
    parent === undefined || parent === '' ? [] : [join(parent, `stagetime-${process.pid}`)],
  );
}

/** Makes a temporary place; false where somebody else's stands there already, or none can be made. */
export function makeTemporary(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  } catch {
    return false;
  }
}
