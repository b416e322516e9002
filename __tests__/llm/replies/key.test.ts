import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entryKey,
  identify,
  type KeyedRequest,
  type KeyOptions,
} from '../../../src/llm/replies/key.ts';

const plain: KeyOptions = { salt: '', ignore: [] };

function aRequest(body: unknown, overrides: Partial<KeyedRequest> = {}): KeyedRequest {
  return {
    endpoint: 'answer',
    method: 'POST',
    origin: 'https://api.openai.com',
    path: '/v1/chat/completions',
    headers: {},
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    ...overrides,
  };
}

function identityOf(request: KeyedRequest, options = plain): string {
  const found = identify(request, options);
  if (found.kind !== 'identity') throw new Error(`bypassed: ${found.reason}`);
  return found.identity;
}

const body = { model: 'm', messages: [{ role: 'user', content: 'Hello' }], temperature: 0.2 };
const same = (a: unknown, b: unknown) => identityOf(aRequest(a)) === identityOf(aRequest(b));

/** JSON as clients send it: no half surrogates, no integers beyond what JSON keeps apart. */
const json = fc
  .dictionary(
    fc.string().filter(name => name !== '__proto__'),
    fc.jsonValue({ stringUnit: 'grapheme' }),
  )
  .filter(value => !/\d{16}|\de\+/.test(JSON.stringify(value)));

describe('the same request', () => {
  it('may be written in any order and with any space', () => {
    fc.assert(
      fc.property(json, value => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        const spaced = JSON.stringify(reversed, null, 3);
        expect(identify(aRequest(spaced), plain)).toEqual(identify(aRequest(value), plain));
      }),
    );
  });

  it.each([
    'user',
    'metadata',
    'store',
    'keep_alive',
    'prompt_cache_key',
    'safety_identifier',
    'service_tier',
  ])('may have any %s', name => {
    expect(same(body, { ...body, [name]: 'x' })).toBe(true);
    const nested = { ...body, response_format: { [name]: 'x' } };
    expect(same(nested, { ...body, response_format: {} })).toBe(false);
  });

  it('may have any key in its query, and any credentials in its headers', () => {
    const bare = identityOf(aRequest(body));
    for (const name of [
      'key',
      'api_key',
      'api-key',
      'apikey',
      'access_token',
      'sig',
      'X-Goog-Api-Key',
    ]) {
      const path = `/v1/chat/completions?${name}=planted`;
      expect(identityOf(aRequest(body, { path })), name).toBe(bare);
    }
    const headers = { authorization: 'Bearer planted', cookie: 'planted', 'x-api-key': 'planted' };
    expect(identityOf(aRequest(body, { headers }))).toBe(bare);
  });

  it('may have its query in any order', () => {
    const [a, b] = ['?a=1&b=2', '?b=2&a=1'].map(query => aRequest(body, { path: `/v1/x${query}` }));
    expect(a && identityOf(a)).toBe(b && identityOf(b));
  });

  it('may differ in what the user ignores', () => {
    const options = { salt: '', ignore: [/\d{4}-\d\d-\d\d/] };
    const on = (day: string) => aRequest({ prompt: `Today is ${day}, and ${day}` });
    expect(identityOf(on('2026-01-01'), options)).toBe(identityOf(on('2027-12-31'), options));
    expect(identityOf(on('2026-01-01'))).not.toBe(identityOf(on('2027-12-31')));
    expect(identityOf(on('tomorrow'), options)).not.toBe(identityOf(on('2026-01-01'), options));
  });
});

