/** Why a verdict is what it is, in a sentence that needs no statistics to be understood. */
import { median } from 'simple-statistics';
import { isEnoughEvidence, missingEvidence } from '../../../analysis/verdict/baseline-used.ts';
import type { Evidence, Judgement, TotalJudgement } from '../../../record/comparison.ts';
import type { CacheTemperature, RunStatus, StageStatus } from '../../../record/facts/states.ts';
import type {
  Accepted,
  CpuTime,
  FurtherRuns,
  Ground,
  VerdictGround,
} from '../../../record/facts/verdict-ground.ts';
import { counted, listWords, oneLine } from '../../../record/text.ts';
import { formatDuration, formatShare } from '../../../record/units.ts';
import type { Subject } from './change.ts';
import { TEMPERATURES } from './stratum.ts';

const STAGES_NAMED = 3;
const LONGEST_TEXT = 200;
const LONGEST_DAY = 40;

/** What a judgement is of, and what a sentence about it needs besides. */
export interface Judged {
  readonly subject: Subject;
  readonly nameOf: (id: string) => string;
  /** Why the stage is in the state that it is in, in words; empty where nothing is to be said. */
  readonly stageReason: string;
}

type AnyJudgement = Judgement & Partial<TotalJudgement>;

/** The reason of a judgement: what the history says, then further runs, and who accepts a slowdown. */
export function reasonWords(judgement: AnyJudgement, judged: Judged): string {
  const { reason, further, accepted } = judgement;
  const isSuspicion = isOfHistory(reason);
  const after = [
    ...(further === undefined
      ? []
      : [furtherWords(judgement, further, isSuspicion, judged.nameOf)]),
    ...mostlyWords(judgement, judged),
  ];
  const ground = groundWords(judgement, judged);
  // Where the history says nothing, what further runs say comes first.
  const rest = (isSuspicion ? [ground, ...after] : [...after, ground]).join('; ');
  const isUnsettled = judged.subject === 'run' && judgement.verdict === 'suspected';
  if (isUnsettled) return `${rest}: ${RUNNER_OR_CHANGE}`;
  return accepted === undefined ? rest : acceptedWords(accepted, rest);
}

const RUNNER_OR_CHANGE =
  'either the runner or this change; base and head on one machine can tell which';

/** Whether the history judged the time; otherwise the ground is why it could not. */
function isOfHistory({ kind }: VerdictGround): boolean {
  return kind === 'compared' || kind === 'ran-alone' || kind === 'stages-slower' || kind === 'said';
}

function groundWords(judgement: AnyJudgement, judged: Judged): string {
  const { reason, further, evidence } = judgement;
  switch (reason.kind) {
    case 'compared': {
      const against = againstWords(judgement, reason, judged);
      return reason.cpu === undefined || further !== undefined
        ? against
        : `${against}; ${cpuWords(reason.cpu)}`;
    }
    case 'ran-alone':
      return `${againstWords(judgement, reason, judged)}, beside other stages: it ran alone this time, which can only show a slowdown`;
    case 'too-few-runs':
      return `${againstWords(judgement, reason, judged)}; ${tooFewWords(evidence, judged)}`;
    case 'new-cache-state':
      return `${cacheStateWords(reason, evidence)}${neededWords(evidence)}`;
    default:
      return `${nothingWords(reason, judged)}${neededWords(evidence)}`;
  }
}

/** `52.0s against 34.0s ± 2.1s over 23 warm runs like this one`: the noise is one standard deviation. */
function againstWords(
  { baseline, over }: AnyJudgement,
  { nowMs, noiseMs, givenUp }: Ground<'compared' | 'ran-alone' | 'too-few-runs'>,
  { subject }: Judged,
): string {
  const now = formatDuration(nowMs);
  if (baseline === undefined) return now;
  const { medianMs, runs, stratum } = baseline;
  const spread = noiseMs === undefined ? '' : ` ± ${formatDuration(noiseMs)}`;
  const state = stratum.kind === 'stage' ? TEMPERATURES[stratum.cacheState] : '';
  const counts = counted(runs, state === '' ? 'run' : `${state} run`);
  const like = givenUp === undefined ? 'like this one' : 'most like this one';
  const which = subject === 'run' ? overWords(over) : like;
  return `${now} against ${formatDuration(medianMs)}${spread} over ${counts} ${which}`;
}

