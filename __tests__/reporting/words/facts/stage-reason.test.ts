import { describe, expect, it } from 'vitest';
import type { StageReason } from '../../../../src/record/facts/stage/stage-reason.ts';
import { stageReasonWords } from '../../../../src/reporting/words/facts/stage-reason.ts';

/** One of each kind, and what is said of it. */
const SAID: readonly (readonly [string, StageReason])[] = [
  ['not selected', { kind: 'left-out', by: 'only' }],
  ['skipped on request', { kind: 'left-out', by: 'skip' }],
  ['needs render', { kind: 'needs', stage: 'render' }],
  ['not started, because render failed', { kind: 'not-started-after', stage: 'render' }],
  ['ended early, because render failed', { kind: 'ended-after', stage: 'render' }],
  ['the run was interrupted', { kind: 'interrupted' }],
  ['nothing to do (exit code 2)', { kind: 'nothing-to-do', exitCode: 2 }],
  ['exit code 3', { kind: 'exit-code', exitCode: 3 }],
  [
    'exit code 137, killed (SIGKILL): out of memory?',
    { kind: 'exit-code', exitCode: 137, signal: 'SIGKILL' },
  ],
  ['exceeded its timeout of 1.5 min', { kind: 'timed-out', limitMs: 90_000 }],
  [
    'could not start: the variable HUGE takes 200 kB, more than the system passes on',
    { kind: 'not-startable', fault: { why: 'large-variable', variable: 'HUGE', bytes: 200_000 } },
  ],
  [
    'could not start: its command and environment take 8.0 MB, more than the system passes on',
    { kind: 'not-startable', fault: { why: 'too-large', bytes: 8_000_000 } },
  ],
  [
    'could not start: the folder /a or the program sh is gone',
    { kind: 'not-startable', fault: { why: 'gone', folder: '/a', program: 'sh' } },
  ],
  [
    'could not start: the system denies access to the folder /a or the program sh',
    { kind: 'not-startable', fault: { why: 'not-permitted', folder: '/a', program: 'sh' } },
  ],
  [
    'could not start: the system says EAGAIN',
    { kind: 'not-startable', fault: { why: 'system', code: 'EAGAIN' } },
  ],
  [
    'could not start: the system gave no reason',
    { kind: 'not-startable', fault: { why: 'system' } },
  ],
  [
    'its working directory `src` does not exist: create it in a stage that it needs, or correct the path',
    { kind: 'no-folder', folder: 'src' },
  ],
  [
    'latexmk is missing: apt-get install latexmk',
    { kind: 'missing-tool', as: 'executable', tool: 'latexmk', package: 'latexmk' },
  ],
  [
    'latexkm is missing: did you mean `latexmk`?',
    { kind: 'missing-tool', as: 'executable', tool: 'latexkm', meant: 'latexmk' },
  ],
  [
    'Python module pytset is missing: did you mean `python:pytest`?',
    { kind: 'missing-tool', as: 'python-module', tool: 'pytset', meant: 'pytest' },
  ],
  [
    'frob is missing: install frob and add it to the PATH',
    { kind: 'missing-tool', as: 'executable', tool: 'frob' },
  ],
  [
    'Python module yaml is missing: python3 -m pip install PyYAML',
    { kind: 'missing-tool', as: 'python-module', tool: 'yaml', package: 'PyYAML' },
  ],
  [
    'no file matches `a/*` of its inputs: correct the pattern, or create the file',
    { kind: 'empty-input', input: { why: 'no-match', pattern: 'a/*' } },
  ],
  [
    'git ignores every file that matches `a/*` of its inputs, and ignored files do not count: name the file (`a/b`) or the ignored folder without wildcards, or remove the pattern',
    { kind: 'empty-input', input: { why: 'ignored', pattern: 'a/*', file: 'a/b' } },
  ],
  [
    'its inputs exclude every file: correct `a/*`, or the patterns that begin with `!`',
    { kind: 'empty-input', input: { why: 'excluded', pattern: 'a/*' } },
  ],
  ['neither bash nor sh is on the PATH', { kind: 'no-shell' }],
  [
    'shell `zsh` is not known: use bash, sh, python, pwsh, or a command line with {0}',
    { kind: 'bad-shell', shell: 'zsh', fault: 'unknown' },
  ],
  [
    'shell `{0}` has its script in place of a program: begin with the program, and put {0} among its arguments',
    { kind: 'bad-shell', shell: '{0}', fault: 'script-as-program' },
  ],
  [
    'its shell `zsh` is not on the PATH: install it, or change `shell`',
    { kind: 'missing-shell', program: 'zsh' },
  ],
  ['the disk is full', { kind: 'fault', cause: 'the disk is full' }],
  [
    'in the words of an earlier version',
    { kind: 'said', text: 'in the words of an earlier version' },
  ],
];

describe('why a stage is not simply passed', () => {
  it.each(SAID)('%s', (words, reason) => {
    expect(stageReasonWords(reason)).toBe(words);
  });
});
