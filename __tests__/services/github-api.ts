/**
 * A local double of GitHub's REST API for one repository. GitHub's own OpenAPI description judges
 * every request and every answer; git objects live in a real bare repository.
 */
import type { Fault } from './faults.ts';
import { type Call, type GitHubDescription, loadDescription } from './github-description.ts';
import { GitRefusal, GitRepository } from './github-git.ts';
import { operations, Refusal, type World } from './github-operations.ts';
import { type Caller, GitHubState } from './github-state.ts';
import {
  type HttpService,
  type Reply,
  type ServiceRequest,
  startHttpService,
} from './http-service.ts';

/** A running double. */
export interface GitHubApi extends HttpService {
  readonly state: GitHubState;
  readonly repository: GitRepository;
  /** Names of the operations that were asked for and change something, in order. */
  writes(): readonly string[];
}

/** Tokens and who they speak for. */
export const TOKENS = {
  actions: 'ghs_actions',
  app: 'ghs_app',
  fork: 'ghs_fork',
  person: 'ghp_person',
} as const;

const CALLERS: Readonly<Record<string, Caller>> = {
  [TOKENS.actions]: { login: 'github-actions[bot]', type: 'Bot', writes: true },
  [TOKENS.app]: { login: 'lab-reports[bot]', type: 'Bot', writes: true },
  [TOKENS.fork]: { login: 'github-actions[bot]', type: 'Bot', writes: false },
  [TOKENS.person]: { login: 'ada', type: 'User', writes: true },
};

/** How GitHub answers who asks too often. */
export const SECONDARY_LIMIT = {
  message:
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
};

const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'x-ratelimit-limit': '1000',
  'x-ratelimit-remaining': '990',
};

/** Starts the double with an empty repository. */
export async function startGitHubApi(
  options: { readonly faults?: readonly Fault[] } = {},
): Promise<GitHubApi> {
  const description = await loadDescription();
  const state = new GitHubState();
  const repository = new GitRepository();
  const http = await startHttpService((request, origin) => {
    const artifact = /^\/artifacts\/(\d+)\.zip$/.exec(request.url.pathname)?.[1];
    if (artifact !== undefined) return download(artifact, request, state);
    const world = { state, repository, origin };
    if (request.url.pathname === '/graphql') return viewer(request);
    const judged = description.judge({ ...request, url: byName(request.url, state) });
    switch (judged.kind) {
      case 'unknown':
        return { name: request.url.pathname, carryOut: () => refuse(404, 'Not Found') };
      case 'invalid':
        return {
          name: judged.operation,
          carryOut: () => refuse(422, `Invalid request.\n\n${judged.problems.join('; ')}`),
        };
      case 'call':
        return {
          name: judged.call.operation,
          carryOut: () => carryOut(judged.call, request, world, description),
        };
    }
  }, options);
  return {
    ...http,
    state,
    repository,
    writes: () =>
      http.requests
        .map(({ operation }) => operation)
        .filter(operation => /\/(create|update|delete)/.test(operation)),
    async close() {
      await http.close();
      repository[Symbol.dispose]();
    },
  };
}

function carryOut(
  call: Call,
  request: ServiceRequest,
  world: Omit<World, 'caller'>,
  description: GitHubDescription,
): Reply {
  const caller = callerOf(request);
  if (caller === undefined) return refuse(401, 'Bad credentials');
  const { owner, repo } = world.state;
  if (call.params.owner !== owner || call.params.repo !== repo) return refuse(404, 'Not Found');
  if (request.method !== 'GET' && !caller.writes) {
    return refuse(403, 'Resource not accessible by integration');
  }
  try {
    const { status, part, headers } = operation(call)(call, { ...world, caller });
    const body = part && JSON.stringify(description.answer(call.operation, status, part));
    return {
      status,
      headers: { ...JSON_HEADERS, ...headers },
      ...(body !== undefined && { body }),
    };
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.status, error.message, error.errors);
    if (error instanceof GitRefusal) return refuse(error.status, error.message);
    // The double itself is wrong: a test must see that, not a retry.
    return refuse(418, (error as Error).message);
  }
}

/** Further pages are asked for by the repository's id. */
function byName(address: URL, { owner, repo, repositoryId }: GitHubState): URL {
  const url = new URL(address);
  url.pathname = url.pathname.replace(`/repositories/${repositoryId}/`, `/repos/${owner}/${repo}/`);
  return url;
}

function operation({ operation: name }: Call) {
  const found = operations[name];
  if (found === undefined) throw new Error(`the double lacks ${name}`);
  return found;
}

function callerOf({ headers }: ServiceRequest): Caller | undefined {
  return CALLERS[/^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''];
}

/** `viewer { login }`, the one query that any kind of token may ask. */
function viewer(request: ServiceRequest) {
  return {
    name: 'graphql',
    carryOut: () => {
      const login = callerOf(request)?.login;
      if (login === undefined) return refuse(401, 'Bad credentials');
      return {
        status: 200,
        headers: JSON_HEADERS,
        body: JSON.stringify({ data: { viewer: { login } } }),
      };
    },
  };
}

/** Signed addresses: whoever sends a token there has given it away. */
function download(id: string, { headers }: ServiceRequest, { artifacts }: GitHubState) {
  return {
    name: 'download',
    carryOut: (): Reply => {
      if (headers.authorization !== undefined)
        return refuse(400, 'a token was sent to the storage');
      const artifact = artifacts.find(entry => String(entry.id) === id);
      if (artifact === undefined) return refuse(404, 'Not Found');
      return {
        status: 200,
        headers: { 'content-type': 'application/zip' },
        body: artifact.content,
      };
    },
  };
}

function refuse(status: number, message: string, errors?: readonly object[]): Reply {
  const body = { message, ...(errors && { errors }), status: String(status) };
  return { status, headers: JSON_HEADERS, body: JSON.stringify(body) };
}
