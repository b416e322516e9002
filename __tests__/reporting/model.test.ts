import { describe, expect, it } from 'vitest';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { buildReport } from '../../src/reporting/model.ts';
import { aRun, aSkippedStage, aStage } from '../builders.ts';
import { failingRun, interruptedRun, MARKS, passingRun, runningRun } from './examples.ts';

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

describe('the headline', () => {
  it.each([
    ['Pipeline passed in 2m 15s: 8 stages passed, 1 skipped', passingRun()],
    [
      'PDF Rendering failed after 12s (exit code 12); 3 stages passed, 1 cancelled, 3 skipped',
      failingRun(),
    ],
    ['Interrupted after 5.1s: 1 stage passed, 2 cancelled, 1 skipped', interruptedRun()],
    ['Running: 2 of 4 stages done', runningRun()],
    ['Pipeline passed in 0.0s: no stages', aRun()],
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
    const { exitCode, ...stage } = failed({ durationMs: 3, reason: 'bash was not found' });
    expect(headline(aRun({ status: 'failed', stages: [stage] }))).toBe(
      'PDF Rendering failed after 0.0s (bash was not found)',
    );
  });

  it('names several stages that failed, and not all of many', () => {
    const stages = ['A', 'B', 'C', 'D'].map(id => failed({ id, name: id }));
    expect(headline(aRun({ status: 'failed', stages }))).toMatch(/^A, B and 2 more failed;/);
  });

  it('does not blame an optional stage', () => {
    const stages = [failed({ optional: true }), aStage()];
    expect(headline(aRun({ stages }))).toBe('Pipeline passed in 12s: 1 stage passed, 1 failed');
  });
});

describe('the report', () => {
  it('says what it cannot say', () => {
    expect(report(passingRun()).compared.sentences).toEqual([
      'No baseline yet: nothing to compare with.',
    ]);
    expect(report(interruptedRun()).remarks).toContain(
      'Not measured in this run (darwin): CPU time, memory, bytes read and written.',
    );
    expect(report(passingRun()).remarks.join()).not.toContain('Not measured');
  });

  it('explains shares that add up to more than the total', () => {
    expect(report(passingRun()).remarks).toContain(
      'Stages ran at the same time, so that their shares add up to 147 %.',
    );
  });

  it('warns of bottlenecks and overrun budgets in words', () => {
    expect(report(passingRun()).warnings).toEqual([
      { label: 'Bottleneck', text: 'PDF Rendering took 1m 26s, 64 % of the total' },
      { label: 'Bottleneck', text: 'Project Tests took 38s, 28 % of the total' },
      { label: 'Over budget', text: 'PDF Rendering took 1m 26s, its budget is 1m 20s' },
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
    const reason = 'latexmk is not installed: sudo apt-get install latexmk';
    const { skipped } = report(aRun({ stages: [aSkippedStage({ name: 'PDF', reason })] }));
    expect(skipped).toMatchObject([{ name: 'PDF', reason }]);
  });

  it('names the processes that outlived their stage', () => {
    expect(report(failingRun()).survivors).toEqual([
      'python3 -m http.server 8000 outlived PDF Rendering and was ended with the run',
    ]);
  });

  it('says on the critical path what waited for a slot', () => {
    expect(report(passingRun()).path.map(({ name, wait }) => [name, wait])).toEqual([
      ['Setup Environment', undefined],
      ['Growth Analysis', undefined],
      ['Figures', 'waited 26s for the slot of Growth Analysis'],
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
