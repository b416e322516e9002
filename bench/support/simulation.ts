/**
 * Timings like those of continuous integration, drawn at random: log-normal, most of the noise shared
 * by the whole run, classes of processors under one label, spikes of single stages, cold and warm
 * caches, and now and then a lasting step. Calibrated on public series: what is shared by a run and
 * what is left of it, the spread of network stages, how often single timings are spikes.
 */
import { randomFrom } from './graphs.ts';

export type StageKind = 'cpu' | 'mixed' | 'network';

/** What a stage is like: not known to any rule. */
export interface StageModel {
  readonly kind: StageKind;
  readonly typicalMs: number;
  /** Log standard deviation of what is its own. */
  readonly noise: number;
  /** How much of the run-wide factor it follows. */
  readonly sensitivity: number;
  /** Log of cold over warm, where the stage uses a cache. */
  readonly coldExtra?: number;
  readonly spikeRate: number;
  /** A lasting step in the history: the first run it is in, and its log size. */
  readonly step?: { readonly at: number; readonly size: number };
}

/** A run in milliseconds a stage; caches are cold or warm for all stages at once. */
export interface SimulatedRun {
  readonly cold: boolean;
  readonly factor: number;
  readonly durations: readonly number[];
}

/** A history and a run to judge, with the means to measure again on the same machine. */
export interface Case {
  readonly stages: readonly StageModel[];
  readonly history: readonly SimulatedRun[];
  readonly run: SimulatedRun;
  /** One more measurement of a stage in the run's place: `size` is the log change of what is measured. */
  again(stage: number, size: number): number;
  /**
   * The same run with one stage in a slow minute of the machine that lasts into the further runs: the
   * stage's time, and further measurements one after another on the same clock.
   */
  slowMinute(stage: number, seed: number): SlowMinute;
}

/** A stretch of time in which the machine is slower than it was in the rest of the run. */
export interface SlowMinute {
  /** What the stage took in the run. */
  readonly durationMs: number;
  /** Measures stages again, beginning where the run ended. */
  measuring(): Measuring;
}

/** Further measurements on one clock. */
export interface Measuring {
  again(stage: number, size?: number): number;
  wait(ms: number): void;
}

const KINDS: readonly StageKind[] = [
  ...Array.from({ length: 5 }, () => 'cpu' as const),
  ...Array.from({ length: 3 }, () => 'mixed' as const),
  ...Array.from({ length: 2 }, () => 'network' as const),
];

const NOISE: Readonly<Record<StageKind, readonly [number, number]>> = {
  cpu: [0.015, 0.055],
  mixed: [0.04, 0.12],
  network: [0.15, 0.42],
};
const SENSITIVITY: Readonly<Record<StageKind, readonly [number, number]>> = {
  cpu: [0.8, 1.1],
  mixed: [0.3, 0.9],
  network: [0, 0.3],
};
/** Log speed of the processor classes that one label may mean, each as likely. */
const PROCESSORS = [-0.13, 0, 0.1] as const;
/** Log standard deviation of a run's speed on one class of processors. */
const RUN_NOISE = 0.06;
/** Log standard deviation of the machine's speed from one measurement to the next within a run. */
const DRIFT = 0.01;
const COLD_ON_MAIN = 0.15;
const COLD_ON_PULL_REQUEST = 0.25;
const STEP_RATE = 0.1;
/** A slow minute: how much slower (ratio), and how long it goes on after the run, in ms (mean, memoryless). */
const SLOW_BY = [1.15, 2] as const;
const SLOW_FOR_MS = 120_000;
/** Stages that use a cache. */
const CACHED_RATE = 0.45;

/** Draws a case; the same for the same seed and number of runs. */
export function drawCase(
  seed: number,
  runs: number,
  kinds: readonly StageKind[] = KINDS,
  stepRate = STEP_RATE,
): Case {
  const random = randomFrom(seed);
  const between = ([low, high]: readonly [number, number]): number => low + (high - low) * random();
  const stages = kinds.map((kind): StageModel => {
    const stage = {
      kind,
      typicalMs: Math.exp(between([Math.log(3_000), Math.log(300_000)])),
      noise: between(NOISE[kind]),
      sensitivity: between(SENSITIVITY[kind]),
      ...(random() < CACHED_RATE && { coldExtra: between([0.1, 0.9]) }),
      spikeRate: between([0.03, 0.06]),
    };
    if (random() >= stepRate) return stage;
    const size = between([0.1, 0.5]) * (random() < 0.7 ? 1 : -1);
    return { ...stage, step: { at: Math.floor(between([0.1, 0.6]) * runs), size } };
  });
  const measure = (stage: StageModel, factor: number, cold: boolean, at: number): number => {
    const spike = random() < stage.spikeRate ? between([Math.log(1.15), Math.log(3)]) : 0;
    const stepped = stage.step !== undefined && at >= stage.step.at ? stage.step.size : 0;
    const log =
      Math.log(stage.typicalMs) +
      stage.sensitivity * factor +
      (cold ? (stage.coldExtra ?? 0) : 0) +
      stepped +
      spike +
      stage.noise * normal(random);
    return Math.exp(log);
  };
  const drawRun = (at: number, coldRate: number): SimulatedRun => {
    const cold = random() < coldRate;
    const factor =
      (PROCESSORS[Math.floor(random() * PROCESSORS.length)] ?? 0) + RUN_NOISE * normal(random);
    const durations = stages.map(stage =>
      measure(stage, factor + DRIFT * normal(random), cold, at),
    );
    return { cold, factor, durations };
  };
  const history = Array.from({ length: runs }, (_, i) => drawRun(i, COLD_ON_MAIN));
  const run = drawRun(runs, COLD_ON_PULL_REQUEST);
  const again = (index: number, size: number): number => {
    const stage = stages[index] as StageModel;
    const factor = run.factor + DRIFT * normal(random);
    return measure(stage, factor, run.cold, runs) * Math.exp(size);
  };
  const slowMinute = (index: number, slowSeed: number): SlowMinute => {
    const own = randomFrom(slowSeed);
    const slow = Math.log(SLOW_BY[0]) + Math.log(SLOW_BY[1] / SLOW_BY[0]) * own();
    const leftMs = -Math.log(1 - own()) * SLOW_FOR_MS;
    // What waits for a network is not slowed down by a busy machine.
    const ratioOf = (j: number): number =>
      Math.exp(slow * Math.min(1, (stages[j] as StageModel).sensitivity));
    const measuring = (): Measuring => {
      let atMs = 0;
      return {
        again(j, size = 0) {
          const ms = again(j, size);
          const slowWork = Math.min(ms, Math.max(0, leftMs - atMs) / ratioOf(j));
          const took = ms - slowWork + slowWork * ratioOf(j);
          atMs += took;
          return took;
        },
        wait(ms) {
          atMs += ms;
        },
      };
    };
    return { durationMs: (run.durations[index] as number) * ratioOf(index), measuring };
  };
  return { stages, history, run, again, slowMinute };
}

/** A normal random number (Box and Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
