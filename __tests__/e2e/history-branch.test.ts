/** A history on a branch: what else in the repository has the branch's name neither stands for it nor adds to it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type GitHubApi, startGitHubApi, TOKENS } from '../services/github-api.ts';
import { runAction } from '../services/runner.ts';
import {
  forkEvent,
  pullRequestEvent,
  pushEvent,
  type RunnerEvent,
} from '../services/runner-environment.ts';
import { CHECKED, commitAll, git, pathWith } from './forged.ts';
import { readRunRecord, statuses, workspace } from './harness.ts';

const BRANCH = 'stagetime-data';
const HISTORY = `refs/heads/${BRANCH}`;

/** A job whose history is on the branch; its check is red unless it `passes`. */
async function job(api: GitHubApi, cwd: string, event: RunnerEvent, passes = false, run = 1) {
  const result = await runAction({
    workspace: cwd,
    event,
    token: TOKENS.actions,
    inputs: { baseline: `branch:${BRANCH}`, confirm: 'off' },
    env: {
      PATH: passes ? pathWith('green', 0) : pathWith('red', 1),
      GITHUB_API_URL: api.origin,
      GITHUB_RUN_ID: String(run),
    },
  });
  return { ...result, record: readRunRecord(join(cwd, '.stagetime')) };
}

const project = () => workspace({ 'stagetime.yml': CHECKED, text: 'a\n' });

/** A repository whose history has so many runs that passed. */
async function withRuns(runs: number): Promise<GitHubApi> {
  const api = await startGitHubApi();
  started.push(api);
  for (let run = 1; run <= runs; run += 1) await job(api, project(), pushEvent(), true, run);
  return api;
}

const refsOf = ({ repository }: GitHubApi): string => repository.git(['show-ref']);

/** Everything that somebody can push who may not push to the history's branch. */
const LURES = [`refs/tags/${BRANCH}`, `${HISTORY}-2`, `refs/heads/a/${BRANCH}`];

interface Repositories {
  /** With a history of two runs that nobody trusted made. */
  readonly forger: GitHubApi;
  /** With a true history of one run, and with none; the false one was pushed to both. */
  readonly withHistory: GitHubApi;
  readonly withNone: GitHubApi;
}

const started: GitHubApi[] = [];
let repositories: Promise<Repositories> | undefined;
afterAll(() => Promise.all(started.map(api => api.close())));

/** Made by the first test that asks: folders are made in tests only. */
function theRepositories(): Promise<Repositories> {
  repositories ??= makeRepositories();
  return repositories;
}

async function makeRepositories(): Promise<Repositories> {
  const forger = await withRuns(2);
  const withHistory = await withRuns(1);
  const withNone = await withRuns(0);
  const from = LURES.map(ref => `${HISTORY}:${ref}`);
  for (const { repository } of [withHistory, withNone]) {
    repository.git(['fetch', '--quiet', forger.repository.path, ...from]);
  }
  return { forger, withHistory, withNone };
}

/** A checkout of what was pushed: the false history in its root, and a store in which the check passed. */
async function forgedCheckout(): Promise<string> {
  const { forger } = await theRepositories();
  const cwd = project();
  await job(forger, cwd, pullRequestEvent(), true);
  rmSync(join(cwd, 'report'));
  commitAll(cwd);
  git(cwd, 'fetch', '--quiet', forger.repository.path, HISTORY);
  git(cwd, 'checkout', '--quiet', 'FETCH_HEAD', '--', '.');
  return cwd;
}

const EVENTS: readonly (readonly [string, RunnerEvent])[] = [
  ['a push to the branch of the history', pushEvent({ ref: HISTORY })],
  ['a push to a branch whose name goes on', pushEvent({ ref: `${HISTORY}-2` })],
  ['a tag of that name', pushEvent({ ref: `refs/tags/${BRANCH}` })],
  ['a pull request from a branch of that name', pullRequestEvent({ headRef: BRANCH })],
  ['a fork whose branch has that name', { ...forkEvent(), headRef: BRANCH }],
  [
    'pull_request_target from such a fork',
    { ...forkEvent(), headRef: BRANCH, name: 'pull_request_target', ref: 'refs/heads/main' },
  ],
];

describe.each(EVENTS)('%s', (_, event) => {
  it('is judged by the true history, decides no stage and adds no run', async () => {
    const { withHistory } = await theRepositories();
    const before = refsOf(withHistory);
    const { record, exitCode } = await job(withHistory, await forgedCheckout(), event, false, 9);
    expect(statuses(record)).toEqual({ check: 'failed' });
    expect(exitCode).toBe(1);
    expect(record.baseline?.runs).toBe(1);
    expect(refsOf(withHistory)).toBe(before);
  });
});

describe('where there is no such branch yet', () => {
  it.each(EVENTS.slice(1))('%s is compared with nothing, and makes none', async (_, event) => {
    const { withNone } = await theRepositories();
    const before = refsOf(withNone);
    const { record } = await job(withNone, await forgedCheckout(), event, true, 9);
    expect(record.baseline?.runs ?? 0).toBe(0);
    expect(JSON.stringify(record.comparison ?? {})).not.toContain('"baseline":');
    expect(refsOf(withNone)).toBe(before);
  });

  it('the default branch begins one, with nothing of what is called like it', async () => {
    const { withNone } = await theRepositories();
    await job(withNone, project(), pushEvent(), true, 9);
    const { record } = await job(withNone, project(), pushEvent(), true, 10);
    expect(record.baseline?.runs).toBe(1);
  });
});
