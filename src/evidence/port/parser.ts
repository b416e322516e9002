/**
 * What a format of evidence is to the rest of Stagetime. Whether the file is there, was written by this run and
 * is not too large, the thread it is read in and its time limit are seen to before a parser gets it.
 */
import type { LatexNumbers, TestNumbers } from '../../record/evidence.ts';
import type { ParserProblem } from '../../record/facts/stage/evidence-problem.ts';

/** What a file of the stage may tell of it, by what it is about. */
export interface Numbers {
  readonly tests: TestNumbers;
  /** They are put together with what the stage printed of its passes, and count for more. */
  readonly latex: Partial<LatexNumbers>;
}

/** What a format is about; a stage has at most one file of each. */
export type NumbersKind = keyof Numbers;

/** A whole regular file that is not empty, as it stood when the stage was over. */
export interface WrittenFile {
  readonly bytes: Buffer;
  /** How long the stage took, in ms, where that is known: no test of it took longer. */
  readonly stageMs: number | undefined;
}

/** The numbers, with what is wrong with some of them; or why there are none. */
export type Parsed<N> =
  | {
      readonly kind: 'read';
      readonly numbers: N;
      readonly problems: readonly ParserProblem[];
    }
  | { readonly kind: 'unreadable'; readonly problem: ParserProblem };

/**
 * Reads the file, which anybody may have written: in time and memory in proportion to its size, without
 * throwing. Texts for the record are shortened and visible (`oneLine`).
 */
export type Parse<K extends NumbersKind> = (
  file: WrittenFile,
) => Parsed<Numbers[K]> | Promise<Parsed<Numbers[K]>>;

/** A format in the table of `formats.ts`. */
export type Format = {
  readonly [K in NumbersKind]: {
    /** As people call it: `it is not JUnit XML`. */
    readonly name: string;
    /** What the definition's key names. */
    readonly about: string;
    /** What to do where the file is missing or of another format. */
    readonly remedy: string;
    /** In which unit it has times, where tests may get that wrong. */
    readonly times?: string;
    readonly gives: K;
    /** The parser, loaded when a file is to be read. */
    readonly load: () => Promise<{ readonly parse: Parse<K> }>;
  };
}[NumbersKind];
