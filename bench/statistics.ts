/**
 * How often verdicts are wrong and how often they miss: on simulated timings (`support/simulation.ts`)
 * and on real series with injected slowdowns, for our rule with each way to confirm and for the rules of
 * other tools. The rules are told nothing that a run would not know. `--cases N` and `--seed N` change
 * the sample.
 */

import { findLastingSteps } from '../src/analysis/lasting-steps.ts';
import { findSteps } from '../src/analysis/noise/change-points.ts';
import { compare } from '../src/analysis/verdict/compare.ts';
import { parseHistory } from '../src/record/history.ts';
import type { RunRecord } from '../src/record/run-record.ts';
import { tell } from './support/claims.ts';
import { evaluateRealSeries, throughputs } from './support/real-series.ts';
import { historyOf, recordOf } from './support/simulated-records.ts';
import { drawCase } from './support/simulation.ts';
import { evaluateSlowMinutes, WAYS } from './support/slow-minutes.ts';
import { evaluate, type RuleScore } from './support/verdict-scores.ts';

const CASES = argument('--cases', 1_500);
const SEED = argument('--seed', 1);
const LENGTHS = [5, 10, 20, 50] as const;
const BARRED = 20;

for (const runs of LENGTHS) {
  const scores = evaluate(runs, runs === BARRED ? CASES : Math.ceil(CASES / 3), SEED);
  printScores(runs, scores.rules);
  if (runs !== BARRED) continue;
  const [rerun, paired] = [scores.rules.ours_rerun, scores.rules.ours_paired] as [
    RuleScore,
    RuleScore,
  ];
  tell(`Bars, ${runs} runs of history, ${CASES} cases`, [
    {
      what: 're-runs: false alarms',
      measured: rerun.falsePerThousand,
      unit: 'per 1,000',
      atMost: 5,
    },
    { what: 're-runs: clean runs alarmed', measured: rerun.cleanRunsAlarmed, unit: '%', atMost: 5 },
    { what: 're-runs: +20 % found', measured: rerun.found20, unit: '%', atLeast: 43 },
    { what: 're-runs: +50 % found', measured: rerun.found50, unit: '%', atLeast: 81 },
    { what: 're-runs: +20 % found, quiet', measured: rerun.quiet20, unit: '%', atLeast: 69 },
    { what: 're-runs: +50 % found, quiet', measured: rerun.quiet50, unit: '%', atLeast: 95 },
    {
      what: 'pairs: false alarms',
      measured: paired.falsePerThousand,
      unit: 'per 1,000',
      atMost: 5,
    },
    { what: 'pairs: clean runs alarmed', measured: paired.cleanRunsAlarmed, unit: '%', atMost: 5 },
    { what: 'pairs: +20 % found', measured: paired.found20, unit: '%', atLeast: 52 },
    { what: 'pairs: +50 % found', measured: paired.found50, unit: '%', atLeast: 84 },
    { what: 'no verdict', measured: scores.noVerdict, unit: '%', atMost: 8 },
    { what: '95 % interval covers', measured: scores.coverage, unit: '%', atLeast: 93, atMost: 97 },
  ]);
}

tellSlowMinutes();

const real = evaluateRealSeries();
for (const { name, falsePerThousand, found20, found50 } of real.peers) {
  console.log(row([name, falsePerThousand, found20, found50]));
}
tell('Real series of builds, 20 runs of history, confirmed by the next run', [
  { what: 'false alarms', measured: real.ours.falsePerThousand, unit: 'per 1,000', atMost: 3 },
  { what: '+20 % found, where that is 1 s', measured: real.ours.found20, unit: '%', atLeast: 93 },
  { what: '+50 % found, where that is 1 s', measured: real.ours.found50, unit: '%' },
]);

measureLastingSteps();
measureSpeed();

/** The share of cases that a rule which trusts further runs is worst at. */
function tellSlowMinutes(): void {
  const cases = Math.ceil(CASES / 2);
  const scores = evaluateSlowMinutes(BARRED, cases, SEED);
  console.log(`\n${cases} slow minutes that last into the further runs, percent of them accused`);
  console.log(row(['', 'no change', '+20 %', 'calm', 'calm +20 %', 'calm +50 %']));
  for (const way of WAYS) {
    const { slow, slow20, calm, calm20, calm50 } = scores[way];
    console.log(row([way, slow, slow20, calm, calm20, calm50]));
  }
  tell('Slow minutes taken for a change', [
    { what: 're-runs', measured: scores['re-runs'].slow, unit: '%', atMost: 20 },
    { what: 'pairs', measured: scores.pairs.slow, unit: '%', atMost: 10 },
    {
      what: 're-runs: calm +20 % found',
      measured: scores['re-runs'].calm20,
      unit: '%',
      atLeast: 52,
    },
    { what: 'pairs: calm +20 % found', measured: scores.pairs.calm20, unit: '%', atLeast: 58 },
  ]);
}

