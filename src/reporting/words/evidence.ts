/** What a stage's tools left behind, as the report shows it. */
import type { LatexNumbers, TestNumbers } from '../../record/evidence.ts';
import type { StageRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted, listWords, oneLine } from '../../record/text.ts';
import { formatDuration } from '../../record/units.ts';
import { type Quantity, quantity } from '../rows/quantity.ts';
import { leftOutWords } from './facts/evidence-problems.ts';
import { programName, testName, times } from './moved-parts.ts';

/** Slow tests that are shown of a stage. */
const MOST_SHOWN = 10;
const MOST_PROGRAMS = 8;
const MOST_FILES_SHOWN = 4;
const LONGEST_FILE = 80;
const LONGEST_KEY = 80;

/** A slow test. */
export interface SlowTest {
  readonly what: string;
  readonly where?: string;
  readonly duration: Quantity;
}

/** The evidence of one stage. */
export interface EvidenceRow {
  readonly name: string;
  /** `81 tests, 2 failed, 5.3s together`; `xelatex 3 times and bibtex once, 14 pages`. */
  readonly text: string;
  /** The slowest first; empty where it ran no tests. */
  readonly slowest: readonly SlowTest[];
}

/** The row of a stage that left evidence, or none. */
export function evidenceRow(stage: StageRecord): readonly EvidenceRow[] {
  const { tests, latex } = stage.evidence ?? {};
  const texts = [
    ...(tests === undefined ? [] : [testWords(tests)]),
    ...(latex === undefined ? [] : [latexWords(latex, stage.status === 'reused')]),
  ];
  if (texts.every(text => text === '')) return [];
  const slowest = (tests?.slowest ?? []).slice(0, MOST_SHOWN).map(({ name, durationMs }) => ({
    ...testName(name),
    ...(quantity('duration', durationMs, formatDuration) as { readonly duration: Quantity }),
  }));
  return [{ name: stageName(stage), text: texts.join('; '), slowest }];
}

function testWords({
  total,
  failed,
  skipped,
  durationMs,
  timesLeftOut,
  isTorn,
}: TestNumbers): string {
  const parts = [
    counted(total, 'test'),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    `${formatDuration(durationMs)} together`,
    ...(timesLeftOut === undefined ? [] : [`left out: ${leftOutWords(timesLeftOut)}`]),
    ...(isTorn ? ['the file breaks off: there may have been more'] : []),
  ];
  return parts.join(', ');
}

/** Of a reused stage only what its document is: nothing ran. */
function latexWords(numbers: LatexNumbers, isReused: boolean): string {
  const { passes, usesLatexmk, pages, wantsRerun, unsettled } = numbers;
  const { undefinedReferences = 0, undefinedKeys = [] } = numbers;
  const { multiplyDefined = 0, multiplyDefinedKeys = [] } = numbers;
  const runs = passes.map(({ program, count }) => `${programName(program)} ran ${times(count)}`);
  const idle = usesLatexmk ? 'latexmk found nothing to do' : 'no run of LaTeX was seen';
  return [
    ...(isReused ? [] : [runs.length === 0 ? idle : listWords(runs, MOST_PROGRAMS)]),
    ...(pages === undefined ? [] : [counted(pages, 'page')]),
    ...(undefinedReferences === 0
      ? []
      : [
          `${counted(undefinedReferences, 'undefined reference')}${keyWords(undefinedKeys, undefinedReferences)}`,
        ]),
    ...(multiplyDefined === 0
      ? []
      : [
          `${counted(multiplyDefined, 'label')} defined more than once${keyWords(multiplyDefinedKeys, multiplyDefined)}`,
        ]),
    ...(wantsRerun ? ['its log asks for another pass'] : []),
    ...(unsettled === undefined ? [] : [unsettledWords(unsettled)]),
  ].join(', ');
}

/** ` (fig:orbit, knuth84 and 3 more)`; nothing where no key is known. */
function keyWords(keys: readonly string[], count: number): string {
  if (keys.length === 0) return '';
  const more = count - keys.length;
  const words = [
    ...keys.map(key => oneLine(key, LONGEST_KEY)),
    ...(more > 0 ? [`${more} more`] : []),
  ];
  return ` (${listWords(words, words.length)})`;
}

/** `latexmk gave up on xelatex: main.aux changed in every pass`. */
export function unsettledWords({ program, files }: NonNullable<LatexNumbers['unsettled']>): string {
  const changing =
    files.length === 0
      ? 'some file'
      : listWords(
          files.map(file => oneLine(file, LONGEST_FILE)),
          MOST_FILES_SHOWN,
        );
  return `latexmk gave up on ${programName(program)}: ${changing} changed in every pass`;
}
