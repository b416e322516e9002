import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entriesToPrune,
  mayRestore,
  maySave,
  maySaveReplies,
  type StoredEntry,
  type Trust,
} from '../../src/caching/policy.ts';

function trust(overrides: Partial<Trust> = {}): Trust {
  return {
    event: 'push',
    isDefaultBranch: true,
    isFork: false,
    cacheMode: 'write',
    saveOnPullRequest: false,
    ...overrides,
  };
}

describe('saving', () => {
  it.each(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'])(
    'is allowed for %s on the default branch',
    event => expect(maySave(trust({ event })).allowed).toBe(true),
  );

  it('is allowed in the terminal, on every branch', () => {
    expect(maySave(trust({ event: 'local', isDefaultBranch: false })).allowed).toBe(true);
  });

  it('is allowed for a pull request of the same repository that is to keep its own', () => {
    const run = trust({ event: 'pull_request', isDefaultBranch: false, saveOnPullRequest: true });
    expect(maySave(run).allowed).toBe(true);
  });

  it.each<[string, Partial<Trust>, string]>([
    ['another branch', { isDefaultBranch: false }, 'only runs of the default branch'],
    ['a pull request', { event: 'pull_request' }, 'without save-on-pull-request'],
    [
      'the pull request of a fork, even if pull requests keep their own',
      { event: 'pull_request', isFork: true, saveOnPullRequest: true },
      'forks',
    ],
    ['pull_request_target', { event: 'pull_request_target' }, 'event pull_request_target'],
    [
      'pull_request_target, even if pull requests keep their own',
      { event: 'pull_request_target', saveOnPullRequest: true },
      'event pull_request_target',
    ],
    ['workflow_run of a fork', { event: 'workflow_run', isFork: true }, 'forks'],
    ['issue_comment', { event: 'issue_comment' }, 'event issue_comment'],
    ['an event nobody knows', { event: 'unknown' }, 'event unknown'],
    ['a workflow that may only read', { cacheMode: 'read' }, 'cache-mode is read'],
    ['a workflow without caches', { cacheMode: 'none' }, 'cache-mode is none'],
  ])('is refused for %s, with the reason', (_, change, reason) => {
    const permission = maySave(trust(change));
    expect(permission).toMatchObject({ allowed: false, reason: expect.stringContaining(reason) });
  });

  it('is never allowed for a fork on a runner', () => {
    const any = fc.record({
      event: fc.constantFrom('push', 'pull_request', 'schedule', 'workflow_run', 'x'),
      isDefaultBranch: fc.boolean(),
      isFork: fc.constant(true),
      cacheMode: fc.constantFrom('read', 'write', 'write-only', 'none'),
      saveOnPullRequest: fc.boolean(),
    });
    fc.assert(fc.property(any, run => maySave(run).allowed === false));
  });
});

describe('saving replies of models', () => {
  it('is allowed to pull requests of the repository itself, too', () => {
    const own = trust({ event: 'pull_request', isDefaultBranch: false });
    expect(maySaveReplies(own).allowed).toBe(true);
  });

  it.each<[string, Partial<Trust>]>([
    ['a fork', { event: 'pull_request', isFork: true }],
    ['another branch', { isDefaultBranch: false }],
    ['pull_request_target', { event: 'pull_request_target' }],
    ['an event that strangers cause', { event: 'issue_comment' }],
    ['a workflow that may only read', { event: 'pull_request', cacheMode: 'read' }],
  ])('is refused for %s', (_, change) => {
    expect(maySaveReplies(trust(change)).allowed).toBe(false);
  });
});

describe('restoring', () => {
  it('is allowed to everyone whose workflow does not forbid it', () => {
    expect(mayRestore(trust({ isFork: true, event: 'pull_request' })).allowed).toBe(true);
    expect(mayRestore(trust({ cacheMode: 'read' })).allowed).toBe(true);
    expect(mayRestore(trust({ cacheMode: 'none' })).allowed).toBe(false);
    expect(mayRestore(trust({ cacheMode: 'write-only' })).allowed).toBe(false);
  });
});

