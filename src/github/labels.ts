/** The labels of a pull request as they are now; the event has those of when it happened. */
import { type Attempt, attempt, type GitHubClient } from './client.ts';

/** Names of the labels. */
export function readLabels(
  { octokit, repository }: GitHubClient,
  pullRequest: number,
): Promise<Attempt<readonly string[]>> {
  return attempt(async () => {
    const labels = await octokit.paginate(octokit.rest.issues.listLabelsOnIssue, {
      ...repository,
      issue_number: pullRequest,
      per_page: 100,
    });
    return labels.map(({ name }) => name);
  });
}
