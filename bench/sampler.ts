/** What it costs to watch a stage of many processes, as a share of one core. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree } from '../src/execution/process/process-tree.ts';
import { MARKER } from '../src/execution/process/run-mark.ts';
import { createSampler } from '../src/execution/process/sampler.ts';
import { median, tell } from './support/claims.ts';

const PROCESSES = 50;
const WATCHED_MS = 10_000;
const ROUNDS = 3;

const idle: number[] = [];
const watching: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  idle.push(await percentOfCore(WATCHED_MS));
  watching.push(await percentWatching());
}
tell(`Watching ${PROCESSES} processes for ${WATCHED_MS / 1000} s, median of ${ROUNDS} rounds`, [
  { what: 'share of one core', measured: median(watching) - median(idle), unit: '%', atMost: 1 },
]);

async function percentWatching(): Promise<number> {
  const marker = `bench-${process.pid}`;
  const sleepers = `for i in $(seq ${PROCESSES}); do sleep 60 & done; wait`;
  const child = spawn('bash', ['-c', sleepers], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, [MARKER]: marker },
  });
  if (child.pid === undefined) throw new Error('bash cannot be started');
  const ended = new Promise(done => child.on('exit', done));
  const watch = createSampler().watch(processTree(child.pid, marker));
  const percent = await percentOfCore(WATCHED_MS);
  watch.stop();
  process.kill(-child.pid, 'SIGKILL');
  await ended;
  return percent;
}

/** Processor time of this process while it waits. */
async function percentOfCore(waitMs: number): Promise<number> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await sleep(waitMs);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1000 / (performance.now() - startedAt)) * 100;
}
