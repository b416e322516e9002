/** Times and outcomes of tests, from the JUnit XML that pytest and most other test runners write. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Parser } from 'htmlparser2';
import type { TestNumbers } from '../record/evidence.ts';
import type { JunitProblem } from '../record/facts/stage/evidence-problem.ts';
import { oneLine } from '../record/text.ts';
import { readUpTo } from './bounded-file.ts';
import { decoded } from './encoding.ts';
import { type Outcome, type TestCases, testCases } from './test-cases.ts';

/** A larger file is not looked into. */
const LARGEST_BYTES = 64 * 1024 * 1024;
/** Deeper, larger in number or with more attributes than any test runner writes; each costs memory. */
const LIMITS = { depth: 100, attributes: 1_000, tests: 300_000 } as const;
const LONGEST_ELEMENT = 40;

/** The numbers, with what is wrong with some of them; or why there are none. */
export type JunitResult =
  | {
      readonly kind: 'read';
      readonly tests: TestNumbers;
      readonly problems: readonly JunitProblem[];
    }
  | { readonly kind: 'unreadable'; readonly problem: JunitProblem };

/**
 * Reads the file; `stageMs` is how long the stage took that wrote it. Entities of the file's own are
 * not expanded, nothing it names is loaded, and whatever is in it takes time in proportion to its size.
 */
export async function readJunit(file: string, stageMs?: number): Promise<JunitResult> {
  const found = await readUpTo(file, LARGEST_BYTES);
  if (found.kind === 'unreadable') return found;
  if (!found.isWhole) {
    return { kind: 'unreadable', problem: { kind: 'too-large', limitBytes: LARGEST_BYTES } };
  }
  const cases = testCases(stageMs);
  const document = await parse(found.bytes, cases);
  if (document.refusal !== undefined) return { kind: 'unreadable', problem: document.refusal };
  const { timesLeftOut, ...numbers } = cases.numbers();
  const { torn } = document;
  return {
    kind: 'read',
    tests: { ...numbers, ...(timesLeftOut && { timesLeftOut }), ...(torn && { isTorn: true }) },
    problems: [
      ...(torn === undefined ? [] : [torn]),
      ...(timesLeftOut === undefined
        ? []
        : [{ kind: 'times-left-out' as const, times: timesLeftOut, stageMs: stageMs ?? 0 }]),
    ],
  };
}

interface ParsedDocument {
  readonly refusal?: JunitProblem | undefined;
  readonly torn?: Extract<JunitProblem, { kind: 'torn' }> | undefined;
}

/** Ends the parser, which goes on after every other fault. */
class Refusal extends Error {
  readonly problem: JunitProblem;

