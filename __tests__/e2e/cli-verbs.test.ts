import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { historyOf } from '../../src/record/history.ts';
import { aRun } from '../builders.ts';
import { definition, readRunRecord, runCli, statuses, workspace } from './harness.ts';

const TWO = definition({
  first: 'name: First Stage\nrun: touch first-ran',
  second: 'run: touch second-ran\nneeds: [first]',
});

describe('`stagetime plan`', () => {
  it('prints the order and runs nothing', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO });
    const { exitCode, stdout } = await runCli(['plan'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /1\. first \(First Stage\): no earlier run\n2\. second: no earlier run, after first/,
    );
    expect(existsSync(join(cwd, 'first-ran'))).toBe(false);
    expect(existsSync(join(cwd, '.stagetime'))).toBe(false);
  });

  it('prints what to expect after a run, each an interval with the number of runs', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO });
    await runCli(['run'], { cwd });
    const { stdout } = await runCli(['plan'], { cwd });
    expect(stdout).toMatch(/first.*: about \S+ \(\S+ to \S+, 1 run\)/);
    expect(stdout).toMatch(/Total: about \S+ to \S+/);

    const { stages, total } = JSON.parse((await runCli(['plan', '--json'], { cwd })).stdout);
    expect(stages.map(({ id }: { id: string }) => id)).toEqual(['first', 'second']);
    const { lowMs, medianMs, highMs } = stages[0].expected;
    expect(lowMs).toBeLessThanOrEqual(medianMs);
    expect(medianMs).toBeLessThanOrEqual(highMs);
    expect(stages[1].startMs).toBeGreaterThan(0);
    expect(total.lowMs).toBeLessThanOrEqual(total.highMs);
  });

  it('names what a selection leaves out, and why', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO });
    const { stdout } = await runCli(['plan', '--skip', 'first'], { cwd });
    expect(stdout).toContain('first: not run (skipped on request)');
    expect(stdout).toContain('second: not run (needs first)');
  });
});

/** Each: what is wrong, the definition, and the places of all its problems. */
const MALFORMED: readonly (readonly [string, string | Buffer, readonly string[]])[] = [
  ['a misspelled key', 'stages:\n  a:\n    run: x\n    need: b\n', ['4:5']],
  ['wrong types', 'stages:\n  a:\n    run: [1]\n    retries: many\n', ['3:10', '4:14']],
  ['an unknown need', 'stages:\n  a:\n    run: x\n    needs: [bb]\n  b: { run: x }\n', ['4:13']],
  ['a circle', 'stages:\n  a: { run: x, needs: [b] }\n  b: { run: x, needs: [a] }\n', ['2:24']],
  ['a stage that needs itself', 'stages:\n  a: { run: x, needs: a }\n', ['2:23']],
  ['an id twice', 'stages:\n  a: { run: x }\n  a: { run: y }\n', ['3:3']],
  ['a tab', 'stages:\n\ta: { run: x }\n', ['2:1']],
  ['a NUL byte', 'stages:\n  a: { run: "x\0" }\n', ['2:15']],
  ['no stages', 'concurrency: auto\n', ['1:1']],
  ['a list', '- run: x\n', ['1:1']],
  ['bytes that are not UTF-8', Buffer.from([0x73, 0xff, 0xfe, 0x0a]), ['1:']],
  ['10 MB', `# ${'x'.repeat(10_000_000)}\n${TWO}`, ['1:1']],
  [
    'a YAML bomb',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`)
      .join('\n')}\n`,
    ['1:1'],
  ],
  [
    'four faults at once',
    'concurency: 2\nstages:\n  a: { run: x, needs: [z] }\n  b: { run: x, timeout-minutes: soon }\n  c: { outputs: [o] }\n',
    ['1:1', '4:33', '5:'],
  ],
];

