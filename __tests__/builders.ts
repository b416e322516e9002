/** Records for tests: plausible by themselves, with whatever a test is about put over it. */
import type { BaselineUsed, StageComparison } from '../src/record/comparison.ts';
import type { BaselineStratum } from '../src/record/facts/stratum.ts';
import type { LlmNumbers } from '../src/record/llm-numbers.ts';
import type { RunRecord, StageRecord } from '../src/record/run-record.ts';

/** A run record, without stages unless they are given; its total is the end of its last stage. */
export function aRun(overrides: Partial<RunRecord> = {}): RunRecord {
  const stages = overrides.stages ?? [];
  return {
    schema: 2,
    status: 'passed',
    run: {
      id: '4711',
      attempt: 1,
      sha: '0123456789abcdef0123456789abcdef01234567',
      branch: 'main',
      event: 'push',
      startedAt: '2026-03-14T09:26:53.000Z',
      commitTime: '2026-03-14T09:20:00.000Z',
    },
    environment: {
      os: 'linux',
      image: 'ubuntu24 20260310.1',
      arch: 'x64',
      cpuModel: 'AMD EPYC 7763 64-Core Processor',
      cpus: 4,
      memoryBytes: 16_000_000_000,
      slots: 4,
    },
    pipeline: { id: 'manuscript', fingerprint: 'f00d' },
    stages,
    caches: [],
    totalMs: Math.max(0, ...stages.map(stage => (stage.startMs ?? 0) + (stage.durationMs ?? 0))),
    notices: [],
    ...overrides,
  };
}

/** A stage that passed in one second; its name is its id unless one is given. */
export function aStage(overrides: Partial<StageRecord> = {}): StageRecord {
  const id = overrides.id ?? 'stage';
  return {
    id,
    name: id,
    needs: [],
    optional: false,
    definitionHash: 'd00d',
    status: 'passed',
    startMs: 0,
    durationMs: 1000,
    exitCode: 0,
    attempts: 1,
    cacheState: 'none',
    logFile: `logs/${id}.log`,
    ...overrides,
  };
}

/** A stage that was not executed, and why. */
export function aSkippedStage(overrides: Partial<StageRecord> = {}): StageRecord {
  const { startMs, durationMs, exitCode, logFile, ...rest } = aStage({
    status: 'skipped',
    attempts: 0,
    ...overrides,
  });
  return rest;
}

/** A stage whose stored result stood for a run. */
export function aReusedStage(overrides: Partial<StageRecord> = {}): StageRecord {
  return aSkippedStage({
    status: 'reused',
    reuse: { savedMs: 12_000, tookMs: 150, bytes: 1_000 },
    ...overrides,
  });
}

/** Twenty runs of a second, on such a machine and alone. */
export function aBaselineUsed(overrides: Partial<BaselineUsed> = {}): BaselineUsed {
  const stratum: BaselineStratum = {
    kind: 'stage',
    os: 'linux',
    arch: 'x64',
    cpus: 4,
    slots: 4,
    beside: [],
    cacheState: 'none',
  };
  return { medianMs: 1000, runs: 20, stratum, ageDays: 1, ...overrides };
}

/** What a comparison says of a stage that took as long as ever. */
export function aStageComparison(overrides: Partial<StageComparison> = {}): StageComparison {
  return {
    id: 'stage',
    verdict: 'unchanged',
    reason: { kind: 'compared', nowMs: 1000 },
    changePercent: 0,
    interval: [-4, 4],
    smallestDetectablePercent: 10,
    baseline: aBaselineUsed({ ageDays: 2 }),
    ...overrides,
  };
}

/** Five requests to models, all answered from the store unless said otherwise. */
export function llmNumbers(overrides: Partial<LlmNumbers> = {}): LlmNumbers {
  return {
    requests: 5,
    hits: 5,
    misses: 0,
    coalesced: 0,
    bypassed: {},
    notStored: {},
    listings: 0,
    refused: 0,
    sentBytes: 0,
    receivedBytes: 0,
    replayedBytes: 0,
    upstreamMs: 0,
    usedTokens: { input: 0, output: 0 },
    savedMs: 0,
    savedTokens: { input: 0, output: 0 },
    ...overrides,
  };
}
