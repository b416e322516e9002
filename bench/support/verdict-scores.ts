/** How rules do on simulated cases: false alarms on runs without a change, and slowdowns found. */
import { compare } from '../../src/analysis/verdict/compare.ts';
import type { History } from '../../src/record/history.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { isPlainSuspicion, judgePlainly, PEER_RULES, type PlainJudgement } from './peer-rules.ts';
import { historyOf, recordOf, withFurther } from './simulated-records.ts';
import { type Case, drawCase } from './simulation.ts';

/** A rule's errors and its power, in percent unless it says otherwise. */
export interface RuleScore {
  readonly falsePerThousand: number;
  readonly cleanRunsAlarmed: number;
  readonly found20: number;
  readonly found50: number;
  /** Of stages that compute, where the change is at least 1 s. */
  readonly quiet20: number;
  readonly quiet50: number;
}

export interface Scores {
  readonly rules: Readonly<Record<string, RuleScore>>;
  /** Percent of the stages that our rule says nothing of. */
  readonly noVerdict: number;
  /** Percent of our intervals that hold the true change. */
  readonly coverage: number;
}

/** What each rule says of one stage of one run: the names of those that alarm. */
interface Said {
  readonly alarms: readonly string[];
  readonly isSilent: boolean;
  readonly covers?: boolean;
}

const SIZES = [0, Math.log(1.2), Math.log(1.5)] as const;
const RERUNS = 2;
const PAIRS = 3;

/** Judges all stages of `cases` clean runs, and one slowed stage of each by +20 % and +50 %. */
export function evaluate(runs: number, cases: number, seed: number): Scores {
  const tally = new Tally();
  for (let n = 0; n < cases; n += 1) {
    const drawn = drawCase(seed * 100_003 + n, runs);
    const cached = drawn.stages.map(({ coldExtra }) => coldExtra !== undefined);
    const history = historyOf(drawn.history, cached);
    SIZES.forEach((size, s) => {
      const stages = s === 0 ? drawn.stages.map((_, j) => j) : [n % drawn.stages.length];
      for (const j of stages) {
        const { kind, typicalMs } = drawn.stages[j] as Case['stages'][number];
        const isQuiet = kind === 'cpu' && typicalMs * Math.expm1(size) >= 1000;
        tally.add(n, s, isQuiet, judge(drawn, history, cached, j, size));
      }
    });
  }
  return tally.scores(cases);
}

function judge(
  drawn: Case,
  history: History,
  cached: readonly boolean[],
  stage: number,
  size: number,
): Said {
  const durations = drawn.run.durations.map((ms, j) => (j === stage ? ms * Math.exp(size) : ms));
  const run = { cold: drawn.run.cold, durations };
  const now = durations[stage] as number;
  const earlier = drawn.history.map(past => past.durations[stage] as number);
  const alarms = Object.entries(PEER_RULES).flatMap(([name, rule]) =>
    rule(earlier, now) ? [name] : [],
  );
  const plain = judgePlainly({ runs: drawn.history }, run, cached)[stage];
  if (plain !== undefined && isPlainSuspicion(plain)) {
    alarms.push('plain_off');
    const again = Array.from({ length: RERUNS }, () =>
      plainChange(plain, now, drawn.again(stage, size)),
    );
    if (again.every(change => isPlainSuspicion(plain, change))) alarms.push('plain_rerun');
  }
  const record = recordOf(drawn.history.length, run, cached);
  const first = verdictOf(record, history, stage);
  if (first.verdict === 'suspected') {
    alarms.push('ours_off');
    if (isConfirmed(record, history, stage, furtherRuns(drawn, stage, size, RERUNS, 0)))
      alarms.push('ours_rerun');
    if (isConfirmed(record, history, stage, furtherRuns(drawn, stage, size, PAIRS, PAIRS)))
      alarms.push('ours_paired');
  }
  const change = 100 * Math.expm1(size);
  // What a run differs by from another machine's is no change: the interval is of the change without it.
  const [low, high] = first.adjusted?.interval ?? first.interval ?? [];
  return {
    alarms,
    isSilent: first.verdict === 'not-enough-data' || first.verdict === 'not-comparable',
    ...(low !== undefined && high !== undefined && { covers: low <= change && change <= high }),
  };
}

function plainChange({ change }: PlainJudgement, now: number, again: number): number {
  return change + Math.log(again / now);
}

function verdictOf(record: RunRecord, history: History, stage: number) {
  return compare(record, history).stages[stage] as ReturnType<typeof compare>['stages'][number];
}

function isConfirmed(
  record: RunRecord,
  history: History,
  stage: number,
  further: Parameters<typeof withFurther>[2],
): boolean {
  return (
    verdictOf(withFurther(record, `s${stage}`, further), history, stage).verdict === 'regressed'
  );
}

function furtherRuns(drawn: Case, stage: number, size: number, heads: number, bases: number) {
  const of = (ref: 'head' | 'base', count: number, change: number) =>
    Array.from({ length: count }, () => ({ ref, durationMs: drawn.again(stage, change) }));
  return [...of('base', bases, 0), ...of('head', heads, size)];
}

/** Counts what the rules said, by name, by size of the change, and of quiet stages. */
class Tally {
  private readonly alarms = new Map<string, number>();
  private readonly judged = new Map<string, number>();
  private readonly alarmed = new Map<string, Set<number>>();
  private silent = 0;
  private all = 0;
  private covered = 0;
  private intervals = 0;

  add(run: number, size: number, isQuiet: boolean, said: Said): void {
    const groups = isQuiet ? [`${size}`, `${size} quiet`] : [`${size}`];
    for (const group of groups) {
      count(this.judged, group);
      for (const name of said.alarms) count(this.alarms, `${name} ${group}`);
    }
    if (size === 0) {
      for (const name of said.alarms) {
        this.alarmed.set(name, (this.alarmed.get(name) ?? new Set()).add(run));
      }
    }
    this.all += 1;
    if (said.isSilent) this.silent += 1;
    if (said.covers !== undefined) this.intervals += 1;
    if (said.covers === true) this.covered += 1;
  }

  scores(cases: number): Scores {
    const names = [
      ...Object.keys(PEER_RULES),
      'plain_off',
      'plain_rerun',
      'ours_off',
      'ours_rerun',
      'ours_paired',
    ];
    const percent = (name: string, group: string): number =>
      (100 * (this.alarms.get(`${name} ${group}`) ?? 0)) / (this.judged.get(group) ?? 1);
    const scoreOf = (name: string): RuleScore => ({
      falsePerThousand: 10 * percent(name, '0'),
      cleanRunsAlarmed: (100 * (this.alarmed.get(name)?.size ?? 0)) / cases,
      found20: percent(name, '1'),
      found50: percent(name, '2'),
      quiet20: percent(name, '1 quiet'),
      quiet50: percent(name, '2 quiet'),
    });
    return {
      rules: Object.fromEntries(names.map(name => [name, scoreOf(name)])),
      noVerdict: (100 * this.silent) / this.all,
      coverage: (100 * this.covered) / this.intervals,
    };
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
