/** A hostile checkout in the terminal: what git brought to the engine's folder decides nothing. */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitAll, elsewhere, forgedProject, git, pathWith } from './forged.ts';
import { readRunRecord, runCli, statuses, workspace } from './harness.ts';

const OWN = '.stagetime';

/** Runs it where the check fails; a forged result shows as `reused` and exit code 0. */
function honestRun(cwd: string, ...args: readonly string[]) {
  return runCli(['run', '--json', ...args], { cwd, env: { PATH: pathWith('red', 1) } });
}

async function expectRefused(cwd: string, tracked: string): Promise<void> {
  const before = git(cwd, 'status', '--porcelain', '--', ':!report');
  const { exitCode, stdout } = await honestRun(cwd);
  const record = JSON.parse(stdout);
  expect(statuses(record)).toEqual({ check: 'failed' });
  expect(exitCode).toBe(1);
  const path = join(cwd, tracked);
  expect(record.notices).toContainEqual({
    kind: 'folder-refused',
    refusal: { why: 'tracked', folder: expect.any(String), path },
    isRemoved: false,
  });
  expect(JSON.stringify(record.comparison ?? {})).not.toContain('"baseline":');
  // Nothing of the checkout was written to.
  expect(git(cwd, 'status', '--porcelain', '--', ':!report')).toBe(before);
}

describe('a store in the terminal', () => {
  it('is believed where it is the user’s own', async () => {
    const cwd = await forgedProject();
    commitAll(cwd, 'stagetime.yml', 'text');
    const { exitCode } = await honestRun(cwd);
    expect(statuses(readRunRecord(join(cwd, OWN)))).toEqual({ check: 'reused' });
    expect(exitCode).toBe(0);
  });

  it('is used through a link that the user made', async () => {
    const cwd = await forgedProject();
    const kept = elsewhere();
    cpSync(join(cwd, OWN), kept, { recursive: true });
    rmSync(join(cwd, OWN), { recursive: true });
    symlinkSync(kept, join(cwd, OWN));
    commitAll(cwd, 'stagetime.yml', 'text');
    await honestRun(cwd);
    expect(statuses(readRunRecord(kept))).toEqual({ check: 'reused' });
  });

  it('is not used where git tracks it', async () => {
    const cwd = await forgedProject();
    rmSync(join(cwd, OWN, 'made'), { recursive: true });
    commitAll(cwd, `${OWN}/cache`);
    const file = git(cwd, 'ls-files').split('\n')[0] as string;
    await expectRefused(cwd, file);
  });

  it('is not used where git tracks only one file of it', async () => {
    const cwd = await forgedProject();
    commitAll(cwd, 'stagetime.yml', 'text', `${OWN}/run.json`);
    await expectRefused(cwd, `${OWN}/run.json`);
  });

  it('is not used through a link that git tracks', async () => {
    const cwd = await forgedProject();
    renameSync(join(cwd, OWN), join(cwd, 'docs'));
    symlinkSync('docs', join(cwd, OWN));
    commitAll(cwd);
    await expectRefused(cwd, OWN);
  });

  it('is not used through a link of git’s to what was there before the checkout', async () => {
    const cwd = await forgedProject();
    const kept = elsewhere();
    cpSync(join(cwd, OWN), kept, { recursive: true });
    rmSync(join(cwd, OWN), { recursive: true });
    mkdirSync(join(cwd, OWN));
    symlinkSync(join(kept, 'cache'), join(cwd, OWN, 'cache'));
    commitAll(cwd);
    await expectRefused(cwd, `${OWN}/cache`);
  });

  it('is not used where the user’s own link leads to files that git tracks', async () => {
    const cwd = await forgedProject();
    renameSync(join(cwd, OWN), join(cwd, 'fixtures'));
    commitAll(cwd);
    symlinkSync('fixtures', join(cwd, OWN));
    const { stdout } = await honestRun(cwd);
    expect(statuses(JSON.parse(stdout))).toEqual({ check: 'failed' });
    expect(git(cwd, 'status', '--porcelain', 'fixtures')).toBe('');
  });

  it('is not used where a link in it leads to files that git tracks', async () => {
    const cwd = await forgedProject();
    renameSync(join(cwd, OWN, 'cache'), join(cwd, 'fixtures'));
    rmSync(join(cwd, OWN, 'made'), { recursive: true });
    commitAll(cwd, 'fixtures', 'stagetime.yml', 'text');
    symlinkSync('../fixtures', join(cwd, OWN, 'cache'));
    const { stdout } = await honestRun(cwd);
    expect(statuses(JSON.parse(stdout))).toEqual({ check: 'failed' });
  });

  it('is used again when git tracks it no longer and its files are the user’s', async () => {
    const cwd = await forgedProject();
    commitAll(cwd);
    git(cwd, 'rm', '-rq', '--cached', OWN);
    rmSync(join(cwd, OWN), { recursive: true });
    const env = { PATH: pathWith('fine', 0) };
    await runCli(['run'], { cwd, env });
    await runCli(['run'], { cwd, env });
    expect(statuses(readRunRecord(join(cwd, OWN)))).toEqual({ check: 'reused' });
  });

  it('stands beside other files that git tracks', async () => {
    const cwd = await forgedProject({ [`${OWN}/.gitignore`]: '*\n' });
    commitAll(cwd, 'stagetime.yml', 'text', `${OWN}/.gitignore`);
    await honestRun(cwd);
    expect(statuses(readRunRecord(join(cwd, OWN)))).toEqual({ check: 'reused' });
  });

  it('says nothing in `plan` and `explain`', async () => {
    const cwd = await forgedProject();
    commitAll(cwd);
    const plan = await runCli(['plan', '--json'], { cwd, env: { PATH: pathWith('red', 1) } });
    const [stage] = JSON.parse(plan.stdout).stages;
    expect(stage.reuse.kind).toBe('runs');
    expect(stage.expected).toBeUndefined();
    expect(plan.stderr).toContain('git rm -r --cached');
    const explained = await runCli(['explain', 'check'], { cwd });
    expect(explained.stdout).toContain('check would run');
    expect(explained.stderr).toContain('git rm -r --cached');
  });
});

