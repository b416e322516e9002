import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Behaviour, createLatch, startLlmUpstream } from '../services/llm-upstream.ts';
import {
  ask,
  chatUrl,
  question,
  startRun,
  storeFolder,
  type TestRun,
  upstreamForTest,
} from './support.ts';

/** Address of one of the interfaces behind the proxy. */
const INTERFACES: Readonly<Record<string, (run: TestRun) => string>> = {
  'OpenAI, chat': chatUrl,
  'OpenAI, responses': ({ stage }) => `${stage.environment.OPENAI_BASE_URL}/responses`,
  'Anthropic, messages': ({ stage }) => `${stage.environment.ANTHROPIC_BASE_URL}/v1/messages`,
  'Ollama, chat': ({ stage }) => `${stage.environment.OLLAMA_HOST}/api/chat`,
  'Ollama, generate': ({ stage }) => `${stage.environment.OLLAMA_HOST}/api/generate`,
};

/** The sizes of the pieces in a reply as they are on the wire. */
function chunkSizes(url: string, body: object): Promise<readonly number[]> {
  const { host, hostname, port, pathname } = new URL(url);
  const text = JSON.stringify(body);
  const socket = connect(Number(port), hostname);
  socket.end(
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  return new Promise((resolve, reject) => {
    let seen = '';
    socket.setEncoding('latin1').on('data', part => {
      seen += part;
    });
    socket.on('error', reject);
    socket.on('end', () => {
      const sizes: number[] = [];
      let rest = seen.slice(seen.indexOf('\r\n\r\n') + 4);
      for (let size = Number.parseInt(rest, 16); size > 0; size = Number.parseInt(rest, 16)) {
        sizes.push(size);
        rest = rest.slice(rest.indexOf('\r\n') + 2 + size + 2);
      }
      resolve(sizes);
    });
  });
}

describe.each(Object.entries(INTERFACES))('%s', (_, urlOf) => {
  it.each([true, false])('is replayed byte for byte; streamed: %s', async stream => {
    const upstream = await upstreamForTest();
    const folder = storeFolder();
    const direct = await ask(`${upstream.origin}${pathBehind(urlOf)}`, question('a', { stream }));

    const first = await startRun({ folder, origin: upstream.origin });
    const fresh = await ask(urlOf(first), question('a', { stream }));
    expect(fresh).toMatchObject({ status: 200, origin: 'miss' });
    expect(fresh.text).toBe(direct.text.replaceAll('1:', '2:'));
    await first.end();

    const second = await startRun({ folder, origin: upstream.origin });
    const hit = await ask(urlOf(second), question('a', { stream }));
    expect(hit).toMatchObject({ status: 200, origin: 'hit', text: fresh.text });
    expect(hit.headers['content-type']).toBe(direct.headers['content-type']);
    expect(hit.headers['content-length']).toBe(direct.headers['content-length']);
    expect(upstream.calls).toHaveLength(2);
  });

  it.each([
    ['breaks off', { cutAfter: 2 }, 'incomplete'],
    ['goes wrong inside a 200', { errorAfter: 2 }, 'error-inside'],
    ['ends in order before its end', { withoutEnd: true }, 'incomplete'],
    ['is an error', { status: 500 }, 'status'],
    ['is a refusal', { status: 429 }, 'status'],
  ])('a reply that %s is passed on as it is and not stored', async (_, behaviour, reason) => {
    const upstream = await upstreamForTest((_call, number) => (number % 2 === 1 ? behaviour : {}));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const body = question('a', { stream: true });
    const direct = await ask(`${upstream.origin}${pathBehind(urlOf)}`, body).catch(() => 'cut');
    await ask(`${upstream.origin}${pathBehind(urlOf)}`, body);

    const seen = await ask(urlOf(run), body).catch(() => 'cut');
    if (typeof direct === 'string') expect(seen).toBe('cut');
    else expect(seen).toMatchObject({ status: direct.status });
    expect(await ask(urlOf(run), body)).toMatchObject({ status: 200, origin: 'miss' });
    expect(await ask(urlOf(run), body)).toMatchObject({ status: 200, origin: 'hit' });
    expect(await run.end()).toMatchObject({ misses: 2, notStored: { [reason]: 1 } });
  });
});

function pathBehind(urlOf: (run: TestRun) => string): string {
  const environment = {
    OPENAI_BASE_URL: 'http://x/v1',
    ANTHROPIC_BASE_URL: 'http://x',
    OLLAMA_HOST: 'http://x',
  };
  return new URL(urlOf({ stage: { environment } } as unknown as TestRun)).pathname;
}

describe('streaming', () => {
  it('passes every piece on when it comes', async () => {
    const latches = Array.from({ length: 5 }, () => createLatch());
    const upstream = await upstreamForTest(() => ({
      beforePiece: index => latches[index]?.released ?? Promise.resolve(),
    }));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    let next = 0;
    // The next piece is let go by the one before: if any were held back, this would never end.
    const seen = await ask(chatUrl(run), question('a', { stream: true }), {
      onPiece: () => latches[next++]?.release(),
    });
    expect(seen.pieces.length).toBeGreaterThan(5);
    expect(seen.text).toContain('[DONE]');
  });

  it('replays the pieces as they came', async () => {
    const latches = Array.from({ length: 5 }, () => createLatch());
    const upstream = await upstreamForTest(() => ({
      beforePiece: index => latches[index]?.released ?? Promise.resolve(),
    }));
    const folder = storeFolder();
    const body = question('a', { stream: true });
    const first = await startRun({ folder, origin: upstream.origin });
    let next = 0;
    const fresh = await ask(chatUrl(first), body, { onPiece: () => latches[next++]?.release() });
    await first.end();
    const second = await startRun({ folder, origin: upstream.origin });
    expect(await chunkSizes(chatUrl(second), body)).toEqual(
      fresh.pieces.map(piece => Buffer.byteLength(piece)),
    );
  });

  it('does not read ahead of a client that does not read', async () => {
    const megabyte = 'x'.repeat(1 << 20);
    let sent = 0;
    const upstream = await upstreamForTest(() => ({
      pieces: 64,
      text: megabyte,
      beforePiece: async index => {
        sent = index;
      },
    }));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const { hostname, port, pathname, host } = new URL(chatUrl(run));
    const text = JSON.stringify(question('a', { stream: true }));
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    );
    socket.pause();
    await upstream.arrived(1);
    // Nothing is said when a stream stands still: it does when nothing more comes for long enough.
    for (let before = -1; before !== sent; ) {
      before = sent;
      await new Promise(resolve => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(40);
    socket.destroy();
    await upstream.calls[0]?.closed;
  });

  it('ends the call when the client goes', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest(() => ({
      beforePiece: index => (index === 2 ? latch.released : Promise.resolve()),
    }));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const abort = new AbortController();
    const asked = ask(chatUrl(run), question('a', { stream: true }), {
      signal: abort.signal,
      onPiece: () => abort.abort(),
    });
    await expect(asked).rejects.toThrow();
    await upstream.calls[0]?.closed;
    expect(await run.end()).toMatchObject({ notStored: { 'client-gone': 1 } });
    latch.release();
  });

  it('stores the answer of a client that hangs up when it has all of it', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest(() => ({ beforeEnd: latch.released }));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const abort = new AbortController();
    const asked = ask(chatUrl(run), question('a', { stream: true }), {
      signal: abort.signal,
      onPiece: text => text.includes('[DONE]') && abort.abort(),
    });
    await expect(asked).rejects.toThrow();
    await upstream.calls[0]?.closed;
    expect(await run.end()).toMatchObject({ misses: 1, notStored: {} });
    latch.release();
  });

  it('ends a call that is not answered when the client goes', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest(() => ({ beforeHeaders: latch.released }));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const abort = new AbortController();
    const asked = ask(chatUrl(run), question('a'), { signal: abort.signal });
    await upstream.arrived(1);
    abort.abort();
    await expect(asked).rejects.toThrow();
    await upstream.calls[0]?.closed;
    expect(await run.end()).toMatchObject({ notStored: { 'client-gone': 1 } });
    latch.release();
  });
});

