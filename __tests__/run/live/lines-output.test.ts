import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLinesOutput } from '../../../src/run/live/lines-output.ts';
import type { LiveOutput } from '../../../src/run/live/live-output.ts';
import { aStage } from '../../builders.ts';
import { temporaryFolder } from '../../execution/support.ts';
import { stage } from '../../pipeline/stages.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function setUp(summaryFollows = true, foreseen: Promise<void> = new Promise(() => {})) {
  const lines: string[] = [];
  const logPath = join(temporaryFolder(), 'a.log');
  writeFileSync(logPath, '');
  const startedAt = performance.now();
  const output: LiveOutput = createLinesOutput({
    write: text => void lines.push(text.trimEnd()),
    stageCount: 2,
    slots: 1,
    eta: () => ({ kind: 'unknown', stages: ['a', 'b'] }),
    foreseen,
    expectedMs: () => undefined,
    summaryFollows,
    now: () => performance.now() - startedAt,
    redact: line => line.replace('hunter2', '***'),
    addMask: () => {},
  });
  output.listener({ kind: 'stage-started', stage: stage('a'), logPath });
  const say = (text: string) => writeFileSync(logPath, text, { flag: 'a' });
  const end = () =>
    output.listener({
      kind: 'stage-ended',
      record: aStage({ id: 'a', status: 'failed', logTail: ['the last words'] }),
      logPath,
    });
  return { lines, output, say, end };
}

/** A decision that is made when the test says so. */
function decision() {
  let made = () => {};
  const foreseen = new Promise<void>(resolve => {
    made = resolve;
  });
  const say = () => {
    made();
    return foreseen;
  };
  return { foreseen, made: say };
}

describe('plain lines', () => {
  it('give an estimate when it is known what will be reused, and not before', async () => {
    const { foreseen, made } = decision();
    const run = setUp(true, foreseen);
    expect(run.lines).toEqual(['Running 2 stages, up to 1 at once', '▶ a']);
    await made();
    expect(run.lines.slice(2)).toEqual(['First run: no estimate yet']);
    run.output.stop();
  });

  it('give none when all is over', async () => {
    const { foreseen, made } = decision();
    const run = setUp(true, foreseen);
    run.output.stop();
    await made();
    expect(run.lines.join()).not.toContain('estimate');
  });

  it('show a sign of life once a minute while a stage is quiet, with what it said last', () => {
    const run = setUp();
    const before = run.lines.length;
    vi.advanceTimersByTime(59_000);
    expect(run.lines).toHaveLength(before);
    run.say('10 of 500 with hunter2\nhalf a li');
    vi.advanceTimersByTime(1_000);
    vi.advanceTimersByTime(60_000);
    expect(run.lines.slice(before)).toEqual([
      '… a has run for 1m 00s: 10 of 500 with ***',
      '… a has run for 2m 00s: 10 of 500 with ***',
    ]);
  });

  it('are silent when nothing runs any more', () => {
    const run = setUp();
    run.end();
    const before = run.lines.length;
    vi.advanceTimersByTime(600_000);
    expect(run.lines).toHaveLength(before);
    run.output.stop();
  });

  it.each([
    [true, 0],
    [false, 1],
  ])('show the log of a failure once: where a summary follows (%s), there', (follows, times) => {
    const run = setUp(follows);
    run.end();
    expect(run.lines.filter(line => line.includes('the last words'))).toHaveLength(times);
  });

  it('announce that stages run again, and for how long at most', () => {
    const run = setUp();
    const stages = ['a', 'b', 'c', 'd'].map(id => stage(id, { name: `Stage ${id}` }));
    run.output.listener({ kind: 'confirming', stages, budgetMs: 120_000 });
    run.output.listener({ kind: 'confirming', stages: stages.slice(0, 1), budgetMs: 9_000 });
    expect(run.lines.slice(-2)).toEqual([
      'Confirming Stage a, Stage b and 2 more, which look slower: at most 2m 00s',
      'Confirming Stage a, which looks slower: at most 9.0s',
    ]);
  });
});
