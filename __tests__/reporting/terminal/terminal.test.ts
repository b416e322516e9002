import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { buildReport } from '../../../src/reporting/model/model.ts';
import { renderTerminal } from '../../../src/reporting/terminal/terminal.ts';
import { aRun } from '../../builders.ts';
import { EXAMPLE_REPORTS } from '../compared-examples.ts';
import * as examples from '../examples.ts';
import { hostileRuns } from '../hostile.ts';

const show = (record: RunRecord, width = 100, color = false, reportDir?: string) =>
  renderTerminal(buildReport(record, { marks: examples.MARKS }), {
    color,
    width,
    ...(reportDir !== undefined && { reportDir }),
  });

const WIDTHS: Readonly<Record<string, number>> = { interrupted: 80, running: 80, hostile: 60 };

describe('the terminal summary', () => {
  it.each(EXAMPLE_REPORTS)('of a %s run reads well', async (name, model) => {
    const width = WIDTHS[name] ?? 100;
    const text = renderTerminal(model, { color: false, width, reportDir: '.stagetime' });
    await expect(text).toMatchFileSnapshot(`golden/terminal-${name}.txt`);
  });

  it('has the lines of the guide’s Pipeline Summary', () => {
    expect(show(examples.passingRun())).toContain(`Performance Metrics:
  Total Execution Time: 2m 15s
  Average Stage Time: 24.9s (over 8 executed stages)
  Slowest Stage: PDF Rendering (1m 26s, 64 %)
  Fastest Stage: Copy Outputs (1.10s)
`);
  });

  it('says where report and log are', () => {
    const text = show(examples.failingRun(), 100, false, 'out/');
    expect(text).toContain('Report: out/report.html');
    expect(text).toContain('Log: out/logs/render.log');
  });

  it('colours on request only, and changes nothing but colours', () => {
    const plain = show(examples.failingRun());
    const coloured = show(examples.failingRun(), 100, true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences.
    const colours = /\u001b\[\d+m/g;
    expect(coloured).toMatch(colours);
    expect(coloured.replace(colours, '').replace(/ +$/gm, '')).toBe(plain);
  });

  it('fits the width, and cannot be made to command a terminal or a runner', () => {
    fc.assert(
      fc.property(hostileRuns, fc.integer({ min: 40, max: 130 }), (record, width) => {
        for (const line of show(record, width).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(line.includes('Log: ') ? 400 : width);
          expect(line).not.toMatch(/^\s*::|##\[/);
          expect(line).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
        }
      }),
    );
  });

  it('says something about a run without stages', () => {
    expect(show(aRun())).toContain('Nothing ran: no stages');
  });
});
