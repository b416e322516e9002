/** Why a stage failed, as far as its tools and the end of its log say. */
import type { FailureCause } from '../record/failure-cause.ts';
import type { RunRecord, StageRecord } from '../record/run-record.ts';
import { hasFailed } from '../record/status.ts';
import { logLine } from '../record/text.ts';
import { texErrorFinder } from '../util/tex-error.ts';

const LONGEST_LINE = 300;

/**
 * By the most exact of its sources: the tests' own file, TeX's, the log. Undefined where none says anything,
 * or the stage did not fail by its command.
 */
export function failureCause(stage: StageRecord): FailureCause | undefined {
  if (!hasFailed(stage) || stage.exitCode === undefined) return undefined;
  if (stage.cause !== undefined) return stage.cause;
  const { tests, latex } = stage.evidence ?? {};
  if (tests?.failures !== undefined && tests.failures.length > 0) {
    return { kind: 'tests', failures: tests.failures, failed: tests.failed };
  }
  if (latex?.error !== undefined) return { kind: 'latex', error: latex.error };
  return causeInLog(stage.logTail ?? []);
}

/** The record with the cause of each failure beside it, for who gets it without evidence and logs. */
export function withCauses(record: RunRecord): RunRecord {
  const stages = record.stages.map((stage): StageRecord => {
    const cause = failureCause(stage);
    return cause === undefined ? stage : { ...stage, cause };
  });
  return { ...record, stages };
}

/** A file at the start of a log's line, as pytest's list and compilers have it: `FAILED tests/test_fit.py::test_fit`. */
const FILE_IN_LINE = /^((?:FAILED|ERROR) )?([^\s:]{1,300}\.[A-Za-z]\w{0,9})(?=:)/;

/** The cause with other names for the files that it is about. */
export function withFiles(cause: FailureCause, named: (file: string) => string): FailureCause {
  const renamed = <T extends { readonly file?: string | undefined }>(place: T): T =>
    place.file === undefined ? place : { ...place, file: named(place.file) };
  switch (cause.kind) {
    case 'tests':
      return { ...cause, failures: cause.failures.map(renamed) };
    case 'latex':
      return { ...cause, error: renamed(cause.error) };
    case 'log': {
      const line = cause.line.replace(
        FILE_IN_LINE,
        (_, start: string | undefined, file: string) => `${start ?? ''}${named(file)}`,
      );
      const place = cause.place && renamed(cause.place);
      return { ...cause, line, ...(place !== undefined && { place }) };
    }
  }
}

/** In lines as they were written: with colours, and what progress bars overwrote. */
function causeInLog(tail: readonly string[]): FailureCause | undefined {
  const lines = tail.map(line => logLine(line, LONGEST_LINE));
  const errors = texErrorFinder();
  for (const line of lines) errors.next(line);
  const error = errors.found();
  if (error !== undefined) return { kind: 'latex', error };
  for (const signs of SIGNS_OF_ERRORS) {
    const at = lines.findIndex(one => signs.some(sign => sign.test(one)));
    const line = lines[at];
    if (line === undefined) continue;
    const place = tracedPlace(lines.slice(0, at));
    return { kind: 'log', line: line.trim(), ...(place !== undefined && { place }) };
  }
  return undefined;
}

const TRACEBACK = /^Traceback \(most recent call last\)/;
/** A frame of a Python traceback. */
const FRAME = /^\s+File "([^"]{1,300})", line (\d{1,7})\b/;
/** Code that the user did not write. */
const FOREIGN = /^<|[\\/](?:site-packages|dist-packages|lib[\\/]python[\d.]*)[\\/]/;

/** The innermost of the user's own lines in the traceback that ends these lines of a log. */
function tracedPlace(lines: readonly string[]): { file: string; line: number } | undefined {
  const start = lines.findLastIndex(line => TRACEBACK.test(line));
  if (start === -1) return undefined;
  for (const text of lines.slice(start + 1).reverse()) {
    // Whatever is not indented came after it.
    if (!/^\s/.test(text)) return undefined;
    const [, file = '', line] = FRAME.exec(text) ?? [];
    if (file !== '' && !FOREIGN.test(file)) return { file, line: Number(line) };
  }
  return undefined;
}

/** How tools begin, or write within, the line that says what is wrong; the surest first. */
const SIGNS_OF_ERRORS: readonly (readonly RegExp[])[] = [
  // pytest's own list at the end.
  [/^(?:FAILED|ERROR) \S+\.py\b/],
  [
    // Python, Java, Node: the exception's name, whole or at the end of its path.
    /^\s*(?:Uncaught |Exception in thread \S+ )?[\w.]*(?:Error|Exception|Interrupt)(?:: .*)?$/,
    // R, Julia, cargo, LaTeX's tools and most others; not `0 errors`, nor `error_rate: 0.3`.
    /^\s*\W{0,3}(?:fatal |internal )?error\b(?: in .*|\[\w+\])?: ?\S/i,
    /^\s*Error in .*:?$/,
    /^\S+:\d+(?::\d+)?: (?:fatal )?error: /i,
    /^(?:fatal|panic|abort(?:ed)?): \S/i,
    /^npm (?:ERR!|error) \S/,
    // Shells and the system.
    /: (?:command not found|not found|No such file or directory|Permission denied|No space left on device)$/,
    /\b(?:Segmentation fault|Out of memory|Killed)\b/,
  ],
  // What is said because of an error, where that is out of sight.
  [/^\S*make(?:\[\d+\])?: \*\*\* /],
];
