import { describe, expect, it } from 'vitest';
import { failureCause } from '../../src/analysis/failure-cause.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { aStage } from '../builders.ts';

const failed = (more: Partial<StageRecord>) =>
  failureCause(aStage({ status: 'failed', exitCode: 1, ...more }));

const lineOf = (...logTail: string[]) => {
  const cause = failed({ logTail });
  return cause?.kind === 'log' ? cause.line : cause?.kind;
};

describe('the cause of a failure', () => {
  it.each([
    [
      'ValueError: bad shape',
      ['Traceback (most recent call last):', '  x', 'ValueError: bad shape'],
    ],
    ['numpy.linalg.LinAlgError: Singular matrix', ['numpy.linalg.LinAlgError: Singular matrix']],
    ['KeyboardInterrupt', ['KeyboardInterrupt']],
    ["Error in fit(x) : object 'x' not found", ["Error in fit(x) : object 'x' not found"]],
    ['ERROR: LoadError: UndefVarError: `x`', ['ERROR: LoadError: UndefVarError: `x`']],
    ['bash: line 1: pandoc: command not found', ['bash: line 1: pandoc: command not found']],
    [
      'fit.c:3:5: error: expected ;',
      ['cc fit.c', 'fit.c:3:5: error: expected ;', 'make: *** [fit] Error 1'],
    ],
    ['make: *** [fit] Error 1', ['cc fit.c', 'make: *** [fit] Error 1']],
    ['cat: x: No such file or directory', ['cat: x: No such file or directory']],
    [
      'FAILED tests/test_fit.py::test_fit - AssertionError: 3 != 4',
      [
        'E       AssertionError: 3 != 4',
        'tests/test_fit.py:3: AssertionError',
        'FAILED tests/test_fit.py::test_fit - AssertionError: 3 != 4',
      ],
    ],
    ['error: the disk is full', ['10 %\r60 %\r\u001b[31merror:\u001b[0m the disk is full']],
  ])('is the line %j', (line, tail) => {
    expect(lineOf(...tail)).toBe(line);
  });

  it.each([
    ['Found 0 errors'],
    ['error_rate: 0.3'],
    ['Latexmk: Errors, so I did not complete making targets'],
    ['The error function: erf'],
    ['done'],
  ])('is not the line %j', line => {
    expect(lineOf(line)).toBeUndefined();
  });

  it('is what tests say, before what LaTeX says, before the log', () => {
    const tests = { total: 3, failed: 2, skipped: 0, durationMs: 1, slowest: [] };
    const failures = [{ name: 't::test_fit' }];
    const latex = { passes: [], usesLatexmk: true, error: { message: 'Missing $ inserted' } };
    const logTail = ['ValueError: x'];
    expect(failed({ logTail, evidence: { latex, tests: { ...tests, failures } } })).toEqual({
      kind: 'tests',
      failures,
      failed: 2,
    });
    expect(failed({ logTail, evidence: { latex, tests } })?.kind).toBe('latex');
    expect(failed({ logTail, evidence: { tests } })?.kind).toBe('log');
    expect(failed({ logTail: ['(./a.tex', '! Missing $ inserted.', 'l.3 x'] })).toEqual({
      kind: 'latex',
      error: { message: 'Missing $ inserted', file: 'a.tex', line: 3, source: 'x' },
    });
  });

  it('is at the innermost line of a traceback that is the user’s own', () => {
    const logTail = [
      'Traceback (most recent call last):',
      '  File "/home/ann/paper/scripts/old.py", line 1, in <module>',
      'ValueError: caught and told',
      'Traceback (most recent call last):',
      '  File "/home/ann/paper/scripts/fit.py", line 12, in <module>',
      '    fit(data)',
      '  File "scripts/model.py", line 7, in fit',
      '    np.linalg.solve(a, b)',
      '  File "/usr/lib/python3.12/site-packages/numpy/linalg.py", line 409, in solve',
      '    r = gufunc(a, b)',
      'numpy.linalg.LinAlgError: Singular matrix',
    ];
    const found = (tail: readonly string[]) => failed({ logTail: [...tail] });
    expect(found(logTail.slice(3))).toEqual({
      kind: 'log',
      line: 'numpy.linalg.LinAlgError: Singular matrix',
      place: { file: 'scripts/model.py', line: 7 },
    });
    expect(found(logTail)).toMatchObject({ place: { file: '/home/ann/paper/scripts/old.py' } });
    expect(found(['KeyError: 3', ...logTail.slice(3, 5)])).toEqual({
      kind: 'log',
      line: 'KeyError: 3',
    });
  });

  it('is none of a stage that passed, or was not started', () => {
    const logTail = ['ValueError: x'];
    expect(failureCause(aStage({ status: 'passed', exitCode: 0, logTail }))).toBeUndefined();
    const { exitCode: _, ...rest } = aStage({ status: 'failed', logTail });
    expect(failureCause(rest)).toBeUndefined();
  });
});
