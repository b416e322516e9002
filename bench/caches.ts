/**
 * Restoring three caches through the Actions store, against the toolkit restoring the same three one
 * after another, from a results service with a latency of 40 ms; on both ways that the toolkit
 * downloads. Each round starts new processes on both sides, loads the toolkit in them, and then looks at
 * the clock.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import {
  AZURE_HOST,
  RESOLVE_AZURE,
  startResultsService,
} from '../__tests__/services/results-service.ts';
import config from '../rolldown.config.ts';
import { createActionsStore } from '../src/caching/actions/actions-store.ts';
import { median, tell } from './support/claims.ts';
import type { ToolkitTask } from './support/toolkit.ts';

const LATENCY_MS = 40;
const ROUNDS = 11;
const MB = 1_000_000;
/** Name and size of each cache, and of its files, in bytes. */
const CACHES = [
  { name: 'small', bytes: 5 * MB, fileBytes: 25_000 },
  { name: 'middle', bytes: 20 * MB, fileBytes: 25_000 },
  { name: 'large', bytes: 50 * MB, fileBytes: 25_000 },
] as const;
const HUGE = { name: 'huge', bytes: 500 * MB, fileBytes: 500 * MB } as const;
const MAX_BYTES = 1_000 * MB;

/** In memory where there is some: files made and removed on a disk slow down those made after them. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const folder = mkdtempSync(join(place, 'stagetime-bench-'));
try {
  const scripts = await bundle();
  await compare('by plain HTTP', '127.0.0.1', scripts);
  await compare("by Azure's client", AZURE_HOST, scripts);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Scripts {
  readonly worker: string;
  readonly toolkit: string;
}

/** Where one side finds the service, and its program. */
interface Side {
  readonly scripts: Scripts;
  readonly variables: Readonly<Record<string, string>>;
}

async function compare(way: string, blobHost: string, scripts: Scripts): Promise<void> {
  const service = await startResultsService({ latencyMs: LATENCY_MS, blobHost });
  const variables = {
    PATH: process.env.PATH ?? '',
    ...service.env,
    ...(blobHost === AZURE_HOST && { NODE_OPTIONS: RESOLVE_AZURE }),
  };
  const side = { scripts, variables };
  await fill(side);
  const three = await measure(
    side,
    CACHES.map(({ name }) => name),
    ROUNDS,
  );
  const huge = await measure(side, [HUGE.name], 1);
  await service.close();
  const ratio = three.store.map((ms, round) => ms / (three.toolkit[round] ?? Number.NaN));
  tell(`Restoring 5, 20 and 50 MB ${way}, ${LATENCY_MS} ms away, ${ROUNDS} rounds`, [
    { what: 'the toolkit, one after another', measured: median(three.toolkit), unit: 'ms' },
    { what: 'the store', measured: median(three.store), unit: 'ms' },
    { what: 'the store over the toolkit', measured: median(ratio), unit: 'x', atMost: 0.75 },
    { what: 'one file of 500 MB, the toolkit', measured: median(huge.toolkit), unit: 'ms' },
    { what: 'one file of 500 MB, the store', measured: median(huge.store), unit: 'ms' },
  ]);
}

/** In turns, so that what else the machine does meets both alike. */
async function measure(side: Side, names: readonly string[], rounds: number) {
  const times = { toolkit: [] as number[], store: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.toolkit.push(await byToolkit(side, { kind: 'restore', names }));
    times.store.push(await byStore(side, names));
  }
  return times;
}

async function byStore({ scripts, variables }: Side, names: readonly string[]): Promise<number> {
  const root = mkdtempSync(join(folder, 'root-'));
  await using store = createActionsStore({
    variables,
    script: scripts.worker,
    maxBytes: MAX_BYTES,
  });
  const nothing = { key: 'nothing', restoreKeys: [], paths: ['nothing'] };
  await Promise.all(names.map(() => store.get(nothing)));
  const before = performance.now();
  await Promise.all(
    names.map(async name => {
      const fetched = await store.fetch({ key: name, restoreKeys: [], paths: [name] }, root);
      if (fetched.kind !== 'restored') throw new Error(`${name}: ${fetched.because.kind}`);
    }),
  );
  const ms = performance.now() - before;
  rmSync(root, { recursive: true });
  return ms;
}

async function byToolkit(side: Side, task: ToolkitTask): Promise<number> {
  const workspace = mkdtempSync(join(folder, 'workspace-'));
  const ms = await askToolkit(side, workspace, task);
  rmSync(workspace, { recursive: true });
  return ms;
}

async function askToolkit(
  { scripts, variables }: Side,
  workspace: string,
  task: ToolkitTask,
): Promise<number> {
  const env = { ...variables, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: join(folder, 'temp') };
  const toolkit = fork(scripts.toolkit, { cwd: workspace, env });
  await told(toolkit);
  const before = performance.now();
  toolkit.send(task);
  await told(toolkit);
  const ms = performance.now() - before;
  toolkit.kill('SIGKILL');
  return ms;
}

async function told(toolkit: ChildProcess): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const failure = once(toolkit, 'exit', { signal }).then(() => {
    throw new Error('the toolkit failed');
  });
  await Promise.race([once(toolkit, 'message', { signal }), failure]);
  failure.catch(() => undefined);
  over.abort();
}

/** Saves every cache for both, from the same files. */
async function fill(side: Side): Promise<void> {
  const root = mkdtempSync(join(folder, 'source-'));
  const names: string[] = [];
  await using store = createActionsStore({
    variables: side.variables,
    script: side.scripts.worker,
    maxBytes: MAX_BYTES,
  });
  for (const cache of [...CACHES, HUGE]) {
    const { name } = cache;
    writeFiles(join(root, name), cache);
    const saved = await store.set({ key: name, paths: [name], root });
    if (saved.kind !== 'saved') throw new Error(`${name} was not saved`);
    names.push(name);
  }
  await askToolkit(side, root, { kind: 'save', names });
  rmSync(root, { recursive: true });
}

/** Files of which two thirds are text and shrink, as in an environment or a build folder. */
function writeFiles(
  path: string,
  { bytes, fileBytes }: { readonly bytes: number; readonly fileBytes: number },
): void {
  for (let index = 0; index * fileBytes < bytes; index += 1) {
    const into = join(path, String(index % 40));
    mkdirSync(into, { recursive: true });
    const noise = randomBytes(fileBytes);
    const content = index % 3 === 0 ? noise : noise.map(byte => 97 + (byte & 15));
    writeFileSync(join(into, `${index}.bin`), content);
  }
}

async function bundle(): Promise<Scripts> {
  const input = { worker: 'src/caching/actions/worker.ts', toolkit: 'bench/support/toolkit.ts' };
  const built = await rolldown({ ...config, input });
  const name = '[name].mjs';
  await built.write({ dir: folder, format: 'esm', entryFileNames: name, chunkFileNames: name });
  await built.close();
  return { worker: join(folder, 'worker.mjs'), toolkit: join(folder, 'toolkit.mjs') };
}
