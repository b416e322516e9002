import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/execution/redaction/redactor.ts';
import { stage } from '../pipeline/stages.ts';
import { runStages, startStages } from './support.ts';

const statuses = (run: { records(): readonly { id: string; status: string }[] }) =>
  Object.fromEntries(run.records().map(({ id, status }) => [id, status]));

describe('what a command finds', () => {
  const given = {
    'db.host': 'local host',
    'npm_config_my-flag': 'a\nb',
    '1st': '1',
    'BASH_FUNC_greet%%': '() { echo hello from a function; }',
  };
  const show = `env -0 | tr '\\0' '\\n' | grep -aE '^(db.host|npm_config|1st|FORCE)=?' | sort; greet`;

  it('is every variable that the engine has, whatever its name, and exported functions', async () => {
    const run = await runStages(
      [stage('a', { run: `${show}; python3 -c 'import time; sum(range(10**7))'` })],
      {
        environment: { PATH: process.env.PATH, ...given },
      },
    );
    expect(readFileSync(join(run.root, '.stagetime/logs/a.log'), 'utf8')).toBe(
      '1st=1\ndb.host=local host\nnpm_config_my-flag=a\nhello from a function\n',
    );
    // It is measured all the same, with what its children took.
    expect(run.record('a').cpuMs).toBeGreaterThan(0);
  });

  it('is not changed by what measures it', async () => {
    const environment = {
      PATH: process.env.PATH,
      'a.b': '1',
      BASH_ENV: 'startup',
      SHELLOPTS: 'nounset',
    };
    const run = await runStages(
      [stage('a', { run: `env | grep -cE '^(a.b=1|BASH_ENV=startup)$'` })],
      {
        environment,
      },
    );
    expect(readFileSync(join(run.root, '.stagetime/logs/a.log'), 'utf8')).toMatch(/^2$/m);
  });
});

describe('what cannot be started', () => {
  it('says that its working directory is not there', async () => {
    const run = await runStages([stage('a', { workingDirectory: 'no/where' })]);
    expect(run.record('a')).toMatchObject({ status: 'failed', attempts: 0 });
    expect(run.record('a').reason).toEqual({ kind: 'no-folder', folder: 'no/where' });
  });

  it('names the variable that is too large for the system', async () => {
    const env = { HUGE: 'x'.repeat(200_000) };
    const run = await runStages([stage('a', { env })]);
    expect(run.record('a').reason).toEqual({
      kind: 'not-startable',
      fault: { why: 'large-variable', variable: 'HUGE', bytes: 200_005 },
    });
  });

  it('names the size of all variables together', async () => {
    const env = Object.fromEntries(
      Array.from({ length: 80 }, (_, i) => [`LARGE_${i}`, 'x'.repeat(100_000)]),
    );
    const run = await runStages([stage('a', { env })]);
    expect(run.record('a').reason).toEqual({
      kind: 'not-startable',
      fault: { why: 'too-large', bytes: expect.closeTo(8_001_000, -4) },
    });
  });

  it('is not a long command: it runs from a file', async () => {
    const run = await runStages(
      [
        stage('a', {
          run: `${'# é'.repeat(50_000)}\necho $((1 + 1)); false | true; echo not here`,
        }),
        stage('py', {
          shell: 'python',
          run: `${'#'.repeat(140_000)}\nimport sys\nprint(sys.path[0], sys.argv)`,
        }),
      ],
      { keepGoing: true },
    );
    const log = (id: string) => readFileSync(join(run.root, `.stagetime/logs/${id}.log`), 'utf8');
    expect(log('a')).toBe('2\n');
    expect(run.record('a').exitCode).toBe(1);
    expect(log('py')).toBe(" ['-c']\n");
  });
});

