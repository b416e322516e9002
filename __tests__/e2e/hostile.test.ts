/** Stages that do what no stage should: each is survived, and the report says what became of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StageRecord } from '../../src/record/run-record.ts';
import { runAction } from '../services/runner.ts';
import { processesWith } from '../support/processes.ts';
import { definition, readRunRecord, runCli, workspace } from './harness.ts';

const after = 'run: echo still here\nneeds: [hostile]';

/** Runs the hostile stage and one that needs it, in the terminal and as the Action. */
async function survive(hostile: string, timeout?: string) {
  const keys = timeout === undefined ? hostile : `${hostile}\ntimeout-minutes: ${timeout}`;
  const files = { 'stagetime.yml': definition({ hostile: keys, after }) };
  const [local, runner] = [workspace(files), workspace(files)];
  const [terminal, action] = await Promise.all([
    runCli(['run'], { cwd: local, env: { MARK: local } }),
    runAction({ workspace: runner, env: { MARK: runner } }),
  ]);
  expect(processesWith(`MARK=${local}`)).toEqual([]);
  expect(processesWith(`MARK=${runner}`)).toEqual([]);
  expect(terminal.stderr).toBe('');
  expect(action.stderr).toBe('');
  const records = [local, runner].map(folder => readRunRecord(join(folder, '.stagetime')));
  const stages = records.map(({ stages }) => stages[0] as StageRecord);
  return { terminal, action, records, stages, local, runner };
}

describe.runIf(process.platform === 'linux')('a stage that', () => {
  it('leaves a daemon that holds its output open ends when its command does', async () => {
    const { terminal, action, stages } = await survive(
      `run: setsid -f sh -c 'while :; do echo noise; sleep 0.05; done'`,
    );
    expect([terminal.exitCode, action.exitCode]).toEqual([0, 0]);
    for (const { status, survivors } of stages) {
      expect(status).toBe('passed');
      expect(survivors?.join()).toContain('echo noise');
    }
    expect(action.summary).toContain('echo noise');
  });

  it('ignores SIGTERM is gone after its timeout', async () => {
    const { terminal, action, stages } = await survive(
      `run: trap '' TERM INT; setsid -f sh -c 'trap "" TERM; sleep 600; sleep 600'; while :; do sleep 600; done`,
      '0.003',
    );
    expect([terminal.exitCode, action.exitCode]).toEqual([1, 1]);
    for (const { status } of stages) expect(status).toBe('timed-out');
    expect(action.annotations[0]?.message).toContain('timed out');
  });

  it('stops itself is gone after its timeout', async () => {
    const { stages } = await survive('run: kill -STOP $$', '0.003');
    for (const { status } of stages) expect(status).toBe('timed-out');
  });

  it('prints what is no UTF-8 has its log kept byte for byte and shown as text', async () => {
    const { action, stages, local } = await survive(
      String.raw`run: printf 'caf\xe9 \xff\xfe\x80 \xf0\x9f ok\n'; exit 1`,
    );
    const log = readFileSync(join(local, '.stagetime/logs/hostile.log'));
    expect(log).toEqual(
      Buffer.from([
        ...Buffer.from('caf'),
        0xe9,
        0x20,
        0xff,
        0xfe,
        0x80,
        0x20,
        0xf0,
        0x9f,
        ...Buffer.from(' ok\n'),
      ]),
    );
    for (const { status, logTail } of stages) {
      expect(status).toBe('failed');
      expect(logTail?.join()).toMatch(/^caf\uFFFD .* ok$/);
    }
    expect(action.stdout).toContain('caf\uFFFD');
  });

  it('prints control sequences cannot draw on the terminal or into the reports', async () => {
    const { terminal, action, local } = await survive(
      String.raw`run: printf '\033[2J\033]0;title\007\033[31mred\033[0m \r\b\b over \0 \342\200\256 end\n'; exit 1`,
    );
    for (const text of [terminal.stdout, action.summary]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
      expect(text).toContain('end');
    }
    const html = readFileSync(join(local, '.stagetime/report.html'), 'utf8');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
    expect(html).not.toMatch(/[\u0000\u0007\u0008\u001b\u202e]/);
  });

  it('deletes its own working directory is judged by its exit code', async () => {
    const { terminal, action, stages } = await survive(
      'run: mkdir -p deep/er && cd deep/er && rm -rf "$PWD/../../deep" && echo gone',
    );
    expect([terminal.exitCode, action.exitCode]).toEqual([0, 0]);
    for (const { status } of stages) expect(status).toBe('passed');
  });

  it('deletes the logs is judged by its exit code, and the loss is told', async () => {
    const { terminal, action, records, stages } = await survive('run: rm -rf .stagetime/logs');
    expect([terminal.exitCode, action.exitCode]).toEqual([0, 0]);
    for (const { status, logFile } of stages) {
      expect(status).toBe('passed');
      expect(logFile).toBeUndefined();
    }
    for (const { notices } of records) {
      expect(notices).toContainEqual({ kind: 'log-lost', stage: 'hostile' });
    }
  });

  it('kills what measures it is reported as killed', async () => {
    const { terminal, action, stages } = await survive('run: kill -9 $PPID; sleep 600');
    expect([terminal.exitCode, action.exitCode]).toEqual([1, 1]);
    for (const { status, reason } of stages) {
      expect(status).toBe('failed');
      expect(reason).toMatchObject({ kind: 'exit-code', signal: 'SIGKILL' });
    }
  });

  it('starts a hundred children and leaves them to the run has none left', async () => {
    const { stages } = await survive('run: for i in {1..100}; do setsid -f sleep 600; done');
    for (const { status, survivors } of stages) {
      expect(status).toBe('passed');
      expect(survivors?.length).toBeGreaterThan(0);
    }
  });

  it('has a name of ten thousand signs and markup is named, never obeyed', async () => {
    const name = '</title><script>alert(1)</script>|`*_[a](javascript:b)\\n::error::x%0A'
      .repeat(150)
      .slice(0, 10_000);
    const { action, runner } = await survive(`name: ${JSON.stringify(name)}\nrun: exit 1`);
    expect(action.annotations).toHaveLength(1);
    expect(action.annotations[0]?.message.length).toBeLessThan(2_000);
    for (const file of ['report.html', 'summary.md', 'comment.md']) {
      const text = readFileSync(join(runner, '.stagetime', file), 'utf8');
      expect(text).not.toContain('<script>alert');
      if (file.endsWith('.md')) expect(text).not.toContain('](javascript:');
      expect(text.length).toBeLessThan(200_000);
    }
  });

  it('writes into nothing but the report directory and where it stands', async () => {
    const { local } = await survive('run: touch mine');
    expect(readdirSync(local).sort()).toEqual(['.stagetime', 'mine', 'stagetime.yml']);
    expect(existsSync(join(local, '.stagetime/scripts'))).toBe(false);
  });
});
