import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sayFailures } from '../../src/action/say-failures.ts';
import type { FailureCause } from '../../src/record/failure-cause.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { aRun, aStage } from '../builders.ts';
import { git } from '../execution/confirmation/support.ts';
import { temporaryFolder } from '../execution/support.ts';

/** A repository with these files, of which those that begin with `untracked` are not git's. */
function repository(...files: string[]): string {
  const root = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  git(root, 'init', '-q');
  git(root, 'add', '--', ...files.filter(file => !file.startsWith('untracked')));
  return root;
}

const failed = (cause: FailureCause, overrides: Partial<StageRecord> = {}) =>
  aStage({ name: 'Fit', status: 'failed', exitCode: 1, cause, ...overrides });
const inLog = (file: string, line = 7): FailureCause => ({
  kind: 'log',
  line: 'ValueError: no data',
  place: { file, line },
});

/** The workflow commands that are printed for these stages, in a pipeline in this folder of the repository. */
async function printed(workspace: string, stages: readonly StageRecord[], folder = '.') {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    written.push(String(chunk));
    return true;
  });
  const root = join(workspace, folder);
  const record = aRun({ status: 'failed', stages: [...stages] });
  await sayFailures(record, { root }, { variables: process.env, workspace });
  spy.mockRestore();
  return written.join('').split('\n').filter(Boolean);
}

describe('why a stage failed', () => {
  afterEach(() => vi.restoreAllMocks());

  it('stands at the line of a traceback, of a test and of TeX', async () => {
    const root = repository('scripts/fit.py', 'tests/test_fit.py', 'paper/main.tex');
    const tests: FailureCause = {
      kind: 'tests',
      failed: 3,
      failures: [
        { name: 'tests.test_fit::test_a', message: '3 != 4', file: 'tests/test_fit.py', line: 12 },
        { name: 'tests.test_fit::test_b', file: 'tests/test_fit.py' },
      ],
    };
    const error = { message: 'Undefined control sequence', file: './paper/main.tex', line: 3 };
    const commands = await printed(root, [
      failed(inLog('scripts/fit.py')),
      failed(tests, { name: 'Tests' }),
      failed({ kind: 'latex', error }, { name: 'Paper', optional: true }),
    ]);
    expect(commands).toEqual([
      '::error title=Fit failed,file=scripts/fit.py,line=7::ValueError: no data',
      '::error title=Tests failed,file=tests/test_fit.py,line=12::test_a: 3 != 4',
      '::warning title=Paper failed,file=paper/main.tex,line=3::Undefined control sequence',
    ]);
  });

  it('stands at the file as the repository names it, where the pipeline is in a folder of it', async () => {
    const root = repository('sub/scripts/fit.py', 'scripts/fit.py');
    const [command] = await printed(root, [failed(inLog('scripts/fit.py'))], 'sub');
    expect(command).toContain('file=sub/scripts/fit.py,');
  });

  it('stands at no file that is not in git, nor at one outside', async () => {
    const root = repository('scripts/fit.py', 'untracked.py');
    const files = [
      'untracked.py',
      'nowhere.py',
      '/etc/passwd',
      '../other.py',
      'scripts',
      ':(glob)**',
      '*',
      'scripts/../../x.py',
      '',
    ];
    const stages = files.map(file => failed(inLog(file)));
    expect(await printed(root, stages)).toEqual([]);
    expect(await printed(root, [...stages, failed(inLog('scripts/fit.py'))])).toHaveLength(1);
  });

  it('stands at no line where none is known, and at nine lines at most', async () => {
    const root = repository('a.py');
    expect(await printed(root, [failed(inLog('a.py', 0))])).toEqual([]);
    const stages = Array.from({ length: 30 }, () => failed(inLog('a.py')));
    expect(await printed(root, stages)).toHaveLength(9);
  });

  it('is text, whatever stands in it', async () => {
    const root = repository('a,line=9.py');
    const cause: FailureCause = {
      kind: 'log',
      line: 'Error: x\n::set-output name=a::b\u001b[31m',
      place: { file: 'a,line=9.py', line: 2 },
    };
    const [command, ...more] = await printed(root, [failed(cause, { name: 'a::b\n::error::c' })]);
    expect(more).toEqual([]);
    expect(command).toMatch(/^::error title=a%3A%3Ab[^:]*,file=a%2Cline=9\.py,line=2::Error: x/);
    expect(command).not.toContain('\u001b');
  });
});
