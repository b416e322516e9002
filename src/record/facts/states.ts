/** The states of stages, runs and caches, by the words that a record has for them. */
import * as v from 'valibot';

/** Every state a stage can be in; the last two only in a file flushed before the run ended. */
export const stageStatus = v.picklist([
  'passed',
  'failed',
  'timed-out',
  'skipped',
  'reused',
  'cancelled',
  'pending',
  'running',
]);

/** How the run as a whole stands; `skipped` where no stage was executed or reused: nothing has passed. */
export const runStatus = v.picklist(['running', 'passed', 'skipped', 'failed', 'cancelled']);

/** How much of its caches a stage found. */
export const cacheTemperature = v.picklist(['none', 'cold', 'partial', 'warm']);

export type StageStatus = v.InferOutput<typeof stageStatus>;
export type RunStatus = v.InferOutput<typeof runStatus>;
export type CacheTemperature = v.InferOutput<typeof cacheTemperature>;
