import { describe, expect, it } from 'vitest';
import {
  actionsCacheAvailability,
  workerEnvironment,
} from '../../src/caching/actions/availability.ts';

const token = { ACTIONS_RUNTIME_TOKEN: 't' };
const v1 = { ...token, ACTIONS_CACHE_URL: 'https://cache.example/' };
const v2 = {
  ...token,
  ACTIONS_RESULTS_URL: 'https://results.example/',
  ACTIONS_CACHE_SERVICE_V2: 'True',
};

describe('the cache service', () => {
  it.each([
    ['github.com', v2, 'v2'],
    ['a tenant of GitHub', { ...v2, GITHUB_SERVER_URL: 'https://octo.ghe.com' }, 'v2'],
    ['an older forge', v1, 'v1'],
    ['Enterprise Server', { ...v1, ...v2, GITHUB_SERVER_URL: 'https://git.example.org' }, 'v1'],
  ] as const)('of %s is found', (_, variables, kind) => {
    expect(actionsCacheAvailability(variables)).toEqual({ kind });
  });

  it.each([
    ['without a token', { ...v2, ACTIONS_RUNTIME_TOKEN: '' }, 'ACTIONS_RUNTIME_TOKEN'],
    ['without an address', { ...v2, ACTIONS_RESULTS_URL: undefined }, 'ACTIONS_RESULTS_URL'],
    ['without either service', token, 'ACTIONS_CACHE_URL'],
    [
      'of Enterprise Server that names v2 alone',
      { ...v2, GITHUB_SERVER_URL: 'https://g.example' },
      'ACTIONS_CACHE_URL',
    ],
    ['where there is no runner', {}, 'ACTIONS_RUNTIME_TOKEN'],
  ] as const)('%s is not asked', (_, variables, missing) => {
    const unset = expect.arrayContaining([missing]);
    expect(actionsCacheAvailability(variables)).toEqual({ kind: 'none', unset });
  });
});

describe('the process that works with the toolkit', () => {
  it('gets what leads to the service, and no input or other token', () => {
    const needed = {
      ...v1,
      ...v2,
      ACTIONS_CACHE_MODE: 'read',
      PATH: '/bin',
      https_proxy: 'http://proxy',
      NO_PROXY: 'x',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
    };
    const others = {
      INPUT_TOKEN: 's',
      GITHUB_TOKEN: 's',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's',
      MY_KEY: 's',
      RUNNER_DEBUG: '1',
      GITHUB_WORKSPACE: '/w',
      HOME: undefined,
    };
    expect(workerEnvironment({ ...needed, ...others })).toEqual(needed);
  });
});
