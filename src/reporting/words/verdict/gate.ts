/** Gates in words: why the job fails, or why a gate could not trip. */
import type { TrippedGate } from '../../../analysis/gates.ts';
import type { MuteGate } from '../../../record/facts/mute-gate.ts';
import type { RunRecord } from '../../../record/run-record.ts';
import { stageName } from '../../../record/status.ts';
import { listWords } from '../../../record/text.ts';
import { formatDuration, formatSetting } from '../../../record/units.ts';
import { changeWords } from './change.ts';

const MOST_NAMED = 4;

/** The sentence with which the job fails; `record` is the run that tripped the gate. */
export function trippedGateWords(record: RunRecord, gate: TrippedGate): string {
  const { failOn, regressed, isWholeSlower, overruns } = gate;
  const slower = regressed.map(
    ({ stage, durationMs, judgement }) =>
      `${stageName(stage)} ${changeWords(durationMs, judgement, 'stage')}`,
  );
  const total = record.comparison?.total;
  const whole =
    isWholeSlower && total !== undefined
      ? [`the whole run ${changeWords(record.totalMs, total, 'run')}`]
      : [];
  const names = new Map(record.stages.map(stage => [stage.id, stageName(stage)]));
  const over = overruns.map(
    ({ id, durationMs, budgetMs }) =>
      `${names.get(id)} took ${formatDuration(durationMs)} of ${formatSetting(budgetMs)}`,
  );
  const sentences = [...listed('Regressed', [...slower, ...whole]), ...listed('Over budget', over)];
  return `${sentences.join('. ')} (fail-on: ${failOn}).`;
}

function listed(label: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${label}: ${listWords(items, MOST_NAMED)}`];
}

/** Why a gate for regressions could not trip, in one line. */
export function muteGateWords(mute: MuteGate, nameOf: (id: string) => string): string {
  const gate = `the gate \`fail-on: ${mute.failOn}\``;
  switch (mute.kind) {
    case 'not-confirming':
      return `${gate} cannot trip on a regression: suspicions are not confirmed (\`confirm: off\`)`;
    case 'not-confirmed': {
      const names = mute.stages.map(nameOf);
      const what = names.length > 0 ? listWords(names, MOST_NAMED) : 'the whole run';
      return `${gate} did not trip, although ${what} may have got slower: that was not confirmed`;
    }
    case 'baseline-unreadable':
      return `${gate} cannot trip on a regression: the baseline could not be read`;
    case 'no-baseline':
      return `${gate} cannot trip on a regression yet: there is no baseline to judge this run by`;
  }
}
