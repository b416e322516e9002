import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CacheRecord, RunRecord } from '../../src/record/run-record.ts';
import type { Fault } from '../services/faults.ts';
import { startGitHubApi, TOKENS } from '../services/github-api.ts';
import {
  AZURE_HOST,
  RESOLVE_AZURE,
  type ResultsService,
  type ResultsServiceOptions,
  startResultsService,
} from '../services/results-service.ts';
import { type ActionOptions, runAction } from '../services/runner.ts';
import { forkEvent, pullRequestEvent, pushEvent } from '../services/runner-environment.ts';
import { readRunRecord, statuses, workspace } from './harness.ts';

/** Two caches; each stage counts in a file of its cache how often it ran with it. */
const DEFINITION = `caches:
  one: { paths: [cached/one], inputs: [text] }
  two: { paths: [cached/two], inputs: [text] }
stages:
  first:
    run: mkdir -p cached/one; cat text >> cached/one/log; head -c 200000 /dev/urandom > cached/one/data
    caches: [one]
  second:
    run: mkdir -p cached/two; cat text >> cached/two/log
    caches: [two]
`;

const REUSED = `stages:
  make:
    run: cp seed made
    outputs: [made]
  use:
    needs: [make]
    run: cat text made > out
    inputs: [text]
    outputs: [out]
`;

async function service(options: ResultsServiceOptions = {}): Promise<ResultsService> {
  const started = await startResultsService(options);
  onTestFinished(() => started.close());
  return started;
}

interface Job {
  readonly text?: string;
  readonly definition?: string;
  readonly options?: Omit<ActionOptions, 'workspace'>;
}

/** A job on a fresh checkout: what earlier jobs made is there only if a cache brought it. */
async function job(results: ResultsService, { text = 'a\n', definition, options = {} }: Job = {}) {
  const folder = workspace({ 'stagetime.yml': definition ?? DEFINITION, text, seed: 's' });
  const env = { ...results.env, ...options.env };
  // The history has an entry of its own in the cache, which is not what these tests are about.
  const inputs = { baseline: 'history.json', ...options.inputs };
  const result = await runAction({ ...options, workspace: folder, env, inputs });
  const record = readRunRecord(join(folder, '.stagetime'));
  return { ...result, folder, record };
}

const states = ({ caches }: RunRecord) =>
  Object.fromEntries(
    caches.map(({ name, state, saved }) => [name, saved ? `${state} saved` : state]),
  );

