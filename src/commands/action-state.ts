/** What main hands on to post. */
import { getState, saveState } from '@actions/core';

const REPORT_DIR = 'report-dir';
const FINISHED = 'finished';

/** Main has begun and will keep its report here. */
export function saveReportDir(folder: string): void {
  saveState(REPORT_DIR, folder);
}

/** Main has published all that there is to publish. */
export function saveFinished(): void {
  saveState(FINISHED, 'true');
}

/** The report directory of a main that did not finish; undefined where there is nothing to do. */
export function unfinishedReportDir(): string | undefined {
  const folder = getState(REPORT_DIR);
  return folder === '' || getState(FINISHED) === 'true' ? undefined : folder;
}
