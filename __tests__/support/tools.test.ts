import { afterEach, expect, it, vi } from 'vitest';
import { requireTool } from './tools.ts';

afterEach(() => vi.unstubAllEnvs());

it('finds what is on the machine', () => {
  expect(requireTool('node')).toMatchObject({ available: true });
});

it('says what is missing, for the test that is skipped', () => {
  vi.stubEnv('STAGETIME_REQUIRE_TOOLS', '');
  const missing = { available: false, reason: expect.stringContaining('not on this machine') };
  expect(requireTool('no-such-tool')).toEqual(missing);
  expect(requireTool('python:no_such_module')).toEqual(missing);
});

it('takes a missing tool for an error where everything has to be there', () => {
  vi.stubEnv('STAGETIME_REQUIRE_TOOLS', '1');
  expect(() => requireTool('no-such-tool')).toThrow('no-such-tool is not on this machine');
});