describe('equal requests at once', () => {
  it('make one call, and all get the whole reply', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest(() => ({
      beforePiece: index => (index === 3 ? latch.released : Promise.resolve()),
    }));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    let begun = 0;
    const all = Array.from({ length: 20 }, () => {
      let isFirst = true;
      return ask(chatUrl(run), question('a', { stream: true }), {
        onPiece: () => {
          begun += isFirst ? 1 : 0;
          isFirst = false;
          if (begun === 20) latch.release();
        },
      });
    });
    const seen = await Promise.all(all);
    expect(new Set(seen.map(({ text }) => text)).size).toBe(1);
    expect(upstream.calls).toHaveLength(1);
    expect(await run.end()).toMatchObject({
      requests: 20,
      misses: 1,
      coalesced: 19,
      usedTokens: { input: 7, output: 5 },
      savedTokens: { input: 7 * 19, output: 5 * 19 },
    });
  });

  it('go on when the first of them goes', async () => {
    const latch = createLatch();
    const upstream = await upstreamForTest(() => ({ beforeHeaders: latch.released }));
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const abort = new AbortController();
    const first = ask(chatUrl(run), question('a'), { signal: abort.signal });
    await upstream.arrived(1);
    const second = ask(chatUrl(run), question('a'));
    await expect.poll(() => run.stage.numbers().coalesced).toBe(1);
    abort.abort();
    await expect(first).rejects.toThrow();
    latch.release();
    expect(await second).toMatchObject({ status: 200, origin: 'coalesced' });
    expect(await ask(chatUrl(run), question('a'))).toMatchObject({ origin: 'hit' });
  });

  it('are calls of their own where answers are sampled', async () => {
    const upstream = await upstreamForTest();
    const folder = storeFolder();
    const sampled = question('a', { temperature: 1 });
    const askThree = async (run: TestRun) => {
      const seen = await Promise.all([1, 2, 3].map(() => ask(chatUrl(run), sampled)));
      return seen.map(({ text }) => text).sort();
    };
    const first = await startRun({ folder, origin: upstream.origin });
    const fresh = await askThree(first);
    expect(new Set(fresh).size).toBe(3);
    await first.end();
    expect(await askThree(await startRun({ folder, origin: upstream.origin }))).toEqual(fresh);
    expect(upstream.calls).toHaveLength(3);
  });
});

