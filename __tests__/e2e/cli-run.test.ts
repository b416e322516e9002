import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processesWith } from '../support/processes.ts';
import { requireTool } from '../support/tools.ts';
import {
  cliPath,
  definition,
  endsWithin5s,
  readRunRecord,
  runCli,
  startCli,
  statuses,
  workspace,
  written,
} from './harness.ts';

/** Two branches from one root: `left` and `right` need `root`, `end` needs both. */
const DIAMOND = definition({
  root: 'run: echo root',
  left: 'run: echo left\nneeds: [root]\ntags: [side]',
  right: 'run: echo right\nneeds: [root]\ntags: [side]',
  end: 'run: echo end\nneeds: [left, right]',
});

const FAILING = definition({
  good: 'run: echo fine',
  bad: 'run: for i in {1..30}; do echo line $i; done; exit 3\nneeds: [good]',
  after: 'run: echo never\nneeds: [bad]',
  other: 'run: echo other\nneeds: [good]\nweight: 9',
});

describe('`stagetime run`', () => {
  it('exits 0 when every stage passed, and says what ran and where the report is', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    const { exitCode, stdout, stderr } = await runCli(['run'], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('4 stages');
    expect(stdout).toContain(join(cwd, '.stagetime/report.html'));
    const record = readRunRecord(join(cwd, '.stagetime'));
    expect(record.status).toBe('passed');
    expect(statuses(record)).toEqual({
      root: 'passed',
      left: 'passed',
      right: 'passed',
      end: 'passed',
    });
  });

  it('leaves run.json, the reports and a log for each stage', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    await runCli(['run'], { cwd });
    const folder = join(cwd, '.stagetime');
    expect(readdirSync(folder).sort()).toEqual([
      'comment.md',
      'history.json',
      'logs',
      'report.html',
      'run.json',
      'summary.md',
    ]);
    expect(readdirSync(join(folder, 'logs')).sort()).toEqual([
      'end.log',
      'left.log',
      'right.log',
      'root.log',
    ]);
    expect(readFileSync(join(folder, 'logs/left.log'), 'utf8')).toBe('left\n');
    for (const { id, logFile } of readRunRecord(folder).stages)
      expect(logFile).toBe(`logs/${id}.log`);
  });

  it('exits 1 when a required stage failed, with the end of its log where the reader looks', async () => {
    const cwd = workspace({ 'stagetime.yml': FAILING });
    const { exitCode, stdout } = await runCli(['run'], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('exit code 3');
    expect(stdout).toContain('line 30');
    expect(stdout).not.toContain('line 10\n');
    expect(statuses(readRunRecord(join(cwd, '.stagetime')))).toMatchObject({
      good: 'passed',
      bad: 'failed',
      after: 'skipped',
    });
  });

  it('with --keep-going still runs what does not need the failed stage', async () => {
    const cwd = workspace({ 'stagetime.yml': FAILING });
    const { exitCode } = await runCli(['run', '--keep-going', '--concurrency', '1'], { cwd });
    expect(exitCode).toBe(1);
    expect(statuses(readRunRecord(join(cwd, '.stagetime')))).toEqual({
      good: 'passed',
      bad: 'failed',
      after: 'skipped',
      other: 'passed',
    });
  });

  it('exits 0 when only an optional stage failed, and says that it did', async () => {
    const cwd = workspace({
      'stagetime.yml': definition({
        review: 'name: LLM Review\nrun: exit 7\ncontinue-on-error: true',
        end: 'run: echo end\nneeds: [review]',
      }),
    });
    const { exitCode, stdout } = await runCli(['run'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/LLM Review .*failed/);
    expect(statuses(readRunRecord(join(cwd, '.stagetime')))).toEqual({
      review: 'failed',
      end: 'passed',
    });
  });

  it('exits 2 for a definition that is wrong, runs nothing and leaves no report', async () => {
    const cwd = workspace({ 'stagetime.yml': 'stages:\n  a: { run: touch ran, need: b }\n' });
    const { exitCode, stdout, stderr } = await runCli(['run'], { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('stagetime.yml:2:24: error: ');
    expect(stderr).toContain('remedy: ');
    expect(stderr).toContain('`needs`');
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
    expect(existsSync(join(cwd, '.stagetime'))).toBe(false);
  });

  it('--only runs the named stages with what they need', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    expect((await runCli(['run', '--only', 'left'], { cwd })).exitCode).toBe(0);
    expect(statuses(readRunRecord(join(cwd, '.stagetime')))).toEqual({
      root: 'passed',
      left: 'passed',
      right: 'skipped',
      end: 'skipped',
    });
  });

  it('--skip leaves out stages by id or tag, and what needs them', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    expect((await runCli(['run', '--skip', 'side'], { cwd })).exitCode).toBe(0);
    expect(statuses(readRunRecord(join(cwd, '.stagetime')))).toEqual({
      root: 'passed',
      left: 'skipped',
      right: 'skipped',
      end: 'skipped',
    });
  });

  it.each(['run', 'plan'])(
    '%s exits 2 for a stage that does not exist, and names those that do',
    async verb => {
      const cwd = workspace({ 'stagetime.yml': DIAMOND });
      const { exitCode, stdout, stderr } = await runCli([verb, '--only', 'lefft,end'], { cwd });
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('no stage and no tag is called "lefft"');
      expect(stderr).toContain('remedy: use one of root, left, side, right, end');
    },
  );

  it('--concurrency is the number of stages at once', async () => {
    const alone = 'run: mkdir busy && rmdir busy';
    const cwd = workspace({
      'stagetime.yml': definition({ a: alone, b: alone, c: alone, d: alone }),
    });
    expect((await runCli(['run', '--concurrency', '1'], { cwd })).exitCode).toBe(0);
    const { environment, stages } = readRunRecord(join(cwd, '.stagetime'));
    expect(environment.slots).toBe(1);
    const spans = stages
      .map(({ startMs = 0, durationMs = 0 }) => [startMs, startMs + durationMs] as const)
      .sort((a, b) => a[0] - b[0]);
    for (const [i, [start]] of spans.entries()) {
      expect(start).toBeGreaterThanOrEqual(spans[i - 1]?.[1] ?? 0);
    }
  });

  it('runs as many stages at once as it may: four that wait for one another pass', async () => {
    const meet = (id: string) =>
      `run: touch ${id}; until [ -e a ] && [ -e b ] && [ -e c ] && [ -e d ]; do sleep 0.02; done`;
    const cwd = workspace({
      'stagetime.yml': definition({ a: meet('a'), b: meet('b'), c: meet('c'), d: meet('d') }),
    });
    expect((await runCli(['run', '--concurrency', '4'], { cwd })).exitCode).toBe(0);
  });

  it('--json prints the run record and nothing else; what happens goes to standard error', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    const { exitCode, stdout, stderr } = await runCli(['run', '--json'], { cwd });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(readRunRecord(join(cwd, '.stagetime')));
    expect(stderr).toContain('left passed');
  });

  it('--report-dir says where the report goes', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    await runCli(['run', '--report-dir', 'build/timing'], { cwd });
    expect(readRunRecord(join(cwd, 'build/timing')).status).toBe('passed');
    expect(existsSync(join(cwd, '.stagetime'))).toBe(false);
  });

  it('expects the times of earlier runs, and of --baseline, which it only reads', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    const first = await runCli(['run'], { cwd });
    expect(first.stdout).toContain('First run: no estimate yet');
    const second = await runCli(['run'], { cwd });
    expect(second.stdout).toMatch(/^About .* to go$/m);

    const history = join(cwd, '.stagetime/history.json');
    const before = readFileSync(history);
    const args = ['run', '--baseline', history, '--report-dir', 'elsewhere'];
    const third = await runCli(args, { cwd });
    expect(third.stdout).toMatch(/^About .* to go$/m);
    expect(readFileSync(history)).toEqual(before);
    expect(existsSync(join(cwd, 'elsewhere/history.json'))).toBe(false);
  });

  it('goes on without a baseline that cannot be read, and says so', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND, 'broken.json': '{"schema":1' });
    const { exitCode } = await runCli(['run', '--baseline', 'broken.json'], { cwd });
    expect(exitCode).toBe(0);
    const { notices } = readRunRecord(join(cwd, '.stagetime'));
    expect(notices).toMatchObject([
      {
        kind: 'baseline-unread',
        fault: 'damaged',
        failure: { at: { in: 'file', file: join(cwd, 'broken.json') } },
      },
    ]);
  });

  it('runs on to the report when nobody reads its output any more', async () => {
    const cwd = workspace({ 'stagetime.yml': DIAMOND });
    const command = `"${process.execPath}" "${cliPath}" run | head -n 1`;
    const shell = workspace({
      'stagetime.yml': definition({ piped: `run: cd "${cwd}" && ${command}` }),
    });
    await runCli(['run'], { cwd: shell });
    const log = readFileSync(join(shell, '.stagetime/logs/piped.log'), 'utf8');
    expect(log.trim().split('\n')).toHaveLength(1);
    expect(readRunRecord(join(cwd, '.stagetime')).status).toBe('passed');
  });

  it.each([
    [['frobnicate'], 'unknown verb "frobnicate"'],
    [['run', '--concurrency', '0'], '--concurrency must be a whole number'],
    [['run', '--no-such-option'], 'unknown option --no-such-option'],
    [['check', '--keep-going'], '`check` has no option --keep-going'],
    [['run', 'a.yml', 'b.yml'], 'one FILE at most'],
  ])('exits 2 for the arguments %j, with a remedy', async (args, problem) => {
    const { exitCode, stdout, stderr } = await runCli(args, { cwd: workspace() });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/remedy: .*`stagetime (--help|help \w+)`/);
    expect(stderr).not.toContain('    at ');
  });
});