const MAIN = 'refs/heads/main';

function entry(key: string, overrides: Partial<StoredEntry> = {}): StoredEntry {
  return { key, bytes: 10, createdMs: 0, lastUsedMs: 0, ref: MAIN, ...overrides };
}

function prune(entries: readonly StoredEntry[], maxBytes: number): readonly string[] {
  const seriesOf = (key: string) => {
    const name = /^ours\/([a-z]+)\//.exec(key)?.[1];
    return name === undefined ? undefined : { name, onlyNewest: name === 'history' };
  };
  return entriesToPrune({ entries, maxBytes, defaultRef: MAIN, seriesOf });
}

describe('pruning', () => {
  it('deletes what was used longest ago, and no more than has to go', () => {
    const entries = [
      entry('ours/latex/3', { createdMs: 3, lastUsedMs: 3 }),
      entry('ours/latex/1', { createdMs: 1, lastUsedMs: 2 }),
      entry('ours/latex/2', { createdMs: 2, lastUsedMs: 1 }),
    ];
    expect(prune(entries, 30)).toEqual([]);
    expect(prune(entries, 25)).toEqual(['ours/latex/2']);
    expect(prune(entries, 15)).toEqual(['ours/latex/2', 'ours/latex/1']);
  });

  it('keeps the newest of every series, even over the size', () => {
    const entries = [
      entry('ours/latex/old', { createdMs: 1 }),
      entry('ours/latex/new', { createdMs: 2 }),
      entry('ours/pytest/only', { createdMs: 0 }),
    ];
    expect(prune(entries, 0)).toEqual(['ours/latex/old']);
  });

  it('deletes all but the newest of what nobody looks for in an older state', () => {
    const entries = [
      entry('ours/history/1', { createdMs: 1, lastUsedMs: 9 }),
      entry('ours/history/3', { createdMs: 3 }),
      entry('ours/history/2', { createdMs: 2 }),
      entry('ours/latex/1', { createdMs: 1 }),
      entry('ours/latex/2', { createdMs: 2 }),
    ];
    expect(prune(entries, 1000)).toEqual(['ours/history/1', 'ours/history/2']);
  });

  it('touches no entry of others and of other branches, nor counts them', () => {
    const entries = [
      entry('node-modules', { bytes: 1000 }),
      entry('ours/latex/pr', { ref: 'refs/pull/7/merge', bytes: 1000 }),
      entry('ours/latex/1', { createdMs: 1 }),
      entry('ours/latex/2', { createdMs: 2 }),
    ];
    expect(prune(entries, 20)).toEqual([]);
    expect(prune(entries, 10)).toEqual(['ours/latex/1']);
  });

  it('always ends within the size where more than the newest are there', () => {
    const any = fc.array(
      fc.record({
        key: fc
          .tuple(fc.constantFrom('ours/a/', 'ours/b/', 'theirs/'), fc.uuid())
          .map(([series, id]) => series + id),
        bytes: fc.nat(100),
        createdMs: fc.nat(10),
        lastUsedMs: fc.nat(10),
        ref: fc.constantFrom(MAIN, 'refs/pull/1/merge'),
      }),
    );
    fc.assert(
      fc.property(any, fc.nat(500), (entries, maxBytes) => {
        const gone = new Set(prune(entries, maxBytes));
        const ours = entries.filter(({ key, ref }) => key.startsWith('ours/') && ref === MAIN);
        const left = ours.filter(({ key }) => !gone.has(key));
        expect([...gone].every(key => ours.some(one => one.key === key))).toBe(true);
        for (const series of ['ours/a/', 'ours/b/']) {
          const all = ours.filter(({ key }) => key.startsWith(series));
          expect(left.some(({ key }) => key.startsWith(series))).toBe(all.length > 0);
        }
        const total = left.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(total <= maxBytes || left.length <= 2).toBe(true);
      }),
    );
  });
});
