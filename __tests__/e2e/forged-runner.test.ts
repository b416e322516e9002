/** Forged stores on a runner: no way in decides a stage, a baseline or what is saved for everybody. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.ts';
import type { CacheScope } from '../services/cache-service.ts';
import {
  type ResultsService,
  type ResultsServiceOptions,
  startResultsService,
} from '../services/results-service.ts';
import { type ActionOptions, runAction } from '../services/runner.ts';
import {
  forkEvent,
  pullRequestEvent,
  pushEvent,
  type RunnerEvent,
} from '../services/runner-environment.ts';
import { CHECKED, commitAll, elsewhere, pathWith } from './forged.ts';
import { readRunRecord, runCli, startInRunner, statuses, workspace, written } from './harness.ts';
import { checkout, numbersOf, QUESTIONS, upstreamForTest, variables } from './llm-review.ts';

const OWN = '.stagetime';

async function service(options: ResultsServiceOptions = {}): Promise<ResultsService> {
  const started = await startResultsService(options);
  onTestFinished(() => started.close());
  return started;
}

interface Job {
  readonly event?: RunnerEvent;
  readonly env?: ActionOptions['env'];
  readonly inputs?: ActionOptions['inputs'];
  /** What `verdict` says: red and 1 by default. */
  readonly passes?: boolean;
}

/** A job on a checkout, on an honest machine. */
async function job(cwd: string, { event, env, inputs = {}, passes = false }: Job = {}) {
  const PATH = passes ? pathWith('green', 0) : pathWith('red', 1);
  const result = await runAction({
    workspace: cwd,
    env: { PATH, ...env },
    // A history in the service is not beside the report, where the harness looks for its numbers.
    inputs: { baseline: 'history.json', ...inputs },
    token: '',
    ...(event !== undefined && { event }),
  });
  // What is reused takes no time, and how that is shown is not what these tests are about.
  rmSync(join(cwd, OWN, 'report.html'), { force: true });
  return { ...result, record: readRunRecord(join(cwd, OWN)) };
}

const freshCheckout = (name = '') =>
  workspace({ 'stagetime.yml': `${name}${CHECKED}`, text: 'a\n' });

/** With a store as a runner keeps it, made where the check always passes. */
async function forgedCheckout(): Promise<string> {
  const cwd = freshCheckout();
  await job(cwd, { inputs: { baseline: 'cache' }, passes: true });
  rmSync(join(cwd, 'report'));
  return cwd;
}

const isResult = ({ key }: { key: string }) => key.includes('stagetime-results-');

const PULL: CacheScope = { ref: 'refs/pull/7/merge', alsoReads: ['refs/heads/main'] };
/** A cache server that knows no scopes: every token reads and writes the same. */
const ONE_SCOPE: CacheScope = { ref: 'refs/heads/main' };

const forkOfMain = (): RunnerEvent => ({ ...forkEvent(), headRef: 'main' });