describe.runIf(process.platform === 'linux')('an interrupted run', () => {
  /** What a stage can do to outlive a signal: ignore it, leave the session, be orphaned, stop itself. */
  const STUBBORN = `trap '' TERM INT HUP; (setsid -f sh -c 'trap "" TERM INT HUP; sleep 600 & wait; sleep 600'); echo $$ > pid; sleep 600 & wait; sleep 600`;
  const DAEMON = `(trap '' TERM INT HUP; setsid -f sh -c 'trap "" TERM INT; sleep 600; sleep 600')`;
  const stages = definition({
    one: `run: ${DAEMON}`,
    two: `run: ${DAEMON}`,
    stubborn: `run: |\n  ${STUBBORN}\nneeds: [one, two]`,
    later: 'run: echo never\nneeds: [stubborn]',
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s exits 130 within 5 s, leaves a valid run.json and no process',
    async signal => {
      const cwd = workspace({ 'stagetime.yml': stages });
      const mark = `MARK=${cwd}`;
      const run = startCli(['run'], { cwd, env: { MARK: cwd } });
      await written(join(cwd, 'pid'), run.ended);
      expect(processesWith(mark).length).toBeGreaterThan(5);
      run.signal(signal);
      expect(await endsWithin5s(run.ended)).toBe(true);
      const { exitCode, stdout } = await run.ended;
      expect(exitCode).toBe(130);
      expect(processesWith(mark)).toEqual([]);
      const record = readRunRecord(join(cwd, '.stagetime'));
      expect(record.status).toBe('cancelled');
      expect(statuses(record)).toEqual({
        one: 'passed',
        two: 'passed',
        stubborn: 'cancelled',
        later: 'cancelled',
      });
      expect(stdout).toContain('cancelled');
    },
  );

  it('is not hurried by a second signal', async () => {
    const cwd = workspace({ 'stagetime.yml': stages });
    const run = startCli(['run'], { cwd, env: { MARK: cwd } });
    await written(join(cwd, 'pid'), run.ended);
    run.signal('SIGINT');
    run.signal('SIGINT');
    run.signal('SIGTERM');
    expect((await run.ended).exitCode).toBe(130);
    expect(processesWith(`MARK=${cwd}`)).toEqual([]);
    expect(readRunRecord(join(cwd, '.stagetime')).status).toBe('cancelled');
  });

  it('says nothing about times: it is not added to the history', async () => {
    const cwd = workspace({ 'stagetime.yml': definition({ a: 'run: echo $$ > pid; sleep 600' }) });
    const run = startCli(['run'], { cwd });
    await written(join(cwd, 'pid'), run.ended);
    run.signal('SIGINT');
    await run.ended;
    expect(existsSync(join(cwd, '.stagetime/history.json'))).toBe(false);
  });
});

describe('on Node 24', () => {
  const node24 = requireTool('node24');
  it.skipIf(!node24.available)('runs the same', async () => {
    const cwd = workspace({ 'stagetime.yml': FAILING });
    const node = node24.available ? { node: node24.path } : {};
    const { exitCode, stderr } = await runCli(['run', '--keep-going'], { cwd, ...node });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(statuses(readRunRecord(join(cwd, '.stagetime')))).toMatchObject({ other: 'passed' });
  });
});
