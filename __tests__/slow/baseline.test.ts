/** A history of the default branch, then pull requests: what is confirmed, and what is not. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { historyText } from '../../src/baseline/store.ts';
import { addRun, emptyHistory } from '../../src/record/history.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { endsWithin5s, readRunRecord, startInRunner, workspace, written } from '../e2e/harness.ts';
import { type ActionOptions, runAction } from '../services/runner.ts';
import { pullRequestEvent } from '../services/runner-environment.ts';
import { processesWith } from '../support/processes.ts';

type Files = Readonly<Record<string, string>>;

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

function commit(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'a commit');
}

/** A stage that takes as many seconds as its file says, or as many times more as the machine is slow. */
const TAKES_ITS_TIME = `sleep "$(awk "BEGIN { print $(cat $1) * \${SLOW:-1} }")"\n`;

const timesOf = (seconds: Readonly<Record<string, number>>): Files =>
  Object.fromEntries(Object.entries(seconds).map(([id, s]) => [`times/${id}`, String(s)]));

/** One stage after the other, each as long as its file says. */
function pipelineOf(ids: readonly string[]): string {
  const stages = ids.map(id => `  ${id}: { run: sh take.sh times/${id} }\n`);
  return `concurrency: 1\nstages:\n${stages.join('')}`;
}

/** The repository of a project, with its main branch. */
function project(files: Files): string {
  const origin = workspace();
  git(origin, 'init', '--quiet', '--initial-branch=main');
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  commit(origin, { '.gitignore': '.stagetime/\n', 'take.sh': TAKES_ITS_TIME, ...files });
  return origin;
}

/** What a runner checks out of a branch: the tip alone. */
function checkout(origin: string, branch: string): string {
  const folder = join(workspace(), 'project');
  git(origin, 'clone', '--quiet', '--depth=1', '--branch', branch, `file://${origin}`, folder);
  return folder;
}

/** A run of main, and 20 of it in a history: each a little faster or slower than the others. */
async function runMain(
  origin: string,
  options: Partial<ActionOptions> = {},
): Promise<{ readonly record: RunRecord; readonly history: string }> {
  const folder = checkout(origin, 'main');
  const history = join(workspace(), 'history.json');
  const inputs = { ...options.inputs, baseline: join(folder, 'unused.json') };
  const { reportDir } = await runAction({ ...options, workspace: folder, inputs });
  const record = readRunRecord(reportDir ?? '');
  writeFileSync(history, historyText(historyOf(Array.from({ length: 20 }, () => record))));
  return { record, history };
}

/** A history of runs that took about as long as these. */
function historyOf(records: readonly RunRecord[]) {
  return records.reduce((history, record, index) => {
    const factor = 1 + 0.01 * Math.sin(index * 2.4);
    const day = String(index + 1).padStart(2, '0');
    const at = `2026-01-${day}T12:00:00.000Z`;
    const stages = record.stages.map((stage, i) => {
      const own = factor * (1 + 0.008 * Math.sin(index * 1.7 + i * 2.1));
      return { ...stage, durationMs: (stage.durationMs ?? 0) * own };
    });
    const run = { ...record.run, id: `main-${index}`, startedAt: at, commitTime: at };
    return addRun(history, { ...record, run, stages, totalMs: record.totalMs * factor });
  }, emptyHistory);
}

/** What a runner checks out of a pull request with these changes: their merge, as GitHub makes it. */
function pullRequest(origin: string, files: Files): string {
  const branch = `change-${Math.random().toString(36).slice(2)}`;
  git(origin, 'switch', '--quiet', '--create', branch, 'main');
  commit(origin, { changed: branch, ...files });
  git(origin, 'switch', '--quiet', '--create', `${branch}-merge`, 'main');
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'merge', branch);
  git(origin, 'switch', '--quiet', 'main');
  return checkout(origin, `${branch}-merge`);
}

/** The run of a pull request. */
async function runPullRequest(
  origin: string,
  files: Files,
  history: string,
  options: Partial<ActionOptions> = {},
): Promise<RunRecord> {
  const { reportDir, exitCode } = await runAction({
    ...options,
    workspace: pullRequest(origin, files),
    event: pullRequestEvent(),
    inputs: { comment: 'never', ...options.inputs, baseline: history },
  });
  expect(exitCode).toBe(0);
  return readRunRecord(reportDir ?? '');
}

