/** Publishes the job summary. */
import { summary } from '@actions/core';
import { restoreFile } from './file-commands.ts';

/** Replaces this step's summary; where there is none to write to, says why. */
export async function publishSummary(markdown: string): Promise<string | undefined> {
  try {
    restoreFile('GITHUB_STEP_SUMMARY');
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
    return undefined;
  } catch (error) {
    return `job summary not written: ${(error as Error).message}`;
  }
}
