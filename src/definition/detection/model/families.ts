/**
 * Files that decide together: a tool reads those that are there, so that one which is added later counts
 * without a change of the definition. A pattern without a match fails its stage, so a family is one pattern,
 * and is written only where one of it is there.
 */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import type { Observed } from './observed.ts';

/** Settings of pytest, of which it looks for all. */
export const PYTEST_FILES = [
  'conftest.py',
  'pytest.ini',
  '.pytest.ini',
  'pytest.toml',
  '.pytest.toml',
  'pyproject.toml',
  'tox.ini',
  'setup.cfg',
] as const;

/** What R reads when it starts, and what says which packages there are. */
export const R_FILES = ['DESCRIPTION', '.Rprofile', 'renv.lock'] as const;

/** What says which packages of Julia there are. */
export const JULIA_FILES = ['Project.toml', 'Manifest.toml'] as const;

/** Endings of what TeX and the programs around it read; of a document's own folder all files with them count. */
export const TEX_ENDINGS = [
  ...['tex', 'ltx', 'bib', 'sty', 'cls', 'bst', 'bbx', 'cbx', 'lbx', 'def', 'cfg', 'clo'],
  ...['tikz', 'pgf', 'lua'],
] as const;

/** Names or patterns, of which none has braces → one pattern for all of them. */
export function oneOf(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `{${distinct.join(',')}}`;
}

/** The pattern of a family of the root's files; nothing where none of it is there. */
export function rootFamily(observed: Observed, names: readonly string[]): readonly string[] {
  const pattern = oneOf(names);
  const family = startDescent([pattern]);
  return observed.filesIn('').some(file => matches(family, file)) ? [pattern] : [];
}

/** Patterns without those that are in a folder which is one of them. */
export function withoutContained(patterns: readonly string[]): readonly string[] {
  const distinct = [...new Set(patterns)];
  return distinct.filter(
    pattern =>
      !distinct.some(
        other => other !== pattern && !other.includes('*') && pattern.startsWith(`${other}/`),
      ),
  );
}
