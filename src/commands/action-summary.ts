/** What the Action publishes of a report directory, whether or not the run came to its end. */
import { notice } from '@actions/core';
import { matrixInput } from '../definition/inputs.ts';
import type { Redactor } from '../execution/redaction/redactor.ts';
import { uploadReport } from '../github/artifact.ts';
import { publishSummary } from '../github/summary.ts';
import { readLeg } from '../record/job.ts';
import { REPORT_FILES, readReportFile, SUMMARY_FILE } from './report-files.ts';

/** What is published. */
export interface PublishedReport {
  readonly reportDir: string;
  /** Where logs go along: what knows the secrets that must not be in them. */
  readonly logs: Redactor | undefined;
}

/** The summary and the artifact of a report directory, each fault of theirs a notice. */
export async function publishReport({ reportDir, logs }: PublishedReport): Promise<void> {
  const markdown = readReportFile(reportDir, SUMMARY_FILE);
  const lost = markdown === undefined ? 'no summary was written' : await publishSummary(markdown);
  if (lost !== undefined) notice(lost);
  const files = [...REPORT_FILES, ...(logs === undefined ? [] : await logFiles(reportDir, logs))];
  const leg = readLeg(matrixInput());
  const upload = await uploadReport(reportDir, files, process.env, leg);
  if (upload.kind === 'failed') notice(`report not uploaded as an artifact: ${upload.reason}`);
}

async function logFiles(reportDir: string, redactor: Redactor): Promise<readonly string[]> {
  const { logsToUpload } = await import('./action-logs.ts');
  const { files, notices } = await logsToUpload(reportDir, redactor, process.env);
  for (const message of notices) notice(message);
  return files;
}
