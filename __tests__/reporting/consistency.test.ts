import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analysis/verdict/compare.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { renderHtml } from '../../src/reporting/html/report.ts';
import { renderComment } from '../../src/reporting/markdown/comment.ts';
import { renderSummary } from '../../src/reporting/markdown/summary.ts';
import { buildReport } from '../../src/reporting/model/model.ts';
import { renderTerminal } from '../../src/reporting/terminal/terminal.ts';
import { aTimedHistory, aTimedRun, further, usual } from '../analysis/timed-runs.ts';
import { aReusedStage, aRun, aSkippedStage, aStage } from '../builders.ts';
import { earlierRuns, regressedRun, reusedRun } from './compared-examples.ts';
import { inconsistencies, type ShownReport } from './consistency.ts';
import * as examples from './examples.ts';

const DAY = 40;
const slower = (by: number): readonly number[] =>
  usual(DAY).map((ms, i) => (i === 0 ? ms * by : ms));

/** The report of a run, as it is shown. */
function shown(record: RunRecord, history: readonly RunRecord[] = []): ShownReport {
  const model = buildReport(record, { marks: examples.MARKS, history });
  return {
    record,
    history,
    comment: renderComment(model),
    summary: renderSummary(model),
    html: renderHtml(model),
    terminal: renderTerminal(model, { color: false, width: 120 }),
  };
}

/** A run beside its history, as the engine compares the two. */
function judged(run: RunRecord, runs: readonly RunRecord[]): ShownReport {
  const comparison = compare(run, { schema: 2, runs: [...runs] });
  const baseline = { where: 'cache', runs: runs.length, ...(runs.length > 0 && { ageDays: 3 }) };
  return shown({ ...run, comparison, baseline }, runs);
}

const past = aTimedHistory(20).runs;
const partlyReused = (run: RunRecord, which: readonly number[]): RunRecord => ({
  ...run,
  stages: run.stages.map((stage, i) =>
    which.includes(i) ? aReusedStage({ id: stage.id }) : stage,
  ),
});

const REPORTS: readonly (readonly [string, () => ShownReport])[] = [
  ['passing', () => shown(examples.passingRun())],
  ['failing', () => shown(examples.failingRun())],
  ['interrupted', () => shown(examples.interruptedRun())],
  ['running', () => shown(examples.runningRun())],
  ['reused', () => shown(reusedRun())],
  ['regressed', () => shown(regressedRun(), earlierRuns())],
  ['no baseline', () => judged(aTimedRun(DAY, usual(DAY)), [])],
  ['one run', () => judged(aTimedRun(DAY, usual(DAY)), past.slice(0, 1))],
  ['four runs', () => judged(aTimedRun(DAY, slower(1.5)), past.slice(0, 4))],
  ['five runs', () => judged(aTimedRun(DAY, slower(1.5)), past.slice(0, 5))],
  ['unchanged', () => judged(aTimedRun(DAY, usual(DAY)), past)],
  ['suspected', () => judged(aTimedRun(DAY, slower(1.5)), past)],
  ['improved', () => judged(aTimedRun(DAY, slower(0.6)), past)],
  [
    'confirmed by re-runs',
    () => judged(aTimedRun(DAY, slower(2.4), further([52_000, 51_300])), past),
  ],
  [
    'confirmed by pairs',
    () =>
      judged(
        aTimedRun(DAY, slower(1.5), further([52_000, 51_300, 51_900], [34_100, 33_700, 34_400])),
        past,
      ),
  ],
  ['a spike', () => judged(aTimedRun(DAY, slower(1.8), further([34_300])), past)],
  ['a slow machine', () => judged(aTimedRun(DAY, usual(DAY, 1.15)), past)],
  ['a part reused', () => judged(partlyReused(aTimedRun(DAY, usual(DAY)), [1, 3]), past)],
  ['all reused', () => judged(partlyReused(aTimedRun(DAY, usual(DAY)), [0, 1, 2, 3, 4]), past)],
  [
    'nothing ran',
    () =>
      judged(
        aRun({ status: 'skipped', stages: [aSkippedStage(), aSkippedStage({ id: 'b' })] }),
        past,
      ),
  ],
  [
    'an unreadable history',
    () =>
      shown(aRun({ stages: [aStage()], baseline: { where: 'cache', runs: 0, unreadable: true } })),
  ],
];

describe('one number for one thing', () => {
  it.each(REPORTS)('in a report of: %s', (_, report) => {
    expect(inconsistencies(report())).toEqual([]);
  });

  it('sees a sentence that is said twice, a culprit below others, and a stage that is left out', () => {
    const report = shown(regressedRun(), earlierRuns());
    const said = 'Across all stages this run was 7 % slower than usual.';
    const twice = { ...report, comment: `${report.comment}\n${said}\n\n- ${said}\n` };
    expect(inconsistencies(twice)).toContainEqual(expect.stringContaining('said twice'));
    const items = `<ul><li>${said}</li><li>${said}</li></ul></body>`;
    const page = { ...report, html: report.html.replace('</body>', items) };
    expect(inconsistencies(page)).toContainEqual(expect.stringContaining('html: said twice'));
    const culprit = /^\|.*\*\*PDF&nbsp;Rendering.*\n/m.exec(report.comment)?.[0] ?? '';
    const moved = report.comment
      .replace(culprit, '')
      .replace(/^\|.*LLM&nbsp;Review/m, `${culprit}$&`);
    expect(inconsistencies({ ...report, comment: moved })).toContainEqual(
      expect.stringContaining('not at the top'),
    );
    const without = report.comment.replace('2 unchanged: ', '1 unchanged: ');
    expect(inconsistencies({ ...report, comment: without })).toContainEqual(
      expect.stringContaining('1 unchanged, not 2'),
    );
    const lost = report.comment.replace(culprit, '');
    expect(inconsistencies({ ...report, comment: lost })).toContainEqual(
      expect.stringContaining('rows are missing'),
    );
  });

  it('in the report of any run with any history', () => {
    const times = fc.array(fc.double({ min: 1, max: 400_000, noNaN: true }), {
      minLength: 5,
      maxLength: 5,
    });
    const states = fc.array(
      fc.constantFrom('passed' as const, 'reused' as const, 'skipped' as const),
      { minLength: 5, maxLength: 5 },
    );
    const again = fc.array(fc.double({ min: 1, max: 400_000, noNaN: true }), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(times, { maxLength: 12 }),
        times,
        states,
        again,
        again,
        (before, now, of, head, base) => {
          const runs = before.map((ms, day) => aTimedRun(day, ms));
          const run = aTimedRun(DAY, now, further(head, base));
          const stages = run.stages.map((stage, i) =>
            of[i] === 'reused'
              ? aReusedStage({ id: stage.id })
              : of[i] === 'skipped'
                ? aSkippedStage({ id: stage.id })
                : stage,
          );
          const status = of.every(one => one === 'skipped') ? 'skipped' : 'passed';
          expect(inconsistencies(judged({ ...run, stages, status }, runs))).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
