/** Files on a branch of their own, read and replaced by the Git Data API: nothing is checked out. */
import { hash } from 'node:crypto';
import type { GitHubFailure } from '../record/facts/faults/github-failure.ts';
import { type Attempt, attempt, type GitHubClient, REPEATABLE } from './client.ts';

/** Which files of which branch. */
export interface BranchFiles {
  readonly client: GitHubClient;
  readonly branch: string;
  /** Whether the file of this name in the branch's root is read. */
  readonly isWanted: (name: string) => boolean;
  /** A larger file is not read. */
  readonly maxBytes: number;
}

/** The branch as it was at one moment. */
export interface BranchState {
  /** The commit and tree that a replacement builds on; absent where there is no branch yet. */
  readonly head?: { readonly commit: string; readonly tree: string };
  /** What stands in its root, of what is wanted, by name. */
  readonly files: ReadonlyMap<string, FileContent>;
}

export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-a-file' }
  | { readonly kind: 'unreadable'; readonly why: GitHubFailure };

/** What becomes of files: a new text, or nothing, which takes the file away. */
export type Changes = ReadonlyMap<string, string | undefined>;

/** What became of a replacement. */
export type Replaced =
  | { readonly kind: 'replaced' }
  /** Somebody else was faster, or an answer was lost: a new look will tell. */
  | { readonly kind: 'not-moved'; readonly why: GitHubFailure }
  | { readonly kind: 'failed'; readonly why: GitHubFailure };

/** Looks at the branch and the files; that a file alone cannot be read is not a failure of the whole. */
export async function readBranchFiles(place: BranchFiles): Promise<Attempt<BranchState>> {
  const { branch, isWanted } = place;
  const { octokit, repository } = place.client;
  const { git } = octokit.rest;
  return attempt(async () => {
    // Asked for one ref, GitHub answers 404 to whoever may not see it too; a list without it says that it is not there.
    const refs = await git.listMatchingRefs({ ...repository, ref: `heads/${branch}` });
    const commit = refs.data.find(({ ref }) => ref === `refs/heads/${branch}`)?.object.sha;
    if (commit === undefined) return { files: new Map() };
    const { data } = await git.getCommit({ ...repository, commit_sha: commit });
    const head = { commit, tree: data.tree.sha };
    const tree = await git.getTree({ ...repository, tree_sha: head.tree });
    if (tree.data.truncated) throw new Error('the list of its files is cut off');
    const wanted = tree.data.tree.filter(({ path }) => isWanted(path));
    const read = await Promise.all(
      wanted.map(async entry => [entry.path, await contentOf(place, entry)] as const),
    );
    return { head, files: new Map(read) };
  });
}

interface TreeEntry {
  readonly type: string;
  readonly sha: string;
  readonly size?: number | undefined;
}

async function contentOf(
  { client: { octokit, repository }, maxBytes }: BranchFiles,
  { type, sha, size = 0 }: TreeEntry,
): Promise<FileContent> {
  if (type !== 'blob') return { kind: 'not-a-file' };
  if (size > maxBytes) return { kind: 'too-large' };
  const blob = await attempt(async () => {
    const { data } = await octokit.rest.git.getBlob({ ...repository, file_sha: sha });
    const bytes = Buffer.from(data.content, 'base64');
    if (!isObject(bytes, sha)) throw new Error('the answer is not the file that was asked for');
    return bytes.toString('utf8');
  });
  return blob.ok
    ? { kind: 'text', text: blob.value }
    : { kind: 'unreadable', why: blob.failure.why };
}

/** Whether git calls a file with this content so. */
function isObject(content: Buffer, sha: string): boolean {
  const header = Buffer.from(`blob ${content.length}\0`);
  const algorithm = sha.length === 64 ? 'sha256' : 'sha1';
  return hash(algorithm, Buffer.concat([header, content])) === sha;
}

/**
 * Commits the changes on top of the state that was looked at, and moves the branch there only if it
 * still is where it was: the ref is never forced, so a commit of somebody else's makes it refuse.
 */
export async function replaceBranchFiles(
  { client, branch }: BranchFiles,
  { head }: BranchState,
  changes: Changes,
  message: string,
): Promise<Replaced> {
  const { octokit, repository } = client;
  const { git } = octokit.rest;
  const commit = await attempt(async () => {
    const tree = await git.createTree({
      ...repository,
      ...(head && { base_tree: head.tree }),
      tree: [...changes].map(([path, text]) => ({
        path,
        mode: '100644',
        type: 'blob',
        ...(text === undefined ? { sha: null } : { content: text }),
      })),
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
  if (!commit.ok) return { kind: 'failed', why: commit.failure.why };
  const { sha } = commit.value.data;
  const moved = await attempt<unknown>(() =>
    head
      ? git.updateRef({ ...repository, ref: `heads/${branch}`, sha, force: false })
      : git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha }),
  );
  if (moved.ok) return { kind: 'replaced' };
  const { status, mayHaveHappened, why } = moved.failure;
  return status === 409 || status === 422 || mayHaveHappened
    ? { kind: 'not-moved', why }
    : { kind: 'failed', why };
}