/** `of the same stages`, `of 2 of 5 stages, which alone were executed in all of them`. */
function overWords(over: TotalJudgement['over']): string {
  return over === undefined || over.kind === 'makespan'
    ? 'of the same stages'
    : `of ${over.stages.length} of ${counted(over.of, 'stage')}, which were executed in all of them`;
}

function cpuWords({ nowMs, usualMs, computedMore }: CpuTime): string {
  const times = `CPU time ${formatDuration(nowMs)} against ${formatDuration(usualMs)}`;
  if (computedMore === undefined) return times;
  return computedMore ? `${times}: it computed more` : `${times}: it waited, and computed no more`;
}

function tooFewWords(evidence: Evidence | undefined, { subject }: Judged): string {
  if (evidence === undefined) return 'too few runs for a verdict';
  const more = `${missingEvidence(evidence)} more needed for a verdict`;
  return subject === 'run' ? more : `only ${counted(evidence.have, 'comparable run')}, ${more}`;
}

function cacheStateWords(
  { cacheState, comparable }: Ground<'new-cache-state'>,
  evidence: Evidence | undefined,
): string {
  const have = evidence === undefined || evidence.have === 0 ? 'none' : evidence.have;
  return `${have} of ${counted(comparable, 'comparable run')} ${CACHE_HAD[cacheState]}`;
}

const CACHE_HAD: Readonly<Record<CacheTemperature, string>> = {
  none: 'ran without a cache',
  cold: 'had a cold cache',
  partial: 'had a partly warm cache',
  warm: 'had a warm cache',
};

function neededWords(evidence: Evidence | undefined): string {
  if (evidence === undefined || isEnoughEvidence(evidence)) return '';
  return `; ${counted(evidence.needed, 'run')} needed`;
}

/** Why the history says nothing of a time. */
function nothingWords(
  reason: Exclude<
    VerdictGround,
    Ground<'compared' | 'ran-alone' | 'too-few-runs' | 'new-cache-state'>
  >,
  { nameOf, stageReason }: Judged,
): string {
  switch (reason.kind) {
    case 'stages-slower':
      return 'its stages together were slower than usual';
    case 'no-history':
      return 'there is no history yet';
    case 'history-unreadable':
      return 'the history could not be read';
    case 'other-jobs':
      return otherJobsWords(reason);
    case 'other-machines':
      return `none of the ${counted(reason.runs, 'run')} in the history was on a machine like this one`;
    case 'never-timed':
      return `none of the ${counted(reason.runs, 'run')} in the history has a time of it`;
    case 'definition-changed':
      return `its definition changed: the ${counted(reason.runs, 'run')} in the history did other work`;
    case 'ran-beside':
      return `it ran beside other stages, and alone in ${counted(reason.aloneRuns, 'run')} of the history`;
    case 'other-replies':
      return 'in no run of the history did the store answer the same share of its requests to models';
    case 'other-work':
      return `fewer than ${counted(reason.needed, 'run')} in the history executed these stages with caches like these`;
    case 'provider':
      return `${reason.asked} of ${counted(reason.requests, 'request')} to models waited for the provider, whose time is not the stage's`;
    case 'provider-on-path':
      return `${nameOf(reason.stage)} is on the critical path and waited for a provider of models`;
    case 'several-attempts':
      return `it took ${counted(reason.attempts, 'attempt')}`;
    case 'time-unknown':
      return 'its time is not known';
    case 'stage-not-passed':
      return [STAGE_STATES[reason.status], stageReason].filter(text => text !== '').join(': ');
    case 'run-not-passed':
      return `the run ${RUN_STATES[reason.status]}`;
    case 'said':
      return reason.text;
  }
}

