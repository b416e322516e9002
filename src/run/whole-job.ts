/** The workflow's job around a run: asked for while the stages run, put beside the run's own times. */
import { jobStartOf } from '../execution/process/job-start.ts';
import type { WorkflowJob } from '../github/job-steps.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { WholeJob } from '../record/facts/whole-job.ts';

/** Most that the question may take: the report does not wait for it any longer. */
const TOTAL_MS = 5_000;

/** A job of which at least the start is known. */
export type KnownJob = Pick<WorkflowJob, 'startedAtMs'> | WorkflowJob;

/** What is known of the job; nothing outside one, and where neither GitHub nor the machine tells its start. */
export async function readJob(runner: RunnerContext): Promise<KnownJob | undefined> {
  if (!runner.isRunner) return undefined;
  const told = runner.hasToken ? await askGitHub(runner) : undefined;
  if (told !== undefined) return told;
  const startedAtMs = jobStartOf(process.pid);
  return startedAtMs === undefined ? undefined : { startedAtMs };
}

/** Without `actions: read` GitHub refuses: then it is as if there were no such question. */
async function askGitHub(runner: RunnerContext): Promise<WorkflowJob | undefined> {
  const { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, RUNNER_NAME: runnerName } = runner.variables;
  const runId = Number(GITHUB_RUN_ID);
  if (!Number.isSafeInteger(runId)) return undefined;
  const client = await runner.connect({ totalMs: TOTAL_MS, tries: 1 });
  if (!client.ok) return undefined;
  const { readWorkflowJob } = await import('../github/job-steps.ts');
  const attempt = Number(GITHUB_RUN_ATTEMPT) || 1;
  const read = await readWorkflowJob(client.value, {
    ...{ runId, attempt, runnerName },
    jobId: runner.jobId,
  });
  return read.ok ? read.value : undefined;
}

/** The job as the run found it; nothing where the clocks contradict each other. Times in ms since 1970. */
export function jobAround(
  job: KnownJob,
  at: { readonly engineStartedMs: number; readonly stagesStartedMs: number },
): WholeJob | undefined {
  const beforeMs = at.stagesStartedMs - job.startedAtMs;
  if (beforeMs < 0) return undefined;
  if (!('steps' in job)) return { beforeMs, steps: [] };
  // Whole seconds: what ended in the second in which we began came before us.
  const isBefore = (endedAtMs: number) => endedAtMs <= at.engineStartedMs + 999;
  const steps = job.steps
    .filter(({ startedAtMs, endedAtMs }) => startedAtMs >= job.startedAtMs && isBefore(endedAtMs))
    .map(({ name, startedAtMs, endedAtMs }) => ({
      name,
      startMs: startedAtMs - job.startedAtMs,
      durationMs: endedAtMs - startedAtMs,
    }));
  const queuedMs = Math.max(0, job.startedAtMs - job.createdAtMs);
  return { queuedMs, beforeMs, steps };
}
