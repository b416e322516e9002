/** Paths as programs put them together, of which parts may not be known. */
import { folderOf } from '../model/observed.ts';

/** A path as it is put together; `script` where it begins at the program's own file. */
export interface Value {
  readonly base: 'cwd' | 'script' | 'unknown';
  readonly path: string;
}

/** The folder in which a program runs. */
export const EMPTY: Value = { base: 'cwd', path: '' };

/** The folder of a path; above what is not known, too. */
export function parentOf(value: Value | undefined): Value | undefined {
  if (value === undefined) return undefined;
  if (value.path === '' || value.path === '..' || value.path.endsWith('/..')) {
    return { ...value, path: value.path === '' ? '..' : `${value.path}/..` };
  }
  return { ...value, path: folderOf(value.path) };
}

/** A path in a folder. */
export function joined(a: Value, b: Value): Value {
  if (b.base === 'unknown') return { ...a, path: slashed(a.path, '*') };
  if (b.base === 'script' || b.path.startsWith('/')) return b;
  return { ...a, path: slashed(a.path, b.path) };
}

function slashed(a: string, b: string): string {
  if (a === '') return b;
  return b === '' ? a : `${a.replace(/\/$/, '')}/${b}`;
}

/** Two texts, one behind the other. */
export function concatenated(a: Value, b: Value): Value {
  const end = b.base === 'unknown' ? '*' : b.path;
  if (a.base === 'unknown' && a.path === '') return { base: 'cwd', path: `*${end}` };
  return { ...a, path: a.path + end };
}