function measureLastingSteps(): void {
  const cases = Math.ceil(CASES / 10);
  const clean = lastingSteps(cases, 0);
  const [ten, twenty, fifty] = [1.1, 1.2, 1.5].map(ratio => lastingSteps(cases, Math.log(ratio)));
  const found = findSteps(throughputs()).map(({ at }) => at);
  const isKnown =
    found.length === 2 && [15, 71].every((at, i) => Math.abs((found[i] ?? 0) - at) <= 1);
  tell(`Lasting steps, ${cases} series of 200 runs`, [
    { what: 'false points', measured: clean.falsePerThousand, unit: 'per 1,000', atMost: 0.6 },
    { what: '+10 % found', measured: ten?.found ?? 0, unit: '%' },
    { what: '+20 % found', measured: twenty?.found ?? 0, unit: '%', atLeast: 78 },
    { what: '+50 % found', measured: fifty?.found ?? 0, unit: '%', atLeast: 94 },
    {
      what: `steps of the real series at ${found.join(', ')}`,
      measured: isKnown ? 1 : 0,
      unit: 'x',
      atLeast: 1,
    },
  ]);
}

function lastingSteps(cases: number, size: number) {
  const [runs, margin, near] = [200, 20, 3];
  let [points, wrong, found] = [0, 0, 0];
  for (let n = 0; n < cases; n += 1) {
    const { history, stages } = drawCase(SEED * 7_919 + n, runs, undefined, 0);
    const stage = n % stages.length;
    const at = margin + ((n * 37) % (runs - 2 * margin));
    const changed = history.map((run, i) => ({
      ...run,
      durations: run.durations.map((ms, j) => (j === stage && i >= at ? ms * Math.exp(size) : ms)),
    }));
    const cached = stages.map(({ coldExtra }) => coldExtra !== undefined);
    const steps = findLastingSteps(historyOf(changed, cached));
    const isRight = (step: (typeof steps)[number]): boolean =>
      size !== 0 && step.id === `s${stage}` && Math.abs(Number(step.by.id) - at) <= near;
    points += runs * stages.length;
    wrong += steps.filter(step => !isRight(step)).length;
    found += steps.some(isRight) ? 1 : 0;
  }
  return { falsePerThousand: (1000 * wrong) / points, found: (100 * found) / cases };
}

function measureSpeed(): void {
  const kinds = Array.from(
    { length: 100 },
    (_, i) => (i % 2 === 0 ? 'cpu' : 'mixed') as 'cpu' | 'mixed',
  );
  const large = drawCase(SEED, 50, kinds);
  const history = historyOf(large.history);
  const run = recordOf(50, large.run);
  const series = Array.from({ length: 1_000 }, (_, i) => throughputs()[i % 365] as number);
  const text = megabyte(history.runs);
  tell('Speed, the quickest of nine', [
    {
      what: '50 runs of 100 stages compared',
      measured: msOf(() => compare(run, history)),
      unit: 'ms',
      atMost: 50,
    },
    {
      what: 'lasting steps of 1,000 points',
      measured: msOf(() => findSteps(series)),
      unit: 'ms',
      atMost: 50,
    },
    {
      what: 'a history of 1 MB read',
      measured: msOf(() => parseHistory(text)),
      unit: 'ms',
      atMost: 50,
    },
  ]);
}

/** A history as text, with as many runs as a megabyte holds. */
function megabyte(runs: readonly RunRecord[]): string {
  const one = JSON.stringify(runs[0]).length + 1;
  const count = Math.floor(1_000_000 / one);
  const all = Array.from({ length: count }, (_, i) =>
    recordOf(i, { durations: durationsOf(runs[0]), cold: false }),
  );
  return JSON.stringify({ schema: 2, runs: all });
}

function durationsOf(run: RunRecord | undefined): readonly number[] {
  return run?.stages.map(({ durationMs }) => durationMs ?? 0) ?? [];
}

/** The quickest of nine: what it costs, not what else the machine did meanwhile. */
function msOf(work: () => unknown): number {
  const times = Array.from({ length: 9 }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
  return Math.min(...times);
}

function printScores(runs: number, rules: Readonly<Record<string, RuleScore>>): void {
  console.log(`\n${runs} runs of history`);
  console.log(row(['', 'false/1,000', 'clean runs %', '+20 %', '+50 %', 'quiet +20 %', '+50 %']));
  for (const [name, score] of Object.entries(rules)) {
    const { falsePerThousand, cleanRunsAlarmed, found20, found50, quiet20, quiet50 } = score;
    console.log(
      row([
        name.replace('_', ', '),
        falsePerThousand,
        cleanRunsAlarmed,
        found20,
        found50,
        quiet20,
        quiet50,
      ]),
    );
  }
}

function row(cells: readonly (string | number)[]): string {
  const [first = '', ...others] = cells.map(cell =>
    typeof cell === 'number' ? cell.toFixed(1) : cell,
  );
  return `  ${first.padEnd(24)}${others.map(cell => cell.padStart(13)).join('')}`;
}

function argument(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}
