/** One execution of a pipeline: the schedule, the stages' records, and what is left when all is over. */

import { resolve } from 'node:path';
import {
  type Eta,
  type Expectations,
  estimateRemaining,
  tasksOf,
  withoutTimeFor,
} from '../pipeline/eta.ts';
import { definitionHash } from '../pipeline/hash.ts';
import {
  type Capacity,
  longestRemainingPaths,
  type Ranks,
  type Task,
} from '../pipeline/schedule.ts';
import type { LeftOut } from '../pipeline/selection.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { FoundEvidence } from '../record/evidence.ts';
import type { FailureCause } from '../record/failure-cause.ts';
import { hasRunNothing, type RunStatus, type StageRecord } from '../record/run-record.ts';
import { unlessAborted } from '../util/grace.ts';
import type { Snapshots } from './confirmation/snapshots.ts';
import { createFollow, type Follow, tellFault } from './events/follow.ts';
import { createFileStates, type FileStates } from './files/file-states.ts';
import { findEmptyInput } from './inputs/empty-input.ts';
import type { Preparation, Prepared } from './preparation.ts';
import { AfterFailure, type Scheduler, schedule } from './scheduler.ts';
import {
  runStage,
  type StageContext,
  type StageOutcome,
  type StageResult,
} from './stage/run-stage.ts';
import { endLeftOf, Survivors } from './survivors.ts';

/** Reads what a stage's tools leave behind. Never rejects. */
export interface EvidenceReader {
  /**
   * To be called before the stage's command starts, and what it gives when the command is over, with the
   * stage's log and how long it took in ms.
   */
  readonly expect: (
    stage: Stage,
  ) => Promise<
    (stageLog: string | undefined, stageMs: number | undefined) => Promise<FoundEvidence>
  >;
  /**
   * What is said of what was made by the files of a stored result, which was just put in place: nothing else
   * stands there then. Times in them are of another run, and left out.
   */
  readonly restored: (stage: Stage) => Promise<FoundEvidence>;
}

/** Why a stage failed, where its record does not say it as it should; must not throw. */
export type FailureReader = (stage: Stage, record: StageRecord) => FailureCause | undefined;

/** What is to run, and how. */
export interface RunOptions {
  readonly pipeline: Pipeline;
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  readonly expectations: Expectations;
  readonly capacity: Capacity;
  readonly keepGoing: boolean;
  readonly signal: AbortSignal;
  readonly context: StageContext;
  /** What comes before and after the stages' commands, where there is anything. */
  readonly preparation?: Preparation | undefined;
  readonly evidence?: EvidenceReader | undefined;
  readonly whyFailed?: FailureReader | undefined;
  /** Keeps what stages start from, where any of them may have to run again. */
  readonly snapshots?: Pick<Snapshots, 'take'> | undefined;
}

/** A run under way. */
export interface PipelineRun {
  /** When all stages are over and no process of theirs is left. */
  readonly finished: Promise<void>;
  /** The stages as they stand now, in the definition's order. */
  records(): readonly StageRecord[];
  status(): RunStatus;
  eta(): Eta;
  /** When `eta` knows which stages will be reused. Never rejects. */
  readonly foreseen: Promise<void>;
}

/** Starts the pipeline. */
export function runPipeline(options: RunOptions): PipelineRun {
  return new RunningPipeline(options);
}

type ToRun = Extract<Prepared, { kind: 'run' }>;

class RunningPipeline implements PipelineRun {
  readonly finished: Promise<void>;
  readonly foreseen: Promise<void>;
  readonly #options: RunOptions;
  readonly #records: Map<string, StageRecord>;
  readonly #prepared = new Map<string, ToRun>();
  readonly #survivors = new Survivors();
  readonly #states: FileStates;
  readonly #follow: Follow;
  readonly #tasks: readonly Task[];
  readonly #ranks: Ranks;
  readonly #scheduler: Scheduler;
  /** Ids of stages that are expected not to run, because they will be reused. */
  readonly #resting = new Set<string>();
  #isOver = false;

