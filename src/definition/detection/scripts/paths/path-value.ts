/** Paths as programs put them together, of which parts may not be known. */
import { folderOf } from '../../model/observed.ts';

/**
 * A path as it is put together; `script` where it begins at the program's own file. One that is `apart` needs no
 * look: it is a file of the machine that is made for the moment, one that is open, or a list whose paths were seen.
 */
export interface Value {
  readonly base: 'cwd' | 'script' | 'unknown' | 'apart';
  readonly path: string;
}

/** The folder in which a program runs. */
export const EMPTY: Value = { base: 'cwd', path: '' };

/** Nothing to look at. */
export const APART: Value = { base: 'apart', path: '' };
/** Of which nothing is known. */
export const UNKNOWN: Value = { base: 'unknown', path: '' };

/** The folder of a path; above what is not known, too. */
export function parentOf(value: Value | undefined): Value | undefined {
  if (value === undefined || value.base === 'apart') return value;
  if (value.path === '' || value.path === '..' || value.path.endsWith('/..')) {
    return { ...value, path: value.path === '' ? '..' : `${value.path}/..` };
  }
  return { ...value, path: folderOf(value.path) };
}

/** A path in a folder. */
export function joined(a: Value, b: Value): Value {
  if (a.base === 'apart') return a;
  if (b.base === 'unknown' || b.base === 'apart') return { ...a, path: slashed(a.path, '*') };
  if (b.base === 'script' || b.path.startsWith('/')) return b;
  return { ...a, path: slashed(a.path, b.path) };
}

function slashed(a: string, b: string): string {
  if (a === '') return b;
  return b === '' ? a : `${a.replace(/\/$/, '')}/${b}`;
}

/** Two texts, one behind the other. */
export function concatenated(a: Value, b: Value): Value {
  if (a.base === 'apart') return a;
  if (a.base === 'cwd' && a.path === '' && b.base === 'script') return b;
  const end = b.base === 'unknown' || b.base === 'apart' ? '*' : b.path;
  if (a.base === 'unknown' && a.path === '') return { base: 'cwd', path: `*${end}` };
  return { ...a, path: a.path + end };
}
