/** Why a suspicion was not put to the test, in words. */
import type { NotConfirmed } from '../../../record/facts/confirmation.ts';
import { counted } from '../../../record/text.ts';
import { formatBytes, formatSetting } from '../../../record/units.ts';

/** The notice that a suspicion stays, and why. */
export function suspicionStaysWords(stage: string, why: NotConfirmed): string {
  return `the suspicion against ${stage} stays: ${notConfirmedWords(why)}`;
}

const NOT_KEPT = 'the state it started from was not kept';

/** What stood in the way of further runs. */
export function notConfirmedWords(why: NotConfirmed): string {
  switch (why.kind) {
    case 'interrupted':
      return 'the run was interrupted';
    case 'no-time':
      return `no time was left to confirm it (${formatSetting(why.budgetMs)})`;
    case 'not-settled':
      return `not settled by ${counted(why.runs, 'further run')}`;
    case 'not-passed': {
      const of = why.ref === 'base' ? ' of the base commit' : '';
      return `it did not pass in a fresh checkout${of}: ${why.cause}`;
    }
    case 'need-not-passed':
      return `${why.need}, which it needs, did not pass at the base commit: ${why.cause}`;
    case 'changed-files': {
      const were = why.others === 0 ? 'was' : `and ${why.others} more were`;
      return `what ran is not the commit: ${why.path} ${were} changed`;
    }
    case 'submodule':
      return `a fresh checkout would lack the submodule ${why.path}`;
    case 'no-commit':
      return `no commit to check out: ${why.cause}`;
    case 'state-not-kept':
      return NOT_KEPT;
    case 'state-too-large': {
      const what = why.of === 'run' ? 'that of all stages' : 'it';
      return `${NOT_KEPT}: ${what} takes more than ${formatBytes(why.mostBytes)}`;
    }
    case 'state-too-slow':
      return `${NOT_KEPT}: copying it takes longer than ${formatSetting(why.mostMs)}`;
    case 'state-behind-link':
      return `${NOT_KEPT}: ${why.path} is a link`;
    case 'state-unreadable':
      return `${NOT_KEPT}: ${why.cause}`;
    case 'not-a-folder':
      return `${why.path} is not a folder in the checkout`;
    case 'base-unknown':
      return 'nothing says which commit is the base';
    case 'base-not-a-hash':
      return 'the base is not named by its hash';
    case 'base-not-fetched':
      return `the base commit could not be fetched: ${why.cause}`;
    case 'base-without-definition':
      return 'the base commit has no definition';
    case 'base-without-stage':
      return 'the base commit has no such stage';
    case 'large-file-differs':
      return `the base commit has another version of ${why.path}, which Git LFS keeps`;
    case 'failed':
      return why.cause;
    case 'said':
      return why.text;
  }
}
