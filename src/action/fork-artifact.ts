/** What a run of a fork's pull request leaves for the run that may comment on it. */
import { join } from 'node:path';
import type { Variables } from '../execution/process/stage-environment.ts';
import { uploadFiles } from '../github/artifact.ts';
import {
  FORK_REPORT_FILE,
  forkArtifactName,
  forkReportText,
  parseForkReport,
} from '../github/fork/artifact.ts';
import { readEvent } from '../github/runner/event.ts';
import { replaceFile } from '../run/report/report-files.ts';
import type { Ran } from '../run/run-request.ts';

/** Uploads the numbers and names of the run; gives what was lost, and why. */
export async function leaveForkReport(
  { record, reportDir }: Ran,
  variables: Variables,
): Promise<readonly string[]> {
  const { pull_request: pull } = await readEvent(variables.GITHUB_EVENT_PATH);
  const { sha, repo } = pull?.head ?? {};
  if (sha === undefined || repo?.id === undefined) return lost('the head repository is gone');
  const head = { sha, repositoryId: repo.id };
  const text = forkReportText(record, head);
  // What the reader would refuse is better missed here, where whoever ran it can see why.
  const parsed = parseForkReport(text, head);
  if (!parsed.ok) return lost(parsed.reason);
  try {
    await replaceFile(join(reportDir, FORK_REPORT_FILE), text);
  } catch (error) {
    return lost((error as Error).message);
  }
  const name = forkArtifactName(record.run.attempt, record.pipeline.id, record.run);
  const upload = await uploadFiles(name, reportDir, [FORK_REPORT_FILE], variables);
  return upload.kind === 'failed' ? lost(upload.reason) : [];
}

function lost(reason: string): readonly string[] {
  return [`no report for the workflow that comments on pull requests of forks: ${reason}`];
}
