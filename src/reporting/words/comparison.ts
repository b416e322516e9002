/** How the run compares with what came before, in sentences. */
import { FEWEST_RUNS } from '../../analysis/noise/stage-noise.ts';
import type { Comparison, StageComparison, Verdict } from '../../record/comparison.ts';
import { type RunRecord, wasExecuted } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted, listWords, oneLine } from '../../record/text.ts';
import { formatBytes, formatDuration, formatShare } from '../../record/units.ts';
import { type Basis, isNotable, type JudgedTime, judgedTime } from '../rows/judged-time.ts';
import { stageNames } from '../rows/stage-names.ts';
import { judgedStage } from '../rows/stage-row.ts';
import { movedWords } from './moved-parts.ts';

const LONGEST_PLACE = 120;

/** What a verdict rests on, for who wants to check it. */
export interface Finding {
  readonly name: string;
  /** It is about the run as a whole, not about a stage. */
  readonly isWhole: boolean;
  readonly judged: JudgedTime;
  /** What moved most within it, in a clause; absent where nothing is known to have. */
  readonly within?: string;
}

/** The comparison as a whole. */
export interface ComparedRun {
  /** Whether any time has a baseline, so that a table of changes says something. */
  readonly hasBaseline: boolean;
  /** What to know before the table is read; always something. */
  readonly sentences: readonly string[];
  /** The makespan. */
  readonly total?: JudgedTime & { readonly duration: string };
  /** The run, then every stage that something is said of, the gravest verdict first. */
  readonly findings: readonly Finding[];
}

/** Sentences and findings of a run's comparison, or why there is none. */
export function comparedRun(record: RunRecord): ComparedRun {
  const { comparison } = record;
  if (comparison === undefined) return nothing(nothingCompared(record));
  const stages = new Map(record.stages.map(stage => [stage.id, stage]));
  const nameOf = stageNames(record);
  const judged = comparison.stages
    .filter(({ verdict }) => verdict !== 'not-measured')
    .flatMap(judgement => {
      const stage = stages.get(judgement.id);
      if (stage === undefined) return [];
      return [
        {
          name: stageName(stage),
          isWhole: false,
          judged: judgedStage(stage, judgement, nameOf),
          ...within(judgement),
        },
      ];
    });
  const { totalMs } = record;
  const total = {
    ...judgedTime(comparison.total, {
      subject: 'run',
      durationMs: totalMs,
      furtherRuns: 0,
      nameOf,
      stageReason: '',
    }),
    duration: formatDuration(totalMs),
  };
  const bases = [total, ...judged.map(finding => finding.judged)].flatMap(
    ({ basis }) => basis ?? [],
  );
  if (bases.length === 0) {
    // That the history could not be read is the reason of each, and said of all.
    const findings = record.baseline?.unreadable === true ? [] : judged;
    return { ...nothing(nothingCompared(record)), findings };
  }
  return {
    hasBaseline: true,
    sentences: [factorSentence(comparison), historySentence(record, bases)],
    total,
    findings: [
      { name: 'The run as a whole', isWhole: true, judged: total },
      ...judged.sort(byGravity),
    ],
  };
}

/** Parts that a sentence names; a table has them all. */
const MOST_WITHIN = 3;

function within({ moved = [] }: StageComparison): Pick<Finding, 'within'> {
  return moved.length === 0 ? {} : { within: listWords(moved.map(movedWords), MOST_WITHIN) };
}

const GRAVEST_FIRST: readonly Verdict[] = ['regressed', 'suspected', 'improved'];

function byGravity(a: Finding, b: Finding): number {
  const rank = ({ judged: { kind } }: Finding) =>
    isNotable(kind) ? GRAVEST_FIRST.indexOf(kind) : 9;
  return rank(a) - rank(b);
}

/** Why nothing of the run has a baseline; that there is none yet is said only where that is known. */
function nothingCompared({ status, stages, comparison, baseline }: RunRecord): string {
  if (status === 'running') return 'Not compared yet: the run is under way.';
  if (baseline?.unreadable === true) return 'Not compared: the history could not be read.';
  if (comparison === undefined || baseline === undefined) return 'Not compared with earlier runs.';
  if (baseline.runs === 0) return `No baseline yet: ${emptyHistoryWords(baseline)}.`;
  const history = `the history has ${runsWords(baseline.runs, baseline.ageDays)}`;
  if (!stages.some(wasExecuted)) return `Not compared: no stage was executed; ${history}.`;
  const isTooFew = comparison.stages.some(({ verdict }) => verdict === 'not-enough-data');
  return isTooFew
    ? `Too few runs for a baseline: ${history}, a verdict needs ${FEWEST_RUNS} like this one.`
    : `Nothing comparable: ${history}.`;
}

