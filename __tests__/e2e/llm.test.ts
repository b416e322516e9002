import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.ts';
import {
  type Behaviour,
  createLatch,
  type LlmUpstream,
  type LoggedCall,
  startLlmUpstream,
} from '../services/llm-upstream.ts';
import { type ResultsService, startResultsService } from '../services/results-service.ts';
import type { ActionOptions } from '../services/runner.ts';
import { forkEvent, pullRequestEvent } from '../services/runner-environment.ts';
import { readRunRecord, runCli, startCli, startInRunner, statuses, workspace } from './harness.ts';

/** Asks one question a line, streamed, and keeps the replies byte for byte. */
const REVIEW = `
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
rmSync('replies', { force: true });
for (const question of readFileSync('questions', 'utf8').trim().split('\\n')) {
  const response = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions?api_key=planted-query', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer ' + process.env.OPENAI_API_KEY,
      cookie: 'session=planted-cookie',
      'openai-organization': 'planted-organization',
    },
    body: JSON.stringify({
      model: process.env.LLM_MODEL ?? 'stub',
      temperature: 0,
      stream: true,
      messages: [{ role: 'user', content: question }],
    }),
  });
  if (!response.ok) throw new Error('status ' + response.status);
  appendFileSync('replies', await response.text() + '\\n');
}
`;

const DEFINITION = `caches:
  llm: { preset: llm, proxy: true }
stages:
  review:
    run: node review.mjs
    caches: [llm]
`;

interface Review {
  readonly questions?: readonly string[];
  readonly definition?: string;
}

function checkout({ questions = QUESTIONS, definition = DEFINITION }: Review = {}): string {
  return workspace({
    'stagetime.yml': definition,
    'review.mjs': REVIEW,
    questions: `${questions.join('\n')}\n`,
  });
}

const QUESTIONS = ['one?', 'two?', 'three?', 'four?', 'five?'];

async function upstreamForTest(
  behave?: (call: LoggedCall, number: number) => Behaviour,
): Promise<LlmUpstream> {
  const upstream = await startLlmUpstream(behave);
  onTestFinished(() => upstream.close());
  return upstream;
}

function variables({ origin }: LlmUpstream): Record<string, string> {
  return { OPENAI_BASE_URL: `${origin}/v1`, OPENAI_API_KEY: 'planted-key' };
}

const modelOf = ({ body }: LoggedCall) => (JSON.parse(body) as { model: string }).model;

function numbersOf(record: RunRecord) {
  const { llm } = record.stages.find(({ id }) => id === 'review') ?? {};
  return llm && { requests: llm.requests, hits: llm.hits, misses: llm.misses };
}

