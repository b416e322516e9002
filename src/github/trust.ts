/** How far a run is to be trusted, from what the runner says of it. */
import { readEvent, type WorkflowEvent } from './event.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What decides whether a run may write what later runs read. */
export interface RunTrust {
  readonly event: string;
  readonly isDefaultBranch: boolean;
  readonly isFork: boolean;
  readonly cacheMode: 'read' | 'write' | 'write-only' | 'none';
}

/** Reads it from the runner's variables and the event; what is not known is not trusted. */
export async function readTrust(variables: Variables): Promise<RunTrust> {
  const event = await readEvent(variables.GITHUB_EVENT_PATH);
  const branch = event.repository?.default_branch;
  const written = variables.ACTIONS_CACHE_MODE?.trim().toLowerCase();
  return {
    event: variables.GITHUB_EVENT_NAME ?? 'unknown',
    isDefaultBranch: branch !== undefined && variables.GITHUB_REF === `refs/heads/${branch}`,
    isFork: isFork(event),
    cacheMode: CACHE_MODES.find(mode => mode === written) ?? 'write',
  };
}

const CACHE_MODES = ['read', 'write', 'write-only', 'none'] as const;

/** A pull request whose head is not known to be in the repository itself is taken for a fork's. */
function isFork({ pull_request: pull }: WorkflowEvent): boolean {
  if (pull === undefined) return false;
  const [head, base] = [pull.head?.repo?.id, pull.base?.repo?.id];
  return head === undefined || head !== base;
}
