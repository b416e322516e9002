/**
 * What was measured in one execution of a pipeline: `run.json`. The schema here is the one source of
 * the validator, the types and the shipped JSON Schema. Times are milliseconds from a monotonic
 * clock, sizes bytes, dates ISO 8601 UTC; what a platform cannot measure is absent.
 */
import * as v from 'valibot';
import { USUAL_TOOLS } from '../pipeline/types.ts';
import { advice } from './advice.ts';
import { comparisonSchema } from './comparison.ts';
import { stageEvidence } from './evidence.ts';
import { restoreOutcome, saveOutcome } from './facts/cache-outcome.ts';
import { notPaired, ref } from './facts/confirmation.ts';
import { freeText, logText, structure } from './facts/free-text.ts';
import { notice } from './facts/notice/notice.ts';
import { runCause } from './facts/stage/run-cause.ts';
import { setupOutcome } from './facts/stage/setup.ts';
import { stageReason } from './facts/stage/stage-reason.ts';
import { cacheTemperature, runStatus, stageStatus } from './facts/states.ts';
import { overhead, wholeJob } from './facts/whole-job.ts';
import { failureCause } from './failure-cause.ts';
import { llmNumbers } from './llm-numbers.ts';
import { RECORD_SCHEMA, upgraded } from './upgrade.ts';

const name = structure;
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/**
 * Resources over time: sample `i` covers the `intervalMs` that end at `(i + 1) * intervalMs` after the
 * stage's start. At most 120 samples; the interval doubles when a stage outgrows it.
 */
const series = v.object({
  intervalMs: amount,
  /** Of one core: 200 is two cores busy. */
  cpuPercent: v.array(amount),
  /** The largest sum over the process tree within the interval. */
  rssBytes: v.array(amount),
});

/** A further run of a stage that is suspected to be slower. */
const confirmation = v.object({
  ref,
  durationMs: amount,
  /** A stage that nothing is said against, run again just after it: what slowed that too was the machine. */
  control: v.optional(v.object({ id: name, durationMs: amount })),
});

const stageRecord = v.object({
  id: name,
  name,
  needs: v.array(name),
  optional: v.boolean(),
  /** Hash of what the definition says of the stage, without its inputs. */
  definitionHash: structure,
  fingerprint: v.optional(structure),
  status: stageStatus,
  /** Why it is not simply `passed`. */
  reason: v.optional(stageReason),
  /** Slots that it takes; 1 where nothing is said. */
  weight: v.optional(count),
  /** After the run's start. */
  startMs: v.optional(amount),
  /** Wall time of all attempts together. */
  durationMs: v.optional(amount),
  exitCode: v.optional(v.number()),
  /**
   * Why it failed, where its evidence and its log do not say it so: they name files from where its tools ran,
   * and this from the pipeline's root; and both are left out of what a fork's run hands on. Kept with the run,
   * not in the history.
   */
  cause: v.optional(failureCause),
  attempts: count,
  cpuMs: v.optional(amount),
  /** The largest sum over the stage's process tree. */
  peakRssBytes: v.optional(amount),
  readBytes: v.optional(amount),
  writeBytes: v.optional(amount),
  /** Size of the declared outputs after the stage. */
  outputBytes: v.optional(amount),
  /** Of a setup, which makes the machine ready for the stages: how that came about. Absent of a stage. */
  setup: v.optional(setupOutcome),
  cacheState: cacheTemperature,
  /** Why it ran instead of being reused: the first reasons, and how many there are besides. */
  ranBecause: v.optional(v.object({ causes: v.array(runCause), more: v.optional(count) })),
  /** Of a reused stage: what stood for a run of it. */
  reuse: v.optional(
    v.object({
      /** What the stage took when it ran: the time it would have taken now. */
      savedMs: amount,
      /** What looking for its result and putting the outputs in place took. */
      tookMs: amount,
      /** Size of the outputs. */
      bytes: amount,
    }),
  ),
  confirmations: v.optional(v.array(confirmation)),
  /** Why its further runs were not in turns with the base commit, where they would have been. */
  notPaired: v.optional(notPaired),
  /** What the definition allows. */
  budgetMs: v.optional(amount),
  /** Where it says nothing: what work with this tool takes at most as a rule. Trips no gate. */
  usual: v.optional(v.object({ tool: v.picklist(USUAL_TOOLS), mostMs: amount })),
  /** Relative to the report directory. */
  logFile: v.optional(structure),
  /** The last lines of a failed stage's log. */
  logTail: v.optional(v.array(logText)),
  /** Command lines of descendants that outlived the stage and were ended with the run. */
  survivors: v.optional(v.array(freeText)),
  /** Command lines of descendants that could not be ended, because they are another user's. */
  unended: v.optional(v.array(freeText)),
  series: v.optional(series),
  /** What its tools left behind, in numbers. */
  evidence: v.optional(stageEvidence),
  llm: v.optional(llmNumbers),
});

/** How much of the time of all cores nobody used, in equal intervals from the run's start; 0 to 100. */
const machineUsage = v.object({ intervalMs: amount, idlePercent: v.array(amount) });

