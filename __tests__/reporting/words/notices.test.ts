import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/record/facts/notice/notice.ts';
import { FAULTS } from '../../../src/record/facts/notice/run.ts';
import { noticeWords } from '../../../src/reporting/words/notices/notices.ts';

const FORBIDDEN = { kind: 'forbidden', said: 'Resource not accessible' } as const;
const TRACKED = { why: 'tracked', folder: '/p/.stagetime', path: '/p/.stagetime/cache' } as const;

/** What is said of notices, by topic. */
const SAID: Readonly<Record<string, readonly (readonly [string, Notice])[]>> = {
  'a run': [
    ['the run was not compared: boom', { kind: 'fault', of: 'comparison', cause: 'boom' }],
    ['a: evidence not read: boom', { kind: 'fault', of: 'evidence', stage: 'a', cause: 'boom' }],
    ['Stagetime itself failed, not a stage: boom', { kind: 'fault', of: 'engine', cause: 'boom' }],
    [
      'SOURCE_DATE_EPOCH is not set, and nothing can be confirmed: dubious ownership',
      { kind: 'commit-unread', cause: 'dubious ownership' },
    ],
    [
      'another run in this folder would go undetected: EMFILE',
      { kind: 'unguarded', cause: 'EMFILE' },
    ],
    [
      'removed before the run: /p/.stagetime is not used: git tracks /p/.stagetime/cache, and nothing that a checkout brings is trusted. Remedy: git rm -r --cached /p/.stagetime/cache, then remove it, and commit',
      { kind: 'folder-refused', refusal: TRACKED, isRemoved: true },
    ],
    [
      '/p is not used: git does not say what it tracks there (too slow). Remedy: make `git ls-files` work there',
      {
        kind: 'folder-refused',
        refusal: { why: 'git-silent', folder: '/p', cause: 'too slow' },
        isRemoved: false,
      },
    ],
    [
      '/p is not used: what was there could not be removed (EACCES). Remedy: remove it in a step before',
      {
        kind: 'folder-refused',
        refusal: { why: 'not-removable', folder: '/p', cause: 'EACCES' },
        isRemoved: false,
      },
    ],
    [
      'the report could not be written to /r: ENOSPC',
      { kind: 'report-not-written', folder: '/r', cause: 'ENOSPC' },
    ],
    [
      'the report is in /t: /r has too little room',
      { kind: 'report-elsewhere', folder: '/t', fault: { why: 'little-room', folder: '/r' } },
    ],
    ['the report is in /t', { kind: 'report-elsewhere', folder: '/t' }],
    [
      'sleep 9 (process 7) was started in this folder during the run and is still running',
      { kind: 'stray-process', pid: 7, command: 'sleep 9' },
    ],
    [
      'a stage changed the runner’s file GITHUB_ENV: it was restored; to allow it, add `GITHUB_ENV: null` to the stage’s `env`',
      { kind: 'command-file', file: 'GITHUB_ENV', isUndone: true },
    ],
    [
      'a stage changed the runner’s file GITHUB_ENV: it could not be restored, and later steps may act on what the stage wrote; to allow it, add `GITHUB_ENV: null` to the stage’s `env`',
      { kind: 'command-file', file: 'GITHUB_ENV', isUndone: false },
    ],
  ],
  'a stage': [
    [
      'logs are in /t: /r takes no more files',
      { kind: 'logs-elsewhere', folder: '/t', fault: { why: 'no-files', folder: '/r' } },
    ],
    [
      'the output of the stages is not kept: ENOSPC',
      { kind: 'logs-not-kept', fault: { why: 'system', cause: 'ENOSPC' } },
    ],
    ['log of a lost: something deleted it while the stage ran', { kind: 'log-lost', stage: 'a' }],
    [
      'log of a: 8.0 MB left out between its head and its end',
      { kind: 'log-shortened', stage: 'a', bytes: 8e6 },
    ],
    [
      'log of a removed: secrets could not be redacted (EIO)',
      { kind: 'log-not-redacted', stage: 'a', isRemoved: true, cause: 'EIO' },
    ],
    [
      'log of a cannot be trusted, and could not be removed: secrets could not be redacted (EIO)',
      { kind: 'log-not-redacted', stage: 'a', isRemoved: false, cause: 'EIO' },
    ],
    [
      'a: the LLM proxy saw no request: the client does not use the base URL from its environment',
      { kind: 'llm-unused', stage: 'a', why: 'no-request' },
    ],
    [
      'a: no test times from junit.xml: the file is empty',
      {
        kind: 'evidence',
        stage: 'a',
        problem: { source: 'junit', path: 'junit.xml', problem: { kind: 'empty' } },
      },
    ],
  ],
  reuse: [
    [
      'a will run again next time, its result was not stored: it passed without making `x`, one of its outputs',
      {
        kind: 'result-not-stored',
        stage: 'a',
        why: { kind: 'missing-output', pattern: 'x' },
      },
    ],
    [
      'the stored result of a was not used, so the stage runs: disk full',
      { kind: 'result-not-used', stage: 'a', because: { kind: 'toolkit', said: 'disk full' } },
    ],
    [
      'a or b changed x and y, an output of c: let c alone write there; none of them is reused until then',
      {
        kind: 'stray-writes',
        what: 'others-output',
        writers: ['a', 'b'],
        other: 'c',
        isNeeded: false,
        paths: ['x', 'y'],
      },
    ],
    [
      'a wrote x, an input of c, without declaring it: add it to its `outputs` and the stage to the `needs` of c, or write elsewhere; a is not reused until then',
      {
        kind: 'stray-writes',
        what: 'undeclared',
        writers: ['a'],
        other: 'c',
        isNeeded: false,
        paths: ['x'],
      },
    ],
    [
      'a wrote x, an input of c, without declaring it: add it to its `outputs`, or write elsewhere; a is not reused until then',
      {
        kind: 'stray-writes',
        what: 'undeclared',
        writers: ['a'],
        other: 'c',
        isNeeded: true,
        paths: ['x'],
      },
    ],
    [
      'a wrote x, an input of c, which does not need it: add it to the `needs` of c',
      {
        kind: 'stray-writes',
        what: 'race',
        writers: ['a'],
        other: 'c',
        isNeeded: false,
        paths: ['x'],
      },
    ],
    [
      'a wrote its own input x: it is not reused while it does that',
      {
        kind: 'stray-writes',
        what: 'own-input',
        writers: ['a'],
        other: 'a',
        isNeeded: false,
        paths: ['x'],
      },
    ],
    [
      'a and b both wrote x: neither is reused until only one of them does',
      { kind: 'shared-outputs', stages: ['a', 'b'], paths: ['x'] },
    ],
    [
      'a or b changed x, a tracked file that no stage declares: declare it under `outputs`, or write elsewhere',
      { kind: 'tracked-changed', writers: ['a', 'b'], paths: ['x'] },
    ],
    [
      'cache latex was not saved: disk full',
      {
        kind: 'cache-not-saved',
        cache: 'latex',
        because: { kind: 'toolkit', said: 'disk full' },
      },
    ],
  ],
  models: [
    [
      'port 11434 is taken: requests to it bypass the LLM proxy',
      { kind: 'llm-port-taken', port: 11434 },
    ],
    [
      'a stored LLM reply is damaged or foreign and was removed',
      { kind: 'llm-reply-damaged', isRemoved: true },
    ],
    [
      'ollama serve was started in 12 ms',
      { kind: 'llm-server-started', command: 'ollama serve', tookMs: 12.3 },
    ],
    [
      'OLLAMA_API_BASE is not sent through the LLM proxy: OLLAMA_HOST contains a user name or password',
      {
        kind: 'llm-not-routed',
        variable: 'OLLAMA_API_BASE',
        from: 'OLLAMA_HOST',
        why: 'credentials',
      },
    ],
  ],
  history: [
    [
      'the baseline could not be read: the cached history: the cache service answered 503 (zstd is not installed: machines that have it do not find the history that is kept from here). It stays as it is, and new runs are kept beside it; the next run tries again',
      {
        kind: 'baseline-unread',
        fault: 'unavailable',
        failure: {
          at: { in: 'cache' },
          cause: { kind: 'said', said: 'the cache service answered 503' },
          isApart: true,
        },
      },
    ],
    [
      'the baseline was not read, and the run was not added to the history: /p/.stagetime is not used: git tracks /p/.stagetime/cache, and nothing that a checkout brings is trusted',
      {
        kind: 'baseline-unread',
        fault: 'untrusted',
        failure: { cause: { kind: 'refused', refusal: TRACKED } },
      },
    ],
    [
      'some runs that wait to join the history could not be read: the runs that wait beside the cached history: the cache service answered 503. They stay as they are; the next run tries again',
      {
        kind: 'waiting-unread',
        fault: 'unavailable',
        failure: {
          at: { in: 'waiting' },
          cause: { kind: 'said', said: 'the cache service answered 503' },
        },
      },
    ],
    ['no baseline: /b.json does not exist', { kind: 'no-baseline-file', file: '/b.json' }],
    [
      'h.json on the branch data: 1 of 3 runs of the history left out (the first: run.startedAt: not a date)',
      {
        kind: 'runs-left-out',
        at: { in: 'branch', branch: 'data', file: 'h.json' },
        left: 1,
        runs: 3,
        first: { why: 'no-date' },
      },
    ],
    [
      '/h.json: 1 of 1 run of the history left out (there are too many)',
      { kind: 'runs-left-out', at: { in: 'file', file: '/h.json' }, left: 1, runs: 1 },
    ],
    [
      'not all of the history could be read: the original is kept in /h.json.old',
      { kind: 'history-set-aside', file: '/h.json.old' },
    ],
    [
      'the run is kept beside the history, which could not be read (/h.json: it is not a file), and joins it as soon as it can be',
      {
        kind: 'run-waits',
        failure: { at: { in: 'file', file: '/h.json' }, cause: { kind: 'not-a-file' } },
      },
    ],
    [
      'the run was not added to the history: the token may not do that (403: Resource not accessible)',
      { kind: 'run-not-added', cause: { kind: 'github', failure: FORBIDDEN } },
    ],
  ],
  publishing: [
    [
      'no comment on the pull request: there is no token',
      { kind: 'no-comment', fault: { why: 'github', failure: { kind: 'no-token' } } },
    ],
    [
      'no comment on the pull request: 20 pipelines have a comment there already',
      { kind: 'no-comment', fault: { why: 'too-many', pipelines: 20 } },
    ],
    ['no check run: GitHub failed (502)', checkRun({ kind: 'server-error', status: 502 })],
    ['no check run: no answer from GitHub: reset', checkRun({ kind: 'no-answer', said: 'reset' })],
    ["no check run: 'x' is not a repository", checkRun({ kind: 'bad-repository', written: 'x' })],
    [
      'no report for the workflow that comments on pull requests of forks: the head repository is gone',
      { kind: 'no-fork-report', fault: { why: 'head-gone' } },
    ],
    [
      'no comment on the pull request: the report is not used: it is about another commit',
      {
        kind: 'fork-not-commented',
        fault: { why: 'bad-report', fault: { why: 'other-commit' } },
      },
    ],
    [
      'output status lost: ENOSPC',
      { kind: 'not-handed-over', what: 'output', name: 'status', cause: 'ENOSPC' },
    ],
    [
      'report not uploaded as an artifact: no answer within 1m',
      { kind: 'no-artifact-in-time', limitMs: 60_000 },
    ],
    [
      'logs/a.log not uploaded: it has 2.0 GB, and all logs together may have 100 MB',
      { kind: 'log-too-large', file: 'logs/a.log', bytes: 2e9, mostBytes: 100e6 },
    ],
    [
      'the report in /r was not published: another run wrote it',
      { kind: 'foreign-report', folder: '/r' },
    ],
  ],
};

function checkRun(failure: Extract<Notice, { kind: 'no-check-run' }>['failure']): Notice {
  return { kind: 'no-check-run', failure };
}

describe.each(Object.entries(SAID))('a notice about %s', (_, said) => {
  it.each(said)('%s', (words, notice) => {
    expect(noticeWords(notice)).toBe(words);
  });
});

it('has words for each fault', () => {
  const words = FAULTS.map(of => noticeWords({ kind: 'fault', of, cause: 'boom' }));
  expect(new Set(words).size).toBe(FAULTS.length);
  for (const one of words) expect(one).toMatch(/^[\w ,]+: boom$/);
});

it('gives back what a record of schema 1 says', () => {
  expect(noticeWords({ kind: 'said', text: 'as it was' })).toBe('as it was');
});
