import { describe, expect, it } from 'vitest';
import type { KeepCause, RestoreOutcome } from '../../../../src/record/facts/cache-outcome.ts';
import {
  cacheNoticeWords,
  keepCauseWords,
  restoreWords,
  saveWords,
} from '../../../../src/reporting/words/facts/cache.ts';

const changed = (path: string) => ({ kind: 'file', path, change: 'content' }) as const;

describe('the words for what was restored', () => {
  it.each<[string | undefined, RestoreOutcome]>([
    ['no entry with this key', { kind: 'missed', because: { kind: 'no-entry' } }],
    ['input a.tex changed', { kind: 'older-entry', differences: [changed('a.tex')] }],
    [
      'input a changed, input b changed, input c changed and 1 more',
      { kind: 'older-entry', differences: ['a', 'b', 'c', 'd'].map(changed) },
    ],
    [undefined, { kind: 'older-entry', differences: [] }],
    [
      'the files at its paths are newer than any entry and were kept',
      { kind: 'kept', completeness: { kind: 'complete' } },
    ],
    [
      'the files at its paths are newer than any entry and were kept; 1 of the 2 files from the last run are missing',
      { kind: 'kept', completeness: { kind: 'incomplete', missing: 1, of: 2 } },
    ],
    [
      'the runner has no cache service (ACTIONS_RUNTIME_TOKEN is not set)',
      { kind: 'off', because: { kind: 'no-service', unset: ['ACTIONS_RUNTIME_TOKEN'] } },
    ],
    [
      'the runner has no cache service (neither A nor B is set)',
      { kind: 'off', because: { kind: 'no-service', unset: ['A', 'B'] } },
    ],
    ['this is a cold start', { kind: 'off', because: { kind: 'cold-start' } }],
    [
      'its archive is damaged: "t/a" is in it twice',
      {
        kind: 'failed',
        because: { kind: 'archive-damaged', damage: { kind: 'twice', path: 't/a' } },
      },
    ],
    [
      'the cache service did not answer within 20 s',
      { kind: 'failed', because: { kind: 'given-up', afterMs: 20_000 } },
    ],
    [
      'the cache worker ended with SIGKILL',
      { kind: 'failed', because: { kind: 'process-ended', signal: 'SIGKILL' } },
    ],
    ['as it was said', { kind: 'said', text: 'as it was said' }],
  ])('are: %s', (words, outcome) => {
    expect(restoreWords(outcome)).toBe(words);
  });
});

describe('the words for why nothing was saved', () => {
  it.each<[string, KeepCause]>([
    ['runs of forks and of Dependabot save no caches', { kind: 'fork' }],
    ["the workflow's cache-mode is read", { kind: 'cache-mode', mode: 'read' }],
    ['render timed out', { kind: 'stage', stage: 'render', status: 'timed-out' }],
    ['the cached paths are empty', { kind: 'nothing-there' }],
    ['its content did not change', { kind: 'unchanged' }],
    ['it is larger than 2.0 GB', { kind: 'too-large', maxBytes: 2e9 }],
    ['build is a link, and what it points to is not cached', { kind: 'link', path: 'build' }],
    ['a.log changed while it was being packed', { kind: 'changed-while-packed', path: 'a.log' }],
    [
      '"../x" is not a plain path below the folder',
      { kind: 'bad-path', path: '../x', fault: 'leads-elsewhere' },
    ],
    [
      'its existing entry could not be read: EACCES',
      { kind: 'entry-unreadable', because: { kind: 'failed', said: 'EACCES' } },
    ],
    [
      'the link src/loop points to itself: remove it, or exclude it with `!src/loop`',
      {
        kind: 'unreadable-file',
        file: { path: 'src/loop', cause: { kind: 'link-loop' } },
      },
    ],
  ])('are: %s', (words, because) => {
    expect(keepCauseWords(because)).toBe(words);
    expect(saveWords({ kind: 'not-saved', because })).toBe(`not saved: ${words}`);
  });

  it('name what was left out of what was saved', () => {
    const files = [{ kind: 'socket' as const, path: 'home/S.agent' }];
    expect(saveWords({ kind: 'left-out', files })).toBe('saved without the socket home/S.agent');
  });
});

describe('the notices about caches', () => {
  it('say what was lost, and why', () => {
    const because = { kind: 'disk-full' } as const;
    expect(cacheNoticeWords({ kind: 'cache-not-saved', cache: 'latex', because })).toBe(
      'cache latex was not saved: the disk is full',
    );
    const gone = { kind: 'archive-gone' } as const;
    expect(cacheNoticeWords({ kind: 'result-not-used', stage: 'plot', because: gone })).toBe(
      'the stored result of plot was not used, so the stage runs: its archive is gone',
    );
  });
});
