/**
 * Slow minutes of the machine that last into the further runs: how often each way to confirm takes one for a
 * change, and how often it finds a change in one. Beside them the same cases without a slow minute.
 */

import { compare } from '../../src/analysis/verdict/compare.ts';
import { PAIRS, RERUNS } from '../../src/analysis/verdict/confirmation.ts';
import { controlsFor } from '../../src/analysis/verdict/controls.ts';
import type { History } from '../../src/record/history.ts';
import type { Confirmation, RunRecord } from '../../src/record/run-record.ts';
import { historyOf, recordOf, withFurther } from './simulated-records.ts';
import { drawCase, type Measuring } from './simulation.ts';

/** The ways to confirm: `rerun` has a neighbour beside it, as the engine does it. */
export const WAYS = ['off', 're-runs alone', 're-runs, 60 s apart', 're-runs', 'pairs'] as const;

export type Way = (typeof WAYS)[number];

/** Percent of the cases in which each way said `regressed` (`off`: suspected). */
export interface SlowMinuteScore {
  /** A slow minute and no change. */
  readonly slow: number;
  /** A slow minute, and a change of +20 % besides. */
  readonly slow20: number;
  /** Neither. */
  readonly calm: number;
  readonly calm20: number;
  readonly calm50: number;
}

interface Scenario {
  readonly isSlow: boolean;
  readonly size: number;
}

const SCENARIOS: Readonly<Record<keyof SlowMinuteScore, Scenario>> = {
  slow: { isSlow: true, size: 0 },
  slow20: { isSlow: true, size: Math.log(1.2) },
  calm: { isSlow: false, size: 0 },
  calm20: { isSlow: false, size: Math.log(1.2) },
  calm50: { isSlow: false, size: Math.log(1.5) },
};

/** Stages that compute, at least in part: what waits for a network is not slowed down by a busy machine. */
const STAGES = 8;
const APART_MS = 60_000;

/** One stage a case, with and without a slow minute. */
export function evaluateSlowMinutes(
  runs: number,
  cases: number,
  seed: number,
): Readonly<Record<Way, SlowMinuteScore>> {
  const found = new Map<string, number>();
  for (let n = 0; n < cases; n += 1) {
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      for (const way of judge(runs, seed * 100_003 + n, n % STAGES, scenario)) {
        const key = `${way} ${name}`;
        found.set(key, (found.get(key) ?? 0) + 1);
      }
    }
  }
  const scoreOf = (way: Way): SlowMinuteScore =>
    Object.fromEntries(
      Object.keys(SCENARIOS).map(name => [
        name,
        (100 * (found.get(`${way} ${name}`) ?? 0)) / cases,
      ]),
    ) as unknown as SlowMinuteScore;
  return Object.fromEntries(WAYS.map(way => [way, scoreOf(way)])) as Record<Way, SlowMinuteScore>;
}

/** The ways that accuse the stage. */
function judge(
  runs: number,
  seed: number,
  stage: number,
  { isSlow, size }: Scenario,
): readonly Way[] {
  const drawn = drawCase(seed, runs);
  const cached = drawn.stages.map(({ coldExtra }) => coldExtra !== undefined);
  const history = historyOf(drawn.history, cached);
  const minute = drawn.slowMinute(stage, seed);
  const measuring = (): Measuring =>
    isSlow ? minute.measuring() : { again: (j, by = 0) => drawn.again(j, by), wait: () => {} };
  const durations = drawn.run.durations.map((ms, j) =>
    j === stage ? (isSlow ? minute.durationMs : ms) * Math.exp(size) : ms,
  );
  const record = recordOf(runs, { cold: drawn.run.cold, durations }, cached);
  const id = `s${stage}`;
  if (verdictOf(record, history, id) !== 'suspected') return [];
  const isConfirmed = (confirmations: readonly Confirmation[]): boolean =>
    verdictOf(withFurther(record, id, [...confirmations]), history, id) === 'regressed';
  const [control] = controlsFor(record, history, [], id);
  const accusing: readonly (readonly [Way, boolean])[] = [
    ['re-runs alone', isConfirmed(reruns(measuring(), stage, size, 0))],
    ['re-runs, 60 s apart', isConfirmed(reruns(measuring(), stage, size, APART_MS))],
    ['re-runs', isConfirmed(reruns(measuring(), stage, size, 0, control))],
    ['pairs', isConfirmed(pairs(measuring(), stage, size))],
  ];
  return ['off', ...accusing.flatMap(([way, is]) => (is ? [way] : []))];
}

function verdictOf(record: RunRecord, history: History, id: string) {
  return compare(record, history).stages.find(stage => stage.id === id)?.verdict;
}

function reruns(
  clock: Measuring,
  stage: number,
  size: number,
  apartMs: number,
  control?: string,
): readonly Confirmation[] {
  return Array.from({ length: RERUNS }, () => {
    clock.wait(apartMs);
    const durationMs = clock.again(stage, size);
    if (control === undefined) return { ref: 'head' as const, durationMs };
    const beside = clock.again(Number(control.slice(1)));
    return { ref: 'head' as const, durationMs, control: { id: control, durationMs: beside } };
  });
}

function pairs(clock: Measuring, stage: number, size: number): readonly Confirmation[] {
  return Array.from({ length: PAIRS }, (_, turn): readonly Confirmation[] => {
    const head = () => ({ ref: 'head' as const, durationMs: clock.again(stage, size) });
    const base = () => ({ ref: 'base' as const, durationMs: clock.again(stage) });
    return turn % 2 === 0 ? [base(), head()] : [head(), base()];
  }).flat();
}
