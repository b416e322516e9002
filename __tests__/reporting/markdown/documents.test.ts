import fc from 'fast-check';
import mermaid from 'mermaid';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { renderComment } from '../../../src/reporting/markdown/comment.ts';
import { renderSummary } from '../../../src/reporting/markdown/summary.ts';
import { buildReport } from '../../../src/reporting/model/model.ts';
import { aRun, aStage, aStageComparison } from '../../builders.ts';
import { EXAMPLE_REPORTS } from '../compared-examples.ts';
import * as examples from '../examples.ts';
import { hostileRuns } from '../hostile.ts';
import { diagramsOf, parse, strangersIn, tablesOf, textOf } from './github.ts';

const report = (record: RunRecord) => buildReport(record, { marks: examples.MARKS });
const past = (record: RunRecord): RunRecord => ({ ...record, run: { ...record.run, id: 'past' } });
const bytes = (text: string) => Buffer.byteLength(text);

const DOCUMENTS = [
  { name: 'summary', render: renderSummary, limit: 1024 * 1024 },
  { name: 'comment', render: renderComment, limit: 60_000 },
];

describe.each(DOCUMENTS)('the $name', ({ name, render, limit }) => {
  it.each(EXAMPLE_REPORTS)('of a %s run reads well', async (kind, model) => {
    await expect(render(model)).toMatchFileSnapshot(`../golden/${name}-${kind}.md`);
  });

  it('opens with the verdict', () => {
    expect(render(report(examples.failingRun()))).toMatch(
      /^##+ ❌ PDF Rendering failed: Undefined control sequence at /,
    );
  });

  it('shows hostile text as text, in tables of the right shape, within the budget', () => {
    fc.assert(
      fc.property(hostileRuns, record => {
        const model = buildReport(record, { marks: examples.MARKS, history: [past(record)] });
        const text = render(model);
        expect(bytes(text)).toBeLessThanOrEqual(limit);
        const document = parse(text);
        expect(strangersIn(document)).toEqual([]);
        const tables = tablesOf(document);
        for (const table of tables) {
          const columns = table.align?.length;
          expect(table.children.map(row => row.children.length)).toEqual(
            table.children.map(() => columns),
          );
        }
        const stages = tables.find(table => /^Stage(Duration|Change)/.test(textOf(table)));
        for (const [index, row] of model.digest.rows.entries()) {
          const cell = stages?.children[index + 1]?.children[0];
          expect(cell && textOf(cell)).toContain(row.name);
        }
        for (const { words, names } of model.digest.folds) {
          expect(textOf(document)).toContain(`${words}: ${names[0]}`);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has diagrams that mermaid draws, whatever the names are', async () => {
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(hostileRuns, async record => {
        const model = buildReport(record, { marks: examples.MARKS, history: [past(record)] });
        for (const diagram of diagramsOf(parse(render(model)))) {
          await mermaid.parse(diagram);
          drawn += 1;
        }
      }),
      { numRuns: 30 },
    );
    expect(drawn).toBeGreaterThan(10);
  });

  it('says the verdict and keeps its table where reasons alone would fill it', () => {
    const reason = { kind: 'said' as const, text: '|'.repeat(10_000) };
    const stages = Array.from({ length: 40 }, (_, i) => aStage({ id: `s${i}` }));
    const judged = stages.map(({ id }) => aStageComparison({ id, verdict: 'suspected', reason }));
    const comparison = { runFactorPercent: 0, stages: judged, total: aStageComparison() };
    const text = render(report(aRun({ stages, comparison })), 60_000);
    expect(bytes(text)).toBeLessThanOrEqual(60_000);
    expect(tablesOf(parse(text)).length).toBeGreaterThan(0);
  });

  it('keeps every stage of a large pipeline as long as there is room', () => {
    const stages = Array.from({ length: 100 }, (_, i) => aStage({ id: `stage-${i}` }));
    expect(render(report(aRun({ stages })))).toContain('stage-99');
  });

  it('gives up detail in whole parts and says so, the verdict last', () => {
    const stages = [
      ...Array.from({ length: 1000 }, (_, i) =>
        aStage({
          id: `quick-${i}`,
          cpuMs: 1,
          status: 'skipped',
          reason: { kind: 'nothing-to-do', exitCode: 2 },
        }),
      ),
      aStage({ id: 'broken', status: 'failed', exitCode: 1, logTail: ['boom'] }),
    ];
    const model = report(aRun({ status: 'failed', stages }));
    const full = render(model, Number.POSITIVE_INFINITY);
    expect(full).not.toContain('Left out');
    for (let budget = bytes(full) - 1; budget > 200; budget = Math.floor(budget * 0.5)) {
      const text = render(model, budget);
      expect(bytes(text)).toBeLessThanOrEqual(budget);
      expect(text).toContain('broken failed');
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      expect(text).toMatch(
        /(Left out to stay within GitHub's size limit: .+|All else is left out to stay within GitHub's size limit)\.\n$/,
      );
      for (const table of tablesOf(parse(text))) {
        const columns = table.align?.length;
        expect(table.children.every(row => row.children.length === columns)).toBe(true);
      }
    }
    const short = render(model, 5000);
    expect(short).toContain('And 1000 more stages.');
  });

  it('stays within its limit with a thousand names of 10 kB', () => {
    const stages = Array.from({ length: 1000 }, (_, i) =>
      aStage({
        id: `${i}`,
        name: '@|*'.repeat(3333),
        status: 'failed',
        logTail: ['`'.repeat(9999)],
      }),
    );
    expect(bytes(render(report(aRun({ status: 'failed', stages }))))).toBeLessThanOrEqual(limit);
  });
});
