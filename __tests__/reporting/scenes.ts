/** What a reader meets in the first weeks, as runs of the engine's own making: the pictures that are checked. */
import { withCauses } from '../../src/analysis/failure-cause.ts';
import { compare } from '../../src/analysis/verdict/compare.ts';
import { forkReportText, parseForkReport } from '../../src/github/fork/artifact.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import type { ReportOptions } from '../../src/reporting/model/model.ts';
import { aReusedStage, aRun, aSkippedStage } from '../builders.ts';
import { changedFile, MARKS, SITE, worked } from './examples.ts';

/** A report, and what a reader has to find in it at first sight. */
export interface Scene {
  readonly name: string;
  readonly record: RunRecord;
  readonly reporting: ReportOptions;
  /** Name of the stage that it is about; absent where all is well. */
  readonly culprit?: string;
  /** Why, as far as that is known. */
  readonly cause?: string;
  /** What became of its time. */
  readonly change?: string;
  /** Whether there is something to compare with: then the change has a column. */
  readonly isCompared: boolean;
}

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 2, 14, 9, 26, 53);
const RUNS = 200;

const PULL_REQUEST = {
  ...aRun().run,
  branch: 'growth-model',
  event: 'pull_request',
  pullRequest: 27,
};

/** Twelve chapters, each with its data, fit, table, figure and text: sixty stages, as a thesis has them. */
const PARTS = ['Data', 'Fit', 'Table', 'Figure', 'Text'] as const;
const CHAPTERS = Array.from({ length: 12 }, (_, i) => i + 1);

/** How long each takes, and its name. */
const THESIS = CHAPTERS.flatMap(chapter =>
  PARTS.map((part, j) => ({
    id: `${part.toLowerCase()}-${chapter}`,
    name: `${part} of Chapter ${chapter}`,
    needs: j === 0 ? [] : [`${PARTS[j - 1]?.toLowerCase()}-${chapter}`],
    seconds: 2 + ((chapter * 7 + j * 5) % 11),
  })),
);

/** Stages one after the other, with a noise that is always the same; `take` changes what one takes. */
function thesis(day: number, take: Readonly<Record<string, number>> = {}): StageRecord[] {
  let fromS = 0;
  return THESIS.map(({ seconds, ...stage }, j) => {
    const wobble = 1 + 0.02 * Math.sin(12.9898 * (day + 1) + 78.233 * (j + 1));
    const toS = fromS + (take[stage.id] ?? seconds) * wobble;
    const one = worked({ ...stage, fromS, toS, cores: 0.9, peakMB: 80 + j });
    fromS = toS;
    return one;
  });
}

function daysAgo(days: number): Pick<RunRecord['run'], 'id' | 'startedAt' | 'commitTime'> {
  const startedAt = new Date(NOW - days * DAY_MS).toISOString();
  return { id: String(1000 - days), startedAt, commitTime: startedAt };
}

const ENVIRONMENT = { ...aRun().environment, slots: 1 };

function earlierTheses(): readonly RunRecord[] {
  return Array.from({ length: RUNS }, (_, i) =>
    aRun({
      environment: ENVIRONMENT,
      stages: thesis(i).map(({ series: _series, ...stage }) => stage),
      run: { ...aRun().run, ...daysAgo(RUNS - i) },
    }),
  );
}

/** A run of the pull request beside its history, as the engine compares the two. */
function judged(run: RunRecord, before: readonly RunRecord[]): RunRecord {
  return {
    ...run,
    comparison: compare(run, { schema: 2, runs: [...before] }),
    baseline: { where: 'cache', runs: before.length, bytes: 312_000, ageDays: 1 },
  };
}

function ofThesis(take: Readonly<Record<string, number>>): RunRecord {
  return aRun({ environment: ENVIRONMENT, run: PULL_REQUEST, stages: thesis(RUNS, take) });
}

function onlyStage(
  run: RunRecord,
  id: string,
  change: (stage: StageRecord) => StageRecord,
): RunRecord {
  return { ...run, stages: run.stages.map(stage => (stage.id === id ? change(stage) : stage)) };
}

/** The nineteenth of sixty stages takes half as long again, as further runs confirm. */
function regressedThesis(): RunRecord {
  return onlyStage(ofThesis({ 'figure-4': 18 }), 'figure-4', stage => ({
    ...stage,
    ranBecause: { causes: [changedFile('analysis/growth/models/logistic.py')], more: 2 },
    confirmations: [
      { ref: 'head', durationMs: 17_800 },
      { ref: 'head', durationMs: 18_100 },
    ],
  }));
}

/** As functions and files are called: nothing in it breaks a line. */
const LONG_NAME = 'reproduce_supplementary_figure_s12_bootstrap_confidence_intervals_by_country';

function renamed(run: RunRecord, id: string, name: string): RunRecord {
  return onlyStage(run, id, stage => ({ ...stage, name }));
}

/** Cut short by the stage with this id: what comes before it has passed, what comes after is skipped. */
function failedAt(id: string, change: Partial<StageRecord>): RunRecord {
  const stages = thesis(RUNS);
  const at = stages.findIndex(stage => stage.id === id);
  return aRun({
    status: 'failed',
    environment: ENVIRONMENT,
    run: PULL_REQUEST,
    stages: stages.map((stage, i): StageRecord => {
      if (i < at) return stage;
      if (i === at) {
        const reason = { kind: 'exit-code', exitCode: change.exitCode ?? 1 } as const;
        return { ...stage, status: 'failed', reason, ...change };
      }
      const { id, name, needs } = stage;
      const need = needs.find(one => stages.findIndex(other => other.id === one) >= at);
      const reason =
        need === undefined
          ? ({ kind: 'not-started-after', stage: stages[at]?.id ?? '' } as const)
          : ({ kind: 'needs', stage: need } as const);
      return aSkippedStage({ id, name, needs, reason });
    }),
  });
}

