/** Hands the report to the run's artifacts. */
import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { JobIdentity } from '../record/job.ts';

/** What became of the upload. */
export type Upload =
  /** `id` is what addresses of it end with. */
  | { readonly kind: 'uploaded'; readonly name: string; readonly id?: number }
  /** The runner offers no artifact service, as in the terminal or under `act`. */
  | { readonly kind: 'no-service' }
  | { readonly kind: 'late'; readonly limitMs: number }
  | { readonly kind: 'failed'; readonly cause: string };

/** The toolkit would try for minutes; a report is not worth holding up the job. */
const DEADLINE_MS = 60_000;

type Variables = Readonly<Record<string, string | undefined>>;

/** Longer names are cut. */
const LONGEST_PART = 80;

/**
 * Uploads those of the files that exist as `stagetime-<job>[-<leg>]-<attempt>-<random>`; names must not
 * repeat within a run, and two legs may differ in no letter that a name can have.
 */
export function uploadReport(
  folder: string,
  files: readonly string[],
  variables: Variables,
  { matrix = {} }: Partial<Pick<JobIdentity, 'matrix'>> = {},
): Promise<Upload> {
  const values = Object.values(matrix).join('-');
  const parts = [variables.GITHUB_JOB ?? 'job', ...(values === '' ? [] : [values])].map(part =>
    part.replace(/[^\w.-]/g, '_').slice(0, LONGEST_PART),
  );
  const random = randomBytes(3).toString('hex');
  const name = ['stagetime', ...parts, variables.GITHUB_RUN_ATTEMPT ?? '1', random].join('-');
  return uploadFiles(name, folder, files, variables);
}

/** What a link leads to was not written for everybody to see. */
function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Uploads those of the files that exist under a name that the run must not have yet. */
export async function uploadFiles(
  name: string,
  folder: string,
  files: readonly string[],
  variables: Variables,
): Promise<Upload> {
  const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: url } = variables;
  if (!token || !url) return { kind: 'no-service' };
  const present = files.map(file => join(folder, file)).filter(isPlainFile);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Upload>(resolve => {
    timer = setTimeout(() => resolve({ kind: 'late', limitMs: DEADLINE_MS }), DEADLINE_MS);
  });
  try {
    const { DefaultArtifactClient } = await import('@actions/artifact');
    const upload = new DefaultArtifactClient().uploadArtifact(name, present, folder);
    const uploaded = upload.then(
      ({ id }): Upload => ({ kind: 'uploaded', name, ...(id !== undefined && { id }) }),
    );
    return await Promise.race([uploaded, deadline]);
  } catch (error) {
    return { kind: 'failed', cause: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
