/**
 * How a run compares with the history: what `compare --json` prints and `run.json` carries. The schema
 * here is the one source of the validator, the types and the shipped JSON Schema.
 */
import * as v from 'valibot';
import { freeText, structure } from './facts/free-text.ts';
import { stratum } from './facts/stratum.ts';
import { acceptance, furtherRuns, verdictGround } from './facts/verdict-ground.ts';

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
  /**
   * The median of the measured times of exactly the runs that this names: of a stage's `durationMs`, of the
   * run's `totalMs`, or of what `total.over` says. Nothing is taken out of it.
   */
  medianMs: amount,
  /** How many runs it is the median of: of a stage, runs with its caches in the state that they are in now. */
  runs: count,
  /** Which ones: places in the comparison's `runs`. */
  members: v.optional(v.array(count)),
  /** The first run since the last lasting step, where there was one: earlier runs are not in it. */
  since: v.optional(v.object({ sha: v.optional(structure), startedAt: structure })),
  /** What these runs have in common with the one that is judged. */
  stratum,
  /** From the newest of these runs to the start of the one that is judged. */
  ageDays: amount,
});

/** In which a change lies in 95 of 100 cases; percent. */
const interval = v.tuple([percent, percent]);

/** The change that a verdict rests on, where it is not the plain one against the baseline's median. */
const adjusted = v.object({
  /**
   * What sets it apart. `history`: against what the history makes one expect of this run: without the
   * run-wide factor as far as the stage follows it, and with other states of its caches allowed for.
   * `pairs`: against the base commit, which ran in turns with the head.
   */
  by: v.picklist(['history', 'pairs']),
  changePercent: percent,
  interval,
  /** Whether the plain change alone would have been judged otherwise. */
  decides: v.boolean(),
});

/** How much a verdict needs of the history, and how much there is. */
const evidence = v.object({
  /**
   * What is counted. `comparable`: runs that did the same work on such a machine, before and after lasting
   * steps; `cache-state`: those of them with the caches in this state; `same-stages`: runs that executed
   * what the total is compared over.
   */
  of: v.picklist(['comparable', 'cache-state', 'same-stages']),
  have: count,
  needed: count,
});

const judgement = v.object({
  verdict,
  /** Why: what the history says of the time, or why it says nothing. */
  reason: verdictGround,
  /** What further runs say of a suspicion, where there were some. */
  further: v.optional(furtherRuns),
  /**
   * Slower (+) or faster than the baseline's median, nothing taken out. Absent without a baseline, and
   * with too few runs for a verdict.
   */
  changePercent: v.optional(percent),
  /**
   * The time that this change is of, where it is not the time of the run itself: the middle of further
   * runs of a stage; a makespan without what further runs have shown to be spikes; the sum of the stages
   * that a total is compared over.
   */
  measuredMs: v.optional(amount),
  /** Of `changePercent`. */
  interval: v.optional(interval),
  adjusted: v.optional(adjusted),
  evidence: v.optional(evidence),
  /** A smaller change would not have been noticed. */
  smallestDetectablePercent: v.optional(amount),
  baseline: v.optional(baselineUsed),
  /** Who answers for the slowdown, which is called `unchanged` for that. */
  accepted: v.optional(acceptance),
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

/**
 * What a run's total is of. `makespan`: start to end, against runs that executed the same stages.
 * `stage-times`: the sum of the times of those stages that were executed here and in the compared runs
 * alike, because some were reused or skipped on one side.
 */
const totalOver = v.object({
  kind: v.picklist(['makespan', 'stage-times']),
  /** Ids of the stages. */
  stages: v.array(structure),
  /** Of how many the run has. */
  of: count,
});

/** The schema of a comparison. */
export const comparisonSchema = v.object({
  /** The runs of the history that baselines are made of, oldest first; `members` are places in this list. */
  runs: v.optional(v.array(v.object({ id: structure, attempt: count, startedAt: structure }))),
  /**
   * The run-wide factor: how much slower (+) or faster the stages were as a whole than in their history; 0
   * where there is none. Every place that names the factor names this number.
   */
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
  /** The whole run, from whose time nothing is taken out. */
  total: v.object({
    ...judgement.entries,
    over: v.optional(totalOver),
    /** Regressed stages whose slowdown is half of the run's or more. */
    mostly: v.optional(v.array(structure)),
  }),
});

export type Verdict = v.InferOutput<typeof verdict>;
export type Judgement = v.InferOutput<typeof judgement>;
export type TotalJudgement = Comparison['total'];
export type Evidence = v.InferOutput<typeof evidence>;
export type BaselineUsed = v.InferOutput<typeof baselineUsed>;
export type AdjustedChange = v.InferOutput<typeof adjusted>;
export type TotalOver = v.InferOutput<typeof totalOver>;
export type Comparison = v.InferOutput<typeof comparisonSchema>;
export type PartTime = v.InferOutput<typeof partTime>;
export type MovedPart = v.InferOutput<typeof movedPart>;
export type StageComparison = Comparison['stages'][number];
