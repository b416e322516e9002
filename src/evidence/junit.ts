/** Times and outcomes of tests, from the JUnit XML that pytest and most other test runners write. */
import { createReadStream } from 'node:fs';
import { MOST_TESTS, type TestNumbers, type TestTime } from '../record/evidence.ts';
import { oneLine } from '../record/text.ts';

/** A larger file is not looked into. */
const LARGEST_BYTES = 64 * 1024 * 1024;
/** Longest attribute that is read, in characters: runners put whole messages into them. */
const LONGEST_ATTRIBUTE = 8 * 1024 * 1024;
/** Deeper, larger in number or with more attributes than any test runner writes; each costs memory. */
const DEEPEST = 100;
const MOST_CASES = 300_000;
const MOST_ATTRIBUTES = 1_000;
const LONGEST_NAME = 200;
/** No test takes longer: a year, in ms. */
const LONGEST_TIME_MS = 366 * 86_400_000;

/** The numbers, or why there are none, as what follows `not read: `. */
export type JunitResult =
  | { readonly kind: 'read'; readonly tests: TestNumbers }
  | { readonly kind: 'unreadable'; readonly reason: string };

interface Case {
  durationMs: number;
  outcome: 'passed' | 'failed' | 'skipped';
}

interface NamedCase {
  readonly name: string;
  readonly found: Case;
}

/** Reads the file as a stream; entities of its own are not expanded, and nothing it names is loaded. */
export async function readJunit(file: string): Promise<JunitResult> {
  const { default: sax } = await import('sax');
  Object.assign(sax, { MAX_BUFFER_LENGTH: LONGEST_ATTRIBUTE });
  const parser = sax.parser(true);
  const cases = new Map<string, Case>();
  let current: NamedCase | undefined;
  let rootTag: string | undefined;
  let depth = 0;
  let attributes = 0;
  parser.onattribute = () => {
    attributes += 1;
    if (attributes > MOST_ATTRIBUTES) throw new Error('more attributes than JUnit XML has');
  };
  parser.onopentag = ({ name, attributes: given }) => {
    attributes = 0;
    depth += 1;
    if (depth > DEEPEST) throw new Error('nested deeper than JUnit XML is');
    rootTag ??= name;
    if (name === 'testcase') current = caseOf(given as Attributes);
    else if (current !== undefined) current.found.outcome = outcomeOf(name, current.found.outcome);
  };
  parser.onclosetag = name => {
    depth -= 1;
    if (name !== 'testcase' || current === undefined) return;
    addCase(cases, current.name, current.found);
    if (cases.size > MOST_CASES) throw new Error(`more than ${MOST_CASES} tests`);
    current = undefined;
  };
  parser.onerror = error => {
    throw error;
  };
  try {
    let bytes = 0;
    for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
      const text = chunk as string;
      bytes += Buffer.byteLength(text);
      if (bytes > LARGEST_BYTES) return unreadable(`it is larger than ${LARGEST_BYTES >> 20} MiB`);
      parser.write(text);
    }
    parser.close();
  } catch (error) {
    return unreadable(reasonOf(error as NodeJS.ErrnoException, parser));
  }
  if (rootTag !== 'testsuites' && rootTag !== 'testsuite') {
    return unreadable(`it is not JUnit XML: its root is \`${oneLine(rootTag ?? '', 40)}\``);
  }
  return { kind: 'read', tests: numbersOf(cases) };
}

type Attributes = Readonly<Record<string, string>>;

function caseOf({ classname = '', name = '', time = '' }: Attributes): NamedCase {
  const full = classname === '' ? name : `${classname}::${name}`;
  // Some runners write `1,234.5`.
  const seconds = Number(time.replaceAll(',', ''));
  const ms = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
  const durationMs = Math.min(LONGEST_TIME_MS, Math.round(ms));
  return { name: oneLine(full, LONGEST_NAME), found: { durationMs, outcome: 'passed' } };
}

function outcomeOf(tag: string, before: Case['outcome']): Case['outcome'] {
  if (tag === 'failure' || tag === 'error') return 'failed';
  return tag === 'skipped' && before === 'passed' ? 'skipped' : before;
}

/** A test that stands in the file more than once (run again, or failed when it was torn down) is one. */
function addCase(cases: Map<string, Case>, name: string, found: Case): void {
  const known = cases.get(name);
  if (known === undefined) {
    cases.set(name, found);
    return;
  }
  known.durationMs += found.durationMs;
  if (found.outcome === 'failed') known.outcome = 'failed';
}

function numbersOf(cases: ReadonlyMap<string, Case>): TestNumbers {
  const all = [...cases].map(([name, found]) => ({ name, ...found }));
  const count = (outcome: Case['outcome']) => all.filter(one => one.outcome === outcome).length;
  const slowest = all
    .filter(({ durationMs }) => durationMs > 0)
    .sort((a, b) => b.durationMs - a.durationMs)
    .slice(0, MOST_TESTS)
    .map(({ name, durationMs }): TestTime => ({ name, durationMs }));
  return {
    total: all.length,
    failed: count('failed'),
    skipped: count('skipped'),
    durationMs: all.reduce((sum, { durationMs }) => sum + durationMs, 0),
    slowest,
  };
}

function unreadable(reason: string): JunitResult {
  return { kind: 'unreadable', reason };
}

/** sax names the place from 0, in a message of several lines. */
function reasonOf(
  error: NodeJS.ErrnoException,
  { line, column }: { line: number; column: number },
): string {
  if (error.code !== undefined) return error.message;
  const [what = ''] = error.message.split('\n');
  return `line ${line + 1}, column ${column + 1}: ${oneLine(what, 120)}`;
}
