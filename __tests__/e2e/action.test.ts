import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runAction } from '../services/runner.ts';
import { requireTool } from '../support/tools.ts';
import { git } from './forged.ts';
import { definition, readRunRecord, runCli, statuses, workspace } from './harness.ts';
import { gitHub, runFor } from './pull-request.ts';

/** One stage for every way to end that does not depend on where it runs; the failure comes last. */
const EVERY_END = definition({
  passes: 'run: echo passes',
  optional: 'run: exit 5\ncontinue-on-error: true\nneeds: [passes]',
  'after-optional': 'run: echo fine\nneeds: [optional]',
  idle: 'run: exit 2\nskip-exit-code: 2',
  'after-idle': 'run: echo fine\nneeds: [idle]',
  late: 'run: sleep 60\ntimeout-minutes: 0.005\ncontinue-on-error: true',
  retried: 'run: test -e tried || { touch tried; exit 1; }\nretries: 1',
  python: 'run: print("from python")\nshell: python',
  fails: 'run: exit 4\nneeds: [after-optional, after-idle, late, retried, python]',
  'needs-failed': 'run: echo never\nneeds: [fails]',
});

const PASSING = definition({
  first: 'name: First Stage\nrun: echo hello',
  second: 'run: echo world\nneeds: [first]',
});

const node24 = requireTool('node24');
const NODES = [
  { version: 'this Node', node: process.execPath },
  ...(node24.available ? [{ version: 'Node 24', node: node24.path }] : []),
];

describe.each(NODES)('the Action on $version', ({ node }) => {
  it('gives every stage the status that the terminal gives it', async () => {
    const terminal = workspace({ 'stagetime.yml': EVERY_END });
    const runner = workspace({ 'stagetime.yml': EVERY_END });
    const [cli, action] = [
      await runCli(['run'], { cwd: terminal, node }),
      await runAction({ workspace: runner, node }),
    ];
    expect({ cli: cli.exitCode, action: action.exitCode }).toEqual({ cli: 1, action: 1 });
    const inTerminal = statuses(readRunRecord(join(terminal, '.stagetime')));
    expect(statuses(readRunRecord(action.reportDir ?? ''))).toEqual(inTerminal);
    expect(new Set(Object.values(inTerminal))).toEqual(
      new Set(['passed', 'failed', 'skipped', 'timed-out']),
    );
  });

  it('passes: outputs, files, one job summary, no annotation, and nothing left for post', async () => {
    const folder = workspace({ 'stagetime.yml': PASSING });
    const api = await gitHub();
    const result = await runFor(api, { workspace: folder, node });
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toBe('');
    expect(result.outputs).toEqual({
      status: 'passed',
      verdict: 'not-enough-data',
      'total-ms': expect.stringMatching(/^\d+$/),
      'run-file': join(folder, '.stagetime/run.json'),
      'report-file': join(folder, '.stagetime/report.html'),
      bottlenecks: '[]',
      regressions: '[]',
      'comment-url': '',
      'baseline-age-days': '',
    });
    const record = readRunRecord(result.reportDir ?? '');
    expect(Math.round(record.totalMs)).toBe(Number(result.outputs['total-ms']));
    expect(record.run).toMatchObject({ event: 'pull_request', pullRequest: 7, branch: 'faster' });
    expect(readFileSync(result.outputs['report-file'] ?? '', 'utf8')).toContain('First Stage');
    expect(result.summary.trimEnd()).toBe(
      readFileSync(join(folder, '.stagetime/summary.md'), 'utf8').trimEnd(),
    );
    expect(result.annotations).toEqual([]);
    expect(result.post).toMatchObject({ exitCode: 0, stdout: '', stderr: '', summary: '' });
  });

  it('fails for a required stage with exactly one error, the sentence of the report', async () => {
    const folder = workspace({
      'stagetime.yml': definition({
        tests: 'name: Project Tests\nrun: echo assertion; exit 9',
        render: 'run: echo never\nneeds: [tests]',
      }),
    });
    const result = await runAction({ workspace: folder, node });
    expect(result.exitCode).toBe(1);
    expect(result.outputs.status).toBe('failed');
    expect(result.annotations).toHaveLength(1);
    const [error] = result.annotations;
    expect(error?.level).toBe('error');
    expect(error?.message).toMatch(/^Project Tests failed after .* \(exit code 9\)/);
    expect(result.summary).toContain(error?.message.split(' (')[0]);
    expect(result.stdout).toContain('assertion');
  });

  it('shows at its line in the sources what made a stage fail', async () => {
    const folder = workspace({
      'stagetime.yml': definition({ fit: 'name: Fit\nrun: python3 scripts/fit.py' }),
      'scripts/fit.py': 'def fit():\n    raise ValueError("no data")\n\nfit()\n',
    });
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    const result = await runAction({ workspace: folder, node });
    const [placed, failure, ...more] = result.annotations;
    expect(placed).toMatchObject({
      level: 'error',
      message: 'ValueError: no data',
      properties: { title: 'Fit failed', file: 'scripts/fit.py', line: '2' },
    });
    expect(failure?.message).toMatch(/^Fit failed/);
    expect(more).toEqual([]);
  });

  it('fails for a definition that is wrong, with all problems and their places', async () => {
    const folder = workspace({
      'stagetime.yml': 'stages:\n  a: { run: touch ran, need: b }\n  b: { runn: x }\n',
    });
    for (const command of ['run', 'check']) {
      const result = await runAction({ workspace: folder, node, inputs: { command } });
      expect(result.exitCode).toBe(1);
      const places = result.annotations.map(({ properties: { file, line } }) => [file, line]);
      expect(places).toEqual([
        ['stagetime.yml', '2'],
        ['stagetime.yml', '3'],
        [undefined, undefined],
      ]);
      expect(result.annotations[0]?.message).toContain('unknown key `need`');
      expect(result.annotations.at(-1)?.message).toContain('2 problems');
      expect(result.summary).toMatch(/\*\*stagetime\.yml:\S*2:\S*24\*\*: unknown key/);
      expect(JSON.stringify(result.annotations)).not.toContain('    at ');
      expect(result.post.exitCode).toBe(0);
    }
  });
});

