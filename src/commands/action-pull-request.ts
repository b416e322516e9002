/** What the Action says on the pull request of a run: a comment, and a check run where it may. */
import type { ActionInputs } from '../definition/inputs.ts';
import type { Variables } from '../execution/stage-environment.ts';
import type { CheckRunRequest } from '../github/check-run.ts';
import type { GitHubClient } from '../github/client.ts';
import { connect } from '../github/client.ts';
import { type CommentMode, type CommentOutcome, syncComment } from '../github/comment.ts';
import type { Stamp } from '../github/comment-marker.ts';
import { readEvent } from '../github/event.ts';
import { readTrust } from '../github/trust.ts';
import type { RunRecord } from '../record/run-record.ts';
import { oneLine } from '../record/text.ts';
import { gistOf, isWorthSaying } from '../reporting/gist.ts';
import { renderComment } from '../reporting/markdown/comment.ts';
import { buildReport, type ReportModel, type ReportOptions } from '../reporting/model.ts';
import type { Ran } from './run.ts';

/** What there is to tell. */
export interface Told {
  readonly result: Ran;
  readonly inputs: ActionInputs;
  readonly variables: Variables;
  /** With which the job fails, if it does. */
  readonly failure: string | undefined;
}

/** What became of it. */
export interface Said {
  readonly commentUrl?: string;
  /** What could not be said, and why. */
  readonly notices: readonly string[];
}

const NOTHING: Said = { notices: [] };

/** Tells the pull request of the run, if it has one; of a run that was cut short there is nothing to tell. */
export async function tellPullRequest(told: Told): Promise<Said> {
  const { record } = told.result;
  const { pullRequest } = record.run;
  if (pullRequest === undefined || record.status === 'cancelled') return NOTHING;
  const { isFork } = await readTrust(told.variables);
  if (!isFork) return commentAndCheck(told, pullRequest);
  const { leaveForkReport } = await import('./action-fork.ts');
  return { notices: await leaveForkReport(told.result, told.variables) };
}

async function commentAndCheck(told: Told, pullRequest: number): Promise<Said> {
  const { result, inputs, variables } = told;
  const { record, reporting, definition } = result;
  const mode = inputs.comment ?? definition.pipeline.comment;
  const { GITHUB_REPOSITORY: repository = '' } = variables;
  const client = await connect({ token: inputs.token, repository });
  if (!client.ok) {
    return { notices: mode === 'never' ? [] : [`no comment: ${client.failure.reason}`] };
  }
  const { run } = record;
  const stamp = { runId: run.id, attempt: run.attempt, time: run.startedAt };
  const headSha = (await readEvent(variables.GITHUB_EVENT_PATH)).pull_request?.head?.sha;
  const comment = { client: client.value, pullRequest, mode, stamp, headSha, record, reporting };
  const said = saidBy(await commentOn(comment));
  const lost = headSha === undefined ? undefined : await check(client.value, headSha, told);
  return lost === undefined ? said : { ...said, notices: [...said.notices, lost] };
}

/** A comment about a run, whoever ran it. */
export interface RunComment {
  readonly client: GitHubClient;
  readonly pullRequest: number;
  readonly mode: CommentMode;
  readonly stamp: Stamp;
  readonly headSha?: string | undefined;
  readonly record: RunRecord;
  readonly reporting: ReportOptions;
}

/** Brings the comment about a pipeline's runs up to date. */
export function commentOn(comment: RunComment): Promise<CommentOutcome> {
  const { record, reporting, ...request } = comment;
  return syncComment({
    ...request,
    key: record.pipeline.id,
    body: renderComment(buildReport(record, reporting)),
    isWorthSaying: isWorthSaying(record),
    gist: gistOf(record),
  });
}

/** The outcome as an output and notices. */
export function saidBy(outcome: CommentOutcome): Said {
  switch (outcome.kind) {
    case 'created':
    case 'updated':
    case 'unchanged':
    case 'superseded':
      return { commentUrl: outcome.url, notices: [] };
    case 'not-wanted':
      return NOTHING;
    case 'failed':
      return { notices: [`no comment on the pull request: ${outcome.reason}`] };
  }
}

/** Why the check run is missing; that the workflow does not permit one is no news. */
async function check(
  client: GitHubClient,
  headSha: string,
  told: Told,
): Promise<string | undefined> {
  const { record, reporting } = told.result;
  const model = buildReport(record, reporting);
  const { publishCheckRun } = await import('../github/check-run.ts');
  const outcome = await publishCheckRun({
    client,
    name: `Stagetime: ${record.pipeline.id}`,
    headSha,
    conclusion: conclusionOf(told),
    ...checkText(model),
  });
  return outcome.kind === 'failed' ? `no check run: ${outcome.reason}` : undefined;
}

function conclusionOf({ failure, result }: Told): CheckRunRequest['conclusion'] {
  if (failure !== undefined) return 'failure';
  if (result.record.status === 'skipped') return 'skipped';
  return isWorthSaying(result.record) ? 'neutral' : 'success';
}

/** More than stands in the list of checks. */
const LONGEST_TITLE = 200;

function checkText(model: ReportModel): Pick<CheckRunRequest, 'title' | 'summary'> {
  return {
    title: oneLine(model.headline.text, LONGEST_TITLE),
    summary: renderComment(model),
  };
}
