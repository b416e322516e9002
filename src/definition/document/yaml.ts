/** YAML text → data with places. Knows nothing of definitions; every fault is a located problem. */
import { Composer, type Document, Lexer, LineCounter, Parser, type YAMLError } from 'yaml';
import { type LocatedProblem, type Place, START } from './problems.ts';
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

const REMEDIES: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'give all keys of one mapping the same indentation',
  BAD_SCALAR_START: 'put the text in quotes',
  BAD_DQ_ESCAPE: 'write the backslash twice, or use single quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put text that contains `: ` in quotes, and each key on a line of its own',
  MULTILINE_IMPLICIT_KEY: 'write `:` after the key, on the same line',
  MISSING_CHAR: 'look for a quote, a bracket or a `:` that is missing here or before',
  TAG_RESOLVE_FAILED: 'remove the tag (`!…`); values need none',
  BAD_DIRECTIVE: 'remove the line that begins with `%`',
};

function syntaxProblem(
  error: YAMLError,
  text: string,
  placeOf: (offset: number) => Place,
): LocatedProblem {
  const at = Math.max(0, error.pos[0]);
  if (/^[\w -]+: *[|>][-+\d]*$/.test(lineBefore(text, at).trim())) {
    return {
      ...placeOf(at),
      message: 'the text of the line before it, which ends with `|` or `>`, is not indented',
      remedy: 'indent the text further than its key',
    };
  }
  const opened = /^Flow (?:sequence|map)/.test(error.message) ? unclosed(text, at) : undefined;
  if (opened !== undefined) {
    return {
      ...placeOf(opened),
      message: `the \`${text[opened]}\` here is not closed`,
      remedy: `add the \`${text[opened] === '[' ? ']' : '}'}\` that is missing`,
    };
  }
  const further = error.code === 'BLOCK_AS_IMPLICIT_KEY' ? indentedFurther(text, at) : undefined;
  if (further !== undefined) {
    return {
      ...placeOf(further),
      message: 'this line is indented further than the one before it, which has a value already',
      remedy: 'give all keys of one mapping the same indentation',
    };
  }
  return {
    ...(error.pos[0] < 0 ? START : placeOf(error.pos[0])),
    message: `not valid YAML: ${error.message}`,
    remedy: REMEDIES[error.code] ?? 'correct the syntax; an editor with YAML support marks it',
  };
}

/** The last bracket before this place that nothing closes; those in quotes count too, so it is a guess. */
function unclosed(text: string, at: number): number | undefined {
  const open: number[] = [];
  const start = Math.max(0, at - LONGEST_LIST);
  for (let i = start; i < at; i += 1) {
    if (text[i] === '[' || text[i] === '{') open.push(i);
    else if (text[i] === ']' || text[i] === '}') open.pop();
  }
  return open.at(-1);
}

/** Characters of a list in brackets that are looked at. */
const LONGEST_LIST = 10_000;

function lineBefore(text: string, at: number): string {
  const end = text.lastIndexOf('\n', at - 1);
  const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, Math.max(0, end));
  return line.length > LONGEST_LINE ? '' : line;
}

/** Where the line after this place begins, if it is a key that is indented further. */
function indentedFurther(text: string, at: number): number | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  if (end < 0) return undefined;
  const next = /^( *)[\w-]+:(?: |$)/m.exec(text.slice(end + 1, end + 1 + LONGEST_LINE));
  const indentation = /^ */.exec(text.slice(start, end))?.[0].length ?? 0;
  if (next === null || next.index > 0) return undefined;
  const [, spaces = ''] = next;
  return spaces.length > indentation ? end + 1 + spaces.length : undefined;
}

/** Characters of a line that are looked at. */
const LONGEST_LINE = 200;
