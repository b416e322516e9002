/** `run`: reads the definition, runs its stages, and keeps the report up to date while they run. */
import { join, resolve } from 'node:path';
import { withTimeSaved } from '../analysis/cache-savings.ts';
import { loadHistory, saveRun } from '../baseline/file-store.ts';
import { type LoadedDefinition, loadFrom, locateDefinition } from '../definition/load.ts';
import { formatProblem } from '../definition/problems.ts';
import {
  availableMemory,
  describeEnvironment,
  resolveReportDir,
  slotsFor,
} from '../execution/environment.ts';
import type { Listener } from '../execution/events.ts';
import type { LiveOutput, LiveOutputOptions } from '../execution/output/live-output.ts';
import type { Preparation, PreparationOptions } from '../execution/preparation.ts';
import { createRedactor, type Redactor } from '../execution/redaction.ts';
import { runPipeline } from '../execution/run.ts';
import { createSampler } from '../execution/sampler.ts';
import { secretValues, type Variables } from '../execution/stage-environment.ts';
import { isRunner, readRunContext } from '../github/context.ts';
import { pipelineFingerprint } from '../pipeline/hash.ts';
import { selectStages } from '../pipeline/selection.ts';
import type { Pipeline } from '../pipeline/types.ts';
import { expectationsFrom } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { RunCaches } from './caches.ts';
import { createReportWriter, HISTORY_FILE } from './report-files.ts';
import { unknownNames } from './unknown-names.ts';

/** What the user asks for. */
export interface RunRequest {
  readonly cwd: string;
  /** The definition; searched for where not named. */
  readonly file?: string | undefined;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly concurrency?: number | undefined;
  readonly keepGoing: boolean;
  /** Run every stage, whatever results are stored. */
  readonly force: boolean;
  /** Folder for caches that outlives the job; on a runner, instead of its cache service. */
  readonly cacheDir?: string | undefined;
  /** Most that the caches may take, in bytes. */
  readonly maxCacheBytes?: number | undefined;
  /** Same-repository pull requests may save caches too. */
  readonly saveOnPullRequest: boolean;
  /** A history to go by instead of the report directory's own; it is only read. */
  readonly baseline?: string | undefined;
  readonly reportDir?: string | undefined;
  readonly variables: Variables;
  /** Aborted when the run is to end early. */
  readonly signal: AbortSignal;
  readonly output: (options: Omit<LiveOutputOptions, 'write'>) => LiveOutput;
  /** Told the report directory before the first stage starts. */
  readonly onStart?: (reportDir: string) => void;
}

/** How it went; `problems` are ready to be printed. */
export type RunResult =
  | { readonly kind: 'invalid'; readonly problems: readonly string[] }
  | {
      readonly kind: 'ran';
      readonly record: RunRecord;
      readonly reportDir: string;
      readonly marks: LoadedDefinition['pipeline']['bottleneck'];
    };

