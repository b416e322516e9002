/**
 * Keys that stand at the wrong level. YAML takes them for something else, and one space too many or too few
 * would be a dozen unknown keys: here it is one problem, at the key that has to be moved.
 */
import { nearest } from '../../util/nearest.ts';
import { isObject } from '../../util/objects.ts';
import { code, type LocatedProblem } from '../document/problems.ts';
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

/** The first key that is indented wrongly, as far as that is certain. */
export function indentationProblem(document: YamlDocument): LocatedProblem | undefined {
  const [first] = [...beside(document), ...inside(document)];
  return first;
}

/** Keys beside the one that they belong to, which has no value of its own. */
function* beside(document: YamlDocument): Iterable<LocatedProblem> {
  const { data } = document;
  if (!isObject(data)) return;
  for (const part of PART_NAMES) {
    const entries = data[part];
    if (entries === null) {
      const child = keyAfter(document, [], part);
      if (child !== undefined && !TOP.includes(child)) yield tooFarLeft(document, [child], part);
    }
    if (!isObject(entries)) continue;
    for (const id of document.keys([part])) {
      if (entries[id] !== null) continue;
      const child = keyAfter(document, [part], id);
      // A stage may have such a name; then it is a mapping.
      if (child === undefined || !PARTS[part].includes(child) || hasKeysOf(part, entries[child])) {
        continue;
      }
      yield tooFarLeft(document, [part, child], id);
    }
  }
}

/** Keys below one that cannot hold them, where they have a place of their own. */
function* inside(document: YamlDocument): Iterable<LocatedProblem> {
  const { data } = document;
  if (!isObject(data)) return;
  for (const part of PART_NAMES) {
    const entries = data[part];
    if (!isObject(entries)) continue;
    for (const id of document.keys([part])) {
      const entry = entries[id];
      if (TOP.includes(id) && !Object.hasOwn(data, id) && !hasKeysOf(part, entry)) {
        yield tooFarRight(document, [part, id], part);
      }
      if (!isObject(entry)) continue;
      for (const key of document.keys([part, id])) {
        if (PARTS[part].includes(key)) continue;
        // Without a value, the keys that belong to it stand beside it, some of them twice.
        const isTorn = entry[key] === null && nearest(key, PARTS[part]) === undefined;
        if (isTorn || hasKeysOf(part, entry[key])) {
          yield tooFarRight(document, [part, id, key], id);
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
