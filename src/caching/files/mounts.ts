/** Where other file systems are mounted: files move within one, and a mount point does not move. */
import { lstatSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The file systems as they are mounted now; paths are absolute and real. */
export interface Mounts {
  /** Names what holds the path, or will hold it: between equal ones files move. */
  holderOf(path: string): string;
  /** Whether the path is a mount point, or has one below it. */
  isHeld(path: string): boolean;
}

/** Looks at the system. Where nothing lists the mounts, the numbers of devices tell most of it. */
export function readMounts(): Mounts {
  try {
    return mountsAt(parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8')));
  } catch {
    return {
      holderOf: deviceOf,
      isHeld: path => deviceOf(path) !== deviceOf(dirname(path)),
    };
  }
}

/** Mounts at these places. Two of one device are still two: no file moves between them. */
export function mountsAt(points: readonly string[]): Mounts {
  return {
    holderOf(path) {
      const above = points.filter(point => isAtOrBelow(path, point));
      return above.reduce(
        (longest, point) => (point.length > longest.length ? point : longest),
        '/',
      );
    },
    isHeld: path => points.some(point => isAtOrBelow(point, path)),
  };
}

/** The mount points in the words of `/proc/self/mountinfo`, where the fifth is one, with octal escapes. */
export function parseMountInfo(text: string): readonly string[] {
  return text.split('\n').flatMap(line => {
    const point = line.split(' ')[4];
    return point === undefined ? [] : [unescaped(point)];
  });
}

function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

function deviceOf(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const isEnd = path === dirname(path);
  return stat === undefined && !isEnd ? deviceOf(dirname(path)) : String(stat?.dev);
}
