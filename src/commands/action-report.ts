/** `command: report`: comments on the pull request of a fork, whose own run may not do so. */
import { notice, setOutput } from '@actions/core';
import type { ActionInputs } from '../definition/inputs.ts';
import type { Variables } from '../execution/stage-environment.ts';
import { connect } from '../github/client.ts';
import { readEvent } from '../github/event.ts';
import { loadForkReport } from '../github/fork-report.ts';
import { publishSummary } from '../github/summary.ts';
import { escapeMarkdown } from '../reporting/markdown/escape.ts';
import { commentOn, type Said, saidBy } from './action-pull-request.ts';
import { DEFAULT_MARKS } from './report.ts';

/** Posts the report of the run that `workflow_run` names, or says why nothing is posted. */
export async function reportFork(inputs: ActionInputs, variables: Variables): Promise<void> {
  const { commentUrl, notices } = await post(inputs, variables);
  setOutput('comment-url', commentUrl ?? '');
  for (const message of notices) notice(message);
  const text = commentUrl === undefined ? 'Nothing was posted.' : `The comment: ${commentUrl}`;
  const lost = await publishSummary(`${[text, ...notices.map(escapeMarkdown)].join('\n\n')}\n`);
  if (lost !== undefined) notice(lost);
}

async function post({ token, comment }: ActionInputs, variables: Variables): Promise<Said> {
  const { GITHUB_EVENT_PATH: event, GITHUB_REPOSITORY: repository = '' } = variables;
  const runId = (await readEvent(event)).workflow_run?.id;
  if (runId === undefined) return nothing('`command: report` is for runs of `workflow_run`');
  const client = await connect({ token, repository });
  if (!client.ok) return nothing(client.failure.reason);
  const report = await loadForkReport(client.value, runId);
  if (report.kind === 'nothing') return nothing(report.reason);
  const { pullRequest, record, stamp } = report;
  const outcome = await commentOn({
    client: client.value,
    pullRequest,
    mode: comment ?? 'auto',
    stamp,
    record,
    reporting: { marks: DEFAULT_MARKS },
  });
  return outcome.kind === 'not-wanted' ? nothing('there is nothing to say') : saidBy(outcome);
}

function nothing(reason: string): Said {
  return { notices: [`no comment on the pull request: ${reason}`] };
}
