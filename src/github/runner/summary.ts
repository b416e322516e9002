/** Publishes the job summary. */
import { summary } from '@actions/core';
import type { Notice } from '../../record/facts/notice/notice.ts';
import { restoreFile } from './file-commands.ts';

/** Replaces this step's summary; where there is none to write to, says why. */
export async function publishSummary(markdown: string): Promise<Notice | undefined> {
  try {
    restoreFile('GITHUB_STEP_SUMMARY');
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
    return undefined;
  } catch (error) {
    return { kind: 'fault', of: 'summary', cause: (error as Error).message };
  }
}
