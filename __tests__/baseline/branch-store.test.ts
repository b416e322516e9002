import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createBranchStore } from '../../src/baseline/branch-store.ts';
import { loadNotices } from '../../src/baseline/store.ts';
import { connect } from '../../src/github/client.ts';
import { describeHistoryStore, runOf } from '../contract/history-store.ts';
import { temporaryFolder } from '../execution/support.ts';
import { testClock } from '../github/clients.ts';
import type { Fault } from '../services/faults.ts';
import { type GitHubApi, startGitHubApi, TOKENS } from '../services/github-api.ts';

const BRANCH = 'stagetime-data';

function storeOn(api: GitHubApi, token: string = TOKENS.actions) {
  return createBranchStore({
    connect: () =>
      connect({ token, repository: 'octo/paper', baseUrl: api.origin, clock: testClock() }),
    branch: BRANCH,
    file: 'history.json',
  });
}

async function start(...faults: readonly Fault[]) {
  const api = await startGitHubApi({ faults });
  return {
    api,
    git: (...args: string[]) => api.repository.git(args),
    [Symbol.asyncDispose]: () => api.close(),
  };
}

/** Commits a file to the branch with plain git, on top of what is there. */
function commit({ repository }: GitHubApi, name: string, text: string): void {
  const head = repository.resolve(`refs/heads/${BRANCH}`);
  const tree = repository.writeTree(
    [{ path: name, mode: '100644', content: text }],
    head && repository.resolve(`${head}^{tree}`),
  );
  const sha = repository.writeCommit({ message: name, tree, parents: head ? [head] : [] });
  repository.git(['update-ref', `refs/heads/${BRANCH}`, sha]);
}

/** What the branch has, to the last byte. */
function blobOn({ repository }: GitHubApi, name: string): string {
  const sha = repository.git(['rev-parse', `${BRANCH}:${name}`]);
  return repository.readBlob(sha).toString();
}

describeHistoryStore(
  'a branch',
  async () => {
    const { api } = await start();
    return {
      open: async () => storeOn(api),
      overwrite: async text => commit(api, 'history.json', text),
      overwriteWaiting: async text => {
        const names = api.repository.git(['ls-tree', '--name-only', BRANCH]).split('\n');
        for (const name of names.filter(one => one.includes('.waiting-'))) commit(api, name, text);
      },
      stored: async () => blobOn(api, 'history.json'),
      [Symbol.asyncDispose]: () => api.close(),
    };
  },
  { keepsConcurrentRuns: true, numRuns: 4 },
);

describe('the history on a branch', () => {
  it('is an orphan with a commit a run, readable with plain git', async () => {
    await using under = await start();
    const { api, git } = under;
    commit(api, 'README.md', 'not of the branch');
    git('update-ref', 'refs/heads/main', BRANCH);
    git('update-ref', '-d', `refs/heads/${BRANCH}`);
    await storeOn(api).save(runOf('1', 1));
    await storeOn(api).save(runOf('2', 2));
    expect(git('log', '--format=%s', BRANCH).split('\n')).toEqual([
      'Run 2, attempt 1',
      'Run 1, attempt 1',
    ]);
    const clone = temporaryFolder();
    execFileSync('git', ['clone', '-q', '-b', BRANCH, api.repository.path, clone]);
    const text = execFileSync('git', ['show', `HEAD:history.json`], {
      cwd: clone,
      encoding: 'utf8',
    });
    expect(JSON.parse(text).runs).toHaveLength(2);
    expect(git('ls-tree', '--name-only', BRANCH)).toBe('history.json');
  });

  it('leaves other files on the branch alone', async () => {
    await using under = await start();
    commit(under.api, 'README.md', 'what this is');
    await storeOn(under.api).save(runOf('1'));
    expect(under.git('show', `${BRANCH}:README.md`)).toBe('what this is');
  });

  it('writes nothing when the run is there already', async () => {
    await using under = await start();
    await storeOn(under.api).save(runOf('1'));
    const head = under.git('rev-parse', BRANCH);
    expect((await storeOn(under.api).save(runOf('1'))).kind).toBe('saved');
    expect(under.git('rev-parse', BRANCH)).toBe(head);
  });

  it.each(['git/create-ref', 'git/update-ref'])(
    'keeps the run once when the answer to %s is lost',
    async match => {
      await using under = await start({ match, times: 1, status: 502, carriedOut: true });
      await storeOn(under.api).save(runOf('1', 1));
      await storeOn(under.api).save(runOf('2', 2));
      const { history } = await storeOn(under.api).load();
      expect(history.runs.map(({ run }) => run.id)).toEqual(['1', '2']);
      expect(under.git('rev-list', '--count', BRANCH)).toBe('2');
    },
  );

  it('says why a token may not write, and reads all the same', async () => {
    await using under = await start();
    await storeOn(under.api).save(runOf('1'));
    const reader = storeOn(under.api, TOKENS.fork);
    expect(await reader.save(runOf('2'))).toEqual({
      kind: 'not-saved',
      cause: { kind: 'github', failure: { kind: 'forbidden', said: expect.any(String) } },
    });
    expect((await reader.load()).history.runs).toHaveLength(1);
  });

  it('gives up soon where the branch takes no commits', async () => {
    const body = { message: 'Repository rule violations found' };
    await using under = await start({ match: /(create|update)-ref/, status: 422, body });
    const saved = await storeOn(under.api).save(runOf('1'));
    expect(saved).toMatchObject({
      kind: 'not-saved',
      cause: { kind: 'github', failure: { kind: 'refused', status: 422 } },
    });
    expect(under.api.writes().length).toBeLessThan(12);
  });

  it('is no baseline while GitHub is down, with the reason', async () => {
    await using under = await start({ match: /./, status: 503 });
    expect(await storeOn(under.api).load()).toEqual({
      kind: 'unreadable',
      fault: 'unavailable',
      failure: {
        at: { in: 'branch', branch: 'stagetime-data', file: 'history.json' },
        cause: { kind: 'github', failure: { kind: 'server-error', status: 503 } },
      },
      history: { schema: 2, runs: [] },
    });
  });

  it('is not read when it is larger than anything we write', async () => {
    await using under = await start();
    commit(under.api, 'history.json', ' '.repeat(50_000_001));
    const loaded = await storeOn(under.api).load();
    expect(loadNotices(loaded)).toMatchObject([
      {
        fault: 'too-large',
        failure: { cause: { kind: 'too-large', mostBytes: 50_000_000 } },
      },
    ]);
    expect(under.api.requests.map(({ operation }) => operation)).not.toContain('git/get-blob');
  });
});
