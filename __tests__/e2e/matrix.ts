/** The jobs of a matrix through `dist`, each on a machine of its own, with one history and one pull request. */
import { join } from 'node:path';
import type { RunRecord } from '../../src/record/run-record.ts';
import { type GitHubApi, TOKENS } from '../services/github-api.ts';
import { type ActionResult, runAction } from '../services/runner.ts';
import { pullRequestEvent, pushEvent, type RunnerEvent } from '../services/runner-environment.ts';
import { definition, readRunRecord, workspace } from './harness.ts';
import { gitHub, results } from './pull-request.ts';

/** A leg, and how long its stage takes: the legs of a matrix are not each other's baseline. */
export interface MatrixLeg {
  readonly matrix: object;
  readonly seconds: number;
}

/** Two times three, each slower than the one before. */
export const LEGS: readonly MatrixLeg[] = ['ubuntu-24.04', 'ubuntu-22.04'].flatMap((os, i) =>
  ['3.9', '3.10', '3.13'].map((python, j) => ({
    matrix: { os, python },
    seconds: 0.2 + 0.25 * (3 * i + j),
  })),
);

export type Order = 'all at once' | 'one after another';

/** A repository with a matrix: GitHub, its cache service, and where the history is. */
export interface MatrixProject {
  readonly api: GitHubApi;
  /** Runs every leg for a push to the default branch. */
  push(run: number): Promise<readonly JobResult[]>;
  /** Runs every leg for the pull request. */
  pullRequest(run: number, inputs?: Inputs): Promise<readonly JobResult[]>;
}

export interface JobResult extends ActionResult {
  readonly leg: MatrixLeg;
  readonly record: RunRecord;
}

type Inputs = Readonly<Record<string, string>>;

const FILES = {
  'stagetime.yml': definition({
    tests: 'name: Tests\nrun: sleep "$LEG_SECONDS"',
    render: 'name: Rendering\nneeds: [tests]\nrun: sleep 0.1',
  }),
};

/** Opens a project whose history is in this store. */
export async function matrixProject(
  store: 'cache' | 'branch' | 'file',
  legs: readonly MatrixLeg[],
  order: Order,
): Promise<MatrixProject> {
  const [api, service, shared] = [await gitHub(), await results(), workspace()];
  const baseline = {
    cache: 'cache',
    branch: 'branch:stagetime-data',
    file: join(shared, 'history.json'),
  }[store];
  const isPull = (event: RunnerEvent): boolean => event.name === 'pull_request';

  async function job(leg: MatrixLeg, event: RunnerEvent, run: number, inputs: Inputs) {
    const folder = workspace(FILES);
    const scope = isPull(event)
      ? { ref: event.ref, alsoReads: ['refs/heads/main'] }
      : { ref: 'refs/heads/main' };
    const result = await runAction({
      workspace: folder,
      event,
      token: TOKENS.actions,
      matrix: leg.matrix,
      jobIndex: legs.indexOf(leg),
      inputs: { baseline, confirm: 'off', ...inputs },
      env: {
        ...service.envOf(scope),
        GITHUB_API_URL: api.origin,
        GITHUB_RUN_ID: String(run),
        GITHUB_JOB: 'test',
        LEG_SECONDS: String(leg.seconds),
      },
    });
    return { ...result, leg, record: readRunRecord(join(folder, '.stagetime')) };
  }

  async function jobs(event: RunnerEvent, run: number, inputs: Inputs = {}) {
    if (order === 'all at once') {
      return Promise.all(legs.map(leg => job(leg, event, run, inputs)));
    }
    const done: JobResult[] = [];
    for (const leg of legs) done.push(await job(leg, event, run, inputs));
    return done;
  }

  return {
    api,
    push: run => jobs(pushEvent(), run),
    pullRequest: (run, inputs) => jobs(pullRequestEvent(), run, inputs),
  };
}

/** `## …` of a comment, in their order. */
export function headingsOf(body: string): readonly string[] {
  return [...body.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
}
