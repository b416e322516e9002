/** The Action's post step. */
import { existsSync } from 'node:fs';
import { publishReport } from './action.ts';
import { unfinishedReportDir } from './action-state.ts';

/** Publishes the last report of a main that was ended before it could. */
export async function finishForMain(): Promise<void> {
  const folder = unfinishedReportDir();
  if (folder !== undefined && existsSync(folder)) await publishReport(folder);
}
