/** The Action's main step: inputs in, outputs and reports out, on top of the same verbs as the terminal's. */
import { resolve } from 'node:path';
import { setSecret } from '@actions/core';
import { type ActionInputs, loadInputs } from '../definition/inputs.ts';
import { newRunMark } from '../execution/process/run-mark.ts';
import { secretValues } from '../execution/redaction/secrets.ts';
import { openCommandFiles } from '../github/runner/command-files.ts';
import { baseOf } from '../github/runner/event.ts';
import { type RunnerContext, readRunner, type StepInputs } from '../github/runner/runner.ts';
import { USUAL_CONFIRM } from '../pipeline/choices.ts';
import { readLeg } from '../record/job.ts';
import { notLockedWords } from '../reporting/words/folder-lock.ts';
import { unknownNames } from '../reporting/words/unknown-names.ts';
import { openLocks } from '../run/folder-lock.ts';
import { onInterrupt } from '../run/interrupt.ts';
import { runWhateverHappens } from '../run/last-resort.ts';
import { createRunnerOutput } from '../run/live/runner-output.ts';
import { runRepeatedly } from '../run/repeat.ts';
import type { RunRequest } from '../run/run-request.ts';
import type { BaselineChoice } from '../run/stores/history-store.ts';
import { acceptanceByLabel } from './acceptance-label.ts';
import { sayFindings, sayInvalid } from './say-definition.ts';
import {
  reportMarkOf,
  saveFinished,
  saveRepliesCarried,
  saveRepliesSettled,
  saveReport,
} from './state.ts';

/** Does what the inputs ask for; gives the sentence with which the job fails, if it does. */
export async function runAction(): Promise<string | undefined> {
  const inputs = loadInputs();
  if (!inputs.ok) return inputs.problem;
  const { inputs: given } = inputs;
  const runner = await readRunner(process.env, {
    token: given.token,
    leg: legOf(given),
    jobId: given.jobId,
  });
  const cwd = process.env.GITHUB_WORKSPACE ?? process.cwd();
  switch (given.command) {
    case 'run':
      return runStages(given, runner, cwd);
    case 'check':
      return check(given, runner, cwd);
    case 'report':
      return reportOnFork(given, runner);
  }
}

async function runStages(
  inputs: ActionInputs,
  runner: RunnerContext,
  cwd: string,
): Promise<string | undefined> {
  const { variables, event, trust } = runner;
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  // The runner hides these from then on, wherever a stage prints them.
  for (const secret of secretValues([], variables)) setSecret(secret);
  const mark = newRunMark();
  const signal = onInterrupt(1);
  const say = (line: string): void => write(`${line}\n`);
  using locks = openLocks({ mark, signal, variables, waits: true, say });
  const commandFiles = openCommandFiles(variables);
  const request: RunRequest = {
    cwd,
    commandFiles,
    mark,
    locks,
    file: inputs.definition,
    only: inputs.only,
    skip: inputs.skip,
    keepGoing: false,
    force: false,
    runsSetups: true,
    startsCold: false,
    cacheDir: inputs.cacheDir === undefined ? undefined : resolve(cwd, inputs.cacheDir),
    maxCacheBytes: inputs.maxCacheBytes,
    saveOnPullRequest: inputs.saveOnPullRequest,
    baseline: baselineOf(inputs.baseline, cwd),
    confirm: {
      mode: inputs.confirm,
      usually: trust.event === 'pull_request' ? USUAL_CONFIRM : 'off',
      budgetMs: inputs.confirmBudgetMs,
      baseSha: baseOf(event),
    },
    failOn: inputs.failOn,
    acceptance: acceptanceByLabel(runner),
    runner,
    signal,
    output: options => createRunnerOutput({ ...options, summaryFollows: false, write }),
    onStart: ({ reportDir, run }) => {
      const { uploadLogs } = inputs;
      const reportMark = reportMarkOf(run);
      commandFiles.write(() => saveReport({ reportDir, uploadLogs, mark, reportMark }));
    },
    replies: {
      carried: (...replies) => commandFiles.write(() => saveRepliesCarried(...replies)),
      settled: () => commandFiles.write(saveRepliesSettled),
    },
  };
  const choice = {
    repeat: inputs.repeat,
    cacheState: inputs.cacheState,
    isScheduled: trust.event === 'schedule',
  };
  const result = await runWhateverHappens(request, observed => runRepeatedly(observed, choice));
  if (result.kind === 'invalid') return sayInvalid(result.problems);
  if (result.kind === 'unknown-names') {
    return unknownNames(result.names, result.pipeline.stages).join('\n');
  }
  if (result.kind === 'interrupted') return 'interrupted before a stage started';
  if (result.kind === 'locked-out') return notLockedWords(result.why);
  const { publish } = await import('./publish.ts');
  const failure = await publish(result, inputs, runner);
  saveFinished();
  return failure;
}

function legOf({ matrix, jobIndex }: ActionInputs): StepInputs['leg'] {
  const leg = readLeg(matrix ?? '');
  return leg === undefined ? undefined : { ...leg, ...(jobIndex !== undefined && { jobIndex }) };
}

async function check(
  { definition: file }: ActionInputs,
  { variables }: RunnerContext,
  cwd: string,
): Promise<string | undefined> {
  const { checkDefinition } = await import('../run/checking/check-definition.ts');
  const request = { file, cwd, environment: variables };
  const { problems, findings, definition } = await checkDefinition(request);
  if (definition !== undefined) sayFindings(findings, definition);
  return problems.length > 0 ? sayInvalid(problems) : undefined;
}

/** Whatever becomes of the comment, this job is not the one that ran the stages: it does not fail. */
async function reportOnFork(inputs: ActionInputs, runner: RunnerContext): Promise<undefined> {
  const { reportFork } = await import('./fork-comment.ts');
  await reportFork(inputs, runner);
}

function baselineOf(written: string, cwd: string): BaselineChoice {
  if (written === 'cache') return { kind: 'cache' };
  const [, branch] = /^branch:(.+)$/.exec(written) ?? [];
  return branch === undefined
    ? { kind: 'file', file: resolve(cwd, written), readOnly: false }
    : { kind: 'branch', branch };
}
