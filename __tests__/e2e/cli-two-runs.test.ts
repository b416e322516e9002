import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  definition,
  readRunRecord,
  runCli,
  startCli,
  statuses,
  workspace,
  written,
} from './harness.ts';

/** A stage that says when it begins and ends, with time for other runs to come between. */
const MEETS = definition({
  meets:
    'run: echo in >> seen; until [ -e go ]; do sleep 0.02; done; echo out >> seen; echo "log of $RUN"',
});
const HANGS = definition({ hangs: 'run: echo $$ > pid; sleep 600' });

describe('runs in one folder', () => {
  it('go one after the other', async () => {
    const cwd = workspace({ 'stagetime.yml': MEETS });
    const runs = ['1', '2', '3'].map(RUN => startCli(['run'], { cwd, env: { RUN } }));
    const waiting = () => runs.filter(run => run.stderr().includes('waiting for another run'));
    await expect.poll(() => waiting()).toHaveLength(2);
    writeFileSync(join(cwd, 'go'), '');
    const ends = await Promise.all(runs.map(run => run.ended));
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(readFileSync(join(cwd, 'seen'), 'utf8')).toBe('in\nout\n'.repeat(3));
    const waited = ends.filter(({ stderr }) =>
      stderr.includes(`waiting for another run in ${cwd}`),
    );
    expect(waited).toHaveLength(2);
    expect(readFileSync(join(cwd, '.stagetime/logs/meets.log'), 'utf8')).toMatch(/^log of \d\n$/);
    const history = readFileSync(join(cwd, '.stagetime/history.json'), 'utf8');
    expect(JSON.parse(history).runs).toHaveLength(3);
  });

  it('are refused with --no-wait, and leave what is there alone', async () => {
    const cwd = workspace({ 'stagetime.yml': HANGS });
    const first = startCli(['run'], { cwd });
    await written(join(cwd, 'pid'), first.ended);
    const second = await runCli(['run', '--no-wait'], { cwd });
    expect(second.exitCode).toBe(4);
    expect(second.stderr).toContain(`another run uses ${cwd} (process ${first.pid})`);
    expect(second.stderr).toContain('remedy: ');
    first.signal('SIGINT');
    expect((await first.ended).exitCode).toBe(130);
    expect(statuses(readRunRecord(join(cwd, '.stagetime')))).toEqual({ hangs: 'cancelled' });
  });

  it('are not kept out by one that was killed', async () => {
    const cwd = workspace({ 'stagetime.yml': HANGS, 'meets.yml': MEETS, go: '' });
    const first = startCli(['run'], { cwd });
    await written(join(cwd, 'pid'), first.ended);
    first.signal('SIGKILL');
    await first.ended;
    expect((await runCli(['run', '--no-wait', 'meets.yml'], { cwd })).exitCode).toBe(0);
  });
});

describe('a run in a stage of another', () => {
  it('works in its folder with a report of its own, and says so where it has none', async () => {
    const cwd = workspace({
      'stagetime.yml': definition({
        inner: 'run: $STAGETIME run inner.yml --report-dir inner',
        refused: 'run: $STAGETIME run inner.yml\nneeds: [inner]',
      }),
      'inner.yml': definition({ one: 'run: echo inner' }),
    });
    const cli = `${process.execPath} ${join(import.meta.dirname, '../../dist/cli.js')}`;
    await runCli(['run'], { cwd, env: { STAGETIME: cli } });
    const record = readRunRecord(join(cwd, '.stagetime'));
    expect(statuses(record)).toEqual({ inner: 'passed', refused: 'failed' });
    expect(statuses(readRunRecord(join(cwd, 'inner')))).toEqual({ one: 'passed' });
    expect(readFileSync(join(cwd, '.stagetime/logs/refused.log'), 'utf8')).toContain(
      '--report-dir',
    );
  });
});
