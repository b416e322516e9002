/**
 * Like is compared with like: what two timings of a stage must share to be comparable, and what is
 * given up first where the history has too few that share everything.
 */
import type { BaselineStratum } from '../../record/facts/stratum.ts';
import { type GivenUp, givenUp } from '../../record/facts/verdict-ground.ts';
import type { CacheTemperature, RunRecord, StageRecord } from '../../record/run-record.ts';
import { spanOf } from './critical-path.ts';

/** The circumstances of one timing of a stage. */
export interface Stratum {
  readonly os: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly cpus: number;
  readonly slots: number;
  /** The stages that ran at the same time, sorted; empty where it ran alone. */
  readonly beside: readonly string[];
  readonly cacheState: CacheTemperature;
  /** Of its requests to models, the share that the store answered, 0 to 1; none where it made none. */
  readonly hitShare: number | undefined;
}

/**
 * What is given up, in this order, where fewer than `ENOUGH_RUNS` share everything: which stages ran
 * beside it (but not whether any did), then the CPU model (the run-wide factor takes out most of its
 * effect), then the number of slots. Operating system, architecture and core count are never given
 * up, nor is whether a stage ran alone, nor the share of its requests to models that were answered from
 * the store. Other cache states only tell how much the stage varies.
 */
const FALLBACKS = [undefined, ...givenUp.options] as const;

/** With this many runs nothing more is given up to find others. */
export const ENOUGH_RUNS = 15;

/** A stage that ran beside another for less than this share of its own time hardly noticed it. */
const NOTICED_SHARE = 0.2;

/** The strata of the stages that ran in this run, by id. */
export function strataOf(record: RunRecord): ReadonlyMap<string, Stratum> {
  const { os, arch, cpuModel = '', cpus, slots } = record.environment;
  const ran = record.stages.flatMap(stage => {
    const span = spanOf(stage, record.totalMs);
    return span === undefined ? [] : [{ stage, ...span }];
  });
  return new Map(
    ran.map(({ stage, startMs, endMs }) => {
      const noticed = (endMs - startMs) * NOTICED_SHARE;
      const beside: string[] = [];
      for (const other of ran) {
        const together = Math.min(endMs, other.endMs) - Math.max(startMs, other.startMs);
        if (together > noticed && other.stage !== stage) beside.push(other.stage.id);
      }
      beside.sort();
      const { cacheState } = stage;
      const hitShare = hitShareOf(stage);
      return [stage.id, { os, arch, cpuModel, cpus, slots, beside, cacheState, hitShare }];
    }),
  );
}

/** Of the stage's requests to models, the share that the store answered; none where it made none. */
export function hitShareOf({ llm }: StageRecord): number | undefined {
  return llm === undefined || llm.requests === 0 ? undefined : llm.hits / llm.requests;
}

/** Whether timings of two machines can be compared at all. */
export function isSameMachineKind(
  a: RunRecord['environment'],
  b: RunRecord['environment'],
): boolean {
  return a.os === b.os && a.arch === b.arch && a.cpus === b.cpus;
}

/** Whether the stage's time is that of one passed execution. */
export function isMeasurement(stage: StageRecord): boolean {
  const { status, durationMs, attempts } = stage;
  return status === 'passed' && attempts <= 1 && durationMs !== undefined;
}

/** What was found for a stage, and what had to be given up for it. */
export interface Nearest<T> {
  readonly found: readonly T[];
  /** Undefined where nothing had to be. */
  readonly givenUp: GivenUp | undefined;
}

/**
 * The timings nearest to the stratum: the first step of `FALLBACKS` that leaves enough of them, or else
 * the last, which leaves the most. Cache states are not looked at. All are alone or none is.
 */
export function nearestStratum<T extends { readonly stratum: Stratum }>(
  target: Stratum,
  timings: readonly T[],
): Nearest<T> {
  const alone = target.beside.length === 0;
  const neighbours = target.beside.join('\n');
  const tests: Readonly<Record<GivenUp, (stratum: Stratum) => boolean>> = {
    neighbours: s => tests['cpu-model'](s) && s.cpuModel === target.cpuModel,
    // Slots decide nothing for a stage that had the machine to itself.
    'cpu-model': s => tests.slots(s) && (alone || s.slots === target.slots),
    slots: s => (s.beside.length === 0) === alone && s.hitShare === target.hitShare,
  };
  const isLike = (s: Stratum): boolean => tests.neighbours(s) && s.beside.join('\n') === neighbours;
  let nearest: Nearest<T> = { found: [], givenUp: undefined };
  for (const fallback of FALLBACKS) {
    const test = fallback === undefined ? isLike : tests[fallback];
    const found = timings.filter(({ stratum }) => test(stratum));
    // What adds no timing gives up nothing either.
    if (found.length > nearest.found.length) nearest = { found, givenUp: fallback };
    if (found.length >= ENOUGH_RUNS) break;
  }
  return nearest;
}

/** What the stage's time and all of these have in common. */
export function sharedStratum(stratum: Stratum, alike: readonly Stratum[]): BaselineStratum {
  const { os, arch, cpuModel, cpus, slots, cacheState } = stratum;
  const isShared = (of: (one: Stratum) => unknown): boolean =>
    alike.every(one => of(one) === of(stratum));
  const besides = alike.length === 0 ? [stratum.beside] : alike.map(({ beside }) => beside);
  const [beside = []] = besides;
  const isBesideShared = besides.every(one => one.join('\n') === beside.join('\n'));
  const isCpuShared = isShared(one => one.cpuModel);
  const mixed = [
    ...(isCpuShared ? [] : (['cpu-model'] as const)),
    ...(isShared(one => one.slots) ? [] : (['slots'] as const)),
    ...(isBesideShared ? [] : (['beside'] as const)),
  ];
  return {
    kind: 'stage',
    os,
    arch,
    cpus,
    ...(isCpuShared && cpuModel !== '' && { cpuModel }),
    slots,
    beside: isBesideShared ? [...beside] : [],
    cacheState,
    ...(mixed.length > 0 && { mixed }),
  };
}
