import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { lastingStepLines } from '../../../src/reporting/rows/lasting-steps.ts';
import { aRun, aStage } from '../../builders.ts';

/** A run a day; the stage `render` takes so long, the others what they always take. */
function daily(durationsMs: readonly number[]): { schema: 2; runs: RunRecord[] } {
  const runs = durationsMs.map((durationMs, i) => {
    const day = new Date(Date.UTC(2026, 2, 1 + i)).toISOString();
    const sha = i.toString(16).padStart(8, 'c').padEnd(40, '0');
    const wobble = 1 + 0.01 * ((i * 7) % 5);
    const stages = [
      aStage({ id: 'render', name: 'PDF Rendering', durationMs: durationMs * wobble }),
      ...['setup', 'tests', 'figures'].map(id => aStage({ id, durationMs: 20_000 * wobble })),
    ];
    const run = { ...aRun().run, id: String(100 + i), sha, startedAt: day, commitTime: day };
    return aRun({ stages, run });
  });
  return { schema: 2, runs };
}

const times = (count: number, ms: number): readonly number[] => Array(count).fill(ms);

describe('the lasting steps of a history', () => {
  it('are said with size, interval, commits and the times around them', () => {
    const [line, ...more] = lastingStepLines(daily([...times(10, 30_000), ...times(10, 45_000)]));
    expect(more).toEqual([]);
    expect(line).toMatch(
      /^PDF Rendering: \+50 % \(\+4\d % to \+5\d %\) with ccccccc9\.\.ccccccca, 2026-03-11 {2}/,
    );
    expect(line).toMatch(/ {2}30\.0s [▁▂]{10}│[▆▇█]{10} \d\d\.\ds$/);
  });

  it('are none where the times stay, or one run was odd', () => {
    expect(lastingStepLines(daily(times(20, 30_000)))).toEqual([]);
    const odd = [...times(10, 30_000), 60_000, ...times(9, 30_000)];
    expect(lastingStepLines(daily(odd))).toEqual([]);
    expect(lastingStepLines({ schema: 2, runs: [] })).toEqual([]);
  });

  it('name what has no commit by its run, and show hostile text as text', () => {
    const { runs } = daily([...times(10, 30_000), ...times(10, 45_000)]);
    const hostile = runs.map(({ run, ...rest }) => {
      const { sha, ...identity } = run;
      const stages = rest.stages.map(stage => ({ ...stage, name: 'a\u001b[2Jb\n::error::c' }));
      return { ...rest, stages, run: identity };
    });
    const [line] = lastingStepLines({ schema: 2, runs: hostile });
    expect(line).toContain('with run 109..run 110');
    expect(line).not.toMatch(/\p{Cc}/u);
  });
});
