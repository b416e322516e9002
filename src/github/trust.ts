/** How far a run may be trusted with what later runs read: from the runner's variables and the event. */
import { readFile } from 'node:fs/promises';

type Variables = Readonly<Record<string, string | undefined>>;

/** `cache-mode` of the workflow or job; `write` is the default, and means reading too. */
export type CacheMode = 'read' | 'write' | 'write-only' | 'none';

/** Facts about a run that decide what it may save. */
export interface RunTrust {
  /** The event's name; `local` in the terminal. */
  readonly event: string;
  /** The run is of the default branch itself, not of something that is to go there. */
  readonly isDefaultBranch: boolean;
  /** What runs comes from another repository, or may do so. */
  readonly isFork: boolean;
  readonly cacheMode: CacheMode;
}

/** Reads the facts; what cannot be known counts against the run. */
export async function readTrust(variables: Variables): Promise<RunTrust> {
  if (variables.GITHUB_ACTIONS !== 'true') {
    return { event: 'local', isDefaultBranch: false, isFork: false, cacheMode: 'write' };
  }
  const payload = await readPayload(variables.GITHUB_EVENT_PATH);
  const event = variables.GITHUB_EVENT_NAME ?? 'unknown';
  return {
    event,
    isDefaultBranch: isDefaultBranch(event, variables.GITHUB_REF, payload),
    isFork: isFork(payload),
    cacheMode: cacheModeOf(variables.ACTIONS_CACHE_MODE),
  };
}

/** These run nowhere but on the default branch, and their payloads do not always name it. */
const DEFAULT_BRANCH_EVENTS = ['schedule', 'repository_dispatch'];

function isDefaultBranch(event: string, ref: string | undefined, payload: unknown): boolean {
  if (DEFAULT_BRANCH_EVENTS.includes(event)) return true;
  const branch = at(payload, 'repository', 'default_branch');
  return typeof branch === 'string' && branch !== '' && ref === `refs/heads/${branch}`;
}

/** A pull request whose head is gone has no repository any more, and counts as a fork's. */
function isFork(payload: unknown): boolean {
  const [own, runHead] = [at(payload, 'repository', 'id'), at(payload, 'workflow_run')];
  const pullRequest = at(payload, 'pull_request');
  if (pullRequest !== undefined) return !isSame(own, at(pullRequest, 'head', 'repo', 'id'));
  if (runHead !== undefined) return !isSame(own, at(runHead, 'head_repository', 'id'));
  return false;
}

function isSame(own: unknown, head: unknown): boolean {
  return typeof own === 'number' && own === head;
}

/** The toolkit takes a mode that it does not know for `write`; we then save nothing. */
function cacheModeOf(written: string | undefined): CacheMode {
  const mode = written?.trim().toLowerCase() ?? '';
  if (mode === '' || mode === 'write') return 'write';
  return mode === 'write-only' || mode === 'none' ? mode : 'read';
}

async function readPayload(path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
