/**
 * How a run compares with the history: what `compare --json` prints and `run.json` carries. The schema
 * here is the one source of the validator, the types and the shipped JSON Schema.
 */
import * as v from 'valibot';
import { freeText, structure } from './free-text.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const percent = v.pipe(v.number(), v.finite());

/** What is said of a time, the gravest first. */
export const verdict = v.picklist([
  'regressed',
  'suspected',
  'improved',
  'unchanged',
  'not-enough-data',
  'not-comparable',
  'not-measured',
]);

/** The part of the history that a time was compared with. */
const baselineUsed = v.object({
  medianMs: amount,
  runs: count,
  /** What these runs have in common with the one that is judged, in words. */
  stratum: structure,
  /** From the newest of these runs to the start of the one that is judged. */
  ageDays: amount,
});

const judgement = v.object({
  verdict,
  /** Why, in plain words. */
  reason: freeText,
  /** Slower (+) or faster than expected, with the run-wide factor taken out of a stage's time. */
  changePercent: v.optional(percent),
  /**
   * The time that this change is of, where it is not the time of the run itself: the middle of further
   * runs of a stage; a makespan without what further runs have shown to be spikes.
   */
  measuredMs: v.optional(amount),
  /** In which the change lies in 95 of 100 cases; percent. */
  interval: v.optional(v.tuple([percent, percent])),
  /** A smaller change would not have been noticed. */
  smallestDetectablePercent: v.optional(amount),
  baseline: v.optional(baselineUsed),
  /** A slowdown that somebody answers for, and that is called `unchanged` for that. */
  accepted: v.optional(v.boolean()),
});

/** In ms; `atMost`: it is not among the slow ones, so that it took no longer, if it was there at all. */
const partTime = v.object({ ms: amount, atMost: v.optional(v.boolean()) });

/** Something within a stage that is not as it usually is. */
const movedPart = v.variant('kind', [
  v.object({ kind: v.literal('test'), name: freeText, before: partTime, now: partTime }),
  /** How often a program of LaTeX ran. */
  v.object({ kind: v.literal('passes'), program: freeText, before: count, now: count }),
  v.object({ kind: v.literal('tests'), before: count, now: count }),
  v.object({ kind: v.literal('pages'), before: count, now: count }),
]);

/** The schema of a comparison. */
export const comparisonSchema = v.object({
  /** How much slower (+) or faster the whole run was than its history; 0 where there is none. */
  runFactorPercent: percent,
  /** In the order of the run. */
  stages: v.array(
    v.object({
      id: structure,
      ...judgement.entries,
      /** What moved within it, the largest moves first. */
      moved: v.optional(v.array(movedPart)),
    }),
  ),
  /** The makespan, from which nothing is taken out. */
  total: judgement,
});

export type Verdict = v.InferOutput<typeof verdict>;
export type Judgement = v.InferOutput<typeof judgement>;
export type Comparison = v.InferOutput<typeof comparisonSchema>;
export type PartTime = v.InferOutput<typeof partTime>;
export type MovedPart = v.InferOutput<typeof movedPart>;
export type StageComparison = Comparison['stages'][number];
