/** Looking into a folder that may hold anything: symbolic links are not followed, reading is bounded. */
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Sorted names of a folder's files or folders; none where it is not one, or a link to one. */
export async function namesIn(
  root: string,
  folder: string,
  kind: 'file' | 'folder',
): Promise<readonly string[]> {
  if (!(await isInside(root, folder))) return [];
  try {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    return entries
      .filter(entry => (kind === 'file' ? entry.isFile() : entry.isDirectory()))
      .map(entry => entry.name)
      .sort();
  } catch {
    // A folder that is not there or must not be read has nothing to detect.
    return [];
  }
}

/** The first bytes of a regular file, or undefined where there is none. */
export async function readStart(
  root: string,
  file: string,
  most: number,
): Promise<Buffer | undefined> {
  if (!(await isInside(root, file))) return undefined;
  try {
    if (!(await lstat(path.join(root, file))).isFile()) return undefined;
    const handle = await open(path.join(root, file));
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Whether no part of a path is a symbolic link, so that it cannot lead out of the root. */
async function isInside(root: string, relative: string): Promise<boolean> {
  let place = root;
  for (const part of relative.split('/').filter(part => part !== '')) {
    place = path.join(place, part);
    try {
      if ((await lstat(place)).isSymbolicLink()) return false;
    } catch {
      return false;
    }
  }
  return true;
}
