/** The workflow's job around a run: what came before the pipeline, and what the engine itself took. */
import * as v from 'valibot';
import { freeText } from './free-text.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** A step of the job that was over before ours began. */
const jobStep = v.object({
  name: freeText,
  /** After the job's start, in ms; GitHub tells whole seconds. */
  startMs: amount,
  durationMs: amount,
});

/** The schema of `wholeJob`. Times are ms. */
export const wholeJob = v.object({
  /** From when the job was created until a runner took it. */
  queuedMs: v.optional(amount),
  /** From the job's start until the first stage might start. */
  beforeMs: amount,
  /** In their order; empty where only the machine could be asked. */
  steps: v.array(jobStep),
});

/** The schema of `overhead`: what the engine itself took, in ms. */
export const overhead = v.object({
  /** From its own start until the first stage might start. */
  beforeMs: amount,
  /** Since the last stage was over, until the record was made. */
  afterMs: amount,
});

export type JobStep = Readonly<v.InferOutput<typeof jobStep>>;
export type WholeJob = Readonly<v.InferOutput<typeof wholeJob>>;
export type Overhead = Readonly<v.InferOutput<typeof overhead>>;
