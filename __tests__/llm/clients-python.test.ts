/** The providers' own clients for Python, configured by nothing but the stage's environment. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { requireTool } from '../support/tools.ts';
import { startRun, storeFolder, type TestRun, upstreamForTest } from './support.ts';

const run = promisify(execFile);
const SCRIPT = resolve(import.meta.dirname, 'client.py');

type Seen = readonly (readonly [call: string, events: readonly unknown[]])[];

/** What a program sees of each call, event by event. */
async function seen(python: string, calls: readonly string[], { stage }: TestRun): Promise<Seen> {
  const environment = { PATH: process.env.PATH ?? '', ...stage.environment };
  const { stdout } = await run(python, [SCRIPT, ...calls], { env: environment });
  const lines = stdout.trimEnd().split('\n');
  return lines.map(line => JSON.parse(line) as Seen[number]);
}

/** One process asks all that a library can: most of its time goes into loading the library. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  openai: ['openai_chat', 'openai_chat_stream', 'openai_responses', 'openai_responses_stream'],
  anthropic: ['anthropic_messages', 'anthropic_messages_stream'],
  ollama: ['ollama_chat', 'ollama_chat_stream', 'ollama_generate'],
  requests: ['requests_chat', 'requests_chat_stream'],
};

for (const [module, calls] of Object.entries(CALLS)) {
  const tool = requireTool(`python:${module}`);
  it(`${module}: the second run is answered from the store`, async context => {
    if (!tool.available) return context.skip(tool.reason);
    const upstream = await upstreamForTest();
    const folder = storeFolder();
    const first = await startRun({ folder, origin: upstream.origin });
    const fresh = await seen(tool.path, calls, first);
    expect(fresh.map(([call]) => call)).toEqual(calls);
    for (const [call, events] of fresh) {
      if (call.endsWith('stream')) expect(events.length, call).toBeGreaterThan(5);
    }
    const count = calls.length;
    expect(await first.end()).toMatchObject({ requests: count, misses: count, notStored: {} });

    const second = await startRun({ folder, origin: upstream.origin });
    expect(await seen(tool.path, calls, second)).toEqual(fresh);
    expect(await second.end()).toMatchObject({ requests: count, hits: count });
    expect(upstream.calls).toHaveLength(count);
  });
}
