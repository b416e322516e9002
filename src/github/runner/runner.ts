/** Where this process runs, and what for: the runner's variables and its event, read once. */
import type { Variables } from '../../pipeline/variables.ts';
import type { JobIdentity } from '../../record/job.ts';
import type { Attempt, ConnectOptions, GitHubClient } from '../client.ts';
import { readEvent, type WorkflowEvent } from './event.ts';
import { type RunTrust, trustOf } from './trust.ts';

/** What is known of the runner before anything runs; in the terminal most of it says so. */
export interface RunnerContext {
  readonly variables: Variables;
  /** The process is a step of a workflow. */
  readonly isRunner: boolean;
  /** Nobody sits before it: what is missing is a failure, and not a reason to leave something out. */
  readonly isCi: boolean;
  /** What GitHub wrote of the event; empty in the terminal. */
  readonly event: WorkflowEvent;
  /** What the run may save, restore and say. */
  readonly trust: RunTrust;
  /** The job in its workflow, and the leg of its matrix. */
  readonly job: JobIdentity;
  /** The job as addresses have it; absent where the runner does not say. */
  readonly jobId?: string;
  /** Whether there is a token for the API of the repository. */
  readonly hasToken: boolean;
  /**
   * A client for one task with the API of the repository: how long a task may take, and how often it may
   * try, is its own. No request is sent yet; what is missing is a failure.
   */
  connect(
    limits?: Omit<ConnectOptions, 'token' | 'repository' | 'baseUrl'>,
  ): Promise<Attempt<GitHubClient>>;
}

/** What only the step's inputs say. */
export interface StepInputs {
  /** For the API; empty where there is none. */
  readonly token?: string | undefined;
  /** Which leg of a matrix the job is; nothing outside one. */
  readonly leg?: Pick<JobIdentity, 'matrix' | 'leg' | 'jobIndex'> | undefined;
  /** The job as addresses have it. */
  readonly jobId?: string | undefined;
}

/** Whether a process with these variables is a step of a workflow. */
export function isRunner(variables: Variables): boolean {
  return variables.GITHUB_ACTIONS === 'true';
}

/** Whether a process with these variables runs in any service's CI: all of them set `CI`. */
export function isCi(variables: Variables): boolean {
  return isRunner(variables) || !/^(|0|false|no)$/i.test(variables.CI ?? '');
}

/** Reads the event; never fails, whatever the variables and the file say. */
export async function readRunner(
  variables: Variables,
  { token = '', leg, jobId }: StepInputs = {},
): Promise<RunnerContext> {
  const onRunner = isRunner(variables);
  const event = onRunner ? await readEvent(variables.GITHUB_EVENT_PATH) : {};
  const { GITHUB_REPOSITORY: repository = '', GITHUB_API_URL: baseUrl } = variables;
  return {
    variables,
    isRunner: onRunner,
    isCi: isCi(variables),
    event,
    trust: trustOf(onRunner ? variables : undefined, event),
    job: { ...(onRunner && jobOf(variables)), ...leg },
    ...(jobId !== undefined && { jobId }),
    hasToken: token !== '',
    async connect(limits = {}) {
      const { connect } = await import('../client.ts');
      return connect({ ...limits, token, repository, ...(baseUrl && { baseUrl }) });
    },
  };
}

/** Longer than any name of a job is; UTF-16 code units. */
const LONGEST_NAME = 200;

/** Legs of a matrix share all of these. */
function jobOf(variables: Variables): JobIdentity {
  const { GITHUB_WORKFLOW: workflow, GITHUB_JOB: job, GITHUB_ACTION: step } = variables;
  return {
    ...(workflow && { workflow: workflow.slice(0, LONGEST_NAME) }),
    ...(job && { job: job.slice(0, LONGEST_NAME) }),
    ...(step && { step: step.slice(0, LONGEST_NAME) }),
  };
}
