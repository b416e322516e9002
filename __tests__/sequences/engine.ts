/** One run of the engine, in this process or in another that can be killed. */

import { mkdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import type { CacheStore } from '../../src/caching/store.ts';
import type { RunEvent } from '../../src/execution/events/run-events.ts';
import { createPreparation } from '../../src/execution/preparation.ts';
import { newRunMark } from '../../src/execution/process/run-mark.ts';
import { createSampler } from '../../src/execution/process/sampler.ts';
import type { Variables } from '../../src/execution/process/stage-environment.ts';
import { createRedactor } from '../../src/execution/redaction/redactor.ts';
import { type Prediction, predictPipeline } from '../../src/execution/reuse/dry-run.ts';
import { runPipeline } from '../../src/execution/run.ts';
import type { StageContext } from '../../src/execution/stage/run-stage.ts';
import type { LeftOut } from '../../src/pipeline/selection.ts';
import type { Notice } from '../../src/record/facts/notice/notice.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { pipelineOf } from '../pipeline/stages.ts';
import type { Definition } from './pipelines.ts';

/** What is run, and where. */
export interface EngineRun {
  readonly definition: Definition;
  readonly root: string;
  /** Of results and caches. */
  readonly store: string;
  readonly reportDir: string;
  /** Where stages say how far they are; a folder of this run alone. */
  readonly marks: string;
  readonly slots: number;
  readonly force?: boolean;
  /** Ids of stages that are not to run. */
  readonly leftOut?: readonly string[];
}

/** Where a run in a process of its own leaves its outcome, in the folder of its marks. */
export const OUTCOME_FILE = 'outcome.json';

/** What a run said. */
export interface RunOutcome {
  readonly status: string;
  readonly records: readonly Pick<StageRecord, 'id' | 'status' | 'attempts' | 'ranBecause'>[];
  readonly notices: readonly Notice[];
}

/** Runs a pipeline to its end, or until the signal is aborted. */
export async function runEngine(run: EngineRun, signal?: AbortSignal): Promise<RunOutcome> {
  const { root, reportDir, definition, slots } = run;
  mkdirSync(run.marks, { recursive: true });
  const startedAt = performance.now();
  const events: RunEvent[] = [];
  const now = () => performance.now() - startedAt;
  const emit = (event: RunEvent): void => {
    events.push(event);
    if (event.kind === 'stage-ended')
      writeFileSync(join(run.marks, `ended-${event.record.id}`), '');
  };
  const environment = environmentOf(run);
  const context: StageContext = {
    root,
    reportDir,
    environment,
    inCi: false,
    runMark: newRunMark(),
    sampler: createSampler(),
    redactor: createRedactor([]),
    late: new AbortController().signal,
    emit,
    now,
  };
  const pipeline = pipelineOf(definition.stages, { caches: definition.caches });
  const store = storeOf(run);
  const leftOut = leftOutOf(run);
  const preparation = createPreparation({
    pipeline,
    leftOut,
    root,
    environment,
    results: Promise.resolve(store),
    store,
    saving: { allowed: true },
    replies: {
      folder: join(reportDir, 'llm'),
      readOnly: false,
      maxBytes: 1,
      ready: async () => {},
    },
    keepExisting: true,
    force: run.force === true,
    runsSetups: true,
    emit,
    now,
  });
  const aborted = signal ?? new AbortController().signal;
  const running = runPipeline({
    pipeline,
    leftOut,
    expectations: new Map(),
    capacity: { slots, memoryBytes: Number.POSITIVE_INFINITY },
    keepGoing: true,
    signal: aborted,
    context,
    preparation,
  });
  await running.finished;
  await preparation.closeLlm();
  await preparation.finish(running.records(), aborted);
  return {
    status: running.status(),
    records: running.records(),
    notices: events.flatMap(event => (event.kind === 'notice' ? [event.notice] : [])),
  };
}

/** What `plan` would say before the run. */
export function foresee(run: EngineRun): Promise<ReadonlyMap<string, Prediction>> {
  const { root, definition, force = false } = run;
  return predictPipeline({
    pipeline: pipelineOf(definition.stages, { caches: definition.caches }),
    leftOut: leftOutOf(run),
    root,
    environment: environmentOf(run),
    store: storeOf(run),
    force,
    starting: { inCi: false },
  });
}

function leftOutOf({ leftOut = [] }: EngineRun): ReadonlyMap<string, LeftOut> {
  return new Map(leftOut.map(id => [id, 'skip']));
}

function environmentOf({ marks }: EngineRun): Variables {
  return { PATH: process.env.PATH, MARKS: marks };
}

function storeOf({ store }: EngineRun): CacheStore {
  return createDirectoryStore({ folder: store, maxBytes: 50_000_000 });
}

/** Calls back some ms after the first stage that makes something has begun, unless it is disposed before. */
export function afterBegin(marks: string, afterMs: number, then: () => void): Disposable {
  mkdirSync(marks, { recursive: true });
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(marks, (_, name) => {
    if (name?.startsWith('begun') === true) timer ??= setTimeout(then, afterMs);
  });
  return {
    [Symbol.dispose]() {
      watcher.close();
      clearTimeout(timer);
    },
  };
}
