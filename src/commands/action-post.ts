/** The Action's post step. */
import { existsSync } from 'node:fs';
import { notice } from '@actions/core';
import { createRedactor } from '../execution/redaction/redactor.ts';
import { secretValues } from '../execution/redaction/secrets.ts';
import { unfinishedReport, unsavedReplies } from './action-state.ts';
import { publishReport } from './action-summary.ts';

/** Publishes the last report of a main that was ended before it could, and saves what it was answered. */
export async function finishForMain(): Promise<void> {
  const report = unfinishedReport();
  if (report !== undefined && existsSync(report.reportDir)) {
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
