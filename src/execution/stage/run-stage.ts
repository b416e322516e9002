/** One stage's life: what it needs is there, its command runs (again), its end is judged and measured. */
import { existsSync, mkdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { devNull } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Stage } from '../../pipeline/types.ts';
import type { Notice } from '../../record/facts/notice/notice.ts';
import type { Fault } from '../../record/facts/notice/run.ts';
import type {
  EmptyInput,
  ENDING_SIGNALS,
  StageReason,
} from '../../record/facts/stage/stage-reason.ts';
import { whyUnused } from '../../record/llm-numbers.ts';
import type { StageRecord, StageStatus } from '../../record/run-record.ts';
import { unlessAborted } from '../../util/grace.ts';
import { sum } from '../../util/numbers.ts';
import { tolerate } from '../../util/tolerate.ts';
import { takeTurns } from '../../util/turns.ts';
import { tellFault } from '../events/follow.ts';
import type { Listener } from '../events/run-events.ts';
import { makeTemporary, temporaryPlaces } from '../files/free-space.ts';
import { sizeOf } from '../files/match-files.ts';
import { type Blocked, whyBlocked } from '../inputs/blocked.ts';
import { lastLines } from '../logs/read-log.ts';
import { LOG_FOLDER, openStageLog, type StageLog } from '../logs/stage-log.ts';
import { type Command, commandOf } from '../process/command.ts';
import {
  type Ending,
  type ProcessResult,
  type ProcessUsage,
  runProcess,
} from '../process/process.ts';
import type { ProcessTree } from '../process/process-tree.ts';
import { newMarker } from '../process/run-mark.ts';
import type { Sampler } from '../process/sampler.ts';
import { stageEnvironment, type Variables } from '../process/stage-environment.ts';
import { masksIn } from '../redaction/masks.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { OpenLlm } from './llm-proxies.ts';

/** Where and with what stages run; the same for all stages of a run. */
export interface StageContext {
  /** Folder that the definition's paths start from. */
  readonly root: string;
  readonly reportDir: string;
  /** What the stage's log is called; its id unless said otherwise. */
  readonly logName?: string;
  readonly environment: Variables;
  readonly sourceDateEpoch?: string | undefined;
  /** In any CI a tool missing for a required stage is a failure, elsewhere a skip. */
  readonly inCi: boolean;
  /** What the markers of its stages begin with. */
  readonly runMark: string;
  readonly sampler: Sampler;
  readonly redactor: Redactor;
  /** The first pattern of the stage's inputs that stands for no file. */
  readonly findEmptyInput?: ((stage: Stage) => Promise<EmptyInput | undefined>) | undefined;
  /** Of a stage that asks models through a proxy. */
  readonly openLlm?: OpenLlm | undefined;
  /** An attempt failed, and the command is about to start again. */
  readonly beforeRetry?: (() => Promise<void>) | undefined;
  /** Aborted when what is still under way around the stages is given up. */
  readonly late: AbortSignal;
  readonly emit: Listener;
  /** Monotonic, ms since the run's start. */
  readonly now: () => number;
}

/** What became of a stage, as part of its record; `tree` may still hold descendants. */
export interface StageOutcome {
  readonly result: StageResult;
  readonly trees: readonly ProcessTree[];
  /** The command said that there is nothing to do: what needs this stage goes on. */
  readonly nothingToDo: boolean;
}

export type StageResult = Pick<StageRecord, 'status' | 'attempts'> &
  Partial<
    Pick<
      StageRecord,
      | 'reason'
      | 'startMs'
      | 'durationMs'
      | 'exitCode'
      | 'cpuMs'
      | 'peakRssBytes'
      | 'readBytes'
      | 'writeBytes'
      | 'outputBytes'
      | 'logFile'
      | 'logTail'
      | 'series'
      | 'llm'
    >
  >;

const TAIL_LINES = 20;

/** Where the log of this name is kept: a stage's is called by its id. */
export function logPathOf(reportDir: string, name: string): string {
  return join(reportDir, LOG_FOLDER, `${name}.log`);
}

