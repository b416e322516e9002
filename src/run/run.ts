/** `run`: reads the definition, runs its stages, and keeps the report up to date while they run. */
import { join, relative } from 'node:path';
import { loadNotice } from '../baseline/store.ts';
import { formatProblem } from '../definition/document/problems.ts';
import { loadFrom, locateDefinition } from '../definition/load.ts';
import {
  availableMemory,
  describeEnvironment,
  resolveReportDir,
  slotsFor,
} from '../execution/environment.ts';
import { withoutSecrets } from '../execution/events/redact-events.ts';
import type { Listener } from '../execution/events/run-events.ts';
import { startGuardian } from '../execution/guardian/guardian.ts';
import { LOG_FOLDER } from '../execution/logs/stage-log.ts';
import { bundledEntry } from '../execution/process/bundled-entry.ts';
import { watchMachine } from '../execution/process/machine-usage.ts';
import { createSampler } from '../execution/process/sampler.ts';
import { findStrays } from '../execution/process/strays.ts';
import { createRedactor } from '../execution/redaction/redactor.ts';
import { secretValues } from '../execution/redaction/secrets.ts';
import { runPipeline } from '../execution/run.ts';
import type { StageContext } from '../execution/stage/run-stage.ts';
import { isRunner, readRunContext } from '../github/runner/context.ts';
import { type Confirm, type FailOn, gatesRegressions, USUAL_CONFIRM } from '../pipeline/choices.ts';
import { pipelineFingerprint } from '../pipeline/hash.ts';
import { selectStages } from '../pipeline/selection.ts';
import type { Pipeline } from '../pipeline/types.ts';
import { type Notice, noticeKey } from '../record/facts/notice/notice.ts';
import type { Fault } from '../record/facts/notice/run.ts';
import { expectationsFrom, ofSameJob } from '../record/history.ts';
import { redactRecord } from '../record/redact.ts';
import type { MachineUsage, RunIdentity, RunRecord } from '../record/run-record.ts';
import { RECORD_SCHEMA } from '../record/upgrade.ts';
import type { ReportOptions } from '../reporting/model/model.ts';
import { abortedAfter, LATE_MS, unlessAborted } from '../util/grace.ts';
import { tolerate } from '../util/tolerate.ts';
import type { Confirming, ConfirmRequest, ConfirmWish } from './confirm.ts';
import { type Evaluation, evaluate, NOT_EVALUATED, withConfirmations } from './evaluate.ts';
import { evidenceReader } from './evidence.ts';
import { createReportWriter } from './report/report-files.ts';
import { findReportPlace, temporaryReportPlace } from './report/report-place.ts';
import type { Ran, RunRequest, RunResult } from './run-request.ts';
import { noRunServices, openRunServices } from './run-services.ts';
import { openOwnPlace } from './stores/own-folder.ts';
import { unknownNames } from './unknown-names.ts';

