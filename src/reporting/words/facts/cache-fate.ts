/** What would become of a cache if its stages ran now, in words. */
import type { CacheFate } from '../../../record/facts/cache-fate.ts';
import { listWords, oneLine } from '../../../record/text.ts';
import { keepCauseWords, leftOutWords } from './cache.ts';
import { differenceWords } from './difference.ts';
import { storeFaultWords } from './store-fault.ts';

const LONGEST_REASON = 300;
const MOST_NAMES = 3;

/** All there is to say of it, in lines: for `explain`. */
export function fateLines(fate: CacheFate): readonly string[] {
  const { name, differences, provided = [], obstacle, leftOut } = fate;
  const [end, list] =
    differences.length === 0 || fate.state === 'unknown'
      ? ['.', []]
      : ['; since then:', differences.map(one => `  - ${inLine(differenceWords(one))}`)];
  return [
    `Its cache ${name} ${stateWords(fate)}${end}`,
    ...list,
    ...(provided.length === 0
      ? []
      : [
          `Provided that these make the same again, from which its key is made: ${listWords(provided, MOST_NAMES)}`,
        ]),
    ...(obstacle === undefined
      ? []
      : [`${name} would not be saved: ${inLine(keepCauseWords(obstacle))}.`]),
    ...(leftOut.length === 0 ? [] : [`${name} would be ${inLine(leftOutWords(leftOut))}.`]),
  ];
}

function stateWords({ state, completeness, because }: CacheFate): string {
  switch (state) {
    case 'kept':
      return `keeps the files at its paths${missingWords(completeness)}`;
    case 'exact':
      return 'would be restored';
    case 'prefix':
      return 'would be restored from an older entry';
    case 'miss':
      return 'would start empty: no entry fits';
    case 'unknown':
      return `would not be restored${because === undefined ? '' : `: ${inLine(storeFaultWords(because))}`}`;
  }
}

function missingWords(completeness: CacheFate['completeness']): string {
  switch (completeness?.kind) {
    case 'incomplete':
      return `, of which ${completeness.missing} of ${completeness.of} from the last run are missing`;
    case 'unknown':
      return ', complete or not';
    default:
      return '';
  }
}

const SHORT: Readonly<Record<CacheFate['state'], string>> = {
  kept: 'kept as it is',
  exact: 'restored',
  prefix: 'restored from an older entry',
  miss: 'starts empty',
  unknown: 'not restored',
};

/** `latex: restored`: a line of `plan`. */
export function fateInShort({ name, state, because, provided = [] }: CacheFate): string {
  const why =
    state === 'unknown' && because !== undefined ? ` (${inLine(storeFaultWords(because))})` : '';
  const makes = provided.length === 1 ? 'makes' : 'make';
  const proviso =
    provided.length === 0
      ? ''
      : `, if ${listWords(provided, MOST_NAMES)} ${makes} the same as before`;
  return `${name}: ${SHORT[state]}${why}${proviso}`;
}

function inLine(text: string): string {
  return oneLine(text, LONGEST_REASON);
}
