import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/pipeline/types.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { failureReader } from '../../src/run/failure-places.ts';
import { aStage } from '../builders.ts';
import { temporaryFolder } from '../execution/support.ts';
import { stage } from '../pipeline/stages.ts';

function folderWith(...files: string[]): string {
  const root = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

/** The file of a LaTeX error, or the cause's line of a log, as the record then has it. */
function named(root: string, overrides: Partial<Stage>, record: Partial<StageRecord>) {
  const of = stage('paper', overrides);
  const cause = failureReader(root)(of, aStage({ status: 'failed', exitCode: 1, ...record }));
  switch (cause?.kind) {
    case 'latex':
      return cause.error.file;
    case 'tests':
      return cause.failures.map(({ file }) => file);
    case 'log':
      return cause.line;
    case undefined:
      return 'as it is said';
  }
}

const latex = (file: string): Partial<StageRecord> => {
  const error = { message: 'Missing $ inserted', file, line: 12 };
  return { evidence: { latex: { passes: [], usesLatexmk: true, error } } };
};

describe('a file that a tool names where it failed', () => {
  const paper = { workingDirectory: 'paper' };

  it('is named from the root, wherever the stage runs', () => {
    const root = folderWith('paper/main.tex', 'paper/sections/fit.tex', 'shared/macros.tex');
    expect(named(root, paper, latex('main.tex'))).toBe('paper/main.tex');
    expect(named(root, paper, latex('sections/fit.tex'))).toBe('paper/sections/fit.tex');
    expect(named(root, paper, latex('../shared/macros.tex'))).toBe('shared/macros.tex');
    expect(named(root, paper, latex(join(root, 'paper/main.tex')))).toBe('paper/main.tex');
  });

  it('is named so where the folder is reached by a link', () => {
    const root = folderWith('paper/main.tex');
    const link = join(temporaryFolder(), 'link');
    symlinkSync(root, link);
    const real = join(realpathSync(root), 'paper/main.tex');
    expect(named(link, paper, latex(real))).toBe('paper/main.tex');
  });

  it('is that of a traceback, too', () => {
    const root = folderWith('analysis/fit.py');
    const tail = (file: string) => [
      'Traceback (most recent call last):',
      `  File "${file}", line 2, in <module>`,
      'ValueError: rate',
    ];
    const of = stage('fit', { workingDirectory: 'analysis' });
    const read = (file: string) =>
      failureReader(root)(of, aStage({ status: 'failed', exitCode: 1, logTail: tail(file) }));
    const place = { file: 'analysis/fit.py', line: 2 };
    expect(read('fit.py')).toEqual({ kind: 'log', line: 'ValueError: rate', place });
    expect(read(join(root, 'analysis/fit.py'))).toMatchObject({ place });
  });

  it('stays as the tool says it where it is so named already, is nowhere, or is outside', () => {
    const root = folderWith('main.tex', 'paper/sections/fit.tex');
    const outside = folderWith('article.cls');
    for (const file of [
      'main.tex',
      'paper/sections/fit.tex',
      'not-there.tex',
      '../../etc/passwd',
      join(outside, 'article.cls'),
      'x'.repeat(5000),
      'a\0b.tex',
    ]) {
      expect(named(root, paper, latex(file)), file).toBe('as it is said');
    }
  });

  it('is that of the stage where two have the name', () => {
    const root = folderWith('main.tex', 'paper/main.tex');
    expect(named(root, paper, latex('main.tex'))).toBe('paper/main.tex');
    expect(named(root, {}, latex('main.tex'))).toBe('as it is said');
  });

  it('is looked for above the evidence too: a command may change its folder by itself', () => {
    const root = folderWith('thesis/main.tex');
    const evidence = [{ source: 'latex-log', file: 'thesis/build/main.log' }];
    expect(named(root, { evidence }, latex('main.tex'))).toBe('thesis/main.tex');
  });

  it('is that of each failed test', () => {
    const root = folderWith('pkg/tests/test_a.py', 'pkg/tests/test_b.py');
    const tests = { total: 3, failed: 3, skipped: 0, durationMs: 1, slowest: [] };
    const failures = ['tests/test_a.py', 'tests/test_b.py', 'tests/gone.py'].map(file => {
      return { name: 'test', file, line: 1 };
    });
    const record = { evidence: { tests: { ...tests, failures } } };
    expect(named(root, { workingDirectory: 'pkg' }, record)).toEqual([
      'pkg/tests/test_a.py',
      'pkg/tests/test_b.py',
      'tests/gone.py',
    ]);
  });

  it.each([
    ['FAILED tests/test_a.py::test_fit - 3 != 4', 'FAILED pkg/tests/test_a.py::test_fit - 3 != 4'],
    ['ERROR tests/test_a.py::test_fit', 'ERROR pkg/tests/test_a.py::test_fit'],
    ['src/fit.c:3:5: error: expected ;', 'pkg/src/fit.c:3:5: error: expected ;'],
    ['FAILED tests/gone.py::test_fit', 'as it is said'],
    ['numpy.linalg.LinAlgError: Singular', 'as it is said'],
  ])('is named so at the start of the line %j of a log', (line, expected) => {
    const root = folderWith('pkg/tests/test_a.py', 'pkg/src/fit.c');
    expect(named(root, { workingDirectory: 'pkg' }, { logTail: [line] })).toBe(expected);
  });

  it('is that of an error of TeX in a log without any evidence', () => {
    const root = folderWith('paper/main.tex');
    const logTail = ['./main.tex:12: Undefined control sequence.', 'l.12 \\nowhere'];
    expect(named(root, paper, { logTail })).toBe('paper/main.tex');
  });

  it('says nothing of a stage that passed', () => {
    const root = folderWith('paper/main.tex');
    expect(named(root, paper, { status: 'passed', ...latex('main.tex') })).toBe('as it is said');
  });
});
