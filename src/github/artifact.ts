/** Hands the report to the run's artifacts. */
import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ArtifactClient, UploadArtifactResponse } from '@actions/artifact';
import type { JobIdentity } from '../record/job.ts';

/** What became of the upload. */
export type Upload =
  /** `id` is what addresses of it end with. */
  | { readonly kind: 'uploaded'; readonly name: string; readonly id?: number }
  /** The runner offers no artifact service, as in the terminal or under `act`. */
  | { readonly kind: 'no-service' }
  | { readonly kind: 'late'; readonly limitMs: number }
  | { readonly kind: 'failed'; readonly cause: string };

/** The toolkit would try for minutes; what is uploaded is not worth holding up the job. In ms. */
export const UPLOAD_LIMIT_MS = 60_000;

type Variables = Readonly<Record<string, string | undefined>>;

/** Longer names are cut. */
const LONGEST_PART = 80;

/** Whose the upload is, and how long it may take. */
export interface UploadOptions {
  readonly variables: Variables;
  readonly job?: Partial<Pick<JobIdentity, 'matrix'>>;
  /** In ms. */
  readonly limitMs?: number;
}

/** Whether the runner offers a service for artifacts. */
export function hasArtifactService({
  ACTIONS_RUNTIME_TOKEN: token,
  ACTIONS_RESULTS_URL: url,
}: Variables): boolean {
  return Boolean(token && url);
}

/** Uploads those of the files that exist as `stagetime-<job>[-<leg>]-<attempt>-<random>`. */
export function uploadReport(
  folder: string,
  files: readonly string[],
  options: UploadOptions,
): Promise<Upload> {
  return uploadFiles(artifactName('stagetime', options), folder, files, options);
}

/**
 * A name that begins so, says of which job and leg it is, and no other artifact of the run has: names must
 * not repeat within a run, and two legs may differ in no letter that a name can have.
 */
export function artifactName(
  start: string,
  { variables, job: { matrix = {} } = {} }: UploadOptions,
) {
  const values = Object.values(matrix).join('-');
  const parts = [start, variables.GITHUB_JOB ?? 'job', ...(values === '' ? [] : [values])].map(
    part => part.replace(/[^\w.-]/g, '_').slice(0, LONGEST_PART),
  );
  const random = randomBytes(3).toString('hex');
  return [...parts, variables.GITHUB_RUN_ATTEMPT ?? '1', random].join('-');
}

/** What a link leads to was not written for everybody to see. */
function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Uploads those of the files that exist under a name that the run must not have yet. */
export function uploadFiles(
  name: string,
  folder: string,
  files: readonly string[],
  options: UploadOptions,
): Promise<Upload> {
  const present = files.map(file => join(folder, file)).filter(isPlainFile);
  return inTime(name, options, client => client.uploadArtifact(name, present, folder));
}

/** Uploads a file as it is, so that a browser can show it; its name is the artifact's. */
export function uploadAsItIs(file: string, options: UploadOptions): Promise<Upload> {
  return inTime(basename(file), options, client =>
    client.uploadArtifact(basename(file), [file], dirname(file), { skipArchive: true }),
  );
}

async function inTime(
  name: string,
  { variables, limitMs = UPLOAD_LIMIT_MS }: UploadOptions,
  start: (client: ArtifactClient) => Promise<UploadArtifactResponse>,
): Promise<Upload> {
  if (!hasArtifactService(variables)) return { kind: 'no-service' };
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Upload>(resolve => {
    timer = setTimeout(() => resolve({ kind: 'late', limitMs }), limitMs);
  });
  try {
    const { DefaultArtifactClient } = await import('@actions/artifact');
    const uploaded = start(new DefaultArtifactClient()).then(
      ({ id }): Upload => ({ kind: 'uploaded', name, ...(id !== undefined && { id }) }),
    );
    return await Promise.race([uploaded, deadline]);
  } catch (error) {
    return { kind: 'failed', cause: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
