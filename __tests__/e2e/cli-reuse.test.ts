import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliPath, readRunRecord, runCli, statuses, workspace } from './harness.ts';

const DEFINITION = `stages:
  prepare:
    run: cp seed prepared
    outputs: [prepared]
  analyse:
    needs: [prepare]
    run: cat prepared data/*.csv > result
    inputs: [data]
    outputs: [result]
  render:
    needs: [analyse]
    run: cp result page
    inputs: [result]
    outputs: [page]
`;

async function aProjectThatRan() {
  const cwd = workspace({ 'stagetime.yml': DEFINITION, seed: '1', 'data/a.csv': 'a' });
  const { exitCode } = await runCli(['run'], { cwd });
  expect(exitCode).toBe(0);
  return cwd;
}

const statusesIn = (cwd: string) => statuses(readRunRecord(join(cwd, '.stagetime')));

describe('a second run in the terminal', () => {
  it('reuses what did not change, and says so', async () => {
    const cwd = await aProjectThatRan();
    for (const made of ['prepared', 'result', 'page']) rmSync(join(cwd, made));
    const { stdout, exitCode } = await runCli(['run'], { cwd });
    expect(exitCode).toBe(0);
    expect(statusesIn(cwd)).toEqual({ prepare: 'passed', analyse: 'reused', render: 'reused' });
    expect(readFileSync(join(cwd, 'page'), 'utf8')).toBe('1a');
    expect(stdout).toContain('1 stage passed, 2 reused');
  });

  it('runs everything with --force', async () => {
    const cwd = await aProjectThatRan();
    await runCli(['run', '--force'], { cwd });
    expect(statusesIn(cwd)).toEqual({ prepare: 'passed', analyse: 'passed', render: 'passed' });
  });
});

describe('clones that share a folder for caches', () => {
  const files = { 'stagetime.yml': DEFINITION, seed: '1', 'data/a.csv': 'a' };
  const shared = () => ['--cache-dir', join(workspace({}), 'shared')];

  it('reuse what the other made, each with a report of its own', async () => {
    const [one, other, option] = [workspace(files), workspace(files), shared()];
    await runCli(['run', ...option], { cwd: one });
    const { stdout } = await runCli(['plan', ...option], { cwd: other });
    expect(stdout).toMatch(/analyse: reused, saves about \d/);
    expect((await runCli(['explain', 'analyse', ...option], { cwd: other })).stdout).toContain(
      'would be reused',
    );
    await runCli(['run', ...option], { cwd: other });
    expect(statusesIn(one)).toEqual({ prepare: 'passed', analyse: 'passed', render: 'passed' });
    expect(statusesIn(other)).toEqual({ prepare: 'passed', analyse: 'reused', render: 'reused' });
    expect(readFileSync(join(other, 'page'), 'utf8')).toBe('1a');
  });

  it('may run at once', async () => {
    const option = shared();
    const clones = [workspace(files), workspace(files), workspace(files)];
    const runs = await Promise.all(clones.map(cwd => runCli(['run', ...option], { cwd })));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    for (const cwd of clones) expect(readFileSync(join(cwd, 'page'), 'utf8')).toBe('1a');
    const [first = ''] = clones;
    await runCli(['run', ...option], { cwd: first });
    expect(statusesIn(first)).toMatchObject({ analyse: 'reused', render: 'reused' });
  });

  it('may name it once, in the environment', async () => {
    const env = { STAGETIME_CACHE_DIR: join(workspace({}), 'shared') };
    const [one, other] = [workspace(files), workspace(files)];
    await runCli(['run'], { cwd: one, env });
    expect((await runCli(['plan'], { cwd: other, env })).stdout).toMatch(/analyse: reused/);
    await runCli(['run'], { cwd: other, env });
    expect(statusesIn(other)).toMatchObject({ analyse: 'reused', render: 'reused' });
  });

  it('believe nothing of it where git tracks it', async () => {
    const cwd = workspace(files);
    const option = ['--cache-dir', 'shared'];
    await runCli(['run', ...option], { cwd });
    execFileSync('git', ['init', '-q'], { cwd });
    execFileSync('git', ['add', 'shared'], { cwd });
    rmSync(join(cwd, '.stagetime'), { recursive: true });
    for (const made of ['prepared', 'result', 'page']) rmSync(join(cwd, made));
    const { stdout, stderr } = await runCli(['run', ...option], { cwd });
    expect(stdout + stderr).toContain('shared');
    expect(statusesIn(cwd)).toEqual({ prepare: 'passed', analyse: 'passed', render: 'passed' });
    const explained = await runCli(['explain', 'analyse', ...option], { cwd });
    expect(explained.stderr).toMatch(/Notice: .*shared/);
  });
});