describe('caches of the Action', () => {
  it.each([
    ['the plain client', {}, {}],
    ["Azure's client", { blobHost: AZURE_HOST }, { NODE_OPTIONS: RESOLVE_AZURE }],
  ])('miss, hit, and fall back to what is nearest, over %s', async (_, options, env) => {
    const results = await service(options);
    const first = await job(results, { options: { env } });
    expect(first.exitCode).toBe(0);
    expect(states(first.record)).toEqual({ one: 'miss saved', two: 'miss saved' });
    expect(first.annotations).toEqual([]);

    const second = await job(results, { options: { env } });
    expect(states(second.record)).toEqual({ one: 'exact', two: 'exact' });
    expect(readFileSync(join(second.folder, 'cached/one/log'), 'utf8')).toBe('a\na\n');
    expect(second.record.stages.map(({ cacheState }) => cacheState)).toEqual(['warm', 'warm']);

    const third = await job(results, { text: 'b\n', options: { env } });
    expect(states(third.record)).toEqual({ one: 'prefix saved', two: 'prefix saved' });
    expect(readFileSync(join(third.folder, 'cached/two/log'), 'utf8')).toBe('a\nb\n');
    expect(third.record.caches[0]?.restoring).toEqual({
      kind: 'older-entry',
      differences: [{ kind: 'file', path: 'text', change: 'content' }],
    });
    expect(results.caches).toHaveLength(4);
  });

  it('are only read by pull requests, unless these may save their own', async () => {
    const results = await service();
    const event = pullRequestEvent();
    const refused = await job(results, { options: { event } });
    expect(states(refused.record)).toEqual({ one: 'miss', two: 'miss' });
    const saving = { kind: 'not-saved', because: { kind: 'pull-request' } };
    expect(refused.record.caches[0]?.saving).toEqual(saving);
    const inputs = { 'save-on-pull-request': 'true' };
    const own = await job(results, { options: { event, inputs } });
    expect(states(own.record)).toEqual({ one: 'miss saved', two: 'miss saved' });
  });

  it.each([
    ['another branch', pushEvent({ ref: 'refs/heads/other' })],
    ['a fork', forkEvent()],
    ['an event that strangers cause', pushEvent({ name: 'issue_comment' })],
    ['an event that cannot be read', pushEvent({ payload: [] })],
  ])('are never saved by a run of %s', async (_, event) => {
    const results = await service();
    const inputs = { 'save-on-pull-request': 'true' };
    const { exitCode } = await job(results, { options: { event, inputs } });
    expect(exitCode).toBe(0);
    expect(results.caches).toEqual([]);
  });

  it('are not saved by a stage that failed', async () => {
    const results = await service();
    const definition = DEFINITION.replace('head -c', 'false; head -c');
    const { exitCode, record } = await job(results, { definition });
    expect(exitCode).toBe(1);
    expect(results.caches.filter(({ key }) => key.includes('/one/'))).toEqual([]);
    const because = { kind: 'stage', stage: 'first', status: 'failed' };
    const one = record.caches.find(({ name }) => name === 'one');
    expect(one?.saving).toEqual({ kind: 'not-saved', because });
  });

  it.each<[string, readonly Fault[]]>([
    ['refuses every look-up', [{ match: 'GetCacheEntryDownloadURL', status: 403 }]],
    ['is limited', [{ match: 'GetCacheEntryDownloadURL', status: 429 }]],
    ['refuses to reserve', [{ match: 'CreateCacheEntry', status: 403 }]],
    ['refuses to finish', [{ match: 'FinalizeCacheEntryUpload', status: 403 }]],
  ])('are lost with a word about it where the service %s', async (_, faults) => {
    const results = await service({ faults });
    const { exitCode, record } = await job(results);
    expect(exitCode).toBe(0);
    expect(statuses(record)).toEqual({ first: 'passed', second: 'passed' });
    const isSaid = ({ restoring, saving }: CacheRecord) => (restoring ?? saving) !== undefined;
    expect(record.caches.every(isSaid)).toBe(true);
  });

  it('are off, and said to be, where the runner has no cache service', async () => {
    const results = await service();
    const env = { ACTIONS_RESULTS_URL: undefined };
    const { exitCode, record } = await job(results, { options: { env } });
    expect(exitCode).toBe(0);
    expect(states(record)).toEqual({ one: 'off', two: 'off' });
    const because = { kind: 'no-service', unset: ['ACTIONS_RESULTS_URL'] };
    expect(record.caches[0]?.restoring).toEqual({ kind: 'off', because });
  });

  it('are kept in a folder that outlives the job, where one is given', async () => {
    const results = await service();
    const inputs = { 'cache-dir': workspace() };
    const env = { ACTIONS_RESULTS_URL: undefined };
    await job(results, { options: { inputs, env } });
    const { record } = await job(results, { options: { inputs, env } });
    expect(states(record)).toEqual({ one: 'exact', two: 'exact' });
    expect(results.caches).toEqual([]);
  });
});

describe('runs for the baseline', () => {
  const history = async (folder: string) => {
    const text = await readFile(join(folder, 'history.json'), 'utf8');
    return (JSON.parse(text) as { runs: RunRecord[] }).runs;
  };
  const temperatures = ({ stages }: RunRecord) => stages.map(({ cacheState }) => cacheState).join();

  it('are as many as asked for, each once cold and once warm, and all of them are kept', async () => {
    const results = await service();
    await job(results);
    const inputs = { repeat: '2', 'cache-state': 'both' };
    const { folder, record } = await job(results, { options: { inputs } });
    const runs = await history(folder);
    expect(runs.map(temperatures)).toEqual(['cold,cold', 'warm,warm', 'cold,cold', 'warm,warm']);
    expect(new Set(runs.map(({ run }) => run.id)).size).toBe(4);
    expect(record.run.id).toBe(runs.at(-1)?.run.id);
  });

  it('execute every stage when they are scheduled', async () => {
    const results = await service();
    await job(results, { definition: REUSED });
    const event = pushEvent({ name: 'schedule' });
    const { record } = await job(results, { definition: REUSED, options: { event } });
    expect(statuses(record)).toEqual({ make: 'passed', use: 'passed' });
  });
});

