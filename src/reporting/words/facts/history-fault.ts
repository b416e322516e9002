/** The words for histories that could not be read or written. */
import type {
  BadRun,
  HistoryCause,
  HistoryFailure,
  HistoryPlace,
} from '../../../record/facts/faults/history-fault.ts';
import { refusalParts } from './folder-fault.ts';
import { gitHubFailureWords } from './github-failure.ts';
import { storeFaultWords } from './store-fault.ts';

/** Where a history is kept. */
export function historyPlaceWords(place: HistoryPlace): string {
  switch (place.in) {
    case 'file':
      return place.file;
    case 'branch':
      return `${place.file} on the branch ${place.branch}`;
    case 'cache':
      return 'the cached history';
    case 'waiting':
      return 'the runs that wait beside the cached history';
  }
}

/** Where the history is, and why nothing is known of it. */
export function historyFailureWords({ at, cause, isApart }: HistoryFailure): string {
  const where = at === undefined ? '' : `${historyPlaceWords(at)}: `;
  const apart = isApart === true ? ` (${APART})` : '';
  return `${where}${historyCauseWords(cause)}${apart}`;
}

/** Why other machines do not find what this one keeps. */
export const APART =
  'zstd is not installed: machines that have it do not find the history that is kept from here';

/** What was in the way. */
export function historyCauseWords(cause: HistoryCause): string {
  switch (cause.kind) {
    case 'too-large':
      return `larger than ${cause.mostBytes / 1_000_000} MB`;
    case 'not-a-file':
      return 'it is not a file';
    case 'not-json':
      return `not JSON: ${cause.said}`;
    case 'not-a-history':
      return 'not a history: an object with runs is expected';
    case 'no-list-of-runs':
      return 'runs: a list is expected';
    case 'other-schema':
      return `schema ${cause.schema} is not known to this version, which reads 1 to ${cause.newest}`;
    case 'bad-runs':
      return badRunWords(cause.first);
    case 'github':
      return gitHubFailureWords(cause.failure);
    case 'contended':
      return 'other runs kept writing';
    case 'refused':
      return refusalParts(cause.refusal).problem;
    case 'store':
      return storeFaultWords(cause.because);
    case 'said':
      return cause.said;
  }
}

/** What is wrong with a run of a history. */
export function badRunWords(bad: BadRun): string {
  switch (bad.why) {
    case 'bad-value':
      return `${bad.place ?? 'run'}: ${bad.said}`;
    case 'no-date':
      return 'run.startedAt: not a date';
    case 'long-time':
      return 'a time of more than a year';
  }
}
