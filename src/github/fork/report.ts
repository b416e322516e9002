/**
 * The reports of a fork's pull request, for the run that `workflow_run` started after it. What decides
 * where a comment goes comes from GitHub alone; the artifact gives numbers and names.
 */
import type { ForkFault, ForkReportFault } from '../../record/facts/faults/github-failure.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { UploadedDocument } from '../../record/site.ts';
import { oneLine } from '../../record/text.ts';
import { type Attempt, attempt, type Failure, type GitHubClient } from '../client.ts';
import {
  type ClaimedDocument,
  FORK_REPORT_BYTES,
  FORK_REPORT_FILE,
  forkArtifactName,
  forkArtifactPrefix,
  parseForkReport,
} from './artifact.ts';
import { readAtMost, readOnlyFile } from './zip.ts';

/** What can be posted, and where; or why nothing is. */
export type ForkReports =
  | {
      readonly kind: 'found';
      readonly pullRequest: number;
      /** The head of the pull request that they are about. */
      readonly headSha: string;
      /** One a pipeline and job of the run; at least one. */
      readonly reports: readonly ForkReport[];
    }
  | { readonly kind: 'nothing'; readonly fault: ForkFault };

/** The report of one job. */
export type ForkReport =
  /** Its run is what GitHub says, whatever the artifact said. */
  | {
      readonly kind: 'report';
      readonly record: RunRecord;
      /** Each an artifact that GitHub lists with the run. */
      readonly documents: readonly UploadedDocument[];
    }
  | { readonly kind: 'refused'; readonly fault: ForkFault };

/** More pipelines and jobs of one workflow run are not reported on: whoever runs it chooses their number. */
const MOST_PIPELINES = 8;
const MOST_REPORTS = 64;

/** What GitHub says of the run that was triggered by the pull request. */
interface ForkRun {
  readonly id: number;
  readonly attempt: number;
  readonly startedAt: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly headOwner: string;
  readonly headRepositoryId: number;
}

/** Finds the pull request of a run and reads its reports. */
export async function loadForkReports(client: GitHubClient, runId: number): Promise<ForkReports> {
  const run = await readRun(client, runId);
  if (!run.ok) return nothing(fromGitHub(run.failure));
  if ('why' in run.value) return nothing(run.value);
  const found = await findPullRequest(client, run.value);
  if (!found.ok) return nothing(fromGitHub(found.failure));
  const [pullRequest, ...others] = found.value;
  if (pullRequest === undefined) return nothing({ why: 'no-pull-request' });
  if (others.length > 0) return nothing({ why: 'several-pull-requests' });
  const listed = await listArtifacts(client, run.value);
  if (!listed.ok) return nothing(fromGitHub(listed.failure));
  const prefix = forkArtifactPrefix(run.value.attempt);
  const artifacts = listed.value.filter(({ name }) => name.startsWith(prefix));
  if (artifacts.length === 0) return nothing({ why: 'no-artifact' });
  const reports: ForkReport[] = [];
  const pipelines = new Set<string>();
  for (const artifact of artifacts.slice(0, MOST_REPORTS)) {
    const twins = artifacts.filter(({ name }) => name === artifact.name);
    const report =
      twins.length > 1
        ? refused({ why: 'twin-artifacts', name: oneLine(artifact.name, LONGEST_NAME) })
        : await readReport(client, artifact, { run: run.value, pullRequest, all: listed.value });
    if (report.kind === 'report') {
      const { id } = report.record.pipeline;
      if (pipelines.size === MOST_PIPELINES && !pipelines.has(id)) continue;
      pipelines.add(id);
    }
    reports.push(report);
  }
  const left = artifacts.length - reports.length;
  if (left > 0) reports.push(refused({ why: 'more-reports', count: left }));
  return { kind: 'found', pullRequest, headSha: run.value.headSha, reports };
}

async function readReport(
  client: GitHubClient,
  artifact: ArtifactEntry,
  {
    run,
    pullRequest,
    all,
  }: {
    readonly run: ForkRun;
    readonly pullRequest: number;
    readonly all: readonly ArtifactEntry[];
  },
): Promise<ForkReport> {
  const archive = await download(client, artifact);
  if (!archive.ok) return refused(fromGitHub(archive.failure));
  if ('why' in archive.value) return refused(archive.value);
  let text: string;
  try {
    const file = await readOnlyFile(archive.value, FORK_REPORT_FILE, FORK_REPORT_BYTES);
    text = file.toString('utf8');
  } catch (error) {
    const cause = oneLine((error as Error).message, LONGEST_NAME);
    return badReport({ why: 'bad-archive', cause });
  }
  const head = { sha: run.headSha, repositoryId: run.headRepositoryId };
  const parsed = parseForkReport(text, head);
  if (!parsed.ok) return badReport(parsed.fault);
  const { record } = parsed;
  const { workflow, job, step, matrix, leg, jobIndex } = record.run;
  if (artifact.name !== forkArtifactName(run.attempt, record.pipeline.id, record.run)) {
    return badReport({ why: 'other-job' });
  }
  // Which job it was is the artifact's to say: GitHub does not tell legs of a matrix apart.
  const identity = {
    workflow,
    job,
    step,
    matrix,
    leg,
    jobIndex,
    id: String(run.id),
    attempt: run.attempt,
    sha: run.headSha,
    branch: run.headBranch,
    event: 'pull_request',
    pullRequest,
    startedAt: run.startedAt,
  };
  const documents = documentsAmong(all, parsed.documents);
  return { kind: 'report', record: { ...record, run: identity }, documents };
}

