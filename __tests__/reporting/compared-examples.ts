/** Runs that had caches, reused stages or a baseline; and all examples together. */
import { compare } from '../../src/analysis/verdict/compare.ts';
import type { TestNumbers, TestTime } from '../../src/record/evidence.ts';
import type { CacheRecord, RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { buildReport, type ReportModel } from '../../src/reporting/model/model.ts';
import { aReusedStage, aRun, aSkippedStage } from '../builders.ts';
import {
  ANALYSIS,
  COPY,
  changedFile,
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
  SITE,
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
    restoring: {
      kind: 'older-entry',
      differences: [{ kind: 'file', path: 'manuscript/sections/methods.tex', change: 'content' }],
    },
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
    saving: { kind: 'not-saved', because: { kind: 'unchanged' } },
  },
  {
    name: 'llm',
    stages: ['llm-review'],
    key: 'stagetime-1/llm/linux-x64/4febf68f/-/d73c57ba/',
    state: 'miss',
    saved: false,
    restoring: { kind: 'missed', because: { kind: 'no-entry' } },
    saving: { kind: 'not-saved', because: { kind: 'no-stage-ran' } },
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
  const run = slowRun();
  return { ...run, comparison: compare(run, { schema: 2, runs: [...earlierRuns()] }) };
}

function slowRun(): RunRecord {
  return aRun({
    run: { ...aRun().run, branch: 'growth-model', event: 'pull_request', pullRequest: 27 },
    caches: CACHES.slice(0, 2),
    stages: [
      {
        ...worked({ ...SETUP, fromS: 0, toS: 1.4, cores: 0.9, peakMB: 45 }),
        ranBecause: { causes: [{ kind: 'no-inputs' }] },
      },
      {
        ...worked({ ...TESTS, fromS: 1.4, toS: 39.8, cores: 1.6, peakMB: 312 }),
        ranBecause: { causes: [changedFile('tests/test_orbit.py')] },
        evidence: { tests: TEST_NUMBERS },
      },
      worked({ ...ANALYSIS, fromS: 1.4, toS: 30.3, cores: 1, peakMB: 263 }),
      worked({ ...FIGURES, fromS: 1.4, toS: 14.1, cores: 0.8, peakMB: 181 }),
      {
        ...worked({ ...RENDER, fromS: 39.8, toS: 91.8, cores: 0.95, peakMB: 204 }),
        needs: ['analysis', 'figures', 'project-tests'],
        cacheState: 'warm',
        ranBecause: { causes: [changedFile('manuscript/sections/methods.tex')], more: 3 },
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
      aSkippedStage({ ...REVIEW, reason: { kind: 'nothing-to-do', exitCode: 2 } }),
    ],
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
    baseline: { where: 'cache', runs: 23, bytes: 312_000, ageDays: 2 },
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

const USUAL: Readonly<Record<string, number>> = {
  setup: 1_350,
  'project-tests': 35_500,
  analysis: 23_200,
  figures: 18_300,
  render: 34_000,
};

/** Earlier runs of the same pipeline, a day apart, with noise that is the same every time. */
export function earlierRuns(count = 23): readonly RunRecord[] {
  const { caches: _caches, advice: _advice, baseline: _baseline, ...now } = slowRun();
  return Array.from({ length: count }, (_, run) => {
    const took = (id: string, stage: number): number =>
      Math.round((USUAL[id] ?? 0) * (1 + 0.02 * Math.sin(12.9898 * (run + 1) + 78.233 * stage)));
    const startedAt = new Date(Date.UTC(2026, 1, 18 + run, 9, 30)).toISOString();
    const [setupMs, testsMs] = [took('setup', 0), took('project-tests', 1)];
    const stages = now.stages.map(
      ({ series: _series, confirmations: _further, ...stage }, index) => {
        if (stage.durationMs === undefined) return stage;
        const after = stage.id === 'render' ? setupMs + testsMs : setupMs;
        const evidence = usualEvidence(stage);
        return {
          ...stage,
          startMs: stage.id === 'setup' ? 0 : after,
          durationMs: took(stage.id, index),
          cpuMs: took(stage.id, index),
          ...(evidence !== undefined && { evidence }),
        };
      },
    );
    return aRun({
      ...now,
      stages,
      totalMs: setupMs + testsMs + took('render', 4),
      caches: [],
      run: {
        ...now.run,
        id: `${run}`,
        event: 'push',
        branch: 'main',
        startedAt,
        commitTime: startedAt,
      },
    });
  });
}

/** One pass and fewer pages; a test that was quick, one that is gone, and one that was not there. */
function usualEvidence({ evidence }: StageRecord): StageRecord['evidence'] {
  const { tests, latex } = evidence ?? {};
  if (tests !== undefined) {
    const [drift, verlet] = tests.slowest as [TestTime, TestTime];
    const gone = { name: 'tests.test_growth::test_long_series', durationMs: 5_900 };
    return { tests: { ...tests, slowest: [verlet, gone, { ...drift, durationMs: 3_180 }] } };
  }
  if (latex === undefined) return undefined;
  const { undefinedReferences: _undefined, ...rest } = latex;
  return { latex: { ...rest, passes: [{ program: 'xelatex', count: 1 }], pages: 24 } };
}

/** The report of every example, by name. */
export const EXAMPLE_REPORTS: readonly (readonly [string, ReportModel])[] = [
  ['passing', buildReport(passingRun(), { marks: MARKS })],
  ['failing', buildReport(failingRun(), { marks: MARKS, site: SITE })],
  ['interrupted', buildReport(interruptedRun(), { marks: MARKS })],
  ['running', buildReport(runningRun(), { marks: MARKS })],
  ['hostile', buildReport(hostileRun(), { marks: MARKS })],
  ['reused', buildReport(reusedRun(), { marks: MARKS })],
  ['regressed', buildReport(regressedRun(), { marks: MARKS, history: earlierRuns(), site: SITE })],
];