const STAGE_STATES: Readonly<Record<StageStatus, string>> = {
  passed: 'passed',
  failed: 'failed',
  'timed-out': 'timed out',
  skipped: 'skipped',
  reused: 'reused',
  cancelled: 'cancelled',
  pending: 'not started yet',
  running: 'still running',
};

const RUN_STATES: Readonly<Record<RunStatus, string>> = {
  passed: 'passed',
  running: 'is still under way',
  skipped: 'executed no stage',
  failed: 'failed',
  cancelled: 'was cancelled',
};

function otherJobsWords({
  job = 'a run without a job',
  others,
  more,
}: Ground<'other-jobs'>): string {
  const rest = others.length === 0 ? counted(more, 'other job') : `${more} more`;
  const jobs = listWords([...others, ...(more > 0 ? [rest] : [])], others.length + 1);
  return `the history has no run of ${job} yet, only of ${jobs}`;
}

/** What further runs say, of a suspicion or where the history says nothing. */
function furtherWords(
  judgement: AnyJudgement,
  further: FurtherRuns,
  isSuspicion: boolean,
  nameOf: Judged['nameOf'],
): string {
  if (further.of === 'run') return furtherStagesWords(judgement, further, isSuspicion);
  const { outcome, headMs, baseMs, slowToo } = further;
  if (!isSuspicion && baseMs !== undefined) {
    const runs = `${counted(headMs.length, 'run')} ${ALTERNATING}`;
    return `${runs}: ${formatDuration(median(headMs))} against ${formatDuration(median(baseMs))}`;
  }
  const again = counted(headMs.length, 'further run');
  const slow = slowToo === undefined ? '' : `, after which ${nameOf(slowToo)} was slow too`;
  const runs =
    baseMs === undefined
      ? `${again} alone (${timesWords(headMs)})${slow}`
      : `${again} ${ALTERNATING} (${timesWords(headMs)} against ${timesWords(baseMs)})`;
  return `${OUTCOMES[outcome]} ${runs}`;
}

const ALTERNATING = 'alternating with the base commit';

const OUTCOMES: Readonly<Record<FurtherRuns['outcome'], string>> = {
  confirmed: 'confirmed by',
  cleared: 'suspected, not confirmed by',
  open: 'not settled by',
};

function timesWords(times: readonly number[]): string {
  return times.map(formatDuration).join(', ');
}

/** What several stages say of the whole run. */
function furtherStagesWords(
  { adjusted }: AnyJudgement,
  { outcome, stages }: Extract<FurtherRuns, { of: 'run' }>,
  isSuspicion: boolean,
): string {
  const pairs = `${counted(stages.length, 'stage')} ${ALTERNATING}`;
  if (outcome !== 'confirmed') {
    return `${pairs} took as long as before: the runner, not this change`;
  }
  const change = formatShare(Math.abs(adjusted?.changePercent ?? 0) / 100);
  return `${isSuspicion ? 'confirmed by ' : ''}${pairs}: this change makes them ${change} slower`;
}

/** The stages that most of a run's slowdown is of. */
function mostlyWords(
  { mostly = [], accepted }: AnyJudgement,
  { nameOf }: Judged,
): readonly string[] {
  const named = (stages: readonly string[]): string => listWords(stages.map(nameOf), STAGES_NAMED);
  if (mostly.length > 0) return [`mostly ${named(mostly)}`];
  return accepted?.kind === 'stages' ? [`mostly ${named(accepted.stages)}, which is accepted`] : [];
}

function acceptedWords(accepted: Accepted, rest: string): string {
  switch (accepted.kind) {
    case 'definition': {
      const until = oneLine(accepted.until, LONGEST_DAY);
      return `accepted until ${until} (${oneLine(accepted.why, LONGEST_TEXT)}): ${rest}`;
    }
    case 'label':
      return `accepted (label ${oneLine(accepted.label, LONGEST_TEXT)}): ${rest}`;
    case 'stages':
    case 'said':
      return rest;
  }
}
