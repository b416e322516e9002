/** One execution of a pipeline: the schedule, the stages' records, and what is left when all is over. */

import { resolve } from 'node:path';
import {
  type Eta,
  type Expectations,
  estimateRemaining,
  ranksFor,
  tasksOf,
} from '../pipeline/eta.ts';
import { definitionHash } from '../pipeline/hash.ts';
import type { Capacity } from '../pipeline/schedule.ts';
import type { LeftOut } from '../pipeline/selection.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { FoundEvidence } from '../record/evidence.ts';
import type { Fault } from '../record/facts/notice/run.ts';
import { hasRunNothing, type RunStatus, type StageRecord } from '../record/run-record.ts';
import { unlessAborted } from '../util/grace.ts';
import { tolerate } from '../util/tolerate.ts';
import type { Snapshots } from './confirmation/snapshots.ts';
import { createFileStates } from './files/file-states.ts';
import { findEmptyInput } from './inputs/empty-input.ts';
import type { Preparation, Prepared } from './preparation.ts';
import { endTree, type ProcessTree } from './process/process-tree.ts';
import {
  canListProcesses,
  listProcesses,
  type Process,
  readCommandLine,
} from './process/procfs.ts';
import { AfterFailure, schedule } from './scheduler.ts';
import {
  runStage,
  type StageContext,
  type StageOutcome,
  type StageResult,
} from './stage/run-stage.ts';

/**
 * Reads what a stage's tools leave behind: to be called before its command starts, and what it gives
 * when the command is over, with the stage's log and how long it took in ms. Never rejects.
 */
export type EvidenceReader = (
  stage: Stage,
) => Promise<(stageLog: string | undefined, stageMs: number | undefined) => Promise<FoundEvidence>>;

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
}

