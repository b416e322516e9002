/**
 * What of a document could not be read. The rest is checked all the same, but whoever says that something is
 * missing has to ask here first: it may stand where nobody could read it.
 */
import type { Path, YamlDocument } from './yaml.ts';

/** Any key of a mapping, in a path that something rests on. */
export const ANY = '*';

/** Whether one of the unread places is at, below or above this path. */
export function isUnread(unread: readonly Path[], path: Path): boolean {
  return unread.some(place =>
    place.every((key, i) => {
      const other = path[i];
      return other === undefined || other === ANY || String(other) === String(key);
    }),
  );
}

/** The document without the values at these paths; what is left in a list keeps its place. */
export function withoutPaths(document: YamlDocument, paths: readonly Path[]): YamlDocument {
  const gone = new Set(paths.map(identity));
  if (gone.size === 0) return document;
  /** Of a list that lost items, where those that are left stood before. */
  const kept = new Map<string, readonly number[]>();
  const rest = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const isLeft = (key: string | number) => !gone.has(identity([...path, key]));
    if (Array.isArray(value)) {
      const indices = [...value.keys()].filter(isLeft);
      if (indices.length < value.length) kept.set(identity(path), indices);
      return indices.map(index => rest(value[index], [...path, index]));
    }
    const data: Record<string, unknown> = Object.create(null);
    for (const [key, item] of Object.entries(value)) {
      if (isLeft(key)) data[key] = rest(item, [...path, key]);
    }
    return data;
  };
  const home = (path: Path): Path => {
    const found: (string | number)[] = [];
    for (const key of path) {
      const indices = typeof key === 'number' ? kept.get(identity(found)) : undefined;
      found.push(indices?.[key as number] ?? key);
    }
    return found;
  };
  return {
    data: rest(document.data, []),
    place: (path, part) => document.place(home(path), part),
    source: path => document.source(home(path)),
    keys: path => document.keys(home(path)),
  };
}

function identity(path: Path): string {
  return JSON.stringify(path.map(String));
}
