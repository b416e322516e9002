/** The runs that the golden files and the screenshots show. */
import type { RunCause } from '../../src/record/facts/stage/run-cause.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { aRun, aSkippedStage, aStage } from '../builders.ts';

/** Where the examples of pull requests are from. */
export const SITE = {
  repository: 'https://github.com/octo-org/manuscript',
  headSha: '89abcdef0123456789abcdef0123456789abcdef',
  docs: 'https://github.com/octo-org/stagetime/blob/v1/docs',
};
export const MARKS = { overMs: 10_000, overShare: 0.2 };

type Work = Pick<StageRecord, 'id' | 'name' | 'needs'> & {
  readonly fromS: number;
  readonly toS: number;
  readonly cores: number;
  readonly peakMB: number;
};

export const SETUP = { id: 'setup', name: 'Setup Environment', needs: [] };
export const TESTS = { id: 'project-tests', name: 'Project Tests', needs: ['setup'] };
export const ANALYSIS = { id: 'analysis', name: 'Growth Analysis', needs: ['setup'] };
export const FIGURES = { id: 'figures', name: 'Figures', needs: ['setup'] };
const SECTIONS = { id: 'sections', name: 'Sections', needs: ['analysis', 'figures'] };
export const RENDER = { id: 'render', name: 'PDF Rendering', needs: ['analysis', 'figures'] };
export const VALIDATE = { id: 'validate', name: 'PDF Validation', needs: ['render'] };
export const COPY = { id: 'copy', name: 'Copy Outputs', needs: ['validate'] };
export const REVIEW = { id: 'llm-review', name: 'LLM Review', needs: ['render'], optional: true };

/** Nine stages on two slots: one bottleneck over its budget, one review without a model. */
export function passingRun(): RunRecord {
  return aRun({
    environment: { ...aRun().environment, cpus: 2, slots: 2 },
    totalMs: 135_200,
    stages: [
      worked({ ...SETUP, fromS: 0, toS: 1.4, cores: 0.9, peakMB: 45 }),
      worked({ ...TESTS, fromS: 1.4, toS: 39.8, cores: 1.6, peakMB: 312 }),
      worked({ ...ANALYSIS, fromS: 1.4, toS: 27.3, cores: 1, peakMB: 263 }),
      worked({ ...FIGURES, fromS: 27.3, toS: 45.6, cores: 0.8, peakMB: 181 }),
      worked({ ...SECTIONS, fromS: 45.6, toS: 71.1, cores: 0.9, peakMB: 158 }),
      {
        ...worked({ ...RENDER, fromS: 45.6, toS: 131.9, cores: 0.95, peakMB: 204 }),
        budgetMs: 80_000,
      },
      worked({ ...VALIDATE, fromS: 131.9, toS: 134.1, cores: 0.7, peakMB: 60 }),
      worked({ ...COPY, fromS: 134.1, toS: 135.2, cores: 0.4, peakMB: 22 }),
      aSkippedStage({ ...REVIEW, reason: { kind: 'nothing-to-do', exitCode: 2 } }),
    ],
  });
}

/** Rendering fails: what ran beside it is cancelled, what needs it is skipped. */
export function failingRun(): RunRecord {
  return aRun({
    status: 'failed',
    run: { ...aRun().run, branch: 'growth-model', event: 'pull_request', pullRequest: 27 },
    stages: [
      worked({ ...SETUP, fromS: 0, toS: 1.4, cores: 0.9, peakMB: 45 }),
      worked({ ...ANALYSIS, fromS: 1.4, toS: 12.3, cores: 1, peakMB: 263 }),
      worked({ ...FIGURES, fromS: 1.4, toS: 9.8, cores: 0.8, peakMB: 181 }),
      {
        ...worked({ ...SECTIONS, fromS: 12.3, toS: 24.4, cores: 0.9, peakMB: 158 }),
        status: 'cancelled',
        reason: { kind: 'ended-after', stage: RENDER.id },
      },
      {
        ...worked({ ...RENDER, fromS: 12.3, toS: 24.3, cores: 0.95, peakMB: 204 }),
        status: 'failed',
        exitCode: 12,
        reason: { kind: 'exit-code', exitCode: 12 },
        ranBecause: {
          causes: [changedFile('sections/section-16.tex'), changedFile('sections/section-3.tex')],
          more: 1,
        },
        logTail: LATEX_LOG,
        survivors: ['python3 -m http.server 8000'],
      },
      aSkippedStage({ ...VALIDATE, reason: { kind: 'needs', stage: RENDER.id } }),
      aSkippedStage({ ...COPY, reason: { kind: 'needs', stage: VALIDATE.id } }),
      aSkippedStage({
        ...REVIEW,
        reason: { kind: 'missing-tool', as: 'executable', tool: 'ollama' },
      }),
    ],
    notices: [
      {
        kind: 'baseline-unread',
        fault: 'unavailable',
        failure: {
          at: { in: 'cache' },
          cause: { kind: 'said', said: 'the cache service answered 503' },
        },
      },
    ],
  });
}

/** An input that is not what it was. */
export function changedFile(path: string): RunCause {
  return { kind: 'changed', difference: { kind: 'file', path, change: 'content' } };
}

