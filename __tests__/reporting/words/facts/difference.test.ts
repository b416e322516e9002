import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../../src/record/facts/difference.ts';
import type { RunCause } from '../../../../src/record/facts/stage/run-cause.ts';
import {
  differenceWords,
  runCauseWords,
} from '../../../../src/reporting/words/facts/difference.ts';

describe('the words for a difference', () => {
  it.each<[string, Difference]>([
    ['the command changed', { kind: 'value', of: 'command', change: 'changed' }],
    [
      'the version of python3 changed from 3.12 to 3.13',
      {
        kind: 'value',
        of: 'tool-version',
        name: 'python3',
        change: 'changed',
        before: '3.12',
        after: '3.13',
      },
    ],
    [
      'the packages of TeX was added',
      { kind: 'value', of: 'key-part', name: 'packages of TeX', change: 'added' },
    ],
    [
      'input run.sh is no longer executable',
      { kind: 'file', path: 'run.sh', change: 'not-executable' },
    ],
    ['what input data points to changed', { kind: 'file', path: 'data', change: 'behind-link' }],
    [
      'output out/a.csv of needed stage analyse was removed',
      { kind: 'file', path: 'out/a.csv', outputOf: 'analyse', change: 'removed' },
    ],
    ['needed stage setup now has outputs', { kind: 'need', stage: 'setup', change: 'got-outputs' }],
  ])('are: %s', (words, difference) => {
    expect(differenceWords(difference)).toBe(words);
  });
});

describe('the words for why a stage runs', () => {
  it.each<[string, RunCause]>([
    ['no result of it is stored', { kind: 'nothing-stored' }],
    [
      'input a changed',
      { kind: 'changed', difference: { kind: 'file', path: 'a', change: 'content' } },
    ],
    [
      'its stored result holds src/x, which is not one of its outputs',
      { kind: 'no-result', because: { kind: 'stray-output', path: 'src/x' } },
    ],
    [
      'the outputs of its stored result: its archive is gone',
      { kind: 'no-result', because: { kind: 'no-outputs', because: { kind: 'archive-gone' } } },
    ],
  ])('are: %s', (words, cause) => {
    expect(runCauseWords(cause)).toBe(words);
  });
});
