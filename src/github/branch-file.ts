/** One file on a branch of its own, read and replaced by the Git Data API: nothing is checked out. */
import { type Attempt, attempt, type GitHubClient, REPEATABLE } from './client.ts';

/** Where the file is. */
export interface BranchFile {
  readonly client: GitHubClient;
  readonly branch: string;
  /** Name of the file in the branch's root. */
  readonly name: string;
  /** A larger file is not read. */
  readonly maxBytes: number;
}

/** The branch as it was at one moment. */
export interface BranchState {
  /** The commit and tree that a replacement builds on; absent where there is no branch yet. */
  readonly head?: { readonly commit: string; readonly tree: string };
  readonly content: FileContent;
}

export type FileContent =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' };

/** What became of a replacement. */
export type Replaced =
  | { readonly kind: 'replaced' }
  /** Somebody else was faster, or an answer was lost: a new look will tell. */
  | { readonly kind: 'not-moved'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Looks at the branch and the file. */
export async function readBranchFile(place: BranchFile): Promise<Attempt<BranchState>> {
  const { octokit, repository } = place.client;
  const { git } = octokit.rest;
  const ref = await attempt(() => git.getRef({ ...repository, ref: `heads/${place.branch}` }));
  if (!ref.ok) {
    return ref.failure.status === 404 ? { ok: true, value: { content: { kind: 'none' } } } : ref;
  }
  return attempt(async () => {
    const commit = ref.value.data.object.sha;
    const { data } = await git.getCommit({ ...repository, commit_sha: commit });
    const head = { commit, tree: data.tree.sha };
    const tree = await git.getTree({ ...repository, tree_sha: head.tree });
    const entry = tree.data.tree.find(({ path, type }) => path === place.name && type === 'blob');
    if (entry === undefined) return { head, content: { kind: 'none' } };
    if ((entry.size ?? 0) > place.maxBytes) return { head, content: { kind: 'too-large' } };
    const blob = await git.getBlob({ ...repository, file_sha: entry.sha });
    const text = Buffer.from(blob.data.content, 'base64').toString('utf8');
    return { head, content: { kind: 'text', text } };
  });
}

/**
 * Commits a new text on top of the state that was looked at, and moves the branch there only if it
 * still is where it was: the ref is never forced, so a commit of somebody else's makes it refuse.
 */
export async function replaceBranchFile(
  { client, branch, name }: BranchFile,
  { head }: BranchState,
  text: string,
  message: string,
): Promise<Replaced> {
  const { octokit, repository } = client;
  const { git } = octokit.rest;
  const commit = await attempt(async () => {
    const tree = await git.createTree({
      ...repository,
      ...(head && { base_tree: head.tree }),
      tree: [{ path: name, mode: '100644', type: 'blob', content: text }],
      request: REPEATABLE,
    });
    return git.createCommit({
      ...repository,
      message,
      tree: tree.data.sha,
      parents: head ? [head.commit] : [],
      request: REPEATABLE,
    });
  });
  if (!commit.ok) return { kind: 'failed', reason: commit.failure.reason };
  const { sha } = commit.value.data;
  const moved = await attempt<unknown>(() =>
    head
      ? git.updateRef({ ...repository, ref: `heads/${branch}`, sha, force: false })
      : git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha }),
  );
  if (moved.ok) return { kind: 'replaced' };
  const { status, mayHaveHappened, reason } = moved.failure;
  return status === 409 || status === 422 || mayHaveHappened
    ? { kind: 'not-moved', reason }
    : { kind: 'failed', reason };
}