describe('pruning', () => {
  /** A repository with entries of ours, of others, and of a pull request; ids in order of age. */
  async function aFullCache() {
    const api = await startGitHubApi();
    onTestFinished(() => api.close());
    const main = 'refs/heads/main';
    const keys = [
      'stagetime-history-1-0123456789abcdef-aa-1-|1',
      'stagetime-history-1-0123456789abcdef-bb-1-|1',
      'stagetime-history-1-0123456789abcdef-job1-aa-1-|1',
      'stagetime-history-1-0123456789abcdef-job1-bb-1-|1',
      'stagetime-history-1-0123456789abcdef-job2-aa-1-|1',
      'stagetime-results-1/0123456789abcdef/linux-x64/job1/old/|1',
      'stagetime-results-1/0123456789abcdef/linux-x64/job1/new/|1',
      'stagetime-results-1/0123456789abcdef/linux-x64/job2/old/|1',
      'stagetime-1/one/linux-x64/other-tools/-/new/|1',
      'stagetime-1/one/linux-x64/tools/-/old/|1',
      'stagetime-1/one/linux-x64/tools/-/new/|1',
      'node-modules',
    ];
    for (const [id, key] of keys.entries()) {
      api.state.caches.push({ id, key, ref: main, bytes: 1_000_000 });
    }
    const pull = { id: 99, key: keys[0] ?? '', ref: 'refs/pull/7/merge', bytes: 1_000_000 };
    api.state.caches.push(pull);
    return api;
  }

  const left = ({ state }: Awaited<ReturnType<typeof aFullCache>>) =>
    state.caches.map(({ key, ref }) => `${key.split('|')[0]} ${ref.split('/')[1]}`);

  it('deletes what nobody looks for any more, keeps to the size, and keeps the newest of each job', async () => {
    const [results, api] = [await service(), await aFullCache()];
    const inputs = { 'max-cache-size': '2.5MB' };
    const env = { GITHUB_API_URL: api.origin };
    await job(results, { options: { inputs, env, token: TOKENS.actions } });
    expect(left(api)).toEqual([
      'stagetime-history-1-0123456789abcdef-bb-1- heads',
      'stagetime-history-1-0123456789abcdef-job1-bb-1- heads',
      'stagetime-history-1-0123456789abcdef-job2-aa-1- heads',
      'stagetime-results-1/0123456789abcdef/linux-x64/job1/new/ heads',
      'stagetime-results-1/0123456789abcdef/linux-x64/job2/old/ heads',
      'stagetime-1/one/linux-x64/other-tools/-/new/ heads',
      'stagetime-1/one/linux-x64/tools/-/new/ heads',
      'node-modules heads',
      'stagetime-history-1-0123456789abcdef-aa-1- pull',
    ]);
  });

  it('is for runs of the default branch alone', async () => {
    const [results, api] = [await service(), await aFullCache()];
    const env = { GITHUB_API_URL: api.origin };
    const event = pullRequestEvent();
    await job(results, { options: { env, event, token: TOKENS.actions } });
    expect(left(api)).toHaveLength(13);
  });

  it('fails nothing without the permission', async () => {
    const [results, api] = [await service(), await aFullCache()];
    const env = { GITHUB_API_URL: api.origin };
    const { exitCode, record } = await job(results, { options: { env, token: TOKENS.fork } });
    expect(exitCode).toBe(0);
    expect(record.notices).toEqual([]);
    expect(api.state.caches).toHaveLength(13);
  });
});

describe('stage reuse of the Action', () => {
  it('goes by what an earlier run stored, with one entry for all stages', async () => {
    const results = await service();
    const first = await job(results, { definition: REUSED });
    expect(statuses(first.record)).toEqual({ make: 'passed', use: 'passed' });
    const second = await job(results, { definition: REUSED });
    expect(statuses(second.record)).toEqual({ make: 'passed', use: 'reused' });
    expect(readFileSync(join(second.folder, 'out'), 'utf8')).toBe('a\ns');
    expect(results.caches).toHaveLength(1);
    expect(states(second.record)).toEqual({ 'stage results': 'exact' });
  });

  it('runs the stage where what was stored is damaged', async () => {
    const results = await service();
    await job(results, { definition: REUSED });
    const [entry] = results.caches;
    const content = results.blob(entry?.blob ?? '');
    content?.fill(0x55, 30, 60);
    const second = await job(results, { definition: REUSED });
    expect(second.exitCode).toBe(0);
    expect(statuses(second.record)).toEqual({ make: 'passed', use: 'passed' });
    expect(existsSync(join(second.folder, 'out'))).toBe(true);
  });
});
