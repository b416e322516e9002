import { describe, expect, it } from 'vitest';
import type { Comparison, Evidence, StageComparison } from '../../../src/record/comparison.ts';
import type { CacheRecord, RunRecord, StageRecord } from '../../../src/record/run-record.ts';
import { buildReport } from '../../../src/reporting/model/model.ts';
import {
  aBaselineUsed,
  aReusedStage,
  aRun,
  aSkippedStage,
  aStage,
  aStageComparison,
} from '../../builders.ts';
import { earlierRuns, regressedRun, reusedRun } from '../compared-examples.ts';
import { failingRun, interruptedRun, MARKS, passingRun, runningRun } from '../examples.ts';

const report = (record: RunRecord) => buildReport(record, { marks: MARKS });
const headline = (record: RunRecord) => report(record).headline.text;
const failed = (overrides: Partial<StageRecord>) =>
  aStage({
    id: 'render',
    name: 'PDF Rendering',
    status: 'failed',
    durationMs: 12_000,
    ...overrides,
  });

/** Older versions called such a run passed. */
const nothingRan = (status: RunRecord['status']) =>
  aRun({ status, stages: [aSkippedStage(), aSkippedStage({ id: 'b' })] });

describe('the headline', () => {
  it.each([
    ['Pipeline passed in 2m 15s: 8 stages passed, 1 skipped', passingRun()],
    [
      'PDF Rendering failed: Undefined control sequence at \\growthrate (sections/section-16.tex:42); 3 stages passed, 1 cancelled, 3 skipped',
      failingRun(),
    ],
    ['Interrupted after 5.10s: 1 stage passed, 2 cancelled, 1 skipped', interruptedRun()],
    ['Running: 2 of 4 stages done', runningRun()],
    ['Nothing ran: no stages', aRun()],
    ['Nothing ran: 2 stages skipped', nothingRan('skipped')],
    ['Nothing ran: 2 stages skipped', nothingRan('passed')],
    ['Pipeline passed in 0.0s: 1 stage reused', aRun({ stages: [aReusedStage()] })],
  ])('says: %s', (text, record) => {
    expect(headline(record)).toBe(text);
  });

  it('says that a stage timed out', () => {
    const stages = [failed({ status: 'timed-out', durationMs: 600_000 })];
    expect(headline(aRun({ status: 'failed', stages }))).toBe(
      'PDF Rendering timed out after 10m 00s',
    );
  });

  it('gives the reason where a command could not be started', () => {
    const { exitCode, ...stage } = failed({ durationMs: 3, reason: { kind: 'no-shell' } });
    expect(headline(aRun({ status: 'failed', stages: [stage] }))).toBe(
      'PDF Rendering failed after 0.0s (neither bash nor sh is on the PATH)',
    );
  });

  it('names the cause of what failed first, and counts the others', () => {
    const stages = ['A', 'B', 'C', 'D'].map((id, i) =>
      failed({ id, name: id, startMs: 9000 - i * 1000, logTail: [`Error: ${id} is wrong`] }),
    );
    const run = aRun({ status: 'failed', stages: [...stages, aStage({ id: 'E' })] });
    expect(headline(run)).toBe('D failed: Error: D is wrong; 3 more stages failed; 1 stage passed');
    const { failures, digest } = report(run);
    expect(failures.map(({ name, cause }) => `${name}: ${cause}`)).toEqual([
      'D: Error: D is wrong',
      'C: Error: C is wrong',
      'B: Error: B is wrong',
      'A: Error: A is wrong',
    ]);
    expect(digest.rows.map(({ name }) => name)).toEqual(['D', 'C', 'B', 'A']);
  });

  it('gives the number that matters of the stage that lost most time, and counts the others', () => {
    expect(headline(regressedRun())).toBe(
      'PDF Rendering regressed: 34.1s → 52.0s (+53 %, +46 % without the run-wide factor, expected at most +10 %); ' +
        '1 other stage suspected, 1 improved, 2 unchanged, 1 reused, 1 skipped',
    );
  });

  it.each([
    [
      'render is suspected to be slower: 34.0s → 52.0s (+53 %, expected at most +10 %)',
      'suspected',
      53,
      52_000,
    ],
    ['render improved: 34.0s → 16.0s (−53 %)', 'improved', -53, 16_000],
  ] as const)('says: %s', (text, verdict, changePercent, durationMs) => {
    const baseline = aBaselineUsed({ medianMs: 34_000, runs: 9 });
    const found = aStageComparison({ id: 'render', verdict, changePercent, baseline });
    const stages = [aStage({ id: 'render', durationMs }), aStage({ id: 'other' })];
    const others = aStageComparison({ id: 'other' });
    const comparison = { runFactorPercent: 0, stages: [found, others], total: aStageComparison() };
    expect(headline(aRun({ stages, comparison }))).toBe(`${text}; 1 other stage unchanged`);
  });

  it('does not hide a slowdown that somebody accepted', () => {
    const baseline = aBaselineUsed({ medianMs: 34_000, runs: 9 });
    const accepted = {
      accepted: { kind: 'label', label: 'fine' },
      changePercent: 53,
      baseline,
    } as const;
    const found = aStageComparison({ id: 'render', ...accepted });
    const others = aStageComparison({ id: 'other' });
    const stages = [aStage({ id: 'render', durationMs: 52_000 }), aStage({ id: 'other' })];
    const total = aStageComparison({ accepted: accepted.accepted });
    const run = (of: readonly StageComparison[]) =>
      aRun({ stages, comparison: { runFactorPercent: 0, stages: [...of], total } });
    expect(headline(run([found, others]))).toBe(
      'render is slower, which is accepted: 34.0s → 52.0s (+53 %, expected at most +10 %); 1 other stage unchanged',
    );
    const improved = aStageComparison({ id: 'other', verdict: 'improved', changePercent: -20 });
    expect(headline(run([found, improved]))).toMatch(
      /^other improved: .*; 1 other stage slower and accepted$/,
    );
    expect(headline(run([others]))).toMatch(/^The run as a whole is slower, which is accepted: /);
  });

  it('says so where no slowdown was found, and where only the whole run did', () => {
    const unchanged = {
      runFactorPercent: 0,
      stages: [aStageComparison()],
      total: aStageComparison(),
    };
    const run = aRun({ stages: [aStage()], comparison: unchanged });
    expect(headline(run)).toBe('Passed, no slowdown found: 1 stage unchanged, 1.00s in all');
    const total = aStageComparison({ verdict: 'suspected', changePercent: 31 });
    expect(headline({ ...run, totalMs: 1310, comparison: { ...unchanged, total } })).toBe(
      'The run as a whole is suspected to be slower: 1.00s → 1.31s (+31 %, expected at most +10 %); 1 stage unchanged',
    );
  });

  it('gives no green light to a run whose longest stage could not be compared', () => {
    const stages = [aStage({ id: 'quick' }), aStage({ id: 'long', durationMs: 5_000 })];
    const comparison = {
      runFactorPercent: 0,
      stages: [
        aStageComparison({ id: 'quick' }),
        {
          id: 'long',
          verdict: 'not-comparable' as const,
          reason: { kind: 'ran-beside' as const, aloneRuns: 4 },
        },
      ],
      total: aStageComparison(),
    };
    const { text, tone } = report(aRun({ stages, comparison })).headline;
    expect(text).toBe(
      'Passed, most of it not comparable: 1 stage unchanged, 1 not comparable, 5.00s in all',
    );
    expect(tone).toBe('quiet');
  });

  it('is about the failure where a stage failed, whatever the comparison says', () => {
    const { comparison } = regressedRun();
    expect(headline({ ...failingRun(), ...(comparison && { comparison }) })).toMatch(
      /^PDF Rendering failed: /,
    );
  });

  it('does not blame an optional stage', () => {
    const stages = [failed({ optional: true }), aStage()];
    expect(headline(aRun({ stages }))).toBe('Pipeline passed in 12.0s: 1 stage passed, 1 failed');
  });
});

