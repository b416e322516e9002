/** What a run of a fork's pull request leaves for the run that may comment on it. */
import { join } from 'node:path';
import { withCauses } from '../analysis/failure-cause.ts';
import { uploadFiles } from '../github/artifact.ts';
import {
  FORK_REPORT_FILE,
  forkArtifactName,
  forkReportText,
  parseForkReport,
} from '../github/fork/artifact.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { ForkFault } from '../record/facts/faults/github-failure.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import { replaceFile } from '../run/report/report-files.ts';
import type { Ran } from '../run/run-request.ts';

/** Uploads the numbers and names of the run; gives what was lost, and why. */
export async function leaveForkReport(
  { record, reportDir, reporting }: Ran,
  { event: { pull_request: pull }, variables }: RunnerContext,
): Promise<readonly Notice[]> {
  const { sha, repo } = pull?.head ?? {};
  if (sha === undefined || repo?.id === undefined) return lost({ why: 'head-gone' });
  const head = { sha, repositoryId: repo.id };
  const text = forkReportText(withCauses(record), head, reporting.site?.documents);
  // What the reader would refuse is better missed here, where whoever ran it can see why.
  const parsed = parseForkReport(text, head);
  if (!parsed.ok) return lost({ why: 'bad-report', fault: parsed.fault });
  try {
    await replaceFile(join(reportDir, FORK_REPORT_FILE), text);
  } catch (error) {
    return lost({ why: 'not-written', cause: (error as Error).message });
  }
  const name = forkArtifactName(record.run.attempt, record.pipeline.id, record.run);
  const upload = await uploadFiles(name, reportDir, [FORK_REPORT_FILE], { variables });
  switch (upload.kind) {
    case 'failed':
      return lost({ why: 'not-uploaded', cause: upload.cause });
    case 'late':
      return lost({ why: 'late', limitMs: upload.limitMs });
    default:
      return [];
  }
}

function lost(fault: ForkFault): readonly Notice[] {
  return [{ kind: 'no-fork-report', fault }];
}
