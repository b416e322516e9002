/** What the Action publishes of a report directory, whether or not the run came to its end. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notice } from '@actions/core';
import { uploadReport } from '../github/artifact.ts';
import { publishSummary } from '../github/summary.ts';
import { REPORT_FILES, SUMMARY_FILE } from './report-files.ts';

/** The summary and the artifact of a report directory, each fault of theirs a notice. */
export async function publishReport(reportDir: string): Promise<void> {
  const markdown = await readFile(join(reportDir, SUMMARY_FILE), 'utf8').catch(() => undefined);
  const lost = markdown === undefined ? 'no summary was written' : await publishSummary(markdown);
  if (lost !== undefined) notice(lost);
  const upload = await uploadReport(reportDir, REPORT_FILES, process.env);
  if (upload.kind === 'failed') notice(`report not uploaded as an artifact: ${upload.reason}`);
}
