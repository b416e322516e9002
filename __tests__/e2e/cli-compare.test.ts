import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { comparisonSchema } from '../../src/record/comparison.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { aRun, aStage } from '../builders.ts';
import { definition, runCli, workspace } from './harness.ts';

const NAMES = ['setup', 'tests', 'analysis', 'validation'];

/** A run a day on one machine; `render` takes so long, and ran again as often. */
function dailyRun(day: number, renderMs: number, againMs: readonly number[] = []): RunRecord {
  const startedAt = new Date(Date.UTC(2026, 2, 1 + day)).toISOString();
  const wobble = 1 + 0.01 * ((day * 7) % 5);
  const confirmations = againMs.map(durationMs => ({ ref: 'head' as const, durationMs }));
  const times = [...NAMES.map(id => ({ id, durationMs: 20_000 })), { id: 'render', durationMs: 0 }];
  let startMs = 0;
  const stages = times.map(({ id, durationMs }) => {
    const isRender = id === 'render';
    const stage = aStage({
      id,
      name: isRender ? 'PDF Rendering' : id,
      startMs,
      durationMs: (isRender ? renderMs : durationMs) * wobble,
      ...(isRender && confirmations.length > 0 && { confirmations }),
    });
    startMs += stage.durationMs ?? 0;
    return stage;
  });
  const sha = String(day).padStart(8, 'c').padEnd(40, '0');
  const run = { ...aRun().run, id: String(day), sha, startedAt, commitTime: startedAt };
  return aRun({ stages, run });
}

const historyOf = (renderMs: readonly number[]) =>
  JSON.stringify({ schema: 2, runs: renderMs.map((ms, day) => dailyRun(day, ms)) });

const HISTORY = historyOf(Array(20).fill(34_000));
const REGRESSED = JSON.stringify(dailyRun(21, 52_000, [51_500, 52_500]));
const SUSPECTED = JSON.stringify(dailyRun(21, 52_000));

describe('`stagetime compare`', () => {
  const compared = (run: string, ...args: readonly string[]) => {
    const cwd = workspace({ 'now.json': run, 'then.json': HISTORY });
    return runCli(['compare', 'now.json', ...args], { cwd });
  };

  it('says what got slower than in the history that is named, and exits 0', async () => {
    const { exitCode, stdout, stderr } = await compared(REGRESSED, 'then.json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /PDF Rendering regressed: 3\d\.\ds → 5\d\.\ds(?: when run again)? \(\+\d+ %/,
    );
    const named = await compared(REGRESSED, '--baseline', 'then.json');
    expect(named.stdout).toBe(stdout);
  });

  it('--json prints the comparison, and nothing else', async () => {
    const { stdout } = await compared(REGRESSED, 'then.json', '--json');
    const comparison = v.parse(comparisonSchema, JSON.parse(stdout));
    expect(comparison.stages.find(({ id }) => id === 'render')).toMatchObject({
      verdict: 'regressed',
      baseline: { medianMs: expect.closeTo(34_500, -3), runs: 20, ageDays: 2 },
    });
  });

  it('--fail-on exits 3 with the sentence, for what is confirmed only', async () => {
    const tripped = await compared(REGRESSED, 'then.json', '--fail-on', 'regression');
    expect(tripped.exitCode).toBe(3);
    expect(tripped.stderr).toMatch(
      /^Regressed: PDF Rendering 3\d\.\ds → 5\d\.\ds .*\(fail-on: regression\)\.$/m,
    );
    const suspected = await compared(SUSPECTED, 'then.json', '--fail-on', 'any');
    expect(suspected.exitCode).toBe(0);
    expect(suspected.stderr).toMatch(
      /^Notice: the gate `fail-on: any` did not trip.*not confirmed$/m,
    );
    expect(suspected.stdout).toContain('is suspected to be slower');
  });

  it.each([
    [['nowhere.json'], 'nowhere.json cannot be read'],
    [['then.json', 'then.json'], 'then.json is not a run record'],
    [['now.json', 'nowhere.json'], 'there is no history'],
    [['now.json', 'then.json', '--fail-on', 'luck'], '`regression`'],
    [['now.json', 'then.json', 'more.json'], 'FILE'],
  ])('refuses %j with exit code 2 and a remedy', async (args, words) => {
    const cwd = workspace({ 'now.json': REGRESSED, 'then.json': HISTORY });
    const { exitCode, stderr } = await runCli(['compare', ...args], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain('remedy: ');
  });

  it('takes the last run and its history where nothing is named', async () => {
    const cwd = workspace({ 'stagetime.yml': definition({ one: 'run: "true"' }) });
    await runCli(['run'], { cwd });
    const { exitCode, stdout } = await runCli(['compare', '--json'], { cwd });
    expect(exitCode).toBe(0);
    const record = JSON.parse(readFileSync(join(cwd, '.stagetime/run.json'), 'utf8'));
    expect(JSON.parse(stdout)).toEqual(record.comparison);
  });
});

describe('`stagetime run --fail-on`', () => {
  const OVER = definition({ tests: 'name: Project Tests\nrun: sleep 1.2\nbudget: 1s' });

  it.each([
    ['', ['--fail-on', 'budget'], 3],
    ['fail-on: any\n', [], 3],
    ['fail-on: any\n', ['--fail-on', 'never'], 0],
  ])('%j %j exits %d', async (keys, args, exitCode) => {
    const cwd = workspace({ 'stagetime.yml': `${keys}${OVER}` });
    const result = await runCli(['run', ...args], { cwd });
    expect(result.exitCode).toBe(exitCode);
    const sentence = /^Over budget: Project Tests took \d\.\d\ds of 1s/m;
    if (exitCode === 3) expect(result.stderr).toMatch(sentence);
    else expect(result.stderr).not.toMatch(sentence);
  });

  it('a failed stage comes first: exit code 1', async () => {
    const stages = { tests: 'run: sleep 1.2\nbudget: 1s', last: 'run: exit 1\nneeds: [tests]' };
    const cwd = workspace({ 'stagetime.yml': definition(stages) });
    expect((await runCli(['run', '--fail-on', 'any'], { cwd })).exitCode).toBe(1);
  });
});

describe('`stagetime history`', () => {
  it('prints the lasting steps: size, commits, and the times around them', async () => {
    const cwd = workspace();
    const times = [...Array(10).fill(34_000), ...Array(10).fill(52_000)];
    writeFileSync(join(cwd, 'history.json'), historyOf(times));
    const { exitCode, stdout } = await runCli(['history', 'history.json'], { cwd });
    expect(exitCode).toBe(0);
    const [, steps] = stdout.split('\nLasting steps\n');
    expect(steps).toMatch(
      /^ {2}PDF Rendering: \+\d\d % \(\+\d\d % to \+\d\d %\) with ccccccc9\.\.cccccc10, 2026-03-11 {2}3\d\.\ds [▁▂]{10}│[▆▇█]{10} 5\d\.\ds\n$/,
    );
  });
});
