import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startLlmUpstream } from '../services/llm-upstream.ts';
import { ask, question, startRun, storeFolder } from './support.ts';

const SERVER = resolve(import.meta.dirname, '../services/local-ollama.mjs');

/** A port that is free now, in the place of Ollama's own. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise(done => server.close(done));
  return port;
}

/** A run that has taken the port over, and what its own server wrote into its log. */
async function takeOver(port: number, folder: string, ...more: readonly string[]) {
  const log = join(dirname(dirname(folder)), 'server.log');
  const run = await startRun({
    folder,
    origin: `http://localhost:${port}`,
    ollama: {
      port,
      command: [process.execPath, SERVER, log, ...more],
      environment: { PATH: process.env.PATH },
    },
  });
  const written = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  return { run, written };
}

it('starts the server for the first request that the store cannot answer, and ends it with the run', async () => {
  const [port, folder] = [await freePort(), storeFolder()];
  const { run, written } = await takeOver(port, folder);
  expect(written()).toBe('');
  const url = `http://localhost:${port}`;
  expect(await ask(`${url}/api/tags`)).toMatchObject({ status: 200, origin: 'listing' });
  expect(written()).toBe('started\n');
  expect(await ask(`${url}/api/chat`, question('a'))).toMatchObject({
    status: 200,
    origin: 'miss',
  });
  expect(await ask(`${run.stage.environment.OLLAMA_HOST}/api/chat`, question('a'))).toMatchObject({
    origin: 'hit',
  });
  expect(await run.end()).toMatchObject({ requests: 2, misses: 1, hits: 1, listings: 1 });
  expect(written()).toBe('started\nended\n');
});

it('does without the server where everything is stored', async () => {
  const [port, folder] = [await freePort(), storeFolder()];
  const requests = async () => [
    await ask(`http://localhost:${port}/api/tags`),
    await ask(`http://127.0.0.1:${port}/api/ps`),
    await ask(`http://localhost:${port}/api/chat`, question('a')),
  ];
  const first = await takeOver(port, folder);
  const fresh = await requests();
  await first.run.end();
  const second = await takeOver(port, folder);
  expect((await requests()).map(({ text }) => text)).toEqual(fresh.map(({ text }) => text));
  await second.run.end();
  expect(second.written()).toBe('started\nended\n');
});

it('starts a server anew that died', async () => {
  const [port, folder] = [await freePort(), storeFolder()];
  const { run, written } = await takeOver(port, folder);
  const url = `http://localhost:${port}`;
  await ask(`${url}/api/chat`, question('a'));
  await ask(`${url}/die`).catch(() => undefined);
  await expect
    .poll(async () => (await ask(`${url}/api/chat`, question(String(Math.random())))).status)
    .toBe(200);
  await run.end();
  expect(written()).toBe('started\nstarted\nended\n');
});

it.each([
  ['ends at once', [SERVER, '3'], /local-ollama.*cannot be started: it ended with 3/],
  ['is not there', [], /no-such-command serve cannot be started: spawn no-such-command ENOENT/],
])('says so when the server %s', async (_, server, message) => {
  const port = await freePort();
  const folder = storeFolder();
  const [script, code] = server;
  const log = join(dirname(dirname(folder)), 'server.log');
  const run = await startRun({
    folder,
    origin: `http://127.0.0.1:${port}`,
    ollama: {
      port,
      command:
        script === undefined
          ? ['no-such-command', 'serve']
          : [process.execPath, script, log, code ?? ''],
      environment: { PATH: process.env.PATH },
    },
  });
  const { status, text } = await ask(`http://127.0.0.1:${port}/api/chat`, question('a'));
  expect(status).toBe(502);
  expect((JSON.parse(text) as { error: string }).error).toMatch(message);
  expect(await run.end()).toMatchObject({ notStored: { unreachable: 1 } });
});

it('leaves a server alone that runs already', async () => {
  const real = await startLlmUpstream();
  onTestFinished(() => real.close());
  const port = Number(new URL(real.origin).port);
  const { run, written } = await takeOver(port, storeFolder());
  expect(run.notices()).toEqual([{ kind: 'llm-port-taken', port }]);
  expect(await ask(`${run.stage.environment.OLLAMA_HOST}/api/chat`, question('a'))).toMatchObject({
    status: 200,
    origin: 'miss',
  });
  expect(written()).toBe('');
});
