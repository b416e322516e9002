/** The providers' own clients: what they get from the store is what they got from the server. */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { expect, it } from 'vitest';
import { startRun, storeFolder, upstreamForTest } from './support.ts';

type Environment = Readonly<Record<string, string>>;
type Ask = (environment: Environment) => Promise<unknown>;

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

const openai = (environment: Environment) =>
  new OpenAI({ apiKey: 'sk-planted', baseURL: environment.OPENAI_BASE_URL ?? '' });
const anthropic = (environment: Environment) =>
  new Anthropic({ apiKey: 'sk-planted', baseURL: environment.ANTHROPIC_BASE_URL ?? '' });
const messages = [{ role: 'user' as const, content: 'Review this.' }];

const CALLS: Readonly<Record<string, Ask>> = {
  'openai, chat': environment =>
    openai(environment).chat.completions.create({ model: 'stub', messages, temperature: 0 }),
  'openai, chat as a stream': async environment =>
    all(
      await openai(environment).chat.completions.create({
        model: 'stub',
        messages,
        seed: 1,
        stream: true,
      }),
    ),
  'openai, responses': environment =>
    openai(environment).responses.create({ model: 'stub', input: 'Review this.', temperature: 0 }),
  'openai, responses as a stream': async environment =>
    all(
      await openai(environment).responses.create({
        model: 'stub',
        input: 'Review this.',
        stream: true,
      }),
    ),
  'anthropic, messages': environment =>
    anthropic(environment).messages.create({ model: 'stub', max_tokens: 100, messages }),
  'anthropic, messages as a stream': async environment =>
    all(
      await anthropic(environment).messages.create({
        model: 'stub',
        max_tokens: 100,
        messages,
        stream: true,
      }),
    ),
};

it.each(Object.entries(CALLS))('%s: the second run is answered from the store', async (_, call) => {
  const upstream = await upstreamForTest();
  const folder = storeFolder();
  const first = await startRun({ folder, origin: upstream.origin });
  const fresh = await call(first.stage.environment);
  expect(await first.end()).toMatchObject({ requests: 1, misses: 1, notStored: {} });

  const second = await startRun({ folder, origin: upstream.origin });
  expect(await call(second.stage.environment)).toEqual(fresh);
  expect(await second.end()).toMatchObject({
    requests: 1,
    hits: 1,
    savedTokens: { input: 7, output: 5 },
  });
  expect(upstream.calls).toHaveLength(1);
});
