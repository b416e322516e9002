/** What the syntax tree of a source file shows: long functions, and texts that a person may come to read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import type { Sources } from './imports.ts';
import { MOST_LINES } from './rooms.ts';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A text in the code, with its place. */
export interface Text {
  readonly file: string;
  readonly line: number;
  /** With `…` where something is put in. */
  readonly text: string;
  /** It is compared with something, or searched by. */
  readonly isCompared: boolean;
  /** It is what an error says that is thrown. */
  readonly isThrown: boolean;
}

/** Functions of more lines than one looks over, with their lines. */
export function longFunctions(code: readonly ParsedFile[]): readonly string[] {
  return code.flatMap(({ file, lineAt, program }) =>
    [...walk(program)]
      .filter(({ node }) => FUNCTIONS.has(node.type))
      .map(({ node }) => ({
        line: lineAt(node.start),
        lines: lineAt(node.end) - lineAt(node.start) + 1,
      }))
      .filter(({ lines }) => lines > MOST_LINES)
      .map(({ line, lines }) => `${file}:${line}: ${lines} lines`),
  );
}

/** All texts of the code, but for what is imported. */
export function textsIn(code: readonly ParsedFile[]): readonly Text[] {
  return code.flatMap(({ file, lineAt, program }) =>
    [...walk(program)].flatMap(({ node, above }): readonly Text[] => {
      const text = textOf(node);
      if (text === undefined || above.some(({ type }) => NOT_TEXT.has(type))) return [];
      const isThrown = above.some(
        ({ type }) => type === 'ThrowStatement' || type === 'NewExpression',
      );
      const [parent] = above;
      const isCompared =
        parent?.type === 'BinaryExpression' && COMPARISONS.has(String(parent.operator));
      return [{ file, line: lineAt(node.start), text, isCompared, isThrown }];
    }),
  );
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);
const NOT_TEXT: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'TSLiteralType',
]);
const COMPARISONS: ReadonlySet<string> = new Set(['===', '!==', '==', '!=']);

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map(({ value }) => value.cooked).join('…');
}

/** A source file as a tree. */
export interface ParsedFile {
  readonly file: string;
  readonly program: Node;
  readonly lineAt: (offset: number) => number;
}

/** Parses all files. */
export function parseSources({ src, files }: Sources): readonly ParsedFile[] {
  return files.map(file => {
    const text = readFileSync(join(src, file), 'utf8');
    const program = parseAst(text, { lang: 'ts' }) as unknown as Node;
    const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const lineAt = (offset: number): number => starts.findLastIndex(start => start <= offset) + 1;
    return { file, program, lineAt };
  });
}

/** Every node with those above it, the nearest first. */
function* walk(
  node: Node,
  above: readonly Node[] = [],
): Generator<{ readonly node: Node; readonly above: readonly Node[] }> {
  yield { node, above };
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof child.type === 'string') {
        yield* walk(child as Node, [node, ...above]);
      }
    }
  }
}