const verdicts = ({ comparison }: RunRecord) =>
  Object.fromEntries(comparison?.stages.map(({ id, verdict }) => [id, verdict]) ?? []);

const furtherOf = ({ comparison }: RunRecord, id: string) =>
  comparison?.stages.find(stage => stage.id === id)?.further;

const stageOf = ({ stages }: RunRecord, id: string) =>
  stages.find(stage => stage.id === id) as StageRecord;

const confirmed = (record: RunRecord, id: string) =>
  stageOf(record, id).confirmations?.map(({ ref }) => ref);

const PAPER = ['setup', 'tests', 'analysis', 'render'];
const all = (seconds: number, ids: readonly string[] = PAPER) =>
  timesOf(Object.fromEntries(ids.map(id => [id, seconds])));
const unchanged = Object.fromEntries(PAPER.map(id => [id, 'unchanged']));

describe('a pull request with a slower analysis', () => {
  const analysis = 2.4;

  it('is regressed once the stage, run again, is slow again', async () => {
    const origin = project({ 'stagetime.yml': pipelineOf(PAPER), ...all(0.4) });
    const { history } = await runMain(origin);
    const record = await runPullRequest(origin, timesOf({ analysis }), history, {
      inputs: { confirm: 'rerun' },
    });
    expect(verdicts(record)).toEqual({ ...unchanged, analysis: 'regressed' });
    expect(confirmed(record, 'analysis')).toEqual(['head', 'head']);
    expect(furtherOf(record, 'analysis')).toEqual({
      of: 'stage',
      outcome: 'confirmed',
      headMs: [expect.any(Number), expect.any(Number)],
    });
    expect(record.comparison?.total.verdict).toBe('regressed');

    const paired = await runPullRequest(origin, timesOf({ analysis }), history, {
      inputs: { confirm: 'paired' },
    });
    expect(verdicts(paired)).toEqual({ ...unchanged, analysis: 'regressed' });
    expect(furtherOf(paired, 'analysis')).toMatchObject({
      outcome: 'confirmed',
      baseMs: expect.any(Array),
    });
  });

  it('stays suspected, and says why, where there is no time to confirm it or nobody wants to', async () => {
    const origin = project({ 'stagetime.yml': pipelineOf(PAPER), ...all(0.4) });
    const { history } = await runMain(origin);
    const slower = timesOf({ analysis });
    const late = await runPullRequest(origin, slower, history, {
      inputs: { 'confirm-budget': '1s' },
    });
    expect(verdicts(late)).toEqual({ ...unchanged, analysis: 'suspected' });
    expect(late.notices).toContainEqual(
      expect.objectContaining({ kind: 'suspicion-stays', stage: 'analysis' }),
    );
    const off = await runPullRequest(origin, slower, history, { inputs: { confirm: 'off' } });
    expect(verdicts(off)).toEqual({ ...unchanged, analysis: 'suspected' });
    expect(stageOf(off, 'analysis').confirmations).toBeUndefined();
  });

  it('is cleared where it was slow once', async () => {
    const spike = `if [ "$1" = times/analysis ] && [ ! -e "$ONCE" ]; then
  touch "$ONCE"; sleep 2.4; exit
fi
${TAKES_ITS_TIME}`;
    const origin = project({ 'stagetime.yml': pipelineOf(PAPER), ...all(0.4) });
    const { history } = await runMain(origin);
    const env = { ONCE: join(workspace(), 'once') };
    const inputs = { confirm: 'rerun' };
    const record = await runPullRequest(origin, { 'take.sh': spike }, history, { env, inputs });
    expect(verdicts(record)).toEqual(unchanged);
    expect(stageOf(record, 'analysis').confirmations).toHaveLength(1);
    expect(furtherOf(record, 'analysis')).toMatchObject({
      outcome: 'cleared',
      headMs: [expect.any(Number)],
    });
  });
});

