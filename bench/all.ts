/** Runs every bench, one after the other: `npm run bench`, with `-- --check` to fail on a missed bar. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const benches = readdirSync('bench').filter(name => name.endsWith('.ts') && name !== 'all.ts');
for (const name of benches.sort()) {
  const { status } = spawnSync(
    process.execPath,
    ['scripts/run-ts.mjs', `bench/${name}`, ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exitCode = 1;
}
