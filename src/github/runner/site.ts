/** Where on GitHub a reader finds what a report is about. */
import type { RunnerContext } from './runner.ts';

/** Addresses begin with these. */
export interface Site {
  /** `https://github.com/owner/name`. */
  readonly repository: string;
  /** The pull request's own commit, where the one that was run is a merge of it. */
  readonly headSha?: string;
  /** Of the Action's version that runs: `https://github.com/owner/stagetime/blob/v1/docs`. */
  readonly docs?: string;
}

const SERVER = /^https:\/\/[\w.-]+(?::\d+)?$/;
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const REF = /^[\w./-]+$/;
const SHA = /^[0-9a-f]{40,64}$/;

/** Nothing outside a runner, nor where its variables hold anything else than addresses are made of. */
export function siteOf({
  isRunner,
  variables,
  event,
}: Pick<RunnerContext, 'isRunner' | 'variables' | 'event'>): Site | undefined {
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' } = variables;
  if (!isRunner || !SERVER.test(server) || !REPOSITORY.test(repository)) return undefined;
  const { GITHUB_ACTION_REPOSITORY: action = '', GITHUB_ACTION_REF: ref = '' } = variables;
  const headSha = event.pull_request?.head?.sha;
  const hasDocs = REPOSITORY.test(action) && REF.test(ref);
  return {
    repository: `${server}/${repository}`,
    ...(headSha !== undefined && SHA.test(headSha) && { headSha }),
    ...(hasDocs && { docs: `${server}/${action}/blob/${ref}/docs` }),
  };
}
