/** Publishes the job summary. */
import { summary } from '@actions/core';

/** Replaces this step's summary; where there is none to write to, says why. */
export async function publishSummary(markdown: string): Promise<string | undefined> {
  try {
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
    return undefined;
  } catch (error) {
    return `job summary not written: ${(error as Error).message}`;
  }
}