describe('a history in the terminal', () => {
  it('is no baseline where git tracks it, and is not overwritten', async () => {
    const cwd = await forgedProject();
    rmSync(join(cwd, OWN, 'cache'), { recursive: true });
    commitAll(cwd, `${OWN}/history.json`);
    const before = readFileSync(join(cwd, OWN, 'history.json'), 'utf8');
    await expectRefused(cwd, `${OWN}/history.json`);
    expect(readFileSync(join(cwd, OWN, 'history.json'), 'utf8')).toBe(before);
  });

  it('that the user names is read, wherever it is', async () => {
    const cwd = await forgedProject();
    renameSync(join(cwd, OWN, 'history.json'), join(cwd, 'baseline.json'));
    rmSync(join(cwd, OWN), { recursive: true });
    commitAll(cwd);
    const { stdout } = await runCli(['run', '--json', '--baseline', 'baseline.json'], {
      cwd,
      env: { PATH: pathWith('green', 0) },
    });
    expect(JSON.parse(stdout).comparison.stages).toHaveLength(1);
  });
});

describe('files of the report', () => {
  it.each([
    ['a log', `${OWN}/logs/check.log`],
    ['a draft of the record', `${OWN}/run.json.new`],
    ['the record', `${OWN}/run.json`],
    ['the folder of logs', `${OWN}/logs`],
  ])('are not written through a link that stands for %s', async (_, place) => {
    const cwd = workspace({ 'stagetime.yml': 'stages: { a: { run: echo secret } }\n' });
    const target = elsewhere();
    const isFolder = place.endsWith('logs');
    const bait = isFolder ? target : join(target, 'bait');
    if (!isFolder) writeFileSync(bait, 'mine\n');
    mkdirSync(join(cwd, place, '..'), { recursive: true });
    symlinkSync(bait, join(cwd, place));
    commitAll(cwd);
    const { exitCode, stdout } = await runCli(['run'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('git rm -r --cached');
    if (isFolder) expect(readdirSync(target)).toEqual([]);
    else expect(readFileSync(bait, 'utf8')).toBe('mine\n');
    expect(lstatSync(join(cwd, place)).isSymbolicLink()).toBe(true);
  });

  it('are not written through links that a stage planted', async () => {
    const target = elsewhere();
    const cwd = workspace({
      'stagetime.yml': `stages:
  plant: { run: 'ln -s "$BAIT" .stagetime/logs/later.log; ln -sf "$BAIT" .stagetime/summary.md.new' }
  later: { run: echo later, needs: [plant] }
`,
    });
    const bait = join(target, 'bait');
    writeFileSync(bait, 'mine\n');
    const { exitCode } = await runCli(['run'], { cwd, env: { BAIT: bait } });
    expect(exitCode).toBe(0);
    expect(readFileSync(bait, 'utf8')).toBe('mine\n');
    expect(readFileSync(join(cwd, OWN, 'logs/later.log'), 'utf8')).toBe('later\n');
  });

  it.each([['report'], ['compare'], ['history']])(
    'that git tracks are no business of `%s`',
    async verb => {
      const cwd = await forgedProject();
      const bait = join(elsewhere(), 'bait');
      writeFileSync(bait, 'mine\n');
      for (const file of ['report.html', 'summary.md.new']) {
        rmSync(join(cwd, OWN, file), { force: true });
        symlinkSync(bait, join(cwd, OWN, file));
      }
      commitAll(cwd);
      const { exitCode, stderr, stdout } = await runCli([verb], { cwd });
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('remedy: git rm -r --cached');
      expect(readFileSync(bait, 'utf8')).toBe('mine\n');
      expect(git(cwd, 'status', '--porcelain', OWN)).toBe('');
    },
  );

  it('go elsewhere with `--report-dir`, unless a tracked link leads out there', async () => {
    const cwd = await forgedProject();
    const target = elsewhere();
    symlinkSync(target, join(cwd, 'out'));
    commitAll(cwd, 'out', 'stagetime.yml');
    const { stdout } = await runCli(['run', '--report-dir', 'out/report'], { cwd });
    expect(stdout).toContain('git rm -r --cached');
    expect(readdirSync(target)).toEqual([]);
  });
});

describe('`stagetime init`', () => {
  it('leaves a `.gitignore` alone that is a link', async () => {
    const cwd = workspace({ 'scripts/01_a.py': 'print(1)\n' });
    const bait = join(elsewhere(), 'bait');
    writeFileSync(bait, 'mine\n');
    symlinkSync(bait, join(cwd, '.gitignore'));
    const { exitCode, stderr } = await runCli(['init'], { cwd });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('.gitignore is not a file');
    expect(readFileSync(bait, 'utf8')).toBe('mine\n');
  });

  it('writes no definition through a link', async () => {
    const cwd = workspace({ 'scripts/01_a.py': 'print(1)\n' });
    const target = elsewhere();
    symlinkSync(target, join(cwd, 'ci'));
    symlinkSync(join(target, 'bait'), join(cwd, 'stagetime.yml'));
    expect((await runCli(['init', 'ci/stagetime.yml'], { cwd })).exitCode).toBe(2);
    expect((await runCli(['init'], { cwd })).exitCode).toBe(2);
    expect(existsSync(join(target, 'bait'))).toBe(false);
    expect(readdirSync(target)).toEqual([]);
  });
});
