/**
 * Files of a document that LaTeX did not find and went on without: of an `\include` it says `No file intro.tex.`
 * Of files that earlier passes write (`.aux`, `.toc`, `.bbl`) it says so too, and finds them in a later pass.
 */
import type { ParserProblem } from '../../record/facts/stage/evidence-problem.ts';
import { oneLine } from '../../record/text.ts';
import { ENGINE, PRINTED_WIDTH } from '../../util/tex-error.ts';

/** Looks for them in what the last document's last pass says, a line at a time. */
export interface LackingFilesFinder {
  /** The next line, without its end. */
  next(line: string): void;
  /** What is wrong, or nothing. */
  found(): LackingFiles | undefined;
}

export type LackingFiles = Extract<ParserProblem, { readonly kind: 'lacks-files' }>;

/** Files that are named; the others are counted. */
const MOST_FILES = 8;
/** No document has more chapters. */
const MOST_COUNTED = 10_000;
const LONGEST_FILE = 200;

const START = 'No file ';
const NO_FILE = /^No file (\S.{0,999}\.tex)\.\s*$/i;
/** A name is in so many lines at most. */
const MOST_LINES = 5;

/** Starts at the beginning of a log, or anywhere within it. */
export function lackingFilesFinder(): LackingFilesFinder {
  const files = new Set<string>();
  let parts: string[] = [];
  return {
    next(line) {
      if (ENGINE.test(line)) files.clear();
      const isPart = parts.length > 0 || line.startsWith(START);
      if (!isPart) return;
      parts.push(line);
      const goesOn = !line.endsWith('.') && line.length >= PRINTED_WIDTH;
      if (goesOn && parts.length < MOST_LINES) return;
      const [, file] = NO_FILE.exec(parts.join('')) ?? [];
      if (file !== undefined && files.size < MOST_COUNTED) files.add(file.replaceAll('"', ''));
      parts = [];
    },
    found() {
      if (files.size === 0) return undefined;
      const named = [...files].slice(0, MOST_FILES).map(file => oneLine(file, LONGEST_FILE));
      const more = files.size - named.length;
      return { kind: 'lacks-files', files: named, ...(more > 0 && { more }) };
    },
  };
}
