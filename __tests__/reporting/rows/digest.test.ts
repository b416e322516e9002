import { describe, expect, it } from 'vitest';
import type { StageReason } from '../../../src/record/facts/stage/stage-reason.ts';
import type { StageRecord } from '../../../src/record/run-record.ts';
import { buildReport } from '../../../src/reporting/model/model.ts';
import { aRun, aSkippedStage, aStage } from '../../builders.ts';
import { MARKS } from '../examples.ts';

const skipped = (id: string, reason: StageReason) => aSkippedStage({ id, reason });
const needs = (id: string, stage: string) => skipped(id, { kind: 'needs', stage });
const failed = (id: string) => aStage({ id, name: `Stage ${id}`, status: 'failed', exitCode: 1 });

function digest(...stages: readonly StageRecord[]) {
  const status = stages.some(one => one.status === 'failed') ? 'failed' : 'passed';
  const { digest } = buildReport(aRun({ status, stages: [...stages] }), { marks: MARKS });
  return {
    rows: digest.rows.map(({ id }) => id),
    folds: digest.folds.map(({ words, names }) => `${words}: ${names.join(', ')}`),
  };
}

describe('the lines for stages that say nothing of their own', () => {
  it('names the failure that kept them from running, however far away', () => {
    expect(digest(failed('a'), needs('b', 'a'), needs('c', 'b'), aStage({ id: 'd' }))).toEqual({
      rows: ['a'],
      folds: ['2 skipped because Stage a failed: b, c', '1 passed: d'],
    });
  });

  it('tells apart what several failures kept from running', () => {
    const { rows, folds } = digest(
      failed('a'),
      failed('b'),
      needs('c', 'b'),
      needs('d', 'a'),
      skipped('e', { kind: 'not-started-after', stage: 'a' }),
    );
    expect(rows).toEqual(['a', 'b']);
    expect(folds).toEqual([
      '1 skipped because Stage b failed: c',
      '2 skipped because Stage a failed: d, e',
    ]);
  });

  it('follows a stage that was ended early to the one that failed', () => {
    const ended = aStage({
      id: 'b',
      status: 'cancelled',
      reason: { kind: 'ended-after', stage: 'a' },
    });
    expect(digest(failed('a'), ended, needs('c', 'b'))).toEqual({
      rows: ['a', 'b'],
      folds: ['1 skipped because Stage a failed: c'],
    });
  });

  it('leaves a row to the stage that did not run for a reason of its own, and names it', () => {
    const tool = skipped('tex', { kind: 'missing-tool', as: 'executable', tool: 'latexmk' });
    expect(digest(aStage({ id: 'a' }), tool, needs('pdf', 'tex'), needs('copy', 'pdf'))).toEqual({
      rows: ['a', 'tex'],
      folds: ['2 skipped because tex did not run: pdf, copy'],
    });
  });

  it('says of what was left out and what needs that, and of an interrupted run', () => {
    const left = skipped('b', { kind: 'left-out', by: 'only' });
    const asked = skipped('c', { kind: 'left-out', by: 'skip' });
    const late = skipped('d', { kind: 'interrupted' });
    expect(digest(aStage({ id: 'a' }), left, asked, late, needs('e', 'c')).folds).toEqual([
      '1 skipped because c did not run: e',
      '1 skipped because the run was interrupted: d',
      '1 not selected: b',
      '1 skipped on request: c',
    ]);
  });

  it('comes to an end where a record is no record of ours', () => {
    expect(digest(needs('a', 'b'), needs('b', 'a'), needs('c', 'gone')).rows).toEqual(['c']);
  });
});
