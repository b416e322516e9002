/**
 * Like is compared with like: what two timings of a stage must share to be comparable, and what is
 * given up first where the history has too few that share everything.
 */
import type { CacheTemperature, RunRecord, StageRecord } from '../../record/run-record.ts';
import { counted, listWords } from '../../record/text.ts';
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
export const FALLBACKS = ['none', 'neighbours', 'cpu-model', 'slots'] as const;

export type Fallback = (typeof FALLBACKS)[number];

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
  readonly fallback: Fallback;
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
  const tests: Readonly<Record<Fallback, (stratum: Stratum) => boolean>> = {
    none: s => tests.neighbours(s) && s.beside.join('\n') === neighbours,
    neighbours: s => tests['cpu-model'](s) && s.cpuModel === target.cpuModel,
    // Slots decide nothing for a stage that had the machine to itself.
    'cpu-model': s => tests.slots(s) && (alone || s.slots === target.slots),
    slots: s => (s.beside.length === 0) === alone && s.hitShare === target.hitShare,
  };
  let nearest: Nearest<T> = { found: [], fallback: 'none' };
  for (const fallback of FALLBACKS) {
    const found = timings.filter(({ stratum }) => tests[fallback](stratum));
    // What adds no timing gives up nothing either.
    if (found.length > nearest.found.length) nearest = { found, fallback };
    if (found.length >= ENOUGH_RUNS) break;
  }
  return nearest;
}

const CACHE_WORDS: Readonly<Record<CacheTemperature, string>> = {
  none: '',
  cold: ', cold cache',
  partial: ', partly warm cache',
  warm: ', warm cache',
};
const NEIGHBOURS_NAMED = 3;

/** What the stage's time and all of these have in common, in words. */
export function describeStratum(stratum: Stratum, alike: readonly Stratum[]): string {
  const { os, arch, cpuModel, cpus, slots, cacheState } = stratum;
  const isShared = (of: (one: Stratum) => unknown): boolean =>
    alike.every(one => of(one) === of(stratum));
  const cpu = isShared(one => one.cpuModel) ? cpuModel : 'any CPU';
  const machine = `${os} ${arch}${cpu === '' ? '' : `, ${cpu}`}, ${counted(cpus, 'core')}`;
  const beside = besideWords(alike.length === 0 ? [stratum] : alike);
  const width = beside === '' || !isShared(one => one.slots) ? '' : `, ${counted(slots, 'slot')}`;
  return `${machine}${width}, ${beside === '' ? 'alone' : beside}${CACHE_WORDS[cacheState]}`;
}

/** The stages that ran beside all of these; nothing where they ran alone. */
function besideWords(strata: readonly Stratum[]): string {
  const [first, ...others] = new Set(strata.map(({ beside }) => beside.join('\n')));
  if (first === '' && others.length === 0) return '';
  return others.length > 0
    ? 'beside other stages'
    : `beside ${listWords((first as string).split('\n'), NEIGHBOURS_NAMED)}`;
}
