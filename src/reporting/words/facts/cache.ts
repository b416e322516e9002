/** What became of caches, in words. */
import type { CacheNotice } from '../../../record/facts/cache-notice.ts';
import type {
  Completeness,
  KeepCause,
  LeftOutFile,
  OffCause,
  Refusal,
  RestoreOutcome,
  SaveOutcome,
} from '../../../record/facts/cache-outcome.ts';
import { differenceWords } from './difference.ts';
import { storeFaultWords } from './store-fault.ts';

const MOST_SHOWN = 3;

/** Why a cache was not restored, or from what; none where there is nothing to say. */
export function restoreWords(outcome: RestoreOutcome): string | undefined {
  switch (outcome.kind) {
    case 'off':
      return offWords(outcome.because);
    case 'kept':
      return [KEPT, completenessWords(outcome.completeness)].filter(Boolean).join('; ');
    case 'older-entry':
      return outcome.differences.length === 0
        ? undefined
        : someOf(outcome.differences.map(differenceWords));
    case 'missed':
    case 'failed':
      return storeFaultWords(outcome.because);
    case 'said':
      return outcome.text;
  }
}

const KEPT = 'the files at its paths are newer than any entry and were kept';

function offWords(because: OffCause): string {
  if (because.kind === 'too-late') return 'it came after the last stage had ended';
  return because.kind === 'no-service' ? storeFaultWords(because) : refusalWords(because);
}

/** What is not as a warm cache has it; none where nothing is. */
function completenessWords(completeness: Completeness): string | undefined {
  switch (completeness.kind) {
    case 'complete':
      return undefined;
    case 'outdated':
      return `since they were made: ${someOf(completeness.differences.map(differenceWords))}`;
    case 'incomplete':
      return `${completeness.missing} of the ${completeness.of} files from the last run are missing`;
    case 'unknown':
      return 'they may be incomplete';
  }
}

/** `not saved: …`, or what was left out of what was saved. */
export function saveWords(outcome: SaveOutcome): string {
  switch (outcome.kind) {
    case 'not-saved':
      return `not saved: ${keepCauseWords(outcome.because)}`;
    case 'left-out':
      return leftOutWords(outcome.files);
  }
}

/** `saved without the socket home/S.agent`. */
export function leftOutWords(files: readonly LeftOutFile[]): string {
  return `saved without ${someOf(files.map(({ kind, path }) => `the ${kind} ${path}`))}`;
}

/** Completes `not saved: …`. */
export function keepCauseWords(because: KeepCause): string {
  switch (because.kind) {
    case 'cache-mode':
    case 'fork':
    case 'pull-request':
    case 'event':
    case 'other-ref':
    case 'cold-start':
      return refusalWords(because);
    case 'stage':
      return `${because.stage} ${ENDS[because.status]}`;
    case 'no-stage-ran':
      return 'no stage that uses it ran';
    case 'half-in-place':
      return 'an entry was restored only in part';
    case 'unchanged':
      return 'its content did not change';
    case 'saved-by-other':
      return 'another run saved this key first';
    case 'link':
      return `${because.path} is a link, and what it points to is not cached`;
    default:
      return storeFaultWords(because);
  }
}

const ENDS = {
  failed: 'failed',
  'timed-out': 'timed out',
  cancelled: 'was cancelled',
  running: 'did not end',
} as const;

/** Why a run may not do something. */
export function refusalWords(because: Refusal): string {
  switch (because.kind) {
    case 'cache-mode':
      return `the workflow's cache-mode is ${because.mode}`;
    case 'fork':
      return 'runs of forks and of Dependabot save no caches';
    case 'pull-request':
      return 'pull requests save no caches without save-on-pull-request';
    case 'event':
      return `runs of the event ${because.event} save no caches`;
    case 'other-ref':
      return 'only runs of the default branch save caches';
    case 'cold-start':
      return 'this is a cold start';
  }
}

/** A notice about a cache or a stored result. */
export function cacheNoticeWords(notice: CacheNotice): string {
  switch (notice.kind) {
    case 'cache-not-restored':
      return `cache ${notice.cache} was not restored: ${storeFaultWords(notice.because)}`;
    case 'cache-not-saved':
      return `cache ${notice.cache} was not saved: ${keepCauseWords(notice.because)}`;
    case 'result-not-used':
      return `the stored result of ${notice.stage} was not used, so the stage runs: ${storeFaultWords(notice.because)}`;
  }
}

function someOf(phrases: readonly string[]): string {
  const more = phrases.length - MOST_SHOWN;
  const shown = phrases.slice(0, MOST_SHOWN).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