/** Starts the pipeline. */
export function runPipeline(options: RunOptions): PipelineRun {
  const { pipeline, context, expectations, capacity, preparation } = options;
  const records = new Map(pipeline.stages.map(stage => [stage.id, pendingRecord(stage)]));
  const preparedStages = new Map<string, Extract<Prepared, { kind: 'run' }>>();
  const survivorsOf = new Map<string, readonly ProcessTree[]>();
  const tasks = tasksOf(pipeline.stages, expectations);
  const ranks = ranksFor(tasks, expectations, capacity);
  let over = false;

  function update(id: string, change: Partial<StageRecord>): StageRecord {
    const record = { ...(records.get(id) as StageRecord), ...change };
    records.set(id, record);
    return record;
  }

  const states = preparation?.states ?? createFileStates(context.root);
  const findEmpty = (stage: Stage) => findEmptyInput(context.root, stage, pipeline, states);

  /**
   * Does what is about a stage and not the stage itself: a fault in it is told and changes no outcome, and
   * who interrupts a run does not wait for it.
   */
  const around = <T>(stage: Stage, of: Fault, work: () => T | PromiseLike<T>, instead: T) => {
    const inTime = () => unlessAborted(context.late, work, instead);
    return tolerate(inTime, instead, ({ message: cause }) =>
      context.emit({ kind: 'notice', notice: { kind: 'fault', of, stage: stage.id, cause } }),
    );
  };

  async function run(stage: Stage, signal: AbortSignal) {
    update(stage.id, { status: 'running', startMs: context.now() });
    const begin = () => unlessAborted(signal, () => preparation?.begin(stage), undefined);
    await around(stage, 'preparation', begin, undefined);
    const prepared = preparedStages.get(stage.id);
    const added = prepared?.environment ?? {};
    const kept = () => options.snapshots?.take(stage, added);
    await around(stage, 'snapshot', kept, undefined);
    const environment = { ...context.environment, ...added };
    const within: StageContext = {
      ...context,
      environment,
      openLlm: prepared?.openLlm,
      findEmptyInput: findEmpty,
      beforeRetry:
        preparation &&
        (() => around(stage, 'preparing-again', () => preparation.retry(stage), undefined)),
    };
    const expect = () => options.evidence?.(stage);
    const readEvidence = await around(stage, 'evidence', expect, undefined);
    const { result, trees, nothingToDo } = await runStage(stage, within, signal).catch(
      (error: Error): StageOutcome => ({
        result: { status: 'failed', attempts: 0, reason: { kind: 'fault', cause: error.message } },
        trees: [],
        nothingToDo: false,
      }),
    );
    const endedAtMs = Date.now() - sinceEndOf(result, context.now());
    const { startMs: _startMs, ...started } = update(stage.id, {});
    records.set(stage.id, { ...started, ...result, ...whyCancelled(result, signal) });
    if (result.status === 'passed' || nothingToDo) survivorsOf.set(stage.id, trees);
    else {
      const end = () => Promise.all(inhabitedOf(trees).map(tree => endTree(tree)));
      const left = await around(stage, 'ending-processes', end, []);
      const unended = left.flat().map(nameOf);
      if (unended.length > 0) update(stage.id, { unended });
    }
    const logPath =
      result.logFile === undefined ? undefined : resolve(context.reportDir, result.logFile);
    const read = () => readEvidence?.(logPath, result.durationMs);
    const found = await around(stage, 'evidence', read, undefined);
    const measured = update(stage.id, found?.evidence ? { evidence: found.evidence } : {});
    // Nothing is said before what it made is stored: what is said may be written to where it writes.
    const after = () => preparation?.after(stage, measured, endedAtMs);
    const known = await around(stage, 'saving-result', after, undefined);
    const record = update(stage.id, known ?? {});
    context.emit({ kind: 'stage-ended', record, ...(logPath !== undefined && { logPath }) });
    if (result.status === 'passed') {
      for (const problem of found?.problems ?? []) {
        context.emit({ kind: 'notice', notice: { kind: 'evidence', stage: stage.id, problem } });
      }
    }
    return { status: result.status, nothingToDo };
  }

  async function prepare(stage: Stage, preparation: Preparation) {
    // Of which nothing is known, that runs.
    const unknown: Prepared = { kind: 'run', record: {}, environment: {} };
    const inTime = () => unlessAborted(options.signal, () => preparation.before(stage), unknown);
    const prepared = await around(stage, 'preparation', inTime, unknown);
    if (prepared.kind === 'run') {
      update(stage.id, prepared.record);
      preparedStages.set(stage.id, prepared);
      return undefined;
    }
    return () => {
      const record = update(stage.id, { ...prepared.record, status: 'reused' });
      context.emit({ kind: 'stage-ended', record });
      return { status: record.status, nothingToDo: false };
    };
  }

  const scheduler = schedule({
    stages: pipeline.stages,
    tasks,
    ranks,
    capacity,
    leftOut: options.leftOut,
    keepGoing: options.keepGoing,
    signal: options.signal,
    now: context.now,
    ...(preparation !== undefined && { prepare: stage => prepare(stage, preparation) }),
    run,
    drop: (stage, status, reason) =>
      context.emit({ kind: 'stage-ended', record: update(stage.id, { status, reason }) }),
  });

  async function endSurvivors(): Promise<void> {
    // One look serves all stages: with one a tree, a run of many stages would end late.
    const processes = listProcesses();
    const inhabited = [...survivorsOf].map(([id, trees]) => ({
      id,
      members: inhabitedOf(trees, processes).map(tree => ({
        tree,
        names: new Map(tree.allMembers(processes).map(member => [member.pid, nameOf(member)])),
      })),
    }));
    await Promise.all(inhabited.map(({ id, members }) => endEach(id, members)));
  }

  async function endEach(
    id: string,
    members: readonly { tree: ProcessTree; names: ReadonlyMap<number, string> }[],
  ): Promise<void> {
    if (members.length === 0) return;
    const left = (await Promise.all(members.map(({ tree }) => endTree(tree)))).flat();
    const alive = new Set(left.map(({ pid }) => pid));
    const ended = members.flatMap(({ names }) => [...names].filter(([pid]) => !alive.has(pid)));
    const survivors = ended.map(([, name]) => name);
    const unended = left.map(nameOf);
    update(id, {
      ...(survivors.length > 0 && { survivors }),
      ...(unended.length > 0 && { unended }),
    });
  }

  // A run that is interrupted has no time to end running stages first and then what others left.
  let endedEarly: Promise<void> | undefined;
  options.signal.addEventListener('abort', () => {
    endedEarly = endSurvivors();
  });

  return {
    finished: scheduler.finished
      .then(() => endedEarly)
      .then(endSurvivors)
      .catch(({ message: cause }: Error) =>
        context.emit({ kind: 'notice', notice: { kind: 'fault', of: 'ending-leftovers', cause } }),
      )
      .then(() => {
        over = true;
      }),
    records: () => [...records.values()],
    status() {
      if (options.signal.aborted) return 'cancelled';
      const failed = [...records.values()].some(
        ({ status, optional }) => !optional && (status === 'failed' || status === 'timed-out'),
      );
      if (failed) return 'failed';
      if (!over) return 'running';
      return hasRunNothing({ stages: [...records.values()] }) ? 'skipped' : 'passed';
    },
    eta: () =>
      estimateRemaining(
        tasks,
        ranks,
        capacity,
        expectations,
        new Set([...scheduler.done, ...options.leftOut.keys()]),
        scheduler.underWay(),
      ),
  };
}

/** How long ago its command ended, in ms: what changes later is not its work. */
function sinceEndOf({ startMs, durationMs }: StageResult, now: number): number {
  return startMs === undefined || durationMs === undefined ? 0 : now - (startMs + durationMs);
}

/** A process as a reader knows it. */
function nameOf({ pid }: Process): string {
  return readCommandLine(pid) || `process ${pid}`;
}

/** Why a stage was ended before it was done: another failed, or somebody interrupted the run. */
function whyCancelled({ status }: StageResult, { reason }: AbortSignal): Partial<StageResult> {
  if (status !== 'cancelled') return {};
  if (!(reason instanceof AfterFailure)) return { reason: { kind: 'interrupted' } };
  return { reason: { kind: 'ended-after', stage: reason.stage } };
}

/** The trees of which anything is left; where processes cannot be listed, their groups may be. */
function inhabitedOf(
  trees: readonly ProcessTree[],
  processes = listProcesses(),
): readonly ProcessTree[] {
  if (!canListProcesses) return process.platform === 'win32' ? [] : trees;
  return trees.filter(tree => tree.allMembers(processes).length > 0);
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
  };
}
