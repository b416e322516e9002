/** What each operation of the REST double does; answers hold what matters, the rest is made up. */
import type { Call, Partial } from './github-description.ts';
import type { GitRepository, TreeEntry } from './github-git.ts';
import type { Caller, Comment, GitHubState, PullRequest } from './github-state.ts';

/** What an operation works on. */
export interface World {
  readonly state: GitHubState;
  readonly repository: GitRepository;
  readonly origin: string;
  readonly caller: Caller;
}

export interface Answer {
  readonly status: number;
  readonly part?: Partial;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error as GitHub words it; its body needs no completing. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly object[] | undefined;

  constructor(status: number, message: string, errors?: readonly object[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

type Operation = (call: Call, world: World) => Answer;

const LONGEST_COMMENT = 65_536;
const PER_PAGE = 30;

/** The operations by the name that the description gives them. */
export const operations: Readonly<Record<string, Operation>> = {
  'repos/get': (_, { state }) =>
    ok({ ...repositoryOf(state), default_branch: state.defaultBranch }),

  'issues/list-comments': (call, world) =>
    paginated(
      call,
      world,
      world.state.comments.filter(({ issue }) => String(issue) === call.params.issue_number),
      comments => comments.map(comment => commentPart(comment, world)),
    ),
  'issues/get-comment': (call, world) => ok(commentPart(findComment(call, world), world)),
  'issues/create-comment': (call, world) => {
    const { state, caller } = world;
    const number = Number(call.params.issue_number);
    find(state.pullRequests, pullRequest => pullRequest.number === number);
    checkLength(call.body.body);
    const author = { login: caller.login, type: caller.type };
    return created(commentPart(state.addComment(number, author, call.body.body), world));
  },
  'issues/update-comment': (call, world) => {
    const comment = findComment(call, world);
    checkLength(call.body.body);
    const updated = { ...comment, body: call.body.body };
    world.state.comments = world.state.comments.map(other =>
      other.id === comment.id ? updated : other,
    );
    return ok(commentPart(updated, world));
  },
  'issues/delete-comment': (call, world) => {
    world.state.deleteComment(findComment(call, world).id);
    return { status: 204 };
  },
  'issues/list-labels-on-issue': (call, { state }) => {
    const { labels } = find(state.pullRequests, isNumber(call.params.issue_number));
    return ok(labels.map(name => ({ name })));
  },

  'pulls/get': (call, { state }) =>
    ok(pullRequestPart(find(state.pullRequests, isNumber(call.params.pull_number)), state)),
  'pulls/list': (call, world) => {
    const { state = 'open', head } = call.query;
    const listed = world.state.pullRequests.filter(
      pull => (state === 'all' || pull.state === state) && (!head || headOf(pull) === head),
    );
    return paginated(call, world, listed, pulls =>
      pulls.map(pull => pullRequestPart(pull, world.state)),
    );
  },

  'checks/create': ({ body }, { state }) => {
    const { name, head_sha, output, conclusion } = body;
    // Of a run that goes on there would be a second operation to end it.
    if (conclusion === undefined) throw new Refusal(418, 'the double knows finished runs only');
    const run = { id: state.nextId(), name, head_sha, conclusion };
    state.checkRuns.push(run);
    const { title = null, summary = null } = output ?? {};
    return created({
      ...run,
      status: 'completed',
      html_url: `https://github.com/runs/${run.id}`,
      output: { title, summary, annotations_count: 0 },
    });
  },

  'git/create-blob': ({ body }, { repository }) =>
    created({ sha: repository.writeBlob(body.content, body.encoding ?? 'utf-8') }),
  'git/get-blob': ({ params }, { repository }) => {
    const content = repository.readBlob(params.file_sha ?? '');
    return ok({
      sha: params.file_sha,
      size: content.length,
      encoding: 'base64',
      // In lines, as GitHub sends it.
      content: content.toString('base64').replace(/.{60}/g, '$&\n'),
    });
  },
  'git/create-tree': ({ body }, { repository }) => {
    const entries: readonly TreeEntry[] = body.tree;
    return created(repository.readTree(repository.writeTree(entries, body.base_tree)));
  },
  'git/get-tree': ({ params }, { repository }) => ok(repository.readTree(params.tree_sha ?? '')),
  'git/create-commit': ({ body }, { repository }) =>
    created(repository.readCommit(repository.writeCommit(body))),
  'git/get-commit': ({ params }, { repository }) =>
    ok(repository.readCommit(params.commit_sha ?? '')),
  'git/list-matching-refs': ({ params }, { repository }) => {
    const refs = repository.refsWithPrefix(`refs/${params.ref}`);
    return ok(refs.map(({ ref, sha }) => ({ ref, object: { sha, type: 'commit' } })));
  },
  'git/create-ref': ({ body }, { repository }) => {
    if (!/^refs\/.+\/./.test(body.ref)) throw new Refusal(422, 'Reference name is not valid');
    repository.createRef(body.ref, body.sha);
    return created({ ref: body.ref, object: { sha: body.sha, type: 'commit' } });
  },
  'git/update-ref': ({ params, body }, { repository }) => {
    const ref = `refs/${params.ref}`;
    repository.updateRef(ref, body.sha, body.force ?? false);
    return ok({ ref, object: { sha: body.sha, type: 'commit' } });
  },

  'actions/get-job-for-workflow-run': ({ params }, { state }) => {
    readsActions(state);
    return ok(jobPart(find(state.jobs, ({ id }) => String(id) === params.job_id)));
  },
  'actions/list-jobs-for-workflow-run-attempt': (call, world) => {
    const { state } = world;
    readsActions(state);
    const { run_id, attempt_number } = call.params;
    const listed = state.jobs.filter(
      ({ run, attempt }) => String(run) === run_id && String(attempt) === attempt_number,
    );
    return paginated(call, world, listed, jobs => ({
      total_count: listed.length,
      jobs: jobs.map(jobPart),
    }));
  },
  'actions/get-workflow-run': ({ params }, { state }) => {
    const run = find(state.runs, ({ id }) => String(id) === params.run_id);
    const { id, event, headSha, headBranch, headRepository, attempt, startedAt } = run;
    return ok({
      id,
      run_attempt: attempt,
      run_started_at: startedAt,
      event,
      head_sha: headSha,
      head_branch: headBranch,
      head_repository: { id: headRepository.id, owner: { login: headRepository.owner } },
      // Empty for forks on GitHub too.
      pull_requests: [],
    });
  },
  'actions/list-workflow-run-artifacts': (call, world) => {
    const { artifacts } = world.state;
    const listed = artifacts.filter(
      ({ run, name }) =>
        String(run) === call.params.run_id && [undefined, name].includes(call.query.name),
    );
    return paginated(call, world, listed, some => ({
      total_count: listed.length,
      artifacts: some.map(({ id, name, run, content, claimedBytes }) => ({
        id,
        name,
        size_in_bytes: claimedBytes ?? content.length,
        expired: false,
        workflow_run: { id: run },
      })),
    }));
  },
  'actions/download-artifact': ({ params }, { state, origin }) => {
    const { id } = find(state.artifacts, artifact => String(artifact.id) === params.artifact_id);
    // Another host, as on GitHub: no token may follow there.
    const storage = origin.replace('127.0.0.1', 'localhost');
    return { status: 302, headers: { location: `${storage}/artifacts/${id}.zip` } };
  },
  'actions/get-actions-cache-list': (call, world) => {
    const { key = '', ref } = call.query;
    const listed = world.state.caches.filter(
      cache => cache.key.startsWith(key) && (ref === undefined || cache.ref === ref),
    );
    return paginated(call, world, listed, caches => ({
      total_count: listed.length,
      actions_caches: caches.map(cachePart),
    }));
  },
  'actions/delete-actions-cache-by-key': ({ query }, { state }) => {
    const isMeant = ({ key, ref }: GitHubState['caches'][number]): boolean =>
      key === query.key && (query.ref === undefined || ref === query.ref);
    const deleted = state.caches.filter(isMeant);
    if (deleted.length === 0) throw new Refusal(404, 'Not Found');
    state.caches = state.caches.filter(cache => !isMeant(cache));
    return ok({ total_count: deleted.length, actions_caches: deleted.map(cachePart) });
  },
};

function readsActions({ readsActions }: GitHubState): void {
  if (!readsActions) throw new Refusal(403, 'Resource not accessible by integration');
}

function jobPart(job: GitHubState['jobs'][number]): { readonly [key: string]: unknown } {
  const { id, run, attempt, name, status, runnerName, createdAt, startedAt, steps } = job;
  return {
    ...{ id, run_id: run, run_attempt: attempt, name, status },
    runner_name: runnerName,
    created_at: createdAt,
    started_at: startedAt,
    completed_at: null,
    steps: steps.map((step, at) => ({
      name: step.name,
      status: step.status,
      conclusion: step.status === 'completed' ? 'success' : null,
      number: at + 1,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
  };
}

function ok(part: Partial): Answer {
  return { status: 200, part };
}

function created(part: Partial): Answer {
  return { status: 201, part };
}

function find<T>(list: readonly T[], matches: (entry: T) => boolean): T {
  const found = list.find(matches);
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
}

function isNumber(number: string | undefined) {
  return (pull: PullRequest): boolean => String(pull.number) === number;
}

function findComment(call: Call, { state }: World): Comment {
  return find(state.comments, ({ id }) => String(id) === call.params.comment_id);
}

function checkLength(body: string): void {
  if (body.length <= LONGEST_COMMENT && body.trim() !== '') return;
  const message =
    body.length > LONGEST_COMMENT
      ? `Body is too long (maximum is ${LONGEST_COMMENT} characters)`
      : 'Body cannot be blank';
  throw new Refusal(422, 'Validation Failed', [
    { resource: 'IssueComment', code: 'unprocessable', field: 'data', message },
  ]);
}

/** One page, with the `Link` header that leads to the others. */
function paginated<T>(
  { query, path }: Call,
  { origin, state }: World,
  all: readonly T[],
  part: (page: readonly T[]) => Partial,
): Answer {
  const size = Math.min(100, Number(query.per_page ?? PER_PAGE));
  const page = Number(query.page ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): string => {
    const search = new URLSearchParams({ ...(query as Record<string, string>), page: `${to}` });
    // GitHub leads on by the repository's id, not its name.
    const rest = path.split('/').slice(4).join('/');
    return `<${origin}/repositories/${state.repositoryId}/${rest}?${search}>; rel="${rel}"`;
  };
  const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : [];
  return {
    ...ok(part(all.slice((page - 1) * size, page * size))),
    ...(links.length > 0 && { headers: { link: links.join(', ') } }),
  };
}

function repositoryOf({ owner, repo, repositoryId }: GitHubState) {
  return { id: repositoryId, name: repo, full_name: `${owner}/${repo}`, owner: { login: owner } };
}

function commentPart({ id, issue, author, body }: Comment, { state }: World) {
  const address = `https://github.com/${state.owner}/${state.repo}/pull/${issue}`;
  return { id, body, html_url: `${address}#issuecomment-${id}`, user: author };
}

function headOf({ head }: PullRequest): string {
  return `${head.repository?.owner}:${head.ref}`;
}

function pullRequestPart(
  { number, state: pullState, labels, head }: PullRequest,
  state: GitHubState,
) {
  const { sha, ref, repository } = head;
  const repo = repository && { id: repository.id, owner: { login: repository.owner } };
  return {
    number,
    state: pullState,
    labels: labels.map(name => ({ name })),
    head: { sha, ref, repo },
    base: { ref: state.defaultBranch, repo: repositoryOf(state) },
  };
}

function cachePart({ id, key, ref, bytes }: GitHubState['caches'][number]) {
  // Made, and last used, in the order of their ids.
  const time = new Date(id * 1000).toISOString();
  return { id, key, ref, size_in_bytes: bytes, created_at: time, last_accessed_at: time };
}
