/** Tests as they come out of a file of any format, put together into the numbers of a stage. */
import { createHash } from 'node:crypto';
import {
  type FailedTest,
  MOST_FAILURES,
  MOST_TESTS,
  type TestNumbers,
  type TestTime,
} from '../../record/evidence.ts';
import type { ParserProblem } from '../../record/facts/stage/evidence-problem.ts';
import { oneLine, visible } from '../../record/text.ts';
import { withoutStrayBytes } from '../port/encoding.ts';
import type { Parsed } from '../port/parser.ts';
import { failedTest, type WrittenFailure } from './failed-test.ts';
import { timeSums } from './time-sums.ts';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** One test that a file reports; texts as they are written, empty where it has none. */
export interface TestCase {
  readonly name: string;
  readonly className: string;
  /** The names of the suites that it is in, the outermost first. */
  readonly suites: readonly string[];
  readonly file: string;
  /** The machine that it ran on. */
  readonly host: string;
  /** In seconds, unless a unit is written. */
  readonly time: string;
  readonly outcome: Outcome;
  /** Where the file says how it failed. */
  readonly failure?: WrittenFailure;
}

/** Gathers test cases. */
export interface TestCases {
  add(found: TestCase): void;
  /** Whether there are too many for any to count: the rest of the file need not be read. */
  isFull(): boolean;
  /** What comes of the file; where it is `torn`, there may have been more tests. */
  result(torn?: ParserProblem): Parsed<TestNumbers>;
}

const MOST_CASES = 300_000;

const LONGEST_NAME = 200;
const LONGEST_PART = 95;
const ID_LENGTH = 16;
interface KnownTest {
  /** What it is known by; the first case's. */
  readonly parts: Omit<TestCase, 'failure'>;
  durationMs: number;
  outcome: Outcome;
}

/**
 * Starts without any; `stageMs` is how long their stage took, where that is known. A test that is reported twice
 * was run again, unless the format has it that each report is a test of its own.
 */
export function testCases(
  stageMs: number | undefined,
  repeats: 'run-again' | 'another-test' = 'run-again',
): TestCases {
  const times = timeSums(stageMs);
  const known = new Map<string, KnownTest>();
  const hosts = new Map<string, number>();
  const reports = new Map<string, number>();
  /** What the first failed tests say; text of others would only take room. */
  const failures = new Map<KnownTest, Omit<FailedTest, 'name'>>();

  const isFull = () => known.size > MOST_CASES;

  function add({ failure, ...found }: TestCase): void {
    if (isFull()) return;
    const key = repeats === 'run-again' ? keyOf(found) : numbered(keyOf(found));
    const test = known.get(key) ?? { parts: found, durationMs: 0, outcome: found.outcome };
    known.set(key, test);
    test.outcome = stronger(test.outcome, found.outcome);
    if (found.outcome === 'failed' && failures.size < MOST_FAILURES && !failures.has(test)) {
      const said = failure ?? { message: '', type: '', text: '' };
      failures.set(test, failedTest(said, found.file));
    }
    times.add(found.time, ms => {
      test.durationMs += ms;
    });
  }

  /** A test that has neither name nor class is one of its own. */
  function keyOf({ name, className, suites, file, host }: KnownTest['parts']): string {
    // Runners of CI have another name every time; which of the file's machines it was stays the same.
    if (!hosts.has(host)) hosts.set(host, hosts.size);
    const nameless = name === '' && className === '' ? [known.size] : [];
    return JSON.stringify([suites, file, hosts.get(host), className, name, ...nameless]);
  }

  function numbered(key: string): string {
    const count = (reports.get(key) ?? 0) + 1;
    reports.set(key, count);
    return count === 1 ? key : JSON.stringify([key, count]);
  }

  return {
    add,
    isFull,
    result: torn => {
      if (isFull()) {
        const problem = { kind: 'beyond-bounds', what: 'tests', limit: MOST_CASES } as const;
        return { kind: 'unreadable', problem };
      }
      const timesLeftOut = times.leftOut();
      const numbers = {
        ...numbersOf(known),
        ...(failures.size > 0 && { failures: namedFailures(failures) }),
        ...(timesLeftOut && { timesLeftOut }),
        ...(torn && { isTorn: true }),
      };
      const problems: readonly (ParserProblem | undefined)[] = [
        torn,
        timesLeftOut && { kind: 'times-left-out', times: timesLeftOut, stageMs: stageMs ?? 0 },
      ];
      return { kind: 'read', numbers, problems: problems.filter(one => one !== undefined) };
    },
  };
}