describe('sampled answers', () => {
  const sampled = question('a', { temperature: 1 });

  it('are replayed in order, and one more is asked for', async () => {
    const upstream = await upstreamForTest();
    const folder = storeFolder();
    const first = await startRun({ folder, origin: upstream.origin });
    const fresh = [
      (await ask(chatUrl(first), sampled)).text,
      (await ask(chatUrl(first), sampled)).text,
    ];
    await first.end();
    const second = await startRun({ folder, origin: upstream.origin });
    const again = [
      (await ask(chatUrl(second), sampled)).text,
      (await ask(chatUrl(second), sampled)).text,
    ];
    expect(again).toEqual(fresh);
    expect(await ask(chatUrl(second), sampled)).toMatchObject({ origin: 'miss' });
  });

  it('of a request that was repeated because it failed count once', async () => {
    const upstream = await upstreamForTest((_, number) => (number === 1 ? { status: 500 } : {}));
    const folder = storeFolder();
    const first = await startRun({ folder, origin: upstream.origin });
    await ask(chatUrl(first), sampled);
    const { text } = await ask(chatUrl(first), sampled);
    await first.end();
    const second = await startRun({ folder, origin: upstream.origin });
    expect(await ask(chatUrl(second), sampled)).toMatchObject({ origin: 'hit', text });
  });
});

/** The facts of caching reviews: what of five requests is answered after a change. */
describe('the second run', () => {
  const sections = ['intro', 'methods', 'results', 'discussion', 'outlook'];
  const reviews = ['errors', 'clarity', 'claims', 'style', 'title'];
  const perDocument = (texts: readonly string[], asked = reviews) =>
    asked.map(review => question(`${review}: ${texts.join('\n')}`));
  /** One of the nine prompts looks at the whole. */
  const perSection = (texts: readonly string[]) => [
    ...texts.map(text => question(`review: ${text}`)),
    question(`summary: ${texts.join('\n')}`),
    ...['abstract', 'keywords', 'title'].map(what => question(`${what}: ${texts[0]}`)),
  ];
  const withTypo = sections.map(text => (text === 'results' ? 'resutls' : text));

  it.each([
    ['nothing changed', perDocument(sections), perDocument(sections), 5],
    [
      'a typo in one section',
      perDocument(sections),
      [
        ...perDocument(withTypo).slice(1),
        question('errors: intro\nmethods\nresults\ndiscussion\noutlook'),
      ],
      1,
    ],
    ['a typo, asked by section', perSection(sections), perSection(withTypo), 7],
    [
      'one more review',
      perDocument(sections),
      perDocument(sections, [...reviews, 'translation']),
      5,
    ],
    ['killed after 3 of 5', perDocument(sections).slice(0, 3), perDocument(sections), 3],
    ['post-processing edited', perDocument(sections), perDocument(sections), 5],
    ['a figure edited, same text', perDocument(sections), perDocument(sections), 5],
  ])('%s', async (_, before, after, hits) => {
    const upstream = await upstreamForTest();
    const folder = storeFolder();
    const first = await startRun({ folder, origin: upstream.origin });
    for (const body of before) await ask(chatUrl(first), body);
    await first.end();
    const second = await startRun({ folder, origin: upstream.origin });
    for (const body of after) await ask(chatUrl(second), body);
    expect(await second.end()).toMatchObject({ requests: after.length, hits });
  });
});

