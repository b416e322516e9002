/** A pull request to run the Action for: its event, GitHub's double, and a history to be compared with. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.ts';
import type { Fault } from '../services/faults.ts';
import { type GitHubApi, startGitHubApi, TOKENS } from '../services/github-api.ts';
import { startResultsService } from '../services/results-service.ts';
import { type ActionOptions, type ActionResult, runAction } from '../services/runner.ts';
import { pullRequestEvent } from '../services/runner-environment.ts';
import { readRunRecord, workspace } from './harness.ts';

/** GitHub's double with pull request 7 open, ended with the test. */
export async function gitHub(...faults: readonly Fault[]): Promise<GitHubApi> {
  const api = await startGitHubApi({ faults });
  onTestFinished(() => api.close());
  const repository = { id: api.state.repositoryId, owner: api.state.owner };
  api.state.addPullRequest({
    head: { sha: pullRequestEvent().sha, ref: 'faster', repository },
  });
  return api;
}

/** A results service, ended with the test. */
export async function results(...faults: readonly Fault[]) {
  const service = await startResultsService({ faults });
  onTestFinished(() => service.close());
  return service;
}

/** A run of the Action for the pull request. */
export interface PullRequestRun extends ActionOptions {
  /** Written before it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Its number; of two runs the newer has the higher. */
  readonly run?: number;
}

/** What the Action left, its annotations by level. */
export interface PullRequestResult extends ActionResult {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
}

/** Runs the Action for the pull request, with a token of the repository's workflows. */
export async function runFor(
  api: GitHubApi,
  { files = {}, run = 1, ...options }: PullRequestRun,
): Promise<PullRequestResult> {
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(options.workspace, file), text);
  }
  const result = await runAction({
    event: pullRequestEvent(),
    token: TOKENS.actions,
    ...options,
    env: { GITHUB_RUN_ID: String(run), ...options.env, GITHUB_API_URL: api.origin },
    inputs: { baseline: 'history.json', confirm: 'off', ...options.inputs },
  });
  const of = (wanted: string): readonly string[] =>
    result.annotations.filter(({ level }) => level === wanted).map(({ message }) => message);
  return { ...result, errors: of('error'), warnings: of('warning'), notices: of('notice') };
}

/** What each stage took in the runs before, in ms. */
export type Past = Readonly<Record<string, number>>;

const DAY_MS = 86_400_000;
const RUNS = 12;

/** What a run of a definition says of this machine, by the text of its files. */
const firstRuns = new Map<string, Promise<RunRecord>>();

async function firstRun(files: Readonly<Record<string, string>>): Promise<RunRecord> {
  const folder = workspace(files);
  await runAction({ workspace: folder, inputs: { baseline: 'history.json' } });
  return readRunRecord(join(folder, '.stagetime'));
}

/**
 * A folder whose `history.json` says that each stage of the definition took so long, nearly the same
 * in each run; a first run elsewhere finds out what machine this is, once for all tests with the files.
 */
export async function withHistory(
  files: Readonly<Record<string, string>>,
  past: Past,
): Promise<string> {
  const folder = workspace(files);
  const key = JSON.stringify(files);
  const first = firstRuns.get(key) ?? firstRun(files);
  firstRuns.set(key, first);
  const record = await first;
  const runs = Array.from({ length: RUNS }, (_, i) => pastRun(record, past, RUNS - i));
  writeFileSync(join(folder, 'history.json'), JSON.stringify({ schema: 2, runs }));
  return folder;
}

function pastRun(record: RunRecord, past: Past, daysAgo: number): RunRecord {
  const startedAt = new Date(Date.parse(record.run.startedAt) - daysAgo * DAY_MS).toISOString();
  const stages = record.stages.map(stage => ({
    ...stage,
    durationMs: (past[stage.id] ?? 10) * (1 + 0.01 * (daysAgo % 3)),
  }));
  return {
    ...record,
    run: { ...record.run, id: String(daysAgo), startedAt, commitTime: startedAt },
    stages,
    totalMs: stages.reduce((sum, { durationMs }) => sum + durationMs, 0),
    status: 'passed',
  };
}