describe('a store that the checkout brings to a runner', () => {
  it.each<[string, Job]>([
    ['of a push to main, in its first run', {}],
    ['of a pull request', { event: pullRequestEvent() }],
    [
      'of a pull request that may save its own',
      { event: pullRequestEvent(), inputs: { 'save-on-pull-request': 'true' } },
    ],
    ['of a fork, whose branch is called main', { event: forkOfMain() }],
    [
      'of pull_request_target, whose ref is the default branch',
      { event: { ...forkOfMain(), name: 'pull_request_target', ref: 'refs/heads/main' } },
    ],
    ['of a tag called main', { event: pushEvent({ ref: 'refs/tags/main' }) }],
  ])('decides nothing and is not saved: %s', async (_, options) => {
    const results = await service();
    const cwd = await forgedCheckout();
    commitAll(cwd);
    const { exitCode, record, annotations } = await job(cwd, {
      ...options,
      inputs: { baseline: 'cache', ...options.inputs },
      env: options.event === undefined ? results.env : results.envOf(PULL),
    });
    expect(statuses(record)).toEqual({ check: 'failed' });
    expect(exitCode).toBe(1);
    expect(results.caches.filter(isResult)).toEqual([]);
    expect(JSON.stringify(record.comparison ?? {})).not.toContain('"baseline":');
    expect(annotations.map(({ message }) => message).join('\n')).toContain('git rm -r --cached');
  });

  it.each<[string, ResultsServiceOptions]>([
    ['answers 429', { faults: [{ match: 'GetCacheEntryDownloadURL', status: 429 }] }],
    ['answers 403', { faults: [{ match: 'GetCacheEntryDownloadURL', status: 403 }] }],
    ['cuts the connection', { faults: [{ match: 'GetCacheEntryDownloadURL', reset: true }] }],
  ])('decides nothing where the cache service %s', async (_, options) => {
    const results = await service(options);
    const cwd = await forgedCheckout();
    commitAll(cwd);
    const { record } = await job(cwd, { env: results.env });
    expect(statuses(record)).toEqual({ check: 'failed' });
  });

  it('decides nothing where there is no cache service, nor is its history a baseline', async () => {
    const cwd = await forgedCheckout();
    commitAll(cwd);
    const { record } = await job(cwd, { inputs: { baseline: 'cache' }, passes: true });
    expect(statuses(record)).toEqual({ check: 'passed' });
    expect(JSON.stringify(record.comparison ?? {})).not.toContain('"baseline":');
  });

  it('decides nothing where no git knows of it', async () => {
    const cwd = await forgedCheckout();
    const { record, annotations } = await job(cwd, { env: { PATH: pathWith('red', 1) } });
    expect(statuses(record)).toEqual({ check: 'failed' });
    expect(annotations.map(({ message }) => message).join()).not.toContain('git');
  });

  it.each([
    ['as a link to another folder of it', 'docs/data'],
    ['as a link to a folder beside it', '..'],
  ])('decides nothing %s', async (_, place) => {
    const cwd = await forgedCheckout();
    const target = place === '..' ? elsewhere() : join(cwd, place);
    cpSync(join(cwd, OWN), target, { recursive: true });
    rmSync(join(cwd, OWN), { recursive: true });
    symlinkSync(target, join(cwd, OWN));
    const before = readdirSync(target, { recursive: true }).length;
    commitAll(cwd);
    const { record } = await job(cwd);
    expect(statuses(record)).toEqual({ check: 'failed' });
    expect(readdirSync(target, { recursive: true })).toHaveLength(before);
  });

  it('decides nothing in a folder for caches that lies in the checkout', async () => {
    const inputs = { 'cache-dir': 'kept' };
    const made = freshCheckout();
    await job(made, { inputs, passes: true });
    const cwd = freshCheckout();
    cpSync(join(made, 'kept'), join(cwd, 'kept'), { recursive: true });
    // It is believed where nobody brought it with the checkout.
    const own = workspace();
    cpSync(join(made, 'kept'), join(own, 'kept'), { recursive: true });
    const believed = await job(freshCheckout(), { inputs: { 'cache-dir': join(own, 'kept') } });
    expect(statuses(believed.record)).toEqual({ check: 'reused' });
    commitAll(cwd);
    const { record } = await job(cwd, { inputs });
    expect(statuses(record)).toEqual({ check: 'failed' });
    expect(record.notices).toContainEqual({
      kind: 'folder-refused',
      refusal: { why: 'tracked', folder: join(cwd, 'kept'), path: expect.any(String) },
      isRemoved: false,
    });
  });
});

describe('results in the cache service', () => {
  it('are found again by the same job, and by no pipeline of another name', async () => {
    const results = await service();
    const env = results.env;
    await job(freshCheckout(), { env, passes: true });
    expect(statuses((await job(freshCheckout(), { env })).record)).toEqual({ check: 'reused' });
    const renamed = freshCheckout('name: other\n');
    expect(statuses((await job(renamed, { env })).record)).toEqual({ check: 'failed' });
  });

  it('are not believed under another pipeline’s key', async () => {
    const results = await service();
    const env = results.env;
    await job(freshCheckout(), { env, passes: true });
    const honest = await service();
    await job(freshCheckout('name: other\n'), { env: honest.env, passes: true });
    const [forged, wanted] = [results.caches.find(isResult), honest.caches.find(isResult)];
    // The content of one under the key of the other.
    honest.blob(wanted?.blob ?? '');
    const entry = { ...forged, key: wanted?.key, version: forged?.version } as never;
    (results.caches as unknown[]).push(entry);
    const { record } = await job(freshCheckout('name: other\n'), { env });
    expect(record.caches.find(({ name }) => name === 'stage results')?.state).toBe('exact');
    expect(statuses(record)).toEqual({ check: 'failed' });
  });

  it('of a pull request are its own, even where the server knows no scopes', async () => {
    const results = await service();
    const inputs = { 'save-on-pull-request': 'true' };
    const env = results.envOf(ONE_SCOPE);
    const event = pullRequestEvent();
    await job(freshCheckout(), { env, event, inputs, passes: true });
    expect(results.caches.filter(isResult)).toHaveLength(1);
    const again = await job(freshCheckout(), { env, event, inputs });
    expect(statuses(again.record)).toEqual({ check: 'reused' });
    const main = await job(freshCheckout(), { env });
    expect(statuses(main.record)).toEqual({ check: 'failed' });
    const other = { ...event, ref: 'refs/pull/8/merge' };
    const neighbour = await job(freshCheckout(), { env, event: other, inputs });
    expect(statuses(neighbour.record)).toEqual({ check: 'failed' });
  });

  it('of the default branch are read by pull requests', async () => {
    const results = await service();
    await job(freshCheckout(), { env: results.env, passes: true });
    for (const event of [pullRequestEvent(), forkEvent()]) {
      const { record } = await job(freshCheckout(), { env: results.envOf(PULL), event });
      expect(statuses(record)).toEqual({ check: 'reused' });
    }
  });
});