  constructor(problem: JunitProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

async function parse(bytes: Buffer, cases: TestCases): Promise<ParsedDocument> {
  const { Parser: XmlParser } = await import('htmlparser2');
  const reader = junitReader(cases);
  const parser = new XmlParser(reader.handler, { xmlMode: true, decodeEntities: true });
  reader.attach(parser);
  try {
    for (const piece of decoded(bytes)) {
      reader.next(piece);
      parser.write(piece);
      // Signals are heard and other stages go on while a large file is read.
      await otherWork();
    }
    reader.ends();
    parser.end();
    return { torn: reader.torn(), refusal: reader.refusal() };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.problem };
    throw error;
  }
}

type Attributes = Readonly<Record<string, string>>;

interface OpenCase {
  readonly attributes: Attributes;
  readonly depth: number;
  outcome: Outcome;
}

/** What the parser calls, and what comes of it. */
function junitReader(cases: TestCases) {
  const place = placeInText();
  const suites: { readonly depth: number; readonly attributes: Attributes }[] = [];
  let parser: Parser | undefined;
  let rootTag: string | undefined;
  let depth = 0;
  let attributes = 0;
  let current: OpenCase | undefined;
  let openedAt: number | undefined;
  let isOver = false;
  let torn: ParsedDocument['torn'];
  let isInDoctype = false;

  function here() {
    return place.at(parser?.startIndex ?? 0);
  }

  function open(name: string, given: Attributes): void {
    openedAt = parser?.endIndex;
    depth += 1;
    if (depth > LIMITS.depth) refuse('depth');
    if (isInDoctype) return;
    if (depth === 1 && rootTag !== undefined) {
      throw new Refusal({ kind: 'two-roots', line: here().line });
    }
    rootTag ??= name;
    if (name === 'testsuite') suites.push({ depth, attributes: given });
    if (name === 'testcase' && current === undefined) {
      current = { attributes: given, depth, outcome: outcomeOfStatus(given) };
    } else if (depth - 1 === current?.depth) current.outcome = outcomeOf(name, current.outcome);
  }

  /** The parser calls `<a/>` implied too, which ends where it begins. */
  function isUnclosed(isImplied: boolean): boolean {
    return isImplied && (isOver || parser?.endIndex !== openedAt);
  }

  function close(name: string, isImplied: boolean): void {
    if (isUnclosed(isImplied)) {
      torn ??= { kind: 'torn', element: oneLine(name, LONGEST_ELEMENT), ...here() };
    }
    if (current?.depth === depth) {
      // How a test ended that the file breaks off in is not known.
      if (!isOver) addCase(current);
      current = undefined;
    }
    if (suites.at(-1)?.depth === depth) suites.pop();
    depth -= 1;
  }

  function addCase({ attributes: given, outcome }: OpenCase): void {
    const suite = suites.at(-1)?.attributes ?? {};
    cases.add({
      name: given.name ?? '',
      className: given.classname ?? '',
      suites: suites.map(one => one.attributes.name ?? ''),
      file: given.file ?? suite.file ?? '',
      host: suite.hostname ?? '',
      time: given.time ?? '',
      outcome,
    });
    if (cases.size() > LIMITS.tests) refuse('tests');
  }

  return {
    attach(to: Parser) {
      parser = to;
    },
    next: place.next,
    ends() {
      isOver = true;
    },
    torn: () => torn,
    refusal: () => refusalOf(rootTag),
    handler: {
      onopentagname() {
        attributes = 0;
      },
      onattribute() {
        attributes += 1;
        if (attributes > LIMITS.attributes) refuse('attributes');
      },
      onopentag: open,
      onclosetag: close,
      // What is declared between `[` and `]` is no part of the document.
      onprocessinginstruction(name: string, data: string) {
        if (name.toUpperCase() === '!DOCTYPE')
          isInDoctype = data.includes('[') && !data.includes(']');
      },
      ontext(text: string) {
        if (isInDoctype && text.includes(']')) isInDoctype = false;
      },
    },
  };
}

function refuse(what: keyof typeof LIMITS): never {
  throw new Refusal({ kind: 'beyond-bounds', what, limit: LIMITS[what] });
}

function refusalOf(rootTag: string | undefined): JunitProblem | undefined {
  if (rootTag === undefined) return { kind: 'no-xml' };
  if (rootTag === 'testsuites' || rootTag === 'testsuite') return undefined;
  return { kind: 'other-root', root: oneLine(rootTag, LONGEST_ELEMENT) };
}

/** Line and column, from 1, of what the parser is at: it knows the number of the character. */
function placeInText() {
  let [lines, lineStart, pieceStart] = [1, 0, 0];
  let piece = '';
  function linesUpTo(index: number) {
    let [line, start] = [lines, lineStart];
    const end = index - pieceStart;
    for (let at = piece.indexOf('\n'); at >= 0 && at < end; at = piece.indexOf('\n', at + 1)) {
      line += 1;
      start = pieceStart + at + 1;
    }
    return { line, start };
  }
  return {
    next(text: string): void {
      const { line, start } = linesUpTo(pieceStart + piece.length);
      [lines, lineStart] = [line, start];
      pieceStart += piece.length;
      piece = text;
    },
    at(index: number) {
      const { line, start } = linesUpTo(index);
      return { line, column: Math.max(1, index - start + 1) };
    },
  };
}

const SKIPPED = /^(?:not_?run|skipped|suppressed|disabled|ignored|pending|inconclusive)$/i;
const FAILED = /^(?:fail|failed|failure|error)$/i;

/** GoogleTest and CTest say it in an attribute, and some of it nowhere else. */
function outcomeOfStatus({ status = '', result = '' }: Attributes): Outcome {
  if (FAILED.test(status) || FAILED.test(result)) return 'failed';
  return SKIPPED.test(status) || SKIPPED.test(result) ? 'skipped' : 'passed';
}

/** By a child of the test; `flakyFailure`, `rerunFailure` and the like are about earlier attempts. */
function outcomeOf(tag: string, before: Outcome): Outcome {
  if (tag === 'failure' || tag === 'error') return 'failed';
  const isSkipped = tag === 'skipped' || tag === 'disabled';
  return isSkipped && before === 'passed' ? 'skipped' : before;
}
