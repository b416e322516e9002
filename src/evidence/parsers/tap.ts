/**
 * Tests in TAP, versions 12 to 14, as node's test runner, bats, Perl's Test::More, tape and node-tap write it. A test
 * that has subtests stands for them, and is counted itself only where it failed and none of them did.
 */
import type { ParserProblem } from '../../record/facts/stage/evidence-problem.ts';
import { oneLine } from '../../record/text.ts';
import { decoded } from '../port/encoding.ts';
import { linesOf } from '../port/lines.ts';
import type { Parse } from '../port/parser.ts';
import { type FailureText, failureText } from '../tests/failed-test.ts';
import { type TestCase, testCases } from '../tests/test-cases.ts';

/** What is beyond it of a line, in code units, is not looked at. */
const LONGEST_LINE = 4_000;
const LONGEST_REASON = 200;
/** Subtests deeper than any runner writes them. */
const DEEPEST = 100;
/** Subtests are indented by so much. */
const INDENT = 4;

const VERSION = /^TAP version 1[2-9]\b/;
const PLAN = /^1\.\.(\d{1,9})(?=\s|$)/;
const BAIL_OUT = /^Bail out!(.*)$/;
const POINT = /^(not )?ok(?=\s|$)(?:\s+(\d{1,12})(?=\s|$))?(?:\s+-(?=\s|$))?\s*(.*)$/;
/** node-tap says with it how long the test took. */
const DIRECTIVE = /(?<!\\)#\s*(?:(?:skip\w{0,20}|todo)\b|time=([\d.]{1,20}m?s)\b)/i;
const SUBTEST = /^Subtest: (.*)$/;
/** bats and Test::More say in a comment where a test failed. */
const PLACE = /^(?:\(in test file (.{1,300}), line (\d{1,7})\)|at (.{1,300}) line (\d{1,7})\.?)$/;

export const parse: Parse<'tests'> = ({ bytes, stageMs }) => {
  const cases = testCases(stageMs, 'another-test');
  const document = new TapDocument(test => cases.add(test));
  for (const line of linesOf([...decoded(bytes)].join(''))) {
    if (cases.isFull()) break;
    document.next(line);
  }
  const { isTap, problem } = document.end();
  if (!isTap) return { kind: 'unreadable', problem: { kind: 'other-format' } };
  return problem?.kind === 'beyond-bounds'
    ? { kind: 'unreadable', problem }
    : cases.result(problem);
};

/** A test as its line has it, and what the lines after it add. */
interface Point {
  readonly level: number;
  readonly name: string;
  readonly suites: readonly string[];
  readonly outcome: TestCase['outcome'];
  readonly comments: FailureText;
  time: string;
  place?: Diagnostic['place'];
  message?: string;
}

/** What there was so far of the tests of one level, up to the test that stands for them. */
interface Tests {
  count: number;
  hasFailed: boolean;
}

/** Takes the lines of a file, one after the other. */
class TapDocument {
  readonly #add: (test: TestCase) => void;
  /** By level. */
  readonly #tests: (Tests | undefined)[] = [];
  readonly #names: (string | undefined)[] = [];
  /** Tests whose subtests are in braces after them. */
  readonly #open: (Point | undefined)[] = [];
  #last: { readonly level: number; readonly point?: Point } | undefined;
  #diagnostic: Diagnostic | undefined;
  #isTap = false;
  #planned: number | undefined;
  /** After it nothing counts. */
  #over: ParserProblem | undefined;

  constructor(add: (test: TestCase) => void) {
    this.#add = add;
  }