describe('a folder for caches on a machine that stays', () => {
  it('keeps repositories apart', async () => {
    const inputs = { 'cache-dir': workspace() };
    await job(freshCheckout(), { inputs, passes: true });
    const env = { GITHUB_REPOSITORY: 'octo/other', GITHUB_REPOSITORY_ID: '4712' };
    expect(statuses((await job(freshCheckout(), { inputs, env })).record)).toEqual({
      check: 'failed',
    });
    expect(statuses((await job(freshCheckout(), { inputs })).record)).toEqual({ check: 'reused' });
  });

  it('shows the default branch nothing of a pull request', async () => {
    const inputs = { 'cache-dir': workspace(), 'save-on-pull-request': 'true' };
    const event = pullRequestEvent();
    await job(freshCheckout(), { inputs, event, passes: true });
    const own = await job(freshCheckout(), { inputs, event });
    expect(statuses(own.record)).toEqual({ check: 'reused' });
    expect(statuses((await job(freshCheckout(), { inputs })).record)).toEqual({ check: 'failed' });
  });
});

describe('what the engine writes on a runner', () => {
  it('goes through no link that the checkout brought', async () => {
    const cwd = workspace({ 'stagetime.yml': 'stages: { a: { run: echo hello } }\n' });
    const target = elsewhere();
    writeFileSync(join(target, 'bait'), 'mine\n');
    mkdirSync(join(cwd, OWN));
    for (const file of ['run.json', 'run.json.new', 'summary.md', 'report.html']) {
      symlinkSync(join(target, 'bait'), join(cwd, OWN, file));
    }
    symlinkSync(target, join(cwd, OWN, 'logs'));
    commitAll(cwd);
    const result = await runAction({ workspace: cwd });
    expect(result.exitCode).toBe(0);
    expect(readFileSync(join(target, 'bait'), 'utf8')).toBe('mine\n');
    expect(readdirSync(target)).toEqual(['bait']);
    expect(readFileSync(join(cwd, OWN, 'logs/a.log'), 'utf8')).toBe('hello\n');
  });

  it('leaves what is not its own in the folder', async () => {
    const cwd = workspace({
      'stagetime.yml': 'stages: { a: { run: cat .stagetime/notes.txt } }\n',
      [`${OWN}/notes.txt`]: 'kept\n',
      [`${OWN}/run.json`]: '{}',
    });
    commitAll(cwd);
    expect((await runAction({ workspace: cwd })).exitCode).toBe(0);
    expect(existsSync(join(cwd, OWN, 'notes.txt'))).toBe(true);
  });

  it('keeps a history that the workflow names and git does not track', async () => {
    const cwd = await forgedCheckout();
    const baseline = `${OWN}/history.json`;
    renameSync(join(cwd, baseline), join(cwd, 'history.json'));
    rmSync(join(cwd, OWN), { recursive: true });
    commitAll(cwd, 'stagetime.yml', 'text');
    mkdirSync(join(cwd, OWN));
    renameSync(join(cwd, 'history.json'), join(cwd, baseline));
    const env = { GITHUB_RUN_ID: '7' };
    const { record } = await job(cwd, { inputs: { baseline }, env, passes: true });
    expect(JSON.parse(readFileSync(join(cwd, baseline), 'utf8')).runs).toHaveLength(2);
    expect(record.notices.map(({ kind }) => kind)).not.toContain('folder-refused');
  });

  it('keeps the runs that wait beside a history which the workflow names', async () => {
    const cwd = await forgedCheckout();
    rmSync(join(cwd, OWN), { recursive: true });
    commitAll(cwd, 'stagetime.yml', 'text');
    mkdirSync(join(cwd, OWN));
    const baseline = `${OWN}/history.json`;
    writeFileSync(join(cwd, baseline), '{');
    for (const GITHUB_RUN_ID of ['7', '8']) {
      await job(cwd, { inputs: { baseline }, env: { GITHUB_RUN_ID }, passes: true });
    }
    const waiting = readdirSync(join(cwd, OWN)).filter(name => name.includes('.waiting-'));
    const runs = waiting.flatMap(
      name => JSON.parse(readFileSync(join(cwd, OWN, name), 'utf8')).runs as { run: unknown }[],
    );
    expect(new Set(runs.map(({ run }) => JSON.stringify(run))).size).toBe(2);
  });
});

