/** What makes a job fail that passed all its stages. */
import { type Confirm, type FailOn, gatesRegressions } from '../pipeline/choices.ts';
import type { Verdict } from '../record/comparison.ts';
import type { RunRecord } from '../record/run-record.ts';
import { stageName } from '../record/status.ts';
import { listWords } from '../record/text.ts';
import { formatDuration, formatSetting } from '../record/units.ts';
import { findOverruns } from './metrics.ts';
import { isMeasurement } from './noise/strata.ts';
import { changeWords, movesOf } from './verdict/changes.ts';

const MOST_NAMED = 4;

/**
 * The sentence with which the job fails, or undefined where the gate holds. Only a confirmed
 * regression trips the one, a suspicion never does; a stage over its own budget trips the other.
 */
export function gateFailure(record: RunRecord, failOn: FailOn): string | undefined {
  const sentences = [
    ...(gatesRegressions(failOn) ? regressions(record) : []),
    ...(failOn === 'budget' || failOn === 'any' ? overruns(record) : []),
  ];
  return sentences.length === 0 ? undefined : `${sentences.join('. ')} (fail-on: ${failOn}).`;
}

/**
 * Why a gate for regressions that somebody asked for could not trip at this run, in one line; undefined
 * where it could, or did. `confirm` is how suspicions of the run are confirmed, where that is known.
 */
export function whyGateIsMute(
  record: RunRecord,
  failOn: FailOn,
  confirm?: Confirm,
): string | undefined {
  if (!gatesRegressions(failOn) || record.status !== 'passed') return undefined;
  if (regressions(record).length > 0 || !record.stages.some(isMeasurement)) return undefined;
  const gate = `the gate \`fail-on: ${failOn}\``;
  if (confirm === 'off') {
    return `${gate} cannot trip on a regression: suspicions are not confirmed (\`confirm: off\`)`;
  }
  const { comparison } = record;
  const judged = comparison === undefined ? [] : [...comparison.stages, comparison.total];
  const suspected = judged.filter(({ verdict }) => verdict === 'suspected');
  if (suspected.length > 0) {
    const names = movesOf(record, 'suspected').map(({ name }) => name);
    const what = names.length > 0 ? listWords(names, MOST_NAMED) : 'the whole run';
    return `${gate} did not trip, although ${what} may have got slower: that was not confirmed`;
  }
  if (judged.some(({ verdict }) => isJudged(verdict))) return undefined;
  return record.baseline?.unreadable === true
    ? `${gate} cannot trip on a regression: the baseline could not be read`
    : `${gate} cannot trip on a regression yet: there is no baseline to judge this run by`;
}

function isJudged(verdict: Verdict): boolean {
  return !['not-enough-data', 'not-comparable', 'not-measured'].includes(verdict);
}

function regressions(record: RunRecord): readonly string[] {
  const { comparison } = record;
  if (comparison === undefined) return [];
  const found = movesOf(record, 'regressed').map(
    ({ name, durationMs, judgement }) => `${name} ${changeWords(durationMs, judgement, 'stage')}`,
  );
  if (found.length > 0) return [`Regressed: ${listWords(found, MOST_NAMED)}`];
  if (comparison.total.verdict !== 'regressed') return [];
  return [`Regressed: the whole run ${changeWords(record.totalMs, comparison.total, 'run')}`];
}

function overruns(record: RunRecord): readonly string[] {
  const names = new Map(record.stages.map(stage => [stage.id, stageName(stage)]));
  const found = findOverruns(record).map(
    ({ id, durationMs, budgetMs }) =>
      `${names.get(id)} took ${formatDuration(durationMs)} of ${formatSetting(budgetMs)}`,
  );
  return found.length === 0 ? [] : [`Over budget: ${listWords(found, MOST_NAMED)}`];
}