  next(whole: string): void {
    if (this.#over !== undefined) return;
    const line = whole.slice(0, LONGEST_LINE);
    const text = line.trimStart();
    const indent = line.length - text.length;
    if (this.#diagnostic?.takes(text, indent)) return;
    this.#endDiagnostic();
    if (text === '') return;
    const level = indent / INDENT;
    if (text.startsWith('---') && this.#last !== undefined && level > this.#last.level) {
      this.#diagnostic = new Diagnostic(indent);
    } else if (Number.isInteger(level)) this.#read(text.trimEnd(), level);
  }

  end(): { readonly isTap: boolean; readonly problem: ParserProblem | undefined } {
    this.#endDiagnostic();
    this.#endPoint();
    this.#close(0);
    const found = this.#tests[0]?.count ?? 0;
    const planned = this.#planned;
    const isWhole = planned !== undefined && found >= planned;
    const cut = { kind: 'incomplete', found, ...(planned !== undefined && { planned }) } as const;
    const problem = this.#over?.kind === 'incomplete' ? { ...cut, ...this.#over } : this.#over;
    return { isTap: this.#isTap, problem: problem ?? (isWhole ? undefined : cut) };
  }

  #read(text: string, level: number): void {
    const [, planned] = PLAN.exec(text) ?? [];
    const [, reason] = BAIL_OUT.exec(text) ?? [];
    const point = POINT.exec(text);
    if (text.startsWith('#')) this.#comment(text.replace(/^#\s*/, ''), level);
    else if (VERSION.test(text)) this.#isTap ||= level === 0;
    else if (planned !== undefined) this.#plan(Number(planned), level);
    else if (reason !== undefined) this.#bailOut(reason);
    else if (text === '{') this.#openBraces();
    else if (text === '}') this.#close(level);
    else if (point !== null) this.#point(point, level);
  }

  #comment(text: string, level: number): void {
    const [, subtest] = SUBTEST.exec(text) ?? [];
    if (subtest !== undefined && level <= DEEPEST) this.#names[level] = unescaped(subtest);
    const point = this.#last?.level === level ? this.#last.point : undefined;
    if (subtest !== undefined || point === undefined) return;
    const [, file = '', line, perl = file, perlLine = line] = PLACE.exec(text) ?? [];
    if (perlLine === undefined) point.comments.add(`${text}\n`);
    else point.place ??= { file: perl, line: Number(perlLine) };
  }

  #plan(planned: number, level: number): void {
    this.#endPoint();
    if (level > 0) return;
    this.#isTap = true;
    this.#planned ??= planned;
  }

  #bailOut(reason: string): void {
    const said = oneLine(reason, LONGEST_REASON);
    const found = this.#tests[0]?.count ?? 0;
    this.#over = { kind: 'incomplete', found, ...(said !== '' && { said }) };
  }

  #point([, failed, number, rest = '']: RegExpExecArray, level: number): void {
    this.#endPoint();
    this.#close(level);
    if (level > DEEPEST) {
      this.#over = { kind: 'beyond-bounds', what: 'depth', limit: DEEPEST };
      return;
    }
    if (level === 0) this.#isTap ||= number !== undefined || rest !== '';
    const isBefore = rest.endsWith('{');
    const said = isBefore ? rest.slice(0, -1) : rest;
    const directive = DIRECTIVE.exec(said);
    const [, time] = directive ?? [];
    const isLeftOut = directive !== null && time === undefined;
    const name = unescaped(said.slice(0, directive?.index ?? said.length)).trim();
    const tests = this.#testsOf(level);
    tests.count += 1;
    const point: Point = {
      level,
      name: name === '' ? `test ${number ?? tests.count}` : name,
      suites: this.#suites(level),
      outcome: isLeftOut ? 'skipped' : failed === undefined ? 'passed' : 'failed',
      comments: failureText(),
      time: time ?? '',
    };
    this.#finish(point);
    this.#names.length = level === 0 ? 0 : Math.min(this.#names.length, level + 1);
    if (isBefore) this.#openBraces();
  }

  /** A test is followed by what is said of it, unless its subtests came before it and say it all. */
  #finish(point: Point): void {
    const { level } = point;
    const subtests = this.#tests[level + 1];
    this.#tests.length = level + 1;
    const hasFailed = point.outcome === 'failed';
    this.#testsOf(level).hasFailed ||= hasFailed || subtests?.hasFailed === true;
    const counts = subtests === undefined || (hasFailed && !subtests.hasFailed);
    this.#last = counts ? { level, point } : { level };
  }

  #testsOf(level: number): Tests {
    const tests = this.#tests[level] ?? { count: 0, hasFailed: false };
    this.#tests[level] = tests;
    return tests;
  }

  /** Test::More names subtests where they stand, and the others where the test stands that they are of. */
  #suites(level: number): readonly string[] {
    const names = this.#names[0] === undefined ? this.#names.slice(1, level + 1) : this.#names;
    return names.slice(0, level).filter(name => name !== undefined);
  }

  #openBraces(): void {
    const { level, point } = this.#last ?? {};
    if (level === undefined || point === undefined) return;
    this.#open[level] = point;
    this.#names[level] = point.name;
    this.#last = undefined;
  }

  /** Ends the braces of this level and of those below. */
  #close(level: number): void {
    for (const point of this.#open.splice(level).reverse()) {
      if (point === undefined) continue;
      this.#endPoint();
      this.#finish(point);
    }
    this.#endPoint();
  }

  #endDiagnostic(): void {
    const point = this.#last?.point;
    if (this.#diagnostic === undefined) return;
    if (point !== undefined) {
      const { time, message, place } = this.#diagnostic;
      if (time !== '') point.time = time;
      if (message !== undefined) point.message = message;
      if (place !== undefined) point.place = place;
    }
    this.#diagnostic = undefined;
  }

  #endPoint(): void {
    const point = this.#last?.point;
    this.#last = undefined;
    if (point === undefined) return;
    const { name, suites, outcome, time, comments, message = '', place } = point;
    const failure = { message, type: '', text: comments.text(), ...(place && { place }) };
    this.#add({ name, className: '', suites, file: '', host: '', time, outcome, failure });
  }
}

