/** Opening files that are to be read as they stand: no link is followed, no pipe waited for. */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
} from 'node:fs';
import { specialOf, UnreadableError } from './unreadable.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
const UNFOLLOWED = (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/** An open regular file. */
export interface OpenFile extends Disposable {
  /** Permission bits. */
  readonly mode: number;
  readonly size: number;
  /** Fills the buffer from where the last read ended; fewer bytes mean the end of the file. */
  read(buffer: Buffer): number;
  /** Whether somebody wrote to it, or changed what is known of it, since it was opened. */
  hasChanged(): boolean;
}

/** Opens a regular file; `link` where the path is a link. Throws what the system says otherwise. */
export function openUnfollowed(path: string): OpenFile | 'link' {
  // Windows has no flag against links.
  if (O_NOFOLLOW === undefined && lstatSync(path).isSymbolicLink()) return 'link';
  let fd: number;
  try {
    fd = openSync(path, UNFOLLOWED);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // BSD systems say EMLINK where Linux and macOS say ELOOP.
    if (code === 'ELOOP' || code === 'EMLINK') return 'link';
    throw error;
  }
  const stat = fstatSync(fd, { bigint: true });
  if (!stat.isFile()) {
    closeSync(fd);
    const what = specialOf(stat);
    throw new UnreadableError(
      path,
      what === undefined ? { kind: 'no-file' } : { kind: 'special', what },
    );
  }
  const before = changeOf(stat);
  return {
    mode: Number(stat.mode) & 0o777,
    size: Number(stat.size),
    read: buffer => readFully(fd, buffer),
    hasChanged: () => changeOf(fstatSync(fd, { bigint: true })) !== before,
    [Symbol.dispose]: () => closeSync(fd),
  };
}

/** Everything that a write moves; not how often the file is linked. */
function changeOf({ size, mtimeNs, mode }: BigIntStats): string {
  return `${size} ${mtimeNs} ${mode}`;
}

function readFully(fd: number, buffer: Buffer): number {
  let filled = 0;
  while (filled < buffer.length) {
    const count = readSync(fd, buffer, filled, buffer.length - filled, null);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