/** Runs a stage from the look at its requirements to its record. */
export async function runStage(
  stage: Stage,
  context: StageContext,
  signal: AbortSignal,
): Promise<StageOutcome> {
  const marker = newMarker(context.runMark, stage.id);
  const { environment: own, sourceDateEpoch } = context;
  const env = stageEnvironment(stage, own, { marker, sourceDateEpoch });
  const cwd = join(context.root, stage.workingDirectory);

  const look = () => whyBlocked(stage, { ...context, environment: env });
  const blocked = await unlessAborted<NotRun | undefined>(signal, look, INTERRUPTED);
  if (blocked !== undefined) return notRun(blocked);
  const command = commandOf(stage, { path: env.PATH ?? '', cwd }, (text, ending) =>
    writeScript(stage, context, text, ending),
  );
  if (command.kind === 'impossible') return notRun({ status: 'failed', reason: command.reason });

  const { reportDir, environment } = context;
  const log = openStageLog({ reportDir, name: context.logName ?? stage.id, environment });
  if (log.notice !== undefined) context.emit({ kind: 'notice', notice: log.notice });
  const lose = (of: Fault) => tellFault(context.emit, of, stage.id);
  const opened = await tolerate(() => context.openLlm?.(env), undefined, lose('model-access'));
  const onRetry = (): void => opened?.beginAttempt();
  const place = { cwd, env: { ...env, ...opened?.environment }, marker, fd: log.fd, onRetry };
  let run: Attempts;
  try {
    context.emit({ kind: 'stage-started', stage, logPath: log.path ?? devNull });
    run = await runAttempts(stage, command, place, context, signal);
  } finally {
    await finishLog(stage, context, log);
  }
  const llm = await tolerate(() => opened?.end(), undefined, lose('model-requests'));

  const { result, nothingToDo } = await judge(stage, run, context, log.path);
  const why = llm && result.status === 'passed' ? whyUnused(llm) : undefined;
  if (why !== undefined) {
    context.emit({ kind: 'notice', notice: { kind: 'llm-unused', stage: stage.id, why } });
  }
  return { result: { ...result, ...(llm && { llm }) }, trees: run.trees, nothingToDo };
}

/** Takes out of the log what must not be in it; a log that the command deleted is a notice. */
async function finishLog(
  { id: stage }: Stage,
  context: StageContext,
  log: StageLog,
): Promise<void> {
  const tell = (notice: Notice): void => context.emit({ kind: 'notice', notice });
  const turns = takeTurns();
  const hideAll = async (values: readonly string[]): Promise<void> => {
    for (const value of values) {
      context.redactor.add(value);
      context.emit({ kind: 'mask', value });
      if (turns.isOver) await turns.next();
      context.late.throwIfAborted();
    }
  };
  const { path } = log;
  try {
    const { leftOutBytes, masks } = log.finish();
    await hideAll(masks);
    if (path === undefined) return;
    if (!existsSync(path)) return tell({ kind: 'log-lost', stage });
    if (leftOutBytes > 0) tell({ kind: 'log-shortened', stage, bytes: leftOutBytes });
    await hideAll(await masksIn(path, context.late));
    await context.redactor.file(path, context.late);
  } catch (error) {
    if (path === undefined) return;
    const cause = (error as Error).message;
    const isRemoved = await rm(path, { force: true }).then(
      () => true,
      () => false,
    );
    tell({ kind: 'log-not-redacted', stage, isRemoved, cause });
  }
}

/** A stage that could not run at all. */
function notRun(result: NotRun): StageOutcome {
  return { result: { ...result, attempts: 0 }, trees: [], nothingToDo: false };
}

type NotRun = Blocked | { readonly status: 'cancelled'; readonly reason: StageReason };

const INTERRUPTED: NotRun = { status: 'cancelled', reason: { kind: 'interrupted' } };

function writeScript(
  stage: Stage,
  { reportDir, environment }: StageContext,
  text: string,
  ending: string,
): string {
  const places = [reportDir, ...temporaryPlaces(environment).filter(makeTemporary)];
  let fault: unknown;
  for (const place of places) {
    try {
      const file = join(place, 'scripts', `${stage.id}${ending}`);
      mkdirSync(dirname(file), { recursive: true });
      // Whatever stands there goes: a link would lead elsewhere.
      rmSync(file, { force: true, recursive: true });
      writeFileSync(file, text, { mode: 0o700, flag: 'wx' });
      return file;
    } catch (error) {
      fault ??= error;
    }
  }
  throw fault;
}

interface Attempts {
  readonly startMs: number;
  readonly endMs: number;
  readonly attempts: number;
  readonly last: Ending;
  readonly usages: readonly ProcessUsage[];
  readonly trees: readonly ProcessTree[];
}

async function runAttempts(
  stage: Stage,
  { argv }: Extract<Command, { kind: 'command' }>,
  place: {
    cwd: string;
    env: Record<string, string>;
    marker: string;
    fd: number;
    onRetry: () => void;
  },
  context: StageContext,
  signal: AbortSignal,
): Promise<Attempts> {
  const startMs = context.now();
  const usages: ProcessUsage[] = [];
  const trees: ProcessTree[] = [];
  for (let attempts = 1; ; attempts += 1) {
    const left =
      stage.timeoutMs === undefined ? undefined : stage.timeoutMs - (context.now() - startMs);
    const { cwd, env, marker, fd } = place;
    const result: ProcessResult = await runProcess({
      argv,
      cwd,
      env,
      marker,
      outputFd: fd,
      timeoutMs: left === undefined ? undefined : Math.max(1, left),
      signal,
      sampler: context.sampler,
    });
    usages.push(result.usage);
    if (result.tree !== undefined) trees.push(result.tree);
    const { ending } = result;
    if (attempts > stage.retries || !isWorthAnotherTry(stage, ending)) {
      return { startMs, endMs: context.now(), attempts, last: ending, usages, trees };
    }
    await context.beforeRetry?.();
    const code = ending.kind === 'exited' ? { exitCode: ending.exitCode } : {};
    context.emit({ kind: 'stage-retried', stage, attempt: attempts + 1, ...code });
    place.onRetry();
    separate(fd, attempts + 1);
  }
}

