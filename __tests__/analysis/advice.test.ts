import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../src/analysis/advice.ts';
import type { CacheDefinition, Stage } from '../../src/pipeline/types.ts';
import type { StageEvidence } from '../../src/record/evidence.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { aRun, aStage } from '../builders.ts';
import { pipelineOf, stage } from '../pipeline/stages.ts';

const LATEX: CacheDefinition = {
  name: 'latex',
  preset: 'latex',
  paths: ['build'],
  inputs: [],
  restoreKeys: [],
  proxy: false,
};

/** What is said of a run with one long stage, beside what the test says of it. */
function advise(
  record: Partial<StageRecord>,
  definition: Partial<Stage> = {},
  run: Partial<RunRecord> = {},
) {
  const stages = [aStage({ id: 'long', durationMs: 40_000, cpuMs: 90_000, ...record })];
  const pipeline = pipelineOf([stage('long', { inputs: ['src'], ...definition })], {
    caches: [LATEX],
  });
  return adviceFor(aRun({ stages, ...run }), pipeline);
}

function tests(durationMs: number, slowestMs: number, total = 50): StageEvidence {
  const slowest = [{ name: 'tests.a::test_long', durationMs: slowestMs }];
  return { tests: { total, failed: 0, skipped: 0, durationMs, slowest } };
}

function latex(usesLatexmk: boolean, count: number, wantsRerun = false): StageEvidence {
  return { latex: { passes: [{ program: 'xelatex', count }], usesLatexmk, wantsRerun } };
}

describe('a long stage without inputs', () => {
  it('is told to name them', () => {
    expect(advise({}, { inputs: [] })).toEqual([
      { kind: 'declare-inputs', stage: 'long', durationMs: 40_000 },
    ]);
  });

  it('is left alone where it says that it always runs, is short, or is not worth it', () => {
    expect(advise({}, { inputs: [], reuse: false })).toEqual([]);
    expect(advise({ durationMs: 4_900 }, { inputs: [] })).toEqual([]);
    expect(advise({}, { inputs: [] }, { totalMs: 500_000 })).toEqual([]);
    expect(advise({ status: 'reused' }, { inputs: [] })).toEqual([]);
  });
});

describe('tests of pytest', () => {
  const inARow = { cpuMs: 38_000, evidence: tests(36_000, 2_000) };
  const pytest = { run: 'python3 -m pytest tests --junitxml=junit.xml' };

  it('are shared out where cores are idle, with a prediction', () => {
    // 4 s to start, and the 36 s on four cores, a third longer for the sharing.
    expect(advise(inARow, pytest)).toEqual([
      {
        kind: 'parallel-tests',
        stage: 'long',
        durationMs: 40_000,
        workers: 4,
        predictedMs: 15_700,
      },
    ]);
  });

  it('are not where they are already, or the machine has no cores for it, or one test is the time', () => {
    expect(advise(inARow, { run: 'pytest tests -n auto' })).toEqual([]);
    expect(advise(inARow, { run: 'pytest -n4' })).toEqual([]);
    expect(advise(inARow, { run: 'npm test' })).toEqual([]);
    expect(advise({ ...inARow, evidence: tests(120_000, 2_000) }, pytest)).toEqual([]);
    expect(advise({ ...inARow, cpuMs: 120_000 }, pytest)).toEqual([]);
    const two = { environment: { ...aRun().environment, cpus: 2 } };
    expect(advise(inARow, pytest, two)).toEqual([]);
    const kinds = advise({ ...inARow, evidence: tests(36_000, 30_000) }, pytest);
    expect(kinds).toEqual([
      {
        kind: 'slow-test',
        stage: 'long',
        test: 'tests.a::test_long',
        testMs: 30_000,
        allMs: 36_000,
      },
    ]);
  });

  it('are not told of a slow test that is the only one', () => {
    expect(advise({ evidence: tests(36_000, 36_000, 1) }, {})).toEqual([]);
  });
});

describe('a document', () => {
  it('made by latexmk wants a cache of its output folder', () => {
    expect(advise({ evidence: latex(true, 4) })).toEqual([
      { kind: 'latex-cache', stage: 'long', durationMs: 40_000, passes: 4 },
    ]);
    expect(advise({ evidence: latex(true, 4) }, { caches: ['latex'] })).toEqual([]);
  });

  it('made by the engine alone wants latexmk', () => {
    expect(advise({ evidence: latex(false, 3) }, { caches: ['latex'] })).toEqual([
      { kind: 'latexmk', stage: 'long', durationMs: 40_000, passes: 3 },
    ]);
    expect(advise({ evidence: latex(false, 1) })).toEqual([]);
  });

  it('that is not settled comes first, however short the stage is', () => {
    expect(advise({ durationMs: 900, evidence: latex(false, 1, true) })).toEqual([
      { kind: 'latex-unsettled', stage: 'long' },
    ]);
  });

  it('that latexmk gave up on wants no latexmk, no cache and no further pass, but its files named', () => {
    const unsettled = { program: 'xelatex', files: ['main.aux'] };
    const evidence = { latex: { ...latex(true, 5, true).latex, unsettled } } as StageEvidence;
    expect(advise({ evidence })).toEqual([
      { kind: 'latex-never-settles', stage: 'long', passes: 5, ...unsettled },
    ]);
  });

  it('that latexmk or Tectonic left unsettled is said to be made by them', () => {
    expect(advise({ durationMs: 900, evidence: latex(true, 2, true) })).toEqual([
      { kind: 'latex-unsettled', stage: 'long', madeBy: 'latexmk' },
    ]);
    const passes = [{ program: 'tectonic', count: 3 }];
    const tectonic = (wantsRerun: boolean) => ({
      latex: { passes, usesLatexmk: false, wantsRerun },
    });
    expect(advise({ evidence: tectonic(true) })).toEqual([
      { kind: 'latex-unsettled', stage: 'long', madeBy: 'tectonic' },
    ]);
    expect(advise({ evidence: tectonic(false) })).toEqual([]);
  });
});

