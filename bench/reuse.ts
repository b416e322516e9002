/**
 * The example run twice in a fresh copy: how long the second run takes, in which nothing has changed,
 * as a share of the first. Needs what the example needs; without TeX the first run is shorter, and the
 * share larger.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { tell } from './support/claims.ts';

const folder = mkdtempSync(join(tmpdir(), 'stagetime-bench-'));
try {
  cpSync('examples/manuscript', folder, {
    recursive: true,
    filter: path => !path.includes('.stagetime'),
  });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init');
  git('add', '.');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-m', 'The example');
  const cold = run();
  git('clean', '-xdf', '--exclude=.stagetime');
  const unchanged = run();
  tell('The example, run again on a clean checkout where nothing has changed', [
    { what: 'the first run', measured: cold, unit: 'ms' },
    { what: 'the second run', measured: unchanged, unit: 'ms' },
    { what: 'the second over the first', measured: unchanged / cold, unit: 'x', atMost: 0.1 },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The whole process, as its user waits for it, in ms. */
function run(): number {
  const before = performance.now();
  execFileSync(process.execPath, [resolve('dist/cli.js'), 'run'], { cwd: folder, stdio: 'ignore' });
  return performance.now() - before;
}