/** A key of a diagnostic, which is YAML. */
const KEY = /^([\w-]{1,40}):(?:\s+(.*))?$/;
const BLOCK = /^[|>][-+\d]{0,3}$/;
/** `/project/a.test.js:3:1`, `Test.<anonymous> (/project/a.test.js:3:1)`. */
const LOCATION = /^(?:.*\()?(?:file:\/\/)?([^()]{1,300}):(\d{1,7}):\d{1,7}\)?$/;

/** The lines between `---` and `...` after a test: of all that they may hold, time, message and place. */
class Diagnostic {
  readonly #indent: number;
  #keyIndent: number | undefined;
  #key = '';
  time = '';
  message: string | undefined;
  place: { file: string; line?: number } | undefined;

  constructor(indent: number) {
    this.#indent = indent;
  }

  /** False for the line that ends it, or that it cannot go on in. */
  takes(text: string, indent: number): boolean {
    if (text !== '' && (indent < this.#indent || /^\.\.\.\s*$/.test(text))) return false;
    const [, key, value = ''] = KEY.exec(text.trimEnd()) ?? [];
    if (key !== undefined) this.#keyIndent ??= indent;
    if (key !== undefined && indent === this.#keyIndent) this.#set(key, unquoted(value));
    else if (this.#key === 'at' && key !== undefined) this.#setPlace(key, unquoted(value));
    else if (this.#key === 'message' && this.message === '') this.message = text.trim();
    return true;
  }

  #set(key: string, value: string): void {
    this.#key = key === 'error' ? 'message' : key;
    const [, file, line] = LOCATION.exec(value) ?? [];
    if (key === 'duration_ms') this.time = `${value}ms`;
    else if (this.#key === 'message') this.message ??= BLOCK.test(value) ? '' : value;
    else if (key !== 'at' && key !== 'location') this.#setPlace(key, value);
    else if (file !== undefined) this.place ??= { file, line: Number(line) };
  }

  #setPlace(key: string, value: string): void {
    if (key === 'file' || key === 'fileName') this.place = { ...this.place, file: value };
    const isLine = (key === 'line' || key === 'lineNumber') && /^\d{1,7}$/.test(value);
    if (isLine && this.place !== undefined) this.place.line = Number(value);
  }
}

function unquoted(value: string): string {
  const [, single, double] = /^(?:'(.*)'|"(.*)")$/.exec(value) ?? [];
  if (double !== undefined) return double.replace(/\\(["\\])/g, '$1');
  return single === undefined ? value : single.replaceAll("''", "'");
}

function unescaped(text: string): string {
  return text.replace(/\\([#\\])/g, '$1');
}