describe('a bottleneck on one core', () => {
  it('is to be split', () => {
    expect(advise({ cpuMs: 40_000 })).toEqual([
      { kind: 'one-core', stage: 'long', durationMs: 40_000, cores: 4 },
    ]);
    expect(advise({ cpuMs: 4_000 })).toEqual([]);
    expect(advise({ cpuMs: 120_000 })).toEqual([]);
  });
});

describe('memory', () => {
  it('that is nearly all in use is pointed out', () => {
    expect(advise({ peakRssBytes: 14e9 })).toEqual([
      { kind: 'memory', stage: 'long', peakRssBytes: 14e9, memoryBytes: 16e9 },
    ]);
    expect(advise({ peakRssBytes: 10e9 })).toEqual([]);
  });
});

describe('waiting for slots', () => {
  /** Stages of 20 s, all ready at once, and how idle the machine was every 10 s. */
  const waiting = (
    idlePercent: readonly number[] | undefined,
    { stages: count = 2, slots = 1, cpus = 4 } = {},
  ) => {
    const ids = Array.from({ length: count }, (_, i) => `s${i}`);
    const stages = ids.map((id, i) =>
      aStage({ id, startMs: Math.floor(i / slots) * 20_000, durationMs: 20_000, cpuMs: 2_000 }),
    );
    const environment = { ...aRun().environment, slots, cpus };
    const machine =
      idlePercent === undefined
        ? {}
        : { machine: { intervalMs: 10_000, idlePercent: [...idlePercent] } };
    const totalMs = Math.ceil(count / slots) * 20_000;
    const pipeline = pipelineOf(ids.map(id => stage(id, { inputs: ['x'] })));
    return adviceFor(aRun({ stages, environment, totalMs, ...machine }), pipeline);
  };

  it('while cores are idle wants more of them', () => {
    expect(waiting([90, 90, 0, 0])).toEqual([
      { kind: 'more-slots', waitedMs: 20_000, slots: 1, busyShare: 0.1 },
    ]);
  });

  it('counts no time twice, however many stages wait', () => {
    expect(waiting([90, 90, 90, 90, 90, 90], { stages: 6, slots: 2 })).toMatchObject([
      { kind: 'more-slots', waitedMs: 40_000 },
    ]);
    const [advice] = waiting(Array(16).fill(80), { stages: 8 });
    expect(advice).toMatchObject({ kind: 'more-slots', waitedMs: 140_000 });
  });

  it('while other programs use the cores is nothing to be helped', () => {
    expect(waiting([2, 3, 1, 2])).toEqual([]);
    // Idle only when nothing waited any more.
    expect(waiting([5, 5, 95, 95])).toEqual([]);
  });

  it('while less than a core is idle would find no room for another stage', () => {
    expect(waiting([45, 45, 45, 45], { cpus: 2 })).toEqual([]);
  });

  it('says nothing where nobody saw the machine, however little its stages computed', () => {
    expect(waiting(undefined)).toEqual([]);
    expect(waiting([])).toEqual([]);
  });
});

describe('all advice', () => {
  it('is five pieces at most, what saves most first', () => {
    const ids = Array.from({ length: 8 }, (_, i) => `s${i}`);
    const stages = ids.map((id, i) =>
      aStage({ id, startMs: 0, durationMs: 10_000 + i * 1000, cpuMs: 90_000 }),
    );
    const found = adviceFor(aRun({ stages }), pipelineOf(ids.map(id => stage(id))));
    expect(found.map(one => 'stage' in one && one.stage)).toEqual(['s7', 's6', 's5', 's4', 's3']);
  });

  it('is not given of a run that was cut short', () => {
    expect(advise({}, { inputs: [] }, { status: 'cancelled' })).toEqual([]);
  });
});

describe('a step of the job that installs something', () => {
  const job = (name: string, durationMs: number, totalMs = 40_000) =>
    advise(
      {},
      {},
      {
        totalMs,
        wholeJob: { beforeMs: durationMs + 1_000, steps: [{ name, startMs: 0, durationMs }] },
      },
    );

  it('is to be made a setup, with what it took of the job', () => {
    expect(job('Install TeX Live', 125_000)).toEqual([
      { kind: 'setup-step', step: 'Install TeX Live', stepMs: 125_000, jobMs: 166_000 },
    ]);
    for (const name of [
      'Run sudo apt-get update',
      'Run pip install -r requirements.txt',
      'Run uv sync --frozen',
      'Run r-lib/actions/setup-r-dependencies@v2',
    ]) {
      expect(job(name, 60_000), name).toHaveLength(1);
    }
  });

  it('is left alone where it is short, a small part of the job, or installs nothing', () => {
    expect(job('Install TeX Live', 9_000, 1_000)).toEqual([]);
    expect(job('Install TeX Live', 30_000, 400_000)).toEqual([]);
    expect(job('Run actions/checkout@v5', 125_000)).toEqual([]);
    expect(job('Download the data', 125_000)).toEqual([]);
  });
});
