import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { renderHtml } from '../../src/reporting/html/report.ts';
import { renderComment } from '../../src/reporting/markdown/comment.ts';
import { renderSummary } from '../../src/reporting/markdown/summary.ts';
import { buildReport } from '../../src/reporting/model.ts';
import * as ex from './examples.ts';

test('x', () => {
  for (const [n, f] of Object.entries({
    passing: ex.passingRun,
    failing: ex.failingRun,
    interrupted: ex.interruptedRun,
    running: ex.runningRun,
    hostile: ex.hostileRun,
  })) {
    const m = buildReport(f(), { marks: ex.MARKS });
    const d = `/tmp/rep/${n}`;
    mkdirSync(d, { recursive: true });
    writeFileSync(`${d}/summary.md`, renderSummary(m));
    writeFileSync(`${d}/comment.md`, renderComment(m));
    writeFileSync(`${d}/report.html`, renderHtml(m));
  }
});
