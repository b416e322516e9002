/** The functions of a program, apart from what it does by itself: what they do with paths depends on who calls them. */
import type { Language, Token } from './tokens.ts';

/** A function, or a class, whose methods are called in ways that are not followed. */
export interface Procedure {
  readonly kind: 'function' | 'class';
  readonly parameters: readonly Parameter[];
  readonly body: readonly Token[];
  /** Something else may call it by what stands above it. */
  readonly isDecorated: boolean;
}

/** A parameter, with the tokens of its default. */
export interface Parameter {
  readonly name: string;
  readonly otherwise: readonly Token[];
}

/** A program, or the body of a function. */
export interface Program {
  /** What it does by itself. */
  readonly top: readonly Token[];
  readonly procedures: ReadonlyMap<string, Procedure>;
}

/** Parts a program's tokens. */
export function programOf(tokens: readonly Token[], language: Language): Program {
  if (language === 'python') return pythonProgram(tokens);
  return language === 'r' ? rProgram(tokens) : { top: tokens, procedures: new Map() };
}

/** What stands above functions and leaves it to the program to call them. */
const HARMLESS =
  /^@(?:\w+\.)*(?:cache|lru_cache|cached_property|contextmanager|wraps|n?jit|staticmethod|classmethod|property|dataclass|fixture|overload|timeit)$/;

function pythonProgram(tokens: readonly Token[]): Program {
  const top: Token[] = [];
  const procedures = new Map<string, Procedure>();
  let lineBegin: Token | undefined;
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined) break;
    const above = lineBegin;
    if (token.indent !== undefined) lineBegin = token;
    const word = token.text === 'async' && tokens[at + 1]?.text === 'def' ? at + 1 : at;
    const keyword = tokens[word]?.text;
    const name = tokens[word + 1];
    const isOne = token.kind === 'name' && (keyword === 'def' || keyword === 'class');
    if (!isOne || token.indent === undefined || name?.kind !== 'name') {
      top.push(token);
      at += 1;
      continue;
    }
    const colon = endOfHeader(tokens, word + 2);
    const end = endOfBlock(tokens, colon + 1, token.indent);
    procedures.set(name.text, {
      kind: keyword === 'def' ? 'function' : 'class',
      parameters: keyword === 'def' ? parametersIn(tokens.slice(word + 3, colon)) : [],
      body: tokens.slice(colon + 1, end),
      isDecorated: above?.text.startsWith('@') === true && !HARMLESS.test(above.text),
    });
    at = end;
  }
  return { top, procedures };
}

/** Where the `:` of `def f(a: int) -> dict[str, int]:` is. */
function endOfHeader(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const change = depthOf(tokens[at]);
    depth += change;
    if (depth === 0 && tokens[at]?.text === ':') return at;
  }
  return tokens.length;
}

/** Where the lines end that are further in; within brackets lines may begin anywhere. */
function endOfBlock(tokens: readonly Token[], from: number, indent: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (depth === 0 && token?.indent !== undefined && token.indent <= indent) return at;
    depth += depthOf(token);
  }
  return tokens.length;
}

/** `name <- function(a, b = 1) { … }` */
function rProgram(tokens: readonly Token[]): Program {
  const top: Token[] = [];
  const procedures = new Map<string, Procedure>();
  for (let at = 0; at < tokens.length; at += 1) {
    const [name, sign, word, open] = tokens.slice(at, at + 4);
    const isOne =
      name?.kind === 'name' &&
      (sign?.text === '<-' || sign?.text === '=') &&
      word?.text === 'function' &&
      open?.text === '(';
    const close = isOne ? closing(tokens, at + 3) : -1;
    const end = isOne && tokens[close + 1]?.text === '{' ? closing(tokens, close + 1) : -1;
    if (name === undefined || end < 0) {
      top.push(...tokens.slice(at, at + 1));
      continue;
    }
    procedures.set(name.text, {
      kind: 'function',
      parameters: parametersIn(tokens.slice(at + 4, close)),
      body: tokens.slice(close + 2, end),
      isDecorated: false,
    });
    at = end;
  }
  return { top, procedures };
}

/** Where the bracket closes that opens at a place; the end where it does not. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    depth += depthOf(tokens[at]);
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** How a token changes the number of open brackets. */
export function depthOf(token: Token | undefined): number {
  if (token?.kind !== 'sign') return 0;
  if (/^[([{]$/.test(token.text)) return 1;
  return /^[)\]}]$/.test(token.text) ? -1 : 0;
}

function parametersIn(tokens: readonly Token[]): readonly Parameter[] {
  return splitAt(tokens).flatMap(part => {
    const [name] = part;
    if (name?.kind !== 'name') return [];
    const sign = part.findIndex(({ kind, text }) => kind === 'sign' && text === '=');
    return [{ name: name.text, otherwise: sign < 0 ? [] : part.slice(sign + 1) }];
  });
}

/** The parts between commas, outside of brackets; what is behind a closing bracket of the whole is left out. */
function splitAt(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += depthOf(token);
    if (depth < 0) break;
    if (depth === 0 && token.kind === 'sign' && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
