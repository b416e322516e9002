/**
 * The sticky comment: one a pull request and key, found again by its hidden marker and its author,
 * and edited in place. Any number of runs may be at it at once.
 */
import {
  type Attempt,
  attempt,
  type Failure,
  type GitHubClient,
  ONCE,
  REPEATABLE,
} from './client.ts';
import {
  compareStamps,
  type Marker,
  makeMarker,
  readMarked,
  type Stamp,
  withMarker,
} from './comment-marker.ts';

/** When there is a comment. */
export type CommentMode =
  /** A first one when there is something to say; from then on it is kept true. */
  | 'auto'
  /** From the first run on, and kept true. */
  | 'always'
  /** A first one when there is something to say; edited when the gist differs, not for other numbers. */
  | 'on-change'
  | 'never';

export interface CommentRequest {
  readonly client: GitHubClient;
  readonly pullRequest: number;
  /** Tells the pipelines that share a pull request apart. */
  readonly key: string;
  /** Markdown, at most 65,000 characters. */
  readonly body: string;
  readonly mode: CommentMode;
  /** Whether a reader has to know: what a first comment waits for. */
  readonly isWorthSaying: boolean;
  /** What the body says, without the numbers that differ from run to run. */
  readonly gist: string;
  readonly stamp: Stamp;
  /** The head of the pull request that the run is about, where that is known. */
  readonly headSha?: string | undefined;
}

/** What became of the comment. */
export type CommentOutcome =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly url: string }
  /** A newer run was faster: its comment stands. */
  | { readonly kind: 'superseded'; readonly url: string }
  /** No comment, and none is called for. */
  | { readonly kind: 'not-wanted' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Who comments with a workflow's own token; nothing but the repository's workflows can. */
const WORKFLOWS = 'github-actions[bot]';

/**
 * GitHub cannot edit "only if unchanged", so a run that edits looks again after this: longer than the
 * moment between another run's look and its edit, which may have been of an older run.
 */
const SETTLE_MS = 1_000;

/** Looks at most; each but the last ends with a change that another run may have undone. */
const MOST_LOOKS = 12;

/** Looks for a comment that GitHub took and does not list; as many seconds. */
const MOST_UNSEEN = 3;

/**
 * Comments of ours that a pull request gets at most: the name of a pipeline is whatever its definition
 * says, in a fork too, where a new one with every run would fill the page.
 */
const MOST_PIPELINES = 20;

/** A comment that is ours. */
interface Ours {
  readonly id: number;
  readonly url: string;
  readonly marker: Marker;
  readonly body: string;
}

/**
 * Brings the comment up to date: looks, changes what is not so, and looks again until nothing has to
 * be changed. Every run keeps the comment of the newest run and deletes the others, so whichever
 * looks last leaves one. Never throws.
 *
 * A run whose body is the one that stands there already writes nothing, not even its stamp. So that a
 * run which is older than it, but newer than the stamp, does not replace the comment, a run edits only
 * while the pull request's head is the commit that it is about.
 */
export async function syncComment(request: CommentRequest): Promise<CommentOutcome> {
  const { client, mode } = request;
  if (mode === 'never') return { kind: 'not-wanted' };
  const marker = makeMarker(request.key, request.stamp, request.gist);
  let done: 'created' | 'updated' | 'unchanged' = 'unchanged';
  // The comment that GitHub said it took or changed.
  let written: { readonly url: string } | undefined;
  let posted: Posted | undefined;
  // A comment that was sent, and that GitHub did not say it took.
  let lost: Failure | undefined;
  let unseen = 0;
  let failedEdits = 0;
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const look = await attempt(() => findOurs(request, marker.key, posted?.author));
    if (!look.ok) return written ? { kind: done, url: written.url } : failed(look.failure);
    const {
      pipelines,
      comments: [newest, ...others],
    } = look.value;
    await remove(client, others);
    if (newest === undefined && posted !== undefined) {
      // The list is behind; or somebody deleted it at once, who does not want it back.
      if (unseen === MOST_UNSEEN) return { kind: done, url: posted.url };
      unseen += 1;
      await client.clock.wait(SETTLE_MS);
      continue;
    }
    const next = nextStep(request, marker, newest);
    switch (next.kind) {
      case 'as-it-should-be':
        return { kind: done, url: next.url };
      case 'end':
        return next.outcome;
      case 'create': {
        if (pipelines >= MOST_PIPELINES) {
          return failed({ reason: `${pipelines} pipelines have a comment there already` });
        }
        const created = await create(request, marker);
        if (!created.ok && !created.failure.mayHaveHappened) return failed(created.failure);
        if (created.ok) {
          posted = created.value;
          written = posted;
        } else {
          lost = created.failure;
          await client.clock.wait(SETTLE_MS);
        }
        done = 'created';
        break;
      }
      case 'update': {
        if (await isOutdated(request)) return { kind: 'superseded', url: next.comment.url };
        const edited = await update(request, marker, next.comment);
        if (done === 'unchanged') done = 'updated';
        // Deleted since the look.
        if (edited.ok || edited.failure.status === 404) {
          if (edited.ok) written = next.comment;
          await client.clock.wait(SETTLE_MS);
          break;
        }
        failedEdits += 1;
        if (!(await client.pause(edited.failure, failedEdits))) return failed(edited.failure);
        break;
      }
    }
  }
  return failed(lost ?? { reason: 'other runs kept changing it' });
}

