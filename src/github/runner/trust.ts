/** How far a run may be trusted with what later runs read: from the runner's variables and the event. */
import type { Variables } from '../../pipeline/variables.ts';
import { LOCAL_EVENT } from '../../record/job.ts';
import type { WorkflowEvent } from './event.ts';

/** `cache-mode` of the workflow or job; `write` is the default, and means reading too. */
export type CacheMode = 'read' | 'write' | 'write-only' | 'none';

/** Facts about a run that decide what it may save. */
export interface RunTrust {
  /** The event's name; `local` in the terminal. */
  readonly event: string;
  /** The run is of the default branch itself, not of something that is to go there. */
  readonly isDefaultBranch: boolean;
  /** What runs comes from another repository, may do so, or is Dependabot's, which gets no more. */
  readonly isFork: boolean;
  readonly cacheMode: CacheMode;
}

/** The facts of a step, or of the terminal, which has no variables of a runner; what cannot be known counts against the run. */
export function trustOf(variables: Variables | undefined, payload: WorkflowEvent): RunTrust {
  if (variables === undefined) {
    return { event: LOCAL_EVENT, isDefaultBranch: true, isFork: false, cacheMode: 'write' };
  }
  const event = variables.GITHUB_EVENT_NAME ?? 'unknown';
  return {
    event,
    isDefaultBranch: isDefaultBranch(event, variables.GITHUB_REF, payload),
    isFork: isFork(event, payload) || isDependabots(event, variables),
    cacheMode: cacheModeOf(variables.ACTIONS_CACHE_MODE),
  };
}

/** These run nowhere but on the default branch, and their payloads do not always name it. */
const DEFAULT_BRANCH_EVENTS = ['schedule', 'repository_dispatch'];

function isDefaultBranch(
  event: string,
  ref: string | undefined,
  { repository }: WorkflowEvent,
): boolean {
  if (DEFAULT_BRANCH_EVENTS.includes(event)) return true;
  const branch = repository?.default_branch;
  return branch !== undefined && branch !== '' && ref === `refs/heads/${branch}`;
}

/** A pull request whose head is gone has no repository any more, and counts as a fork's. */
function isFork(event: string, payload: WorkflowEvent): boolean {
  const { repository, pull_request: pull, workflow_run: run } = payload;
  const own = repository?.id;
  if (pull !== undefined || /^pull_request/.test(event)) {
    return own === undefined || pull?.head?.repo?.id !== own;
  }
  if (run !== undefined || event === 'workflow_run') {
    return own === undefined || run?.head_repository?.id !== own;
  }
  return false;
}

/**
 * GitHub gives pull requests that Dependabot causes a token that may only read, although their branch is
 * in the repository. Whoever runs one again gets no more: rights follow the actor, who stays the same.
 */
function isDependabots(event: string, { GITHUB_ACTOR: actor }: Variables): boolean {
  return actor === 'dependabot[bot]' && event === 'pull_request';
}

/** The toolkit takes a mode that it does not know for `write`; we then save nothing. */
function cacheModeOf(written: string | undefined): CacheMode {
  const mode = written?.trim().toLowerCase() ?? '';
  if (mode === '' || mode === 'write') return 'write';
  return mode === 'write-only' || mode === 'none' ? mode : 'read';
}
