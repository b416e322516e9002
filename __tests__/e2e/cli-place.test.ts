import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { definition, readRunRecord, runCli, workspace } from './harness.ts';

const ONE = definition({ first: 'run: touch first-ran' });

/** A repository with a definition at its top, and a folder deep in it. */
function repository(): { root: string; deep: string } {
  const root = workspace({ 'stagetime.yml': ONE });
  execFileSync('git', ['init', '-q', root]);
  const deep = join(root, 'paper', 'figures');
  mkdirSync(deep, { recursive: true });
  return { root, deep };
}

it('finds the definition from any folder of the repository, and reports beside it', async () => {
  const { root, deep } = repository();
  const { exitCode } = await runCli(['run'], { cwd: deep });
  expect(exitCode).toBe(0);
  expect(existsSync(join(root, 'first-ran'))).toBe(true);
  expect(readRunRecord(join(root, '.stagetime')).status).toBe('passed');
  expect(existsSync(join(deep, '.stagetime'))).toBe(false);

  for (const args of [['plan'], ['check'], ['explain', 'first'], ['report'], ['history']]) {
    expect((await runCli(args, { cwd: deep })).exitCode, args.join(' ')).toBe(0);
  }
  expect((await runCli(['history'], { cwd: deep })).stdout).toContain('passed in');
});

it('takes the nearest definition', async () => {
  const { root, deep } = repository();
  const near = definition({ near: 'run: touch near-ran' });
  writeFileSync(join(root, 'paper', 'stagetime.yml'), near);
  expect((await runCli(['run'], { cwd: deep })).exitCode).toBe(0);
  expect(existsSync(join(root, 'paper', 'near-ran'))).toBe(true);
  expect(existsSync(join(root, 'first-ran'))).toBe(false);
});

it('takes nothing from above the repository, nor where there is none', async () => {
  const outer = workspace({ 'stagetime.yml': ONE });
  const inner = join(outer, 'inner');
  mkdirSync(inner);
  expect((await runCli(['run'], { cwd: inner })).exitCode).toBe(2);
  execFileSync('git', ['init', '-q', inner]);
  expect((await runCli(['run'], { cwd: inner })).exitCode).toBe(2);
  expect(existsSync(join(outer, 'first-ran'))).toBe(false);
});

it('keeps the history of a definition that is named where that definition is', async () => {
  const { root, deep } = repository();
  await runCli(['run', '../../stagetime.yml'], { cwd: deep });
  await runCli(['run'], { cwd: root });
  const history = JSON.parse(readFileSync(join(root, '.stagetime', 'history.json'), 'utf8'));
  expect(history.runs).toHaveLength(2);
  expect(existsSync(join(deep, '.stagetime'))).toBe(false);
});

it('renders a record beside it, and leaves other records there alone', async () => {
  const { root } = repository();
  await runCli(['run'], { cwd: root });
  const from = join(root, '.stagetime');
  renameSync(join(from, 'run.json'), join(root, 'downloaded.json'));
  const other = '{"of": "somebody else"}';
  writeFileSync(join(root, 'run.json'), other);
  expect((await runCli(['report', 'downloaded.json'], { cwd: root })).exitCode).toBe(0);
  expect(existsSync(join(root, 'report.html'))).toBe(true);
  expect(readFileSync(join(root, 'run.json'), 'utf8')).toBe(other);
});

it('says its version', async () => {
  const { version } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  );
  const { exitCode, stdout } = await runCli(['--version'], { cwd: workspace({}) });
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`stagetime ${version}, Node ${process.versions.node}\n`);
});
