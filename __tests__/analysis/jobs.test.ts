import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analysis/verdict/compare.ts';
import { type JobIdentity, readLeg } from '../../src/record/job.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { renderHtml } from '../../src/reporting/html/report.ts';
import { renderSummary } from '../../src/reporting/markdown/summary.ts';
import { buildReport } from '../../src/reporting/model/model.ts';
import { lastingStepLines } from '../../src/reporting/rows/lasting-steps.ts';
import { selectAnnotations } from '../../src/reporting/words/annotations.ts';
import { aRun, aStage, aStageComparison } from '../builders.ts';

const MARKS = { overMs: 10_000, overShare: 0.2 };
const leg = (python: string): JobIdentity => ({
  job: 'test',
  ...readLeg(JSON.stringify({ os: 'ubuntu-24.04', python })),
});

/** A run of a job whose stages all take so long. */
function run(job: JobIdentity, durationMs: number, day = 20): RunRecord {
  const at = `2026-03-${String(day).padStart(2, '0')}T12:00:00.000Z`;
  const identity = { id: `${day}`, attempt: 1, event: 'push', startedAt: at, commitTime: at };
  const stages = ['a', 'b'].map((id, i) => aStage({ id, startMs: i * durationMs, durationMs }));
  return aRun({ run: { ...identity, ...job }, stages });
}

const days = Array.from({ length: 12 }, (_, i) => i + 1);
/** Runs of a leg, nearly as long as each other. */
const past = (job: JobIdentity, durationMs: number) =>
  days.map(day => run(job, durationMs * (1 + 0.002 * (day % 3)), day));
const both = {
  schema: 2 as const,
  runs: [...past(leg('3.9'), 4_000), ...past(leg('3.13'), 30_000)],
};

const verdicts = (found: ReturnType<typeof compare>) =>
  [...found.stages, found.total].map(({ verdict }) => verdict);

describe('the legs of a matrix', () => {
  it('are each compared with their own runs, however unlike the others they are', () => {
    for (const [python, ms] of [
      ['3.9', 4_000],
      ['3.13', 30_000],
    ] as const) {
      const found = compare(run(leg(python), ms), both);
      expect(verdicts(found)).toEqual(['unchanged', 'unchanged', 'unchanged']);
      expect(found.stages.map(({ baseline }) => baseline?.runs)).toEqual([12, 12]);
    }
    expect(compare(run(leg('3.9'), 8_000), both).stages[0]?.verdict).toBe('suspected');
  });

  it('are each in their own history though all are of one run and attempt', () => {
    // The run itself is in it, and is left out; so is no other job of it.
    const now = run(leg('3.9'), 4_000);
    const history = { ...both, runs: [...both.runs, now, run(leg('3.13'), 30_000)] };
    expect(compare(now, history).stages[0]?.baseline?.runs).toBe(12);
  });

  it.each<[string, JobIdentity, string]>([
    ['a leg', leg('3.14'), 'test (ubuntu-24.04, 3.14)'],
    ['a job', { job: 'docs' }, 'docs'],
    ['a matrix with one key more', { job: 'test', ...readLeg('{"a":1}') }, 'test (1)'],
  ])('start a baseline where %s is new, and it is said', (_, job, title) => {
    const found = compare(run(job, 4_000), both);
    expect(verdicts(found)).toEqual(['not-enough-data', 'not-enough-data', 'not-enough-data']);
    expect(found.total.reason).toEqual({
      kind: 'other-jobs',
      job: title,
      others: ['test (ubuntu-24.04, 3.13)', 'test (ubuntu-24.04, 3.9)'],
      more: 0,
    });
    const baseline = { where: 'cache', runs: 0, otherRuns: both.runs.length };
    const record = { ...run(job, 4_000), baseline, comparison: found };
    expect(buildReport(record, { marks: MARKS }).compared.sentences).toEqual([
      `No baseline yet: the history has no run of this job, only ${both.runs.length} of others.`,
    ]);
  });

  it('are named where the history has only others, at most three and the rest by their number', () => {
    const legs = ['3.9', '3.10', '3.11', '3.12'].map(python => run(leg(python), 4_000));
    const runs = [...legs, run({}, 4_000, 3)];
    const reasonOf = (some: RunRecord[]) =>
      compare(run(leg('3.14'), 4_000), { schema: 2 as const, runs: some }).total.reason;
    const named = ['test (ubuntu-24.04, 3.10)', 'test (ubuntu-24.04, 3.11)'];
    expect(reasonOf(runs)).toMatchObject({ others: named, more: 3 });
    expect(reasonOf(runs.slice(2))).toMatchObject({
      others: [expect.any(String), expect.any(String)],
      more: 1,
    });
  });

  it('do not take from one another what an earlier version recorded, and a job without a matrix does', () => {
    const old = { schema: 2 as const, runs: past({}, 4_000) };
    expect(compare(run({ job: 'test' }, 4_000), old).stages[0]?.baseline?.runs).toBe(12);
    expect(compare(run(leg('3.9'), 4_000), old).stages[0]?.verdict).toBe('not-enough-data');
  });

  it('have lasting steps of their own', () => {
    const later = [...Array(12)].map((_, i) => run(leg('3.9'), 8_000, 13 + i));
    const [first, ...more] = lastingStepLines({ schema: 2, runs: [...both.runs, ...later] });
    expect(first).toMatch(/^test \(ubuntu-24\.04, 3\.9\), a: \+/);
    expect(more.join()).not.toContain('3.13');
    expect(lastingStepLines(both)).toEqual([]);
  });
});

describe('reports', () => {
  const regressed = {
    runFactorPercent: 0,
    stages: [aStageComparison({ id: 'a', verdict: 'regressed' as const, changePercent: 40 })],
    total: { verdict: 'unchanged' as const, reason: { kind: 'no-history' as const } },
  };
  const of = (job: JobIdentity) => ({ ...run(job, 4_000), comparison: regressed });
  const titles = (job: JobIdentity) =>
    selectAnnotations(of(job), { file: 'x', stageLines: new Map() }).map(({ title }) => title);

  it('name the leg in the summary, the page and the annotations', () => {
    const model = buildReport(of(leg('3.9')), { marks: MARKS });
    expect(renderSummary(model)).toMatch(/^## test \(ubuntu-24\.04, 3\.9\)\n\n### /);
    expect(renderHtml(model)).toContain('Job <bdi>test (ubuntu-24.04, 3.9)</bdi>');
    expect(titles(leg('3.9'))).toEqual(['a regressed in test (ubuntu-24.04, 3.9)']);
  });

  it('of a job without a matrix read as before, and say the job among the facts', () => {
    const model = buildReport(of({ job: 'paper' }), { marks: MARKS });
    expect(renderSummary(model)).toMatch(/^## ⚠️ /);
    expect(model.run).toContainEqual({ label: 'Job', value: 'paper' });
    expect(titles({ job: 'paper' })).toEqual(['a regressed']);
  });

  it('show nothing of a matrix that could be markup', () => {
    const hostile = { job: 'test', ...readLeg('{"a":"<img src=x> @octocat [x](y) -->"}') };
    const model = buildReport(of(hostile), { marks: MARKS });
    expect(renderSummary(model)).not.toMatch(/<img|@octocat|\]\(y/);
    expect(renderHtml(model)).not.toContain('<img');
  });
});
