import type { Pipeline, Stage } from '../../src/pipeline/types.ts';

/** A stage that does nothing, but for what the test says. */
export function stage(id: string, overrides: Partial<Stage> = {}): Stage {
  return {
    id,
    name: id,
    run: 'true',
    workingDirectory: '.',
    needs: [],
    env: {},
    requires: [],
    inputs: [],
    outputs: [],
    unstable: [],
    caches: [],
    evidence: [],
    optional: false,
    retries: 0,
    weight: 1,
    tags: [],
    reuse: true,
    ...overrides,
  };
}

/** A pipeline of these stages. */
export function pipelineOf(stages: readonly Stage[], overrides: Partial<Pipeline> = {}): Pipeline {
  return {
    id: 'pipeline',
    concurrency: 'auto',
    bottleneck: { overMs: 10_000, overShare: 0.2 },
    comment: 'auto',
    failOn: 'never',
    confirmBudgetMs: 300_000,
    caches: [],
    stages,
    ...overrides,
  };
}
