import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  entriesToPrune,
  originOf,
  type Permission,
  type Rights,
  rightsOf,
  type Saving,
  type StoredEntry,
  type Trust,
} from '../../src/caching/policy.ts';
import { type Refusal, refusal } from '../../src/record/facts/cache-outcome.ts';

const EVENTS = [
  'push',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'merge_group',
  'workflow_run',
  'issue_comment',
  'release',
  'unknown',
] as const;

/** Where what runs comes from: the facts that `trustOf` finds. */
const SOURCES = {
  'the default branch': { isDefaultBranch: true, isFork: false },
  'another branch or a tag': { isDefaultBranch: false, isFork: false },
  'a fork or Dependabot': { isDefaultBranch: false, isFork: true },
  'a fork, at the default branch’s ref': { isDefaultBranch: true, isFork: true },
} as const;

const MODES = ['write', 'read', 'write-only', 'none'] as const;

type Source = keyof typeof SOURCES;

/** Who may save for everybody, and be recorded; all else that is a run of the repository saves nothing. */
const TRUSTED: readonly string[] = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'];

/** What a cell of the table has to say, worked out from the rules as `docs/security.md` has them. */
function expected(event: string, source: Source, mode: (typeof MODES)[number], asked: boolean) {
  const { isDefaultBranch, isFork } = SOURCES[source];
  const mayWrite = mode === 'write' || mode === 'write-only';
  const isTrusted = TRUSTED.includes(event) && isDefaultBranch && !isFork;
  const isOwnRequest = event === 'pull_request' && !isFork;
  return {
    restoring: mode === 'write' || mode === 'read',
    saving:
      mayWrite && isTrusted ? 'everybody' : mayWrite && isOwnRequest && asked ? 'own' : 'nothing',
    savingReplies:
      mayWrite && isTrusted ? 'everybody' : mayWrite && isOwnRequest ? 'own' : 'nothing',
    recording: mayWrite && isTrusted,
    prunes: mayWrite && isTrusted,
    posts: isFork ? 'artifact' : 'comment',
    logs: !isFork,
  };
}

function seen({ restoring, saving, savingReplies, recording, prunes, posts, logs }: Rights) {
  const level = (of: Saving) => (of.allowed ? of.level : 'nothing');
  return {
    restoring: restoring.allowed,
    saving: level(saving),
    savingReplies: level(savingReplies),
    recording: recording.allowed,
    prunes,
    posts,
    logs,
  };
}

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

const CELLS = EVENTS.flatMap(event =>
  (Object.keys(SOURCES) as Source[]).flatMap(source =>
    MODES.flatMap(mode => [false, true].map(asked => ({ event, source, mode, asked }))),
  ),
);

describe('what a run is trusted with', () => {
  it.each(CELLS)(
    '$event of $source, cache-mode $mode, save-on-pull-request $asked',
    ({ event, source, mode, asked }) => {
      const facts = { ...SOURCES[source], cacheMode: mode, saveOnPullRequest: asked };
      const rights = rightsOf({ event, ...facts });
      expect(seen(rights)).toEqual(expected(event, source, mode, asked));
      const refusals: readonly (Permission | Saving)[] = [
        rights.restoring,
        rights.saving,
        rights.savingReplies,
        rights.recording,
      ];
      for (const one of refusals) if (!one.allowed) expect(v.is(refusal, one.because)).toBe(true);
    },
  );

  it.each(MODES)('in the terminal is everything that is the user’s, cache-mode %s', cacheMode => {
    const rights = rightsOf(trust({ event: 'local', isDefaultBranch: false, cacheMode }));
    expect(seen(rights)).toEqual({
      restoring: true,
      saving: 'everybody',
      savingReplies: 'everybody',
      recording: true,
      prunes: false,
      posts: 'comment',
      logs: true,
    });
  });

  it('is nothing for everybody, whatever a fork makes of its event and ref', () => {
    const any = fc.record({
      event: fc.string().filter(event => event !== 'local'),
      isDefaultBranch: fc.boolean(),
      isFork: fc.constant(true),
      cacheMode: fc.constantFrom(...MODES),
      saveOnPullRequest: fc.boolean(),
    });
    fc.assert(
      fc.property(any, run => {
        const { saving, savingReplies, recording, prunes } = rightsOf(run);
        return ![saving.allowed, savingReplies.allowed, recording.allowed, prunes].some(Boolean);
      }),
    );
  });

  it.each<[string, Partial<Trust>, Refusal]>([
    ['another branch', { isDefaultBranch: false }, { kind: 'other-ref' }],
    ['a pull request', { event: 'pull_request' }, { kind: 'pull-request' }],
    ['a fork', { event: 'pull_request', isFork: true, saveOnPullRequest: true }, { kind: 'fork' }],
    [
      'pull_request_target',
      { event: 'pull_request_target' },
      { kind: 'event', event: 'pull_request_target' },
    ],
    ['workflow_run of a fork', { event: 'workflow_run', isFork: true }, { kind: 'fork' }],
    ['an event nobody knows', { event: 'unknown' }, { kind: 'event', event: 'unknown' }],
    ['a workflow that may only read', { cacheMode: 'read' }, { kind: 'cache-mode', mode: 'read' }],
  ])('is refused for %s with the cause', (_, change, because) => {
    const { saving } = rightsOf(trust(change));
    expect(saving).toEqual({ allowed: false, because });
  });

  it('has a row for every run', () => {
    const origins = CELLS.map(({ event, source }) =>
      originOf(trust({ event, ...SOURCES[source] })),
    );
    expect(new Set(origins)).toEqual(
      new Set(['default-branch', 'other-ref', 'pull-request', 'fork', 'other-event']),
    );
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
