/**
 * Real series with injected slowdowns. Nothing can be run again there, so that "confirmed" means that
 * the next run says the same, against the same history.
 */
import { readFileSync } from 'node:fs';
import { compare } from '../../src/analysis/verdict/compare.ts';
import { PEER_RULES } from './peer-rules.ts';
import { historyOf, recordOf } from './simulated-records.ts';

export interface RealScore {
  readonly name: string;
  readonly falsePerThousand: number;
  readonly found20: number;
  readonly found50: number;
}

const RUNS = 20;
/** A slowdown is injected into one stage of every so many runs. */
const EVERY = 5;

/** Log times of a series whose two lasting steps are known: at 15 and 71. */
export function throughputs(): readonly number[] {
  return rowsOf('tigerbeetle_tps.csv').map(([, value]) => Math.log(value as number));
}

/**
 * The runs that measured all four build stages: false alarms, and slowdowns found where they are worth
 * 1 s. (With one stage alone there is no run-wide factor.)
 */
export function evaluateRealSeries(): {
  readonly ours: RealScore;
  readonly peers: readonly RealScore[];
} {
  const runs = rowsOf('dune_main_4stages.csv')
    .map(cells => cells.slice(2).map(seconds => 1000 * seconds))
    .filter(times => !times.some(Number.isNaN));
  const ours = scoreOf('ours', runs, alarmOfOurs);
  const peers = Object.entries(PEER_RULES).map(([name, rule]) =>
    scoreOf(name, runs, (before, now, stage) => {
      const earlier = before.map(run => run[stage] as number);
      return rule(earlier, now[stage] as number);
    }),
  );
  return { ours, peers };
}

type Runs = readonly (readonly number[])[];
type Alarm = (before: Runs, now: readonly number[], stage: number) => boolean;

function alarmOfOurs(before: Runs, now: readonly number[], stage: number): boolean {
  const history = historyOf(before.map(durations => ({ durations, cold: false })));
  const { stages } = compare(recordOf(before.length, { durations: now, cold: false }), history);
  return stages.find(({ id }) => id === `s${stage}`)?.verdict === 'suspected';
}

function scoreOf(name: string, runs: Runs, alarm: Alarm): RealScore {
  const isOurs = alarm === alarmOfOurs;
  const rate = (ratio: number, every: number): number => {
    let [judged, alarmed] = [0, 0];
    for (let i = RUNS; i + 1 < runs.length; i += every) {
      const before = runs.slice(i - RUNS, i);
      const [now = [], next = []] = [runs[i], runs[i + 1]];
      now.forEach((ms, stage) => {
        if (ratio > 1 && ms * (ratio - 1) < 1000) return;
        const slowed = (run: readonly number[]) => run.map((t, j) => (j === stage ? t * ratio : t));
        judged += 1;
        // The other tools alarm at once; ours asks the next run.
        if (alarm(before, slowed(now), stage) && (!isOurs || alarm(before, slowed(next), stage))) {
          alarmed += 1;
        }
      });
    }
    return alarmed / judged;
  };
  return {
    name,
    falsePerThousand: 1000 * rate(1, 1),
    found20: 100 * rate(1.2, EVERY),
    found50: 100 * rate(1.5, EVERY),
  };
}

function rowsOf(file: string): readonly (readonly number[])[] {
  const [, ...lines] = readFileSync(`bench/data/${file}`, 'utf8').trim().split('\n');
  return lines.map(line => line.split(',').map(cell => (cell === '' ? Number.NaN : Number(cell))));
}