  constructor(options: RunOptions) {
    const { pipeline, context, expectations, capacity, preparation, signal } = options;
    this.#options = options;
    this.#records = new Map(pipeline.stages.map(stage => [stage.id, pendingRecord(stage)]));
    this.#follow = createFollow(context.late, context.emit);
    this.#states = preparation?.states ?? createFileStates(context.root);
    this.#tasks = tasksOf(pipeline.stages, expectations);
    this.#ranks = longestRemainingPaths(this.#tasks);
    const notRunning = preparation?.notRunning ?? Promise.resolve([]);
    this.foreseen = notRunning.then(ids => this.#expectNothingOf(ids));
    this.#scheduler = schedule({
      stages: pipeline.stages,
      tasks: this.#tasks,
      ranks: this.#ranks,
      capacity,
      leftOut: options.leftOut,
      keepGoing: options.keepGoing,
      signal,
      now: context.now,
      ...(preparation !== undefined && { prepare: stage => this.#prepare(stage, preparation) }),
      run: (stage, stop) => this.#run(stage, stop),
      drop: (stage, status, reason) =>
        context.emit({
          kind: 'stage-ended',
          record: this.#update(stage.id, { status, reason }),
        }),
    });
    // A run that is interrupted has no time to end running stages first and then what others left.
    let endedEarly: Promise<void> | undefined;
    signal.addEventListener('abort', () => {
      endedEarly = this.#endSurvivors();
    });
    this.finished = this.#scheduler.finished
      .then(() => endedEarly)
      .then(() => this.#endSurvivors())
      .catch(tellFault(context.emit, 'ending-leftovers'))
      .then(() => {
        this.#isOver = true;
      });
  }

  records(): readonly StageRecord[] {
    return [...this.#records.values()];
  }

  status(): RunStatus {
    if (this.#options.signal.aborted) return 'cancelled';
    const stages = [...this.#records.values()];
    const hasFailed = stages.some(
      ({ status, optional }) => !optional && (status === 'failed' || status === 'timed-out'),
    );
    if (hasFailed) return 'failed';
    if (!this.#isOver) return 'running';
    return hasRunNothing({ stages }) ? 'skipped' : 'passed';
  }

  readonly eta = (): Eta => {
    const { capacity, leftOut } = this.#options;
    const expectations = withoutTimeFor(this.#resting, this.#options.expectations);
    const done = new Set([...this.#scheduler.done, ...leftOut.keys()]);
    const underWay = this.#scheduler.underWay();
    const tasks = tasksOf(this.#options.pipeline.stages, expectations);
    return estimateRemaining(tasks, this.#ranks, capacity, expectations, done, underWay);
  };

  /** Those that were looked at meanwhile are known better. */
  #expectNothingOf(ids: readonly string[]): void {
    for (const id of ids) if (!this.#prepared.has(id)) this.#resting.add(id);
  }

  #update(id: string, change: Partial<StageRecord>): StageRecord {
    const record = { ...(this.#records.get(id) as StageRecord), ...change };
    this.#records.set(id, record);
    return record;
  }

  async #prepare(stage: Stage, preparation: Preparation) {
    // Of which nothing is known, that runs.
    const unknown: Prepared = { kind: 'run', record: {}, environment: {} };
    const { signal, context } = this.#options;
    const inTime = () => unlessAborted(signal, () => preparation.before(stage), unknown);
    const prepared = await this.#follow('preparation', inTime, unknown, stage.id);
    if (prepared.kind === 'run') {
      this.#update(stage.id, prepared.record);
      this.#prepared.set(stage.id, prepared);
      this.#resting.delete(stage.id);
      return undefined;
    }
    if (prepared.kind === 'not-needed') {
      const { record: known, reason } = prepared;
      return () => {
        const record = this.#update(stage.id, { ...known, status: 'skipped', reason });
        context.emit({ kind: 'stage-ended', record });
        return { status: record.status, nothingToDo: true };
      };
    }
    const read = () => this.#options.evidence?.restored(stage);
    const found = await this.#follow('evidence', read, undefined, stage.id);
    const known = { ...prepared.record, ...(found?.evidence && { evidence: found.evidence }) };
    return () => {
      const record = this.#update(stage.id, { ...known, status: 'reused' });
      context.emit({ kind: 'stage-ended', record });
      this.#tellProblems(stage, found);
      return { status: record.status, nothingToDo: false };
    };
  }

  async #run(stage: Stage, signal: AbortSignal) {
    const { context, preparation, evidence, snapshots } = this.#options;
    this.#update(stage.id, { status: 'running', startMs: context.now() });
    const begin = () => unlessAborted(signal, () => preparation?.begin(stage), undefined);
    await this.#follow('preparation', begin, undefined, stage.id);
    const added = this.#prepared.get(stage.id)?.environment ?? {};
    await this.#follow('snapshot', () => snapshots?.take(stage, added), undefined, stage.id);
    const expect = () => evidence?.expect(stage);
    const readEvidence = await this.#follow('evidence', expect, undefined, stage.id);
    const outcome = await runStage(stage, this.#contextOf(stage), signal).catch(failedOutcome);
    const { result, nothingToDo } = outcome;
    const endedAtMs = Date.now() - sinceEndOf(result, context.now());
    const { startMs: _startMs, ...started } = this.#update(stage.id, {});
    this.#records.set(stage.id, { ...started, ...result, ...whyCancelled(result, signal) });
    await this.#settleProcesses(stage, outcome);
    const logPath =
      result.logFile === undefined ? undefined : resolve(context.reportDir, result.logFile);
    const read = () => readEvidence?.(logPath, result.durationMs);
    const found = await this.#follow('evidence', read, undefined, stage.id);
    const seen = this.#update(stage.id, found?.evidence ? { evidence: found.evidence } : {});
    const cause = this.#options.whyFailed?.(stage, seen);
    const measured = this.#update(stage.id, cause === undefined ? {} : { cause });
    // Nothing is said before what it made is stored: what is said may be written to where it writes.
    const after = () => preparation?.after(stage, measured, endedAtMs);
    const known = await this.#follow('saving-result', after, undefined, stage.id);
    const record = this.#update(stage.id, known ?? {});
    context.emit({ kind: 'stage-ended', record, ...(logPath !== undefined && { logPath }) });
    if (record.status === 'passed') this.#tellProblems(stage, found);
    return { status: record.status, nothingToDo };
  }

  #tellProblems({ id: stage }: Stage, found: FoundEvidence | undefined): void {
    for (const problem of found?.problems ?? []) {
      this.#options.context.emit({ kind: 'notice', notice: { kind: 'evidence', stage, problem } });
    }
  }

  #contextOf(stage: Stage): StageContext {
    const { context, pipeline, preparation } = this.#options;
    const prepared = this.#prepared.get(stage.id);
    return {
      ...context,
      environment: { ...context.environment, ...prepared?.environment },
      openLlm: prepared?.openLlm,
      findEmptyInput: of => findEmptyInput(context.root, of, pipeline, this.#states),
      beforeRetry:
        preparation &&
        (() =>
          this.#follow('preparing-again', () => preparation.retry(stage), undefined, stage.id)),
    };
  }

  /** What a stage that passed left running may be needed by others; of any other, nothing is. */
  async #settleProcesses(stage: Stage, { result, trees, nothingToDo }: StageOutcome) {
    if (result.status === 'passed' || nothingToDo) return this.#survivors.add(stage.id, trees);
    const end = () => endLeftOf(trees);
    const unended = await this.#follow<readonly string[]>('ending-processes', end, [], stage.id);
    if (unended.length > 0) this.#update(stage.id, { unended: [...unended] });
  }

  #endSurvivors(): Promise<void> {
    return this.#survivors.endAll((id, left) => void this.#update(id, left));
  }
}

/** Of a stage whose start or end could not be followed. */
function failedOutcome({ message: cause }: Error): StageOutcome {
  const reason = { kind: 'fault', cause } as const;
  return { result: { status: 'failed', attempts: 0, reason }, trees: [], nothingToDo: false };
}

/** How long ago its command ended, in ms: what changes later is not its work. */
function sinceEndOf({ startMs, durationMs }: StageResult, now: number): number {
  return startMs === undefined || durationMs === undefined ? 0 : now - (startMs + durationMs);
}

/** Why a stage was ended before it was done: another failed, or somebody interrupted the run. */
function whyCancelled({ status }: StageResult, { reason }: AbortSignal): Partial<StageResult> {
  if (status !== 'cancelled') return {};
  if (!(reason instanceof AfterFailure)) return { reason: { kind: 'interrupted' } };
  return { reason: { kind: 'ended-after', stage: reason.stage } };
}

function pendingRecord(stage: Stage): StageRecord {
  return {
    id: stage.id,
    name: stage.name,
    needs: [...stage.needs],
    optional: stage.optional,
    definitionHash: definitionHash(stage),
    status: 'pending',
    attempts: 0,
    cacheState: 'none',
    ...(stage.weight !== 1 && { weight: stage.weight }),
    ...(stage.budgetMs !== undefined && { budgetMs: stage.budgetMs }),
    ...(stage.usual !== undefined && { usual: stage.usual }),
    ...(stage.setup !== undefined && { setup: { kind: 'command' } }),
  };
}
