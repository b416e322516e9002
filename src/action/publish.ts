/** What the Action says of a finished run: outputs, annotations, comment, job summary, artifact. */
import { join } from 'node:path';
import { notice } from '@actions/core';
import { trippedGate } from '../analysis/gates.ts';
import { findBottlenecks } from '../analysis/metrics.ts';
import { gravestVerdict, regressionsOf } from '../analysis/run-verdict.ts';
import type { ActionInputs } from '../definition/inputs.ts';
import type { Variables } from '../execution/process/stage-environment.ts';
import { annotate } from '../github/runner/annotations.ts';
import { setOutput } from '../github/runner/file-commands.ts';
import type { RunRecord } from '../record/run-record.ts';
import { outcomeOf } from '../record/what-ran.ts';
import { buildReport } from '../reporting/model/model.ts';
import { selectAnnotations } from '../reporting/words/annotations.ts';
import { headlineOf } from '../reporting/words/headline.ts';
import { trippedGateWords } from '../reporting/words/verdict/gate.ts';
import { HTML_FILE, RUN_FILE, writeReport } from '../run/report/report-files.ts';
import type { Ran } from '../run/run-request.ts';
import { tolerate } from '../util/tolerate.ts';
import { type Said, tellPullRequest } from './pull-request.ts';
import { publishReport } from './report-artifact.ts';

/**
 * Publishes everything; gives the sentence with which the job fails, if it does. That is the stages' and
 * the gate's alone: what cannot be published is a notice. Never rejects.
 */
export async function publish(
  result: Ran,
  inputs: ActionInputs,
  variables: Variables,
): Promise<string | undefined> {
  const { record, reportDir, definition, redactor } = result;
  const failure = failureOf(result, inputs);
  const later: string[] = [];
  const lose = (what: string) => (error: Error) => {
    later.push(redactor.text(`${what}: ${error.message}`));
  };
  await tolerate(() => setOutputs(result, later), undefined, lose('outputs'));
  const annotations = () => annotate(selectAnnotations(record, definition));
  await tolerate(annotations, undefined, lose('annotations'));
  const tell = () => tellPullRequest({ result, inputs, variables, failure });
  const told = await tolerate<Said>(tell, { notices: [] }, lose('the pull request was not told'));
  const url = setOutput('comment-url', told.commentUrl ?? '');
  const added = [...told.notices.map(redactor.text), ...later, ...(url === undefined ? [] : [url])];
  const notices = [...record.notices, ...added];
  for (const message of notices) notice(message);
  // Where there is no comment, the summary says why.
  const published = { ...record, notices };
  if (added.length > 0) await rewrite(result, published);
  const logs = inputs.uploadLogs ? redactor : undefined;
  const report = { reportDir, logs, model: () => buildReport(published, result.reporting) };
  await tolerate(
    () => publishReport(report),
    undefined,
    ({ message }) => notice(`the report was not published: ${redactor.text(message)}`),
  );
  return failure;
}

/** A run whose stages passed can still fail at a gate. */
function failureOf({ record, definition }: Ran, { failOn }: ActionInputs): string | undefined {
  if (record.status !== 'passed' && record.status !== 'skipped') return headlineOf(record).text;
  const gate = trippedGate(record, failOn ?? definition.pipeline.failOn);
  return gate && trippedGateWords(record, gate);
}

function setOutputs({ record, reportDir, reporting }: Ran, lost: string[]): void {
  const outputs: Readonly<Record<string, unknown>> = {
    status: outcomeOf(record),
    verdict: gravestVerdict(record.comparison),
    'total-ms': Math.round(record.totalMs),
    'run-file': join(reportDir, RUN_FILE),
    'report-file': join(reportDir, HTML_FILE),
    bottlenecks: findBottlenecks(record, reporting.marks),
    regressions: regressionsOf(record),
    'baseline-age-days': record.baseline?.ageDays ?? '',
  };
  for (const [name, value] of Object.entries(outputs)) lost.push(...listOf(setOutput(name, value)));
}

function listOf<T>(item: T | undefined): readonly T[] {
  return item === undefined ? [] : [item];
}

async function rewrite({ reportDir, reporting }: Ran, record: RunRecord): Promise<void> {
  await writeReport(reportDir, record, reporting).catch((error: Error) => {
    notice(`the report could not be written to ${reportDir}: ${error.message}`);
  });
}
