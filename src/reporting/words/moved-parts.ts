/** What moved within the stages, in words: tests, passes of LaTeX, pages. */
import type { MovedPart, PartTime } from '../../record/comparison.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted, oneLine } from '../../record/text.ts';
import { formatChange, formatDuration } from '../../record/units.ts';
import { type Quantity, quantity } from '../rows/quantity.ts';

const LONGEST_NAME = 120;
const LONGEST_PROGRAM = 40;

/** A part of a stage that moved, as a row of a table. */
export interface MovedRow {
  /** The stage's name. */
  readonly stage: string;
  /** `test_orbit`, or `xelatex, runs`. */
  readonly what: string;
  /** Where a test is, apart from its name: `tests.project.test_orbit`. */
  readonly where?: string;
  /** In ms or as a count, with its words: `0.6s`, `new or ≤ 0.2s`, `3`. */
  readonly before: Quantity;
  readonly now: Quantity;
  /** Percent; absent where it came or went. */
  readonly change?: Quantity;
}

/** The rows of all stages, in the order of the run. */
export function movedRows(record: RunRecord): readonly MovedRow[] {
  const names = new Map(record.stages.map(stage => [stage.id, stageName(stage)]));
  return (record.comparison?.stages ?? []).flatMap(({ id, moved = [] }) =>
    moved.map(part => ({ stage: names.get(id) ?? '', ...rowOf(part) })),
  );
}

/** `test_orbit 0.6s → 4.0s`, `xelatex ran 3 times instead of once`: for a sentence. */
export function movedWords(part: MovedPart): string {
  switch (part.kind) {
    case 'test': {
      const { what, before, now } = rowOf(part);
      return `${what} ${before.text} → ${now.text}`;
    }
    case 'passes':
      return `${programName(part.program)} ran ${times(part.now)} instead of ${times(part.before)}`;
    case 'tests':
      return `${counted(part.now, 'test')} instead of ${part.before}`;
    case 'pages':
      return `${counted(part.now, 'page')} instead of ${part.before}`;
  }
}

function rowOf(part: MovedPart): Omit<MovedRow, 'stage'> {
  switch (part.kind) {
    case 'test': {
      const { before, now } = part;
      const isMeasured = !before.atMost && !now.atMost;
      const percent = isMeasured ? (now.ms / Math.max(1, before.ms) - 1) * 100 : undefined;
      return {
        ...testName(part.name),
        before: timeQuantity(before, 'new'),
        now: timeQuantity(now, 'gone'),
        ...quantity('change', percent, formatChange),
      };
    }
    case 'passes':
      return { what: `runs of ${programName(part.program)}`, ...counts(part) };
    case 'tests':
    case 'pages':
      return { what: `number of ${part.kind}`, ...counts(part) };
  }
}

function counts({ before, now }: { readonly before: number; readonly now: number }) {
  return {
    before: { value: before, text: String(before) },
    now: { value: now, text: String(now) },
  };
}

/** The name of a test apart from the file or class that it is in. */
export function testName(full: string): { readonly what: string; readonly where?: string } {
  // Parameters in brackets may hold colons of their own.
  const [, where, name] = /^([^[]*?)::(.+)$/.exec(full) ?? [];
  const what = oneLine(name ?? full, LONGEST_NAME) || '(unnamed)';
  return where === undefined || where === ''
    ? { what }
    : { what, where: oneLine(where, LONGEST_NAME) };
}

function timeQuantity({ ms, atMost }: PartTime, absent: string): Quantity {
  if (!atMost) return { value: ms, text: formatDuration(ms) };
  const text = ms === 0 ? absent : `${absent} or ≤ ${formatDuration(ms)}`;
  return { value: ms, text };
}

/** A program of LaTeX as text to look at. */
export function programName(program: string): string {
  return oneLine(program, LONGEST_PROGRAM);
}

/** `not at all`, `once`, `3 times`. */
export function times(count: number): string {
  if (count === 0) return 'not at all';
  return count === 1 ? 'once' : `${count} times`;
}
