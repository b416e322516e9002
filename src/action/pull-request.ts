/** What the Action says on the pull request of a run: a comment, and a check run where it may. */
import { rightsOf } from '../caching/policy.ts';
import type { ActionInputs } from '../definition/inputs.ts';
import type { CheckRunRequest } from '../github/check-run.ts';
import type { GitHubClient } from '../github/client.ts';
import { type CommentMode, type CommentOutcome, syncComment } from '../github/comment/comment.ts';
import type { NewSection, SectionWords } from '../github/comment/sections.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { GitHubFailure } from '../record/facts/faults/github-failure.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import { jobTitle, legTitle, sectionKey } from '../record/job.ts';
import type { RunRecord } from '../record/run-record.ts';
import { oneLine } from '../record/text.ts';
import { commentBlocks, renderComment } from '../reporting/markdown/comment.ts';
import { JOBS_LEFT_OUT, jobHeading, REST_IN_SUMMARY } from '../reporting/markdown/job-sections.ts';
import { buildReport, type ReportModel, type ReportOptions } from '../reporting/model/model.ts';
import { gistOf, isWorthSaying } from '../reporting/rows/gist.ts';
import type { Ran } from '../run/run-request.ts';

/** What there is to tell. */
export interface Told {
  readonly result: Ran;
  readonly inputs: ActionInputs;
  readonly runner: RunnerContext;
  /** With which the job fails, if it does. */
  readonly failure: string | undefined;
}

/** What became of it. */
export interface Said {
  readonly commentUrl?: string;
  /** What could not be said, and why. */
  readonly notices: readonly Notice[];
}

const NOTHING: Said = { notices: [] };

/** Tells the pull request of the run, if it has one; of a run that was cut short there is nothing to tell. */
export async function tellPullRequest(told: Told): Promise<Said> {
  const { record } = told.result;
  const { pullRequest } = record.run;
  if (pullRequest === undefined || record.status === 'cancelled') return NOTHING;
  const { posts } = rightsOf({ ...told.runner.trust, saveOnPullRequest: false });
  if (posts === 'comment') return commentAndCheck(told, pullRequest);
  const { leaveForkReport } = await import('./fork-artifact.ts');
  return { notices: await leaveForkReport(told.result, told.runner) };
}

async function commentAndCheck(told: Told, pullRequest: number): Promise<Said> {
  const { result, inputs, runner } = told;
  const { record, reporting, definition } = result;
  const mode = inputs.comment ?? definition.pipeline.comment;
  const client = await runner.connect();
  if (!client.ok) {
    return mode === 'never' ? NOTHING : notCommented(client.failure.why);
  }
  const headSha = runner.event.pull_request?.head?.sha;
  const runs = [{ record, reporting }];
  const comment = { client: client.value, pullRequest, mode, headSha, runs };
  const said = saidBy(await commentOn(record.pipeline.id, comment));
  const lost = headSha === undefined ? undefined : await check(client.value, headSha, told);
  return lost === undefined ? said : { ...said, notices: [...said.notices, lost] };
}

/** A comment about the jobs that ran a pipeline, whoever ran them. */
export interface RunComment {
  readonly client: GitHubClient;
  readonly pullRequest: number;
  readonly mode: CommentMode;
  /** The head of the pull request that they are about, where that is known. */
  readonly headSha?: string | undefined;
  readonly runs: readonly RunToTell[];
}

/** A run, and what its report is made with. */
export interface RunToTell {
  readonly record: RunRecord;
  readonly reporting: ReportOptions;
}

const WORDS: SectionWords = {
  heading: jobHeading,
  cut: REST_IN_SUMMARY,
  jobsLeftOut: JOBS_LEFT_OUT,
};

/** Brings the comment about a pipeline up to date with these runs of it. */
export function commentOn(pipelineId: string, comment: RunComment): Promise<CommentOutcome> {
  const { runs, headSha = '', ...request } = comment;
  return syncComment({
    ...request,
    key: pipelineId,
    words: WORDS,
    sections: runs.map(run => sectionOf(run, headSha)),
  });
}

/** A title is a name, not a text. */
const LONGEST_NAME = 120;

function sectionOf({ record, reporting }: RunToTell, sha: string): NewSection {
  const { run } = record;
  return {
    key: sectionKey(run),
    title: oneLine(jobTitle(run) ?? record.pipeline.id, LONGEST_NAME),
    workflow: oneLine(run.workflow ?? '', LONGEST_NAME),
    isLeg: run.leg !== undefined,
    stamp: { runId: run.id, attempt: run.attempt, time: run.startedAt },
    sha,
    gist: gistOf(record),
    isWorthSaying: isWorthSaying(record),
    blocks: commentBlocks(buildReport(record, reporting)),
  };
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
      return { notices: [{ kind: 'no-comment', fault: outcome.fault }] };
  }
}

function notCommented(failure: GitHubFailure): Said {
  return { notices: [{ kind: 'no-comment', fault: { why: 'github', failure } }] };
}

/** Why the check run is missing; that the workflow does not permit one is no news. */
async function check(
  client: GitHubClient,
  headSha: string,
  told: Told,
): Promise<Notice | undefined> {
  const { record, reporting } = told.result;
  const model = buildReport(record, reporting);
  const { publishCheckRun } = await import('../github/check-run.ts');
  const outcome = await publishCheckRun({
    client,
    name: checkName(record),
    headSha,
    conclusion: conclusionOf(told),
    ...checkText(model),
  });
  return outcome.kind === 'failed' ? { kind: 'no-check-run', failure: outcome.why } : undefined;
}

/** Of checks with one name GitHub shows the newest: the legs of a matrix have names of their own. */
function checkName({ pipeline, run }: RunRecord): string {
  const leg = legTitle(run);
  const name = `Stagetime: ${pipeline.id}`;
  return leg === undefined ? name : oneLine(`${name}, ${leg}`, LONGEST_TITLE);
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