const FAILED_TEST = {
  exitCode: 1,
  ranBecause: { causes: [changedFile('src/growth/fit.py')] },
  logTail: [
    '=================================== FAILURES ===================================',
    '____________________________ test_fit_converges[12] ____________________________',
    'E       AssertionError: 0.31 != 0.29 within 3 places',
    'FAILED tests/test_fit.py::test_fit_converges[12] - AssertionError: 0.31 != 0.29',
    '========================= 2 failed, 48 passed in 3.14s =========================',
  ],
  evidence: {
    tests: {
      total: 50,
      failed: 2,
      skipped: 0,
      durationMs: 3_100,
      slowest: [{ name: 'tests.test_fit::test_fit_converges[12]', durationMs: 900 }],
      failures: [
        {
          name: 'tests.test_fit::test_fit_converges[12]',
          message: 'AssertionError: 0.31 != 0.29 within 3 places',
          file: 'tests/test_fit.py',
          line: 88,
        },
        { name: 'tests.test_fit::test_fit_is_stable', message: 'ValueError: no root in [0, 1]' },
      ],
    },
  },
} satisfies Partial<StageRecord>;

const LATEX_ERROR = {
  exitCode: 12,
  ranBecause: { causes: [changedFile('manuscript/chapters/04-growth.tex')] },
  logTail: [
    '(./chapters/04-growth.tex [41]',
    '! Undefined control sequence.',
    'l.42 \\growthrate',
    '                {\\alpha}',
    'Latexmk: Errors, so I did not complete making targets',
  ],
  evidence: {
    latex: {
      passes: [{ program: 'xelatex', count: 1 }],
      usesLatexmk: true,
      pages: 41,
      error: {
        message: 'Undefined control sequence',
        file: 'chapters/04-growth.tex',
        line: 42,
        source: '\\growthrate',
      },
    },
  },
} satisfies Partial<StageRecord>;

/** What becomes of a fork's run: its artifact is written, and read by who may comment. */
function throughFork(record: RunRecord): RunRecord {
  const head = { sha: SITE.headSha, repositoryId: 99 };
  const parsed = parseForkReport(forkReportText(withCauses(record), head), head);
  if (!parsed.ok) throw new Error(`the fork's report was refused: ${JSON.stringify(parsed.fault)}`);
  return parsed.record;
}

function reusing(run: RunRecord, keeps: (id: string) => boolean): RunRecord {
  const stages = run.stages.map(stage => {
    const { id, name, needs, durationMs = 0 } = stage;
    const reuse = { savedMs: durationMs, tookMs: 80, bytes: 12_000 };
    return keeps(id) ? stage : aReusedStage({ id, name, needs, reuse });
  });
  return { ...run, stages };
}

/** All of them; made when asked, because two hundred runs of sixty stages take a second. */
export function allScenes(): readonly Scene[] {
  const history = earlierTheses();
  const reporting: ReportOptions = { marks: MARKS, site: SITE, history };
  const first = aRun({ ...ofThesis({}), baseline: { where: 'cache', runs: 0 } });
  const FIT = 'Fit of Chapter 4';
  const FIGURE = 'Figure of Chapter 4';
  const TEXT = 'Text of Chapter 4';
  return [
    { name: 'first', record: first, reporting: { marks: MARKS, site: SITE }, isCompared: false },
    {
      name: 'failing-test',
      record: failedAt('fit-4', FAILED_TEST),
      reporting,
      culprit: FIT,
      cause:
        'test_fit_converges[12] in tests/test_fit.py:88 (AssertionError: 0.31 != 0.29 within 3 places)',
      isCompared: false,
    },
    {
      name: 'latex-error',
      record: judged(failedAt('text-4', LATEX_ERROR), history),
      reporting,
      culprit: TEXT,
      cause: 'Undefined control sequence at \\growthrate (chapters/04-growth.tex:42)',
      isCompared: true,
    },
    {
      name: 'regressed',
      record: judged(regressedThesis(), history),
      reporting,
      culprit: FIGURE,
      cause: 'ran because input analysis/growth/models/logistic.py changed',
      change: '+50 %',
      isCompared: true,
    },
    {
      name: 'long-name',
      record: renamed(judged(regressedThesis(), history), 'figure-4', LONG_NAME),
      reporting,
      culprit: LONG_NAME,
      change: '+50 %',
      isCompared: true,
    },
    { name: 'unchanged', record: judged(ofThesis({}), history), reporting, isCompared: true },
    {
      name: 'improved',
      record: judged(
        reusing(ofThesis({ 'figure-4': 6 }), id => !id.endsWith('-7')),
        history,
      ),
      reporting,
      culprit: FIGURE,
      change: '−49 %',
      isCompared: true,
    },
    {
      name: 'fork',
      record: throughFork(failedAt('text-4', LATEX_ERROR)),
      reporting: { marks: MARKS, site: SITE },
      culprit: TEXT,
      cause: 'Undefined control sequence at \\growthrate (chapters/04-growth.tex:42)',
      isCompared: false,
    },
  ];
}
