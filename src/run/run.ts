/** `run`: opens a run, starts its stages, keeps the report up to date while they run, and concludes it. */
import { join, relative } from 'node:path';
import { availableMemory } from '../execution/environment.ts';
import { createFollow, tellFault } from '../execution/events/follow.ts';
import { startGuardian } from '../execution/guardian/guardian.ts';
import { LOG_FOLDER } from '../execution/logs/stage-log.ts';
import { bundledEntry } from '../execution/process/bundled-entry.ts';
import { watchMachine } from '../execution/process/machine-usage.ts';
import { createSampler } from '../execution/process/sampler.ts';
import type { Variables } from '../execution/process/stage-environment.ts';
import { createRedactor, type Redactor } from '../execution/redaction/redactor.ts';
import { secretValues } from '../execution/redaction/secrets.ts';
import { type PipelineRun, runPipeline } from '../execution/run.ts';
import type { StageContext } from '../execution/stage/run-stage.ts';
import type { RunContext } from '../github/runner/context.ts';
import { type Confirm, type FailOn, gatesRegressions, USUAL_CONFIRM } from '../pipeline/choices.ts';
import type { Expectations } from '../pipeline/eta.ts';
import type { Pipeline } from '../pipeline/types.ts';
import { expectationsFrom, ofSameJob } from '../record/history.ts';
import type { RunIdentity } from '../record/run-record.ts';
import { abortedAfter, LATE_MS } from '../util/grace.ts';
import { conclude } from './conclusion.ts';
import { createRunEvents, type RunEvents } from './events.ts';
import { evidenceReader } from './evidence.ts';
import { failureReader } from './failure-places.ts';
import type { Confirming, ConfirmRequest, ConfirmWish } from './judging/confirm.ts';
import type { LiveOutput } from './live/live-output.ts';
import { type OpenedRun, openRun } from './opening.ts';
import { createReportWriter, type ReportWriter } from './report/report-files.ts';
import { temporaryReportPlace } from './report/report-place.ts';
import type { RunRequest, RunResult } from './run-request.ts';
import { noRunServices, openRunServices, type RunServices } from './run-services.ts';
import { RunUnderWay } from './under-way.ts';
import { readJob } from './whole-job.ts';

/** Runs the pipeline; faults in reports and histories become notices of the record. */
export async function run(request: RunRequest): Promise<RunResult> {
  const opened = await openRun(request);
  if (opened.kind !== 'opened') return opened;
  const { definition, reportPlace } = opened;
  const { pipeline } = definition;
  const { signal } = request;
  const { variables } = request.runner;
  const redactor = createRedactor(secretValues(pipeline.stages, variables));
  const events = createRunEvents(redactor);
  request.commandFiles?.permit(pipeline.stages.flatMap(({ env }) => Object.keys(env)));
  // Starts while git and the history are read, so that the first stage does not wait for it.
  const logFolder = join(reportPlace.folder, LOG_FOLDER);
  const guardian = startGuardian({ mark: request.mark, logFolder }, bundledEntry('end-left.js'));
  const services = await openServices(request, opened, events);
  const [context, known] = await Promise.all([opened.context, services.knownHistory]);
  sayWhatIsUnknown(context, opened, events);
  const identity = identityOf(context.identity, request);
  request.onStart?.({ reportDir: reportPlace.folder, run: identity });

  const clock = createClock();
  const late = abortedAfter(signal, LATE_MS);
  const follow = createFollow(late, events.emit);
  const within = stageContext(request, opened, context, { redactor, events, late, clock });
  const failOn = request.failOn ?? pipeline.failOn;
  const confirmMode = confirmModeOf(request.confirm, pipeline, failOn);
  const openConfirming = () =>
    confirmingFor(request, opened, {
      mode: confirmMode,
      context: within,
      results: services.results,
      history: ofSameJob(known, identity),
    });
  const confirming = await follow('confirmation', openConfirming, undefined);

  const stagesStartedMs = clock.start();
  const machine = watchMachine(clock.now);
  const expectations = expectationsFrom(known, pipeline.stages, opened.environment, identity);
  const stages = startStages(request, opened, { within, services, expectations, confirming });
  const underWay = new RunUnderWay({
    ...{ request, opened, identity, events, services, stages, redactor },
    stagesStartedMs,
    now: clock.now,
  });
  const job = follow('whole-job', () => wholeJobOf(request), undefined);
  const writer = writerOf(underWay, reportPlace.folder, events, variables);
  const ran = () => underWay.ran(reportPlace.folder);
  request.onStages?.({ finished: stages.finished, ran, flush: () => writer.flush() });
  const output = showLive(request, opened, { stages, expectations, redactor, clock });
  listen(events, output, writer);
  if (reportPlace.notice !== undefined) events.onNotice(reportPlace.notice);
  writer.request();

  await stages.finished;
  underWay.end(machine.stop());
  await follow('live-output', () => output.stop(), undefined);
  const keepCaches = () => services.keepCaches(stages.records(), signal);
  await follow('saving-caches', keepCaches, undefined);
  underWay.partOf(await job);
  await conclude({
    request,
    opened,
    events,
    services,
    run: underWay,
    writer,
    confirming,
    confirmMode,
    failOn,
    follow,
  });
  guardian.release();
  underWay.close();
  await writer.flush();
  return underWay.ran(writer.folder);
}

/** A clock that is set to 0 when the first stage may start. */
interface Clock {
  /** Gives when that was, in ms since 1970. */
  start(): number;
  /** Ms since the start, and before it since the clock was made. */
  readonly now: () => number;
}

