/** The words for why a stage failed. */
import type { FailedTest, LatexError } from '../../record/evidence.ts';
import type { FailureCause } from '../../record/failure-cause.ts';
import { counted, oneLine } from '../../record/text.ts';
import { testName } from './moved-parts.ts';

const LONGEST_MESSAGE = 160;
const LONGEST_FILE = 80;

/** `test_fit in tests/test_fit.py:7 (AssertionError: 3 != 4) and 2 more tests`; names and messages are as they are: whoever shows them escapes them. */
export function failureCauseWords(cause: FailureCause): string {
  switch (cause.kind) {
    case 'tests': {
      const [first] = cause.failures;
      if (first === undefined) return counted(cause.failed, 'failed test');
      const more = cause.failed - 1;
      const { what } = testName(first.name);
      const said = messageOf(first);
      const place = placeOf(first);
      const where = place === undefined ? what : `${what} in ${place}`;
      const named = said === undefined ? where : `${where} (${said})`;
      return more > 0 ? `${named} and ${counted(more, 'more test')}` : named;
    }
    case 'latex': {
      const place = placeOf(cause.error);
      const words = latexErrorWords(cause.error);
      return place === undefined ? words : `${words} (${place})`;
    }
    case 'log': {
      const words = oneLine(cause.line, LONGEST_MESSAGE);
      return cause.place === undefined ? words : `${words} (${placeOf(cause.place)})`;
    }
  }
}

/** A line for each failed test, and one for those that are not named; empty where the first words say all. */
export function failureDetails(cause: FailureCause): readonly string[] {
  if (cause.kind !== 'tests') return [];
  const more = cause.failed - cause.failures.length;
  return [
    ...cause.failures.map(testWords),
    ...(more > 0 ? [`and ${counted(more, 'more test')}`] : []),
  ];
}

/** What can be said at a line of a file. */
export interface PlacedFailure {
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Each failure whose place is known, in words that do not repeat the place. */
export function placedFailures(cause: FailureCause): readonly PlacedFailure[] {
  const found = failuresOf(cause);
  return found.flatMap(({ message, place: { file, line } = {} }) =>
    file === undefined || line === undefined || line < 1 ? [] : [{ message, file, line }],
  );
}

interface Failure {
  readonly message: string;
  readonly place?: { readonly file?: string | undefined; readonly line?: number | undefined };
}

function failuresOf(cause: FailureCause): readonly Failure[] {
  switch (cause.kind) {
    case 'tests':
      return cause.failures.map(test => {
        const { what } = testName(test.name);
        const said = messageOf(test);
        return { message: said === undefined ? what : `${what}: ${said}`, place: test };
      });
    case 'latex':
      return [{ message: latexErrorWords(cause.error), place: cause.error }];
    case 'log':
      return [
        {
          message: oneLine(cause.line, LONGEST_MESSAGE),
          ...(cause.place !== undefined && { place: cause.place }),
        },
      ];
  }
}

function testWords(test: FailedTest): string {
  const said = messageOf(test);
  const place = placeOf(test);
  return [
    oneLine(test.name, LONGEST_MESSAGE),
    ...(said === undefined ? [] : [`: ${said}`]),
    ...(place === undefined ? [] : [` (${place})`]),
  ].join('');
}

const OF_PACKAGE = /^(?:LaTeX|Package|Class|Module)\b/;

/** `Undefined control sequence at \growthrate`: of what TeX had read, the last word. */
function latexErrorWords({ message, source = '' }: LatexError): string {
  // TeX's own messages are about what it has just read; those of packages name what they are about.
  const [last = ''] = (!OF_PACKAGE.test(message) && /\S+$/.exec(source)) || [];
  return oneLine(last === '' ? message : `${message} at ${last}`, LONGEST_MESSAGE);
}

function messageOf({ message }: FailedTest): string | undefined {
  return message === undefined ? undefined : oneLine(message, LONGEST_MESSAGE);
}

/** `sections/methods.tex:42`, `line 42` where the file is not known. */
function placeOf({ file, line }: { file?: string | undefined; line?: number | undefined }) {
  if (file === undefined) return line === undefined ? undefined : `line ${line}`;
  const name = oneLine(file, LONGEST_FILE);
  return line === undefined ? name : `${name}:${line}`;
}
