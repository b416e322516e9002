/** The check run: the verdict as a line among the checks, where `checks: write` is given. */
import type { GitHubFailure } from '../record/facts/faults/github-failure.ts';
import { attempt, type GitHubClient, REPEATABLE } from './client.ts';

export interface CheckRunRequest {
  readonly client: GitHubClient;
  /** What stands among the checks. */
  readonly name: string;
  /** The commit it is about: of a pull request its head, not the merge commit that ran. */
  readonly headSha: string;
  /** `neutral` says something without standing in the way of a merge; `skipped`: nothing ran. */
  readonly conclusion: 'success' | 'neutral' | 'skipped' | 'failure';
  readonly title: string;
  /** Markdown, at most 65,000 characters. */
  readonly summary: string;
}

export type CheckRunOutcome =
  | { readonly kind: 'published'; readonly url: string | undefined }
  /** The workflow does not give `checks: write`. */
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'failed'; readonly why: GitHubFailure };

/** Publishes a finished check run. Of several with one name GitHub shows the newest. */
export async function publishCheckRun(request: CheckRunRequest): Promise<CheckRunOutcome> {
  const { client, name, headSha, conclusion, title, summary } = request;
  const published = await attempt(() =>
    client.octokit.rest.checks.create({
      ...client.repository,
      name,
      head_sha: headSha,
      status: 'completed',
      conclusion,
      output: { title, summary },
      request: REPEATABLE,
    }),
  );
  if (published.ok) return { kind: 'published', url: published.value.data.html_url ?? undefined };
  const { status, why } = published.failure;
  return status === 403 ? { kind: 'not-permitted' } : { kind: 'failed', why };
}