function createClock(): Clock {
  let startedAt = performance.now();
  return {
    start() {
      startedAt = performance.now();
      return performance.timeOrigin + startedAt;
    },
    now: () => performance.now() - startedAt,
  };
}

/** Caches, results and history; none of them where they cannot be opened. */
function openServices(
  request: RunRequest,
  { definition, leftOut, own, reportPlace }: OpenedRun,
  { emit, onNotice }: RunEvents,
): Promise<RunServices> {
  own.notices.forEach(onNotice);
  const { pipeline, root } = definition;
  // What is restored ahead may begin before the run's own clock is set, and end after.
  const now = () => performance.now();
  const scene = { pipeline, leftOut, root, ...own, reportDir: reportPlace.folder, emit, now };
  return openRunServices(request, scene).catch((error: Error) => {
    tellFault(emit, 'services')(error);
    return noRunServices(error.message);
  });
}

function sayWhatIsUnknown(
  { unread }: RunContext,
  { unguarded }: OpenedRun,
  { onNotice }: RunEvents,
): void {
  if (unread !== undefined) onNotice({ kind: 'commit-unread', cause: unread });
  if (unguarded !== undefined) onNotice({ kind: 'unguarded', cause: unguarded });
}

function stageContext(
  { runner, mark }: RunRequest,
  { definition, reportPlace }: OpenedRun,
  { sourceDateEpoch }: RunContext,
  {
    redactor,
    events,
    late,
    clock,
  }: {
    redactor: Redactor;
    events: RunEvents;
    late: AbortSignal;
    clock: Clock;
  },
): StageContext {
  return {
    root: definition.root,
    reportDir: reportPlace.folder,
    environment: runner.variables,
    sourceDateEpoch,
    inCi: runner.isCi,
    runMark: mark,
    sampler: createSampler(),
    redactor,
    late,
    emit: events.emit,
    now: clock.now,
  };
}

function startStages(
  { keepGoing, signal }: RunRequest,
  { definition, leftOut, slots }: OpenedRun,
  {
    within,
    services,
    expectations,
    confirming,
  }: {
    within: StageContext;
    services: RunServices;
    expectations: Expectations;
    confirming: Confirming | undefined;
  },
): PipelineRun {
  const { pipeline, root } = definition;
  return runPipeline({
    pipeline,
    leftOut,
    expectations,
    capacity: { slots, memoryBytes: availableMemory() },
    keepGoing,
    signal,
    context: within,
    preparation: services.preparation,
    evidence: evidenceReader(pipeline, root, within.late),
    whyFailed: failureReader(root),
    snapshots: confirming?.snapshots,
  });
}

function showLive(
  { output }: RunRequest,
  { definition, leftOut, slots }: OpenedRun,
  {
    stages,
    expectations,
    redactor,
    clock,
  }: {
    stages: PipelineRun;
    expectations: Expectations;
    redactor: Redactor;
    clock: Clock;
  },
): LiveOutput {
  return output({
    stageCount: definition.pipeline.stages.length - leftOut.size,
    slots,
    eta: stages.eta,
    foreseen: stages.foreseen,
    expectedMs: id => expectations.get(id)?.medianMs,
    now: clock.now,
    redact: redactor.log,
    addMask: redactor.add,
  });
}

/** Reports say of a run what is known of it when they are written. */
function writerOf(
  run: RunUnderWay,
  folder: string,
  { onNotice }: RunEvents,
  variables: Variables,
): ReportWriter {
  const instead = () => temporaryReportPlace(variables);
  return createReportWriter({ folder, instead, onNotice }, () => ({
    record: run.record(),
    reporting: run.reporting(),
  }));
}

/** What came before the first of several runs in one job came before none of the others. */
async function wholeJobOf({ runner, repetition = 0 }: RunRequest) {
  if (!runner.isRunner || repetition > 0) return undefined;
  return readJob(runner);
}

/** The report is written again after each stage. */
function listen(events: RunEvents, output: LiveOutput, writer: ReportWriter): void {
  events.listenWith([
    output.listener,
    event => {
      if (event.kind === 'stage-ended') writer.request();
    },
  ]);
}

/** The runs of one job have identities of their own. */
function identityOf(identity: RunIdentity, { repetition = 0 }: RunRequest): RunIdentity {
  return repetition === 0 ? identity : { ...identity, id: `${identity.id}.${repetition + 1}` };
}

/** A gate that waits for confirmed regressions is a wish to confirm, wherever the run takes place. */
function confirmModeOf(
  { mode, usually }: ConfirmWish,
  { confirm }: Pipeline,
  failOn: FailOn,
): Confirm {
  if (mode !== undefined) return mode;
  if (gatesRegressions(failOn)) return confirm ?? USUAL_CONFIRM;
  return usually === undefined ? 'off' : (confirm ?? usually);
}

/** Nothing is kept, nor loaded, where nothing is to be confirmed. */
async function confirmingFor(
  { confirm: { budgetMs, baseSha } }: RunRequest,
  { definition: { pipeline, root }, definitionFile: file }: OpenedRun,
  { mode, ...rest }: Pick<ConfirmRequest, 'context' | 'results' | 'history'> & { mode: Confirm },
): Promise<Confirming | undefined> {
  if (mode === 'off') return undefined;
  const { openConfirming } = await import('./judging/confirm.ts');
  const definition = file === undefined ? undefined : relative(root, file);
  const choice = { mode, budgetMs: budgetMs ?? pipeline.confirmBudgetMs, baseSha };
  return openConfirming({ ...rest, pipeline, definition, choice });
}
