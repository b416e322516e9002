/** Experiment. */
import { settleByPairs, settleByReruns } from '../../src/analysis/confirmation.ts';
import { modelOf } from '../../src/analysis/run-model.ts';
import { compare } from '../../src/analysis/verdict.ts';
import { historyOf, recordOf } from './simulated-records.ts';
import { drawCase, type Measuring } from './simulation.ts';

const LEAST = { percent: 10, ms: 1000 };
const CALM = { slowMinute: false };

export function evaluateSlow(runs: number, cases: number, seed: number) {
  const tally: Record<string, number> = {};
  const add = (name: string) => (tally[name] = (tally[name] ?? 0) + 1);
  for (let n = 0; n < cases; n += 1) {
    for (const scenario of ['slow', 'calm0', 'calm20', 'calm50', 'slow20']) {
      const stage = n % 8;
      const drawn = drawCase(seed * 100_003 + n, runs);
      const cached = drawn.stages.map(({ coldExtra }) => coldExtra !== undefined);
      const history = historyOf(drawn.history, cached);
      const size = scenario.endsWith('20')
        ? Math.log(1.2)
        : scenario === 'calm50'
          ? Math.log(1.5)
          : 0;
      const minute = drawn.slowMinute(stage, seed * 7 + n);
      const isSlow = scenario.startsWith('slow');
      const measuring = (): Measuring =>
        isSlow ? minute.measuring() : { again: (j, by = 0) => drawn.again(j, by), wait: () => {} };
      const durations = drawn.run.durations.map((ms, j) =>
        j === stage ? (isSlow ? minute.durationMs : ms) * Math.exp(size) : ms,
      );
      const record = recordOf(runs, { cold: drawn.run.cold, durations }, cached);
      add(`${scenario} all`);
      const first = compare(record, history).stages[stage];
      if (first?.verdict !== 'suspected') continue;
      add(`${scenario} off`);
      const model = modelOf(record, history, new Map());
      const own = model.stages[stage];
      if (own?.kind !== 'model' || own.measured === undefined) continue;
      const { measured } = own;
      const logOf = (ms: number, j: number) => {
        const m = model.stages[j];
        if (m?.kind !== 'model' || m.measured === undefined) throw new Error();
        return Math.log(ms / m.measured.expectedMs);
      };
      const reruns = (wait: number) => {
        const clock = measuring();
        return Array.from({ length: 2 }, () => {
          clock.wait(wait);
          return logOf(clock.again(stage, size), stage);
        });
      };
      const isConfirmed = (head: readonly number[]) => {
        if (settleByReruns(measured, head.slice(0, 1), LEAST).kind === 'cleared') return false;
        return settleByReruns(measured, head, LEAST).kind === 'confirmed';
      };
      if (isConfirmed(reruns(0))) add(`${scenario} rerun`);
      if (isConfirmed(reruns(30_000))) add(`${scenario} spread30`);
      if (isConfirmed(reruns(60_000))) add(`${scenario} spread60`);
      // control
      const usable = model.stages.flatMap((m, k) =>
        m.kind === 'model' &&
        m.measured !== undefined &&
        k !== stage &&
        m.measured.noise.comparable >= 5 &&
        m.series.durationMs >= 2000 &&
        m.series.durationMs <= Math.max(20_000, own.series.durationMs) &&
        Math.abs(m.measured.change) < 2 * m.measured.noise.scale
          ? [{ k, scale: Math.hypot(m.measured.noise.scale, m.measured.levelError) }]
          : [],
      );
      usable.sort((a, b) => a.scale - b.scale);
      const pick = usable[0];
      {
        const clock = measuring();
        const h: number[] = [];
        const c: number[] = [];
        for (let t = 0; t < 2; t += 1) {
          h.push(logOf(clock.again(stage, size), stage));
          if (pick !== undefined) c.push(logOf(clock.again(pick.k), pick.k));
        }
        const slowest = Math.min(...c);
        const isShared = pick !== undefined && slowest >= Math.max(0.05, 1.5 * pick.scale);
        const head = isShared ? h.map((x, i) => x - (c[i] as number)) : h;
        if (isConfirmed(head)) add(`${scenario} control`);
        // the neighbour first
        const clock2 = measuring();
        const h2: number[] = [];
        const c2: number[] = [];
        for (let t = 0; t < 2; t += 1) {
          if (pick !== undefined) c2.push(logOf(clock2.again(pick.k), pick.k));
          h2.push(logOf(clock2.again(stage, size), stage));
        }
        const shared2 = pick !== undefined && Math.max(...c2) >= Math.max(0.05, 1.5 * pick.scale);
        if (isConfirmed(shared2 ? h2.map((x, i) => x - Math.max(0, c2[i] as number)) : h2))
          add(`${scenario} control2`);
      }
      for (const turns of [2, 3]) {
        const clock = measuring();
        const head: number[] = [];
        const base: number[] = [];
        for (let t = 0; t < turns; t += 1) {
          const one = () => base.push(logOf(clock.again(stage, 0), stage));
          const two = () => head.push(logOf(clock.again(stage, size), stage));
          if (t % 2 === 0) one(), two();
          else two(), one();
        }
        for (const trust of [true, false])
          if (settleByPairs(measured, { head, base }, LEAST, trust).kind === 'confirmed')
            add(`${scenario} pairs${turns}${trust ? '' : '-untrusted'}`);
      }
    }
  }
  return tally;
}
void CALM;
const [runs, cases, seed] = process.argv.slice(2).map(Number) as [number, number, number];
const found = evaluateSlow(runs, cases, seed);
for (const scenario of ['slow', 'calm0', 'slow20', 'calm20', 'calm50']) {
  const all = found[`${scenario} all`] ?? 1;
  const rest = Object.entries(found).filter(
    ([k]) => k.startsWith(`${scenario} `) && !k.endsWith(' all'),
  );
  console.log(
    scenario,
    all,
    rest
      .map(([k, v]) => `${k.slice(scenario.length + 1)} ${((100 * v) / all).toFixed(2)}`)
      .join('  '),
  );
}
