/** What caches saved, as measured against runs that had to do without them. */
import { median } from 'simple-statistics';
import type { CacheRecord, Environment, RunRecord, StageRecord } from '../record/run-record.ts';
import { isSameMachineKind } from './noise/strata.ts';
import { hasMoved } from './verdict/changes.ts';

/** The run with what its caches saved, where the history tells. */
export function withTimeSaved(run: RunRecord, history: readonly RunRecord[]): RunRecord {
  const caches = run.caches.map(cache => {
    const timeSavedMs = timeSavedBy(cache, run, history);
    return timeSavedMs === undefined ? cache : { ...cache, timeSavedMs };
  });
  return { ...run, caches };
}

/**
 * What a run's cache saved, in ms: for each executed stage that uses it, the median of its cold runs
 * less what it took now, or usually takes where its time moved, which is not the cache's doing; below
 * zero where it took longer. Undefined while it is not known: nothing was restored, a stage has no cold
 * run on such a machine, or shares the time with another cache.
 */
export function timeSavedBy(
  cache: CacheRecord,
  run: RunRecord,
  history: readonly RunRecord[],
): number | undefined {
  if (cache.state !== 'exact' && cache.state !== 'prefix') return undefined;
  const used = run.stages.filter(
    stage => cache.stages?.includes(stage.id) && stage.status === 'passed',
  );
  if (used.length === 0) return undefined;
  let saved = 0;
  for (const stage of used) {
    const times = coldTimes(stage, run.environment, history);
    const cold = times.length === 0 ? undefined : median([...times]);
    if (cold === undefined || isShared(stage, cache, run)) return undefined;
    saved += cold - (usualMs(stage, run) ?? stage.durationMs ?? 0);
  }
  return saved;
}

/** What a stage took before its time moved; undefined where it did not, or nothing was compared. */
function usualMs({ id }: StageRecord, { comparison }: RunRecord): number | undefined {
  const judged = comparison?.stages.find(found => found.id === id);
  return judged !== undefined && hasMoved(judged) ? judged.baseline?.medianMs : undefined;
}

/** What a cache took of this run, in ms: restoring and saving, asked in vain or not. */
export function timeSpentOn({ restoreMs = 0, saveMs = 0 }: CacheRecord): number {
  return restoreMs + saveMs;
}

/** What costs less than this nobody gains by removing, in ms. */
const WORTH_SAYING_MS = 500;

/** Whether a cache took noticeably longer than it saved; undefined while that is not known. */
export function costsMoreThanItSaves(cache: CacheRecord): boolean | undefined {
  if (cache.timeSavedMs === undefined) return undefined;
  const spentMs = timeSpentOn(cache);
  return spentMs >= WORTH_SAYING_MS && spentMs > cache.timeSavedMs;
}

/** A stage with several caches shows only what they save together. */
function isShared({ id }: StageRecord, cache: CacheRecord, run: RunRecord): boolean {
  return run.caches.some(other => other.name !== cache.name && other.stages?.includes(id));
}

function coldTimes(
  stage: StageRecord,
  environment: Environment,
  history: readonly RunRecord[],
): readonly number[] {
  return history
    .filter(run => isSameMachine(run.environment, environment))
    .flatMap(({ stages }) => stages)
    .filter(
      ({ id, definitionHash, status, cacheState }) =>
        id === stage.id &&
        definitionHash === stage.definitionHash &&
        status === 'passed' &&
        cacheState === 'cold',
    )
    .flatMap(({ durationMs }) => durationMs ?? []);
}

function isSameMachine(a: Environment, b: Environment): boolean {
  return isSameMachineKind(a, b) && a.cpuModel === b.cpuModel;
}
