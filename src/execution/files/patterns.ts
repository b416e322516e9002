/** Patterns without the file system: which paths they mean. */
import { matches, startDescent } from '../../pipeline/patterns/descent.ts';

export { isLiteral } from '../../pipeline/patterns/patterns.ts';

const known = new Map<string, (path: string) => boolean>();

/** Whether a path, relative to the root with `/`, is one that `matchFiles` would find. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const key = JSON.stringify(patterns);
  const matcher = known.get(key) ?? compile(patterns);
  known.set(key, matcher);
  return matcher;
}

function compile(patterns: readonly string[]): (path: string) => boolean {
  const start = startDescent(patterns);
  return path => matches(start, path);
}