function emptyHistoryWords({ otherRuns = 0 }: NonNullable<RunRecord['baseline']>): string {
  return otherRuns === 0
    ? 'the history has no runs'
    : `the history has no run of this job, only ${otherRuns} of others`;
}

function nothing(sentence: string): ComparedRun {
  return { hasBaseline: false, sentences: [sentence], findings: [] };
}

/** With fewer there is no run-wide factor, and nothing is taken out. */
const FEWEST_FOR_FACTOR = 4;

/** Always said, because taking the factor out can hide a change that slows everything. */
function factorSentence({ runFactorPercent: percent, stages, total }: Comparison): string {
  const compared = stages.filter(({ changePercent }) => changePercent !== undefined).length;
  if (compared === 0) {
    const isTooEarly = stages.some(({ verdict }) => verdict === 'not-enough-data');
    if (!isTooEarly) return 'No stage could be compared.';
    return total.changePercent === undefined
      ? 'Too few runs for a verdict yet.'
      : 'Too few runs to judge single stages yet.';
  }
  if (compared < FEWEST_FOR_FACTOR) {
    return `Only ${counted(compared, 'stage')} could be compared, too few to tell a slow machine from a slow change.`;
  }
  if (Math.round(Math.abs(percent)) === 0) {
    return 'Across all stages this run was as fast as its history (±0 %).';
  }
  const word = percent > 0 ? 'slower' : 'faster';
  return `Across all stages this run was ${formatShare(Math.abs(percent) / 100)} ${word} than its history; the verdicts on stages leave that out.`;
}

/** `23 runs, the newest 3 days old, 312 kB, cache`: the history as the run found it. */
export function historyFact({ baseline }: RunRecord): string | undefined {
  if (baseline === undefined || baseline.runs === 0) return undefined;
  const { where, runs, bytes, ageDays } = baseline;
  const size = bytes === undefined ? [] : [formatBytes(bytes)];
  const place = oneLine(where, LONGEST_PLACE);
  return [runsWords(runs, ageDays), ...size, ...(place === '' ? [] : [place])].join(', ');
}

function historySentence({ baseline }: RunRecord, bases: readonly Basis[]): string {
  if (baseline !== undefined && baseline.runs > 0) {
    return `History: ${runsWords(baseline.runs, baseline.ageDays)}.`;
  }
  const runs = Math.max(...bases.map(basis => basis.runs));
  const days = Math.min(...bases.map(basis => basis.ageDays));
  return `Baselines: up to ${runsWords(runs, days)}.`;
}

/** A finding with the words for its baseline, less what all baselines have in common. */
export interface BasedFinding extends Finding {
  readonly basis?: string;
}

/** What the baselines of all stages have in common, to be said once, and what is left for each. */
export function withCommonBasis(findings: readonly Finding[]): {
  readonly common?: string;
  readonly findings: readonly BasedFinding[];
} {
  const bases = findings.flatMap(({ isWhole, judged: { basis } }) =>
    isWhole ? [] : (basis ?? []),
  );
  const [first, ...others] = bases.map(basis => [
    ...basis.shared,
    `the newest ${ageWords(basis.ageDays)}`,
  ]);
  const common =
    others.length === 0 ? [] : (first ?? []).filter(part => others.every(of => of.includes(part)));
  return {
    ...(common.length > 0 && { common: common.join(', ') }),
    findings: findings.map(finding => {
      const { basis } = finding.judged;
      if (basis === undefined) return finding;
      const parts = [
        counted(basis.runs, 'run'),
        `the newest ${ageWords(basis.ageDays)}`,
        ...basis.shared,
      ];
      const own = finding.isWhole ? parts : parts.filter(part => !common.includes(part));
      return { ...finding, basis: own.join(', ') };
    }),
  };
}

/** `23 runs, the newest 3 days old`. */
export function runsWords(runs: number, ageDays: number | undefined): string {
  const age = ageDays === undefined ? '' : `, the newest ${ageWords(ageDays)}`;
  return `${counted(runs, 'run')}${age}`;
}

/** `3 days old`, `less than a day old`. */
function ageWords(days: number): string {
  return days < 1 ? 'less than a day old' : `${counted(Math.round(days), 'day')} old`;
}
