/** Patterns without the file system: which paths they mean. */
import picomatch from 'picomatch';
import { IGNORED } from './files.ts';

const known = new Map<string, (path: string) => boolean>();

/** Whether a path, relative to the root with `/`, is one that `matchFiles` would find. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const key = JSON.stringify(patterns);
  const matcher = known.get(key) ?? compile(patterns);
  known.set(key, matcher);
  return matcher;
}

function compile(patterns: readonly string[]): (path: string) => boolean {
  const wanted = patterns.filter(pattern => !pattern.startsWith('!'));
  const unwanted = patterns.flatMap(pattern => (pattern.startsWith('!') ? pattern.slice(1) : []));
  const options = { dot: true, ignore: [...IGNORED, ...unwanted.flatMap(withAllIn)] };
  return wanted.length === 0 ? () => false : picomatch(wanted.flatMap(withAllIn), options);
}

/** A pattern that may name a directory, and with it all in it. */
function withAllIn(pattern: string): readonly string[] {
  const plain = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  return [plain, `${plain}/**`];
}

/** Whether a pattern names one path and nothing else. */
export function isLiteral(pattern: string): boolean {
  return !pattern.startsWith('!') && !picomatch.scan(pattern).isGlob;
}
