import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, it } from 'vitest';
import { readRunContext } from '../../../src/github/runner/context.ts';
import { readRunner } from '../../../src/github/runner/runner.ts';
import type { Variables } from '../../../src/pipeline/variables.ts';
import { temporaryFolder } from '../../execution/support.ts';

const startedAt = new Date('2026-01-02T03:04:05Z');
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

async function commit(): Promise<string> {
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd: folder });
  await git('init', '-q', '-b', 'topic/one');
  await execa(
    'git',
    ['-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-q', '--allow-empty', '-m', 'x'],
    {
      cwd: folder,
      env: { GIT_COMMITTER_DATE: '1700000000 +0100' },
    },
  );
  return (await git('rev-parse', 'HEAD')).stdout;
}

const contextOf = async (variables: Variables, folder: string, startedAt: Date) =>
  readRunContext(await readRunner(variables), folder, startedAt);

describe('in the terminal', () => {
  it('comes from git', async () => {
    const sha = await commit();
    const { identity, sourceDateEpoch } = await contextOf({}, folder, startedAt);
    expect(identity).toMatchObject({
      sha,
      branch: 'topic/one',
      event: 'local',
      attempt: 1,
      startedAt: '2026-01-02T03:04:05.000Z',
      commitTime: '2023-11-14T22:13:20.000Z',
    });
    expect(sourceDateEpoch).toBe('1700000000');
  });

  it('says when tracked files are not as the commit has them', async () => {
    writeFileSync(join(folder, 'a.txt'), 'one');
    await commit();
    const dirtyOf = async () => (await contextOf({}, folder, startedAt)).identity.dirty;
    expect(await dirtyOf()).toBeUndefined();
    await execa('git', ['add', 'a.txt'], { cwd: folder });
    expect(await dirtyOf()).toBe(true);
    await execa('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-qm', 'a'], {
      cwd: folder,
    });
    expect(await dirtyOf()).toBeUndefined();
    writeFileSync(join(folder, 'untracked.txt'), 'x');
    expect(await dirtyOf()).toBeUndefined();
    writeFileSync(join(folder, 'a.txt'), 'two');
    expect(await dirtyOf()).toBe(true);
  });

  it('does without a repository', async () => {
    const context = await contextOf({}, folder, startedAt);
    expect(context.identity.sha).toBeUndefined();
    expect(context.sourceDateEpoch).toBeUndefined();
  });
});

describe('on a runner', () => {
  const runner = {
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '3',
    GITHUB_SHA: 'abc',
    GITHUB_REF_NAME: '7/merge',
    GITHUB_HEAD_REF: 'feature',
    GITHUB_EVENT_NAME: 'pull_request',
  };

  it('comes from the runner and the event', async () => {
    const event = join(folder, 'event.json');
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
    const { identity } = await contextOf(
      { ...runner, GITHUB_EVENT_PATH: event },
      folder,
      startedAt,
    );
    expect(identity).toMatchObject({
      id: '42',
      attempt: 3,
      sha: 'abc',
      branch: 'feature',
      event: 'pull_request',
      pullRequest: 7,
    });
  });

  it('holds the workflow, the job and the step, which the legs of a matrix share', async () => {
    const variables = {
      ...runner,
      GITHUB_WORKFLOW: 'pipeline',
      GITHUB_JOB: 'test',
      GITHUB_ACTION: '__self_2',
    };
    const { identity } = await contextOf(variables, folder, startedAt);
    expect(identity).toMatchObject({ workflow: 'pipeline', job: 'test', step: '__self_2' });
    const { identity: local } = await contextOf(
      { ...variables, GITHUB_ACTIONS: undefined },
      folder,
      startedAt,
    );
    expect(local).not.toHaveProperty('job');
  });

  it.each(['', '{', 'null', '[]', '{"pull_request":null}', '{"pull_request":{"number":"7; rm"}}'])(
    'takes the event %j for one without a pull request',
    async text => {
      const event = join(folder, 'event.json');
      writeFileSync(event, text);
      const { identity } = await contextOf(
        { ...runner, GITHUB_EVENT_PATH: event },
        folder,
        startedAt,
      );
      expect(identity).not.toHaveProperty('pullRequest');
    },
  );
});
