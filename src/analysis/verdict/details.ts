/**
 * What moved within a stage, from what its tools left behind: the tests that took another time than
 * in comparable runs, LaTeX's passes, pages, the number of tests. These are places to look at, not
 * verdicts: nothing runs again to confirm them, and no gate asks them.
 */
import { median } from 'simple-statistics';
import type { MovedPart, PartTime } from '../../record/comparison.ts';
import {
  type LatexNumbers,
  MOST_TESTS,
  type TestNumbers,
  type TestTime,
} from '../../record/evidence.ts';
import type { StageRecord } from '../../record/run-record.ts';
import { logMs } from '../noise/log-time.ts';
import { MAD_TO_SIGMA } from '../noise/robust.ts';
import { FEWEST_RUNS } from '../noise/stage-noise.ts';

/** Parts that are named of a stage. */
const MOST_PARTS = 8;
/** Older runs than these tell of another code base. */
const MOST_RUNS = 20;
/** A test has to change by this factor, by this many ms, and by this part of its stage's time. */
const LEAST_FACTOR = 1.2;
const LEAST_MS = 250;
const LEAST_SHARE = 0.02;
/** And by as many standard deviations of its own noise, which is never taken to be less than this. */
const LEAST_SIGMAS = 3;
const QUIETEST = 0.08;
/** Counts of what a project has (tests, pages) explain a change when they differ by this factor. */
const LEAST_GROWTH = 1.1;

/** What is known of the stage besides its records. */
export interface StageMove {
  /** What is taken out of the stage's time for the run as a whole, as a logarithm. */
  readonly factor: number;
  /** Whether the stage's own time moved, so that there is something to explain. */
  readonly hasMoved: boolean;
}

/** The parts of the stage that moved against comparable runs of it, oldest first; the largest moves first. */
export function movedParts(
  stage: StageRecord,
  past: readonly StageRecord[],
  move: StageMove,
): readonly MovedPart[] {
  const { tests, latex } = stage.evidence ?? {};
  const newest = past.slice(-MOST_RUNS);
  const pastTests = newest.flatMap(({ evidence }) => evidence?.tests ?? []);
  const alike = newest.filter(({ cacheState }) => cacheState === stage.cacheState);
  const pastLatex = alike.flatMap(({ evidence }) => evidence?.latex ?? []);
  return [
    ...(latex === undefined ? [] : movedLatex(latex, pastLatex, move)),
    ...(tests === undefined ? [] : movedTests(tests, pastTests, stage.durationMs ?? 0, move)),
  ].slice(0, MOST_PARTS);
}

function movedTests(
  now: TestNumbers,
  past: readonly TestNumbers[],
  stageMs: number,
  { factor, hasMoved }: StageMove,
): readonly MovedPart[] {
  const newest = past.at(-1);
  if (past.length < FEWEST_RUNS || newest === undefined) return [];
  const keyOf = testKeys([now, ...past]);
  const times = [now, ...past].map(numbers => timesOf(numbers, keyOf));
  const [own, ...earlier] = times as [TestTimes, ...TestTimes[]];
  const leastMs = Math.max(LEAST_MS, stageMs * LEAST_SHARE);
  const names = new Map(
    [...past, now].flatMap(({ slowest }) => slowest.map(test => [keyOf(test), test.name] as const)),
  );
  const found = [...names].flatMap(([key, name]) => {
    const usual = usualTime(key, earlier);
    const ms = own.byKey.get(key);
    const present: PartTime = ms === undefined ? own.others : { ms };
    if (usual.time.atMost && present.atMost) return [];
    const raw = logMs(present.ms) - logMs(usual.time.ms);
    const change = soberChange(raw, factor);
    const changeMs = present.ms * Math.exp(change - raw) - usual.time.ms;
    const enough = Math.max(LEAST_SIGMAS * usual.noise, Math.log(LEAST_FACTOR));
    if (Math.abs(change) <= enough || Math.abs(changeMs) < leastMs) return [];
    const part: MovedPart = { kind: 'test', name, before: usual.time, now: present };
    return [{ part, changeMs }];
  });
  const moved = found
    .sort((a, b) => Math.abs(b.changeMs) - Math.abs(a.changeMs))
    .map(({ part }) => part);
  const grown = hasMoved && hasGrown(newest.total, now.total);
  return grown ? [{ kind: 'tests', before: newest.total, now: now.total }, ...moved] : moved;
}