describe('the inputs of the Action', () => {
  it('`command: check` looks at the definition and runs nothing', async () => {
    const folder = workspace({ 'stagetime.yml': PASSING });
    const result = await runAction({ workspace: folder, inputs: { command: 'check' } });
    expect(result).toMatchObject({ exitCode: 0, outputs: {}, groups: [] });
  });

  it('`command: check` says at a stage what will keep it from its work', async () => {
    const folder = workspace({
      'stagetime.yml': 'stages:\n  a:\n    run: python3 scripts/fit.py\n    inputs: ["*.csv"]\n',
    });
    const result = await runAction({ workspace: folder, inputs: { command: 'check' } });
    expect(result.exitCode).toBe(0);
    const found = result.annotations.map(({ level, properties }) => [level, properties.line]);
    expect(found).toEqual([
      ['warning', '2'],
      ['warning', '2'],
    ]);
  });

  it('`command: check` says both what is wrong and what is missing', async () => {
    const folder = workspace({
      'stagetime.yml': 'stages:\n  a:\n    run: python3 scripts/fit.py\n  b: { run: x, need: a }\n',
    });
    const result = await runAction({ workspace: folder, inputs: { command: 'check' } });
    expect(result.exitCode).toBe(1);
    const found = result.annotations.map(({ level, properties }) => [level, properties.line]);
    expect(found).toEqual([
      ['warning', '2'],
      ['error', '4'],
      ['error', undefined],
    ]);
  });

  it('`definition`, `only` and `skip` choose what runs', async () => {
    const folder = workspace({ 'paper/pipe.yml': PASSING });
    const only = await runAction({
      workspace: folder,
      inputs: { definition: 'paper/pipe.yml', only: 'first' },
    });
    expect(statuses(readRunRecord(only.reportDir ?? ''))).toEqual({
      first: 'passed',
      second: 'skipped',
    });
    const skip = await runAction({
      workspace: folder,
      inputs: { definition: 'paper/pipe.yml', skip: 'second' },
    });
    expect(statuses(readRunRecord(skip.reportDir ?? ''))).toEqual({
      first: 'passed',
      second: 'skipped',
    });
  });

  it('a definition that is not there is named, where it should be', async () => {
    const folder = workspace({ 'stagetime.yml': PASSING });
    const result = await runAction({ workspace: folder, inputs: { definition: 'nowhere.yml' } });
    expect(result.exitCode).toBe(1);
    const [first] = result.annotations;
    expect(first?.properties.file).toBe('nowhere.yml');
    expect(result.summary).toContain('nowhere.yml');
  });

  it.each([
    [{ command: 'launch' }, 'launch'],
    [{ only: 'frist' }, 'frist'],
  ])('%j is refused with one error that names it', async (inputs, named) => {
    const folder = workspace({ 'stagetime.yml': PASSING });
    const result = await runAction({ workspace: folder, inputs });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]?.message).toContain(named);
    expect(result.annotations[0]?.message).not.toContain('    at ');
  });
});