describe('the report', () => {
  it('says what it cannot say', () => {
    expect(report(passingRun()).compared.sentences).toEqual(['Not compared with earlier runs.']);
    expect(report(interruptedRun()).remarks).toContain(
      'Not measured in this run (darwin): CPU time, memory, bytes read and written.',
    );
    expect(report(passingRun()).remarks.join()).not.toContain('Not measured');
  });

  it('explains shares that add up to more than the total', () => {
    expect(report(passingRun()).shareRemark).toBe(
      'Stages ran at the same time, so their shares add up to 147 %.',
    );
  });

  it('warns of bottlenecks and overrun budgets in words', () => {
    expect(report(passingRun()).warnings).toEqual([
      { label: 'Bottleneck', text: 'PDF Rendering took 1m 26s, 64 % of the total' },
      { label: 'Bottleneck', text: 'Project Tests took 38.4s, 28 % of the total' },
      { label: 'Over budget', text: 'PDF Rendering took 1m 26s, its budget is 1m 20s' },
    ]);
  });

  it('remarks upon stages that took longer than is usual with their tool', () => {
    const stages = [
      aStage({ name: 'Tests', durationMs: 72_000, usual: { tool: 'pytest', mostMs: 60_000 } }),
      aStage({ id: 'r', durationMs: 102_000, usual: { tool: 'latex', mostMs: 90_000 } }),
      aStage({ id: 'quick', durationMs: 9_000, usual: { tool: 'latex', mostMs: 90_000 } }),
    ];
    const { warnings, stages: rows } = report(aRun({ totalMs: 1_000_000, stages }));
    expect(warnings).toEqual([
      { label: 'Slow', text: 'Tests took 1m 12s, over the usual 1m of pytest' },
      { label: 'Slow', text: 'r took 1m 42s, over the usual 1m 30s of LaTeX' },
    ]);
    expect(rows.map(({ marks, notable }) => ({ marks, notable }))).toEqual([
      { marks: ['over the usual 1m of pytest'], notable: false },
      { marks: ['over the usual 1m 30s of LaTeX'], notable: false },
      { marks: [], notable: false },
    ]);
  });

  it('shows at most the last 20 lines of a failed stage’s log, and where the log is', () => {
    const logTail = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);
    const run = aRun({ status: 'failed', stages: [failed({ logTail })] });
    const [failure] = report(run).failures;
    expect(failure?.lines).toHaveLength(20);
    expect(failure?.lines.at(-1)).toBe('line 50');
    expect(failure?.logFile).toBe('logs/render.log');
  });

  it('gives skipped stages with their reason', () => {
    const missing = { kind: 'missing-tool', as: 'executable', tool: 'latexmk' } as const;
    const reason = { ...missing, package: 'latexmk' };
    const { digest } = report(aRun({ stages: [aSkippedStage({ name: 'PDF', reason })] }));
    expect(digest.rows).toMatchObject([
      { name: 'PDF', reason: 'latexmk is missing: apt-get install latexmk' },
    ]);
  });

  it('says how long a document is, and how long it was in the newest run that made it', () => {
    const document = (pages: number) =>
      aStage({ name: 'Paper', evidence: { latex: { passes: [], usesLatexmk: true, pages } } });
    const run = (id: string, ...stages: StageRecord[]) =>
      aRun({ run: { ...aRun().run, id }, stages });
    const pages = (now: number, ...history: RunRecord[]) =>
      buildReport(run('9', document(now)), { marks: MARKS, history }).documents;
    const history = [run('1', document(20)), run('2', document(24)), run('3', aReusedStage())];
    expect(pages(31, ...history)).toEqual([{ name: 'Paper', pages: '31 pages, 24 before' }]);
    expect(pages(24, ...history, run('9', document(30)))).toEqual([
      { name: 'Paper', pages: '24 pages' },
    ]);
    expect(pages(1)).toEqual([{ name: 'Paper', pages: '1 page' }]);
  });

  it('leads to the documents that were uploaded, the one of which the pages are known first', () => {
    const latex = { passes: [], usesLatexmk: true, pages: 12 };
    const paper = aStage({ id: 'paper', name: 'Paper', evidence: { latex } });
    const record = aRun({ stages: [paper, aReusedStage({ id: 'slides', name: 'Slides' })] });
    const repository = 'https://github.com/octo/paper';
    const run = `${repository}/actions/runs/${record.run.id}`;
    const documents = [
      { stage: 'paper', file: 'build/main.pdf', artifact: 4 },
      { stage: 'paper', file: 'build/supplement.pdf', artifact: 5 },
      { stage: 'slides', file: 'a|b](x).pdf', artifact: 'listed' as const },
    ];
    const model = buildReport(record, { marks: MARKS, site: { repository, documents } });
    expect(model.documents).toEqual([
      {
        name: 'Paper',
        link: { file: 'main.pdf', href: `${run}/artifacts/4` },
        pages: '12 pages',
      },
      { name: 'Paper', link: { file: 'supplement.pdf', href: `${run}/artifacts/5` } },
      { name: 'Slides', link: { file: 'a|b](x).pdf', href: `${run}#artifacts` } },
    ]);
  });

  it('says once what several notices have in common, and counts processes of one name', () => {
    const remedy = 'Give the token the right to write, or switch it off.';
    const notices = ['a was lost', 'b was lost', 'b was lost'].map(lost => ({
      kind: 'said' as const,
      text: `${lost}. ${remedy}`,
    }));
    const stages = [aStage({ name: 'Fit', survivors: ['sleep 60', 'sleep 60', 'sleep 70'] })];
    const { notices: said, survivors } = report(aRun({ notices, stages }));
    expect(said).toEqual([`a was lost. ${remedy}`, 'b was lost']);
    expect(survivors).toEqual([
      '2 processes sleep 60 outlived Fit and were ended with the run',
      'sleep 70 outlived Fit and was ended with the run',
    ]);
  });

  it('names the processes that outlived their stage', () => {
    expect(report(failingRun()).survivors).toEqual([
      'python3 -m http.server 8000 outlived PDF Rendering and was ended with the run',
    ]);
  });

  it('says on the critical path what waited for a slot', () => {
    expect(report(passingRun()).path.steps.map(({ name, wait }) => [name, wait])).toEqual([
      ['Setup Environment', undefined],
      ['Growth Analysis', undefined],
      ['Figures', 'queued 25.9s behind Growth Analysis'],
      ['PDF Rendering', undefined],
      ['PDF Validation', undefined],
      ['Copy Outputs', undefined],
    ]);
  });

  it('has a name for every stage', () => {
    const stages = [aStage({ id: 'id', name: ' ' }), aStage({ id: '', name: '' })];
    expect(report(aRun({ stages })).stages.map(row => row.name)).toEqual(['id', '(unnamed)']);
  });
});

