/**
 * Finds many byte strings in one pass (Aho and Corasick, 1975): the time grows with the text and with
 * what is found, not with how many strings are looked for, whatever the text and the strings are.
 */

/** What is looked for. */
export interface Pattern {
  /** At least two. */
  readonly bytes: Uint8Array;
  /** Found only where everyday words are wanted too. */
  readonly isEveryday: boolean;
}

/** Start and end of each place in turn, in the order of their ends. */
export type Spans = number[];

/** A text is looked through piece by piece: the state after one piece is what the next begins with. */
export interface Automaton {
  /**
   * Adds the places that end within the piece to `spans`, by the offset from the text's start; `offset`
   * is the piece's own. Gives the state after it.
   */
  scan(piece: Uint8Array, state: number, options: ScanOptions): number;
  /** How many of the last bytes may be the beginning of a pattern. */
  pendingBytes(state: number, withEveryday: boolean): number;
}

export interface ScanOptions {
  readonly offset: number;
  readonly withEveryday: boolean;
  readonly spans: Spans;
}

/** The state at the start of a text. */
export const START = 0;

/** Nodes have numbers of 24 bits, because an edge is a node and a byte in one number. */
export const MOST_PATTERN_BYTES = 16_000_000;

/** An automaton for patterns of at most `MOST_PATTERN_BYTES` in all. */
export function createAutomaton(patterns: readonly Pattern[]): Automaton {
  const trie = buildTrie(patterns);
  const { fallback, longest, longestParticular } = addFallbacks(trie, patterns);
  const { fromStart, beginnings } = rootTables(trie, patterns);

  function next(state: number, byte: number): number {
    for (let node = state; ; node = fallback[node] as number) {
      if (node === START) return fromStart[byte] as number;
      const child = trie.child(node, byte);
      if (child !== START) return child;
    }
  }

  return {
    scan(piece, state, { offset, withEveryday, spans }) {
      const found = withEveryday ? longest : longestParticular;
      const last = piece.length - 1;
      let node = state;
      for (let i = 0; i <= last; i += 1) {
        if (node === START) {
          // Most bytes of most texts begin nothing.
          while (i < last && beginnings[pair(piece[i] as number, piece[i + 1] as number)] === 0) {
            i += 1;
          }
        }
        node = next(node, piece[i] as number);
        const length = found[node] as number;
        if (length > 0) addSpan(spans, offset + i + 1 - length, offset + i + 1);
      }
      return node;
    },
    pendingBytes(state, withEveryday) {
      let node = state;
      while (!withEveryday && node !== START && !trie.isParticular(node)) {
        node = fallback[node] as number;
      }
      return trie.depth[node] as number;
    },
  };
}

function pair(first: number, second: number): number {
  return (first << 8) | second;
}

/** Places that overlap or touch are one place. */
function addSpan(spans: Spans, start: number, end: number): void {
  let from = start;
  while (spans.length > 0 && (spans.at(-1) as number) >= from) {
    spans.pop();
    from = Math.min(from, spans.pop() as number);
  }
  spans.push(from, end);
}

/** Lists of spans in the same text as one, overlapping and touching ones as one. */
export function mergeSpans(lists: readonly Spans[]): Spans {
  const [only, ...others] = lists.filter(({ length }) => length > 0);
  if (only === undefined || others.length === 0) return only ?? [];
  const pairs = [only, ...others].flatMap(list =>
    list.flatMap((start, i) => (i % 2 === 0 ? [[start, list[i + 1] as number] as const] : [])),
  );
  const merged: Spans = [];
  for (const [start, end] of pairs.sort(([a], [b]) => a - b)) {
    if (merged.length > 0 && (merged.at(-1) as number) >= start) {
      merged.push(Math.max(merged.pop() as number, end));
    } else {
      merged.push(start, end);
    }
  }
  return merged;
}

/** The child is the next node, which is so for most nodes: a pattern's own part is a chain. */
const HAS_NEXT = 1;
/** There are children elsewhere. */
const HAS_OTHERS = 2;
/** The node lies on the way to something else than everyday words. */
const IS_PARTICULAR = 4;

/** All beginnings of the patterns. */
interface Trie {
  /** The node that the byte leads to; `START` where there is none. */
  child(node: number, byte: number): number;
  /** Bytes from the start to the node. */
  readonly depth: Int32Array;
  /** Nodes where a pattern ends are 1; where one ends that is no everyday word, 2. */
  readonly ends: Uint8Array;
  isParticular(node: number): boolean;
}

