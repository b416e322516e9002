import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { chatUrl, question, startRun, storeFolder, upstreamForTest } from '../llm/support.ts';

it('waits for a model that says nothing for six minutes', async () => {
  const upstream = await upstreamForTest(() => ({ beforeHeaders: sleep(6 * 60_000) }));
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request(chatUrl(run), { method: 'POST' }, reply => {
      reply.resume().on('end', () => resolve(reply.statusCode));
    });
    asked.on('error', reject).end(JSON.stringify(question('a')));
  });
  expect(status).toBe(200);
  expect(await run.end()).toMatchObject({ misses: 1, notStored: {} });
});
