/** Runs for tests of comparisons: five stages one after the other, with a noise that is always the same. */
import type { History } from '../../src/record/history.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { aRun, aStage } from '../builders.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** What the five stages usually take, ms. */
export const USUAL = [34_000, 20_000, 12_000, 60_000, 8_000] as const;

/** A few percent either way, different for each run and stage. */
export function wobble(run: number, stage: number): number {
  return 1 + 0.02 * Math.sin(12.9898 * (run + 1) + 78.233 * (stage + 1));
}

/** A run on a day, its stages `s0`, `s1`, … one after the other; `changes` are put over the first. */
export function aTimedRun(
  day: number,
  times: readonly number[],
  changes: Partial<StageRecord> = {},
  overrides: Partial<RunRecord> = {},
): RunRecord {
  const startedAt = new Date(FIRST_DAY + day * DAY_MS).toISOString();
  let startMs = 0;
  const stages = times.map((durationMs, j) => {
    const stage = aStage({ id: `s${j}`, startMs, durationMs, ...(j === 0 && changes) });
    startMs += stage.durationMs ?? 0;
    return stage;
  });
  const run = { id: `${day}`, attempt: 1, event: 'push', startedAt, commitTime: startedAt };
  const environment = { ...aRun().environment, slots: 1 };
  return aRun({ stages, run, environment, ...overrides });
}

/** Runs on as many days, with what `changes` puts over the first stage of each. */
export function aTimedHistory(
  runs = 20,
  changes: (run: number) => Partial<StageRecord> = () => ({}),
  overrides: Partial<RunRecord> = {},
): History {
  const entries = Array.from({ length: runs }, (_, i) =>
    aTimedRun(i, usual(i), changes(i), overrides),
  );
  return { schema: 2, runs: entries };
}

/** The usual times of a day, each times `ratio`. */
export function usual(day: number, ratio = 1): readonly number[] {
  return USUAL.map((ms, j) => ms * wobble(day, j) * ratio);
}

/** Further runs of a stage. */
export function further(
  head: readonly number[],
  base: readonly number[] = [],
): Pick<StageRecord, 'confirmations'> {
  const of = (ref: 'head' | 'base', times: readonly number[]) =>
    times.map(durationMs => ({ ref, durationMs }));
  return { confirmations: [...of('base', base), ...of('head', head)] };
}
