/**
 * How close a run comes to the shortest there can be. No run is shorter than its critical path, nor
 * than all its work spread evenly over the slots; for some graphs no schedule reaches that bound.
 */
import { describeEnvironment } from '../src/execution/environment.ts';
import {
  longestRemainingPaths,
  lowerBoundMs,
  simulate,
  type Task,
} from '../src/pipeline/schedule.ts';
import type { History } from '../src/record/history.ts';
import { median, quantile, tell } from './support/claims.ts';
import { createWorkspace, definitionOf, runInTerminal } from './support/engine.ts';
import { randomFrom, randomTasks, SHAPES } from './support/graphs.ts';
import { normal } from './support/simulation.ts';

const STAGES = 40;
const SLOTS = 4;
const GRAPHS = 20;
const SIMULATED_GRAPHS = 1_000;
/** The lower bound of every graph that is run for real, in ms. */
const RUN_MS = 6_000;

/** How much a stage's time varies from run to run, as a standard deviation of its logarithm. */
const NOISE = 0.05;

const capacity = { slots: SLOTS, memoryBytes: Number.POSITIVE_INFINITY };

for (const noise of [0, NOISE]) simulateMany(noise);
await runForReal();

/** Expected time only: what the order of the stages costs, without any process. */
function simulateMany(noise: number): void {
  const overBound = Array.from({ length: SIMULATED_GRAPHS }, (_, seed) => {
    const random = randomFrom(seed);
    const expected = randomTasks(shapeOf(seed), STAGES, random, () => 50 + 450 * random());
    const real = varied(expected, noise, random);
    const { makespanMs } = simulate(real, longestRemainingPaths(expected), capacity);
    return makespanMs / lowerBoundMs(real, capacity);
  });
  const times = noise === 0 ? 'as expected' : `within ${noise * 100} % of what is expected`;
  tell(
    `Simulated time over the lower bound, ${SIMULATED_GRAPHS} graphs of ${STAGES} stages, times ${times}`,
    [
      { what: 'median', measured: median(overBound), unit: 'x' },
      { what: '95 %', measured: quantile(overBound, 0.95), unit: 'x' },
      { what: 'worst', measured: quantile(overBound, 1), unit: 'x' },
    ],
  );
}

/** The tasks as they turn out. */
function varied(tasks: readonly Task[], noise: number, random: () => number): readonly Task[] {
  return tasks.map(task => ({
    ...task,
    durationMs: task.durationMs * Math.exp(noise * normal(random)),
  }));
}

/** Sleeping stages cost no processor, so that four slots need no four cores. */
async function runForReal(): Promise<void> {
  using workspace = createWorkspace();
  const known: number[] = [];
  const unknown: number[] = [];
  for (let seed = 0; seed < GRAPHS; seed += 1) {
    const expected = sleepingTasks(seed);
    const tasks = varied(expected, NOISE, randomFrom(seed + GRAPHS));
    const stages = tasks.map(({ id, needs, durationMs }) => ({
      id,
      needs,
      run: `sleep ${(durationMs / 1000).toFixed(4)}`,
    }));
    const file = workspace.write('stagetime.yml', definitionOf(stages));
    const history = workspace.write('history.json', JSON.stringify(historyOf(expected)));
    const overBound = async (baseline: string): Promise<number> => {
      const args = ['--concurrency', String(SLOTS), '--baseline', baseline];
      const { totalMs } = await runInTerminal(file, { workspace, arguments: args });
      return totalMs / lowerBoundMs(tasks, capacity);
    };
    known.push(await overBound(history));
    unknown.push(await overBound('none.json'));
  }
  tell(`Time of a run over the lower bound, ${GRAPHS} graphs of ${STAGES} sleeping stages`, [
    { what: 'with a history: median', measured: median(known), unit: 'x', atMost: 1.03 },
    { what: 'with a history: worst', measured: quantile(known, 1), unit: 'x', atMost: 1.15 },
    { what: 'without a history: median', measured: median(unknown), unit: 'x' },
    { what: 'without a history: worst', measured: quantile(unknown, 1), unit: 'x' },
  ]);
}

/** Durations over a range of one to ten, as those of real stages. */
function sleepingTasks(seed: number): readonly Task[] {
  const random = randomFrom(seed);
  const tasks = randomTasks(shapeOf(seed), STAGES, random, () => 10 ** random());
  const factor = RUN_MS / lowerBoundMs(tasks, capacity);
  return tasks.map(task => ({ ...task, durationMs: task.durationMs * factor }));
}

function shapeOf(seed: number) {
  return SHAPES[seed % SHAPES.length] ?? SHAPES[0];
}

/** One earlier run on this machine, in which every stage took its nominal time. */
function historyOf(tasks: readonly Task[]): History {
  const stages = tasks.map(({ id, needs, durationMs }) => ({
    id,
    name: id,
    needs: [...needs],
    optional: false,
    definitionHash: '',
    status: 'passed' as const,
    attempts: 1,
    cacheState: 'none' as const,
    durationMs,
  }));
  const run = {
    schema: 2 as const,
    status: 'passed' as const,
    run: { id: 'earlier', attempt: 1, event: 'local', startedAt: new Date(0).toISOString() },
    environment: describeEnvironment({}, SLOTS),
    pipeline: { id: 'bench', fingerprint: '' },
    stages,
    caches: [],
    totalMs: RUN_MS,
    notices: [],
  };
  return { schema: 2, runs: [run] };
}