/** A log without the line is a log all the same. */
function separate(fd: number, attempt: number): void {
  try {
    writeSync(fd, `\n--- attempt ${attempt} ---\n`);
  } catch {
    // The disk is full.
  }
}

function isWorthAnotherTry({ skipExitCode }: Stage, ending: Ending): boolean {
  return ending.kind === 'exited' && ending.exitCode !== 0 && ending.exitCode !== skipExitCode;
}

async function judge(
  stage: Stage,
  run: Attempts,
  context: StageContext,
  logPath: string | undefined,
): Promise<{ result: StageResult; nothingToDo: boolean }> {
  const { status, reason } = verdictOf(stage, run.last);
  const failed = status === 'failed' || status === 'timed-out';
  const nothingToDo = status === 'skipped';
  const outputs = stage.outputs.length > 0 && status === 'passed';
  const { late, root } = context;
  const measure = () => unlessAborted(late, () => sizeOf(root, stage.outputs), 0);
  const result: StageResult = {
    status,
    attempts: run.attempts,
    startMs: run.startMs,
    durationMs: run.endMs - run.startMs,
    ...(logPath !== undefined &&
      existsSync(logPath) && { logFile: nameOfLog(context.reportDir, logPath) }),
    ...(reason !== undefined && { reason }),
    ...(run.last.kind === 'exited' && { exitCode: run.last.exitCode }),
    ...totalUsage(run.usages),
    ...(outputs && {
      outputBytes: await tolerate(measure, 0, tellFault(context.emit, 'output-size', stage.id)),
    }),
    ...(failed && logPath !== undefined && { logTail: [...lastLines(logPath, TAIL_LINES)] }),
  };
  return { result, nothingToDo };
}

/** Relative to the report directory where it is there, else absolute. */
function nameOfLog(reportDir: string, logPath: string): string {
  const name = relative(reportDir, logPath);
  return (name.startsWith('..') ? logPath : name).replaceAll('\\', '/');
}

function verdictOf(stage: Stage, ending: Ending): { status: StageStatus; reason?: StageReason } {
  switch (ending.kind) {
    case 'timed-out':
      return {
        status: 'timed-out',
        reason: { kind: 'timed-out', limitMs: stage.timeoutMs ?? 0 },
      };
    case 'cancelled':
      return { status: 'cancelled', reason: { kind: 'interrupted' } };
    case 'not-started':
      return { status: 'failed', reason: { kind: 'not-startable', fault: ending.fault } };
    case 'exited':
      return verdictOfExit(stage, ending.exitCode);
  }
}

function verdictOfExit(
  { skipExitCode }: Stage,
  exitCode: number,
): { status: StageStatus; reason?: StageReason } {
  if (exitCode === 0) return { status: 'passed' };
  if (exitCode === skipExitCode) {
    return { status: 'skipped', reason: { kind: 'nothing-to-do', exitCode } };
  }
  const signal = SIGNAL_CODES[exitCode];
  return { status: 'failed', reason: { kind: 'exit-code', exitCode, ...(signal && { signal }) } };
}

/** Shells report a command that a signal ended as 128 and the signal's number. */
const SIGNAL_CODES: Readonly<Record<number, (typeof ENDING_SIGNALS)[number]>> = {
  134: 'SIGABRT',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
};

function totalUsage(usages: readonly ProcessUsage[]): Partial<StageResult> {
  const cpu = usages.flatMap(({ cpuMs }) => cpuMs ?? []);
  const transfers = usages.flatMap(({ transfer }) => transfer ?? []);
  const sampled = usages.flatMap(usage => usage.sampled ?? []);
  const last = sampled.at(-1);
  const peak = Math.max(0, ...sampled.map(({ peakRssBytes }) => peakRssBytes));
  return {
    ...(cpu.length > 0 && { cpuMs: round(sum(cpu)) }),
    ...(transfers.length > 0 && {
      readBytes: sum(transfers.map(({ readBytes }) => readBytes)),
      writeBytes: sum(transfers.map(({ writeBytes }) => writeBytes)),
    }),
    // A stage that was over before anybody looked has no peak, which is not a peak of nothing.
    ...(peak > 0 && { peakRssBytes: peak }),
    ...(last !== undefined && last.series.rssBytes.length > 0 && { series: last.series }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
