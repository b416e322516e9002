/** A stage that starts again is answered what it was answered before. */
import { describe, expect, it } from 'vitest';
import { createOrdinals } from '../../src/llm/replies/ordinals.ts';
import {
  ask,
  chatUrl,
  question,
  startRun,
  storeFolder,
  type TestRun,
  upstreamForTest,
} from './support.ts';

const sampled = (content: string) => question(content, { temperature: 1 });
const askAll = async (run: TestRun, questions: readonly string[]): Promise<readonly string[]> => {
  const texts: string[] = [];
  for (const one of questions) texts.push((await ask(chatUrl(run), sampled(one))).text);
  return texts;
};

describe('another attempt', () => {
  it('pays for nothing that the first one was answered, repeats in their order', async () => {
    const upstream = await upstreamForTest();
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const first = await askAll(run, ['a', 'b', 'a', 'a']);
    run.stage.beginAttempt();
    expect(await askAll(run, ['a', 'b', 'a', 'a'])).toEqual(first);
    run.stage.beginAttempt();
    expect((await askAll(run, ['a', 'a', 'a', 'a', 'b'])).slice(0, 3)).toEqual(
      first.filter((_, i) => i !== 1),
    );
    expect(upstream.calls).toHaveLength(5);
    expect(await run.end()).toMatchObject({ requests: 13, hits: 8, misses: 5 });
  });

  it.each([
    ['that may not store', { readOnly: true }],
    ['whose answers hold a secret', { secrets: ['word'] }],
  ])('pays for nothing in a run %s either', async (_, options) => {
    const upstream = await upstreamForTest();
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin, ...options });
    const first = await askAll(run, ['a', 'b', 'a']);
    run.stage.beginAttempt();
    expect(await askAll(run, ['a', 'b', 'a'])).toEqual(first);
    expect(upstream.calls).toHaveLength(3);
    expect((await run.proxy.close()).stored).toBe(0);
  });

  it('asks again for what the first one did not get', async () => {
    const upstream = await upstreamForTest((_, number) => (number === 2 ? { status: 500 } : {}));
    const folder = storeFolder();
    const run = await startRun({ folder, origin: upstream.origin });
    const [a] = await askAll(run, ['a', 'b']);
    run.stage.beginAttempt();
    const again = await askAll(run, ['a', 'b']);
    expect(again[0]).toBe(a);
    expect(upstream.calls).toHaveLength(3);
    await run.end();
    const next = await startRun({ folder, origin: upstream.origin });
    expect(await askAll(next, ['a', 'b'])).toEqual(again);
    expect(upstream.calls).toHaveLength(3);
  });

  it('leaves other stages what is theirs', async () => {
    const upstream = await upstreamForTest();
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const stage = await run.proxy.openStage('other', { OPENAI_BASE_URL: `${upstream.origin}/v1` });
    const other = { ...run, stage };
    const first = await askAll(run, ['a']);
    const others = await askAll(other, ['a']);
    expect(others).not.toEqual(first);
    run.stage.beginAttempt();
    expect(await askAll(run, ['a'])).toEqual(first);
    expect(await askAll(other, ['a'])).not.toEqual(others);
    expect(upstream.calls).toHaveLength(3);
  });
});

describe('the ordinals of a stage', () => {
  it('are not given back by a request of an attempt that is over', () => {
    const ordinals = createOrdinals().ofStage();
    const first = ordinals.claim('x');
    ordinals.beginAttempt();
    expect(ordinals.claim('x').nth).toBe(first.nth);
    first.release();
    expect(ordinals.claim('x').nth).toBe(1);
  });

  it('are given back once, to whoever asks next', () => {
    const ordinals = createOrdinals();
    const [one, other] = [ordinals.ofStage(), ordinals.ofStage()];
    const claim = one.claim('x');
    expect(one.claim('x').nth).toBe(1);
    claim.release();
    expect(other.claim('x').nth).toBe(0);
    expect(one.claim('x').nth).toBe(2);
    one.beginAttempt();
    expect([one.claim('x').nth, one.claim('x').nth]).toEqual([1, 2]);
  });
});
