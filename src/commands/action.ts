/** The Action's main step: inputs in, outputs and summary out, on top of the same `run` as the terminal's. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { notice, setOutput, setSecret } from '@actions/core';
import { findBottlenecks } from '../analysis/metrics.ts';
import { type ActionInputs, loadInputs } from '../definition/inputs.ts';
import { createRunnerOutput } from '../execution/output/runner-output.ts';
import { secretValues } from '../execution/stage-environment.ts';
import { uploadReport } from '../github/artifact.ts';
import { readEvent } from '../github/event.ts';
import { publishSummary } from '../github/summary.ts';
import {
  saveFinished,
  saveRepliesCarried,
  saveRepliesSettled,
  saveReportDir,
} from './action-state.ts';
import type { BaselineChoice } from './baseline.ts';
import { onInterrupt } from './interrupt.ts';
import { runRepeatedly } from './repeat.ts';
import { HTML_FILE, REPORT_FILES, RUN_FILE, SUMMARY_FILE } from './report-files.ts';
import type { RunRequest, RunResult } from './run.ts';

/** Does what the inputs ask for; gives the sentence with which the job fails, if it does. */
export async function runAction(): Promise<string | undefined> {
  const inputs = loadInputs();
  if (!inputs.ok) return inputs.problem;
  const cwd = process.env.GITHUB_WORKSPACE ?? process.cwd();
  switch (inputs.inputs.command) {
    case 'run':
      return runStages(inputs.inputs, cwd);
    case 'check':
      return checkDefinition(inputs.inputs, cwd);
  }
}

async function checkDefinition(
  { definition }: ActionInputs,
  cwd: string,
): Promise<string | undefined> {
  const { loadDefinition } = await import('../definition/load.ts');
  const { formatProblem } = await import('../definition/problems.ts');
  const loaded = await loadDefinition({ file: definition, cwd });
  return loaded.kind === 'invalid' ? loaded.problems.map(formatProblem).join('\n') : undefined;
}

async function runStages(inputs: ActionInputs, cwd: string): Promise<string | undefined> {
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  // The runner hides these from then on, wherever a stage prints them.
  for (const secret of secretValues([], process.env)) setSecret(secret);
  const request: RunRequest = {
    cwd,
    file: inputs.definition,
    only: inputs.only,
    skip: inputs.skip,
    keepGoing: false,
    force: false,
    startsCold: false,
    cacheDir: inputs.cacheDir === undefined ? undefined : resolve(cwd, inputs.cacheDir),
    maxCacheBytes: inputs.maxCacheBytes,
    saveOnPullRequest: inputs.saveOnPullRequest,
    baseline: baselineOf(inputs.baseline, cwd),
    confirm: {
      mode: inputs.confirm ?? (process.env.GITHUB_EVENT_NAME === 'pull_request' ? 'rerun' : 'off'),
      budgetMs: inputs.confirmBudgetMs,
      baseSha: (await readEvent(process.env.GITHUB_EVENT_PATH)).pull_request?.base?.sha,
    },
    token: inputs.token,
    variables: process.env,
    signal: onInterrupt(),
    output: options => createRunnerOutput({ ...options, write }),
    onStart: saveReportDir,
    replies: { carried: saveRepliesCarried, settled: saveRepliesSettled },
  };
  const result = await runRepeatedly(request, {
    repeat: inputs.repeat,
    cacheState: inputs.cacheState,
    isScheduled: process.env.GITHUB_EVENT_NAME === 'schedule',
  });
  if (result.kind === 'invalid') return result.problems.join('\n');
  const failure = await publish(result);
  saveFinished();
  return failure;
}

function baselineOf(written: string, cwd: string): BaselineChoice {
  if (written === 'cache') return { kind: 'cache' };
  const [, branch] = /^branch:(.+)$/.exec(written) ?? [];
  return branch === undefined
    ? { kind: 'file', file: resolve(cwd, written), readOnly: false }
    : { kind: 'branch', branch };
}

async function publish(result: Extract<RunResult, { kind: 'ran' }>): Promise<string | undefined> {
  const { record, reportDir, marks } = result;
  const bottlenecks = findBottlenecks(record, marks);
  setOutput('status', record.status);
  setOutput('total-ms', Math.round(record.totalMs));
  setOutput('run-file', join(reportDir, RUN_FILE));
  setOutput('report-file', join(reportDir, HTML_FILE));
  setOutput('bottlenecks', bottlenecks);
  for (const message of record.notices) notice(message);
  await publishReport(reportDir);
  if (record.status === 'passed') return undefined;
  const { buildReport } = await import('../reporting/model.ts');
  return buildReport(record, { marks }).headline.text;
}

/** The summary and the artifact of a report directory, each fault of theirs a notice. */
export async function publishReport(reportDir: string): Promise<void> {
  const markdown = await readFile(join(reportDir, SUMMARY_FILE), 'utf8').catch(() => undefined);
  const lost = markdown === undefined ? 'no summary was written' : await publishSummary(markdown);
  if (lost !== undefined) notice(lost);
  const upload = await uploadReport(reportDir, REPORT_FILES, process.env);
  if (upload.kind === 'failed') notice(`report not uploaded as an artifact: ${upload.reason}`);
}