describe('a run whose output goes to a file where a stage writes', () => {
  it('is reused all the same: that file is another one each time', () => {
    const definition = `stages:
  make:
    run: mkdir -p out; cp seed out/made
    inputs: [seed]
    outputs: [out]
`;
    const cwd = workspace({ 'stagetime.yml': definition, seed: '1', 'out/log': '' });
    const again = () =>
      execFileSync('sh', ['-c', 'exec "$0" "$1" run > out/log', process.execPath, cliPath], {
        cwd,
      });
    again();
    again();
    expect(statusesIn(cwd)).toEqual({ make: 'reused' });
  });
});

describe('`stagetime plan`', () => {
  it('says what would be reused, on a checkout without anything that the stages make', async () => {
    const cwd = await aProjectThatRan();
    for (const made of ['prepared', 'result', 'page']) rmSync(join(cwd, made));
    const { stdout } = await runCli(['plan'], { cwd });
    expect(stdout).toMatch(/analyse: reused, saves about \d/);
    expect(stdout).toMatch(/render: reused, saves about \d/);
    const { stages } = JSON.parse((await runCli(['plan', '--json'], { cwd })).stdout);
    expect(stages.map((stage: { reuse: { kind: string } }) => stage.reuse.kind)).toEqual([
      'runs',
      'reused',
      'reused',
    ]);
  });

  it('says what depends on a stage that runs', async () => {
    const cwd = await aProjectThatRan();
    writeFileSync(join(cwd, 'data/a.csv'), 'b');
    const { stdout } = await runCli(['plan'], { cwd });
    expect(stdout).toContain('runs: input data/a.csv changed');
    expect(stdout).toContain('reused if analyse makes the same as before');
  });
});

describe('`stagetime explain`', () => {
  it('names what changed since the result that is stored', async () => {
    const cwd = await aProjectThatRan();
    writeFileSync(join(cwd, 'data/b.csv'), 'b');
    writeFileSync(
      join(cwd, 'stagetime.yml'),
      DEFINITION.replace('cat prepared', 'cat -u prepared'),
    );
    const { stdout, exitCode } = await runCli(['explain', 'analyse'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'analyse would run:\n  - the command changed\n  - input data/b.csv was added\n',
    );
  });

  it('says that a stage would be reused, and on what condition', async () => {
    const cwd = await aProjectThatRan();
    const { stdout } = await runCli(['explain', 'analyse', '--json'], { cwd });
    expect(JSON.parse(stdout)).toEqual({
      id: 'analyse',
      kind: 'reused',
      savedMs: expect.any(Number),
      provided: ['prepare'],
      caches: [],
    });
  });

  it.each<[string, (cwd: string) => void, string]>([
    [
      'whose name is not UTF-8',
      cwd => writeFileSync(Buffer.from(`${cwd}/data/r\xe9sum\xe9.csv`, 'latin1'), ''),
      'is not UTF-8: rename it',
    ],
    ['that is a link to itself', cwd => symlinkSync('loop', join(cwd, 'data/loop')), 'data/loop'],
    [
      'that is a pipe',
      cwd => execFileSync('/usr/bin/mkfifo', [join(cwd, 'data/pipe')]),
      'data/pipe is a pipe',
    ],
  ])(
    'names an input %s, as `check` does, with and without a stored result',
    async (_, add, words) => {
      const cwd = await aProjectThatRan();
      add(cwd);
      for (const forget of [false, true]) {
        if (forget) rmSync(join(cwd, '.stagetime'), { recursive: true });
        const { stdout } = await runCli(['explain', 'analyse'], { cwd });
        expect(stdout).toContain(words);
        const check = await runCli(['check'], { cwd });
        expect(check.exitCode).toBe(0);
        expect(check.stderr).toContain('Notice: analyse is neither stored nor reused: ');
        expect(check.stderr).toContain(words);
      }
      const { notes } = JSON.parse((await runCli(['check', '--json'], { cwd })).stdout);
      expect(notes).toMatchObject([
        { kind: 'unreadable-input', stage: 'analyse', message: expect.stringContaining(words) },
      ]);
    },
  );

  it('takes files that stages make for inputs, whichever stages the asked one needs', async () => {
    const cwd = workspace({
      'stagetime.yml': DEFINITION.replace('inputs: [result]', 'inputs: [result, "*.log"]').concat(
        '  log:\n    run: echo x > made.log\n    outputs: [made.log]\n',
      ),
      seed: '1',
      'data/a.csv': 'a',
      'made.log': 'x\n',
      '.gitignore': '*.log\n',
    });
    execFileSync('git', ['init', '-q', cwd]);
    await runCli(['run'], { cwd });
    writeFileSync(join(cwd, 'made.log'), 'other');
    const { stdout } = await runCli(['explain', 'render'], { cwd });
    expect(stdout).toContain('made.log changed');
  });

  it('names the stages there are when asked for another', async () => {
    const cwd = await aProjectThatRan();
    const { stderr, exitCode } = await runCli(['explain', 'rendre'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('prepare, analyse, render');
  });
});
