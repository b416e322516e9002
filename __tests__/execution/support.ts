import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import type { RunEvent } from '../../src/execution/events/run-events.ts';
import { createPreparation, type Preparation } from '../../src/execution/preparation.ts';
import { newRunMark } from '../../src/execution/process/run-mark.ts';
import { createSampler } from '../../src/execution/process/sampler.ts';
import { createRedactor } from '../../src/execution/redaction/redactor.ts';
import { type PipelineRun, type RunOptions, runPipeline } from '../../src/execution/run.ts';
import type { StageContext } from '../../src/execution/stage/run-stage.ts';
import type { CacheDefinition, Pipeline, Stage } from '../../src/pipeline/types.ts';
import type { Notice } from '../../src/record/facts/notice/notice.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { pipelineOf } from '../pipeline/stages.ts';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Overrides
  extends Partial<Omit<RunOptions, 'pipeline' | 'context' | 'preparation'>>,
    Partial<StageContext> {
  readonly caches?: readonly CacheDefinition[];
  /** Results are stored below the root, and reused; `force` runs every stage all the same. */
  readonly reuse?: boolean | 'force';
}

/** Stages under way, with everything that was said of them. */
export interface TestRun extends PipelineRun {
  readonly root: string;
  readonly events: readonly RunEvent[];
  record(id: string): StageRecord;
}

/** The notices among what was said. */
export function noticesOf(events: readonly RunEvent[]): readonly Notice[] {
  return events.flatMap(event => (event.kind === 'notice' ? [event.notice] : []));
}

/** Starts real stages in a new folder. */
export function startStages(stages: readonly Stage[], overrides: Overrides = {}): TestRun {
  const root = overrides.root ?? temporaryFolder();
  const events: RunEvent[] = [];
  const startedAt = performance.now();
  const { leftOut, expectations, capacity, keepGoing, signal, caches, reuse, evidence, ...given } =
    overrides;
  const pipeline = pipelineOf(stages, caches === undefined ? {} : { caches });
  const context: StageContext = {
    root,
    reportDir: join(root, '.stagetime'),
    environment: { PATH: process.env.PATH },
    inCi: false,
    runMark: newRunMark(),
    sampler: createSampler(),
    redactor: createRedactor([]),
    late: new AbortController().signal,
    emit: event => events.push(event),
    now: () => performance.now() - startedAt,
    ...given,
  };
  const preparation = reuse ? preparationOf(pipeline, context, reuse === 'force') : undefined;
  const run = runPipeline({
    pipeline,
    leftOut: leftOut ?? new Map(),
    expectations: expectations ?? new Map(),
    capacity: capacity ?? { slots: 2, memoryBytes: Number.POSITIVE_INFINITY },
    keepGoing: keepGoing ?? false,
    signal: signal ?? new AbortController().signal,
    context,
    evidence,
    ...(preparation !== undefined && { preparation }),
  });
  const finished = run.finished.then(async () => {
    await preparation?.closeLlm();
    await preparation?.finish(run.records(), new AbortController().signal);
  });
  const record = (id: string): StageRecord => {
    const found = run.records().find(entry => entry.id === id);
    if (found === undefined) throw new Error(`no stage ${id}`);
    return found;
  };
  return {
    finished,
    records: () => run.records(),
    status: () => run.status(),
    eta: () => run.eta(),
    foreseen: run.foreseen,
    root,
    events,
    record,
  };
}

/** What comes before and after the stages, with a store below the root. */
export function preparationOf(
  pipeline: Pipeline,
  context: StageContext,
  force: boolean,
): Preparation {
  const { root, environment, emit, now } = context;
  const folder = join(root, '.stagetime', 'cache');
  const store = createDirectoryStore({ folder, maxBytes: 100_000_000 });
  return createPreparation({
    pipeline,
    root,
    environment,
    results: Promise.resolve(store),
    store,
    saving: { allowed: true },
    replies: {
      folder: join(root, '.stagetime', 'llm'),
      readOnly: false,
      maxBytes: 100_000_000,
      ready: async () => {},
    },
    keepExisting: true,
    force,
    runsSetups: true,
    emit,
    now,
  });
}

/** Runs real stages to their end. */
export async function runStages(
  stages: readonly Stage[],
  overrides: Overrides = {},
): Promise<TestRun> {
  const run = startStages(stages, overrides);
  await run.finished;
  return run;
}
