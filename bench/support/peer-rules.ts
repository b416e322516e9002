/**
 * The rules of other tools, as they run by default, and a plain robust rule with a run factor: what
 * ours is measured against. Each gives whether the stage is called slower, or undefined where the rule
 * says nothing.
 */
import { mean, median, sampleStandardDeviation } from 'simple-statistics';
import { scaleAroundZero, tQuantile } from '../../src/analysis/noise/robust.ts';

/** A table of timings: `durations[run][stage]`; the state is that of the caches. */
export interface Timings {
  readonly runs: readonly { readonly cold: boolean; readonly durations: readonly number[] }[];
}

type OneSeries = (earlier: readonly number[], now: number) => boolean;

/** By name: what a tool decides from the earlier timings of one stage and the one to judge. */
export const PEER_RULES: Readonly<Record<string, OneSeries>> = {
  'ratio 2.0, last run': (earlier, now) => now / (earlier.at(-1) ?? now) > 2,
  'ratio 1.2, median': (earlier, now) => now / median([...earlier]) > 1.2,
  't-test 0.99': (earlier, now) => beyondT(earlier, now),
  'log-normal 0.99': (earlier, now) => beyondT(earlier.map(Math.log), Math.log(now)),
  'modified z 3.5': (earlier, now) => {
    const centre = median([...earlier]);
    const scale = scaleAroundZero(earlier.map(value => value - centre));
    return scale > 0 && (now - centre) / scale > 3.5;
  },
};

function beyondT(earlier: readonly number[], now: number): boolean {
  const n = earlier.length;
  if (n < 3) return false;
  const scale = sampleStandardDeviation([...earlier]) * Math.sqrt(1 + 1 / n);
  return now > mean([...earlier]) + tQuantile(0.99, n - 1) * scale;
}

export interface PlainJudgement {
  /** Log change. */
  readonly change: number;
  readonly standardError: number;
  readonly critical: number;
  readonly degrees: number;
  /** What the stage would take unchanged, ms. */
  readonly expectedMs: number;
}

/** Whether a log change with these marks is one to suspect: 10 %, 1 s, and beyond the noise. */
export function isPlainSuspicion(judged: PlainJudgement, change = judged.change): boolean {
  return (
    change / judged.standardError >= judged.critical &&
    Math.exp(change) >= 1.1 &&
    Math.expm1(change) * judged.expectedMs >= 1000
  );
}

const clip = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
const known = (values: readonly number[]): number[] => values.filter(Number.isFinite);
const medianOr0 = (values: readonly number[]): number =>
  known(values).length === 0 ? 0 : median(known(values));

/**
 * The plain robust rule: residuals within each cache state, the other stages' weighted median as run
 * factor, sensitivity by ridge regression, MAD with a prior, t quantile. Undefined: fewer than five.
 */