describe('reuse and caches in the report', () => {
  it('says what each reused stage saves, and all of them together', () => {
    const { stages, metrics } = report(reusedRun());
    expect(stages[1]).toMatchObject({
      statusText: 'reused, saves 38.4s',
      saves: { value: 38_400 },
    });
    expect(metrics.at(-1)).toEqual({
      label: 'Saved by Reuse',
      value: '1m 24s',
      detail: 'time of 4 reused stages',
    });
  });

  it('says of each cache what it saved, or that this is not known yet', () => {
    const saved = report(reusedRun()).caches.map(({ name, timeSaved }) => [name, timeSaved?.text]);
    expect(saved).toEqual([
      ['latex', '22.3s'],
      ['pytest', '1.90s'],
      ['llm', undefined],
      ['data', 'not known yet'],
      ['stage results', '1m 24s by reuse'],
    ]);
  });

  it('calls a cache that costs more than it saves so', () => {
    const { caches, warnings } = report(reusedRun());
    expect(caches.filter(({ costly }) => costly).map(({ name }) => name)).toEqual(['pytest']);
    expect(warnings).toContainEqual({
      label: 'Cache',
      text: 'pytest took 6.20s to restore and save, and saved 1.90s: it costs more than it saves',
    });
  });

  it('says that a cache made a stage slower', () => {
    const cache = {
      name: 'c',
      key: 'k',
      state: 'exact',
      saved: false,
      timeSavedMs: -2000,
    } as const;
    expect(report(aRun({ caches: [cache] })).caches[0]?.timeSaved?.text).toBe('none, 2.00s slower');
  });

  it('calls a failed restore a miss', () => {
    const restoring: CacheRecord['restoring'] = {
      kind: 'failed',
      because: { kind: 'toolkit', said: 'cut off' },
    };
    const cache = { name: 'c', key: 'k', state: 'error', saved: false, restoring } as const;
    const [row] = report(aRun({ caches: [cache] })).caches;
    expect(row?.state.word).toBe('miss (failed)');
    expect(row?.reason).toBe('cut off');
  });
});