describe('an LLM review in the terminal', () => {
  async function run(cwd: string, upstream: LlmUpstream, env: Record<string, string> = {}) {
    const result = await runCli(['run'], { cwd, env: { ...variables(upstream), ...env } });
    return { ...result, record: readRunRecord(join(cwd, '.stagetime')) };
  }

  it('asks once, and replays byte for byte from then on', async () => {
    const upstream = await upstreamForTest();
    const cwd = checkout();
    const first = await run(cwd, upstream);
    expect(first.exitCode, first.stdout).toBe(0);
    expect(numbersOf(first.record)).toEqual({ requests: 5, hits: 0, misses: 5 });
    const replies = readFileSync(join(cwd, 'replies'), 'utf8');

    const second = await run(cwd, upstream);
    expect(numbersOf(second.record)).toEqual({ requests: 5, hits: 5, misses: 0 });
    expect(readFileSync(join(cwd, 'replies'), 'utf8')).toBe(replies);
    expect(upstream.calls).toHaveLength(5);
    expect(second.stdout).toContain('5 requests to models, 5 answered from the store');
    expect(second.record.notices).toEqual([]);
  });

  it('pays only for what is new', async () => {
    const upstream = await upstreamForTest();
    const cwd = checkout();
    await run(cwd, upstream);
    writeFileSync(join(cwd, 'questions'), `${QUESTIONS.join('\n')}\nsix?\n`);
    const { record } = await run(cwd, upstream);
    expect(numbersOf(record)).toEqual({ requests: 6, hits: 5, misses: 1 });
  });

  it('resumes after a failure', async () => {
    const upstream = await upstreamForTest((_, number) => (number === 4 ? { status: 500 } : {}));
    const cwd = checkout();
    const failed = await run(cwd, upstream);
    expect(failed.exitCode).toBe(1);
    expect(numbersOf(failed.record)).toEqual({ requests: 4, hits: 0, misses: 4 });
    const { record } = await run(cwd, upstream);
    expect(numbersOf(record)).toEqual({ requests: 5, hits: 3, misses: 2 });
  });

  it('resumes after Ctrl-C', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest((_, number) =>
      number === 4 ? { beforePiece: () => latch.released } : {},
    );
    const cwd = checkout();
    const started = startCli(['run'], { cwd, env: variables(upstream) });
    await upstream.arrived(4);
    started.signal('SIGINT');
    expect((await started.ended).exitCode).toBe(130);
    latch.release();
    const { record } = await run(cwd, upstream);
    expect(numbersOf(record)).toEqual({ requests: 5, hits: 3, misses: 2 });
  });

  it('begins anew with another `key` of the cache, and tells requests apart by what is not ignored', async () => {
    const upstream = await upstreamForTest();
    const cwd = checkout();
    await run(cwd, upstream);
    const say = (keys: string) =>
      writeFileSync(
        join(cwd, 'stagetime.yml'),
        DEFINITION.replace('proxy: true', `proxy: true, ${keys}`),
      );
    say('key: other');
    expect(numbersOf((await run(cwd, upstream)).record)).toMatchObject({ hits: 0 });
    say('key: other, ignore: "on day [0-9]+"');
    writeFileSync(join(cwd, 'questions'), 'as it is on day 12?\n');
    await run(cwd, upstream);
    writeFileSync(join(cwd, 'questions'), 'as it is on day 345?\n');
    expect(numbersOf((await run(cwd, upstream)).record)).toMatchObject({ requests: 1, hits: 1 });
  });

  it('shows money saved by the prices of the definition alone', async () => {
    const upstream = await upstreamForTest();
    const priced = DEFINITION.replace(
      'proxy: true',
      'proxy: true, prices: { stub: { input: 1000000, output: 0 } }',
    );
    const cwd = checkout({ definition: priced });
    await run(cwd, upstream);
    const { llm } = (await run(cwd, upstream)).record.stages[0] ?? {};
    expect(llm?.savedTokens.input).toBeGreaterThan(0);
    expect(llm?.savedCost).toBe(llm?.savedTokens.input);
  });

  it('says when its client passed by the proxy', async () => {
    const cwd = checkout({ definition: DEFINITION.replace('node review.mjs', 'echo reviewed') });
    const { stdout, record } = await run(cwd, await upstreamForTest());
    expect(record.notices).toEqual([
      expect.stringContaining('review: the LLM proxy saw no request'),
    ]);
    expect(stdout).toContain('the LLM proxy saw no request');
  });

  it('is told which model to use; the caller may say otherwise where the stage lets it', async () => {
    const models = `${DEFINITION}    models: { pull_request: small, default: large }\n`;
    const upstream = await upstreamForTest();
    const cwd = checkout({ definition: models });
    await run(cwd, upstream, { LLM_MODEL: 'not asked for' });
    writeFileSync(join(cwd, 'stagetime.yml'), `${models}    env: { LLM_MODEL: }\n`);
    await run(cwd, upstream, { LLM_MODEL: 'own' });
    expect([...new Set(upstream.calls.map(modelOf))]).toEqual(['large', 'own']);
  });

  it('lets no secret of a request into the store, the logs or the report', async () => {
    const upstream = await upstreamForTest();
    const cwd = checkout();
    const { stdout, stderr } = await run(cwd, upstream);
    const files = filesBelow(join(cwd, '.stagetime'));
    expect(files.filter(file => file.includes('/llm/')).length).toBe(5);
    const texts = [stdout, stderr, ...files.map(file => readFileSync(file, 'latin1'))];
    for (const secret of ['key', 'query', 'cookie', 'organization']) {
      expect(texts.some(text => text.includes(`planted-${secret}`))).toBe(false);
    }
    // They did reach the provider.
    const [call] = upstream.calls;
    expect(call?.headers.authorization).toBe('Bearer planted-key');
    expect(call?.path).toContain('planted-query');
  });
});