/** Runs the pipeline; faults in reports and histories become notices of the record. */
export async function run(request: RunRequest): Promise<RunResult> {
  const { cwd, variables, signal } = request;
  const place = await locateDefinition({ file: request.file, cwd });
  const wantedDir = resolveReportDir(cwd, request.reportDir);
  // What another run changes is read when it is over.
  const locked = await request.locks.hold({ root: place.root, reportDir: wantedDir });
  if (locked.kind !== 'held') return { kind: 'locked-out', why: locked };
  // git answers while the definition is read.
  const reading = readRunContext(variables, place.root, new Date());
  const definition = await loadFrom(place, cwd);
  if (definition.kind === 'invalid') {
    return { kind: 'invalid', problems: definition.problems.map(formatProblem) };
  }
  const { pipeline, root } = definition;
  const selection = selectStages(pipeline, request);
  if (selection.kind === 'unknown') {
    return { kind: 'invalid', problems: unknownNames(selection.names, pipeline.stages) };
  }

  const own = await openOwnPlace({
    reportDir: wantedDir,
    root,
    variables,
    cacheDir: request.cacheDir,
    keep: request.baseline.kind === 'file' ? request.baseline.file : undefined,
  });
  const reportPlace = findReportPlace(own.reportDir, variables);
  const reportDir = reportPlace.folder;
  const slots = slotsFor(request.concurrency ?? pipeline.concurrency);
  const environment = describeEnvironment(variables, slots);
  const notices = new Map<string, Notice>();
  const redactor = createRedactor(secretValues(pipeline.stages, variables));

  request.commandFiles?.permit(pipeline.stages.flatMap(({ env }) => Object.keys(env)));
  // Starts while git and the history are read, so that the first stage does not wait for it.
  const logFolder = join(reportDir, LOG_FOLDER);
  const guardian = startGuardian({ mark: request.mark, logFolder }, bundledEntry('end-left.js'));
  let startedAt = performance.now();
  const now = (): number => performance.now() - startedAt;
  let listeners: readonly Listener[] = [];
  const emit: Listener = event => {
    if (event.kind === 'notice') {
      // What befalls every stage is said once.
      const key = noticeKey(event.notice);
      if (notices.has(key)) return;
      notices.set(key, event.notice);
    }
    for (const listener of listeners) {
      try {
        listener(withoutSecrets(event, redactor));
      } catch (error) {
        // Who cannot show what happens must not change what happens.
        const { message: cause } = error as Error;
        const notice: Notice = { kind: 'fault', of: 'live-output', cause };
        notices.set(noticeKey(notice), notice);
      }
    }
  };
  const onNotice = (notice: Notice): void => emit({ kind: 'notice', notice });
  own.notices.forEach(onNotice);
  const late = abortedAfter(signal, LATE_MS);
  /** What follows the stages changes nothing about how they ended, and is given up when it is late. */
  const following = <T>(of: Fault, work: () => T | PromiseLike<T>, instead: T): Promise<T> => {
    const inTime = () => unlessAborted(late, work, instead);
    return tolerate(inTime, instead, ({ message: cause }) =>
      onNotice({ kind: 'fault', of, cause }),
    );
  };
  const { leftOut } = selection;
  // What is restored ahead may begin before the run's own clock starts anew, and end after.
  const scene = { pipeline, leftOut, root, ...own, reportDir, emit, now: () => performance.now() };
  const services = await openRunServices(request, scene).catch((error: Error) => {
    onNotice({ kind: 'fault', of: 'services', cause: error.message });
    return noRunServices(error.message);
  });
  const { preparation } = services;
  const [context, known] = await Promise.all([reading, services.knownHistory]);
  if (context.unread !== undefined) {
    onNotice({ kind: 'commit-unread', cause: context.unread });
  }
  if (locked.unguarded !== undefined) {
    onNotice({ kind: 'unguarded', cause: locked.unguarded });
  }
  const identity = identityOf(context.identity, request);
  request.onStart?.({ reportDir, run: identity });
  const within: StageContext = {
    root,
    reportDir,
    environment: variables,
    sourceDateEpoch: context.sourceDateEpoch,
    onRunner: isRunner(variables),
    runMark: request.mark,
    sampler: createSampler(),
    redactor,
    late,
    emit,
    now,
  };
  const failOn = request.failOn ?? pipeline.failOn;
  const confirmMode = confirmModeOf(request.confirm, pipeline, failOn);
  const toConfirm = {
    pipeline,
    definition: place.file === undefined ? undefined : relative(root, place.file),
    context: within,
    results: services.results,
    history: ofSameJob(known, identity),
  };
  const openConfirming = () => confirmingFor(request, confirmMode, toConfirm);
  const confirming = await following('confirmation', openConfirming, undefined);
  startedAt = performance.now();
  const machineWatch = watchMachine(now);
  const expectations = expectationsFrom(known, pipeline.stages, environment, identity);
  const stages = runPipeline({
    pipeline,
    leftOut,
    expectations,
    capacity: { slots, memoryBytes: availableMemory() },
    keepGoing: request.keepGoing,
    signal,
    context: within,
    preparation,
    evidence: evidenceReader(pipeline, root, late),
    snapshots: confirming?.snapshots,
  });

  let endedAt: number | undefined;
  let machine: MachineUsage | undefined;
  let evaluation = NOT_EVALUATED;
  const measured = (): RunRecord => ({
    schema: RECORD_SCHEMA,
    status: stages.status(),
    run: identity,
    environment,
    ...(machine !== undefined && { machine }),
    pipeline: {
      id: pipeline.id,
      fingerprint: pipelineFingerprint(pipeline),
      ...(request.file !== undefined &&
        place.file !== undefined && { file: relative(cwd, place.file) }),
    },
    stages: [...stages.records()],
    caches: [...services.caches()],
    totalMs: endedAt ?? now(),
    notices: [...notices.values()],
    ...evaluation.judged,
  });
  const read = (): RunRecord =>
    redactRecord(withConfirmations(measured(), evaluation.confirmations), redactor);
  const reporting = (): ReportOptions => ({
    marks: pipeline.bottleneck,
    history: evaluation.history,
  });
  const writer = createReportWriter(
    {
      folder: reportDir,
      instead: () => temporaryReportPlace(variables),
      onNotice,
    },
    () => ({ record: read(), reporting: reporting() }),
  );
  const ran = (folder = reportDir): Ran => {
    const made = { record: read(), reportDir: folder, reporting: reporting() };
    return { kind: 'ran', ...made, definition, redactor };
  };
  request.onStages?.({ finished: stages.finished, ran, flush: () => writer.flush() });
  const output = request.output({
    stageCount: pipeline.stages.length - leftOut.size,
    slots,
    eta: stages.eta,
    expectedMs: id => expectations.get(id)?.medianMs,
    now,
    redact: redactor.log,
    addMask: redactor.add,
  });
  listeners = [
    output.listener,
    event => {
      if (event.kind === 'stage-ended') writer.request();
    },
  ];
  if (reportPlace.notice !== undefined) onNotice(reportPlace.notice);
  writer.request();
  await stages.finished;
  endedAt = now();
  machine = machineWatch.stop();
  await following('live-output', () => output.stop(), undefined);
  const keepCaches = () => services.keepCaches(stages.records(), signal);
  await following('saving-caches', keepCaches, undefined);
  // Who interrupts a run does not wait for what it might have been compared with.
  const compare = async (): Promise<void> => {
    const loaded = await services.history();
    const notice = loadNotice(loaded);
    if (notice !== undefined) onNotice(notice);
    const onJudged = (known: Evaluation): void => {
      evaluation = known;
      writer.request();
    };
    const { baseline, acceptance } = request;
    const options = { pipeline, baseline, acceptance, loaded, confirming, signal };
    evaluation = await evaluate(read(), { ...options, onNotice, onJudged });
    if (gatesRegressions(failOn)) {
      const { muteGateOf } = await import('../analysis/gates.ts');
      const mute = muteGateOf(read(), failOn, confirmMode);
      if (mute !== undefined) onNotice({ kind: 'gate-mute', why: mute });
    }
  };
  if (!signal.aborted) await following('comparison', compare, undefined);
  const lookAround = async (): Promise<void> => {
    for (const { pid, command } of findStrays(root)) {
      onNotice({ kind: 'stray-process', pid, command });
    }
    for (const { file, undone: isUndone } of request.commandFiles?.restore() ?? []) {
      onNotice({ kind: 'command-file', file, isUndone });
    }
  };
  await following('looking-around', lookAround, undefined);
  const keepRun = () => services.keepRun(read());
  await following('saving-run', keepRun, undefined);
  await following('closing-caches', () => services.close(signal), undefined);
  const closeConfirming = () => confirming?.[Symbol.asyncDispose]();
  await following('clearing-confirmation', closeConfirming, undefined);
  guardian.release();
  await writer.flush();
  return ran(writer.folder);
}

/** The legs of a matrix are told apart, and so are the runs of one job. */
function identityOf(identity: RunIdentity, { leg, repetition = 0 }: RunRequest): RunIdentity {
  const ofLeg = { ...identity, ...leg };
  return repetition === 0 ? ofLeg : { ...ofLeg, id: `${identity.id}.${repetition + 1}` };
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
  mode: Confirm,
  rest: Omit<ConfirmRequest, 'choice'>,
): Promise<Confirming | undefined> {
  const { confirmBudgetMs } = rest.pipeline;
  if (mode === 'off') return undefined;
  const { openConfirming } = await import('./confirm.ts');
  const choice = { mode, budgetMs: budgetMs ?? confirmBudgetMs, baseSha };
  return openConfirming({ ...rest, choice });
}
