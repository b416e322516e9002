/** What makes a job fail that passed all its stages. */
import type { FailOn } from '../pipeline/choices.ts';
import type { RunRecord } from '../record/run-record.ts';
import { stageName } from '../record/status.ts';
import { listWords } from '../record/text.ts';
import { formatDuration, formatSetting } from '../record/units.ts';
import { findOverruns } from './metrics.ts';
import { changeWords, movesOf } from './slowdowns.ts';

const MOST_NAMED = 4;

/**
 * The sentence with which the job fails, or undefined where the gate holds. Only a confirmed
 * regression trips the one, a suspicion never does; a stage over its own budget trips the other.
 */
export function gateFailure(record: RunRecord, failOn: FailOn): string | undefined {
  const sentences = [
    ...(failOn === 'regression' || failOn === 'any' ? regressions(record) : []),
    ...(failOn === 'budget' || failOn === 'any' ? overruns(record) : []),
  ];
  return sentences.length === 0 ? undefined : `${sentences.join('. ')} (fail-on: ${failOn}).`;
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
