/** What the Action says of a finished run: outputs, annotations, comment, job summary, artifact. */
import { join } from 'node:path';
import { notice, setOutput } from '@actions/core';
import { gateFailure } from '../analysis/gates.ts';
import { findBottlenecks } from '../analysis/metrics.ts';
import { gravestVerdict, regressionsOf } from '../analysis/run-verdict.ts';
import type { ActionInputs } from '../definition/inputs.ts';
import type { Variables } from '../execution/stage-environment.ts';
import { annotate } from '../github/annotations.ts';
import { outcomeOf } from '../record/what-ran.ts';
import { selectAnnotations } from '../reporting/annotations.ts';
import { headlineOf } from '../reporting/headline.ts';
import { tellPullRequest } from './action-pull-request.ts';
import { publishReport } from './action-summary.ts';
import { HTML_FILE, RUN_FILE, writeReport } from './report-files.ts';
import type { Ran } from './run.ts';

/** Publishes everything; gives the sentence with which the job fails, if it does. */
export async function publish(
  result: Ran,
  inputs: ActionInputs,
  variables: Variables,
): Promise<string | undefined> {
  const { record, reportDir, definition, redactor } = result;
  const failure = failureOf(result, inputs);
  setOutputs(result);
  annotate(selectAnnotations(record, definition));
  const told = await tellPullRequest({ result, inputs, variables, failure });
  setOutput('comment-url', told.commentUrl ?? '');
  const notices = [...record.notices, ...told.notices.map(redactor.text)];
  for (const message of notices) notice(message);
  // Where there is no comment, the summary says why.
  if (told.notices.length > 0) await rewrite(result, notices);
  await publishReport({ reportDir, logs: inputs.uploadLogs ? redactor : undefined });
  return failure;
}

/** A run whose stages passed can still fail at a gate. */
function failureOf({ record, definition }: Ran, { failOn }: ActionInputs): string | undefined {
  return record.status === 'passed' || record.status === 'skipped'
    ? gateFailure(record, failOn ?? definition.pipeline.failOn)
    : headlineOf(record).text;
}

function setOutputs({ record, reportDir, reporting }: Ran): void {
  setOutput('status', outcomeOf(record));
  setOutput('verdict', gravestVerdict(record.comparison));
  setOutput('total-ms', Math.round(record.totalMs));
  setOutput('run-file', join(reportDir, RUN_FILE));
  setOutput('report-file', join(reportDir, HTML_FILE));
  setOutput('bottlenecks', findBottlenecks(record, reporting.marks));
  setOutput('regressions', regressionsOf(record));
  setOutput('baseline-age-days', record.baseline?.ageDays ?? '');
}

async function rewrite({ record, reportDir, reporting }: Ran, notices: string[]): Promise<void> {
  await writeReport(reportDir, { ...record, notices }, reporting).catch((error: Error) => {
    notice(`the report could not be written to ${reportDir}: ${error.message}`);
  });
}
