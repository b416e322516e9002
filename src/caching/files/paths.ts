/** Which paths may be read for, and written from, a cache. */

/** Longest path, in code units, that is taken: what common systems can still open. */
const LONGEST_PATH = 4096;

/**
 * What is wrong with a path as a place below a root, in words. Good paths are relative, in normal
 * form, with `/` between their parts.
 */
export function faultOfPath(path: string): string | undefined {
  const quoted = JSON.stringify(path.slice(0, 200));
  if (path === '' || path.length > LONGEST_PATH) return `${quoted} is no path`;
  if (path.includes('\0')) return `${quoted} is no path`;
  if (path.startsWith('/') || isForeignToWindows(path)) return `${quoted} is not a relative path`;
  const parts = path.split('/');
  if (parts.some(part => part === '' || part === '.' || part === '..')) {
    return `${quoted} leads elsewhere`;
  }
  return undefined;
}

/** Backslashes separate, and colons name drives and streams, on Windows alone. */
function isForeignToWindows(path: string): boolean {
  return process.platform === 'win32' && /[\\:]/.test(path);
}

/** Whether a path is one of the given ones or below one of them. */
export function isWithin(path: string, given: ReadonlySet<string>): boolean {
  return given.has(path) || parentsOf(path).some(parent => given.has(parent));
}

/** The folders above a path, outermost first: `a` and `a/b` for `a/b/c`. */
export function parentsOf(path: string): readonly string[] {
  const parents: string[] = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    parents.push(path.slice(0, at));
  }
  return parents;
}

/** The paths that are not below another of them. */
export function outermost(paths: readonly string[]): readonly string[] {
  const given = new Set(paths);
  return [...given].filter(path => !parentsOf(path).some(parent => given.has(parent)));
}
