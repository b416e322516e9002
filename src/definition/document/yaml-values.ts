/** The nodes of a YAML document → plain data, each value with its place. */
import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import { code, type LocatedProblem, type Place } from './problems.ts';

/** A value with what is known of its origin. */
export interface PlacedValue {
  readonly data: unknown;
  readonly place: Place;
  /** Of a scalar: its text. */
  readonly source?: string | undefined;
  /** Of a mapping by key, of a list by index. */
  readonly entries?: ReadonlyMap<string, PlacedEntry>;
}

/** A value under its key; in a list, both places are the item's. */
export interface PlacedEntry {
  readonly keyPlace: Place;
  readonly value: PlacedValue;
}

/**
 * Values that a document may stand for once its aliases are expanded. Aliases share their value, but
 * whoever walks the data meets it every time.
 */
const MOST_EXPANDED_VALUES = 100_000;

interface Reading {
  readonly repeatedKeys: 'problem' | 'last';
  readonly placeOf: (offset: number) => Place;
  readonly problems: LocatedProblem[];
  /** By name: an anchor's value and how many values it stands for; undefined while it is read. */
  readonly anchors: Map<string, { value: PlacedValue; size: number } | undefined>;
  size: number;
}

/** Reads a document's nodes; wrong aliases and keys become null or are left out, beside a problem. */
export function readValues(
  contents: ParsedNode | null,
  placeOf: (offset: number) => Place,
  repeatedKeys: 'problem' | 'last' = 'problem',
): { readonly root: PlacedValue; readonly problems: readonly LocatedProblem[] } {
  const reading: Reading = { repeatedKeys, placeOf, problems: [], anchors: new Map(), size: 0 };
  const root = readNode(reading, contents, placeOf(contents?.range[0] ?? 0));
  return { root, problems: reading.problems };
}

/** `fallback` is the place of a node that has none: an empty value stands where its key does. */
function readNode(reading: Reading, node: unknown, fallback: Place): PlacedValue {
  const parsed = node as ParsedNode | null;
  if (parsed === null || parsed === undefined) return { data: null, place: fallback, source: '' };
  const place = parsed.range === undefined ? fallback : reading.placeOf(parsed.range[0]);
  if (isAlias(parsed)) return readAlias(reading, parsed.source, place);
  const anchor = parsed.anchor;
  const before = reading.size;
  reading.size += 1;
  if (anchor !== undefined) reading.anchors.set(anchor, undefined);
  const value = readContent(reading, parsed, place);
  if (anchor !== undefined) reading.anchors.set(anchor, { value, size: reading.size - before });
  return value;
}

function readContent(reading: Reading, node: ParsedNode, place: Place): PlacedValue {
  if (isMap(node)) return readMapping(reading, node, place);
  if (isSeq(node)) {
    const items = node.items.map(item => readNode(reading, item, place));
    return {
      data: items.map(item => item.data),
      place,
      entries: new Map(items.map((value, i) => [String(i), { keyPlace: value.place, value }])),
    };
  }
  if (!isScalar(node)) return { data: null, place };
  const data = node.value;
  if (typeof data === 'string' && data.includes('\0')) {
    report(reading, place, 'a NUL character in a text', 'remove the escape `\\0`');
  }
  return { data, place, source: node.source };
}

function readAlias(reading: Reading, name: string, place: Place): PlacedValue {
  const nothing = { data: null, place };
  const anchor = reading.anchors.get(name);
  if (anchor === undefined) {
    const message = reading.anchors.has(name)
      ? `the alias ${code(`*${name}`)} stands inside the value it repeats`
      : `the alias ${code(`*${name}`)} has no anchor before it`;
    report(reading, place, message, `put ${code(`&${name}`)} before the value to repeat`);
    return nothing;
  }
  const wasBounded = reading.size <= MOST_EXPANDED_VALUES;
  reading.size += anchor.size;
  if (reading.size > MOST_EXPANDED_VALUES) {
    const message = `aliases expand to more than ${MOST_EXPANDED_VALUES} values`;
    const remedy = 'write the values out, or repeat fewer of them';
    if (wasBounded) report(reading, place, message, remedy);
    return nothing;
  }
  // Its own content keeps its places: what is wrong in it is wrong where it is written.
  return { ...anchor.value, place };
}

function readMapping(reading: Reading, map: YAMLMap.Parsed, place: Place): PlacedValue {
  const entries = new Map<string, PlacedEntry>();
  const merged: PlacedValue[] = [];
  for (const pair of map.items as Pair<ParsedNode, ParsedNode | null>[]) {
    const keyPlace = pair.key?.range === undefined ? place : reading.placeOf(pair.key.range[0]);
    if (isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.source === '<<') {
      merged.push(readNode(reading, pair.value, keyPlace));
      continue;
    }
    const key = readKey(reading, pair.key, keyPlace);
    const value = atKeyWhenEmpty(readNode(reading, pair.value, keyPlace), keyPlace);
    const earlier = key === undefined ? undefined : entries.get(key);
    if (key === undefined) {
      report(reading, keyPlace, 'a key that is not text', 'write the key as plain text');
    } else if (earlier !== undefined && reading.repeatedKeys === 'problem') {
      const remedy = `keep one of the two; the other is on line ${earlier.keyPlace.line}`;
      report(reading, keyPlace, `the key ${code(key)} stands here twice`, remedy);
    } else {
      entries.set(key, { keyPlace, value });
    }
  }
  for (const source of merged.flatMap(value => mergeSources(reading, value))) {
    for (const [key, entry] of source) if (!entries.has(key)) entries.set(key, entry);
  }
  const data = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of entries) data[key] = entry.value.data;
  return { data, place, entries };
}

/** A value that was left out has a place of its own, but behind the key there is nothing to see. */
function atKeyWhenEmpty(value: PlacedValue, keyPlace: Place): PlacedValue {
  return value.data === null && value.source === '' ? { ...value, place: keyPlace } : value;
}

/** Plain keys are taken as they are written: `007` and `1.0` are ids, not numbers. */
function readKey(reading: Reading, node: ParsedNode | null, place: Place): string | undefined {
  const { data, source, entries } = readNode(reading, node, place);
  if (entries !== undefined) return undefined;
  return typeof data === 'string' ? data : (source ?? String(data));
}

/** What `<<` brings in: a mapping's entries, or those of each mapping in a list, the first first. */
function mergeSources(
  reading: Reading,
  value: PlacedValue,
): readonly ReadonlyMap<string, PlacedEntry>[] {
  if (Array.isArray(value.data)) {
    return [...(value.entries?.values() ?? [])].flatMap(item => mergeSources(reading, item.value));
  }
  if (value.entries !== undefined) return [value.entries];
  const remedy = 'write `<<: *name`, where `&name` stands before a mapping';
  report(reading, value.place, '`<<` takes in mappings, and this is none', remedy);
  return [];
}

function report(reading: Reading, place: Place, message: string, remedy: string): void {
  reading.problems.push({ ...place, message, remedy });
}
