/** The words for what GitHub did not do, and for what is wrong with reports of forks. */
import type {
  CommentFault,
  ForkFault,
  ForkReportFault,
  GitHubFailure,
} from '../../../record/facts/faults/github-failure.ts';
import { formatSetting } from '../../../record/units.ts';

/** Why a request came to nothing. */
export function gitHubFailureWords(failure: GitHubFailure): string {
  switch (failure.kind) {
    case 'no-token':
      return 'there is no token';
    case 'bad-repository':
      return `'${failure.written}' is not a repository`;
    case 'no-answer':
      return `no answer from GitHub: ${failure.said}`;
    case 'limit':
      return `GitHub's limit on requests is reached (${failure.status})`;
    case 'bad-token':
      return 'GitHub does not accept the token (401)';
    case 'forbidden':
      return `the token may not do that (403: ${failure.said})`;
    case 'server-error':
      return `GitHub failed (${failure.status})`;
    case 'refused':
      return `GitHub refused (${failure.status}: ${failure.said})`;
  }
}

/** Why there is no comment. */
export function commentFaultWords(fault: CommentFault): string {
  switch (fault.why) {
    case 'github':
      return gitHubFailureWords(fault.failure);
    case 'contended':
      return 'other runs kept changing it';
    case 'too-many':
      return `${fault.pipelines} pipelines have a comment there already`;
  }
}

/** Why nothing is said of a run of a fork. */
export function forkFaultWords(fault: ForkFault): string {
  switch (fault.why) {
    case 'github':
      return gitHubFailureWords(fault.failure);
    case 'no-triggering-run':
      return '`command: report` is for runs of `workflow_run`';
    case 'other-event':
      return `the run is of the event ${fault.event}`;
    case 'head-gone':
      return 'the head repository is gone';
    case 'no-pull-request':
      return 'no open pull request has this commit as its head';
    case 'several-pull-requests':
      return 'several pull requests have this commit as their head';
    case 'nothing-to-say':
      return 'there is nothing to say';
    case 'no-artifact':
      return 'the run has no artifact with a report';
    case 'twin-artifacts':
      return `the run has several artifacts ${fault.name}`;
    case 'expired':
      return 'the artifact has expired';
    case 'large-artifact':
      return 'the artifact is too large';
    case 'bad-report':
      return `the report is not used: ${forkReportFaultWords(fault.fault)}`;
    case 'more-reports':
      return `${fault.count} more reports of the run are ignored`;
    case 'late':
      return `no answer within ${formatSetting(fault.limitMs)}`;
    case 'not-written':
    case 'not-uploaded':
      return fault.cause;
  }
}

function forkReportFaultWords(fault: ForkReportFault): string {
  switch (fault.why) {
    case 'too-large':
      return 'it is too large';
    case 'not-json':
      return 'it is not JSON';
    case 'out-of-bounds':
      return 'it is deeper, longer or more than a report is';
    case 'bad-value':
      return `${fault.place ?? 'it'} is not as it should be`;
    case 'other-commit':
      return 'it is about another commit';
    case 'other-repository':
      return 'it is about another repository';
    case 'other-job':
      return 'it is about another pipeline or job than its name says';
    case 'bad-archive':
      return fault.cause;
  }
}
