import { describe, expect, it } from 'vitest';
import { commandOf, findExecutable, parseTimes } from '../../src/execution/command.ts';

const path = process.env.PATH ?? '';
const noFile = (): string => {
  throw new Error('no file was asked for');
};

describe('commandOf', () => {
  it('is bash that stops at the first error, or sh where there is no bash', () => {
    expect(commandOf({ run: 'x' }, path, noFile)).toEqual({
      kind: 'command',
      argv: ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', 'x'],
    });
    expect(commandOf({ run: 'x' }, '/nowhere', noFile).kind).toBe('impossible');
  });

  it('hands a script file to a command line with {0}', () => {
    const command = commandOf(
      { run: 'print(1)', shell: 'perl -w {0}' },
      path,
      text => `/tmp/${text.length}`,
    );
    expect(command).toEqual({ kind: 'command', argv: ['perl', '-w', '/tmp/8'] });
  });

  it('refuses a shell it does not know, also one named like a property of objects', () => {
    for (const shell of ['zsh', 'constructor', '__proto__']) {
      expect(commandOf({ run: 'x', shell }, path, noFile)).toMatchObject({ kind: 'impossible' });
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
