import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLatch, type LlmUpstream } from '../services/llm-upstream.ts';
import { readRunRecord, runCli, startCli } from './harness.ts';
import {
  checkout,
  DEFINITION,
  filesBelow,
  modelOf,
  numbersOf,
  QUESTIONS,
  upstreamForTest,
  variables,
} from './llm-review.ts';

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
    expect(record.notices).toEqual([{ kind: 'llm-unused', stage: 'review', why: 'no-request' }]);
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
