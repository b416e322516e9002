import fc from 'fast-check';
import mermaid from 'mermaid';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { ganttLines, trendLines } from '../../../src/reporting/markdown/mermaid.ts';
import { buildReport } from '../../../src/reporting/model/model.ts';
import { aRun, aStage } from '../../builders.ts';
import { earlierRuns, regressedRun } from '../compared-examples.ts';
import { failingRun, MARKS, passingRun } from '../examples.ts';
import { hostileText } from '../hostile.ts';

const gantt = (record: RunRecord) => ganttLines(buildReport(record, { marks: MARKS }).timeline);

interface Task {
  readonly task: string;
  readonly crit: boolean;
  readonly done: boolean;
  readonly active: boolean;
}

/** What mermaid 11 reads out of a diagram. */
async function tasksOf(text: string): Promise<readonly Task[]> {
  // Its parser knows the kinds of diagrams only after this.
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  return (db as unknown as { getTasks(): Task[] }).getTasks();
}

describe('ganttLines', () => {
  it('marks the critical path', async () => {
    const tasks = await tasksOf((gantt(passingRun()) ?? []).join('\n'));
    expect(tasks.filter(({ done }) => done).map(({ task }) => task.trim())).toEqual([
      '✓ Project Tests',
      '✓ Sections',
    ]);
    expect(tasks).toHaveLength(8);
  });

  it('marks what got slower, or what failed, and shows what a moved stage took before', async () => {
    const named = async (record: RunRecord, kind: 'crit' | 'active') => {
      const tasks = await tasksOf((gantt(record) ?? []).join('\n'));
      return tasks.filter(one => one[kind]).map(({ task }) => task.trim());
    };
    expect(await named(regressedRun(), 'crit')).toEqual(['✓ Growth Analysis', '✓ PDF Rendering']);
    expect(await named(regressedRun(), 'active')).toHaveLength(3);
    expect(await named(failingRun(), 'crit')).toEqual(['✗ PDF Rendering']);
    expect(await named(passingRun(), 'crit')).toEqual([]);
  });

  it('is a diagram with one task a stage, whatever the names are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 6 }), async names => {
        const stages = names.map((name, i) => aStage({ id: `s${i}`, name, startMs: i * 700 }));
        const text = (gantt(aRun({ stages })) ?? []).join('\n');
        expect(await tasksOf(text)).toHaveLength(names.length);
      }),
      { numRuns: 200 },
    );
  });

  it('is left out where there is nothing to draw, and where GitHub would refuse it', () => {
    expect(gantt(aRun())).toBeUndefined();
    const stages = Array.from({ length: 1200 }, (_, i) => aStage({ id: `stage-${i}` }));
    expect(gantt(aRun({ stages }))).toBeUndefined();
  });
});

describe('trendLines', () => {
  const trendsOf = (history: readonly RunRecord[]) =>
    buildReport(regressedRun(), { marks: MARKS, history }).trends;

  it('is a diagram of the seconds of the last twenty runs, this one last', async () => {
    const render = trendsOf(earlierRuns()).find(({ name }) => name === 'PDF Rendering');
    const lines = render === undefined ? [] : trendLines(render);
    expect(lines.at(-1)).toMatch(/^ {2}line \[(\d+\.\d\d, ){19}52\.00\]$/);
    await expect(mermaid.parse(lines.join('\n'))).resolves.toMatchObject({
      diagramType: 'xychart',
    });
  });

  it('is a diagram whatever the times are', async () => {
    const times = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(times, async durations => {
        const history = durations.map((durationMs, i) =>
          aRun({
            run: { ...aRun().run, id: `${i}` },
            stages: [aStage({ id: 'render', durationMs })],
          }),
        );
        for (const trend of trendsOf(history)) await mermaid.parse(trendLines(trend).join('\n'));
      }),
      { numRuns: 50 },
    );
  });
});
