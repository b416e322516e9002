/**
 * Which runs may be trusted with what, as one table, and what goes when caches take too much.
 *
 * Nothing that a stranger or an unmerged change wrote may be read by others. So what is for everybody is
 * saved by runs of the default branch alone; a pull request of the repository keeps what is its own under
 * keys that no other run looks for, whatever scopes the store behind it has.
 */

import type { Refusal } from '../record/facts/cache-outcome.ts';

/** What decides how far a run is trusted. */
export interface Trust {
  /** The event's name, or `local` in the terminal. */
  readonly event: string;
  /** The run is of the default branch itself. */
  readonly isDefaultBranch: boolean;
  /** What runs comes from another repository, or is Dependabot's. */
  readonly isFork: boolean;
  /** What the workflow allows: `cache-mode`. */
  readonly cacheMode: 'read' | 'write' | 'write-only' | 'none';
  /** `save-on-pull-request`: pull requests of the same repository keep their own. */
  readonly saveOnPullRequest: boolean;
}

/** Permission, or why there is none. */
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly because: Refusal };

/** Permission to save, and for whom: for every run, or for those of the same pull request. */
export type Saving =
  | { readonly allowed: true; readonly level: Level }
  | { readonly allowed: false; readonly because: Refusal };

export type Level = 'everybody' | 'own';

/** What a run is, as far as trust goes. */
export type Origin =
  | 'terminal'
  | 'default-branch'
  /** A branch that is not the default one, or a tag. */
  | 'other-ref'
  | 'pull-request'
  /** Of another repository, of one that is gone, or Dependabot's; by whichever event. */
  | 'fork'
  /** Events that run with the rights of the default branch on what somebody else wrote, and all others. */
  | 'other-event';

/** What a run may do. Whether a workflow lets it (`cache-mode`) is decided beside the table. */
interface Row {
  /** Entries of caches, and results of stages. */
  readonly caches: Level | 'own-if-asked' | 'nothing';
  /** Each reply is whole or not there, so that a pull request may always keep its own. */
  readonly replies: Level | 'nothing';
  /** The run may be added to the history, which judges later ones. */
  readonly history: boolean;
  /** Entries for everybody may be deleted where they take too much. */
  readonly prunes: boolean;
  /** How a pull request hears of it: a comment, or an artifact for a workflow that may comment. */
  readonly posts: 'comment' | 'artifact';
  /** Logs may go with the report; they hold what a stranger can make a stage print. */
  readonly logs: boolean;
}

const NOTHING = { caches: 'nothing', replies: 'nothing', history: false, prunes: false } as const;

/** Reading is allowed to all: what is for everybody was written by the trusted. */
const TABLE: Readonly<Record<Origin, Row>> = {
  terminal: {
    caches: 'everybody',
    replies: 'everybody',
    history: true,
    prunes: false,
    posts: 'comment',
    logs: true,
  },
  'default-branch': {
    caches: 'everybody',
    replies: 'everybody',
    history: true,
    prunes: true,
    posts: 'comment',
    logs: true,
  },
  'pull-request': {
    caches: 'own-if-asked',
    replies: 'own',
    history: false,
    prunes: false,
    posts: 'comment',
    logs: true,
  },
  'other-ref': { ...NOTHING, posts: 'comment', logs: true },
  'other-event': { ...NOTHING, posts: 'comment', logs: true },
  fork: { ...NOTHING, posts: 'artifact', logs: false },
};

/** Events that no stranger can cause and whose entries the default branch's runs may read. */
const TRUSTED_EVENTS = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']);

/** The row of the table for a run; what is not known for certain counts against it. */
export function originOf({ event, isFork, isDefaultBranch }: Trust): Origin {
  if (event === 'local') return 'terminal';
  if (isFork) return 'fork';
  if (event === 'pull_request') return 'pull-request';
  // With `pull_request_target` and `workflow_run` the ref is the default branch, and what runs may not be.
  if (!TRUSTED_EVENTS.has(event)) return 'other-event';
  return isDefaultBranch ? 'default-branch' : 'other-ref';
}

/** All that a run may do. */
export interface Rights {
  readonly restoring: Permission;
  /** Of caches and results. */
  readonly saving: Saving;
  readonly savingReplies: Saving;
  readonly recording: Permission;
  readonly prunes: boolean;
  readonly posts: Row['posts'];
  readonly logs: boolean;
  /** Documents that stages made may be uploaded. */
  readonly documents: boolean;
}

