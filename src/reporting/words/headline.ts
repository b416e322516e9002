/** The one sentence that says how the run stands. */
import { failedStages } from '../../analysis/blame.ts';
import { failureCause } from '../../analysis/failure-cause.ts';
import { type Finding, findingOf, movesOf } from '../../analysis/verdict/changes.ts';
import type { Verdict } from '../../record/comparison.ts';
import {
  hasRunNothing,
  type RunRecord,
  type StageRecord,
  type StageStatus,
  wasExecuted,
} from '../../record/run-record.ts';
import { hasFailed, stageName } from '../../record/status.ts';
import { counted } from '../../record/text.ts';
import { formatDuration } from '../../record/units.ts';
import { verdictWord } from '../rows/judged-time.ts';
import { stageReason } from '../rows/stage-row.ts';
import type { Tone } from './facts/status.ts';
import { failureCauseWords } from './failure-cause.ts';
import { changeWords } from './verdict/change.ts';

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

/** In the order in which the headline counts them; a stage that was not measured counts by its state. */
const VERDICTS_COUNTED: readonly (Finding | StageStatus)[] = [
  'regressed',
  'suspected',
  'improved',
  'accepted',
  'unchanged',
  'not-enough-data',
  'not-comparable',
  ...COUNTED.map(([status]) => status),
];

function wordOf(key: Finding | StageStatus): string {
  if (key === 'accepted') return 'slower and accepted';
  const status = COUNTED.find(([counted]) => counted === key);
  return status === undefined ? verdictWord(key as Verdict) : status[1];
}

/**
 * What became of the run, and where it passed and could be compared, the time that moved most:
 * `PDF Rendering regressed: 34s → 52s (+53 %, expected at most +9 %); 3 other stages unchanged`.
 */
export function headlineOf(record: RunRecord): Headline {
  const total = formatDuration(record.totalMs);
  switch (record.status) {
    case 'running':
      return { text: `Running: ${progress(record)}`, tone: 'busy' };
    case 'skipped':
      return nothingRan(record);
    case 'passed':
      if (hasRunNothing(record)) return nothingRan(record);
      return (
        verdictHeadline(record) ?? {
          text: `Pipeline passed in ${total}: ${counts(record.stages)}`,
          tone: 'good',
        }
      );
    case 'cancelled':
      return { text: `Interrupted after ${total}: ${counts(record.stages)}`, tone: 'warn' };
    case 'failed': {
      const culprits = failedStages(record);
      const others = record.stages.filter(stage => !culprits.includes(stage));
      const rest = others.length > 0 ? `; ${counts(others)}` : '';
      return { text: `${failure(culprits, total)}${rest}`, tone: 'bad' };
    }
  }
}

function nothingRan({ stages }: RunRecord): Headline {
  return { text: `Nothing ran: ${counts(stages)}`, tone: 'quiet' };
}

/** `failed after 12s (exit code 12)`: what became of a stage that failed, without its name. */
export function failureWords(stage: StageRecord): string {
  const after = stage.durationMs === undefined ? '' : ` after ${formatDuration(stage.durationMs)}`;
  if (stage.status === 'timed-out') return `timed out${after}`;
  const code = stage.exitCode === undefined ? stageReason(stage) : `exit code ${stage.exitCode}`;
  return `failed${after}${code === '' ? '' : ` (${code})`}`;
}

/** The findings that make a headline, the gravest first, and what they say of a time. */
const HEADLINES = [
  ['regressed', 'regressed', 'warn'],
  ['suspected', 'is suspected to be slower', 'warn'],
  ['improved', 'improved', 'good'],
  ['accepted', 'is slower, which is accepted', 'good'],
] as const satisfies readonly (readonly [Finding, string, Tone])[];