describe('the log of the Action', () => {
  it('has a group for each stage, never one in another, with the output of that stage only', async () => {
    const talk = (id: string) => `run: for i in {1..20}; do echo ${id} says $i; sleep 0.02; done`;
    const folder = workspace({
      'stagetime.yml': definition({ a: talk('a'), b: talk('b'), c: talk('c'), d: talk('d') }),
    });
    const { stdout } = await runAction({ workspace: folder });
    let open: string | undefined;
    const said: Record<string, number> = { a: 0, b: 0, c: 0, d: 0 };
    for (const line of stdout.split('\n')) {
      const group = /^::group::(.*)$/.exec(line)?.[1];
      const speaker = /^(\w) says \d+$/.exec(line)?.[1];
      if (group !== undefined) {
        expect(open).toBeUndefined();
        open = group;
      } else if (line === '::endgroup::') {
        expect(open).toBeDefined();
        open = undefined;
      } else if (speaker !== undefined) {
        expect(speaker).toBe(open);
        said[speaker] = (said[speaker] ?? 0) + 1;
      }
    }
    expect(open).toBeUndefined();
    expect(said).toEqual({ a: 20, b: 20, c: 20, d: 20 });
  });

  it('takes no command from a stage but a mask', async () => {
    const evil = [
      '::set-output name=status::hacked',
      '::error file=a.py,line=1::planted',
      '::warning::planted',
      '::stop-commands::pwned',
      '::save-state name=finished::',
      '::group::planted',
      '::endgroup::',
      '##[error]planted',
      '##[group]planted',
      '::add-path::/evil',
      '  ::error::planted',
      '::add-mask::s3cret-value',
      'the s3cret-value again',
    ];
    const folder = workspace({
      'evil.txt': `${evil.join('\n')}\n`,
      'stagetime.yml': definition({
        evil: 'name: "Evil ::error::name"\nrun: cat evil.txt >&2; cat evil.txt; exit 1\ncontinue-on-error: true',
        after: 'run: echo fine; echo s3cret-value\nneeds: [evil]',
      }),
    });
    const result = await runAction({ workspace: folder });
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toEqual([]);
    expect(result.outputs.status).toBe('passed');
    expect(result.path).toEqual([]);
    expect(result.groups).toEqual(['Evil ::error::name', 'after']);
    expect(new Set(result.masks)).toEqual(new Set(['ghs_test', 's3cret-value']));
    // After the mask neither the log nor any file has the value, whichever stage prints it.
    expect(result.stdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('s3cret-value\n');
    for (const file of [
      'run.json',
      'summary.md',
      'comment.md',
      'report.html',
      'logs/evil.log',
      'logs/after.log',
    ]) {
      expect(readFileSync(join(result.reportDir ?? '', file), 'utf8')).not.toContain(
        's3cret-value',
      );
    }
    expect(result.summary).not.toContain('s3cret-value');
  });

  it('hides the values of secret-looking variables, in the log and in every file', async () => {
    const folder = workspace({
      'stagetime.yml': definition({
        leak: 'run: echo "key is $MY_API_KEY"; env; exit 1',
      }),
    });
    const result = await runAction({ workspace: folder, env: { MY_API_KEY: 'sk-very-secret' } });
    expect(result.masks).toContain('sk-very-secret');
    expect(result.stdout).toContain('key is ***');
    for (const file of ['run.json', 'summary.md', 'report.html', 'logs/leak.log']) {
      expect(readFileSync(join(result.reportDir ?? '', file), 'utf8')).not.toContain(
        'sk-very-secret',
      );
    }
  });

  it('withholds from stages what the runner gave to the Action', async () => {
    const folder = workspace({ 'stagetime.yml': definition({ env: 'run: env' }) });
    const result = await runAction({
      workspace: folder,
      env: {
        ACTIONS_RUNTIME_TOKEN: '',
        ACTIONS_ID_TOKEN_REQUEST_URL: 'https://id',
        GITHUB_TOKEN: 'ghs_x',
      },
    });
    const names = readFileSync(join(result.reportDir ?? '', 'logs/env.log'), 'utf8')
      .split('\n')
      .map(line => line.split('=')[0] ?? '');
    expect(names).toContain('GITHUB_WORKSPACE');
    expect(
      names.filter(name =>
        /^(ACTIONS_|INPUT_|STATE_)|^GITHUB_(TOKEN|ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/.test(name),
      ),
    ).toEqual([]);
  });

  it('fails a required stage whose tool is missing, and skips an optional one', async () => {
    const folder = workspace({
      'stagetime.yml': definition({
        optional: 'run: x\nrequires: [no-such-tool-a]\ncontinue-on-error: true',
        required: 'run: x\nrequires: [no-such-tool-b]\nneeds: []',
      }),
    });
    const result = await runAction({ workspace: folder });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain('no-such-tool-b');
    expect(statuses(readRunRecord(result.reportDir ?? ''))).toEqual({
      optional: 'skipped',
      required: 'failed',
    });
    const local = await runCli(['run'], { cwd: folder });
    expect(local.exitCode).toBe(0);
    expect(local.stdout).toContain('install no-such-tool-b and add it to the PATH');
  });
});
