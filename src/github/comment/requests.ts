/** The requests about a pull request's comments of ours: finding them, writing them, and doing away with them. */
import { type Attempt, attempt, type GitHubClient, ONCE, REPEATABLE } from '../client.ts';
import { hash, readMarked, withMarker } from './marker.ts';

/** Which comment it is about. */
export interface CommentPlace {
  readonly client: GitHubClient;
  readonly pullRequest: number;
  /** Tells the pipelines that share a pull request apart. */
  readonly key: string;
}

/** Who comments with a workflow's own token; nothing but the repository's workflows can. */
const WORKFLOWS = 'github-actions[bot]';

/** A comment that is ours. */
export interface Ours {
  readonly id: number;
  readonly url: string;
  readonly key: string;
  readonly body: string;
}

/** Whether the pull request has another head by now, whose own runs have the last word. */
export async function hasAnotherHead(
  { client, pullRequest }: CommentPlace,
  headSha: string,
): Promise<boolean> {
  if (headSha === '') return false;
  const { octokit, repository } = client;
  const found = await attempt(() =>
    octokit.rest.pulls.get({ ...repository, pull_number: pullRequest }),
  );
  return found.ok && found.value.data.head.sha !== headSha;
}

/** A comment's text for comparison: GitHub trims it. */
export function plain(body: string): string {
  return body.trim();
}

/** What a look at the pull request found. */
export interface Look {
  /** For the key, the oldest first. */
  readonly comments: readonly Ours[];
  /** With a comment of ours, whatever their keys. */
  readonly pipelines: number;
}

/**
 * Our comments on the pull request. `author` is who we are, where that is known. Throws
 * where it cannot be told whether any is ours: one comment too many would be made on such a guess.
 */
export async function findOurs(
  { client, pullRequest, key: name }: CommentPlace,
  author: string | undefined,
): Promise<Look> {
  const { octokit, repository } = client;
  const key = hash(name);
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    ...repository,
    issue_number: pullRequest,
    per_page: 100,
  });
  const marked = comments.flatMap(({ id, html_url: url, body = '', user }) => {
    const found = readMarked(body);
    return found === undefined ? [] : [{ ...found, id, url, author: user?.login }];
  });
  const authors = new Set([WORKFLOWS, author]);
  const isOurs = ({ author }: (typeof marked)[number]): boolean =>
    author !== undefined && authors.has(author);
  const isForKey = (one: Ours): boolean => one.key === key;
  const candidates = marked.filter(isForKey);
  if (!candidates.every(isOurs)) {
    try {
      authors.add(await ownLogin(client));
    } catch (error) {
      if (!candidates.some(isOurs)) throw error;
    }
  }
  const own = marked.filter(isOurs);
  return {
    comments: own.filter(isForKey).sort((a, b) => a.id - b.id),
    pipelines: new Set(own.map(one => one.key)).size,
  };
}

/**
 * Who the token speaks for. `GET /user` knows people only; the token of an app or a workflow may ask
 * for its name by GraphQL alone.
 */
async function ownLogin({ octokit }: GitHubClient): Promise<string> {
  const { viewer } = await octokit.graphql<{ readonly viewer: { readonly login: string } }>(
    '{ viewer { login } }',
    { request: REPEATABLE },
  );
  return viewer.login;
}

/** A comment that GitHub took; its author is who we are. */
export interface Posted {
  readonly url: string;
  readonly author: string | undefined;
}

export function create(
  { client, pullRequest, key }: CommentPlace,
  body: string,
): Promise<Attempt<Posted>> {
  return attempt(async () => {
    const { data } = await client.octokit.rest.issues.createComment({
      ...client.repository,
      issue_number: pullRequest,
      body: withMarker(key, body),
    });
    return { url: data.html_url, author: data.user?.login };
  });
}

/** Sent once: by the time it could be sent again, the comment may be a newer run's. */
export function update({ client, key }: CommentPlace, { id }: Ours, body: string) {
  return attempt(() =>
    client.octokit.rest.issues.updateComment({
      ...client.repository,
      comment_id: id,
      body: withMarker(key, body),
      request: ONCE,
    }),
  );
}

/** A comment that cannot be removed is no harm; the next run tries again. */
export async function remove(
  { octokit, repository }: GitHubClient,
  comments: readonly Ours[],
): Promise<void> {
  for (const { id } of comments) {
    await attempt(() => octokit.rest.issues.deleteComment({ ...repository, comment_id: id }));
  }
}

/** Whether another job wrote since the look, which makes the moment short in which it can be overwritten. */
export async function hasChanged(
  { octokit, repository }: GitHubClient,
  { id, body }: Ours,
): Promise<boolean> {
  const now = await attempt(() =>
    octokit.rest.issues.getComment({ ...repository, comment_id: id }),
  );
  return now.ok && plain(readMarked(now.value.data.body ?? '')?.body ?? '') !== plain(body);
}
