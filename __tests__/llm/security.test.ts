import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ask, chatUrl, question, startRun, storeFolder, upstreamForTest } from './support.ts';

const SECRET = 'planted-4f1c';

it('keeps secrets out of the store, the events and the numbers', async () => {
  const upstream = await upstreamForTest((_, number) => ({
    headers: {
      'set-cookie': `session=${SECRET}`,
      'openai-organization': SECRET,
      'anthropic-organization-id': SECRET,
      'x-request-id': SECRET,
      authorization: SECRET,
    },
    ...(number % 2 === 0 && { status: 401 }),
  }));
  const folder = storeFolder();
  const run = await startRun({ folder, origin: upstream.origin });
  const headers = {
    authorization: `Bearer ${SECRET}`,
    'x-api-key': SECRET,
    cookie: `session=${SECRET}`,
    'openai-organization': SECRET,
    'openai-project': SECRET,
  };
  const body = question('a', { stream: true, user: SECRET, metadata: { organization: SECRET } });
  for (const url of [chatUrl(run), `${run.stage.environment.ANTHROPIC_BASE_URL}/v1/messages`]) {
    for (const query of [`?key=${SECRET}`, `?api_key=${SECRET}&a=1`]) {
      const fresh = await ask(url + query, body, { headers });
      // The client itself gets what the server said.
      expect(fresh.headers['openai-organization']).toBe(SECRET);
    }
  }
  const numbers = await run.end();
  expect(numbers.misses).toBe(4);

  const second = await startRun({ folder, origin: upstream.origin });
  const hit = await ask(`${chatUrl(second)}?key=another`, body);
  expect(hit.origin).toBe('hit');
  expect(JSON.stringify(hit.headers)).not.toContain(SECRET);

  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(name => statSync(name).isFile());
  expect(files.length).toBeGreaterThan(0);
  const written = files.map(name => readFileSync(name, 'utf8')).join('\n');
  expect(written).not.toContain(SECRET);
  // Nor what was asked.
  expect(written).not.toContain('"content":"a"');
  expect(JSON.stringify([run.events, numbers, second.events])).not.toContain(SECRET);
});

it('keeps secrets out of what it says of an upstream that does not answer', async () => {
  const run = await startRun({ folder: storeFolder(), origin: 'http://127.0.0.1:9' });
  const seen = await ask(`${chatUrl(run)}?key=${SECRET}`, question('a'), {
    headers: { authorization: SECRET },
  });
  expect(seen.status).toBe(502);
  expect(JSON.stringify([seen, run.events])).not.toContain(SECRET);
});

it('does not store a reply in which a secret of the environment stands', async () => {
  const upstream = await upstreamForTest((_, number) => (number === 1 ? { text: 'planted' } : {}));
  const folder = storeFolder();
  const run = await startRun({ folder, origin: upstream.origin, secrets: ['planted'] });
  for (const asked of ['your key?', 'well?']) {
    expect(await ask(chatUrl(run), question(asked))).toMatchObject({ status: 200, origin: 'miss' });
  }
  expect(await run.end()).toMatchObject({ misses: 2, notStored: { 'secret-inside': 1 } });
  expect(await run.proxy.close()).toEqual({ stored: 1 });
});

it('stores nothing where it may only read', async () => {
  const upstream = await upstreamForTest();
  const folder = storeFolder();
  const trusted = await startRun({ folder, origin: upstream.origin });
  await ask(chatUrl(trusted), question('a'));
  await trusted.end();
  const before = readdirSync(folder, { recursive: true });

  const run = await startRun({ folder, origin: upstream.origin, readOnly: true });
  expect(await ask(chatUrl(run), question('a'))).toMatchObject({ origin: 'hit' });
  expect(await ask(chatUrl(run), question('b'))).toMatchObject({ origin: 'miss', status: 200 });
  expect(await run.end()).toMatchObject({ hits: 1, misses: 1, notStored: { 'read-only': 1 } });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});

it.each([
  ['a page whose name was made to point here', { host: 'evil.example' }],
  ['a page whose name looks like ours', { host: 'localhost.evil.example' }],
  ['a page whose name ends like ours', { host: '127.0.0.1.evil.example:80' }],
  ['a page in a browser', { origin: 'https://evil.example' }],
  ['a page without a place', { origin: 'null' }],
])('refuses %s', async (_, headers) => {
  const upstream = await upstreamForTest();
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  expect(await ask(chatUrl(run), question('a'), { headers })).toMatchObject({ status: 403 });
  expect(upstream.calls).toHaveLength(0);
  expect(await run.end()).toMatchObject({ requests: 0, refused: 1 });
});

it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:1234'])('serves host %s', async host => {
  const upstream = await upstreamForTest();
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  const seen = await ask(chatUrl(run), question('a'), { headers: { host } });
  expect(seen.status).toBe(200);
});

it('is no proxy to other hosts', async () => {
  const other = createServer((_, response) => response.end('reached'));
  await new Promise<void>(done => other.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    other.close();
  });
  const { port } = other.address() as { port: number };
  const upstream = await upstreamForTest();
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  const { hostname, port: own } = new URL(chatUrl(run));

  const absolute = await new Promise<number | undefined>((resolve, reject) => {
    request({ hostname, port: own, path: `http://127.0.0.1:${port}/` }, reply => {
      reply.resume();
      resolve(reply.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(absolute).toBe(403);

  const tunnel = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(own), hostname);
    socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    socket.on('data', data => resolve(data.toString()));
    socket.on('error', reject);
  });
  expect(tunnel).toMatch(/^HTTP\/1\.1 405 /);
  expect(upstream.calls).toHaveLength(0);
});

it('never sends what is meant for one server to another', async () => {
  const [one, other] = [await upstreamForTest(), await upstreamForTest()];
  const run = await startRun({ folder: storeFolder(), origin: one.origin });
  const stage = await run.proxy.openStage('two', {
    OPENAI_BASE_URL: `${one.origin}/v1`,
    OPENAI_API_BASE: `${other.origin}/v1`,
  });
  const { OPENAI_BASE_URL, OPENAI_API_BASE } = stage.environment;
  await ask(`${OPENAI_BASE_URL}/chat/completions`, question('a'));
  expect([one.calls.length, other.calls.length]).toEqual([1, 0]);
  await ask(`${OPENAI_API_BASE}/chat/completions`, question('a'));
  expect([one.calls.length, other.calls.length]).toEqual([1, 1]);
});

it('listens on this machine only', async () => {
  const run = await startRun({ folder: storeFolder(), origin: 'http://127.0.0.1:9' });
  expect(new URL(chatUrl(run)).hostname).toBe('127.0.0.1');
});

it('survives what is no HTTP', async () => {
  const upstream = await upstreamForTest();
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  const { hostname, port } = new URL(chatUrl(run));
  for (const bytes of [
    '\0\0\0',
    'GET / HTTP/1.1\r\n\r\n',
    'POST /openai HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
  ]) {
    await new Promise(done => {
      const socket = connect(Number(port), hostname);
      socket.end(bytes);
      socket.resume().on('close', done).on('error', done);
    });
  }
  expect(await ask(chatUrl(run), question('a'))).toMatchObject({ status: 200 });
});