/** Reads the table. */
export function rightsOf(trust: Trust): Rights {
  const origin = originOf(trust);
  const { caches, replies, history, prunes, posts, logs } = TABLE[origin];
  const because = refusalOf(origin, trust);
  const byMode = modeRefusal(trust, 'read');
  const allowed = { allowed: true } as const;
  const save = (level: Row['caches']): Saving => {
    if (byMode !== undefined) return byMode;
    if (level === 'own-if-asked') {
      return trust.saveOnPullRequest ? { allowed: true, level: 'own' } : refused(because);
    }
    return level === 'nothing' ? refused(because) : { allowed: true, level };
  };
  return {
    restoring: modeRefusal(trust, 'write-only') ?? allowed,
    saving: save(caches),
    savingReplies: save(replies),
    recording: byMode ?? (history ? allowed : refused(because)),
    prunes: prunes && byMode === undefined,
    posts,
    logs,
    // GitHub gives these no secrets, so that what a fork's stages make holds none.
    documents: origin !== 'fork' || trust.event === 'pull_request',
  };
}

/** The workflow's own word, which the terminal has none of. */
function modeRefusal(
  { event, cacheMode }: Trust,
  forbidding: 'read' | 'write-only',
): Extract<Permission, { allowed: false }> | undefined {
  const isForbidden = cacheMode === 'none' || cacheMode === forbidding;
  return event !== 'local' && isForbidden
    ? refused({ kind: 'cache-mode', mode: cacheMode })
    : undefined;
}

function refusalOf(origin: Origin, { event }: Trust): Refusal {
  switch (origin) {
    case 'fork':
    case 'pull-request':
      return { kind: origin };
    case 'other-event':
      return { kind: 'event', event };
    case 'other-ref':
    case 'default-branch':
    case 'terminal':
      return { kind: 'other-ref' };
  }
}

/** One of our own entries in a store that others use too. */
export interface StoredEntry {
  readonly key: string;
  readonly bytes: number;
  /** Since 1970, in ms. */
  readonly createdMs: number;
  readonly lastUsedMs: number;
  /** The branch or pull request that it belongs to, such as `refs/heads/main`. */
  readonly ref: string;
}

/** What to keep under a size. */
export interface PruneOptions {
  readonly entries: readonly StoredEntry[];
  readonly maxBytes: number;
  /** Entries of other branches and pull requests are their own. */
  readonly defaultRef: string;
  /** What the entry is one state of; none where it is not ours. */
  readonly seriesOf: (key: string) => Series | undefined;
  /** Keys of entries that nobody needs any more, newest of their series or not. */
  readonly superseded?: ReadonlySet<string>;
}

/** States of one thing, of which the newest is never deleted. */
export interface Series {
  /** Such as the name of a cache. */
  readonly name: string;
  /** No run ever looks for an older state. */
  readonly onlyNewest: boolean;
}

/**
 * The keys to delete so that our entries of the default branch stay within the size: what nobody
 * looks for any more, then what was used longest ago, never the newest of a series.
 */
export function entriesToPrune(options: PruneOptions): readonly string[] {
  const { maxBytes, defaultRef, seriesOf, superseded } = options;
  const ours = options.entries.filter(
    ({ key, ref }) => ref === defaultRef && seriesOf(key) !== undefined,
  );
  const newest = new Map<string | undefined, StoredEntry>();
  for (const entry of ours) {
    const series = seriesOf(entry.key)?.name;
    const other = newest.get(series);
    if (other === undefined || isAfter(entry, other)) newest.set(series, entry);
  }
  const kept = new Set(newest.values());
  const isStale = (entry: StoredEntry): boolean =>
    superseded?.has(entry.key) === true ||
    (seriesOf(entry.key)?.onlyNewest === true && !kept.has(entry));
  const deleted = ours.filter(isStale).map(({ key }) => key);
  const left = ours.filter(entry => !isStale(entry));
  let total = left.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const entry of left.sort(byUse)) {
    if (total <= maxBytes) break;
    if (kept.has(entry)) continue;
    deleted.push(entry.key);
    total -= entry.bytes;
  }
  return deleted;
}

function isAfter(a: StoredEntry, b: StoredEntry): boolean {
  if (a.createdMs !== b.createdMs) return a.createdMs > b.createdMs;
  return a.key > b.key;
}

function byUse(a: StoredEntry, b: StoredEntry): number {
  return a.lastUsedMs - b.lastUsedMs || (a.key < b.key ? -1 : Number(a.key > b.key));
}

function refused(because: Refusal): Extract<Permission, { allowed: false }> {
  return { allowed: false, because };
}