/** More are not linked to: who leaves the report chooses their number. */
const MOST_DOCUMENTS = 40;

/** Those that GitHub lists as artifacts of the run, and that a browser can show; each artifact once. */
function documentsAmong(
  all: readonly ArtifactEntry[],
  claimed: readonly ClaimedDocument[],
): readonly UploadedDocument[] {
  const shown = all.filter(({ name, isExpired }) => !isExpired && /\.pdf$/i.test(name));
  const ids = new Set(shown.map(({ id }) => id));
  return claimed.filter(({ artifact }) => ids.delete(artifact)).slice(0, MOST_DOCUMENTS);
}

/** The run, or why there is nothing to report of it. */
function readRun(
  { octokit, repository }: GitHubClient,
  runId: number,
): Promise<Attempt<ForkRun | ForkFault>> {
  return attempt(async () => {
    const { data } = await octokit.rest.actions.getWorkflowRun({ ...repository, run_id: runId });
    const { head_repository: head, head_branch: headBranch } = data;
    if (data.event !== 'pull_request') {
      return { why: 'other-event', event: oneLine(data.event, LONGEST_NAME) };
    }
    // A fork that was deleted meanwhile.
    if (!head?.owner || !headBranch) return { why: 'head-gone' };
    return {
      id: data.id,
      attempt: data.run_attempt ?? 1,
      startedAt: data.run_started_at ?? data.created_at,
      headSha: data.head_sha,
      headBranch,
      headOwner: head.owner.login,
      headRepositoryId: head.id,
    };
  });
}

/**
 * Numbers of the open pull requests whose head is the run's. GitHub lists none with the run or the
 * commit when the head is in a fork; a branch's name may stand for several repositories of one owner.
 */
function findPullRequest(
  { octokit, repository }: GitHubClient,
  { headOwner, headBranch, headSha, headRepositoryId }: ForkRun,
): Promise<Attempt<readonly number[]>> {
  return attempt(async () => {
    const pulls = await octokit.paginate(octokit.rest.pulls.list, {
      ...repository,
      state: 'open',
      head: `${headOwner}:${headBranch}`,
      per_page: 100,
    });
    return pulls
      .filter(({ head }) => head.sha === headSha && head.repo?.id === headRepositoryId)
      .map(({ number }) => number);
  });
}

const TOO_LARGE: ForkFault = { why: 'large-artifact' };

/** An artifact of the run, as GitHub lists it. */
interface ArtifactEntry {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly isExpired: boolean;
}

/** The artifacts of the run, in the order of their names. */
function listArtifacts(
  { octokit, repository }: GitHubClient,
  { id }: ForkRun,
): Promise<Attempt<readonly ArtifactEntry[]>> {
  return attempt(async () => {
    const all = await octokit.paginate(octokit.rest.actions.listWorkflowRunArtifacts, {
      ...repository,
      run_id: id,
      per_page: 100,
    });
    return all
      .map(({ id, name, size_in_bytes: bytes, expired: isExpired }) => {
        return { id, name, bytes, isExpired };
      })
      .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  });
}

/** The artifact's archive, or why it is not taken. */
async function download(
  { octokit, repository }: GitHubClient,
  { id, bytes, isExpired }: ArtifactEntry,
): Promise<Attempt<Buffer | ForkFault>> {
  if (isExpired) return { ok: true, value: { why: 'expired' } };
  if (bytes > FORK_REPORT_BYTES) return { ok: true, value: TOO_LARGE };
  return attempt(async () => {
    const response = await octokit.rest.actions.downloadArtifact({
      ...repository,
      artifact_id: id,
      archive_format: 'zip',
      // Read here, no further than it may be long.
      request: { parseSuccessResponseBody: false },
    });
    const stream = response.data as AsyncIterable<Uint8Array>;
    return (await readAtMost(stream, FORK_REPORT_BYTES)) ?? TOO_LARGE;
  });
}

/** Of what the artifact's maker named. */
const LONGEST_NAME = 300;

function nothing(fault: ForkFault): ForkReports {
  return { kind: 'nothing', fault };
}

function refused(fault: ForkFault): ForkReport {
  return { kind: 'refused', fault };
}

function badReport(fault: ForkReportFault): ForkReport {
  return refused({ why: 'bad-report', fault });
}

function fromGitHub({ why: failure }: Failure): ForkFault {
  return { why: 'github', failure };
}
