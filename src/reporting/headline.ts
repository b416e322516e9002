/** The one sentence that says how the run stands. */
import type { RunRecord, StageRecord, StageStatus } from '../record/run-record.ts';
import { hasFailed, type Tone } from '../record/status.ts';
import { counted, listWords } from '../record/text.ts';
import { formatDuration } from '../record/units.ts';
import { stageName, stageReason } from './stage-row.ts';

/** The report's first line. */
export interface Headline {
  readonly text: string;
  readonly tone: Tone;
}

/** In the order in which the headline counts them. */
const COUNTED: readonly (readonly [StageStatus, string])[] = [
  ['passed', 'passed'],
  ['reused', 'reused'],
  ['failed', 'failed'],
  ['timed-out', 'timed out'],
  ['cancelled', 'cancelled'],
  ['skipped', 'skipped'],
];

/** `Pipeline passed in 2m 15s: 8 stages passed, 1 skipped`, or what else became of the run. */
export function headlineOf(record: RunRecord): Headline {
  const total = formatDuration(record.totalMs);
  switch (record.status) {
    case 'running':
      return { text: `Running: ${progress(record)}`, tone: 'busy' };
    case 'passed':
      return { text: `Pipeline passed in ${total}: ${counts(record.stages)}`, tone: 'good' };
    case 'cancelled':
      return { text: `Interrupted after ${total}: ${counts(record.stages)}`, tone: 'warn' };
    case 'failed': {
      const culprits = record.stages.filter(stage => hasFailed(stage) && !stage.optional);
      const others = record.stages.filter(stage => !culprits.includes(stage));
      const rest = others.length > 0 ? `; ${counts(others)}` : '';
      return { text: `${failure(culprits, total)}${rest}`, tone: 'bad' };
    }
  }
}

/** `failed after 12s (exit code 12)`: what became of a stage that failed, without its name. */
export function failureWords(stage: StageRecord): string {
  const after = stage.durationMs === undefined ? '' : ` after ${formatDuration(stage.durationMs)}`;
  if (stage.status === 'timed-out') return `timed out${after}`;
  const code = stage.exitCode === undefined ? stageReason(stage) : `exit code ${stage.exitCode}`;
  return `failed${after}${code === '' ? '' : ` (${code})`}`;
}

function failure(culprits: readonly StageRecord[], total: string): string {
  const [first, ...more] = culprits;
  if (first === undefined) return `Pipeline failed after ${total}`;
  if (more.length === 0) return `${stageName(first)} ${failureWords(first)}`;
  return `${listWords(culprits.map(stageName), 3)} failed; the run took ${total}`;
}

function progress(record: RunRecord): string {
  const done = record.stages.filter(stage => !isAhead(stage)).length;
  const failed = record.stages.filter(stage => hasFailed(stage) && !stage.optional).length;
  const failures = failed > 0 ? `, ${failed} failed` : '';
  return `${done} of ${counted(record.stages.length, 'stage')} done${failures}`;
}

/** `8 stages passed, 1 skipped`. */
function counts(stages: readonly StageRecord[]): string {
  const parts: string[] = [];
  for (const [status, word] of COUNTED) {
    const count = stages.filter(stage => stage.status === status).length;
    if (count > 0) parts.push(`${parts.length > 0 ? count : counted(count, 'stage')} ${word}`);
  }
  const unfinished = stages.filter(isAhead).length;
  if (unfinished > 0) parts.push(`${unfinished} unfinished`);
  return parts.length > 0 ? parts.join(', ') : 'no stages';
}

function isAhead(stage: StageRecord): boolean {
  return stage.status === 'pending' || stage.status === 'running';
}