const cacheRecord = v.object({
  name,
  /** Ids of the stages that use it. */
  stages: v.optional(v.array(name)),
  key: structure,
  matchedKey: v.optional(structure),
  state: v.picklist(['exact', 'prefix', 'miss', 'off', 'error']),
  restoredBytes: v.optional(amount),
  restoreMs: v.optional(amount),
  saved: v.boolean(),
  savedBytes: v.optional(amount),
  saveMs: v.optional(amount),
  /**
   * What the stages that use it took less than they take cold, from the history; below zero where
   * they took longer. Absent where no run has shown it.
   */
  timeSavedMs: v.optional(v.pipe(v.number(), v.finite())),
  /** Why it was not restored, or from what; nothing where the very entry was. */
  restoring: v.optional(restoreOutcome),
  /** Why nothing was saved, or without what; nothing where all was, or the entry is there. */
  saving: v.optional(saveOutcome),
});

/** The schema of `run.json`. */
export const runRecordSchema = v.object({
  schema: v.literal(RECORD_SCHEMA),
  status: runStatus,
  run: v.object({
    id: structure,
    attempt: count,
    sha: v.optional(structure),
    /** Whether tracked files were not as the commit has them when the run began. */
    dirty: v.optional(v.boolean()),
    branch: v.optional(structure),
    event: structure,
    pullRequest: v.optional(count),
    startedAt: structure,
    commitTime: v.optional(structure),
    /** Name of the workflow. */
    workflow: v.optional(structure),
    /** Id of the job in its workflow; all legs of a matrix share it. */
    job: v.optional(structure),
    /** Which of the job's steps, as the runner calls it. */
    step: v.optional(structure),
    /** Values of the leg of a matrix by name, shortened to be shown; absent outside a matrix. */
    matrix: v.optional(v.record(v.string(), structure)),
    /** Hash of the matrix's values, of whatever length; absent outside a matrix. */
    leg: v.optional(structure),
    /** Counted from 0 within the matrix: tells legs with the same values apart. */
    jobIndex: v.optional(count),
  }),
  environment: v.object({
    os: structure,
    /** The runner's image and its version, where the runner says so. */
    image: v.optional(structure),
    arch: structure,
    cpuModel: v.optional(structure),
    cpus: count,
    memoryBytes: amount,
    /** Stages that may run at once. */
    slots: count,
  }),
  /** The machine while the stages ran, all programs together; kept with the run, not in the history. */
  machine: v.optional(machineUsage),
  pipeline: v.object({
    id: structure,
    fingerprint: structure,
    /** The definition, from where the run was started; absent where it is found there without its name. */
    file: v.optional(structure),
  }),
  stages: v.array(stageRecord),
  caches: v.array(cacheRecord),
  totalMs: amount,
  /** How it compares with its history; kept with the run, not in the history. */
  comparison: v.optional(comparisonSchema),
  /** What would make the pipeline faster, the most useful first; kept with the run, not in the history. */
  advice: v.optional(v.array(advice)),
  /** The workflow's job so far, where it is known; kept with the run, not in the history. */
  wholeJob: v.optional(wholeJob),
  /** What the engine itself took so far; kept with the run, not in the history. */
  overhead: v.optional(overhead),
  /** What confirming suspicions took, beside `totalMs`. */
  confirmationMs: v.optional(amount),
  /** The history as the run found it. */
  baseline: v.optional(
    v.object({
      /** `cache`, `branch NAME`, or a file, as seen from where the run was started. */
      where: structure,
      runs: count,
      /** Of other jobs, and other legs of the matrix: nothing is compared with them. */
      otherRuns: v.optional(count),
      /** What it takes where it is stored. */
      bytes: v.optional(amount),
      /** From its newest run to the start of this one. */
      ageDays: v.optional(amount),
      /** There is one, and it could not be read: nothing is known of what it holds. */
      unreadable: v.optional(v.boolean()),
    }),
  ),
  /** What was lost or left out: faults that did not fail the run. */
  notices: v.array(notice),
});

/** A run record as some version has stored it: of an earlier schema, it is read as one of this. */
export const storedRunRecord = v.pipe(v.unknown(), v.transform(upgraded), runRecordSchema);

export type { CacheTemperature, RunStatus, StageStatus } from './facts/states.ts';
export type StageSeries = v.InferOutput<typeof series>;
export type CacheRecord = v.InferOutput<typeof cacheRecord>;
export type StageRecord = v.InferOutput<typeof stageRecord>;
export type RunRecord = v.InferOutput<typeof runRecordSchema>;
export type MachineUsage = v.InferOutput<typeof machineUsage>;
export type Confirmation = v.InferOutput<typeof confirmation>;
export type RunIdentity = RunRecord['run'];
export type Environment = RunRecord['environment'];

/** A run record, or what is wrong with the text, by place. */
export type ParsedRunRecord =
  | { readonly ok: true; readonly record: RunRecord }
  | { readonly ok: false; readonly problem: string };

/** Reads `run.json`; the text may come from anywhere and is refused rather than trusted. */
export function parseRunRecord(text: string): ParsedRunRecord {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `not JSON: ${(error as Error).message}` };
  }
  const result = v.safeParse(storedRunRecord, data);
  if (result.success) return { ok: true, record: result.output };
  const issue = result.issues[0];
  return { ok: false, problem: `${v.getDotPath(issue) ?? 'run record'}: ${issue.message}` };
}

/** Whether no stage did anything, by itself or by its stored result: there is nothing that could have passed. */
export function hasRunNothing({ stages }: Pick<RunRecord, 'stages'>): boolean {
  return stages.every(({ status }) => status === 'skipped');
}

/** Whether a stage in this state was executed to its end, so that its time is a measurement. */
export function wasExecuted(stage: StageRecord): boolean {
  return stage.status === 'passed' || stage.status === 'failed' || stage.status === 'timed-out';
}
