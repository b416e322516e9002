/** The Action's post step. */
import { notice } from '@actions/core';
import { createRedactor } from '../execution/redaction/redactor.ts';
import { secretValues } from '../execution/redaction/secrets.ts';
import { parseRunRecord } from '../record/run-record.ts';
import {
  type PendingReport,
  reportMark,
  unfinishedReport,
  unsavedReplies,
} from './action-state.ts';
import { publishReport } from './action-summary.ts';
import { RUN_FILE, readReportFile } from './report-files.ts';

/** Publishes the last report of a main that was ended before it could, and saves what it was answered. */
export async function finishForMain(): Promise<void> {
  const report = unfinishedReport();
  if (report !== undefined && isOfThisRun(report)) {
    const { reportDir, uploadLogs } = report;
    const redactor = createRedactor(secretValues([], process.env));
    await publishReport({ reportDir, logs: uploadLogs ? redactor : undefined });
  }
  const replies = unsavedReplies();
  if (replies === undefined) return;
  const { saveLeftReplies } = await import('./left-replies.ts');
  const lost = await saveLeftReplies(replies, process.env);
  if (lost !== undefined) notice(`replies of models were not saved: ${lost}`);
}

/** What stands there may be of a later step of the job, of an earlier run, or of nobody who is known. */
function isOfThisRun({ reportDir, mark }: PendingReport): boolean {
  const text = readReportFile(reportDir, RUN_FILE);
  if (text === undefined) {
    notice('the run was ended before it wrote a report');
    return false;
  }
  const parsed = parseRunRecord(text);
  const isOwn = parsed.ok && reportMark(parsed.record.run) === mark;
  if (!isOwn) notice(`the report in ${reportDir} was not published: it is not of this run`);
  return isOwn;
}