const UNJUDGED = {
  runFactorPercent: 0,
  stages: [
    { id: 'stage', verdict: 'not-comparable', reason: { kind: 'definition-changed', runs: 7 } },
  ],
  total: { verdict: 'not-comparable', reason: { kind: 'other-work', needed: 2 } },
} as const satisfies Comparison;
const TOO_FEW = {
  ...UNJUDGED,
  stages: [
    { id: 'stage', verdict: 'not-enough-data', reason: { kind: 'too-few-runs', nowMs: 1000 } },
  ],
} as const satisfies Comparison;
const aBaseline = (runs: number) => ({ where: 'cache', runs, ...(runs > 0 && { ageDays: 2 }) });

/** What is said where no time has a baseline, and of which runs. */
const UNCOMPARED: readonly (readonly [string, Partial<RunRecord>])[] = [
  ['Not compared with earlier runs.', {}],
  ['Not compared with earlier runs.', { comparison: UNJUDGED }],
  ['Not compared yet: the run is under way.', { status: 'running' }],
  ['No baseline yet: the history has no runs.', { comparison: TOO_FEW, baseline: aBaseline(0) }],
  [
    'Not compared: the history could not be read.',
    { comparison: TOO_FEW, baseline: { ...aBaseline(0), unreadable: true } },
  ],
  [
    'Too few runs for a baseline: the history has 1 run, the newest 2 days old, a verdict needs 5 like this one.',
    { comparison: TOO_FEW, baseline: aBaseline(1) },
  ],
  [
    'Nothing comparable: the history has 7 runs, the newest 2 days old.',
    { comparison: UNJUDGED, baseline: aBaseline(7) },
  ],
  [
    'Not compared: no stage was executed; the history has 7 runs, the newest 2 days old.',
    { comparison: UNJUDGED, baseline: aBaseline(7), stages: [aReusedStage(), aSkippedStage()] },
  ],
];