describe('`stagetime check`', () => {
  it('accepts what can run, and runs nothing', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO });
    const { exitCode, stdout } = await runCli(['check'], { cwd });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'stagetime.yml: fine, 2 stages\n',
    });
    expect(existsSync(join(cwd, 'first-ran'))).toBe(false);
  });

  it.each(MALFORMED)('locates %s, with a remedy and exit code 2', async (_, content, places) => {
    const cwd = workspace({ 'pipe/line.yml': content });
    const { exitCode, stdout, stderr } = await runCli(['check', 'pipe/line.yml'], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    for (const place of places) expect(stderr).toContain(`pipe/line.yml:${place}`);
    const problems = stderr.split('\n').filter(line => line.includes(': error: '));
    for (const problem of problems) expect(problem).toMatch(/^pipe\/line\.yml:\d+:\d+: error: \S/);
    expect(problems.length).toBeGreaterThanOrEqual(places.length);
    expect(stderr.split('\n').filter(line => /^ {2}remedy: \S/.test(line))).toHaveLength(
      problems.length,
    );
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });

  it('--json gives the same problems for programs', async () => {
    const cwd = workspace({ 'stagetime.yml': 'stages:\n  a: { run: x, need: b }\n' });
    const { exitCode, stdout } = await runCli(['check', '--json'], { cwd });
    expect(exitCode).toBe(2);
    const { valid, problems } = JSON.parse(stdout);
    expect(valid).toBe(false);
    expect(problems).toMatchObject([{ file: 'stagetime.yml', line: 2, column: 16 }]);
  });

  it.each(['nowhere.yml', '.'])('says what is wrong with the file %s itself', async file => {
    const { exitCode, stderr } = await runCli(['check', file], { cwd: workspace() });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/: error: .*\n {2}remedy: /);
    expect(stderr).not.toContain('    at ');
  });
});

const SCRIPT = 'import sys; print(sys.argv[0])\n';

/** Folders without a definition, and the stages that are detected in each. */
const FOLDERS: Readonly<Record<string, { files: Record<string, string>; stages: string[] }>> = {
  'numbered scripts': {
    files: { 'scripts/00_setup.py': SCRIPT, 'scripts/01_analyse.py': SCRIPT, 'notes.txt': '' },
    stages: ['setup', 'analyse'],
  },
  'a template-style pipeline.yaml': {
    files: {
      'pipeline.yaml': [
        'stages:',
        '  - { name: "Setup Environment", script: scripts/00_setup.py }',
        '  - name: "Project Tests"',
        '    script: scripts/01_tests.py',
        '    args: ["--fast"]',
        '    depends_on: ["Setup Environment"]',
        '    tags: [core]',
        '    allow_skip: true',
        '',
      ].join('\n'),
      'scripts/00_setup.py': SCRIPT,
      'scripts/01_tests.py': SCRIPT,
    },
    stages: ['setup-environment', 'project-tests'],
  },
};

