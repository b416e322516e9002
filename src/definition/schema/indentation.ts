/**
 * Keys that stand at the wrong level. YAML takes them for something else, and one space too many or too few
 * would be a dozen unknown keys: here it is one problem, at the key that has to be moved.
 */
import { nearest } from '../../util/nearest.ts';
import { isObject } from '../../util/objects.ts';
import { code, type LocatedProblem } from '../document/problems.ts';
import { withoutPaths } from '../document/unread.ts';
import type { Path, YamlDocument } from '../document/yaml.ts';
import { definitionSchema } from './schema.ts';

/** The mappings of the file whose entries are mappings themselves, and the keys that these know. */
const PARTS = {
  setup: Object.keys(definitionSchema.entries.setup.wrapped.value.entries),
  stages: Object.keys(definitionSchema.entries.stages.value.entries),
  caches: Object.keys(definitionSchema.entries.caches.wrapped.value.entries),
};
type Part = keyof typeof PARTS;
const PART_NAMES = Object.keys(PARTS) as readonly Part[];
const TOP = Object.keys(definitionSchema.entries);

/** A key that has to be moved, and what nobody knows before it is. */
interface Misplaced {
  readonly problem: LocatedProblem;
  /** Entries that are not what they seem; everything where the path is empty. */
  readonly entries: readonly Path[];
  /** Where else what stands in them may belong. */
  readonly homes: readonly Path[];
}

/** What is indented wrongly, one problem for each entry of the file, and the document without these entries. */
export interface Indentation {
  readonly problems: readonly LocatedProblem[];
  /** Absent where nothing is known of the rest. */
  readonly rest?: { readonly document: YamlDocument; readonly unread: readonly Path[] };
}

/** Nobody reads more. */
const MOST = 20;

/** Finds the keys that are indented wrongly, as far as that is certain. */
export function checkIndentation(whole: YamlDocument): Indentation {
  const problems: LocatedProblem[] = [];
  const unread: Path[] = [];
  let document = whole;
  while (problems.length < MOST) {
    const [first] = [...beside(document), ...inside(document)];
    if (first === undefined) break;
    problems.push(first.problem);
    if (first.entries.some(path => path.length === 0)) return { problems };
    unread.push(...first.entries, ...first.homes);
    document = withoutPaths(document, first.entries);
  }
  return { problems, rest: { document, unread } };
}

/** Keys beside the one that they belong to, which has no value of its own. */
function* beside(document: YamlDocument): Iterable<Misplaced> {
  const { data } = document;
  if (!isObject(data)) return;
  for (const part of PART_NAMES) {
    const entries = data[part];
    if (entries === null) {
      const child = keyAfter(document, [], part);
      if (child !== undefined && !TOP.includes(child)) {
        const problem = tooFarLeft(document, [child], part);
        yield { problem, entries: [[]], homes: [] };
      }
    }
    if (!isObject(entries)) continue;
    for (const id of document.keys([part])) {
      if (entries[id] !== null) continue;
      const child = keyAfter(document, [part], id);
      // A stage may have such a name; then it is a mapping.
      if (child === undefined || !PARTS[part].includes(child) || hasKeysOf(part, entries[child])) {
        continue;
      }
      const problem = tooFarLeft(document, [part, child], id);
      const strays = document
        .keys([part])
        .filter(key => PARTS[part].includes(key) && !hasKeysOf(part, entries[key]));
      yield { problem, entries: [id, ...strays].map(key => [part, key]), homes: [] };
    }
  }
}

/** Keys below one that cannot hold them, where they have a place of their own. */
function* inside(document: YamlDocument): Iterable<Misplaced> {
  const { data } = document;
  if (!isObject(data)) return;
  for (const part of PART_NAMES) {
    const entries = data[part];
    if (!isObject(entries)) continue;
    for (const id of document.keys([part])) {
      const entry = entries[id];
      if (TOP.includes(id) && !Object.hasOwn(data, id) && !hasKeysOf(part, entry)) {
        const problem = tooFarRight(document, [part, id], part);
        yield { problem, entries: [[part, id]], homes: [[id]] };
      }
      if (!isObject(entry)) continue;
      for (const key of document.keys([part, id])) {
        if (PARTS[part].includes(key)) continue;
        // Without a value, the keys that belong to it stand beside it, some of them twice.
        const isTorn = entry[key] === null && nearest(key, PARTS[part]) === undefined;
        if (isTorn || hasKeysOf(part, entry[key])) {
          const problem = tooFarRight(document, [part, id, key], id);
          // Others stand beside it, and may be what is needed elsewhere.
          const homes = document.keys([part, id]).map(other => [part, other]);
          yield { problem, entries: [[part, id]], homes };
        }
      }
    }
  }
}

function hasKeysOf(part: Part, value: unknown): boolean {
  return isObject(value) && Object.keys(value).some(key => PARTS[part].includes(key));
}

function keyAfter(document: YamlDocument, path: Path, key: string): string | undefined {
  const keys = document.keys(path);
  return keys[keys.indexOf(key) + 1];
}

function tooFarLeft(document: YamlDocument, path: Path, parent: string): LocatedProblem {
  return {
    ...document.place(path, 'key'),
    message: `${code(String(path.at(-1)))} is not indented under ${code(parent)}, which is empty`,
    remedy: `indent it, and what belongs with it, further than ${code(parent)}`,
  };
}

function tooFarRight(document: YamlDocument, path: Path, parent: string): LocatedProblem {
  return {
    ...document.place(path, 'key'),
    message: `${code(String(path.at(-1)))} is indented under ${code(parent)}, where it cannot be`,
    remedy: `move it to the left, to the column of ${code(parent)}, and what belongs to it below it`,
  };
}
