/** Runs that had caches, reused stages or a baseline; and all examples together. */
import type { Comparison } from '../../src/record/comparison.ts';
import type { TestNumbers } from '../../src/record/evidence.ts';
import type { CacheRecord, RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { buildReport, type ReportModel } from '../../src/reporting/model.ts';
import { aReusedStage, aRun, aSkippedStage, aStageComparison } from '../builders.ts';
import {
  ANALYSIS,
  COPY,
  FIGURES,
  failingRun,
  hostileRun,
  interruptedRun,
  MARKS,
  passingRun,
  RENDER,
  REVIEW,
  runningRun,
  SETUP,
  TESTS,
  VALIDATE,
  worked,
} from './examples.ts';

/** Nothing but rendering had to be done anew: an older cache helped, another cost more than it saved. */
export function reusedRun(): RunRecord {
  const reused = (stage: Pick<StageRecord, 'id' | 'name' | 'needs'>, savedMs: number) =>
    aReusedStage({ ...stage, reuse: { savedMs, tookMs: 180, bytes: 310_000 } });
  return aRun({
    caches: CACHES,
    stages: [
      worked({ ...SETUP, fromS: 0, toS: 1.4, cores: 0.9, peakMB: 45 }),
      reused(TESTS, 38_400),
      reused(ANALYSIS, 25_900),
      reused(FIGURES, 18_300),
      {
        ...worked({ ...RENDER, fromS: 1.9, toS: 13.3, cores: 0.9, peakMB: 204 }),
        cacheState: 'partial',
      },
      worked({ ...VALIDATE, fromS: 13.3, toS: 15.5, cores: 0.7, peakMB: 60 }),
      reused(COPY, 1_100),
    ],
  });
}

const CACHES: CacheRecord[] = [
  {
    name: 'latex',
    stages: ['render'],
    key: 'stagetime-1/latex/linux-x64/4968a8ed/-/87c0d2fc/',
    matchedKey: 'stagetime-1/latex/linux-x64/4968a8ed/-/1f00ba11/',
    state: 'prefix',
    restoredBytes: 2_803_070,
    restoreMs: 420,
    saved: true,
    savedBytes: 2_810_400,
    saveMs: 310,
    timeSavedMs: 22_300,
    reason: 'inputs: manuscript/sections/methods.tex changed',
  },
  {
    name: 'pytest',
    stages: ['project-tests'],
    key: 'stagetime-1/pytest/linux-x64/d071e45b/-/493bc1b9/',
    matchedKey: 'stagetime-1/pytest/linux-x64/d071e45b/-/493bc1b9/',
    state: 'exact',
    restoredBytes: 148_000_000,
    restoreMs: 6_200,
    saved: false,
    timeSavedMs: 1_900,
    reason: 'not saved: its content is what was restored',
  },
  {
    name: 'llm',
    stages: ['llm-review'],
    key: 'stagetime-1/llm/linux-x64/4febf68f/-/d73c57ba/',
    state: 'miss',
    saved: false,
    reason: 'there is no entry with this key; not saved: no stage that uses it ran',
  },
  {
    name: 'data',
    stages: ['figures'],
    key: 'stagetime-1/data/linux-x64/4febf68f/-/e14cfafe/',
    matchedKey: 'stagetime-1/data/linux-x64/4febf68f/-/e14cfafe/',
    state: 'exact',
    restoredBytes: 40_200,
    restoreMs: 21,
    saved: false,
  },
  {
    name: 'stage results',
    key: 'stagetime-1/results/0123/linux-x64/aa/',
    matchedKey: 'stagetime-1/results/0123/linux-x64/aa/',
    state: 'exact',
    restoredBytes: 812_000,
    restoreMs: 95,
    saved: true,
    savedBytes: 901_000,
    saveMs: 130,
  },
];

/** A pull request that makes rendering slower, on a runner that was a little slow itself. */
export function regressedRun(): RunRecord {
  return aRun({
    run: { ...aRun().run, branch: 'growth-model', event: 'pull_request', pullRequest: 27 },
    caches: CACHES.slice(0, 2),
    stages: [
      worked({ ...SETUP, fromS: 0, toS: 1.4, cores: 0.9, peakMB: 45 }),
      {
        ...worked({ ...TESTS, fromS: 1.4, toS: 39.8, cores: 1.6, peakMB: 312 }),
        evidence: { tests: TEST_NUMBERS },
      },
      worked({ ...ANALYSIS, fromS: 1.4, toS: 30.3, cores: 1, peakMB: 263 }),
      worked({ ...FIGURES, fromS: 1.4, toS: 14.1, cores: 0.8, peakMB: 181 }),
      {
        ...worked({ ...RENDER, fromS: 39.8, toS: 91.8, cores: 0.95, peakMB: 204 }),
        needs: ['analysis', 'figures', 'project-tests'],
        cacheState: 'warm',
        evidence: {
          latex: {
            passes: [
              { program: 'xelatex', count: 3 },
              { program: 'biber', count: 1 },
            ],
            usesLatexmk: true,
            pages: 31,
            undefinedReferences: 1,
            wantsRerun: false,
          },
        },
        confirmations: [
          { ref: 'head', durationMs: 51_200 },
          { ref: 'head', durationMs: 52_900 },
        ],
      },
      aReusedStage({ ...VALIDATE, reuse: { savedMs: 2_200, tookMs: 120, bytes: 116 } }),
      aSkippedStage({ ...REVIEW, reason: 'nothing to do: no model answers (exit code 2)' }),
    ],
    comparison: COMPARISON,
    advice: [
      { kind: 'declare-inputs', stage: 'project-tests', durationMs: 38_400 },
      {
        kind: 'parallel-tests',
        stage: 'project-tests',
        durationMs: 38_400,
        workers: 4,
        predictedMs: 13_200,
      },
      { kind: 'one-core', stage: 'analysis', durationMs: 28_900, cores: 4 },
    ],
    baseline: { where: 'cache', runs: 23, bytes: 312_000, ageDays: 2.6 },
  });
}

const TEST_NUMBERS: TestNumbers = {
  total: 117,
  failed: 0,
  skipped: 2,
  durationMs: 58_400,
  slowest: [
    { name: 'tests.test_orbit::test_energy_drift[Yoshida-4]', durationMs: 9_120 },
    { name: 'tests.test_orbit::test_energy_drift[Verlet]', durationMs: 6_300 },
    { name: 'test_without_a_class', durationMs: 1_240 },
  ],
};

const BASE = {
  runs: 23,
  stratum: 'linux x64, AMD EPYC 7763 64-Core Processor, 4 cores, 4 slots, beside other stages',
  ageDays: 2.6,
};

const COMPARISON: Comparison = {
  runFactorPercent: 6.2,
  stages: [
    aStageComparison({
      id: 'setup',
      changePercent: -3,
      smallestDetectablePercent: 81,
      baseline: { ...BASE, medianMs: 1_350 },
      reason:
        '1.4s against 1.4s ± 0.1s over 23 runs like this one; the run itself was 6.2 % slow, already taken out',
    }),
    aStageComparison({
      id: 'project-tests',
      changePercent: 1.8,
      smallestDetectablePercent: 10,
      baseline: { ...BASE, medianMs: 35_500 },
      moved: [
        {
          kind: 'test',
          name: 'tests.test_orbit::test_energy_drift[Yoshida-4]',
          before: { ms: 3_180 },
          now: { ms: 9_120 },
        },
        {
          kind: 'test',
          name: 'test_without_a_class',
          before: { ms: 220, atMost: true },
          now: { ms: 1_240 },
        },
        {
          kind: 'test',
          name: 'tests.test_growth::test_long_series',
          before: { ms: 5_900 },
          now: { ms: 0, atMost: true },
        },
      ],
      reason:
        '38s against 36s ± 1.1s over 23 runs like this one; the run itself was 6.2 % slow, already taken out',
    }),
    aStageComparison({
      id: 'analysis',
      verdict: 'suspected',
      changePercent: 17.2,
      interval: [9.1, 25.9],
      smallestDetectablePercent: 11.6,
      baseline: { ...BASE, medianMs: 23_200 },
      reason:
        '29s against 23s ± 0.9s over 23 runs like this one; the run itself was 6.2 % slow, already taken out; CPU time 29s against 24s: it computed more',
    }),
    aStageComparison({
      id: 'figures',
      verdict: 'improved',
      changePercent: -34.6,
      interval: [-39, -30],
      smallestDetectablePercent: 10,
      baseline: { ...BASE, medianMs: 18_300 },
      reason:
        '13s against 18s ± 0.6s over 23 runs like this one; the run itself was 6.2 % slow, already taken out',
    }),
    aStageComparison({
      id: 'render',
      verdict: 'regressed',
      moved: [
        { kind: 'passes', program: 'xelatex', before: 1, now: 3 },
        { kind: 'passes', program: 'biber', before: 0, now: 1 },
        { kind: 'pages', before: 24, now: 31 },
      ],
      changePercent: 52.94,
      interval: [46.5, 60.6],
      adjusted: { by: 'history', changePercent: 44, interval: [37.9, 51.2], decides: false },
      smallestDetectablePercent: 10,
      baseline: { ...BASE, medianMs: 34_000, runs: 19 },
      reason:
        '52s against 34s ± 1.2s over 19 warm runs like this one; the run itself was 6.2 % slow, already taken out; confirmed by 2 further runs alone (51s, 53s)',
    }),
    { id: 'validate', verdict: 'not-measured', reason: 'reused' },
    { id: 'llm-review', verdict: 'not-measured', reason: 'skipped' },
  ],
  total: {
    verdict: 'regressed',
    changePercent: 26,
    interval: [19, 33.2],
    smallestDetectablePercent: 12,
    baseline: {
      medianMs: 72_900,
      runs: 17,
      stratum: 'linux x64, 4 cores, the same stages executed',
      ageDays: 2.6,
    },
    reason:
      '1m 32s against 1m 13s over 17 runs of the same stages; the run as a whole was 6.2 % slow; mostly render',
  },
};

/** Earlier runs of the same pipeline, with noise that is the same every time. */
export function earlierRuns(count = 23): readonly RunRecord[] {
  const now = regressedRun();
  return Array.from({ length: count }, (_, i) => {
    const noise = 1 + 0.03 * Math.sin(12.9898 * (i + 1));
    const usual: Record<string, number> = { render: 34_000, figures: 18_300, analysis: 23_200 };
    const stages = now.stages.map(({ series, ...stage }) => ({
      ...stage,
      ...(stage.durationMs !== undefined && {
        durationMs: (usual[stage.id] ?? stage.durationMs) * noise,
      }),
    }));
    const { comparison, ...record } = now;
    return { ...record, stages, totalMs: 72_900 * noise, run: { ...record.run, id: `${i}` } };
  });
}

/** The report of every example, by name. */
export const EXAMPLE_REPORTS: readonly (readonly [string, ReportModel])[] = [
  ['passing', buildReport(passingRun(), { marks: MARKS })],
  ['failing', buildReport(failingRun(), { marks: MARKS })],
  ['interrupted', buildReport(interruptedRun(), { marks: MARKS })],
  ['running', buildReport(runningRun(), { marks: MARKS })],
  ['hostile', buildReport(hostileRun(), { marks: MARKS })],
  ['reused', buildReport(reusedRun(), { marks: MARKS })],
  ['regressed', buildReport(regressedRun(), { marks: MARKS, history: earlierRuns() })],
];