describe('stored replies of models', () => {
  const env = (upstream: Parameters<typeof variables>[0]) => ({
    ...variables(upstream),
    PATH: process.env.PATH as string,
  });

  /** A checkout with the replies of an earlier run, which whoever committed them could write anew. */
  async function reviewed() {
    const upstream = await upstreamForTest();
    const cwd = checkout();
    await runCli(['run'], { cwd, env: env(upstream) });
    rmSync(join(cwd, OWN, 'history.json'));
    return { cwd, upstream };
  }

  it('answer in the terminal where they are the user’s, and not where git tracks them', async () => {
    const { cwd, upstream } = await reviewed();
    await runCli(['run'], { cwd, env: env(upstream) });
    expect(upstream.calls).toHaveLength(QUESTIONS.length);
    commitAll(cwd, `${OWN}/llm`);
    const { stdout } = await runCli(['run'], { cwd, env: env(upstream) });
    expect(upstream.calls).toHaveLength(2 * QUESTIONS.length);
    expect(stdout).toContain('git rm -r --cached');
  });

  it.each([
    ['with a cache service', pushEvent(), true],
    ['without one', pushEvent(), false],
    ['in a fork', forkEvent(), true],
  ])('answer nothing on a runner %s', async (_, event, hasService) => {
    const { cwd, upstream } = await reviewed();
    commitAll(cwd);
    const results = await service();
    const more = hasService ? results.env : {};
    const { record } = await job(cwd, { event, env: { ...more, ...env(upstream) } });
    expect(numbersOf(record)).toEqual({ requests: 5, hits: 0, misses: 5 });
    expect(upstream.calls).toHaveLength(2 * QUESTIONS.length);
  });
});

describe('what post publishes', () => {
  const WAITS = 'stages: { a: { run: "echo $$ > pid; exec sleep 600" } }\n';

  /** Main is killed in the middle of a stage; then the record is another's. */
  async function killedWith(change: (record: RunRecord) => unknown) {
    const cwd = workspace({ 'stagetime.yml': WAITS });
    const action = startInRunner({ workspace: cwd });
    await written(join(cwd, 'pid'), action.main.ended);
    const file = join(cwd, OWN, 'run.json');
    while (!existsSync(join(cwd, OWN, 'report.html'))) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    await action.main.kill();
    const record = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(change(record) ?? record));
    return (await action.finish()).post;
  }

  it('is the report of its own main', async () => {
    const { summary, annotations } = await killedWith(() => undefined);
    expect(summary).not.toBe('');
    expect(annotations).toEqual([]);
  });

  it.each<[string, (record: RunRecord) => unknown]>([
    ['run', ({ run, ...rest }) => ({ ...rest, run: { ...run, id: '7' } })],
    ['attempt', ({ run, ...rest }) => ({ ...rest, run: { ...run, attempt: 2 } })],
    ['job', ({ run, ...rest }) => ({ ...rest, run: { ...run, job: 'other' } })],
    ['leg', ({ run, ...rest }) => ({ ...rest, run: { ...run, leg: '0123456789abcdef' } })],
    ['step', ({ run, ...rest }) => ({ ...rest, run: { ...run, step: 'other' } })],
    [
      'execution of the same step',
      ({ run, ...rest }) => ({ ...rest, run: { ...run, startedAt: '2026-01-01T00:00:00.000Z' } }),
    ],
    ['nobody', () => ({})],
  ])('is not that of another %s', async (_, change) => {
    const { summary, annotations, exitCode } = await killedWith(change);
    expect(summary).toBe('');
    expect(exitCode).toBe(0);
    expect(annotations.map(({ message }) => message).join()).toContain('another run wrote it');
  });

  it('is nothing of what stood there before', async () => {
    const cwd = workspace({ 'stagetime.yml': WAITS, [`${OWN}/summary.md`]: 'forged' });
    const action = startInRunner({ workspace: cwd });
    await written(join(cwd, 'pid'), action.main.ended);
    await action.main.kill();
    const { post } = await action.finish();
    expect(post.summary).not.toContain('forged');
  });
});
