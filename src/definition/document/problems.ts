/** What is wrong with a definition: values that say where, what, and what to do about it. */

/** A place in a text: both counted from 1, columns in UTF-16 code units as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, where it is, and what to do about it. */
export interface DefinitionProblem extends Place {
  /** As it is shown: relative to the folder where the reader is, when it lies below. */
  readonly file: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem whose file the caller knows; a remedy that takes a search is found once it is told. */
export interface LocatedProblem extends Place {
  readonly message: string;
  readonly remedy: string | (() => string);
}

/** Where a problem is put that concerns a file as a whole. */
export const START: Place = { line: 1, column: 1 };

/**
 * How many problems are told at once. A reader corrects a few at a time, and a hostile megabyte can
 * hold a million.
 */
const MOST_PROBLEMS = 100;

const LONGEST_QUOTE = 60;

/** `stagetime.yml:12:5: error: …`, and the remedy on the next line; safe to print. */
export function formatProblem(problem: DefinitionProblem): string {
  const { file, line, column, message, remedy } = problem;
  return `${visible(file)}:${line}:${column}: error: ${visible(message)}\n  remedy: ${visible(remedy)}`;
}

/** The problems of a file in reading order, without repetitions, at most a screenful of them. */
export function inReadingOrder(
  file: string,
  problems: readonly LocatedProblem[],
): readonly DefinitionProblem[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const seen = new Set<string>();
  const told: DefinitionProblem[] = [];
  for (const problem of sorted) {
    const identity = JSON.stringify([problem.line, problem.column, problem.message]);
    if (seen.has(identity)) continue;
    seen.add(identity);
    const { remedy } = problem;
    told.push({ ...problem, file, remedy: typeof remedy === 'string' ? remedy : remedy() });
    if (told.length === MOST_PROBLEMS) break;
  }
  return told;
}

/** A key or an id as it stands in a message: in backticks, shortened. */
export function code(text: string): string {
  return `\`${shortened(text)}\``;
}

/** A value as it stands in a message: text in quotes, collections by what they are. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null || value === undefined) return 'nothing';
  if (typeof value !== 'object') return String(value);
  return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
}

function shortened(text: string): string {
  if (text.length <= LONGEST_QUOTE) return text;
  return `${text.slice(0, LONGEST_QUOTE - 1)}…`;
}

/** Control characters, line separators and direction marks written out, so that none takes effect. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu,
    character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
