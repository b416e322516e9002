import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readRunner } from '../../../src/github/runner/runner.ts';
import type { Variables } from '../../../src/pipeline/variables.ts';

const repository = { id: 1, default_branch: 'main' };

const readTrust = async (variables: Variables) => (await readRunner(variables)).trust;

/** The trust of a runner's event. */
async function trustOf(
  event: string,
  payload: unknown,
  variables: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'event.json');
  writeFileSync(file, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readTrust({
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file,
    GITHUB_REF: 'refs/heads/main',
    ...variables,
  });
}

const pullRequestFrom = (id: number | null) => ({
  repository,
  pull_request: { head: { repo: id === null ? null : { id } } },
});

describe('the trust of a run', () => {
  it('is that of the user in the terminal', async () => {
    expect(await readTrust({})).toMatchObject({
      event: 'local',
      isDefaultBranch: true,
      isFork: false,
      cacheMode: 'write',
    });
  });

  it('knows a push to the default branch from one to another, or to a tag of its name', async () => {
    const push = (ref: string) => trustOf('push', { repository }, { GITHUB_REF: ref });
    expect((await push('refs/heads/main')).isDefaultBranch).toBe(true);
    expect((await push('refs/heads/topic')).isDefaultBranch).toBe(false);
    expect((await push('refs/tags/main')).isDefaultBranch).toBe(false);
  });

  it.each(['schedule', 'repository_dispatch'])(
    'knows that %s runs on the default branch, even where the event does not name it',
    async event => expect((await trustOf(event, {})).isDefaultBranch).toBe(true),
  );

  it('knows pull requests of Dependabot, which GitHub gives no more than a fork', async () => {
    const own = { ...pullRequestFrom(1), sender: { login: 'dependabot[bot]' } };
    const trust = (event: string, actor: string, triggering = actor) =>
      trustOf(event, own, { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggering });
    expect((await trust('pull_request', 'dependabot[bot]')).isFork).toBe(true);
    // Run again by a person, who gets no more.
    expect((await trust('pull_request', 'dependabot[bot]', 'octocat')).isFork).toBe(true);
    // A person pushed to the branch that Dependabot made.
    expect((await trust('pull_request', 'octocat')).isFork).toBe(false);
    expect((await trust('pull_request_target', 'dependabot[bot]')).isFork).toBe(false);
  });

  it('trusts the default branch although Dependabot merged into it', async () => {
    const variables = { GITHUB_ACTOR: 'dependabot[bot]' };
    expect(await trustOf('push', { repository }, variables)).toMatchObject({
      isFork: false,
      isDefaultBranch: true,
    });
  });

  it.each([
    ['of the same repository', 1, false],
    ['of a fork', 2, true],
    ['whose repository was deleted', null, true],
  ])('knows a pull request %s', async (_, id, isFork) => {
    const variables = { GITHUB_REF: 'refs/pull/7/merge' };
    const trust = await trustOf('pull_request', pullRequestFrom(id), variables);
    expect(trust).toMatchObject({ isFork, isDefaultBranch: false });
  });

  it('knows the run of a workflow after that of a fork', async () => {
    const runAfter = (id: number) =>
      trustOf('workflow_run', { repository, workflow_run: { head_repository: { id } } });
    expect((await runAfter(2)).isFork).toBe(true);
    expect((await runAfter(1)).isFork).toBe(false);
  });

  it.each(['', 'no json', '[]', 'null', '{"repository":{"default_branch":{}}}'])(
    'is that of no default branch where the event is %j',
    async payload => expect((await trustOf('push', payload)).isDefaultBranch).toBe(false),
  );

  it.each([
    ['', 'write'],
    ['write', 'write'],
    [' Write-Only ', 'write-only'],
    ['none', 'none'],
    ['read', 'read'],
    ['of tomorrow', 'read'],
  ])('takes the cache mode %j as %s', async (written, cacheMode) => {
    const trust = await trustOf('push', { repository }, { ACTIONS_CACHE_MODE: written });
    expect(trust.cacheMode).toBe(cacheMode);
  });
});
