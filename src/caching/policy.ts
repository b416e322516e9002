/** Whether a run may save caches, and what goes when they take too much. */

/** What decides whether a run is trusted with the caches. */
export interface Trust {
  /** The event's name, or `local` in the terminal. */
  readonly event: string;
  /** The run is of the default branch itself. */
  readonly isDefaultBranch: boolean;
  /** What runs comes from another repository. */
  readonly isFork: boolean;
  /** What the workflow allows: `cache-mode`. */
  readonly cacheMode: 'read' | 'write' | 'write-only' | 'none';
  /** `save-on-pull-request`: pull requests of the same repository keep their own. */
  readonly saveOnPullRequest: boolean;
}

/** Permission, or why there is none, in words. */
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string };

/** Events that no stranger can cause and whose entries the default branch's runs may read. */
const TRUSTED_EVENTS = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']);

/** Whether the run may save caches. In the terminal the store is the user's own. */
export function maySave(trust: Trust): Permission {
  if (trust.event === 'local') return { allowed: true };
  const { cacheMode } = trust;
  if (cacheMode === 'read' || cacheMode === 'none') {
    return refused(`the workflow's cache-mode is ${cacheMode}`);
  }
  if (trust.isFork) return refused('runs of forks save no caches');
  if (trust.event === 'pull_request') {
    return trust.saveOnPullRequest
      ? { allowed: true }
      : refused('pull requests save no caches without save-on-pull-request');
  }
  if (!TRUSTED_EVENTS.has(trust.event)) {
    return refused(`runs of the event ${trust.event} save no caches`);
  }
  if (!trust.isDefaultBranch) return refused('only runs of the default branch save caches');
  return { allowed: true };
}

/** Whether the run may restore caches: only the workflow can forbid it. */
export function mayRestore({ cacheMode }: Trust): Permission {
  return cacheMode === 'none' || cacheMode === 'write-only'
    ? refused(`the workflow's cache-mode is ${cacheMode}`)
    : { allowed: true };
}

function refused(reason: string): Permission {
  return { allowed: false, reason };
}
