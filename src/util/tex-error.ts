/**
 * The first error of TeX in lines that it printed or logged. It tells of one in three ways: `! Message`, or
 * with `-file-line-error` `./main.tex:12: Message`, then the place as `l.12 what was read` on a line of its own.
 * Which file that is in, the brackets say that it opens with each file and closes after it.
 */

/** An error, and where it came up as far as TeX says. */
export interface TexError {
  /** `Undefined control sequence`, without the sign before and the full stop after it. */
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** The end of what TeX had read of that line. */
  readonly source?: string;
}

/** Looks for the error, a line at a time. */
export interface TexErrorFinder {
  /** The next line, without its end. */
  next(line: string): void;
  /** The first error of the last document; undefined where there is none so far. */
  found(): TexError | undefined;
}

const LONGEST_LINE = 1_000;
const LONGEST_MESSAGE = 300;
const LONGEST_SOURCE = 60;
/** An error's place is so many lines below it at most. */
const LINES_TO_PLACE = 30;
/** Brackets open at once; a log that is none may have any number. */
const DEEPEST = 500;
/** What TeX prints is broken here, unless the user sets another width. */
export const PRINTED_WIDTH = 79;

/** How an engine begins what it says of a document, or of another pass over it. */
export const ENGINE = /^This is (?:MiKTeX-)?(?!\S*BibTeX)\S*TeX\b/;
const SIGNED = /^! {1,3}(\S.*)$/;
const WITH_PLACE = /^(\S.{0,299}?\.[A-Za-z]\w{0,9}):(\d{1,7}): (\S.*)$/;
/** Compilers and Python name places too; of these only TeX's own files are sources of TeX. */
const SOURCE_OF_TEX = /\.(?:tex|ltx|sty|cls|clo|def|cfg|dtx|bbl|aux|toc|tikz|pgf)$/i;
const PLACE = /^l\.(\d{1,7})(?: (.*))?$/;
/** A bracket, and the name of the file that it opens where it opens one. */
const BRACKET = /\((?:"([^"()]{1,300})"|([^\s"(){}[\]]{0,300}))|\)/g;
/** A name with an ending; with blanks in it, in quotes. */
const FILE_NAME = /^[^=:,;]*\.[A-Za-z]\w{0,9}$/;
/** What TeX says after the real error. */
const CONSEQUENCE = /^(?:==> Fatal error occurred|Emergency stop\.?$)/;

/** Why it stopped, where the message itself says nothing: `*** (job aborted, no legal \end found)`. */
const ABORTED = /^ ?\*\*\* \((.+)\)$/;

/** Starts at the beginning of a log, or anywhere within it. */
export function texErrorFinder(): TexErrorFinder {
  let open: (string | undefined)[] = [];
  let error: TexError | undefined;
  /** A message that goes on in the next line. */
  let broken: string | undefined;
  let linesToPlace = 0;

  function begin(message: string, at: Pick<TexError, 'file' | 'line'>): void {
    const isBetter = CONSEQUENCE.test(error?.message ?? '') && !CONSEQUENCE.test(message);
    if (error !== undefined && !isBetter) return;
    error = { ...at, message: message.replace(/\.$/, '').slice(0, LONGEST_MESSAGE) };
    linesToPlace = LINES_TO_PLACE;
  }

  function place(line: string): void {
    linesToPlace -= 1;
    const [, number, source = ''] = PLACE.exec(line) ?? [];
    if (number === undefined || error === undefined) return;
    const end = source.trim().slice(-LONGEST_SOURCE);
    error = { ...error, line: Number(number), ...(end !== '' && { source: end }) };
    linesToPlace = 0;
  }

  function follow(line: string): void {
    for (const [bracket, quoted, plain = ''] of line.matchAll(BRACKET)) {
      const name = quoted ?? plain;
      if (bracket === ')') open.pop();
      else if (open.length < DEEPEST) open.push(FILE_NAME.test(name) ? name : undefined);
    }
  }

  function errorIn(line: string): void {
    const [, signed] = SIGNED.exec(line) ?? [];
    const [, file = '', number, placed] = WITH_PLACE.exec(line) ?? [];
    const [, aborted] = ABORTED.exec(line) ?? [];
    if (aborted !== undefined) begin(aborted, error ?? {});
    else if (signed !== undefined) {
      const within = open.findLast(name => name !== undefined);
      begin(signed, within === undefined ? {} : { file: plainName(within) });
    } else if (placed !== undefined && SOURCE_OF_TEX.test(file)) {
      begin(placed, { file: plainName(file), line: Number(number) });
    } else if (linesToPlace > 0) place(line);
    else follow(line);
  }

  return {
    next(whole) {
      const line = `${broken ?? ''}${whole.slice(0, LONGEST_LINE)}`;
      broken = undefined;
      if (ENGINE.test(line)) [open, error, linesToPlace] = [[], undefined, 0];
      // A message as long as the line is may go on in the next one.
      const isFull = line.length === PRINTED_WIDTH;
      if (isFull && (SIGNED.test(line) || WITH_PLACE.test(line))) broken = line;
      else errorIn(line);
    },
    found() {
      if (broken !== undefined) errorIn(broken);
      broken = undefined;
      return error;
    },
  };
}

function plainName(file: string): string {
  return file.replace(/^\.\//, '');
}
