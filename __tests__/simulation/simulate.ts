/**
 * `npm run simulate -- --seeds 10000 --from 1 [--workers 4]` plays seeds; `-- --seed 123` plays one, shows what
 * happens in it, and where it fails, the smallest scenario that does.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { campaign, type Failure, openSimulator } from './campaign.ts';
import { scenarioOf } from './scenario.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
Error.stackTraceLimit = values.seed === undefined ? 0 : 20;

const [seeds, from] = [Number(values.seeds), Number(values.from)];
const isHeld =
  values.seed !== undefined
    ? await showOne(Number(values.seed))
    : Number(values.workers) > 1
      ? await playTogether(Number(values.workers))
      : await playAlone();
process.exitCode = isHeld ? 0 : 1;

/** What happens in one world, step by step. */
async function showOne(seed: number): Promise<boolean> {
  const simulator = await openSimulator();
  const scenario = scenarioOf(seed);
  const { violation, log, digest } = await simulator.play(scenario);
  console.log(JSON.stringify({ ...scenario, steps: undefined }));
  console.log(log.join('\n'));
  console.log(`digest ${digest}`);
  if (violation === undefined) return true;
  console.log(`\n${violation.what}: ${violation.detail}\n\nthe smallest of its kind:`);
  const smallest = await simulator.shrink(scenario, violation);
  const again = await simulator.play(smallest);
  console.log(JSON.stringify(smallest));
  console.log(again.log.join('\n'));
  console.log(`${again.violation?.what}: ${again.violation?.detail}`);
  return false;
}

async function playAlone(): Promise<boolean> {
  const simulator = await openSimulator();
  const startedAt = performance.now();
  const failure = await campaign(simulator, { from, seeds }, count => {
    if (count % 500 === 0) console.log(`${count} seeds, ${perSeed(startedAt, count)}`);
  });
  console.log(String(simulator.tally));
  return tell(failure, startedAt);
}

function perSeed(startedAt: number, count: number): string {
  return `${((performance.now() - startedAt) / count).toFixed(1)} ms each`;
}

function tell(failure: Failure | undefined, startedAt: number): boolean {
  if (failure === undefined) {
    console.log(`${seeds} seeds from ${from} hold, ${perSeed(startedAt, seeds)}`);
    return true;
  }
  const { seed, violation } = failure;
  console.log(`seed ${seed} does not hold: ${violation.what}: ${violation.detail}`);
  console.log(`again: npm run simulate -- --seed ${seed}`);
  return false;
}

/** A part of the seeds for each process. */
async function playTogether(workers: number): Promise<boolean> {
  const share = Math.ceil(seeds / workers);
  const parts = Array.from({ length: workers }, (_, at) => {
    const first = from + at * share;
    const count = Math.max(0, Math.min(share, from + seeds - first));
    return ['--from', String(first), '--seeds', String(count), '--workers', '1'];
  });
  const codes = await Promise.all(
    parts.map(
      part =>
        new Promise<number | null>(resolve => {
          fork(process.argv[1] ?? '', part, { execArgv: ['--max-semi-space-size=64'] }).once(
            'exit',
            resolve,
          );
        }),
    ),
  );
  return codes.every(code => code === 0);
}
