/** What would make the pipeline faster, as facts: the `advice` of a run record. Reports choose the words. */
import * as v from 'valibot';
import { freeText, structure } from './facts/free-text.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Id of the stage that it is about. */
const stage = structure;

/** The schema of one piece of advice; every number was measured in this run unless it says otherwise. */
export const advice = v.variant('kind', [
  /** The stage has no `inputs`, so that it runs even where nothing it reads has changed. */
  v.object({ kind: v.literal('declare-inputs'), stage, durationMs: amount }),
  /** Its tests ran one after another on a machine with idle cores. */
  v.object({
    kind: v.literal('parallel-tests'),
    stage,
    durationMs: amount,
    workers: count,
    /** A prediction: what it takes when the tests are shared out among so many workers. */
    predictedMs: amount,
  }),
  /** One test takes much of the time of all. */
  v.object({
    kind: v.literal('slow-test'),
    stage,
    test: freeText,
    testMs: amount,
    /** What all tests of the stage report together. */
    allMs: amount,
  }),
  /** latexmk starts from nothing, and makes every pass again. */
  v.object({ kind: v.literal('latex-cache'), stage, durationMs: amount, passes: count }),
  /** The stage runs LaTeX by itself, as often whether or not it is needed. */
  v.object({ kind: v.literal('latexmk'), stage, durationMs: amount, passes: count }),
  /** LaTeX asked for another pass and did not get it: numbers in the document may be wrong. */
  v.object({
    kind: v.literal('latex-unsettled'),
    stage,
    /** Set where latexmk or Tectonic ran LaTeX, which make as many passes as they think are needed. */
    madeBy: v.optional(v.picklist(['latexmk', 'tectonic'])),
  }),
  /** latexmk made as many passes as it is allowed to, and the files still changed. */
  v.object({
    kind: v.literal('latex-never-settles'),
    stage,
    program: freeText,
    passes: count,
    /** As latexmk names them; empty where it did not. */
    files: v.array(freeText),
  }),
  /** A step of the job before this one installs what a setup would keep. */
  v.object({
    kind: v.literal('setup-step'),
    step: freeText,
    stepMs: amount,
    /** What the job took so far. */
    jobMs: amount,
  }),
  /** Stages waited for a slot while cores were idle. */
  v.object({
    kind: v.literal('more-slots'),
    /** How long at least one stage was ready and waited for a slot; times that overlap count once. */
    waitedMs: amount,
    slots: count,
    /** Of the time of all cores while they waited, whoever used it, 0 to 1. */
    busyShare: amount,
  }),
  /** A bottleneck that kept one core busy, and no other. */
  v.object({ kind: v.literal('one-core'), stage, durationMs: amount, cores: count }),
  /** The stage came close to the machine's memory. */
  v.object({ kind: v.literal('memory'), stage, peakRssBytes: amount, memoryBytes: amount }),
]);

export type Advice = v.InferOutput<typeof advice>;