/** Of a test that was run again, or failed when it was torn down: what was worst, and ran at all. */
function stronger(a: Outcome, b: Outcome): Outcome {
  if (a === 'failed' || b === 'failed') return 'failed';
  return a === 'passed' || b === 'passed' ? 'passed' : 'skipped';
}

function numbersOf(known: ReadonlyMap<string, KnownTest>): TestNumbers {
  const all = [...known];
  const count = (outcome: Outcome) => all.filter(([, test]) => test.outcome === outcome).length;
  const slowest = all
    .filter(([, { durationMs }]) => durationMs > 0)
    .sort(([, a], [, b]) => b.durationMs - a.durationMs)
    .slice(0, MOST_TESTS);
  const names = displayNames(slowest.map(([, { parts }]) => parts));
  return {
    total: all.length,
    failed: count('failed'),
    skipped: count('skipped'),
    durationMs: all.reduce((sum, [, { durationMs }]) => sum + durationMs, 0),
    slowest: slowest.map(
      ([key, { durationMs }], i): TestTime => ({
        name: names[i] ?? '',
        durationMs,
        id: hashOf(key),
      }),
    ),
  };
}

function namedFailures(failures: ReadonlyMap<KnownTest, Omit<FailedTest, 'name'>>): FailedTest[] {
  const names = displayNames([...failures.keys()].map(({ parts }) => parts));
  return [...failures.values()].map((failure, i) => ({ name: names[i] ?? '', ...failure }));
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, ID_LENGTH);
}

/** Ways to show a test, the next where the one before is the same for two of them. */
const DISPLAYS: readonly ((test: KnownTest['parts']) => string)[] = [
  test => oneLine(fullName(test), LONGEST_NAME),
  test => inFull(fullName(test)),
  test => inFull(joined([...test.suites, fullName(test)])),
  test => inFull(joined([test.file || test.host, fullName(test)])),
];

/** Names by which a reader tells the tests apart, in their order. */
function displayNames(tests: readonly KnownTest['parts'][]): readonly string[] {
  const names = tests.map(() => '');
  let alike = tests.map((_, i) => i);
  for (const display of DISPLAYS) {
    for (const i of alike) names[i] = display(tests[i] as KnownTest['parts']);
    alike = alike.filter(i => names.indexOf(names[i] ?? '') !== names.lastIndexOf(names[i] ?? ''));
  }
  const seen = new Map<string, number>();
  return names.map(name => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

function joined(parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(' › ');
}

function fullName({ name, className }: KnownTest['parts']): string {
  return withoutStrayBytes(className === '' ? name : `${className}::${name}`);
}

/** Beginning and end, and blanks in rows as signs: what long names differ in is seldom at their beginning. */
function inFull(text: string): string {
  const characters = [...text];
  const isLong = characters.length > LONGEST_NAME;
  const [start, end] = [characters.slice(0, LONGEST_PART), characters.slice(-LONGEST_PART)];
  const short = isLong ? `${start.join('')}…${end.join('')}` : text;
  const shown = visible(short).replace(/\p{Zs}{2,}/gu, blanks => '␣'.repeat(blanks.length));
  return oneLine(shown, LONGEST_NAME);
}