describe('a run', () => {
  it('runs stages after what they need and records how they ended', async () => {
    const run = await runStages([
      stage('write', { run: 'echo data > data.txt' }),
      stage('read', { run: 'cat data.txt', needs: ['write'] }),
    ]);
    expect(statuses(run)).toEqual({ write: 'passed', read: 'passed' });
    expect(run.status()).toBe('passed');
    const { startMs = 0, durationMs = 0 } = run.record('write');
    expect(run.record('read').startMs).toBeGreaterThanOrEqual(startMs + durationMs);
    expect(readFileSync(join(run.root, '.stagetime/logs/read.log'), 'utf8')).toBe('data\n');
  });

  it('records what the stages are measured by', async () => {
    const usual = { tool: 'latex', mostMs: 90_000 } as const;
    const run = await runStages([stage('a', { usual }), stage('b', { budgetMs: 50_000 })]);
    expect(run.records()).toMatchObject([{ usual }, { budgetMs: 50_000 }]);
  });

  it('uses bash with pipefail, and fails with the exit code and the last lines', async () => {
    const run = await runStages([
      stage('a', { run: 'for i in {1..30}; do echo line $i; done; (exit 3) | cat' }),
    ]);
    const { status, exitCode, reason, logTail } = run.record('a');
    expect({ status, exitCode, reason }).toEqual({
      status: 'failed',
      exitCode: 3,
      reason: { kind: 'exit-code', exitCode: 3 },
    });
    expect(logTail).toHaveLength(20);
    expect(logTail?.at(-1)).toBe('line 30');
    expect(run.status()).toBe('failed');
  });

  it('ends running stages and starts no more when a required stage fails', async () => {
    const run = await runStages([
      stage('slow', { run: 'sleep 60' }),
      stage('bad', { run: 'exit 1' }),
      stage('later', { needs: ['slow'] }),
    ]);
    expect(statuses(run)).toEqual({ slow: 'cancelled', bad: 'failed', later: 'skipped' });
    expect(run.record('slow').reason).toEqual({ kind: 'ended-after', stage: 'bad' });
    expect(run.record('later').reason).toEqual({ kind: 'not-started-after', stage: 'bad' });
  });

  it('keeps going on request, but not with what needs the failed stage', async () => {
    const run = await runStages(
      [stage('bad', { run: 'exit 1' }), stage('after', { needs: ['bad'] }), stage('other')],
      { keepGoing: true, capacity: { slots: 1, memoryBytes: 1 } },
    );
    expect(statuses(run)).toEqual({ bad: 'failed', after: 'skipped', other: 'passed' });
    expect(run.record('after').reason).toEqual({ kind: 'needs', stage: 'bad' });
  });

  it('goes on after an optional stage failed', async () => {
    const run = await runStages([
      stage('optional', { run: 'exit 1', optional: true }),
      stage('after', { needs: ['optional'] }),
    ]);
    expect(statuses(run)).toEqual({ optional: 'failed', after: 'passed' });
    expect(run.status()).toBe('passed');
  });

  it('takes the skip exit code for nothing to do, and goes on', async () => {
    const run = await runStages([
      stage('idle', { run: 'exit 2', skipExitCode: 2, retries: 3 }),
      stage('after', { needs: ['idle'] }),
    ]);
    expect(statuses(run)).toEqual({ idle: 'skipped', after: 'passed' });
    expect(run.record('idle')).toMatchObject({
      attempts: 1,
      exitCode: 2,
      reason: { kind: 'nothing-to-do', exitCode: 2 },
    });
  });

  it('tries again as often as it may', async () => {
    const run = await runStages([
      stage('flaky', { run: 'test -e mark || { touch mark; exit 1; }', retries: 2 }),
    ]);
    expect(run.record('flaky')).toMatchObject({ status: 'passed', attempts: 2 });
    const never = await runStages([stage('never', { run: 'exit 1', retries: 2 })]);
    expect(never.record('never')).toMatchObject({ status: 'failed', attempts: 3 });
  });

  it('skips a stage whose tool is missing in the terminal, with the way to get it', async () => {
    const requires = [{ kind: 'executable', name: 'xelatex' }] as const;
    const environment = { PATH: '/nowhere' };
    const stages = [stage('render', { requires }), stage('validate', { needs: ['render'] })];
    const run = await runStages(stages, { environment });
    expect(statuses(run)).toEqual({ render: 'skipped', validate: 'skipped' });
    const missing = { kind: 'missing-tool', as: 'executable', tool: 'xelatex' };
    expect(run.record('render').reason).toEqual({ ...missing, package: 'texlive-xetex' });
    expect(run.record('validate').reason).toEqual({ kind: 'needs', stage: 'render' });
    expect(run.status()).toBe('skipped');
  });

  it('fails for a missing tool on a runner, unless the stage is optional', async () => {
    const requires = [{ kind: 'python-module', name: 'no_such_module_here' }] as const;
    const options = { inCi: true, keepGoing: true };
    const stages = [
      stage('required', { requires }),
      stage('optional', { requires, optional: true }),
    ];
    const run = await runStages(stages, options);
    expect(statuses(run)).toEqual({ required: 'failed', optional: 'skipped' });
  });

  it('fails a stage whose inputs match nothing', async () => {
    const run = await runStages([stage('a', { inputs: ['src/**/*.py'] })]);
    expect(run.record('a')).toMatchObject({ status: 'failed', attempts: 0 });
    expect(run.record('a').reason).toEqual({
      kind: 'empty-input',
      input: { why: 'no-match', pattern: 'src/**/*.py' },
    });
  });

  it('leaves out what was not asked for', async () => {
    const run = await runStages([stage('a'), stage('b', { needs: ['a'] })], {
      leftOut: new Map([['a', 'skip']]),
    });
    expect(statuses(run)).toEqual({ a: 'skipped', b: 'skipped' });
    expect(run.record('a').reason).toEqual({ kind: 'left-out', by: 'skip' });
  });

  it('withholds tokens from stages and dates them by the commit', async () => {
    const environment = { PATH: process.env.PATH, ACTIONS_RUNTIME_TOKEN: 'x', GITHUB_OUTPUT: 'y' };
    const run = await runStages(
      [stage('env', { run: 'env', env: { GITHUB_OUTPUT: null, MINE: '1' } })],
      {
        environment,
        sourceDateEpoch: '1700000000',
      },
    );
    const log = readFileSync(join(run.root, '.stagetime/logs/env.log'), 'utf8').split('\n');
    expect(log).toContain('SOURCE_DATE_EPOCH=1700000000');
    expect(log).toContain('FORCE_SOURCE_DATE=1');
    expect(log).toContain('PYTHONUNBUFFERED=1');
    expect(log).toContain('MINE=1');
    expect(log).toContain('GITHUB_OUTPUT=y');
    expect(log.some(line => line.startsWith('ACTIONS_'))).toBe(false);
  });

  it('keeps known secrets and masked values out of logs and records', async () => {
    const redactor = createRedactor(['hunter2secret']);
    const run = await runStages(
      [
        stage('a', {
          run: 'echo pass=hunter2secret; echo ::add-mask::later-secret; echo later-secret; exit 1',
        }),
      ],
      { redactor },
    );
    const log = readFileSync(join(run.root, '.stagetime/logs/a.log'), 'utf8');
    expect(log).toBe('pass=***\n::add-mask::***\n***\n');
    expect(run.record('a').logTail).toEqual(['pass=***', '::add-mask::***', '***']);
    expect(run.events).toContainEqual({ kind: 'mask', value: 'later-secret' });
  });

  it('measures the outputs', async () => {
    const run = await runStages([
      stage('a', {
        run: 'mkdir -p out/deep; printf 12345 > out/deep/a; printf 678 > out/b',
        outputs: ['out'],
      }),
    ]);
    expect(run.record('a').outputBytes).toBe(8);
  });
});

