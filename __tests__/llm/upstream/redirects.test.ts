import { describe, expect, it } from 'vitest';
import type { LlmUpstream } from '../../services/llm-upstream.ts';
import { ask, question, startRun, storeFolder, upstreamForTest } from '../support.ts';

const KEY = { authorization: 'Bearer key-for-openai' };

/** A server that answers every call below `/v1/` by naming this place, and all others as usual. */
async function redirecting(status: number, place: (origin: string) => string, name = 'location') {
  const upstream: LlmUpstream = await upstreamForTest(({ path }) =>
    path.startsWith('/v1/chat')
      ? {
          status,
          headers: { [name]: place(upstream.origin) },
          raw: { type: 'text/plain', chunks: [] },
        }
      : {},
  );
  const others = await upstreamForTest();
  const { proxy, end } = await startRun({ folder: storeFolder(), origin: upstream.origin });
  const stage = await proxy.openStage('review', {
    OPENAI_BASE_URL: `${upstream.origin}/v1`,
    OLLAMA_HOST: others.origin,
    ANTHROPIC_BASE_URL: others.origin,
  });
  const first = `${stage.environment.OPENAI_BASE_URL}/chat/completions`;
  const reply = await ask(first, question('Hi'), { headers: KEY });
  const { location } = reply.headers;
  return { upstream, others, reply, stage, end, next: location && new URL(location, first).href };
}

describe('a redirect on the same server', () => {
  it.each<[string, number, (origin: string) => string, string]>([
    ['a path', 307, () => '/other/chat/completions?x=1#y', '/other/chat/completions?x=1'],
    ['an address', 308, origin => `${origin}/other/chat/completions`, '/other/chat/completions'],
    ['a relative path', 301, () => 'more/chat/completions', '/v1/chat/more/chat/completions'],
    ['dots', 302, () => '../../anthropic/v1/messages', '/anthropic/v1/messages'],
    ['an address without a scheme', 303, origin => `${origin.slice(5)}/other`, '/other'],
    [
      'a path that looks like a host',
      307,
      origin => `${origin}//evil.example/x`,
      '//evil.example/x',
    ],
  ])('stays on its route: %s', async (_, status, place, path) => {
    const { upstream, others, reply, next, stage } = await redirecting(status, place);
    expect(reply.status).toBe(status);
    expect(next?.startsWith(new URL('/openai/', stage.environment.OPENAI_BASE_URL).href)).toBe(
      true,
    );
    await ask(next ?? '', question('Hi'), { headers: KEY });
    expect(others.calls).toEqual([]);
    expect(upstream.calls.at(-1)?.path).toBe(path);
    expect(upstream.calls.at(-1)?.headers.authorization).toBe(KEY.authorization);
  });

  it('is not what another place in a reply is, which is named by way of the proxy too', async () => {
    const { reply, stage } = await redirecting(202, () => '/v1/operations/1', 'operation-location');
    expect(reply.headers['operation-location']).toBe(
      `${stage.environment.OPENAI_BASE_URL}/operations/1`,
    );
  });
});

describe('a redirect to another server', () => {
  it.each<[string, (origin: string) => string]>([
    ['another host', () => 'https://evil.example/v1/chat/completions?stolen=1'],
    ['another host without a scheme', () => '//evil.example/v1'],
    ['another host behind a backslash', () => '/\\evil.example/v1'],
    ['another port of this machine', origin => origin.replace(/:\d+$/, ':11434/api/chat')],
    ['another scheme', origin => origin.replace('http:', 'https:')],
    ['no web server', () => 'file:///etc/passwd'],
    ['nothing that can be read', () => 'http://[::1/'],
  ])('is refused with the remedy: %s', async (_, place) => {
    const { others, reply, next } = await redirecting(307, place);
    expect(reply.status).toBe(502);
    expect(next).toBeUndefined();
    expect(reply.text).toMatch(/redirects to .* not followed: let the base URL name that server/);
    expect(reply.text).not.toContain('stolen');
    expect(others.calls).toEqual([]);
  });

  it('is refused where the proxy itself would take it for another route', async () => {
    const ollama = await upstreamForTest(({ path }) =>
      path === '/api/chat'
        ? {
            status: 307,
            headers: { location: '/openai/v1/chat/completions' },
            raw: { type: 'text/plain', chunks: [] },
          }
        : {},
    );
    const { stage } = await startRun({ folder: storeFolder(), origin: ollama.origin });
    const reply = await ask(`${stage.environment.OLLAMA_HOST}/api/chat`, question('Hi'));
    expect(reply.status).toBe(502);
    expect(reply.headers.location).toBeUndefined();
  });

  it('is counted as not stored', async () => {
    const { stage } = await redirecting(307, () => 'https://evil.example/');
    expect((await stage.end()).notStored).toEqual({ status: 1 });
  });
});