/**
 * What is left of a change (as a logarithm) when the run-wide factor is taken out, and no more than the
 * change itself: a test that took as long as ever in a slow run did not get faster.
 */
function soberChange(change: number, factor: number): number {
  const rest = change - factor;
  if (rest * change <= 0) return 0;
  return Math.abs(rest) < Math.abs(change) ? rest : change;
}

interface TestTimes {
  readonly byKey: ReadonlyMap<string, number>;
  /** What the tests that are not listed took at most; 0 where all that took any time are. */
  readonly others: PartTime;
}

/** Tells tests apart by their ids; by their names where a run was recorded without ids. */
function testKeys(all: readonly TestNumbers[]): (test: TestTime) => string {
  const idOfName = new Map(
    all.flatMap(({ slowest }) =>
      slowest.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const])),
    ),
  );
  return ({ name, id }) => id ?? idOfName.get(name) ?? name;
}

function timesOf({ slowest }: TestNumbers, keyOf: (test: TestTime) => string): TestTimes {
  const isWhole = slowest.length < MOST_TESTS;
  return {
    byKey: new Map(slowest.map(test => [keyOf(test), test.durationMs])),
    others: { ms: isWhole ? 0 : (slowest.at(-1)?.durationMs ?? 0), atMost: true },
  };
}

/** What the test usually took, with the standard deviation of its logarithm. */
function usualTime(
  key: string,
  past: readonly TestTimes[],
): { readonly time: PartTime; readonly noise: number } {
  const times = past.flatMap(({ byKey }) => byKey.get(key) ?? []);
  if (times.length * 2 <= past.length) {
    return { time: { ms: median(past.map(({ others }) => others.ms)), atMost: true }, noise: 0 };
  }
  const ms = median(times);
  const distances = times.map(time => Math.abs(logMs(time) - logMs(ms)));
  return { time: { ms }, noise: Math.max(QUIETEST, MAD_TO_SIGMA * median(distances)) };
}

function movedLatex(
  now: LatexNumbers,
  past: readonly LatexNumbers[],
  { hasMoved }: StageMove,
): readonly MovedPart[] {
  if (past.length < FEWEST_RUNS) return [];
  const programs = new Set([now, ...past].flatMap(({ passes }) => passes.map(one => one.program)));
  const passes = [...programs].flatMap((program): readonly MovedPart[] => {
    const counts = past.map(numbers => passesOf(numbers, program));
    const [usual, own] = [lowerMedian(counts), passesOf(now, program)];
    const isNew = own > Math.max(...counts) || own < Math.min(...counts);
    return own !== usual && (isNew || hasMoved)
      ? [{ kind: 'passes', program, before: usual, now: own }]
      : [];
  });
  const before = past.findLast(({ pages }) => pages !== undefined)?.pages;
  return hasMoved && now.pages !== undefined && before !== undefined && hasGrown(before, now.pages)
    ? [...passes, { kind: 'pages', before, now: now.pages }]
    : passes;
}

function passesOf({ passes }: LatexNumbers, program: string): number {
  return passes.find(one => one.program === program)?.count ?? 0;
}

/** A count that occurred, unlike the mean of two. */
function lowerMedian(counts: readonly number[]): number {
  return [...counts].sort((a, b) => a - b)[Math.floor((counts.length - 1) / 2)] ?? 0;
}

/** Or shrunk. */
function hasGrown(before: number, now: number): boolean {
  return Math.max(before, now) >= Math.min(before, now) * LEAST_GROWTH && before !== now;
}