const alive = (pid: string): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid.trim()}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** Resolves when the stage has written the file: it is under way then. */
async function written(
  run: { root: string; finished: Promise<void> },
  file: string,
): Promise<string> {
  const path = join(run.root, file);
  for (;;) {
    if (existsSync(path)) {
      const text = readFileSync(path, 'utf8');
      if (text.endsWith('\n')) return text.trim();
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

describe.runIf(process.platform === 'linux')('the processes of a stage', () => {
  it('are all gone after a timeout, even those that ignore SIGTERM and left the group', async () => {
    const run = await runStages([
      stage('a', {
        run: `trap '' TERM; (trap '' TERM; setsid -f sh -c 'trap "" TERM; echo $$ > left; sleep 600'); echo $$ > own; sleep 600`,
        // Long enough to get there.
        timeoutMs: 1_500,
      }),
    ]);
    expect(run.record('a').status).toBe('timed-out');
    expect(run.record('a').reason).toEqual({ kind: 'timed-out', limitMs: 1_500 });
    expect(alive(readFileSync(join(run.root, 'left'), 'utf8'))).toBe(false);
    expect(alive(readFileSync(join(run.root, 'own'), 'utf8'))).toBe(false);
  });

  it('do not keep a passed stage from ending; they live until the run ends and are named', async () => {
    const run = await runStages([
      stage('daemon', {
        run: 'sh -c "echo \\$\\$ > pid; exec sleep 600" & while ! test -s pid; do :; done',
      }),
      stage('user', { run: 'kill -0 $(cat pid)', needs: ['daemon'] }),
    ]);
    expect(statuses(run)).toEqual({ daemon: 'passed', user: 'passed' });
    expect(run.record('daemon').survivors).toEqual(['sleep 600']);
    expect(alive(readFileSync(join(run.root, 'pid'), 'utf8'))).toBe(false);
  });

  it('are known by the log that they still write to, wherever they fled and without our variables', async () => {
    const run = await runStages([
      stage('daemon', {
        run: 'setsid -f env -i /bin/sh -c "echo \\$\\$ > pid; exec /bin/sleep 600"; while ! test -s pid; do :; done',
      }),
    ]);
    expect(run.record('daemon').survivors).toEqual(['/bin/sleep 600']);
    expect(alive(readFileSync(join(run.root, 'pid'), 'utf8'))).toBe(false);
  });

  it('are all gone when the run is interrupted, and what had not begun is cancelled', async () => {
    const interrupt = new AbortController();
    const run = startStages(
      [stage('a', { run: 'echo $$ > pid; sleep 600' }), stage('b', { needs: ['a'] })],
      {
        signal: interrupt.signal,
      },
    );
    const pid = await written(run, 'pid');
    interrupt.abort();
    await run.finished;
    expect(statuses(run)).toEqual({ a: 'cancelled', b: 'cancelled' });
    for (const { reason } of run.records()) expect(reason).toEqual({ kind: 'interrupted' });
    expect(run.status()).toBe('cancelled');
    expect(alive(pid)).toBe(false);
  });

  it('may delete the working directory, print invalid UTF-8 or kill their parent', async () => {
    const run = await runStages(
      [
        stage('gone', { run: 'mkdir -p deep && cd deep && rm -rf ../deep && echo still here' }),
        stage('bytes', { run: String.raw`printf 'a\xff\xfeb\n'; exit 1` }),
        stage('orphan', { run: 'kill -9 $PPID; sleep 600' }),
      ],
      { keepGoing: true },
    );
    expect(statuses(run)).toEqual({ gone: 'passed', bytes: 'failed', orphan: 'failed' });
    expect(run.record('bytes').logTail).toEqual(['a��b']);
    expect(run.record('orphan').reason).toMatchObject({ kind: 'exit-code', signal: 'SIGKILL' });
  });

  it('fails with a reason when the working directory is not there', async () => {
    const run = await runStages([stage('a', { workingDirectory: 'nowhere' })]);
    expect(run.record('a').status).toBe('failed');
    expect(run.record('a').reason).toEqual({ kind: 'no-folder', folder: 'nowhere' });
  });
});