function buildTrie(patterns: readonly Pattern[]): Trie {
  const size = 2 + patterns.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const labels = new Uint8Array(size);
  const flags = new Uint8Array(size);
  const depth = new Int32Array(size);
  const ends = new Uint8Array(size);
  // A pattern's chain leaves the ones before it at one place.
  const others = new Edges(patterns.length);
  let count = 1;

  function child(node: number, byte: number): number {
    const flag = flags[node] as number;
    if ((flag & HAS_NEXT) !== 0 && labels[node + 1] === byte) return node + 1;
    return (flag & HAS_OTHERS) === 0 ? START : others.get(node, byte);
  }

  function addChild(node: number, byte: number): number {
    const added = count;
    count += 1;
    labels[added] = byte;
    depth[added] = (depth[node] as number) + 1;
    if (added === node + 1) {
      flags[node] = (flags[node] as number) | HAS_NEXT;
    } else {
      flags[node] = (flags[node] as number) | HAS_OTHERS;
      others.set(node, byte, added);
    }
    return added;
  }

  for (const { bytes, isEveryday } of patterns) {
    let node = START;
    for (let i = 0; i < bytes.length; i += 1) {
      const byte = bytes[i] as number;
      node = child(node, byte) || addChild(node, byte);
      if (!isEveryday) flags[node] = (flags[node] as number) | IS_PARTICULAR;
    }
    ends[node] = (ends[node] as number) | (isEveryday ? 1 : 2);
  }
  return {
    child,
    depth,
    ends,
    isParticular: node => ((flags[node] as number) & IS_PARTICULAR) !== 0,
  };
}

interface Fallbacks {
  /** The node of the longest proper suffix that is the beginning of a pattern too. */
  readonly fallback: Int32Array;
  /** Length of the longest pattern that ends at the node; 0 where none does. */
  readonly longest: Int32Array;
  /** The same, everyday words left out. */
  readonly longestParticular: Int32Array;
}

/** Level by level, so that what a fallback leads to is known before it is looked for. */
function addFallbacks({ child, ends }: Trie, patterns: readonly Pattern[]): Fallbacks {
  const size = ends.length;
  const fallback = new Int32Array(size);
  const longest = new Int32Array(size);
  const longestParticular = new Int32Array(size);
  const reached = new Int32Array(patterns.length);
  let growing = Int32Array.from(patterns, (_, index) => index);

  function fall(from: number, byte: number): number {
    for (let node = from; ; node = fallback[node] as number) {
      const found = child(node, byte);
      if (found !== START || node === START) return found;
    }
  }

  for (let level = 0; growing.length > 0; level += 1) {
    for (const index of growing) {
      const byte = (patterns[index] as Pattern).bytes[level] as number;
      const parent = reached[index] as number;
      const node = child(parent, byte);
      reached[index] = node;
      const shorter = level === 0 ? START : fall(fallback[parent] as number, byte);
      fallback[node] = shorter;
      const end = ends[node] as number;
      longest[node] = end === 0 ? (longest[shorter] as number) : level + 1;
      longestParticular[node] = end < 2 ? (longestParticular[shorter] as number) : level + 1;
    }
    growing = growing.filter(index => (patterns[index] as Pattern).bytes.length > level + 1);
  }
  return { fallback, longest, longestParticular };
}

/** Edges from the start, and which two bytes begin any pattern. */
function rootTables({ child }: Trie, patterns: readonly Pattern[]) {
  const fromStart = Int32Array.from({ length: 256 }, (_, byte) => child(START, byte));
  const beginnings = new Uint8Array(1 << 16);
  for (const { bytes } of patterns) {
    beginnings[pair(bytes[0] as number, bytes[1] as number)] = 1;
  }
  return { fromStart, beginnings };
}

/** A hash table with open addressing. No edge leads to the start, so that 0 is an empty place. */
class Edges {
  readonly #keys: Uint32Array;
  readonly #nodes: Int32Array;
  readonly #mask: number;

  constructor(most: number) {
    const places = 2 ** Math.max(8, Math.ceil(Math.log2(most * 2)));
    this.#keys = new Uint32Array(places);
    this.#nodes = new Int32Array(places);
    this.#mask = places - 1;
  }

  get(node: number, byte: number): number {
    return this.#nodes[this.#placeOf(node * 256 + byte)] as number;
  }

  set(node: number, byte: number, child: number): void {
    const place = this.#placeOf(node * 256 + byte);
    this.#keys[place] = node * 256 + byte;
    this.#nodes[place] = child;
  }

  #placeOf(key: number): number {
    const scattered = Math.imul(key, SCATTER);
    let place = (scattered ^ (scattered >>> 15)) & this.#mask;
    while (this.#nodes[place] !== 0 && this.#keys[place] !== key) place = (place + 1) & this.#mask;
    return place;
  }
}

/** Odd, near 2^32 divided by the golden ratio (Knuth's multiplicative hashing). */
const SCATTER = 0x9e3779b1;