describe('a comparison in the report', () => {
  it('says that nothing is taken out where too few stages tell of the machine', () => {
    const stages = [
      aStageComparison(),
      {
        id: 'new',
        verdict: 'not-enough-data' as const,
        reason: { kind: 'no-history' as const },
      },
    ];
    const comparison = { runFactorPercent: 0, stages, total: aStageComparison() };
    const few = report(aRun({ stages: [aStage(), aStage({ id: 'new' })], comparison }));
    expect(few.compared.sentences[0]).toBe(
      'Only 1 stage could be compared, too few to tell a slow machine from a slow change.',
    );
  });

  it('always names the run-wide factor, and the baseline', () => {
    expect(report(regressedRun()).compared.sentences).toEqual([
      'Across all stages this run was 7 % slower than its history; the verdicts on stages leave that out.',
      'History: 23 runs, the newest 2 days old.',
    ]);
    expect(report(regressedRun()).run).toContainEqual({
      label: 'History',
      value: '23 runs, the newest 2 days old, 312 kB, cache',
    });
    const even = regressedRun();
    const comparison = even.comparison && { ...even.comparison, runFactorPercent: -0.3 };
    expect(report({ ...even, ...(comparison && { comparison }) }).compared.sentences[0]).toBe(
      'Across all stages this run was as fast as its history (±0 %).',
    );
  });

  it.each(UNCOMPARED)('says why there is nothing to compare with: %s', (sentence, overrides) => {
    const { compared } = report(aRun({ stages: [aStage()], ...overrides }));
    expect(compared).toMatchObject({ hasBaseline: false, sentences: [sentence] });
  });

  it('explains verdicts where the numbers beside them do not, the gravest first', () => {
    const explained = report(regressedRun()).compared.findings.filter(
      ({ judged }) => judged.explain,
    );
    expect(explained.map(({ name, judged }) => [name, judged.brief])).toEqual([
      ['The run as a whole', undefined],
      ['PDF Rendering', 'confirmed by 2 further runs'],
      ['Growth Analysis', 'in this run alone'],
      ['Figures', undefined],
    ]);
  });

  it('says in a few words how sure a verdict is', () => {
    const brief = (overrides: Partial<StageComparison>, confirmed = 0) => {
      const found = aStageComparison(overrides);
      const stage = aStage({
        confirmations: Array.from({ length: confirmed }, () => ({ ref: 'head', durationMs: 1 })),
      });
      const comparison = { runFactorPercent: 0, stages: [found], total: aStageComparison() };
      return report(aRun({ stages: [stage], comparison })).stages[0]?.judged?.brief;
    };
    expect(brief({})).toBe('±10 %');
    expect(brief({ smallestDetectablePercent: 530 })).toBe('±5.30s');
    expect(brief({}, 1)).toBe('not confirmed by 1 further run');
    expect(brief({ verdict: 'suspected' }, 1)).toBe('not settled by 1 further run');
    const evidence = (of: Evidence['of'], have: number, needed: number) =>
      brief({ verdict: 'not-enough-data', evidence: { of, have, needed } });
    expect(evidence('comparable', 3, 5)).toBe('3 of 5 runs so far');
    expect(evidence('cache-state', 1, 2)).toBe('1 of 2 runs with its caches in this state');
  });

  it('calls a slowdown that the definition accepts so, and explains it', () => {
    const moved = aStageComparison({
      accepted: { kind: 'definition', until: '2026-05-01', why: 'more samples' },
      changePercent: 40,
    });
    const comparison = { runFactorPercent: 0, stages: [moved], total: aStageComparison() };
    const { findings } = report(aRun({ stages: [aStage()], comparison })).compared;
    expect(findings[1]?.judged).toMatchObject({
      verdict: { word: 'accepted slowdown' },
      brief: 'see below',
      reason: expect.stringMatching(/^accepted until 2026-05-01 \(more samples\): 1\.00s against/),
      explain: true,
    });
  });

  it('offers commands to reproduce what got slower, and no id that a shell could take apart', () => {
    const commands = (record: RunRecord) =>
      report(record).reproduction.map(({ command }) => command);
    expect(commands(regressedRun())).toEqual([
      'git fetch origin 0123456789abcdef0123456789abcdef01234567',
      'git checkout --detach 0123456789abcdef0123456789abcdef01234567',
      'stagetime run --force --only render,analysis',
      'stagetime explain render',
    ]);
    const elsewhere = { ...regressedRun().pipeline, file: 'examples/manuscript/stagetime.yml' };
    expect(commands({ ...regressedRun(), pipeline: elsewhere }).slice(2)).toEqual([
      'stagetime run examples/manuscript/stagetime.yml --force --only render,analysis',
      'stagetime explain render examples/manuscript/stagetime.yml',
    ]);
    for (const file of ['a b.yml', '$(touch x).yml', '-x.yml', 'a/;x.yml']) {
      expect(commands({ ...regressedRun(), pipeline: { ...elsewhere, file } })).toEqual([]);
    }
    const local = { ...regressedRun().run, event: 'local' };
    expect(commands({ ...regressedRun(), run: local })[0]).toMatch(/^stagetime run/);
    const hostile = failed({ id: '$(touch x)' });
    expect(commands(aRun({ status: 'failed', stages: [hostile] })).join()).not.toContain('touch');
  });
});

