import { expect, it } from 'vitest';
import type { NotConfirmed } from '../../../../src/record/facts/confirmation.ts';
import { suspicionStaysWords } from '../../../../src/reporting/words/verdict/confirmation.ts';

const kept = 'the state it started from was not kept';

it.each<[string, NotConfirmed]>([
  ['the run was interrupted', { kind: 'interrupted' }],
  ['no time was left to confirm it (3m 30s)', { kind: 'no-time', budgetMs: 210_000 }],
  ['not settled by 10 further runs', { kind: 'not-settled', runs: 10 }],
  [
    'it did not pass in a fresh checkout: exit code 1',
    { kind: 'not-passed', ref: 'head', cause: 'exit code 1' },
  ],
  [
    'it did not pass in a fresh checkout of the base commit: exit code 1',
    { kind: 'not-passed', ref: 'base', cause: 'exit code 1' },
  ],
  [
    'setup, which it needs, did not pass at the base commit: exit code 3',
    { kind: 'need-not-passed', need: 'setup', cause: 'exit code 3' },
  ],
  [
    'what ran is not the commit: src/a.py was changed',
    { kind: 'changed-files', path: 'src/a.py', others: 0 },
  ],
  [
    'what ran is not the commit: src/a.py and 2 more were changed',
    { kind: 'changed-files', path: 'src/a.py', others: 2 },
  ],
  ['a fresh checkout would lack the submodule sub', { kind: 'submodule', path: 'sub' }],
  ['no commit to check out: bad object', { kind: 'no-commit', cause: 'bad object' }],
  [kept, { kind: 'state-not-kept' }],
  [`${kept}: it takes more than 15 B`, { kind: 'state-too-large', of: 'stage', mostBytes: 15 }],
  [
    `${kept}: that of all stages takes more than 2.0 GB`,
    { kind: 'state-too-large', of: 'run', mostBytes: 2e9 },
  ],
  [`${kept}: copying it takes longer than 5s`, { kind: 'state-too-slow', mostMs: 5_000 }],
  [`${kept}: build is a link`, { kind: 'state-behind-link', path: 'build' }],
  [`${kept}: EACCES`, { kind: 'state-unreadable', cause: 'EACCES' }],
  ['out is not a folder in the checkout', { kind: 'not-a-folder', path: 'out' }],
  ['nothing says which commit is the base', { kind: 'base-unknown' }],
  ['the base is not named by its hash', { kind: 'base-not-a-hash' }],
  [
    'the base commit could not be fetched: no route',
    { kind: 'base-not-fetched', cause: 'no route' },
  ],
  ['the base commit has no definition', { kind: 'base-without-definition' }],
  ['the base commit has no such stage', { kind: 'base-without-stage' }],
  [
    'the base commit has another version of a.bin, which Git LFS keeps',
    { kind: 'large-file-differs', path: 'a.bin' },
  ],
  ['fatal: no', { kind: 'failed', cause: 'fatal: no' }],
])('a suspicion stays, and it is said why: %s', (words, why) => {
  expect(suspicionStaysWords('render', why)).toBe(`the suspicion against render stays: ${words}`);
});