type Step =
  | { readonly kind: 'end'; readonly outcome: CommentOutcome }
  | { readonly kind: 'as-it-should-be'; readonly url: string }
  | { readonly kind: 'create' }
  | { readonly kind: 'update'; readonly comment: Ours };

function nextStep(request: CommentRequest, marker: Marker, newest: Ours | undefined): Step {
  const { mode, isWorthSaying, body } = request;
  if (newest === undefined) {
    return mode === 'always' || isWorthSaying
      ? { kind: 'create' }
      : { kind: 'end', outcome: { kind: 'not-wanted' } };
  }
  const { url } = newest;
  if (compareStamps(newest.marker.stamp, marker.stamp) > 0) {
    return { kind: 'end', outcome: { kind: 'superseded', url } };
  }
  const isTrue =
    mode === 'on-change' ? newest.marker.gist === marker.gist : plain(newest.body) === plain(body);
  return isTrue ? { kind: 'as-it-should-be', url } : { kind: 'update', comment: newest };
}

/** Whether the pull request has another head by now, whose own run has the last word. */
async function isOutdated({ client, pullRequest, headSha }: CommentRequest): Promise<boolean> {
  if (headSha === undefined) return false;
  const { octokit, repository } = client;
  const found = await attempt(() =>
    octokit.rest.pulls.get({ ...repository, pull_number: pullRequest }),
  );
  return found.ok && found.value.data.head.sha !== headSha;
}

/** GitHub's editor turns line ends around. */
function plain(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}

/** What a look at the pull request found. */
interface Look {
  /** For the key, the newest run's first. */
  readonly comments: readonly Ours[];
  /** With a comment of ours, whatever their keys. */
  readonly pipelines: number;
}

/**
 * Our comments on the pull request. `author` is who we are, where that is known. Throws
 * where it cannot be told whether any is ours: one comment too many would be made on such a guess.
 */
async function findOurs(
  { client, pullRequest }: CommentRequest,
  key: string,
  author: string | undefined,
): Promise<Look> {
  const { octokit, repository } = client;
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
  const isForKey = ({ marker }: Ours): boolean => marker.key === key;
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
    comments: own
      .filter(isForKey)
      .sort((a, b) => compareStamps(b.marker.stamp, a.marker.stamp) || a.id - b.id),
    pipelines: new Set(own.map(({ marker }) => marker.key)).size,
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
interface Posted {
  readonly url: string;
  readonly author: string | undefined;
}

function create(
  { client, pullRequest, body }: CommentRequest,
  marker: Marker,
): Promise<Attempt<Posted>> {
  return attempt(async () => {
    const { data } = await client.octokit.rest.issues.createComment({
      ...client.repository,
      issue_number: pullRequest,
      body: withMarker(marker, body),
    });
    return { url: data.html_url, author: data.user?.login };
  });
}

/** Sent once: by the time it could be sent again, the comment may be a newer run's. */
function update({ client, body }: CommentRequest, marker: Marker, { id }: Ours) {
  return attempt(() =>
    client.octokit.rest.issues.updateComment({
      ...client.repository,
      comment_id: id,
      body: withMarker(marker, body),
      request: ONCE,
    }),
  );
}

/** A comment that cannot be removed is no harm; the next run tries again. */
async function remove(
  { octokit, repository }: GitHubClient,
  comments: readonly Ours[],
): Promise<void> {
  for (const { id } of comments) {
    await attempt(() => octokit.rest.issues.deleteComment({ ...repository, comment_id: id }));
  }
}

function failed({ reason }: Pick<Failure, 'reason'>): CommentOutcome {
  return { kind: 'failed', reason };
}