/** Waits until so many replies are in the folder: they are written while the next question is asked. */
async function stored(folder: string, count: number): Promise<void> {
  const isThere = () => existsSync(folder) && filesBelow(join(folder, 'v1')).length >= count;
  while (!isThere()) await new Promise(resolve => setTimeout(resolve, 10));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe('an LLM review of the Action', () => {
  async function service(): Promise<ResultsService> {
    const started = await startResultsService();
    onTestFinished(() => started.close());
    return started;
  }

  type Options = Review & Partial<ActionOptions>;

  /** A job on a fresh checkout. */
  function start(results: ResultsService, upstream: LlmUpstream, options: Options = {}) {
    const folder = checkout(options);
    const action = startInRunner({
      inputs: { baseline: 'history.json', ...options.inputs },
      ...(options.event !== undefined && { event: options.event }),
      workspace: folder,
      // There is no API here that would answer.
      token: '',
      env: { ...results.env, ...variables(upstream), ...options.env },
    });
    return { action, folder, record: () => readRunRecord(join(folder, '.stagetime')) };
  }

  async function job(results: ResultsService, upstream: LlmUpstream, options: Options = {}) {
    const { action, folder, record } = start(results, upstream, options);
    const result = await action.finish();
    return { ...result, folder, record: record() };
  }

  const repliesOf = ({ caches }: ResultsService) =>
    caches.filter(({ key }) => key.startsWith('stagetime-llm-'));

  const replyRecord = ({ caches }: RunRecord) => caches.find(({ name }) => name === 'LLM replies');

  it('finds the replies of earlier jobs, and saves nothing that did not change', async () => {
    const [results, upstream] = [await service(), await upstreamForTest()];
    const first = await job(results, upstream);
    expect(first.exitCode, first.stdout).toBe(0);
    expect(replyRecord(first.record)).toMatchObject({ state: 'miss', saved: true });
    const second = await job(results, upstream);
    expect(numbersOf(second.record)).toEqual({ requests: 5, hits: 5, misses: 0 });
    expect(replyRecord(second.record)).toMatchObject({ state: 'exact', saved: false });
    expect(second.record.notices).toEqual([]);
    expect(repliesOf(results)).toHaveLength(1);
    expect(second.post.stdout).toBe('');
    const third = await job(results, upstream, { questions: [...QUESTIONS, 'six?'] });
    expect(numbersOf(third.record)).toEqual({ requests: 6, hits: 5, misses: 1 });
    expect(repliesOf(results)).toHaveLength(2);
  });

  it('keeps what was answered before it failed', async () => {
    const behave = (_: LoggedCall, number: number) => (number === 4 ? { status: 500 } : {});
    const [results, upstream] = [await service(), await upstreamForTest(behave)];
    expect((await job(results, upstream)).exitCode).toBe(1);
    const { record } = await job(results, upstream);
    expect(numbersOf(record)).toEqual({ requests: 5, hits: 3, misses: 2 });
  });

  it.each(['cancel', 'kill'] as const)('keeps what was answered before a %s', async how => {
    const latch = createLatch();
    const upstream = await upstreamForTest((_, number) =>
      number === 4 ? { beforePiece: () => latch.released } : {},
    );
    const results = await service();
    const { action, folder } = start(results, upstream);
    await upstream.arrived(4);
    await stored(join(folder, '.stagetime/llm'), 3);
    await action.main[how]();
    const { post } = await action.finish();
    expect(post.exitCode).toBe(0);
    expect(post.annotations).toEqual([]);
    expect(repliesOf(results)).toHaveLength(1);
    latch.release();
    const { record } = await job(results, upstream);
    expect(numbersOf(record)).toEqual({ requests: 5, hits: 3, misses: 2 });
  });

  it('asks the model for its event, and is saved for pull requests of the repository itself', async () => {
    const [results, upstream] = [await service(), await upstreamForTest()];
    const definition = `${DEFINITION}    models: { pull_request: small, default: large }\n`;
    const { record } = await job(results, upstream, { definition, event: pullRequestEvent() });
    expect(replyRecord(record)).toMatchObject({ saved: true });
    expect(upstream.calls.map(modelOf)).toEqual(QUESTIONS.map(() => 'small'));
  });

  it('only reads in a fork, whether it ends or is killed', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest((_, number) =>
      number === 7 ? { beforePiece: () => latch.released } : {},
    );
    const results = await service();
    await job(results, upstream);
    const questions = [...QUESTIONS, 'of the fork?'];
    const fork = await job(results, upstream, { event: forkEvent(), questions });
    expect(numbersOf(fork.record)).toEqual({ requests: 6, hits: 5, misses: 1 });
    expect(fork.record.stages[0]?.llm?.notStored).toEqual({ 'read-only': 1 });
    expect(replyRecord(fork.record)?.reason).toContain('runs of forks save no caches');
    const killed = start(results, upstream, { event: forkEvent(), questions });
    await upstream.arrived(7);
    // Even what a stage puts beside the replies itself.
    writeFileSync(join(killed.folder, '.stagetime/llm/v1/planted'), 'planted');
    await killed.action.main.kill();
    latch.release();
    const { post } = await killed.action.finish();
    expect(post.exitCode).toBe(0);
    expect(repliesOf(results)).toHaveLength(1);
  });

  it('keeps each reply from the moment that it is whole in a folder that outlives the job', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest((_, number) =>
      number === 4 ? { beforePiece: () => latch.released } : {},
    );
    const results = await service();
    const cacheDir = workspace();
    const options = { inputs: { 'cache-dir': cacheDir } };
    const { action } = start(results, upstream, options);
    await upstream.arrived(4);
    await stored(join(cacheDir, 'llm'), 3);
    await action.main.kill();
    await action.finish();
    latch.release();
    const { record } = await job(results, upstream, options);
    expect(statuses(record)).toEqual({ review: 'passed' });
    expect(numbersOf(record)).toEqual({ requests: 5, hits: 3, misses: 2 });
    expect(repliesOf(results)).toEqual([]);
  });

  it('lets no secret of a request into its log, its files or the cache', async () => {
    const [results, upstream] = [await service(), await upstreamForTest()];
    const { stdout, summary, folder } = await job(results, upstream);
    const [entry] = repliesOf(results);
    const blob = results.blob(entry?.blob ?? '')?.toString('latin1') ?? '';
    const files = filesBelow(join(folder, '.stagetime')).map(file => readFileSync(file, 'latin1'));
    // The runner itself is told the value that it is to hide.
    const log = stdout.replaceAll(/^::add-mask::.*$/gm, '');
    expect(existsSync(join(folder, '.stagetime/llm'))).toBe(true);
    for (const text of [log, summary, blob, ...files]) expect(text).not.toContain('planted');
  });
});
