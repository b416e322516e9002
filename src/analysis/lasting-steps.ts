/** Which commits a stage's time changed with for good, on the branch that the history is of. */
import { median } from 'simple-statistics';
import { type History, inOrder, isSameCommit } from '../record/history.ts';
import type { RunIdentity, RunRecord } from '../record/run-record.ts';
import { findSteps } from './noise/change-points.ts';
import { takeOutRunFactor } from './noise/run-factor.ts';
import { isWorthAWord, LEAST_CHANGE, percentOf } from './noise/significance.ts';
import { gatherTimings, type StageTerms } from './noise/timings.ts';

/** A lasting change of a stage's time that is worth a word, with the run-wide factor and the state of its caches taken out. */
export interface LastingStep {
  readonly id: string;
  /** The last measured run before it and the first after: it came in with the commits in between. */
  readonly after: RunIdentity;
  readonly by: RunIdentity;
  readonly changePercent: number;
  /** In which the change lies in 95 of 100 cases; percent. */
  readonly interval: readonly [number, number];
}

/** The lasting steps of every stage of the newest run, in the order of its stages and then of time. */
export function findLastingSteps(
  history: History,
  stages: readonly StageTerms[] = [],
): readonly LastingStep[] {
  const ordered = inOrder(history);
  const newest = ordered.runs.at(-1);
  if (newest === undefined) return [];
  const terms = new Map(stages.map(stage => [stage.id, stage]));
  const timings = gatherTimings(newest, ordered, terms, { mostRuns: ordered.runs.length });
  const runs: readonly RunRecord[] = [...timings.runs, newest];
  const series = timings.stages.flatMap(stage => (stage.kind === 'series' ? [stage] : []));
  // The newest run is one of the history here: nothing comes after it that were to be judged.
  const all = series.map(({ logs, states }) => ({
    logs: [...logs, Number.NaN],
    states: [...states, ''],
  }));
  const factors = takeOutRunFactor(all);
  return series.flatMap(({ stage, past, durationMs }, j) => {
    const { values = [], offsets = [] } = factors.stages[j] ?? {};
    const columns = runs.flatMap((_, i) => (Number.isNaN(values[i] ?? Number.NaN) ? [] : [i]));
    const commits = byCommit(columns, runs);
    const levels = commits.map(commit =>
      median(commit.map(i => (values[i] as number) + (offsets[i] as number))),
    );
    const timeAt = (i: number): number => past[i]?.durationMs ?? durationMs;
    const steps = findSteps(levels);
    return steps.flatMap(({ at, size, interval: [low, high] }, k): readonly LastingStep[] => {
      const before = commits.slice(steps[k - 1]?.at ?? 0, at).flat();
      const after = runs[before.at(-1) as number]?.run;
      const by = runs[commits[at]?.[0] as number]?.run;
      const isLarge = isWorthAWord(size, median(before.map(timeAt)), LEAST_CHANGE);
      if (after === undefined || by === undefined || !isLarge) return [];
      const interval = [percentOf(low), percentOf(high)] as const;
      return [{ id: stage.id, after, by, changePercent: percentOf(size), interval }];
    });
  });
}

/**
 * The columns of each commit, in order: several runs of one commit are one witness of what it changed. A run
 * with changes that are in no commit is one by itself, and so is one of which no commit is known.
 */
function byCommit(
  columns: readonly number[],
  runs: readonly RunRecord[],
): readonly (readonly number[])[] {
  const groups: number[][] = [];
  for (const column of columns) {
    const before = runs[groups.at(-1)?.at(-1) ?? -1]?.run;
    const { run } = runs[column] as RunRecord;
    if (before !== undefined && isSameCommit(before, run)) groups.at(-1)?.push(column);
    else groups.push([column]);
  }
  return groups;
}
