import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTerminalOutput } from '../../../src/run/live/terminal-output.ts';
import { aStage } from '../../builders.ts';
import { temporaryFolder } from '../../execution/support.ts';
import { stage } from '../../pipeline/stages.ts';
import { screenOf } from '../../support/terminal.ts';

function setUp(
  size: { columns: number; rows: number },
  foreseen: Promise<void> = new Promise(() => {}),
) {
  const folder = temporaryFolder();
  let text = '';
  const output = createTerminalOutput({
    write: chunk => {
      text += chunk;
    },
    stageCount: 40,
    slots: 40,
    eta: () => ({ kind: 'unknown', stages: ['a'] }),
    foreseen,
    expectedMs: () => undefined,
    summaryFollows: true,
    now: () => 0,
    redact: line => line,
    addMask: () => {},
    columns: () => size.columns,
    rows: () => size.rows,
  });
  onTestFinished(() => output.stop());
  return {
    output,
    start(id: string) {
      const logPath = join(folder, `${id}.log`);
      writeFileSync(logPath, '');
      output.listener({ kind: 'stage-started', stage: stage(id), logPath });
    },
    end: (id: string) => output.listener({ kind: 'stage-ended', record: aStage({ id, name: id }) }),
    /** A terminal's line discipline begins each line at its start. */
    screen: () => screenOf(text.replaceAll('\n', '\r\n'), size.columns, size.rows).filter(Boolean),
  };
}

describe('the block of a terminal', () => {
  it('has as many lines as the window allows, the last for the run', () => {
    const run = setUp({ columns: 60, rows: 10 });
    for (let i = 0; i < 20; i += 1) run.start(`s${i}`);
    expect(run.screen()).toHaveLength(9);
    expect(run.screen()[7]).toBe('  … and 13 more');
    expect(run.screen()[8]).toContain('0 of 40 stages done');
  });

  it('says how long it will take when it is known what will be reused, and not before', async () => {
    const foreseen = Promise.resolve();
    const run = setUp({ columns: 80, rows: 10 }, foreseen);
    run.start('a');
    expect(run.screen().at(-1)).not.toContain('estimate');
    await foreseen;
    expect(run.screen().at(-1)).toContain('no estimate yet: first run of a');
  });

  it('shows what ended last where there is room for it', () => {
    const run = setUp({ columns: 60, rows: 6 });
    for (const id of ['a', 'b', 'c']) run.start(id);
    for (const id of ['a', 'b']) run.end(id);
    expect(run.screen().map(line => line.trim().split(' ')[1])).toEqual(['a', 'b', 'c', 'of']);
  });

  it('does not come back with what is said after the stages', () => {
    const run = setUp({ columns: 60, rows: 10 });
    run.start('a');
    run.end('a');
    run.output.stop();
    run.output.listener({ kind: 'confirming', stages: [stage('a')], budgetMs: 9_000 });
    run.output.listener({ kind: 'notice', notice: { kind: 'no-report' } });
    expect(run.screen()).toEqual(['Confirming a, which looks slower: at most 9.0s']);
  });
});
