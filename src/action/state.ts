/** What main hands on to post. */
import { getState } from '@actions/core';
import { saveState } from '../github/runner/file-commands.ts';
import { type JobIdentity, runKey } from '../record/job.ts';
import type { RunIdentity } from '../record/run-record.ts';
import { sayNotices } from './say.ts';

const REPORT_DIR = 'report-dir';
const REPORT_MARK = 'report-mark';
const MARK = 'run-mark';
const LOGS = 'upload-logs';
const FINISHED = 'finished';
const REPLIES = 'llm-replies';
const REPLIES_JOB = 'llm-replies-job';
const REPLIES_LEG = 'llm-replies-leg';
const REPLIES_SETTLED = 'llm-replies-settled';

/** A report that is to be published. */
export interface PendingReport {
  readonly reportDir: string;
  readonly uploadLogs: boolean;
  /** Of the run, which its processes carry. */
  readonly mark: string;
  /** By which a record is known to be this run's: see `reportMarkOf`. */
  readonly reportMark: string;
}

/** Of no other run, and of no other execution of it. */
export function reportMarkOf(run: RunIdentity): string {
  return JSON.stringify([runKey({ run }), run.startedAt]);
}

/** What post is not told it cannot do: that is a notice, and fails nothing. */
function save(states: Readonly<Record<string, string>>): void {
  const lost = Object.entries(states).flatMap(([name, value]) => saveState(name, value) ?? []);
  const [first] = lost;
  if (first !== undefined) sayNotices(first);
}

/** Main has begun, will keep its report here, and publish it with or without logs. */
export function saveReport({ reportDir, uploadLogs, mark, reportMark }: PendingReport): void {
  save({
    [REPORT_MARK]: reportMark,
    [REPORT_DIR]: reportDir,
    [LOGS]: String(uploadLogs),
    [MARK]: mark,
  });
}

/** Main has published all that there is to publish. */
export function saveFinished(): void {
  save({ [FINISHED]: 'true' });
}

/** The report of a main that did not finish; undefined where there is nothing to do. */
export function unfinishedReport(): PendingReport | undefined {
  const reportDir = getState(REPORT_DIR);
  if (reportDir === '' || getState(FINISHED) === 'true') return undefined;
  return {
    reportDir,
    uploadLogs: getState(LOGS) === 'true',
    mark: getState(MARK),
    reportMark: getState(REPORT_MARK),
  };
}

/** Main will have replies of models of this pipeline and job to save. */
export function saveRepliesCarried(pipelineId: string, { job = '', leg = '' }: JobIdentity): void {
  save({
    [REPLIES]: pipelineId,
    [REPLIES_JOB]: job,
    [REPLIES_LEG]: leg,
    [REPLIES_SETTLED]: 'false',
  });
}

/** Main saved the replies of models, or found that it cannot. */
export function saveRepliesSettled(): void {
  save({ [REPLIES_SETTLED]: 'true' });
}

/** Replies that main did not get to. */
export interface UnsavedReplies {
  readonly reportDir: string;
  readonly pipelineId: string;
  readonly job: JobIdentity;
}

/** The replies of a main that was cancelled or killed; undefined where there is nothing to do. */
export function unsavedReplies(): UnsavedReplies | undefined {
  const [reportDir, pipelineId] = [getState(REPORT_DIR), getState(REPLIES)];
  if (reportDir === '' || pipelineId === '' || getState(REPLIES_SETTLED) === 'true')
    return undefined;
  const [job, leg] = [getState(REPLIES_JOB), getState(REPLIES_LEG)];
  return { reportDir, pipelineId, job: { ...(job && { job }), ...(leg && { leg }) } };
}
