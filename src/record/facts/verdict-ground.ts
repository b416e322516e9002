/** Why a verdict is what it is: what the history says, what further runs say, and who accepts a slowdown. */
import * as v from 'valibot';
import { freeText, structure } from './free-text.ts';
import { said } from './said.ts';
import { cacheTemperature, runStatus, stageStatus } from './states.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What was given up to find runs to compare with: each includes those before it. */
export const givenUp = v.picklist(['neighbours', 'cpu-model', 'slots']);

/** The time that was compared with the baseline. */
const compared = {
  nowMs: amount,
  /** One standard deviation of the noise around the baseline's median; absent where it is not known. */
  noiseMs: v.optional(amount),
  /** Absent where the runs of the baseline were like this one in everything, and for the whole run. */
  givenUp: v.optional(givenUp),
};

/** CPU time beside its median in the history, where it says something of a slowdown. */
const cpuTime = v.object({
  nowMs: amount,
  usualMs: amount,
  /** `false`: the stage took longer without computing more, so it waited; absent where it did some of both. */
  computedMore: v.optional(v.boolean()),
});

/** What the history says of a time, or why it says nothing. */
export const verdictGround = v.variant('kind', [
  v.object({ kind: v.literal('compared'), ...compared, cpu: v.optional(cpuTime) }),
  /** Alone, and beside other stages in all of the history: only a slowdown could be seen. */
  v.object({ kind: v.literal('ran-alone'), ...compared }),
  /** Too few runs: the judgement's `evidence` has their numbers. */
  v.object({ kind: v.literal('too-few-runs'), ...compared }),
  /** The stages together were slower than in the history, though no single one has to be. */
  v.object({ kind: v.literal('stages-slower') }),
  /** Too few of the comparable runs had their caches in this state. */
  v.object({
    kind: v.literal('new-cache-state'),
    cacheState: cacheTemperature,
    comparable: count,
  }),
  v.object({ kind: v.literal('no-history') }),
  v.object({ kind: v.literal('history-unreadable') }),
  /** The history has runs of other jobs or legs only. */
  v.object({
    kind: v.literal('other-jobs'),
    /** Absent for a run that says no job. */
    job: v.optional(structure),
    /** Some of the jobs that the history has runs of. */
    others: v.array(structure),
    /** How many jobs it has runs of besides, runs that say no job among them. */
    more: count,
  }),
  v.object({ kind: v.literal('other-machines'), runs: count }),
  /** None of the runs has a time of the stage. */
  v.object({ kind: v.literal('never-timed'), runs: count }),
  /** The stage has another definition than in all the runs that have a time of it. */
  v.object({ kind: v.literal('definition-changed'), runs: count }),
  /** It ran beside other stages, and alone in the history. */
  v.object({ kind: v.literal('ran-beside'), aloneRuns: count }),
  /** The store never answered the same share of its requests to models. */
  v.object({ kind: v.literal('other-replies') }),
  /** Fewer than so many runs executed the same stages with such caches. */
  v.object({ kind: v.literal('other-work'), needed: count }),
  /** Some of its requests to models waited for a provider, whose time is not the stage's. */
  v.object({ kind: v.literal('provider'), asked: count, requests: count }),
  /** Such a stage is on the critical path of the run. */
  v.object({ kind: v.literal('provider-on-path'), stage: structure }),
  v.object({ kind: v.literal('several-attempts'), attempts: count }),
  v.object({ kind: v.literal('stage-not-passed'), status: stageStatus }),
  v.object({ kind: v.literal('time-unknown') }),
  v.object({ kind: v.literal('run-not-passed'), status: runStatus }),
  said,
]);

const outcome = v.picklist(['confirmed', 'cleared', 'open']);

/** What further runs say of a suspicion: of a stage, or for the whole run of several of its stages. */
export const furtherRuns = v.variant('of', [
  v.object({
    of: v.literal('stage'),
    outcome,
    headMs: v.array(amount),
    /** Of the base commit, which alternated with the head; absent where the head ran again alone. */
    baseMs: v.optional(v.array(amount)),
    /** A stage that nothing is said against, and that was slow after each of them too. */
    slowToo: v.optional(structure),
  }),
  /** Base and head of these stages in turns, taken together. */
  v.object({ of: v.literal('run'), outcome, stages: v.array(structure) }),
]);

/** Who answers for a slowdown. */
export const acceptance = v.variant('kind', [
  /** The definition, until a day (ISO 8601). */
  v.object({ kind: v.literal('definition'), until: structure, why: freeText }),
  /** Whoever gave the pull request this label. */
  v.object({ kind: v.literal('label'), label: structure }),
  /** Of the whole run: most of it is the slowdown of these stages, which is accepted. */
  v.object({ kind: v.literal('stages'), stages: v.array(structure) }),
  /** In a record of schema 1, whose reason names it. */
  v.object({ kind: v.literal('said') }),
]);

export type GivenUp = v.InferOutput<typeof givenUp>;
export type CpuTime = v.InferOutput<typeof cpuTime>;
export type VerdictGround = v.InferOutput<typeof verdictGround>;
export type FurtherRuns = v.InferOutput<typeof furtherRuns>;
export type Accepted = v.InferOutput<typeof acceptance>;
/** A ground by its kind. */
export type Ground<K extends VerdictGround['kind']> = Extract<VerdictGround, { kind: K }>;