describe('`stagetime init`', () => {
  it.each(Object.entries(FOLDERS))(
    'in a folder with %s writes a definition that passes check and runs',
    async (_, { files, stages }) => {
      const cwd = workspace({ ...files, '.gitignore': 'build/' });
      const { exitCode, stdout } = await runCli(['init'], { cwd });
      expect({ exitCode, first: stdout.split(' (')[0] }).toEqual({
        exitCode: 0,
        first: 'Wrote stagetime.yml',
      });
      expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('build/\n.stagetime/\n');
      expect(await runCli(['check'], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
      expect((await runCli(['run'], { cwd })).exitCode).toBe(0);
      expect(Object.keys(statuses(readRunRecord(join(cwd, '.stagetime'))))).toEqual(stages);
    },
  );

  it.each(Object.entries(FOLDERS))(
    'is not needed: `run` in a folder with %s finds the same stages',
    async (_, { files, stages }) => {
      const cwd = workspace(files);
      expect((await runCli(['run'], { cwd })).exitCode).toBe(0);
      const found = statuses(readRunRecord(join(cwd, '.stagetime')));
      expect(found).toEqual(Object.fromEntries(stages.map(id => [id, 'passed'])));
      expect(existsSync(join(cwd, 'stagetime.yml'))).toBe(false);
    },
  );

  it('in an empty folder writes a starter that runs as it is', async () => {
    const cwd = workspace();
    expect((await runCli(['init'], { cwd })).exitCode).toBe(0);
    expect(await runCli(['check'], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await runCli(['run'], { cwd })).exitCode).toBe(0);
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('.stagetime/\n');
  });

  it('touches no definition that is there, and no .gitignore that has the line', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO, '.gitignore': '/.stagetime\n' });
    const { exitCode, stderr } = await runCli(['init'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('already exists\n  remedy: ');
    expect(readFileSync(join(cwd, 'stagetime.yml'), 'utf8')).toBe(TWO);
    expect((await runCli(['init', 'other.yml'], { cwd })).exitCode).toBe(0);
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('/.stagetime\n');
  });

  it('is what `run` suggests where there is nothing to detect', async () => {
    const { exitCode, stderr } = await runCli(['run'], { cwd: workspace() });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('remedy: `stagetime init`');
  });
});

describe('`stagetime report`', () => {
  it('renders a run record again, byte for byte', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO });
    const run = await runCli(['run'], { cwd });
    const files = ['summary.md', 'comment.md', 'report.html'].map(name =>
      join(cwd, '.stagetime', name),
    );
    const before = files.map(file => readFileSync(file, 'utf8'));
    for (const file of files) rmSync(file);
    const report = await runCli(['report'], { cwd });
    expect(report.exitCode).toBe(0);
    expect(files.map(file => readFileSync(file, 'utf8'))).toEqual(before);
    expect(run.stdout).toContain(report.stdout.split('\n\nReport: ')[0]);
  });

  it('takes any run.json, and says what is wrong with one that is none', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO, 'bad.json': '{"schema": 2}' });
    await runCli(['run', '--report-dir', 'first'], { cwd });
    const args = ['report', 'first/run.json', '--report-dir', 'second'];
    expect((await runCli(args, { cwd })).exitCode).toBe(0);
    expect(readRunRecord(join(cwd, 'second'))).toEqual(readRunRecord(join(cwd, 'first')));
    for (const file of ['bad.json', 'nowhere.json']) {
      const { exitCode, stderr } = await runCli(['report', file], { cwd });
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(new RegExp(`${file}.*\\n {2}remedy: name a run.json`));
    }
  });
});

describe('`stagetime history`', () => {
  it('lists the stored runs, newest first', async () => {
    const cwd = workspace({ 'stagetime.yml': TWO });
    expect((await runCli(['history'], { cwd })).stdout).toContain('No runs in ');
    const named = await runCli(['history', 'none.json'], { cwd });
    expect(named).toMatchObject({ exitCode: 2, stdout: '' });
    expect(named.stderr).toContain('none.json does not exist');
    await runCli(['run'], { cwd });
    await runCli(['run'], { cwd });
    const { exitCode, stdout } = await runCli(['history'], { cwd });
    expect(exitCode).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^\d{4}-.*Z: passed in .*, 2 stages$/);
    expect([...lines].sort().reverse()).toEqual(lines);
    const { runs } = JSON.parse((await runCli(['history', '--json'], { cwd })).stdout);
    expect(runs).toHaveLength(2);
  });
});

describe('`stagetime history` of runs of older commits', () => {
  it('goes by when they started, and of two at once by their commits', async () => {
    const started = (day: number) => `2026-03-0${day}T00:00:00Z`;
    // By commits, as a history is; the second commit was run last.
    const runs = [
      [1, 2],
      [2, 5],
      [3, 3],
      [4, 3],
    ].map(([commit = 0, day = 0]) =>
      aRun({
        run: {
          id: `r${commit}`,
          attempt: 1,
          event: 'push',
          sha: `${commit}`.repeat(40),
          startedAt: started(day),
          commitTime: started(commit),
        },
      }),
    );
    const cwd = workspace({ 'history.json': JSON.stringify(historyOf(runs)) });
    const { stdout } = await runCli(['history', 'history.json'], { cwd });
    const shas = stdout.split('\n').flatMap(line => line.split(' ')[1]?.slice(0, 1) ?? []);
    expect(shas).toEqual(['2', '4', '3', '1']);
  });
});

describe('`stagetime --help`', () => {
  it.each([[['--help']], [[]]])('explains itself: %j', async args => {
    const { exitCode, stdout } = await runCli(args, { cwd: workspace() });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: stagetime VERB/);
  });
});
