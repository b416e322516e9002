/** Whether two paths of a project may mean the same file. */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import { isLiteral } from '../../../pipeline/patterns/patterns.ts';

/**
 * Whether two paths, folders (with `/` at the end) or patterns may mean the same file, or one holds the other.
 * Of two patterns that may be so and is not certain, it is so: a stage then waits for one more.
 * Unlike in `mayMeet` of the definition, `out/*.png` and `out/sub/` meet here, and `out` and `out/*.png` do not.
 */
export function meets(a: string, b: string): boolean {
  const [left, right] = [placeOf(a), placeOf(b)];
  const nested = isIn(left, right) || isIn(right, left);
  if (isFolder(a) || isFolder(b)) return nested;
  if (isLiteral(a) && isLiteral(b)) return nested;
  if (isLiteral(a)) return matches(startDescent([b]), left);
  if (isLiteral(b)) return matches(startDescent([a]), right);
  return nested && (endingOf(a).endsWith(endingOf(b)) || endingOf(b).endsWith(endingOf(a)));
}

/** A path itself, and of a pattern the folder in which it begins. */
function placeOf(path: string): string {
  if (isLiteral(path)) return path.replace(/\/+$/, '');
  const begin = path.slice(0, path.search(/[*?[{]/));
  return begin.slice(0, Math.max(0, begin.lastIndexOf('/')));
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || path.endsWith('/**');
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function endingOf(pattern: string): string {
  return pattern.slice(pattern.lastIndexOf('*') + 1);
}