describe('an upstream that does not answer', () => {
  it('leaves hits, and gives others a clear error', async () => {
    const folder = storeFolder();
    const upstream = await startLlmUpstream();
    const run = await startRun({ folder, origin: upstream.origin });
    const { text } = await ask(chatUrl(run), question('a'));
    await upstream.close();
    expect(await ask(chatUrl(run), question('a'))).toMatchObject({ origin: 'hit', text });

    const failed = await ask(chatUrl(run), question('b'));
    expect(failed).toMatchObject({ status: 502, origin: 'failed' });
    expect(JSON.parse(failed.text)).toMatchObject({
      error: {
        message: `stagetime: the upstream ${upstream.origin} does not answer (ECONNREFUSED)`,
      },
    });
    const { OLLAMA_HOST, ANTHROPIC_BASE_URL } = run.stage.environment;
    const message = expect.stringContaining('does not answer');
    const ollama = await ask(`${OLLAMA_HOST}/api/chat`, question('b'));
    expect(JSON.parse(ollama.text)).toEqual({ error: message });
    const anthropic = await ask(`${ANTHROPIC_BASE_URL}/v1/messages`, question('b'));
    expect(JSON.parse(anthropic.text)).toEqual({
      type: 'error',
      error: { type: 'api_error', message },
    });
    expect(await run.end()).toMatchObject({ hits: 1, notStored: { unreachable: 3 } });
  });

  it('leaves the lists of models that it gave', async () => {
    const upstream = await startLlmUpstream();
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    const urls = [
      `${run.stage.environment.OLLAMA_HOST}/api/tags`,
      `${run.stage.environment.OPENAI_BASE_URL}/models`,
    ];
    const fresh = await Promise.all(urls.map(url => ask(url)));
    await upstream.close();
    const again = await Promise.all(urls.map(url => ask(url)));
    expect(again.map(({ text }) => text)).toEqual(fresh.map(({ text }) => text));
    expect(await ask(`${run.stage.environment.OLLAMA_HOST}/api/ps`)).toMatchObject({ status: 502 });
    expect(await run.end()).toMatchObject({ requests: 0, listings: 5, notStored: {} });
  });

  it('is asked for lists anew while it runs', async () => {
    const upstream = await upstreamForTest();
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    for (const _ of [1, 2]) await ask(`${run.stage.environment.OLLAMA_HOST}/api/tags`);
    expect(upstream.calls).toHaveLength(2);
  });

  it('that closed an idle connection is asked again', async () => {
    const upstream = await startLlmUpstream();
    const port = Number(new URL(upstream.origin).port);
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    await ask(chatUrl(run), question('a'));
    await upstream.close();
    const next = await startLlmUpstream(undefined, port);
    expect(await ask(chatUrl(run), question('b'))).toMatchObject({ status: 200 });
    await next.close();
  });
});

