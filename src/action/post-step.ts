/** The Action's post step. */
import { join } from 'node:path';
import { matrixInput } from '../definition/inputs.ts';
import { endLeft } from '../execution/guardian/left.ts';
import { LOG_FOLDER } from '../execution/logs/stage-log.ts';
import { isRunMark } from '../execution/process/run-mark.ts';
import { createRedactor } from '../execution/redaction/redactor.ts';
import { secretValues } from '../execution/redaction/secrets.ts';
import { readRunner } from '../github/runner/runner.ts';
import { readLeg } from '../record/job.ts';
import { parseRunRecord } from '../record/run-record.ts';
import { RUN_FILE, readReportFile } from '../run/report/report-files.ts';
import { lazily } from '../util/lazily.ts';
import { publishReport } from './report-artifact.ts';
import { sayNotices } from './say.ts';
import { type PendingReport, reportMarkOf, unfinishedReport, unsavedReplies } from './state.ts';

/** Ends what is left of a main that was killed, publishes the last report of a main that was ended before it could, and saves what it was answered. */
export async function finishForMain(): Promise<void> {
  const report = unfinishedReport();
  // What was left running does not wait for it.
  const runner = lazily(() => readRunner(process.env, { leg: readLeg(matrixInput()) }));
  if (report !== undefined && isRunMark(report.mark)) {
    await endLeft({ mark: report.mark, logFolder: join(report.reportDir, LOG_FOLDER) });
  }
  if (report !== undefined && isOfThisRun(report)) {
    const { reportDir, uploadLogs } = report;
    const redactor = createRedactor(secretValues([], process.env));
    const logs = uploadLogs ? redactor : undefined;
    await publishReport({ reportDir, runner: await runner(), logs });
  }
  const replies = unsavedReplies();
  if (replies === undefined) return;
  const { saveLeftReplies } = await import('./recover-replies.ts');
  const lost = await saveLeftReplies(replies, await runner());
  if (lost !== undefined) sayNotices({ kind: 'fault', of: 'llm-replies', cause: lost });
}

/** What stands there may be of a later step of the job, of an earlier run, or of nobody who is known. */
function isOfThisRun({ reportDir, reportMark }: PendingReport): boolean {
  const text = readReportFile(reportDir, RUN_FILE);
  if (text === undefined) {
    sayNotices({ kind: 'no-report' });
    return false;
  }
  const parsed = parseRunRecord(text);
  const isOwn = parsed.ok && reportMarkOf(parsed.record.run) === reportMark;
  if (!isOwn) sayNotices({ kind: 'foreign-report', folder: reportDir });
  return isOwn;
}
