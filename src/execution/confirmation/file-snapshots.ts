/**
 * Copies of files as they stood at one moment, to be put in place again as often as wanted. What did
 * not change between two moments is copied once.
 */
import { constants, lstatSync, readlinkSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import type { TreePlace } from '../../caching/files/tree.ts';
import { Obstacle } from './obstacle.ts';

/** What stood at a path, relative to a root with `/`; times in seconds since 1970. */
export type KeptPlace =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** The copy; absolute. */
      readonly copy: string;
      readonly size: number;
      readonly mtime: number;
    };

/** How much may be copied. */
export interface KeepLimits {
  /** By one call, in bytes. */
  readonly maxBytes: number;
  /** By all calls together, in bytes. */
  readonly maxTotalBytes: number;
  /** By one call, in ms: stages wait for it. */
  readonly maxMs: number;
}

export const KEEP_LIMITS: KeepLimits = {
  maxBytes: 500_000_000,
  maxTotalBytes: 2_000_000_000,
  maxMs: 5_000,
};

/** A folder of copies. */
export interface FileSnapshots extends AsyncDisposable {
  /** Copies what is at these places below a root; rejects with an obstacle, or with what the system says. */
  keep(root: string, places: readonly TreePlace[]): Promise<readonly KeptPlace[]>;
}

/** A file changed within this time of being copied may change again without another time stamp. */
const RACY_MS = 50;
const COPIES_AT_ONCE = 8;

/** Copies in `folder`, which is emptied when the first are made, and goes with them. */
export function createFileSnapshots(
  folder: string,
  limits: KeepLimits = KEEP_LIMITS,
  now: () => number = () => performance.now(),
): FileSnapshots {
  const known = new Map<string, string>();
  let count = 0;
  let totalBytes = 0;
  let made: Promise<unknown> | undefined;

  async function keepFile(root: string, path: string, spend: (bytes: number) => void) {
    const source = join(root, path);
    const stat = lstatSync(source, { bigint: true });
    const { dev, ino, size, mtimeNs, ctimeNs } = stat;
    const signature = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
    const place = { kind: 'file', path, size: Number(size), mtime: Number(mtimeNs) / 1e9 } as const;
    const before = known.get(signature);
    if (before !== undefined) return { ...place, copy: before };
    spend(Number(size));
    count += 1;
    const copy = join(folder, String(count));
    await copyFile(source, copy, constants.COPYFILE_FICLONE);
    if (Date.now() - Number(stat.ctimeMs) > RACY_MS) known.set(signature, copy);
    return { ...place, copy };
  }

  async function keep(root: string, places: readonly TreePlace[]): Promise<readonly KeptPlace[]> {
    const deadline = now() + limits.maxMs;
    let bytes = 0;
    const spend = (more: number): void => {
      bytes += more;
      totalBytes += more;
      if (bytes > limits.maxBytes) throw tooLarge('stage', limits.maxBytes);
      if (totalBytes > limits.maxTotalBytes) throw tooLarge('run', limits.maxTotalBytes);
      if (now() > deadline) throw new Obstacle({ kind: 'state-too-slow', mostMs: limits.maxMs });
    };
    assertNoLinksAbove(root, places);
    made ??= rm(folder, { recursive: true, force: true }).then(() =>
      mkdir(folder, { recursive: true }),
    );
    await made;
    const kept: KeptPlace[] = [];
    const queue = [...places].reverse();
    const worker = async (): Promise<void> => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const { kind, path } = next;
        if (kind === 'folder') kept.push({ kind, path });
        else if (kind === 'link') kept.push({ kind, path, target: readlinkSync(join(root, path)) });
        else kept.push(await keepFile(root, path, spend));
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: COPIES_AT_ONCE }, worker));
    const failed = ended.find(end => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return kept;
  }

  return {
    keep,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function tooLarge(of: 'stage' | 'run', mostBytes: number): Obstacle {
  return new Obstacle({ kind: 'state-too-large', of, mostBytes });
}

/** A path behind a link may lead out of the root, and would when it is written again. */
function assertNoLinksAbove(root: string, places: readonly TreePlace[]): void {
  const parents = new Set(places.flatMap(({ path }) => parentsOf(path)));
  for (const parent of parents) {
    if (!lstatSync(join(root, parent)).isDirectory()) {
      throw new Obstacle({ kind: 'state-behind-link', path: parent });
    }
  }
}
