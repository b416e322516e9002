/** What is known of the place where a process runs. */
import { describe, expect, it } from 'vitest';
import { readRunner } from '../../../src/github/runner/runner.ts';

describe('the runner', () => {
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ CI: '' }, false],
    [{ CI: 'false' }, false],
    [{ CI: '0' }, false],
    [{ CI: 'true' }, true],
    [{ CI: '1' }, true],
    [{ CI: 'woodpecker' }, true],
    [{ GITHUB_ACTIONS: 'true' }, true],
  ])('with %j is CI: %s', async (variables, isCi) => {
    expect((await readRunner(variables)).isCi).toBe(isCi);
  });

  it('has the leg of the matrix in its job, and only a runner has a job', async () => {
    const variables = { GITHUB_WORKFLOW: 'w', GITHUB_JOB: 'j', GITHUB_ACTION: 's' };
    const leg = { leg: 'a', matrix: { x: 'a' } };
    expect((await readRunner(variables, { leg })).job).toEqual(leg);
    const onRunner = await readRunner({ ...variables, GITHUB_ACTIONS: 'true' }, { leg });
    expect(onRunner.job).toEqual({ workflow: 'w', job: 'j', step: 's', ...leg });
  });

  it('says why there is no client, and makes none without a token', async () => {
    const { connect, hasToken } = await readRunner({ GITHUB_REPOSITORY: 'octo/paper' });
    expect(hasToken).toBe(false);
    expect(await connect()).toMatchObject({ ok: false, failure: { why: { kind: 'no-token' } } });
  });
});
