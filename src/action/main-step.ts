/** The Action's main step: inputs in, outputs and reports out, on top of the same verbs as the terminal's. */
import { resolve } from 'node:path';
import { setSecret } from '@actions/core';
import { type ActionInputs, loadInputs } from '../definition/inputs.ts';
import { newRunMark } from '../execution/process/run-mark.ts';
import { secretValues } from '../execution/redaction/secrets.ts';
import { openCommandFiles } from '../github/runner/command-files.ts';
import { baseOf, readEvent } from '../github/runner/event.ts';
import { USUAL_CONFIRM } from '../pipeline/choices.ts';
import { readLeg } from '../record/job.ts';
import { openLocks, whyNotLocked } from '../run/folder-lock.ts';
import { onInterrupt } from '../run/interrupt.ts';
import { runWhateverHappens } from '../run/last-resort.ts';
import { createRunnerOutput } from '../run/live/runner-output.ts';
import { runRepeatedly } from '../run/repeat.ts';
import type { RunRequest } from '../run/run-request.ts';
import type { BaselineChoice } from '../run/stores/history-store.ts';
import { acceptanceByLabel } from './acceptance-label.ts';
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
  const cwd = process.env.GITHUB_WORKSPACE ?? process.cwd();
  switch (inputs.inputs.command) {
    case 'run':
      return runStages(inputs.inputs, cwd);
    case 'check':
      return checkDefinition(inputs.inputs, cwd);
    case 'report':
      return reportOnFork(inputs.inputs);
  }
}

async function runStages(inputs: ActionInputs, cwd: string): Promise<string | undefined> {
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  // The runner hides these from then on, wherever a stage prints them.
  for (const secret of secretValues([], process.env)) setSecret(secret);
  const mark = newRunMark();
  const signal = onInterrupt(1);
  const say = (line: string): void => write(`${line}\n`);
  using locks = openLocks({ mark, signal, variables: process.env, waits: true, say });
  const commandFiles = openCommandFiles(process.env);
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
    leg: legOf(inputs),
    startsCold: false,
    cacheDir: inputs.cacheDir === undefined ? undefined : resolve(cwd, inputs.cacheDir),
    maxCacheBytes: inputs.maxCacheBytes,
    saveOnPullRequest: inputs.saveOnPullRequest,
    baseline: baselineOf(inputs.baseline, cwd),
    confirm: {
      mode: inputs.confirm,
      usually: process.env.GITHUB_EVENT_NAME === 'pull_request' ? USUAL_CONFIRM : 'off',
      budgetMs: inputs.confirmBudgetMs,
      baseSha: baseOf(await readEvent(process.env.GITHUB_EVENT_PATH)),
    },
    failOn: inputs.failOn,
    acceptance: acceptanceByLabel(process.env, inputs.token),
    token: inputs.token,
    variables: process.env,
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
    isScheduled: process.env.GITHUB_EVENT_NAME === 'schedule',
  };
  const result = await runWhateverHappens(request, observed => runRepeatedly(observed, choice));
  if (result.kind === 'invalid') return result.problems.join('\n');
  if (result.kind === 'interrupted') return 'interrupted before a stage started';
  if (result.kind === 'locked-out') return whyNotLocked(result.why);
  const { publish } = await import('./publish.ts');
  const failure = await publish(result, inputs, process.env);
  saveFinished();
  return failure;
}

function legOf({ matrix, jobIndex }: ActionInputs): RunRequest['leg'] {
  const leg = readLeg(matrix ?? '');
  return leg === undefined ? undefined : { ...leg, ...(jobIndex !== undefined && { jobIndex }) };
}

async function checkDefinition(
  { definition }: ActionInputs,
  cwd: string,
): Promise<string | undefined> {
  const { loadDefinition } = await import('../definition/load.ts');
  const { formatProblem } = await import('../definition/document/problems.ts');
  const loaded = await loadDefinition({ file: definition, cwd });
  const { missingFolders } = await import('../definition/working-directories.ts');
  const problems = loaded.kind === 'invalid' ? loaded.problems : await missingFolders(loaded);
  return problems.length > 0 ? problems.map(formatProblem).join('\n') : undefined;
}

/** Whatever becomes of the comment, this job is not the one that ran the stages: it does not fail. */
async function reportOnFork(inputs: ActionInputs): Promise<undefined> {
  const { reportFork } = await import('./fork-comment.ts');
  await reportFork(inputs, process.env);
}

function baselineOf(written: string, cwd: string): BaselineChoice {
  if (written === 'cache') return { kind: 'cache' };
  const [, branch] = /^branch:(.+)$/.exec(written) ?? [];
  return branch === undefined
    ? { kind: 'file', file: resolve(cwd, written), readOnly: false }
    : { kind: 'branch', branch };
}