describe('what is passed through', () => {
  it.each([
    ['stateful', '/responses', { model: 'stub', previous_response_id: 'resp_0' }, 'stateful'],
    ['no JSON', '/chat/completions', 'prompt=hello', 'not-json'],
    ['something else', '/files', { any: 'thing' }, 'other-endpoint'],
    ['something else without a body', '/files/1?limit=2', undefined, 'other-endpoint'],
    ['too large', '/chat/completions', question('x'.repeat(5000)), 'request-too-large'],
  ])('%s: arrives whole, every time', async (_, path, body, reason) => {
    const upstream = await upstreamForTest(() => ({
      raw: { type: 'application/json', chunks: ['{"fresh":', 'true}'] },
    }));
    const run = await startRun({
      folder: storeFolder(),
      origin: upstream.origin,
      bounds: { maxRequestBytes: 4000 },
    });
    const url = `${run.stage.environment.OPENAI_BASE_URL}${path}`;
    for (const _time of [1, 2]) {
      expect(await ask(url, body)).toMatchObject({
        status: 200,
        origin: 'bypass',
        text: '{"fresh":true}',
      });
    }
    const sent = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
    expect(upstream.calls.map(call => [call.path, call.body])).toEqual([
      [`/v1${path}`, sent],
      [`/v1${path}`, sent],
    ]);
    expect(await run.end()).toMatchObject({ requests: 2, bypassed: { [reason]: 2 }, hits: 0 });
  });

  it('a reply too large to be stored arrives whole', async () => {
    const upstream = await upstreamForTest(() => ({ pieces: 200, text: 'y'.repeat(1000) }));
    const run = await startRun({
      folder: storeFolder(),
      origin: upstream.origin,
      bounds: { maxEntryBytes: 100_000 },
    });
    const seen = await ask(chatUrl(run), question('a', { stream: true }));
    expect(seen.text.match(/y{1000}/g)).toHaveLength(200);
    expect(seen.text).toContain('[DONE]');
    expect(await run.end()).toMatchObject({ misses: 1, notStored: { 'reply-too-large': 1 } });
  });

  it.each<[string, string, Behaviour]>([
    ['of an unknown type', 'unknown-format', { raw: { type: 'text/plain', chunks: ['hello'] } }],
    [
      'compressed all the same',
      'compressed',
      { raw: { type: 'application/json', chunks: ['{}'] }, headers: { 'content-encoding': 'br' } },
    ],
  ])('a reply %s is not stored', async (_, reason, behaviour) => {
    const upstream = await upstreamForTest(() => behaviour);
    const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
    expect(await ask(chatUrl(run), question('a'))).toMatchObject({ status: 200 });
    expect(await run.end()).toMatchObject({ notStored: { [reason]: 1 } });
  });
});

it('asks the upstream for plain bytes, and keeps the rest of the request', async () => {
  const upstream = await upstreamForTest();
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  await ask(`${chatUrl(run)}?b=1&a=%20`, question('a'), {
    headers: { 'accept-encoding': 'gzip, br', authorization: 'Bearer k', 'x-own': 'kept' },
  });
  expect(upstream.calls[0]).toMatchObject({
    path: '/v1/chat/completions?b=1&a=%20',
    headers: {
      'accept-encoding': 'identity',
      authorization: 'Bearer k',
      'x-own': 'kept',
      host: new URL(upstream.origin).host,
    },
    body: JSON.stringify(question('a')),
  });
});

it('counts stages apart, and lets them share what is stored', async () => {
  const upstream = await upstreamForTest();
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  const other = await run.proxy.openStage('translate', {
    OPENAI_BASE_URL: `${upstream.origin}/v1`,
  });
  await ask(chatUrl(run), question('a'));
  await run.stage.end();
  await ask(`${other.environment.OPENAI_BASE_URL}/chat/completions`, question('a'));
  expect(run.stage.numbers()).toMatchObject({ requests: 1, misses: 1, hits: 0 });
  expect(await other.end()).toMatchObject({ requests: 1, misses: 0, hits: 1 });
  expect(await run.proxy.close()).toEqual({ stored: 1 });
});

it('tells how it gets on', async () => {
  const upstream = await upstreamForTest();
  const run = await startRun({ folder: storeFolder(), origin: upstream.origin });
  await ask(chatUrl(run), question('a'));
  await ask(chatUrl(run), question('a'));
  await run.end();
  expect(run.events).toEqual([
    expect.objectContaining({
      kind: 'llm-progress',
      stage: 'review',
      requests: 1,
      answered: 1,
      hits: 0,
    }),
    expect.objectContaining({
      kind: 'llm-progress',
      stage: 'review',
      requests: 2,
      answered: 2,
      hits: 1,
    }),
  ]);
});
