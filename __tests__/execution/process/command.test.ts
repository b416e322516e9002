import { describe, expect, it } from 'vitest';
import { commandOf, parseTimes } from '../../../src/execution/process/command.ts';
import { findExecutable } from '../../../src/programs/find-executable.ts';

const path = process.env.PATH ?? '';
const place = { path, cwd: process.cwd() };
const noFile = (): string => {
  throw new Error('no file was asked for');
};
const script = (_: string, ending: string): string => `/tmp/a script${ending}`;

describe('commandOf', () => {
  it('is bash that stops at the first error, or sh where there is no bash', () => {
    expect(commandOf({ run: 'x' }, place, noFile)).toEqual({
      kind: 'command',
      argv: ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', 'x'],
    });
    expect(commandOf({ run: 'x' }, { ...place, path: '/nowhere' }, noFile).kind).toBe('impossible');
  });

  it('hands a script file to a command line with {0}', () => {
    expect(commandOf({ run: 'print(1)', shell: 'perl -w {0}' }, place, script)).toEqual({
      kind: 'command',
      argv: ['perl', '-w', '/tmp/a script'],
    });
  });

  it('hands over a script file where `run` is longer than an argument may be, in bytes', () => {
    const bash = ['bash', '--noprofile', '--norc', '-eo', 'pipefail'];
    const long = 'é'.repeat(65_535);
    expect(commandOf({ run: `${long}x` }, place, noFile)).toEqual({
      kind: 'command',
      argv: [...bash, '-c', `${long}x`],
    });
    expect(commandOf({ run: `${long}é` }, place, script)).toEqual({
      kind: 'command',
      argv: [...bash, '/tmp/a script'],
    });
  });

  it('says that the program of its shell is not there', () => {
    for (const program of ['no-such-shell', './no-such-shell']) {
      expect(commandOf({ run: 'x', shell: `${program} -x {0}` }, place, noFile)).toEqual({
        kind: 'impossible',
        reason: { kind: 'missing-shell', program },
      });
    }
  });

  it('refuses a shell it does not know, also one named like a property of objects', () => {
    for (const shell of ['zsh', 'constructor', '__proto__']) {
      expect(commandOf({ run: 'x', shell }, place, noFile)).toEqual({
        kind: 'impossible',
        reason: { kind: 'bad-shell', shell, fault: 'unknown' },
      });
    }
  });
});

describe('parseTimes', () => {
  it('adds own and children, user and system, in ms', () => {
    expect(parseTimes('0m0.000s 0m0.004s\n1m2.500s 0m0.250s\n')).toBeCloseTo(62_754);
    expect(parseTimes('0m0.000000s 0m0.000000s\n0m0,010000s 0m0.000000s')).toBeCloseTo(10);
    expect(parseTimes('')).toBeUndefined();
  });
});

describe('findExecutable', () => {
  it('finds files that can be run, and neither folders nor others', () => {
    expect(findExecutable('sh', path)).toMatch(/\/sh$/);
    expect(findExecutable('tmp', '/')).toBeUndefined();
    expect(findExecutable('passwd', '/etc')).toBeUndefined();
  });
});
