/** How the run compares with what came before, in sentences. */
import type { RunRecord } from '../record/run-record.ts';
import { stageName } from '../record/status.ts';
import { counted } from '../record/text.ts';
import { formatChange, formatDuration } from '../record/units.ts';
import { type JudgedTime, judgedTime } from './judged-time.ts';
import { furtherRunsOf } from './stage-row.ts';

/** What a verdict rests on, for who wants to check it. */
export interface Finding {
  readonly name: string;
  readonly judged: JudgedTime;
}

/** The comparison as a whole. */
export interface ComparedRun {
  /** Whether any time has a baseline, so that a table of changes says something. */
  readonly hasBaseline: boolean;
  /** What to know before the table is read; always something. */
  readonly sentences: readonly string[];
  /** The makespan. */
  readonly total?: JudgedTime & { readonly duration: string };
  /** The run and every stage that something is said of. */
  readonly findings: readonly Finding[];
}

/** Sentences and findings of a run's comparison, or why there is none. */
export function comparedRun(record: RunRecord): ComparedRun {
  const { comparison } = record;
  if (comparison === undefined) return nothing('No baseline yet: nothing to compare with.');
  const stages = new Map(record.stages.map(stage => [stage.id, stage]));
  const judged = comparison.stages
    .filter(({ verdict }) => verdict !== 'not-measured')
    .flatMap(judgement => {
      const stage = stages.get(judgement.id);
      if (stage === undefined) return [];
      return [{ name: stageName(stage), judged: judgedTime(judgement, furtherRunsOf(stage)) }];
    });
  const total = { ...judgedTime(comparison.total), duration: formatDuration(record.totalMs) };
  const bases = [total, ...judged.map(finding => finding.judged)].flatMap(
    ({ basis }) => basis ?? [],
  );
  if (bases.length === 0) {
    return { ...nothing(`No baseline yet: ${total.reason}.`), findings: judged };
  }
  return {
    hasBaseline: true,
    sentences: [factorSentence(comparison.runFactorPercent), ageSentence(bases)],
    total,
    findings: [{ name: 'The run as a whole', judged: total }, ...judged],
  };
}

function nothing(sentence: string): ComparedRun {
  return { hasBaseline: false, sentences: [sentence], findings: [] };
}

/** Always said, because taking the factor out can hide a change that slows everything. */
function factorSentence(percent: number): string {
  if (Math.round(Math.abs(percent)) === 0) {
    return 'The run as a whole was as fast as its history (±0 %).';
  }
  const word = percent > 0 ? 'slower' : 'faster';
  return `The run as a whole was ${formatChange(Math.abs(percent)).slice(1)} ${word} than its history; that is taken out of the changes of its stages.`;
}

function ageSentence(
  bases: readonly { readonly runs: number; readonly ageDays: number }[],
): string {
  const runs = Math.max(...bases.map(basis => basis.runs));
  const days = Math.min(...bases.map(basis => basis.ageDays));
  return `Baseline: up to ${counted(runs, 'comparable run')} a stage, the newest ${ageWords(days)}.`;
}

/** `3 days old`, `less than a day old`. */
export function ageWords(days: number): string {
  return days < 1 ? 'less than a day old' : `${counted(Math.round(days), 'day')} old`;
}
