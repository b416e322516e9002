/**
 * Folders that are opened part by part from the machine's root, following no link, and worked in by their
 * number: what happens to the names on the way to them no longer matters. Node has no `openat`; the paths
 * that the kernel has for open files do the same.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** An open folder. */
export interface Folder extends Disposable {
  readonly fd: number;
  /** File system and number: what it is, whatever it is called. */
  readonly id: string;
  readonly device: bigint;
  /** The path of something in it. */
  at(name: string): string;
}

/** There is no such folder, or something on the way to it is a link or a file. */
export class NotAFolder extends Error {
  override readonly name = 'NotAFolder';
  readonly path: string;
  constructor(path: string, cause: unknown) {
    super(path, { cause });
    this.path = path;
  }
}

/** Opens the folder at a path below the root (`''` is the root); throws `NotAFolder`. */
export function openFolder(root: string, path: string): Folder {
  let fd = openSync(root, O_RDONLY | O_DIRECTORY);
  const parts = path === '' ? [] : path.split('/');
  for (const [i, part] of parts.entries()) {
    let next: number;
    try {
      next = openSync(`/proc/self/fd/${fd}/${part}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    } catch (error) {
      if (!IS_NO_FOLDER.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      throw new NotAFolder(parts.slice(0, i + 1).join('/'), error);
    } finally {
      closeSync(fd);
    }
    fd = next;
  }
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return {
    fd,
    id: `${dev}:${ino}`,
    device: dev,
    at: name => `/proc/self/fd/${fd}/${name}`,
    [Symbol.dispose]: () => closeSync(fd),
  };
}

const IS_NO_FOLDER = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** A path's folder and name; the folder is `''` for what is in the root. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { folder: at === -1 ? '' : path.slice(0, at), name: path.slice(at + 1) };
}
