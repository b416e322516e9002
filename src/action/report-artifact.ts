/** What the Action publishes of a report directory, whether or not the run came to its end. */
import { randomBytes } from 'node:crypto';
import type { Redactor } from '../execution/redaction/redactor.ts';
import { UPLOAD_LIMIT_MS, uploadReport } from '../github/artifact.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import { publishSummary } from '../github/runner/summary.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import type { ArtifactPlace } from '../record/site.ts';
import type { ReportModel } from '../reporting/model/model.ts';
import { REPORT_FILES, readReportFile, SUMMARY_FILE } from '../run/report/report-files.ts';
import { sayNotices } from './say.ts';
import type { LogFiles } from './upload-logs.ts';

/** What is published. */
export interface PublishedReport {
  readonly reportDir: string;
  readonly runner: RunnerContext;
  /** Where logs go along: what knows the secrets that must not be in them. */
  readonly logs: Redactor | undefined;
  /** What is in memory; without it the summary is the one in the folder. */
  readonly model?: () => ReportModel;
}

/** The summary and the artifact of a report directory, each fault of theirs a notice. */
export async function publishReport(report: PublishedReport): Promise<void> {
  await publishJobSummary(report);
  sayNotices(...(await uploadArtifact(report)).notices);
}

/** Where the artifact is, and what was lost. */
export interface UploadedReport {
  readonly artifact?: ArtifactPlace;
  readonly notices: readonly Notice[];
}

/** The files of the report directory as an artifact of the run, within `limitMs`. */
export async function uploadArtifact(
  report: Omit<PublishedReport, 'model'>,
  limitMs = UPLOAD_LIMIT_MS,
): Promise<UploadedReport> {
  const { reportDir, runner, logs } = report;
  const { variables, job } = runner;
  const found = logs === undefined ? undefined : await logFiles(report, logs);
  const files = [...REPORT_FILES, ...(found?.files ?? [])];
  const upload = await uploadReport(reportDir, files, { variables, job, limitMs });
  const notices = found?.notices ?? [];
  switch (upload.kind) {
    case 'uploaded':
      return { artifact: upload.id ?? 'listed', notices };
    case 'no-service':
      return { notices };
    case 'late':
      return { notices: [...notices, { kind: 'no-artifact-in-time', limitMs: upload.limitMs }] };
    case 'failed':
      return { notices: [...notices, { kind: 'fault', of: 'artifact', cause: upload.cause }] };
  }
}

/** The summary of the job; where it is lost, the report stands in the job's log. */
export async function publishJobSummary({ reportDir, model }: PublishedReport): Promise<void> {
  const lost = await summarize(reportDir, model);
  if (lost === undefined) return;
  sayNotices(lost);
  if (model !== undefined) await printReport(model());
}

async function summarize(
  reportDir: string,
  model: PublishedReport['model'],
): Promise<Notice | undefined> {
  if (model !== undefined) {
    const { renderSummary } = await import('../reporting/markdown/summary.ts');
    return publishSummary(renderSummary(model()));
  }
  const markdown = readReportFile(reportDir, SUMMARY_FILE);
  return markdown === undefined ? { kind: 'no-summary' } : publishSummary(markdown);
}

/** Where the summary is lost, the job's own log is left. */
async function printReport(model: ReportModel): Promise<void> {
  const { renderTerminal } = await import('../reporting/terminal/terminal.ts');
  const token = randomBytes(16).toString('hex');
  const text = renderTerminal(model, { color: false, width: 100 });
  process.stdout.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
}

async function logFiles(
  { reportDir, runner }: Pick<PublishedReport, 'reportDir' | 'runner'>,
  redactor: Redactor,
): Promise<LogFiles> {
  const { logsToUpload } = await import('./upload-logs.ts');
  return logsToUpload(reportDir, redactor, runner);
}
