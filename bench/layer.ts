/**
 * A machine layer against the programs that it could be made of: finding what changed against `find`, packing
 * against `tar | zstd -3`, restoring against `zstd -d | tar -x` of the same bytes to the same disk. All of them
 * are processes of their own, page cache warm, everything written before it begins; the start of ours is in its time. The
 * installation is a tree of files like that of a TeX distribution; `LAYER_TREE` names a folder of another.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { rolldown } from 'rolldown';
import config from '../rolldown.config.ts';
import type { WorkerAnswer, WorkerRequest } from '../src/machine/messages.ts';
import { median, tell } from './support/claims.ts';
import { createWorkspace } from './support/engine.ts';
import { environmentTree } from './support/file-trees.ts';

const ROUNDS = 3;
const MAX_BYTES = 10_000_000_000;
const SCOPE = { roots: [], exclude: [], documentation: true };
/** The tree of 5,000 files and 100 MB is made so often; a small TeX has twice as many again. */
const COPIES = 2;

using workspace = createWorkspace();
const place = (name: string): string => `${workspace.folder}/${name}`;
const script = await bundleWorker();
const tree = process.env.LAYER_TREE;

const find: number[] = [];
const pack: number[] = [];
const restore: number[] = [];
let [files, ourBytes, tarBytes] = [0, 0, 0];
for (let round = 0; round < ROUNDS; round += 1) measure(round);

tell(`A layer of ${files} files over find, tar and zstd, ${ROUNDS} rounds`, [
  { what: 'find', measured: median(find), unit: 'x' },
  { what: 'pack', measured: median(pack), unit: 'x' },
  { what: 'restore', measured: median(restore), unit: 'x', atMost: 1.3 },
  { what: 'size', measured: ourBytes / tarBytes, unit: 'x' },
]);

function measure(round: number): void {
  const made = makeRoot('made');
  const begun = ask({ kind: 'begin', root: made, ...SCOPE }).answer;
  if (begun.kind !== 'begun') throw new Error(JSON.stringify(begun));
  install(made);
  const shellFind = shellMs(`find '${made}/usr' -xdev -newer '${made}/mark' > '${place('list')}'`);
  const packed = `cd '${made}' && tar -c usr/share/texmf | zstd -3 -T0 -q > '${place('tar.zst')}'`;
  const tarMs = round % 2 === 0 ? shellMs(packed) : 0;
  const { answer, ms } = ask({
    kind: 'capture',
    root: made,
    watch: begun.watch,
    file: place('layer'),
    secrets: [],
    maxBytes: MAX_BYTES,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
  });
  if (answer.kind !== 'captured') throw new Error(JSON.stringify(answer));
  const laterMs = round % 2 === 0 ? tarMs : shellMs(packed);
  find.push(answer.findMs / shellFind);
  pack.push((ms - answer.findMs) / laterMs);
  [files, ourBytes] = [answer.entries, answer.bytes];
  tarBytes = statSync(place('tar.zst')).size;
  restore.push(restoreRatio(round));
  for (const name of ['made', 'layer', 'tar.zst', 'list']) rmSync(place(name), { recursive: true });
}

/** One after the other, and the other way round in every second round. */
function restoreRatio(round: number): number {
  const [ours, reference] = [makeRoot('ours'), makeRoot('reference')];
  const shell = `zstd -d -q -c '${place('tar.zst')}' | tar -x -C '${reference}'`;
  const restoreOurs = (): number => {
    const { answer, ms } = ask({
      kind: 'restore',
      root: ours,
      file: place('layer'),
      roots: [],
      exclude: [],
      maxBytes: MAX_BYTES,
    });
    if (answer.kind !== 'restored') throw new Error(JSON.stringify(answer));
    console.log(`  ${ms.toFixed(0)} ms: ${JSON.stringify(answer)}`);
    return ms;
  };
  const early = round % 2 === 0 ? restoreOurs() : 0;
  const shellTime = shellMs(shell);
  console.log(`  ${shellTime.toFixed(0)} ms: zstd -d | tar -x`);
  const ms = round % 2 === 0 ? early : restoreOurs();
  for (const root of [ours, reference]) rmSync(root, { recursive: true });
  return ms / shellTime;
}

function makeRoot(name: string): string {
  for (const folder of ['usr/share', 'usr/bin', 'etc', 'var/lib', 'opt']) {
    mkdirSync(`${place(name)}/${folder}`, { recursive: true });
  }
  execFileSync('touch', [`${place(name)}/mark`]);
  return place(name);
}

function install(root: string): void {
  const target = `${root}/usr/share/texmf`;
  mkdirSync(target);
  if (tree !== undefined) {
    cpSync(tree, target, { recursive: true, verbatimSymlinks: true });
    return;
  }
  for (let i = 0; i < COPIES; i += 1) environmentTree(`${target}/${i}`);
}

function ask(request: WorkerRequest): { readonly answer: WorkerAnswer; readonly ms: number } {
  settle();
  const before = performance.now();
  const said = execFileSync(process.execPath, [script], {
    input: JSON.stringify(request),
    encoding: 'utf8',
  });
  const ms = performance.now() - before;
  return { answer: JSON.parse(said.split('\n')[1] ?? '') as WorkerAnswer, ms };
}

/** What was written before is not to be paid for by whoever writes next. */
function settle(): void {
  execFileSync('sync');
}

function shellMs(command: string): number {
  settle();
  const before = performance.now();
  execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', command]);
  return performance.now() - before;
}

async function bundleWorker(): Promise<string> {
  const bundle = await rolldown({ ...config, input: 'src/machine/worker.ts' });
  await bundle.write({ file: place('worker.mjs'), format: 'esm', codeSplitting: false });
  await bundle.close();
  return place('worker.mjs');
}
