/** The job that a process is a step of, as GitHub's API has it: when it was created and started, and its steps. */
import { oneLine } from '../record/text.ts';
import { type Attempt, attempt, type GitHubClient } from './client.ts';

/** Times in ms since 1970; GitHub tells whole seconds. */
export interface WorkflowJob {
  readonly createdAtMs: number;
  readonly startedAtMs: number;
  /** Those that are over and took a second at least, in their order; of a composite action only the whole. */
  readonly steps: readonly FinishedStep[];
}

export interface FinishedStep {
  readonly name: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** By what the job is known. */
export interface JobQuery {
  readonly runId: number;
  readonly attempt: number;
  /** As addresses have it. */
  readonly jobId?: string | undefined;
  /** Else by the runner, which has one job at a time. */
  readonly runnerName?: string | undefined;
}

const LONGEST_NAME = 200;
const MOST_STEPS = 100;

/** Asks for it; a value of nothing where no job of the run's attempt is known to be this one. */
export function readWorkflowJob(
  client: GitHubClient,
  query: JobQuery,
): Promise<Attempt<WorkflowJob | undefined>> {
  return attempt(async () => {
    const found = await findJob(client, query);
    return found === undefined ? undefined : jobOf(found);
  });
}

/** What is read of a job; dates are ISO 8601. */
interface ApiJob {
  readonly status: string;
  readonly created_at: string;
  readonly started_at: string;
  readonly runner_name: string | null;
  readonly steps?:
    | readonly {
        readonly name: string;
        readonly started_at?: string | null;
        readonly completed_at?: string | null;
      }[]
    | undefined;
}

async function findJob(
  { octokit, repository }: GitHubClient,
  { runId, attempt: attempt_number, jobId, runnerName }: JobQuery,
): Promise<ApiJob | undefined> {
  if (jobId !== undefined) {
    const { data } = await octokit.rest.actions.getJobForWorkflowRun({
      ...repository,
      job_id: Number(jobId),
    });
    return data;
  }
  const jobs: readonly ApiJob[] = await octokit.paginate(
    octokit.rest.actions.listJobsForWorkflowRunAttempt,
    { ...repository, run_id: runId, attempt_number, per_page: 100 },
  );
  const mine = jobs.filter(
    ({ status, runner_name }) => status === 'in_progress' && runner_name === runnerName,
  );
  return mine.length === 1 ? mine[0] : undefined;
}

function jobOf({ created_at, started_at, steps = [] }: ApiJob): WorkflowJob | undefined {
  const startedAtMs = Date.parse(started_at);
  const createdAtMs = Date.parse(created_at);
  if (Number.isNaN(startedAtMs) || Number.isNaN(createdAtMs)) return undefined;
  const finished = steps.flatMap((step): readonly FinishedStep[] => {
    const [from, to] = [Date.parse(step.started_at ?? ''), Date.parse(step.completed_at ?? '')];
    const isOver = !Number.isNaN(from) && to > from;
    const name = oneLine(step.name, LONGEST_NAME);
    return isOver ? [{ name, startedAtMs: from, endedAtMs: to }] : [];
  });
  return { createdAtMs, startedAtMs, steps: finished.slice(0, MOST_STEPS) };
}
