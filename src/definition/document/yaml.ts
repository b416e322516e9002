/** YAML text → data with places. Knows nothing of definitions; every fault is a located problem. */
import { Composer, type Document, Lexer, LineCounter, Parser } from 'yaml';
import type { LocatedProblem, Place } from './problems.ts';
import { syntaxProblem } from './syntax-problem.ts';
import { type PlacedValue, readValues } from './yaml-values.ts';

/** Keys and list indices from the root to a value. */
export type Path = readonly (string | number)[];

/** Data and the places it was read from. Mappings have no prototype, so any key is only a key. */
export interface YamlDocument {
  readonly data: unknown;
  /** Where a path's key or value stands; for what is missing, the nearest place that holds it. */
  readonly place: (path: Path, part: 'key' | 'value') => Place;
  /** A value's text before it became a number, a truth value or null; undefined where none is. */
  readonly source: (path: Path) => string | undefined;
  /** The keys of a mapping in the order of the text. */
  readonly keys: (path: Path) => readonly string[];
}

/** A document, or all that keeps the text from being one. */
export type ParsedYaml =
  | {
      readonly ok: true;
      readonly document: YamlDocument;
      readonly problems: readonly LocatedProblem[];
    }
  | { readonly ok: false; readonly problems: readonly LocatedProblem[] };

/** Levels of nesting; the parser recurses, and a definition has six. */
const MOST_LEVELS = 50;

/** A parser's error tokens after which reading goes on no further. */
const MOST_ERROR_TOKENS = 100;

/** How other programs read their YAML. */
export interface YamlOptions {
  /** Of a key that stands in a mapping twice, most programs take the last value; for us it is a problem. */
  readonly repeatedKeys?: 'problem' | 'last';
}

/**
 * Reads one YAML 1.2 document (core schema, with anchors, aliases and merge keys). Faults of syntax
 * leave no document; repeated keys and wrong aliases are problems beside one.
 */
export function parseYaml(
  text: string,
  { repeatedKeys = 'problem' }: YamlOptions = {},
): ParsedYaml {
  const lines = countLines(text);
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const read = compose(text);
  if (read.tooDeep !== undefined) {
    return { ok: false, problems: [tooDeep(placeOf(read.tooDeep))] };
  }
  // The parser goes on after a fault as well as it can; what it finds then is mostly of its own making.
  const [fault] = [...read.first.errors, ...read.first.warnings];
  if (fault !== undefined) return { ok: false, problems: [syntaxProblem(fault, text, placeOf)] };
  if (read.second !== undefined) {
    return { ok: false, problems: [secondDocument(placeOf(read.second))] };
  }
  const { root, problems } = readValues(read.first.contents, placeOf, repeatedKeys);
  return { ok: true, problems, document: toDocument(root) };
}

/** Counted here, because the parser overlooks the end of some malformed lines. */
function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1);
  }
  return lines;
}

function toDocument(root: PlacedValue): YamlDocument {
  const find = (path: Path): PlacedValue | undefined => {
    let value: PlacedValue | undefined = root;
    for (const step of path) value = value?.entries?.get(String(step))?.value;
    return value;
  };
  return {
    data: root.data,
    place: (path, part) => {
      let place = root.place;
      let value = root;
      for (const [index, step] of path.entries()) {
        const entry = value.entries?.get(String(step));
        if (entry === undefined) break;
        const isLast = index === path.length - 1;
        place = isLast && part === 'value' ? entry.value.place : entry.keyPlace;
        value = entry.value;
      }
      return place;
    },
    source: path => find(path)?.source,
    keys: path => [...(find(path)?.entries?.keys() ?? [])],
  };
}

interface Composed {
  readonly first: Document.Parsed;
  /** Offset of a second document. */
  readonly second: number | undefined;
  /** Offset at which the nesting was found too deep. */
  readonly tooDeep: number | undefined;
}

/** Documents are composed token by token, so that depth is known before anything recurses into it. */
function compose(text: string): Composed {
  const parser = new Parser();
  let tooDeep: number | undefined;
  let errors = 0;
  function* tokens() {
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) {
        if (token.type === 'error') errors += 1;
        yield token;
      }
      if (levels(parser) > MOST_LEVELS) tooDeep = parser.offset - lexeme.length;
      if (tooDeep !== undefined || errors > MOST_ERROR_TOKENS) return;
    }
    yield* parser.end();
  }
  const composer = new Composer({
    schema: 'core',
    resolveKnownTags: false,
    // Compares every key with every other one; `readValues` looks them up.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents = composer.compose(tokens(), true, text.length);
  const first = documents.next().value as Document.Parsed;
  const second = tooDeep === undefined ? documents.next().value : undefined;
  return { first, second: second?.range[0], tooDeep };
}

/** How many collections are open. */
function levels({ stack }: Parser): number {
  if (stack.length <= MOST_LEVELS) return stack.length;
  return stack.filter(({ type }) => COLLECTIONS.has(type)).length;
}

const COLLECTIONS: ReadonlySet<string> = new Set(['block-map', 'block-seq', 'flow-collection']);

function tooDeep(place: Place): LocatedProblem {
  return {
    ...place,
    message: `nested deeper than ${MOST_LEVELS} levels`,
    remedy: 'look for brackets that are not closed',
  };
}

function secondDocument(place: Place): LocatedProblem {
  return {
    ...place,
    message: 'a second document in the file',
    remedy: 'remove the line `---`, or keep each definition in a file of its own',
  };
}
