/** What keeps a text from being YAML, in the words of who wrote it, and what to do. */
import type { YAMLError } from 'yaml';
import { type LocatedProblem, type Place, START } from './problems.ts';

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

/** The fault at its place, or at the line that has to move. */
export function syntaxProblem(
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