describe('another request', () => {
  it('is one with anything else in its body', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const kept = (value: object) => JSON.stringify(value).replaceAll('-0', '0');
        fc.pre(kept({ ...a, z: 1 }) !== kept({ ...b, z: 1 }));
        expect(same({ ...a, x: [a], z: 1 }, { ...b, x: [b], z: 1 })).toBe(false);
      }),
    );
  });

  it.each([
    ['temperature', { ...body, temperature: 0.3 }],
    ['model', { ...body, model: 'n' }],
    ['tools', { ...body, tools: [] }],
    ['stream', { ...body, stream: true }],
    ['order of messages', { ...body, messages: [...body.messages, { role: 'system' }].reverse() }],
  ])('is one with another %s', (_, other) => {
    expect(same(body, other)).toBe(false);
  });

  it('is one to another server, path, method, interface version, or of another salt', () => {
    const requests = [
      aRequest(body),
      aRequest(body, { origin: 'https://elsewhere.example' }),
      aRequest(body, { path: '/v2/chat/completions' }),
      aRequest(body, { path: '/v1/chat/completions?api-version=2' }),
      aRequest(body, { method: 'PUT' }),
      ...['anthropic-version', 'anthropic-beta', 'openai-beta'].map(name =>
        aRequest(body, { headers: { [name]: '1' } }),
      ),
    ];
    const identities = [
      ...requests.map(request => identityOf(request)),
      identityOf(aRequest(body), { salt: 'x', ignore: [] }),
    ];
    expect(new Set(identities).size).toBe(identities.length);
  });

  it('is one with another seed, also where JSON would take both for the same', () => {
    const seed = (digits: string) => `{"model":"m","seed":${digits}}`;
    expect(same(seed('9007199254740992'), seed('9007199254740993'))).toBe(false);
    expect(same(seed('9007199254740993'), seed('9007199254740993'))).toBe(true);
  });

  it('is one with another half of a surrogate pair', () => {
    expect(same('{"prompt":"\\ud800"}', '{"prompt":"\\ud801"}')).toBe(false);
  });

  it('is one of another depth, however deep', () => {
    const deep = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(same(deep(7_000), deep(7_001))).toBe(false);
  });

  it('is the next of equal ones in a run', () => {
    const identity = identityOf(aRequest(body));
    expect(entryKey(identity, 0)).not.toBe(entryKey(identity, 1));
    expect(entryKey(identity, 1)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('an answer is the only one possible', () => {
  const isDeterministic = (value: unknown, overrides: Partial<KeyedRequest> = {}) =>
    identify(aRequest(value, overrides), plain);

  it.each([
    ['at temperature 0', { temperature: 0 }, true],
    ['with a seed', { seed: 0, temperature: 1 }, true],
    ['with Ollama at temperature 0', { options: { temperature: 0 } }, true],
    ['with a seed for Ollama', { options: { seed: 4 } }, true],
    ['not at another temperature', { temperature: 0.1 }, false],
    ['not when nothing is said', {}, false],
    ['not without a seed', { seed: null }, false],
  ])('%s', (_, value, deterministic) => {
    expect(isDeterministic(value)).toMatchObject({ deterministic });
  });

  it('of embeddings, whatever they say', () => {
    expect(isDeterministic({ input: 'x' }, { endpoint: 'fixed' })).toMatchObject({
      deterministic: true,
    });
  });
});

describe('what has no identity', () => {
  it.each([
    ['refers to an earlier reply', { previous_response_id: 'resp_1' }],
    ['is part of a conversation', { conversation: { id: 'conv_1' } }],
    ['runs in the background', { background: true }],
  ])('%s', (_, value) => {
    expect(identify(aRequest(value), plain)).toEqual({ kind: 'bypass', reason: 'stateful' });
  });

  it('only says that it does not', () => {
    const value = { previous_response_id: null, conversation: null, background: false };
    expect(identify(aRequest(value), plain).kind).toBe('identity');
  });

  it.each(['', 'prompt=hello', '[1]', '"text"', '{"cut": '])('is no JSON object: %s', text => {
    expect(identify(aRequest(text), plain)).toEqual({ kind: 'bypass', reason: 'not-json' });
  });
});

it('takes bodies of megabytes as they are', () => {
  const large = (content: string) => ({ model: 'm', temperature: 0, messages: [{ content }] });
  const text = 'x'.repeat(5 << 20);
  expect(same(large(text), large(text))).toBe(true);
  expect(same(large(text), large(`${text}y`))).toBe(false);
});
