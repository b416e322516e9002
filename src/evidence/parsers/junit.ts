/** Times and outcomes of tests, from the JUnit XML that pytest and most other test runners write. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Handler, Parser } from 'htmlparser2';
import type { ParserProblem } from '../../record/facts/stage/evidence-problem.ts';
import { oneLine } from '../../record/text.ts';
import { decoded } from '../port/encoding.ts';
import type { Parse } from '../port/parser.ts';
import { type FailureText, failureText } from '../tests/failed-test.ts';
import { type Outcome, type TestCases, testCases } from '../tests/test-cases.ts';

/** Deeper or with more attributes than any test runner writes; each costs memory. */
const LIMITS = { depth: 100, attributes: 1_000 } as const;
const LONGEST_ELEMENT = 40;

/** Entities of the file's own are not expanded, and nothing it names is loaded. */
export const parse: Parse<'tests'> = async ({ bytes, stageMs }) => {
  const cases = testCases(stageMs);
  const { refusal, torn } = await readDocument(bytes, cases);
  return refusal === undefined ? cases.result(torn) : { kind: 'unreadable', problem: refusal };
};

interface ParsedDocument {
  readonly refusal?: ParserProblem | undefined;
  /** What it was read up to, or beyond. */
  readonly torn?: ParserProblem | undefined;
}

/** Ends the parser, which goes on after every other fault. */
class Refusal extends Error {
  readonly problem: ParserProblem;

  constructor(problem: ParserProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

async function readDocument(bytes: Buffer, cases: TestCases): Promise<ParsedDocument> {
  const { Parser } = await import('htmlparser2');
  const reader = new JunitReader(cases);
  const parser = new Parser(reader, { xmlMode: true, decodeEntities: true });
  try {
    for (const piece of decoded(bytes)) {
      if (cases.isFull()) return {};
      reader.next(piece);
      parser.write(piece);
      // Signals are heard and other stages go on while a large file is read.
      await otherWork();
    }
    reader.ends();
    parser.end();
    return reader.found();
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
  /** The first element that says how it failed. */
  failure?: { readonly attributes: Attributes; readonly text: FailureText };
}

/** What the parser calls, and what comes of it. */
class JunitReader implements Partial<Handler> {
  readonly #cases: TestCases;
  readonly #place = placeInText();
  readonly #suites: { readonly depth: number; readonly attributes: Attributes }[] = [];
  #parser: Parser | undefined;
  #rootTag: string | undefined;
  #depth = 0;
  #attributes = 0;
  #current: OpenCase | undefined;
  #openedAt: number | undefined;
  #isOver = false;
  #torn: ParsedDocument['torn'];
  #isInDoctype = false;
  #isInFailure = false;

  constructor(cases: TestCases) {
    this.#cases = cases;
  }

  /** The piece that is parsed next. */
  next(piece: string): void {
    this.#place.next(piece);
  }

  /** There are no more pieces: what is still open was not closed. */
  ends(): void {
    this.#isOver = true;
  }

  found(): ParsedDocument {
    return { torn: this.#torn, refusal: refusalOf(this.#rootTag) };
  }

  onparserinit(parser: Parser): void {
    this.#parser = parser;
  }

  onopentagname(): void {
    this.#attributes = 0;
  }

  onattribute(): void {
    this.#attributes += 1;
    if (this.#attributes > LIMITS.attributes) refuse('attributes');
  }

  onopentag(name: string, attributes: Attributes): void {
    this.#openedAt = this.#parser?.endIndex;
    this.#depth += 1;
    if (this.#depth > LIMITS.depth) refuse('depth');
    if (this.#isInDoctype) return;
    if (this.#depth === 1 && this.#rootTag !== undefined) {
      throw new Refusal({ kind: 'two-roots', line: this.#here().line });
    }
    this.#rootTag ??= name;
    const depth = this.#depth;
    const current = this.#current;
    if (name === 'testsuite') this.#suites.push({ depth, attributes });
    if (name === 'testcase' && current === undefined) {
      this.#current = { attributes, depth, outcome: outcomeOfStatus(attributes) };
    } else if (depth - 1 === current?.depth) {
      current.outcome = outcomeOf(name, current.outcome);
      const isFirst = isFailure(name) && current.failure === undefined;
      if (isFirst) current.failure = { attributes, text: failureText() };
      this.#isInFailure = isFirst;
    }
  }

  onclosetag(name: string, isImplied: boolean): void {
    if (this.#isUnclosed(isImplied)) {
      this.#torn ??= { kind: 'torn', element: oneLine(name, LONGEST_ELEMENT), ...this.#here() };
    }
    if (this.#current?.depth === this.#depth) {
      // How a test ended that the file breaks off in is not known.
      if (!this.#isOver) this.#addCase(this.#current);
      this.#current = undefined;
    }
    if (this.#suites.at(-1)?.depth === this.#depth) this.#suites.pop();
    if (this.#depth - 1 === this.#current?.depth) this.#isInFailure = false;
    this.#depth -= 1;
  }

  /** What is declared between `[` and `]` is not part of the document. */
  onprocessinginstruction(name: string, data: string): void {
    if (name.toUpperCase() === '!DOCTYPE')
      this.#isInDoctype = data.includes('[') && !data.includes(']');
  }

  ontext(text: string): void {
    if (this.#isInDoctype && text.includes(']')) this.#isInDoctype = false;
    if (this.#isInFailure) this.#current?.failure?.text.add(text);
  }

  #here() {
    return this.#place.at(this.#parser?.startIndex ?? 0);
  }

  /** The parser calls `<a/>` implied too, which ends where it begins. */
  #isUnclosed(isImplied: boolean): boolean {
    return isImplied && (this.#isOver || this.#parser?.endIndex !== this.#openedAt);
  }

  #addCase({ attributes, outcome, failure }: OpenCase): void {
    const suite = this.#suites.at(-1)?.attributes ?? {};
    this.#cases.add({
      name: attributes.name ?? '',
      className: attributes.classname ?? '',
      suites: this.#suites.map(one => one.attributes.name ?? ''),
      file: attributes.file ?? suite.file ?? '',
      host: suite.hostname ?? '',
      time: attributes.time ?? '',
      outcome,
      ...(failure !== undefined && {
        failure: {
          message: failure.attributes.message ?? '',
          type: failure.attributes.type ?? '',
          text: failure.text.text(),
        },
      }),
    });
  }
}

function refuse(what: keyof typeof LIMITS): never {
  throw new Refusal({ kind: 'beyond-bounds', what, limit: LIMITS[what] });
}

function refusalOf(rootTag: string | undefined): ParserProblem | undefined {
  if (rootTag === undefined) return { kind: 'other-format' };
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

function isFailure(tag: string): boolean {
  return tag === 'failure' || tag === 'error';
}

/** By a child of the test; `flakyFailure`, `rerunFailure` and the like are about earlier attempts. */
function outcomeOf(tag: string, before: Outcome): Outcome {
  if (isFailure(tag)) return 'failed';
  const isSkipped = tag === 'skipped' || tag === 'disabled';
  return isSkipped && before === 'passed' ? 'skipped' : before;
}