describe('a run that is cancelled while it confirms', () => {
  it('ends within 5 s, with what it had measured, and leaves no checkout', async () => {
    const again = `if [ "$1" = times/analysis ]; then
  if [ -e "$ONCE" ]; then echo again > "$ONCE"; sleep 60; else touch "$ONCE"; sleep 2.4; fi
  exit
fi
${TAKES_ITS_TIME}`;
    const origin = project({ 'stagetime.yml': pipelineOf(PAPER), ...all(0.4) });
    const { history } = await runMain(origin);
    const [folder, once] = [pullRequest(origin, { 'take.sh': again }), join(workspace(), 'once')];
    const action = startInRunner({
      workspace: folder,
      event: pullRequestEvent(),
      token: '',
      inputs: { baseline: history, comment: 'never' },
      env: { ONCE: once },
    });
    await written(once, action.main.ended);
    expect(await endsWithin5s(action.main.cancel())).toBe(true);
    const record = readRunRecord(join(folder, '.stagetime'));
    expect(verdicts(record).analysis).toBe('suspected');
    expect(stageOf(record, 'analysis')).toMatchObject({ status: 'passed' });
    expect(git(folder, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(processesWith(`ONCE=${once}`)).toEqual([]);
  });
});

describe('a pull request of a project without a history', () => {
  it('is told by pairs what got slower', async () => {
    const origin = project({ 'stagetime.yml': pipelineOf(PAPER), ...all(0.4) });
    const history = join(workspace(), 'none.json');
    const record = await runPullRequest(origin, timesOf({ analysis: 2.4 }), history, {
      inputs: { confirm: 'paired' },
    });
    expect(verdicts(record)).toEqual({ ...unchanged, analysis: 'regressed' });
  });
});

describe('a run that is slower as a whole', () => {
  const seconds = 3;

  it('is the machine where base and head are slow alike', async () => {
    const origin = project({ 'stagetime.yml': pipelineOf(PAPER), ...all(seconds) });
    const { history } = await runMain(origin);
    const record = await runPullRequest(origin, {}, history, {
      inputs: { confirm: 'paired' },
      env: { SLOW: '1.15' },
    });
    expect(verdicts(record)).toEqual(unchanged);
    expect(record.comparison?.runFactorPercent).toBeGreaterThan(10);
    expect(record.comparison?.total.verdict).toBe('unchanged');
    expect(record.comparison?.total.further).toMatchObject({ of: 'run', outcome: 'cleared' });
  });

  it('is the change where head alone is, and is not called unchanged where nobody looked', async () => {
    const origin = project({ 'stagetime.yml': pipelineOf(PAPER), ...all(seconds) });
    const { history } = await runMain(origin);
    const slower = all(1.3 * seconds);
    const paired = await runPullRequest(origin, slower, history, { inputs: { confirm: 'paired' } });
    expect(paired.comparison?.total.verdict).toBe('regressed');
    expect(paired.comparison?.total.further).toMatchObject({ of: 'run', outcome: 'confirmed' });
    const rerun = await runPullRequest(origin, slower, history, { inputs: { confirm: 'rerun' } });
    expect(rerun.comparison?.total.verdict).toBe('suspected');
  });
});

describe('a slower stage on a cold cache', () => {
  it('is regressed, because it runs again on a cold cache', async () => {
    const render = `if [ -e build/format ]; then sleep 0.2
else sh take.sh times/cold; mkdir -p build; touch build/format; fi\n`;
    const ids = ['setup', 'tests', 'render'];
    const definition = pipelineOf(ids).replace(
      'sh take.sh times/render',
      'sh render.sh, caches: [latex]',
    );
    const origin = project({
      'stagetime.yml': `caches:\n  latex: { paths: [build], key: a }\n${definition}`,
      'render.sh': render,
      ...all(0.4, ['setup', 'tests', 'cold']),
    });
    const inputs = { 'cache-dir': workspace() };
    const [{ record: cold }, { record: warm }] = [
      await runMain(origin, { inputs }),
      await runMain(origin, { inputs }),
    ];
    expect([cold, warm].map(run => stageOf(run, 'render').cacheState)).toEqual(['cold', 'warm']);
    const history = join(workspace(), 'history.json');
    const runs = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? cold : warm));
    writeFileSync(history, historyText(historyOf(runs)));

    const record = await runPullRequest(origin, timesOf({ cold: 2.4 }), history, {
      inputs: { 'cache-dir': workspace(), confirm: 'rerun' },
    });
    expect(verdicts(record)).toEqual({
      setup: 'unchanged',
      tests: 'unchanged',
      render: 'regressed',
    });
    expect(stageOf(record, 'render').cacheState).toBe('cold');
    for (const { durationMs } of stageOf(record, 'render').confirmations ?? []) {
      expect(durationMs).toBeGreaterThan(2400);
    }
    expect(confirmed(record, 'render')).toEqual(['head', 'head']);
  });
});
