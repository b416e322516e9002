/** `command: report`: comments on the pull request of a fork, whose own run may not do so. */
import { setOutput } from '@actions/core';
import type { ActionInputs } from '../definition/inputs.ts';
import { loadForkReports } from '../github/fork/report.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import { siteOf } from '../github/runner/site.ts';
import { publishSummary } from '../github/runner/summary.ts';
import { DEFAULT_MARKS } from '../pipeline/usual-time.ts';
import type { ForkFault } from '../record/facts/faults/github-failure.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import { oneLine } from '../record/text.ts';
import { escapeMarkdown } from '../reporting/markdown/escape.ts';
import { noticeWords } from '../reporting/words/notices/notices.ts';
import { commentOn, type RunToTell, type Said, saidBy } from './pull-request.ts';
import { sayNotices } from './say.ts';

/** Posts the reports of the run that `workflow_run` names, or says why one is not posted. */
export async function reportFork(inputs: ActionInputs, runner: RunnerContext): Promise<void> {
  const said = await post(inputs, runner);
  const urls = said.flatMap(({ commentUrl }) => commentUrl ?? []);
  const notices = said.flatMap(one => one.notices);
  setOutput('comment-url', urls[0] ?? '');
  sayNotices(...notices);
  const posted =
    urls.length === 0 ? ['Nothing was posted.'] : urls.map(url => `The comment: ${url}`);
  const lost = await publishSummary(`${[...posted, ...notices.map(shownNotice)].join('\n\n')}\n`);
  if (lost !== undefined) sayNotices(lost);
}

async function post(inputs: ActionInputs, runner: RunnerContext): Promise<readonly Said[]> {
  const { isRunner, variables, event, connect } = runner;
  const runId = event.workflow_run?.id;
  if (runId === undefined) return [nothing({ why: 'no-triggering-run' })];
  const client = await connect();
  if (!client.ok) return [nothing({ why: 'github', failure: client.failure.why })];
  const found = await loadForkReports(client.value, runId);
  if (found.kind === 'nothing') return [nothing(found.fault)];
  const { pullRequest, headSha } = found;
  const said: Said[] = [];
  const runs = new Map<string, RunToTell[]>();
  // The job that comments is not the one that ran; which artifact is the report, only that one has seen.
  const here = siteOf({ isRunner, variables, event });
  const site = here && ({ ...here, headSha, artifact: 'listed' } as const);
  for (const report of found.reports) {
    if (report.kind === 'refused') {
      said.push(nothing(report.fault));
      continue;
    }
    const { record, documents } = report;
    const ofPipeline = runs.get(record.pipeline.id) ?? [];
    runs.set(record.pipeline.id, [
      ...ofPipeline,
      { record, reporting: { marks: DEFAULT_MARKS, site: site && { ...site, documents } } },
    ]);
  }
  for (const [pipelineId, ofPipeline] of runs) {
    const mode = inputs.comment ?? 'auto';
    const comment = { client: client.value, pullRequest, mode, headSha, runs: ofPipeline };
    const outcome = await commentOn(pipelineId, comment);
    said.push(outcome.kind === 'not-wanted' ? nothing({ why: 'nothing-to-say' }) : saidBy(outcome));
  }
  return said;
}

function nothing(fault: ForkFault): Said {
  return { notices: [{ kind: 'fork-not-commented', fault }] };
}

function shownNotice(notice: Notice): string {
  return escapeMarkdown(oneLine(noticeWords(notice), LONGEST_NOTICE));
}

const LONGEST_NOTICE = 500;
