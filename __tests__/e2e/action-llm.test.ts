import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.ts';
import { createLatch, type LlmUpstream, type LoggedCall } from '../services/llm-upstream.ts';
import { type ResultsService, startResultsService } from '../services/results-service.ts';
import type { ActionOptions } from '../services/runner.ts';
import { forkEvent, pullRequestEvent } from '../services/runner-environment.ts';
import { requireTool } from '../support/tools.ts';
import { readRunRecord, startInRunner, statuses, workspace } from './harness.ts';
import {
  checkout,
  DEFINITION,
  filesBelow,
  modelOf,
  numbersOf,
  QUESTIONS,
  type Review,
  stored,
  upstreamForTest,
  variables,
} from './llm-review.ts';

/** What the Action runs on. */
const node24 = requireTool('node24');

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
      ...(node24.available && { node: node24.path }),
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
    const saving = { kind: 'not-saved', because: { kind: 'fork' } };
    expect(replyRecord(fork.record)?.saving).toEqual(saving);
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
    // Each repository has a folder of its own in it, whose name is no secret.
    const own = `repository-${createHash('sha256').update('4711').digest('hex').slice(0, 16)}`;
    await stored(join(cacheDir, own, 'llm'), 3);
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
