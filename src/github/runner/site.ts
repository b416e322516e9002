/** Where on GitHub a reader finds a run's report, from the runner's variables. */
import type { Site } from '../../record/site.ts';
import type { RunnerContext } from './runner.ts';

const SERVER = /^https:\/\/[\w.-]+(?::\d+)?$/;
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const REF = /^[\w./-]+$/;
const SHA = /^[0-9a-f]{40,64}$/;

/** Nothing outside a runner, nor where its variables hold anything else than addresses are made of. */
export function siteOf({
  isRunner,
  variables,
  event,
  jobId,
}: Pick<RunnerContext, 'isRunner' | 'variables' | 'event' | 'jobId'>): Site | undefined {
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' } = variables;
  if (!isRunner || !SERVER.test(server) || !REPOSITORY.test(repository)) return undefined;
  const { GITHUB_ACTION_REPOSITORY: action = '', GITHUB_ACTION_REF: ref = '' } = variables;
  const headSha = event.pull_request?.head?.sha;
  const hasDocs = REPOSITORY.test(action) && REF.test(ref);
  return {
    repository: `${server}/${repository}`,
    ...(headSha !== undefined && SHA.test(headSha) && { headSha }),
    ...(jobId !== undefined && { jobId }),
    ...(hasDocs && { docs: `${server}/${action}/blob/${ref}/docs` }),
  };
}
