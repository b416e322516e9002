import { describe, expect, it } from 'vitest';
import { clientVariables, routeFor, routesFor } from '../../../src/llm/upstream/upstreams.ts';

const upstreamOf = (variable: string, environment: Record<string, string>) => {
  const route = routesFor(environment).routes.find(found => found.variable === variable);
  return route && `${route.upstream.origin}${route.basePath}`;
};

describe('the upstream is what a client would find', () => {
  it.each([
    ['OPENAI_BASE_URL', {}, 'https://api.openai.com/v1'],
    ['OPENAI_API_BASE', {}, 'https://api.openai.com/v1'],
    ['ANTHROPIC_BASE_URL', {}, 'https://api.anthropic.com'],
    ['OLLAMA_HOST', {}, 'http://127.0.0.1:11434'],
    ['OLLAMA_API_BASE', {}, 'http://127.0.0.1:11434'],
    [
      'OPENAI_BASE_URL',
      { OPENAI_BASE_URL: 'https://x.example/openai/v1/' },
      'https://x.example/openai/v1',
    ],
    ['OPENAI_BASE_URL', { OPENAI_BASE_URL: '' }, 'https://api.openai.com/v1'],
    ['OPENAI_API_BASE', { OPENAI_BASE_URL: 'https://x.example/v1' }, 'https://x.example/v1'],
    ['OPENAI_BASE_URL', { OPENAI_API_BASE: 'https://x.example/v1' }, 'https://api.openai.com/v1'],
    ['OLLAMA_API_BASE', { OLLAMA_HOST: 'gpu:1234' }, 'http://gpu:1234'],
    ['OLLAMA_HOST', { OLLAMA_HOST: 'gpu' }, 'http://gpu:11434'],
    ['OLLAMA_HOST', { OLLAMA_HOST: ':1234' }, 'http://127.0.0.1:1234'],
    ['OLLAMA_HOST', { OLLAMA_HOST: '0.0.0.0' }, 'http://127.0.0.1:11434'],
    ['OLLAMA_HOST', { OLLAMA_HOST: '0.0.0.0:1234' }, 'http://127.0.0.1:1234'],
    ['OLLAMA_HOST', { OLLAMA_HOST: 'gpu:80' }, 'http://gpu'],
    ['OLLAMA_HOST', { OLLAMA_HOST: 'https://gpu.example/ollama/' }, 'https://gpu.example/ollama'],
  ])('%s in %j', (variable, environment, url) => {
    expect(upstreamOf(variable, environment as Record<string, string>)).toBe(url);
  });
});

it.each([
  ['OPENAI_BASE_URL', 'not a URL', 'not-a-url'],
  ['OPENAI_BASE_URL', 'ftp://x.example', 'not-a-url'],
  ['ANTHROPIC_BASE_URL', 'https://me:planted@x.example', 'credentials'],
])('leaves %s alone where it is %s', (variable, value, why) => {
  const environment = { [variable]: value };
  const { routes, problems } = routesFor(environment);
  expect(problems[0]).toEqual({ kind: 'llm-not-routed', variable, from: variable, why });
  expect(JSON.stringify(problems)).not.toContain('planted');
  expect(clientVariables(routes, 'http://127.0.0.1:1', environment)).not.toHaveProperty(variable);
});

it('gives keys one name for this machine', () => {
  const identities = ['localhost:11434', '127.0.0.1', 'http://[::1]:11434', '0.0.0.0'].map(
    OLLAMA_HOST => routesFor({ OLLAMA_HOST }).routes.at(-1)?.upstream.identity,
  );
  expect(new Set(identities)).toEqual(new Set(['http://127.0.0.1:11434']));
});

it('sends clients to the proxy, around that of the network', () => {
  const environment = {
    NO_PROXY: 'intra.example, localhost',
    OPENAI_BASE_URL: 'https://x.example/a/v1',
  };
  const { routes } = routesFor(environment);
  expect(clientVariables(routes, 'http://127.0.0.1:7', environment)).toEqual({
    OPENAI_BASE_URL: 'http://127.0.0.1:7/openai/a/v1',
    OPENAI_API_BASE: 'http://127.0.0.1:7/openai-api-base/a/v1',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:7/anthropic',
    OLLAMA_HOST: 'http://127.0.0.1:7',
    OLLAMA_API_BASE: 'http://127.0.0.1:7/ollama-api-base',
    NO_PROXY: 'intra.example,localhost,127.0.0.1,::1',
    no_proxy: 'intra.example,localhost,127.0.0.1,::1',
  });
});

it('finds the server behind a path', () => {
  const { routes } = routesFor({});
  const target = (path: string) => {
    const found = routeFor(routes, path);
    return found && [found.route.variable, found.path];
  };
  expect(target('/openai/v1/chat/completions?a=1')).toEqual([
    'OPENAI_BASE_URL',
    '/v1/chat/completions?a=1',
  ]);
  expect(target('/openai-api-base/v1')).toEqual(['OPENAI_API_BASE', '/v1']);
  expect(target('/anthropic')).toEqual(['ANTHROPIC_BASE_URL', '/']);
  expect(target('/api/tags')).toEqual(['OLLAMA_HOST', '/api/tags']);
  expect(target('/openaix/v1')).toEqual(['OLLAMA_HOST', '/openaix/v1']);
  expect(target('/')).toEqual(['OLLAMA_HOST', '/']);
});