/** Runs the pipeline; faults in reports and histories become notices of the record. */
export async function run(request: RunRequest): Promise<RunResult> {
  const { cwd, variables, signal } = request;
  const place = await locateDefinition({ file: request.file, cwd });
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

  const reportDir = resolveReportDir(cwd, request.reportDir);
  const ownHistory = join(reportDir, HISTORY_FILE);
  const historyFile = request.baseline === undefined ? ownHistory : resolve(cwd, request.baseline);
  const slots = slotsFor(request.concurrency ?? pipeline.concurrency);
  const environment = describeEnvironment(variables, slots);
  const [context, loaded] = await Promise.all([reading, loadHistory(historyFile)]);
  const notices = loaded.notice === undefined ? [] : [loaded.notice];
  const redactor = createRedactor(secretValues(pipeline.stages, variables));

  request.onStart?.(reportDir);
  const startedAt = performance.now();
  const now = (): number => performance.now() - startedAt;
  let listeners: readonly Listener[] = [];
  const emit: Listener = event => {
    if (event.kind === 'notice') notices.push(event.message);
    for (const listener of listeners) listener(event);
  };
  const prepared = await prepareRun(request, { pipeline, root, reportDir, emit, now });
  const stages = runPipeline({
    pipeline,
    leftOut: selection.leftOut,
    expectations: expectationsFrom(loaded.history, pipeline.stages, environment),
    capacity: { slots, memoryBytes: availableMemory() },
    keepGoing: request.keepGoing,
    signal,
    context: {
      root,
      reportDir,
      environment: variables,
      sourceDateEpoch: context.sourceDateEpoch,
      onRunner: isRunner(variables),
      sampler: createSampler(),
      redactor,
      emit,
      now,
    },
    preparation: prepared?.preparation,
  });

  let endedAt: number | undefined;
  const read = (): RunRecord =>
    redactRecord(redactor, withTimeSaved(measured(), loaded.history.runs));
  const measured = (): RunRecord => ({
    schema: 1,
    status: stages.status(),
    run: context.identity,
    environment,
    pipeline: { id: pipeline.id, fingerprint: pipelineFingerprint(pipeline) },
    stages: [...stages.records()],
    caches: [
      ...(prepared?.preparation.caches() ?? []),
      ...listOf(prepared?.caches.resultsRecord()),
    ],
    totalMs: endedAt ?? now(),
    notices,
  });
  const writer = createReportWriter(reportDir, pipeline.bottleneck, read, message => {
    notices.push(message);
  });
  const output = request.output({
    stageCount: pipeline.stages.length - selection.leftOut.size,
    slots,
    eta: stages.eta,
    now,
    redact: redactor.text,
  });
  listeners = [
    output.listener,
    event => {
      if (event.kind === 'stage-ended') writer.request();
    },
  ];
  writer.request();
  await stages.finished;
  endedAt = now();
  await finishCaches(prepared?.caches, signal);
  output.stop();
  await keepRun(request, read, ownHistory, message => notices.push(message));
  await writer.flush();
  return { kind: 'ran', record: read(), reportDir, marks: pipeline.bottleneck };
}

/** Stages with neither inputs nor caches need nothing of this, and do not wait for it to be loaded. */
function needsCaches({ stages }: Pipeline): boolean {
  return stages.some(({ inputs, caches }) => inputs.length > 0 || caches.length > 0);
}

/** What comes before and after the stages, with the stores it works on. */
async function prepareRun(
  request: RunRequest,
  place: Pick<PreparationOptions, 'pipeline' | 'root' | 'emit' | 'now'> & { reportDir: string },
): Promise<{ readonly preparation: Preparation; readonly caches: RunCaches } | undefined> {
  const { pipeline, reportDir, now } = place;
  if (!needsCaches(pipeline)) return undefined;
  const { force, variables, cacheDir, maxCacheBytes, saveOnPullRequest } = request;
  const [{ createPreparation }, { openCaches, MAX_CACHE_BYTES }] = await Promise.all([
    import('../execution/preparation.ts'),
    import('./caches.ts'),
  ]);
  const caches = await openCaches({
    reportDir,
    pipelineId: pipeline.id,
    variables,
    cacheDir,
    maxBytes: maxCacheBytes ?? MAX_CACHE_BYTES,
    saveOnPullRequest,
    count: pipeline.caches.length,
    reuses: pipeline.stages.some(({ inputs, reuse }) => reuse && inputs.length > 0),
    now,
  });
  const preparation = createPreparation({ ...place, ...caches, environment: variables, force });
  return { preparation, caches };
}

/** A run that was cut short sends nothing on; what its stores started ends in any case. */
async function finishCaches(caches: RunCaches | undefined, signal: AbortSignal): Promise<void> {
  if (caches === undefined) return;
  const aborted = new Promise<void>(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  if (!signal.aborted) await Promise.race([caches.saveResults(), aborted]);
  await caches[Symbol.asyncDispose]();
}

function listOf<T>(item: T | undefined): readonly T[] {
  return item === undefined ? [] : [item];
}

/** The run becomes part of the report directory's history, unless it says nothing about times. */
async function keepRun(
  { baseline }: RunRequest,
  read: () => RunRecord,
  file: string,
  onFault: (message: string) => void,
): Promise<void> {
  const record = read();
  if (baseline !== undefined || record.status === 'cancelled') return;
  await saveRun(file, record).catch((error: Error) => {
    onFault(`the run could not be added to ${file}: ${error.message}`);
  });
}

/** Every text of the record without the secrets; numbers and structure stay. */
function redactRecord(redactor: Redactor, record: RunRecord): RunRecord {
  const text = JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'string' ? redactor.text(value) : value,
  );
  return JSON.parse(text) as RunRecord;
}
