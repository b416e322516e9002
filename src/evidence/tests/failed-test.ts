/** What is written of a test that failed: its message, and where it failed. */
import type { FailedTest } from '../../record/evidence.ts';
import { oneLine } from '../../record/text.ts';
import { withoutStrayBytes } from '../port/encoding.ts';

/** What a file says of a failure, as it is written. */
export interface WrittenFailure {
  readonly message: string;
  /** The class of the exception, with some runners. */
  readonly type: string;
  readonly text: string;
  /** Where its format says that by itself; else it is looked for in the text. */
  readonly place?: { readonly file: string; readonly line?: number };
}

/** Gathers the text of an element, its beginning and its end. */
export interface FailureText {
  add(piece: string): void;
  text(): string;
}

const LONGEST_MESSAGE = 200;
const LONGEST_FILE = 200;
/** Of a traceback the first lines say what, and the last ones where; in code units. */
const LONGEST_END = 4_000;

/** A text of which only the beginning and the end are kept, however long it is. */
export function failureText(): FailureText {
  let [start, end] = ['', ''];
  return {
    add(piece) {
      const room = LONGEST_END - start.length;
      start += piece.slice(0, room);
      if (piece.length > room) end = `${end}${piece.slice(room)}`.slice(-LONGEST_END);
    },
    text: () => `${start}${end}`,
  };
}

/** pytest ends a traceback with `tests/test_fit.py:12: AssertionError`. */
const PYTEST_PLACE = /^(\S[^\n:]{0,299}\.\w{1,10}):(\d{1,7}): ?\S{0,200}$/gm;
/** `  File "tests/test_fit.py", line 12, in test_fit`. */
const PYTHON_PLACE = /^ *File "([^"\n]{1,300})", line (\d{1,7})/gm;

/** The first line of the message, and the place where the traceback ends; `file` is what the test says. */
export function failedTest(
  { message, type, text, place }: WrittenFailure,
  file: string,
): Omit<FailedTest, 'name'> {
  const said = [message, text, type].map(firstLine).find(line => line !== '');
  const found = place ?? placeIn(text);
  const where = oneLine(withoutStrayBytes(found?.file ?? file), LONGEST_FILE);
  return {
    ...(said !== undefined && { message: said }),
    ...(where !== '' && { file: where }),
    ...(found?.line !== undefined && { line: found.line }),
  };
}

function placeIn(text: string): WrittenFailure['place'] {
  const [, file, line] = lastOf(text, PYTEST_PLACE) ?? lastOf(text, PYTHON_PLACE) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}

function firstLine(text: string): string {
  const line = text.split('\n', 20).find(one => one.trim() !== '') ?? '';
  return oneLine(withoutStrayBytes(line), LONGEST_MESSAGE);
}

function lastOf(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}
