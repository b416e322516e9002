/** Why a verdict is what it is, in sentences that need no statistics to be understood. */
import { median } from 'simple-statistics';
import type { Acknowledgement } from '../../pipeline/types.ts';
import type { BaselineUsed, Evidence, Verdict } from '../../record/comparison.ts';
import type { CacheTemperature } from '../../record/run-record.ts';
import { counted, oneLine } from '../../record/text.ts';
import { formatDuration } from '../../record/units.ts';
import type { StageModel } from '../noise/run-model.ts';
import type { Measured } from '../noise/significance.ts';
import { missingEvidence } from './baseline-used.ts';
import type { Further, Outcome } from './confirmation.ts';

/** What is known of a stage's time where nothing may be known of its noise. */
export interface UnsureFacts {
  readonly durationMs: number;
  /** None where no run had its caches in this state since the last lasting step, or before it. */
  readonly baseline: BaselineUsed | undefined;
  readonly model: StageModel;
}

/** What a sentence about a stage's time is made of. */
export interface TimeFacts extends UnsureFacts {
  readonly measured: Measured;
}

const LONGEST_REASON = 200;
/** CPU time that moved by less than this share of the wall time's move did not move with it. */
const CPU_MOVED = 0.3;

/** No comparable time: what is missing. */
export function nothing(kind: Verdict, reason: string, needed: number): string {
  const text = oneLine(reason, LONGEST_REASON);
  return kind === 'not-enough-data' ? `${text}; ${counted(needed, 'run')} needed` : text;
}

/** Too few runs of the history had their caches in this state. */
export function newCacheState(
  state: CacheTemperature,
  comparable: number,
  { have, needed }: Evidence,
): string {
  const words = state === 'none' ? 'without a cache' : `with a ${cacheWord(state)} cache`;
  return `${have === 0 ? 'none' : have} of ${counted(comparable, 'comparable run')} was ${words}: ${needed} needed`;
}

/** Too few runs for a verdict. */
export function tooFew(facts: UnsureFacts, evidence: Evidence): string {
  const more = missingEvidence(evidence);
  return `${against(facts)}; only ${counted(evidence.have, 'comparable run')}, ${more} more needed for a verdict`;
}

/** A verdict and what it rests on. */
export function judged(
  verdict: Verdict,
  facts: TimeFacts,
  further: Further,
  outcome: Outcome,
): string {
  if (verdict === 'not-comparable') {
    return `${against(facts)}, beside other stages: it ran alone now, so that only a slowdown could be told`;
  }
  const rest = further.head.length > 0 ? furtherWords(facts, further, outcome) : cpuWords(facts);
  return `${against(facts)}${rest === '' ? '' : `; ${rest}`}`;
}

/** Runs of head and base in turns where the history says nothing; ms. */
export function pairsAlone(
  reason: string,
  head: readonly number[],
  base: readonly number[],
): string {
  const turns = `${counted(head.length, 'run')} in turns with the base commit`;
  return `${turns}: ${formatDuration(median([...head]))} against ${formatDuration(median([...base]))}; ${reason}`;
}

/** A slowdown that the definition accepts. */
export function acknowledged(reason: string, { until, reason: why }: Acknowledgement): string {
  return `accepted until ${oneLine(until, 40)} (${oneLine(why, LONGEST_REASON)}): ${reason}`;
}

/** A slowdown that is accepted in this run. */
export function accepted(reason: string, why: string): string {
  return `accepted (${oneLine(why, LONGEST_REASON)}): ${reason}`;
}

/** `6 % slow`, `3 % fast`; from a log. */
export function slowOrFast(log: number): string {
  const percent = Math.round(Math.abs(Math.expm1(log)) * 100);
  return `${percent} % ${log < 0 ? 'fast' : 'slow'}`;
}

/** `52s against 34s ± 2.1s over 23 warm runs`: the noise is one standard deviation. */
function against({ durationMs, baseline, model }: UnsureFacts): string {
  const { cacheState } = model.series.stage;
  const now = formatDuration(durationMs);
  if (baseline === undefined) return now;
  const { medianMs, runs } = baseline;
  const scale = model.measured?.noise.scale;
  const spread = scale === undefined ? '' : ` ± ${formatDuration(medianMs * Math.expm1(scale))}`;
  const state = cacheState === 'none' ? '' : `${cacheWord(cacheState)} `;
  const where = model.series.fallback === 'none' ? 'like this one' : 'most like this one';
  return `${now} against ${formatDuration(medianMs)}${spread} over ${counted(runs, `${state}run`)} ${where}`;
}

function furtherWords(
  { durationMs, measured }: TimeFacts,
  further: Further,
  outcome: Outcome,
): string {
  const times = (changes: readonly number[]): string =>
    changes
      .map(change => formatDuration(durationMs * Math.exp(change - measured.change)))
      .join(', ');
  const { head, base, shared } = further;
  const slow = shared === undefined ? '' : `, after which ${shared.id} was slow too`;
  const runs =
    base.length > 0
      ? `${counted(head.length, 'further run')} in turns with the base commit (${times(head)} against ${times(base)})`
      : `${counted(head.length, 'further run')} alone (${times(head)})${slow}`;
  switch (outcome.kind) {
    case 'confirmed':
      return `confirmed by ${runs}`;
    case 'cleared':
      return `suspected, not confirmed by ${runs}`;
    case 'open':
      return `not settled by ${runs}`;
  }
}

/** Says so where the CPU time tells another story than the clock. */
function cpuWords({ durationMs, baseline, model, measured }: TimeFacts): string {
  const { series, columns } = model;
  const now = series.stage.cpuMs;
  const { cacheState } = series.stage;
  const past = columns.flatMap(i => {
    const timed = series.past[i];
    return timed?.cacheState === cacheState ? (timed.cpuMs ?? []) : [];
  });
  if (now === undefined || past.length < 2) return '';
  const usual = median(past);
  if (usual <= 0 || now <= 0 || measured.change < Math.log(1.1)) return '';
  const moved = Math.log(now / usual) - model.factor;
  const times = `CPU time ${formatDuration(now)} against ${formatDuration(usual)}`;
  const explained =
    (now - usual) / Math.max(1, durationMs - (baseline?.medianMs ?? measured.expectedMs));
  return moved < CPU_MOVED * measured.change || explained < CPU_MOVED
    ? `${times}: it did not compute more, it waited`
    : `${times}: it computed more`;
}

function cacheWord(state: CacheTemperature): string {
  return state === 'partial' ? 'partly warm' : state;
}