export function judgePlainly(
  history: Timings,
  run: { readonly cold: boolean; readonly durations: readonly number[] },
  cached: readonly boolean[],
): readonly (PlainJudgement | undefined)[] {
  const all = [...history.runs, run];
  const n = history.runs.length;
  const stages = run.durations.length;
  const residuals = Array.from({ length: stages }, (_, j) => {
    const centre = new Map(
      [true, false].map(cold => {
        const own = history.runs.flatMap(r =>
          (r.cold && cached[j]) === cold ? known([Math.log(r.durations[j] as number)]) : [],
        );
        return [cold, own.length < 2 ? Number.NaN : median(own)] as const;
      }),
    );
    return all.map(
      r =>
        Math.log(r.durations[j] as number) -
        (centre.get(r.cold && (cached[j] as boolean)) as number),
    );
  });
  let scales = residuals.map(r => scaleAroundZero(known(r.slice(0, n))));
  let factors: number[][] = [];
  for (let pass = 0; pass < 2; pass += 1) {
    factors = residuals.map((_, j) =>
      all.map((_run, i) => {
        const others = residuals.flatMap((r, k) => {
          const value = r[i] as number;
          if (k === j || !Number.isFinite(value)) return [];
          const s = Math.max(scales[k] as number, 0.02);
          return [{ value, weight: Math.min(1 / s ** 2, 1 / 0.03 ** 2) }];
        });
        return others.length < 3 ? 0 : weightedMedian(others);
      }),
    );
    scales = residuals.map((r, j) =>
      scaleAroundZero(known(r.slice(0, n).map((v, i) => v - (factors[j]?.[i] as number)))),
    );
  }
  const adjusted = residuals.map((r, j) => {
    const bound = 3 * Math.max(scales[j] as number, 0.03);
    let [up, down] = [0.2, 0.2];
    for (let i = 0; i < n; i += 1) {
      if (!Number.isFinite(r[i] as number)) continue;
      const factor = clip(factors[j]?.[i] as number, -0.5, 0.5);
      up += factor * clip(r[i] as number, -bound, bound);
      down += factor ** 2;
    }
    const beta = clip(up / down, 0, 1.3);
    const y = r.map((v, i) => v - beta * clip(factors[j]?.[i] as number, -0.5, 0.5));
    return { y, now: y[n] as number };
  });
  const kept = adjusted.map(({ y }, j) => {
    const at = plainStep(known(y.slice(0, n)));
    let seen = 0;
    return y.slice(0, n).flatMap((value, i) => {
      if (!Number.isFinite(value)) return [];
      seen += 1;
      return seen > at ? [{ value, cold: (history.runs[i]?.cold && cached[j]) as boolean }] : [];
    });
  });
  const mads = kept.map(values => {
    const m = medianOr0(values.map(v => v.value));
    const k = values.length;
    const mad = scaleAroundZero(values.map(v => v.value - m));
    return k < 2 ? 0 : mad * Math.sqrt(k / (k - 1)) * (1 + 0.5 / k);
  });
  const sure = mads.filter((_, j) => (kept[j]?.length ?? 0) >= 5);
  const m = sure.length;
  const prior = Math.exp(
    ((m === 0 ? 0 : m * Math.log(Math.max(0.001, median(sure)))) + 3 * Math.log(0.08)) / (m + 3),
  );
  return adjusted.map(({ now }, j) => {
    const values = kept[j] ?? [];
    const k = values.length;
    if (k < 5 || !Number.isFinite(now)) return undefined;
    const own = values.filter(v => v.cold === (run.cold && cached[j]));
    const centre = median((own.length >= 5 ? own : values).map(v => v.value));
    const s = Math.max(
      0.02,
      Math.sqrt((4 * prior ** 2 + (k - 1) * (mads[j] as number) ** 2) / (3 + k)),
    );
    const degrees = Math.min(3 + k, 30);
    return {
      change: now - centre,
      standardError: s * Math.sqrt(1 + 1.57 / k),
      critical: tQuantile(k < 10 ? 0.98 : 0.95, degrees),
      degrees,
      expectedMs: (run.durations[j] as number) * Math.exp(centre - now),
    };
  });
}

function weightedMedian(items: readonly { value: number; weight: number }[]): number {
  const sorted = [...items].sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const { value, weight } of sorted) {
    sum += weight;
    if (sum >= half) return value;
  }
  return 0;
}

/** Where the last lasting step is: the number of values before it. */
function plainStep(values: readonly number[]): number {
  const n = values.length;
  if (n < 10) return 0;
  const smooth = values.map((v, i) => median([values[i - 1] ?? v, v, values[i + 1] ?? v]));
  const moves = smooth.slice(1).map((v, i) => v - (smooth[i] as number));
  const sigma = Math.max(0.02, (1.4826 * median(moves.map(Math.abs))) / Math.SQRT2);
  let best = { at: 0, z: 0, size: 0 };
  for (let k = 4; k <= n - 4; k += 1) {
    const size = median(smooth.slice(k)) - median(smooth.slice(0, k));
    const z = Math.abs(size) / (sigma * Math.sqrt(1 / k + 1 / (n - k)));
    if (z > best.z) best = { at: k, z, size: Math.abs(size) };
  }
  return best.z > 4.5 && best.size >= 0.07 ? best.at : 0;
}
