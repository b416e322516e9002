import { describe, expect, it } from 'vitest';
import { failureCauseWords, failureDetails } from '../../../src/reporting/words/failure-cause.ts';

const fit = {
  name: 'tests.test_fit::test_fit',
  message: 'AssertionError: 3 != 4',
  file: 'tests/test_fit.py',
  line: 12,
};

describe('why a stage failed, in words', () => {
  it('is the first test, and how many more failed', () => {
    const cause = { kind: 'tests' as const, failures: [fit], failed: 1 };
    expect(failureCauseWords(cause)).toBe(
      'test_fit in tests/test_fit.py:12 (AssertionError: 3 != 4)',
    );
    expect(failureCauseWords({ ...cause, failed: 3 })).toBe(
      'test_fit in tests/test_fit.py:12 (AssertionError: 3 != 4) and 2 more tests',
    );
    expect(failureCauseWords({ ...cause, failures: [{ name: 'a b' }] })).toBe('a b');
  });

  it('is the line of a log, and where in the sources it came up', () => {
    const cause = { kind: 'log' as const, line: 'ValueError: rate' };
    expect(failureCauseWords(cause)).toBe('ValueError: rate');
    const place = { file: 'analysis/fit.py', line: 12 };
    expect(failureCauseWords({ ...cause, place })).toBe('ValueError: rate (analysis/fit.py:12)');
  });

  it('has a line for each test that is known', () => {
    const failures = [fit, { name: 'test_sum' }];
    expect(failureDetails({ kind: 'tests', failures, failed: 3 })).toEqual([
      'tests.test_fit::test_fit: AssertionError: 3 != 4 (tests/test_fit.py:12)',
      'test_sum',
      'and 1 more test',
    ]);
  });

  it.each([
    [
      { message: 'Undefined control sequence', file: 'a.tex', line: 42, source: 'x \\growthrate' },
      'Undefined control sequence at \\growthrate (a.tex:42)',
    ],
    [
      { message: "LaTeX Error: File `x.sty' not found", line: 4, source: '\\usepackage' },
      "LaTeX Error: File `x.sty' not found (line 4)",
    ],
    [{ message: 'Emergency stop' }, 'Emergency stop'],
  ])('is the error of LaTeX and its place', (error, words) => {
    expect(failureCauseWords({ kind: 'latex', error })).toBe(words);
    expect(failureDetails({ kind: 'latex', error })).toEqual([]);
  });
});