function verdictHeadline(record: RunRecord): Headline | undefined {
  const { comparison, stages, totalMs } = record;
  if (comparison === undefined) return undefined;
  const { total } = comparison;
  for (const [finding, words, tone] of HEADLINES) {
    const [worst] = movesOf(record, finding);
    if (worst !== undefined) {
      const change = changeWords(worst.durationMs, worst.judgement, 'stage');
      const others = stages.filter(({ id }) => id !== worst.id);
      const first = `${stageName(worst.stage)} ${words}: ${change}`;
      return { text: `${first}${rest(record, others)}`, tone };
    }
    if (findingOf(total) === finding) {
      const change = changeWords(totalMs, total, 'run');
      return { text: `The run as a whole ${words}: ${change}${rest(record, stages)}`, tone };
    }
  }
  const share = judgedShare(record);
  if (share === 0) return undefined;
  const counts = `${verdictCounts(record, stages, false)}, ${formatDuration(totalMs)} in all`;
  // A green light for a run whose longest stage nobody could judge would be worse than none.
  return share < LEAST_JUDGED
    ? { text: `Passed, most of it not comparable: ${counts}`, tone: 'quiet' }
    : { text: `Passed, no slowdown found: ${counts}`, tone: 'good' };
}

/** Of the time of all stages that were executed, the part that has to be judged to say anything. */
const LEAST_JUDGED = 0.5;

/** Of the time of all stages that were executed, the part of those whose time is unchanged. */
function judgedShare({ comparison, stages }: RunRecord): number {
  const unchanged = new Set(
    (comparison?.stages ?? []).flatMap(({ id, verdict }) => (verdict === 'unchanged' ? [id] : [])),
  );
  const executed = stages.filter(wasExecuted);
  const sum = (some: readonly StageRecord[]) =>
    some.reduce((total, { durationMs = 0 }) => total + durationMs, 0);
  const judged = executed.filter(({ id }) => unchanged.has(id));
  return judged.length === 0 ? 0 : sum(judged) / Math.max(1, sum(executed));
}

function rest(record: RunRecord, stages: readonly StageRecord[]): string {
  const text = verdictCounts(record, stages, stages.length < record.stages.length);
  return text === '' ? '' : `; ${text}`;
}

/** `3 other stages unchanged, 1 not enough data, 2 reused`. */
function verdictCounts(
  { comparison }: RunRecord,
  stages: readonly StageRecord[],
  others: boolean,
): string {
  const judged = new Map((comparison?.stages ?? []).map(found => [found.id, findingOf(found)]));
  const words = stages.filter(isCounted).map(stage => {
    const finding = judged.get(stage.id) ?? 'not-measured';
    return finding === 'not-measured' ? stage.status : finding;
  });
  const found = VERDICTS_COUNTED.flatMap(key => {
    const count = words.filter(word => word === key).length;
    return count === 0 ? [] : [{ count, word: wordOf(key) }];
  });
  return found
    .map(({ count, word }, index) => {
      const noun = others ? 'other stage' : 'stage';
      return `${index === 0 ? counted(count, noun) : count} ${word}`;
    })
    .join(', ');
}

function failure(culprits: readonly StageRecord[], total: string): string {
  const [first, ...more] = culprits;
  if (first === undefined) return `Pipeline failed after ${total}`;
  const cause = failureCause(first);
  const words = cause === undefined ? failureWords(first) : `failed: ${failureCauseWords(cause)}`;
  const others = more.length === 0 ? '' : `; ${counted(more.length, 'more stage')} failed`;
  return `${stageName(first)} ${words}${others}`;
}

function progress(record: RunRecord): string {
  const done = record.stages.filter(stage => !isAhead(stage)).length;
  const failed = record.stages.filter(stage => hasFailed(stage) && !stage.optional).length;
  const failures = failed > 0 ? `, ${failed} failed` : '';
  return `${done} of ${counted(record.stages.length, 'stage')} done${failures}`;
}

/** `8 stages passed, 1 skipped`. */
function counts(records: readonly StageRecord[]): string {
  const stages = records.filter(isCounted);
  const parts: string[] = [];
  for (const [status, word] of COUNTED) {
    const count = stages.filter(stage => stage.status === status).length;
    if (count > 0) parts.push(`${parts.length > 0 ? count : counted(count, 'stage')} ${word}`);
  }
  const unfinished = stages.filter(isAhead).length;
  if (unfinished > 0) parts.push(`${unfinished} unfinished`);
  return parts.length > 0 ? parts.join(', ') : 'no stages';
}

/** Of a setup that did not have to run there is nothing to say. */
function isCounted({ setup }: StageRecord): boolean {
  return setup === undefined || setup.kind === 'command';
}

function isAhead(stage: StageRecord): boolean {
  return stage.status === 'pending' || stage.status === 'running';
}