/** Ended by Ctrl-C while two stages ran, on a machine that measures time only. */
export function interruptedRun(): RunRecord {
  const timed = (stage: StageRecord): StageRecord => {
    const { cpuMs, peakRssBytes, readBytes, writeBytes, series, ...rest } = stage;
    return rest;
  };
  const reason = { kind: 'interrupted' } as const;
  const cancelled = { status: 'cancelled', reason } as const;
  return aRun({
    status: 'cancelled',
    run: { id: 'local', attempt: 1, event: 'terminal', startedAt: '2026-03-14T09:26:53.000Z' },
    environment: { os: 'darwin', arch: 'arm64', cpus: 8, memoryBytes: 17.2e9, slots: 8 },
    stages: [
      timed(worked({ ...SETUP, fromS: 0, toS: 1.2, cores: 1, peakMB: 1 })),
      { ...timed(worked({ ...TESTS, fromS: 1.2, toS: 5.1, cores: 1, peakMB: 1 })), ...cancelled },
      {
        ...timed(worked({ ...ANALYSIS, fromS: 1.2, toS: 5.1, cores: 1, peakMB: 1 })),
        ...cancelled,
      },
      aSkippedStage({ ...RENDER, reason }),
    ],
  });
}

/** As flushed while it is under way. */
export function runningRun(): RunRecord {
  const { durationMs, exitCode, ...tests } = worked({
    ...TESTS,
    fromS: 1.4,
    toS: 12.8,
    cores: 1.6,
    peakMB: 312,
  });
  return aRun({
    status: 'running',
    totalMs: 12_800,
    stages: [
      worked({ ...SETUP, fromS: 0, toS: 1.4, cores: 0.9, peakMB: 45 }),
      { ...tests, status: 'running' },
      worked({ ...ANALYSIS, fromS: 1.4, toS: 12.3, cores: 1, peakMB: 263 }),
      aSkippedStage({ ...RENDER, status: 'pending' }),
    ],
  });
}

/** Everything a name, a reason or a log line may try. */
export function hostileRun(): RunRecord {
  return aRun({
    status: 'failed',
    run: { ...aRun().run, branch: 'feature/<img src=x onerror=alert(1)>|@octocat' },
    stages: [
      worked({
        id: 'md',
        name: '**bold** | `code` [link](https://example.org) @octocat #1',
        needs: [],
        fromS: 0,
        toS: 4,
        cores: 1,
        peakMB: 10,
      }),
      worked({
        id: 'html',
        name: '</td></table><script>alert("x")</script>&amp;',
        needs: ['md'],
        fromS: 4,
        toS: 9,
        cores: 1,
        peakMB: 20,
      }),
      worked({
        id: 'mermaid',
        name: 'section %%{init: {"theme": "dark"}}%% : crit; #35; click x',
        needs: ['md'],
        fromS: 4,
        toS: 6,
        cores: 1,
        peakMB: 20,
      }),
      worked({
        id: 'bidi',
        name: '\u202Egnp.exe\u202C \u001b[31mred\u001b[0m \u200Bzero\u0007\nline',
        needs: ['html'],
        fromS: 9,
        toS: 14,
        cores: 1,
        peakMB: 20,
      }),
      {
        ...worked({
          id: 'long',
          name: `::error::${'long '.repeat(2000)}`,
          needs: ['bidi'],
          fromS: 14,
          toS: 17,
          cores: 1,
          peakMB: 20,
        }),
        status: 'failed',
        exitCode: 1,
        reason: { kind: 'exit-code', exitCode: 1 },
        logTail: [
          '```',
          '::set-output name=x::y',
          '##[error]boom',
          '</code></pre><script>alert(1)</script>',
          '\u001b[31mred\u001b[0m and 10 %\r100 %',
        ],
      },
      aSkippedStage({
        id: 'wide',
        name: '図の描画 👩‍🔬 https://example.org',
        reason: { kind: 'fault', cause: '<b>@team</b>' },
      }),
    ],
    notices: [{ kind: 'said', text: 'GH-12 www.example.org :tada: 1. <!-- --> $x$' }],
  });
}

const LATEX_LOG = [
  'Running xelatex -interaction=nonstopmode main.tex',
  ...Array.from({ length: 16 }, (_, page) => `(./sections/section-${page + 1}.tex [${page + 2}]`),
  '! Undefined control sequence.',
  'l.42 \\growthrate',
  '                {\\alpha}',
  'Latexmk: Errors, so I did not complete making targets',
];

/** A stage that passed, with resources that rise and fall in a way one can recognise. */
export function worked({ fromS, toS, cores, peakMB, ...stage }: Work): StageRecord {
  const samples = Math.min(60, Math.max(2, Math.round((toS - fromS) * 2)));
  const wave = (index: number) => 0.75 + 0.25 * Math.sin((index * 7) / samples);
  const peak = peakMB * 1e6;
  return aStage({
    ...stage,
    startMs: fromS * 1000,
    durationMs: Math.round((toS - fromS) * 1000),
    cpuMs: Math.round((toS - fromS) * cores * 1000),
    peakRssBytes: peak,
    readBytes: peak / 8,
    writeBytes: peak / 40,
    outputBytes: peak / 90,
    series: {
      intervalMs: ((toS - fromS) * 1000) / samples,
      cpuPercent: Array.from({ length: samples }, (_, i) => Math.round(cores * 100 * wave(i))),
      rssBytes: Array.from({ length: samples }, (_, i) =>
        Math.round(peak * Math.min(1, (i + 1) / (samples * 0.6))),
      ),
    },
  });
}
