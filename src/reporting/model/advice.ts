/** What would help, in words: what was seen, and what to do about it. */
import type { Advice } from '../../record/advice.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted, oneLine } from '../../record/text.ts';
import { formatBytes, formatDuration, formatRoughly, formatShare } from '../../record/units.ts';
import { unsettledWords } from '../words/evidence.ts';
import { programName, testName, times } from '../words/moved-parts.ts';

const LONGEST_ID = 60;
const LONGEST_STEP = 60;

/** What was seen of something. */
export interface Observation {
  /** What it is about: a stage's name, `The job`, or `The run as a whole`. */
  readonly name: string;
  /** What was measured. */
  readonly seen: string;
}

/** A remedy, said once however many stages it is for. */
export interface AdviceText {
  /** Why, the most useful first; never empty. */
  readonly seen: readonly Observation[];
  /** What to do, as a sentence; what it says of gains is a prediction and says so. */
  readonly remedy: string;
}

/** The advice of a run, the most useful first. */
export function adviceTexts(record: RunRecord): readonly AdviceText[] {
  const names = new Map(record.stages.map(stage => [stage.id, stageName(stage)]));
  const byRemedy = new Map<string, Observation[]>();
  for (const one of record.advice ?? []) {
    const { seen, remedy } = wordsOf(one);
    const name =
      'stage' in one
        ? (names.get(one.stage) ?? oneLine(one.stage, LONGEST_ID))
        : one.kind === 'setup-step'
          ? 'The job'
          : 'The run as a whole';
    byRemedy.set(remedy, [...(byRemedy.get(remedy) ?? []), { name, seen }]);
  }
  return [...byRemedy].map(([remedy, seen]) => ({ seen, remedy }));
}

/** `Tests took 38.4s, with no inputs named; Figures took 12.0s, with …. Name the files …` as plain text. */
export function adviceSentence({ seen, remedy }: AdviceText): string {
  return `${seen.map(one => `${one.name} ${one.seen}`).join('; ')}. ${remedy}`;
}

function wordsOf(advice: Advice): { readonly seen: string; readonly remedy: string } {
  switch (advice.kind) {
    case 'declare-inputs':
      return {
        seen: `took ${formatDuration(advice.durationMs)}, with no inputs named`,
        remedy:
          'Name the files that a stage reads under `inputs`: while they stay the same it is reused instead of run.',
      };
    case 'parallel-tests':
      return {
        seen: `ran its tests one after another for ${formatDuration(advice.durationMs)}`,
        remedy: `Share them out with pytest-xdist (\`pytest -n auto\`): a rough prediction for ${advice.workers} workers is ${formatRoughly(advice.predictedMs)}, if the tests do not depend on one another.`,
      };
    case 'slow-test': {
      const share = formatShare(advice.testMs / Math.max(1, advice.allMs));
      return {
        seen: `spent ${share} of its tests' time (${formatDuration(advice.testMs)}) in ${testName(advice.test).what}`,
        remedy:
          'Make that test smaller, or mark it as slow and leave it out while you work (`pytest -m "not slow"`).',
      };
    }
    case 'latex-cache':
      return {
        seen: `ran LaTeX ${times(advice.passes)} from nothing in ${formatDuration(advice.durationMs)}`,
        remedy:
          'Give it a cache with `preset: latex` on its output folder: latexmk then makes no pass for an unchanged document, and mostly one for a changed word.',
      };
    case 'latexmk':
      return {
        seen: `ran LaTeX ${times(advice.passes)} by itself in ${formatDuration(advice.durationMs)}`,
        remedy:
          'Let latexmk decide which passes are needed; only then a cache of its output folder saves any.',
      };
    case 'latex-unsettled':
      return {
        seen: 'ended while LaTeX asked for another pass: numbers in the document may be wrong',
        remedy:
          advice.madeBy === undefined
            ? 'Let latexmk run it, which makes as many passes as are needed.'
            : `Read in its log which package asks: ${advice.madeBy} made as many passes as it thought were needed.`,
      };
    case 'latex-never-settles':
      return {
        seen: `ran ${programName(advice.program)} ${times(advice.passes)} without an end: ${unsettledWords(advice)}`,
        remedy:
          'Find out what writes something else there in every pass (a time, a random number, a counter, a page number that moves to and fro): more passes do not help, and numbers in the document may be wrong.',
      };
    case 'setup-step': {
      const share = formatShare(advice.stepMs / Math.max(1, advice.jobMs));
      return {
        seen: `spent ${formatDuration(advice.stepMs)}, ${share} of the job so far, in the step “${oneLine(advice.step, LONGEST_STEP)}” before the pipeline`,
        remedy:
          'Make the step a `setup` of the definition: what it installs is then kept, and the next job on the same image puts it in place instead of installing it again.',
      };
    }
    case 'more-slots':
      return {
        seen: `waited ${formatDuration(advice.waitedMs)} for ${counted(advice.slots, 'slot')} while ${formatShare(1 - advice.busyShare)} of the cores' time was idle`,
        remedy: `Try \`concurrency: ${advice.slots + 1}\` in the definition; stages that wait for disks, networks or timers do not need a core each.`,
      };
    case 'one-core':
      return {
        seen: `took ${formatDuration(advice.durationMs)} on one of ${advice.cores} cores`,
        remedy: 'Split it into stages that do not need one another: they run at the same time.',
      };
    case 'memory':
      return {
        seen: `used ${formatBytes(advice.peakRssBytes)} of ${formatBytes(advice.memoryBytes)} of memory`,
        remedy:
          'Work on the data in pieces, or give the stage a `weight` that keeps others from running beside it.',
      };
  }
}
