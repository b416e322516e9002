/** What main hands on to post. */
import { getState, saveState } from '@actions/core';
import { type JobIdentity, runKey } from '../record/job.ts';
import type { RunIdentity } from '../record/run-record.ts';

const REPORT_DIR = 'report-dir';
const REPORT_MARK = 'report-mark';
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
  /** By which a record is known to be this run's: its `reportMark`. */
  readonly mark: string;
}

/** Of no other run, and of no other execution of it. */
export function reportMark(run: RunIdentity): string {
  return JSON.stringify([runKey({ run }), run.startedAt]);
}

/** Main has begun, will keep its report here, and publish it with or without logs. */
export function saveReport({ reportDir, uploadLogs, mark }: PendingReport): void {
  saveState(REPORT_MARK, mark);
  saveState(REPORT_DIR, reportDir);
  saveState(LOGS, String(uploadLogs));
}

/** Main has published all that there is to publish. */
export function saveFinished(): void {
  saveState(FINISHED, 'true');
}

/** The report of a main that did not finish; undefined where there is nothing to do. */
export function unfinishedReport(): PendingReport | undefined {
  const reportDir = getState(REPORT_DIR);
  if (reportDir === '' || getState(FINISHED) === 'true') return undefined;
  return { reportDir, uploadLogs: getState(LOGS) === 'true', mark: getState(REPORT_MARK) };
}

/** Main will have replies of models of this pipeline and job to save. */
export function saveRepliesCarried(pipelineId: string, { job = '', leg = '' }: JobIdentity): void {
  saveState(REPLIES, pipelineId);
  saveState(REPLIES_JOB, job);
  saveState(REPLIES_LEG, leg);
  saveState(REPLIES_SETTLED, 'false');
}

/** Main saved the replies of models, or found that it cannot. */
export function saveRepliesSettled(): void {
  saveState(REPLIES_SETTLED, 'true');
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
