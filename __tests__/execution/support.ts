import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunEvent } from '../../src/execution/events.ts';
import { createRedactor } from '../../src/execution/redaction.ts';
import { type PipelineRun, type RunOptions, runPipeline } from '../../src/execution/run.ts';
import { createSampler } from '../../src/execution/sampler.ts';
import type { StageContext } from '../../src/execution/stage.ts';
import type { Stage } from '../../src/pipeline/types.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { pipelineOf } from '../pipeline/stages.ts';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

type Overrides = Partial<Omit<RunOptions, 'pipeline' | 'context'>> & Partial<StageContext>;

/** Stages under way, with everything that was said of them. */
export interface TestRun extends PipelineRun {
  readonly root: string;
  readonly events: readonly RunEvent[];
  record(id: string): StageRecord;
}

/** Starts real stages in a new folder. */
export function startStages(stages: readonly Stage[], overrides: Overrides = {}): TestRun {
  const root = overrides.root ?? temporaryFolder();
  const events: RunEvent[] = [];
  const startedAt = performance.now();
  const { leftOut, expectations, capacity, keepGoing, signal, ...context } = overrides;
  const run = runPipeline({
    pipeline: pipelineOf(stages),
    leftOut: leftOut ?? new Map(),
    expectations: expectations ?? new Map(),
    capacity: capacity ?? { slots: 2, memoryBytes: Number.POSITIVE_INFINITY },
    keepGoing: keepGoing ?? false,
    signal: signal ?? new AbortController().signal,
    context: {
      root,
      reportDir: join(root, '.stagetime'),
      environment: { PATH: process.env.PATH },
      onRunner: false,
      sampler: createSampler(),
      redactor: createRedactor([]),
      emit: event => events.push(event),
      now: () => performance.now() - startedAt,
      ...context,
    },
  });
  const record = (id: string): StageRecord => {
    const found = run.records().find(entry => entry.id === id);
    if (found === undefined) throw new Error(`no stage ${id}`);
    return found;
  };
  return { ...run, root, events, record };
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
