import { describe, expect, it } from 'vitest';
import { attempt, connect, REPEATABLE } from '../../src/github/client.ts';
import { pauseBeforeRetry } from '../../src/github/retries.ts';
import { clientOf, github, testClock } from './clients.ts';

const options = { token: 'ghs_actions', repository: 'octo/paper' };

describe('a client', () => {
  it.each([
    [{ ...options, token: '' }, { kind: 'no-token' }],
    [
      { ...options, repository: 'paper' },
      { kind: 'bad-repository', written: 'paper' },
    ],
    [
      { ...options, repository: 'a/b/c' },
      { kind: 'bad-repository', written: 'a/b/c' },
    ],
  ])('of %j is refused, which is said', async (given, why) => {
    expect(await connect(given)).toMatchObject({ ok: false, failure: { why } });
  });

  it('does not wait for an answer that never comes', async () => {
    const api = await github({ match: 'repos/get', hang: true });
    const client = await clientOf(api, { totalMs: 100 });
    const answer = await attempt(() => client.octokit.rest.repos.get({ ...client.repository }));
    expect(answer).toMatchObject({
      ok: false,
      failure: { why: { kind: 'no-answer' }, mayHaveHappened: true },
    });
    // On a busy machine the time may be over before the request is out.
    expect(api.requests.length).toBeLessThan(2);
  });

  it('does not ask again where no answer came for as long as one may take', async () => {
    const api = await github({ match: 'repos/get', hang: true });
    const clock = testClock();
    const client = await clientOf(api, { clock, requestMs: 100 });
    const answer = await attempt(() => client.octokit.rest.repos.get({ ...client.repository }));
    expect(answer.ok).toBe(false);
    expect(clock.waits).toEqual([]);
  });

  it('asks again for what GitHub failed to answer, with growing pauses', async () => {
    const api = await github({ match: 'repos/get', times: 3, status: 502 });
    const clock = testClock();
    const client = await clientOf(api, { clock });
    expect((await attempt(() => client.octokit.rest.repos.get({ ...client.repository }))).ok).toBe(
      true,
    );
    expect(clock.waits).toEqual([1000, 2000, 4000]);
  });

  it('takes null for a failure, and not for data, and asks again', async () => {
    const api = await github({ match: 'repos/get', times: 1, status: 200, body: null });
    const clock = testClock();
    const client = await clientOf(api, { clock });
    const got = await attempt(() => client.octokit.rest.repos.get({ ...client.repository }));
    expect(got).toMatchObject({ ok: true, value: { data: expect.any(Object) } });
    expect(clock.waits).toEqual([1000]);
  });

  it('sends nothing twice that may have been carried out, unless that does no harm', async () => {
    const api = await github({ match: 'git/create-blob', status: 502 });
    const client = await clientOf(api);
    const { git } = client.octokit.rest;
    const blob = { ...client.repository, content: 'x' };
    const once = await attempt(() => git.createBlob(blob));
    expect(once).toMatchObject({ ok: false, failure: { status: 502, mayHaveHappened: true } });
    expect(api.requests).toHaveLength(1);
    await attempt(() => git.createBlob({ ...blob, request: REPEATABLE }));
    expect(api.requests).toHaveLength(1 + 4);
  });
});

describe('the pause before another try', () => {
  const circumstances = { isRepeatable: true, now: 0 };
  const failure = (status: number, headers = {}, message = '') => ({ status, headers, message });

  it('is none where asking again is no use', () => {
    for (const status of [400, 401, 403, 404, 409, 410, 422]) {
      expect(pauseBeforeRetry(failure(status), 1, circumstances)).toBeUndefined();
    }
    expect(pauseBeforeRetry(failure(502), 4, circumstances)).toBeUndefined();
  });

  it('is what a limit says, and a minute where it says nothing that makes sense', () => {
    const told = (value: string) =>
      pauseBeforeRetry(failure(429, { 'retry-after': value }), 1, circumstances);
    expect(told('0')).toBe(0);
    expect(told('12')).toBe(12_000);
    expect(told('soon')).toBe(60_000);
    expect(told('-5')).toBe(60_000);
    const usedUp = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '-1' };
    expect(pauseBeforeRetry(failure(403, usedUp), 1, circumstances)).toBe(60_000);
  });
});
