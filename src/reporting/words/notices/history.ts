/** The words for notices about the history of runs. */
import type { HistoryFault } from '../../../record/facts/faults/history-fault.ts';
import type { HistoryNotice } from '../../../record/facts/notice/history.ts';
import { counted } from '../../../record/text.ts';
import {
  APART,
  badRunWords,
  historyCauseWords,
  historyFailureWords,
  historyPlaceWords,
} from '../facts/history-fault.ts';
import type { Catalogue } from './catalogue.ts';

export const HISTORY_NOTICES: Catalogue<HistoryNotice> = {
  'baseline-unread': ({ fault, failure }) => {
    const why = historyFailureWords(failure);
    return fault === 'untrusted'
      ? `the baseline was not read, and the run was not added to the history: ${why}`
      : `the baseline could not be read: ${why}. It stays as it is, and new runs are kept beside it; ${REMEDIES[fault]}`;
  },
  'waiting-unread': ({ fault, failure }) => {
    const remedy = fault === 'untrusted' ? '' : `; ${REMEDIES[fault]}`;
    return `some runs that wait to join the history could not be read: ${historyFailureWords(failure)}. They stay as they are${remedy}`;
  },
  'no-baseline-file': ({ file }) => `no baseline: ${file} does not exist`,
  'history-apart': () => APART,
  'runs-left-out': ({ at, left, runs, first }) => {
    const why = first === undefined ? 'there are too many' : `the first: ${badRunWords(first)}`;
    return `${historyPlaceWords(at)}: ${left} of ${counted(runs, 'run')} of the history left out (${why})`;
  },
  'history-set-aside': ({ file }) =>
    `not all of the history could be read: the original is kept in ${file}`,
  'run-waits': ({ failure }) =>
    `the run is kept beside the history, which could not be read (${historyFailureWords(failure)}), and joins it as soon as it can be`,
  'run-not-added': ({ cause }) =>
    `the run was not added to the history: ${historyCauseWords(cause)}`,
};

const REPAIR = 'repair it, or move it away to begin a new one';

const REMEDIES: Readonly<Record<Exclude<HistoryFault, 'untrusted'>, string>> = {
  unavailable: 'the next run tries again',
  late: 'the next run tries again',
  damaged: REPAIR,
  'other-version': 'use the version that wrote it, or move it away to begin a new one',
  'too-large': REPAIR,
  'not-a-file': REPAIR,
  'other-packing': 'install zstd, as where it was saved',
};