describe('trends', () => {
  const trends = (record: RunRecord, history = earlierRuns()) =>
    buildReport(record, { marks: MARKS, history }).trends;

  it('show the last twenty runs of each stage that passed, this run last', () => {
    const render = trends(regressedRun()).find(({ name }) => name === 'PDF Rendering');
    expect(render?.durationsMs).toHaveLength(20);
    expect(render?.durationsMs.at(-1)).toBe(52_000);
    expect(render?.sparkline).toMatch(/^[▁▂]{19}█$/);
  });

  it('count this run once, and leave other machines out', () => {
    const now = regressedRun();
    const environment = { ...now.environment, cpus: 64 };
    const foreign = earlierRuns().map(run => ({ ...run, environment }));
    expect(trends(now, [now, ...foreign])).toEqual([]);
  });

  it('show the whole run only beside runs that executed the same stages', () => {
    const [whole] = trends(regressedRun());
    expect(whole?.name).toBe('The run as a whole');
    const reused = earlierRuns().map(run => ({
      ...run,
      stages: run.stages.map(stage =>
        stage.id === 'setup' ? aReusedStage({ id: 'setup' }) : stage,
      ),
    }));
    expect(trends(regressedRun(), reused).map(({ name }) => name)).not.toContain(whole?.name);
  });
});
