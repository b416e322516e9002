import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/command-line/arguments.ts';

describe('parseArguments', () => {
  it('reads a verb, its file and its options', () => {
    expect(
      parseArguments([
        'run',
        'x.yml',
        '--only',
        'a,b',
        '--only',
        'c',
        '--concurrency',
        '3',
        '--force',
        '--keep-going',
        '--json',
      ]),
    ).toEqual({
      kind: 'verb',
      verb: 'run',
      options: {
        file: 'x.yml',
        only: ['a', 'b', 'c'],
        skip: [],
        concurrency: 3,
        force: true,
        noWait: false,
        setup: false,
        keepGoing: true,
        json: true,
      },
    });
  });

  it('reads how suspicions are confirmed', () => {
    const options = { failOn: 'any', confirm: 'paired' };
    expect(parseArguments(['run', '--fail-on', 'any', '--confirm', 'paired'])).toMatchObject({
      options,
    });
  });

  it('reads the project that is meant', () => {
    expect(parseArguments(['init', 'a.yml', '--project', 'templates/a'])).toMatchObject({
      options: { file: 'a.yml', project: 'templates/a' },
    });
    expect(parseArguments(['run', '--project', 'a']).kind).toBe('invalid');
  });

  it.each([
    [[], undefined],
    [['--help'], undefined],
    [['help'], undefined],
    [['run', '-h'], 'run'],
    [['help', 'plan'], 'plan'],
  ])('gives help for %j', (args, verb) => {
    expect(parseArguments(args)).toEqual({ kind: 'help', ...(verb && { verb }) });
  });

  it('gives the version', () => {
    expect(parseArguments(['--version'])).toEqual({ kind: 'version' });
  });

  it.each([
    [['pla'], '`plan`'],
    [['help', 'expain'], '`explain`'],
    [['run', '--forse'], '`--force`'],
    [['run', '--fail_on', 'any'], '`--fail-on`'],
    [['run', '--fail-on', 'regresion'], '`regression`'],
    [['plan', '--skp', 'x'], '`--skip`'],
  ])('asks for %j what was meant', (args, meant) => {
    const parsed = parseArguments(args);
    expect(parsed.kind === 'invalid' && parsed.problem).toContain(`did you mean ${meant}?`);
  });

  it('does not propose an option that the verb does not have', () => {
    const parsed = parseArguments(['check', '--onyl']);
    expect(parsed.kind === 'invalid' && parsed.problem).not.toContain('did you mean');
  });

  it.each([
    [['rnu'], 'unknown verb "rnu"'],
    [['--json'], 'no verb'],
    [['run', 'a', 'b'], 'one FILE'],
    [['run', '--nope'], '--nope'],
    [['run', '--concurrency', '0'], 'whole number'],
    [['run', '--concurrency', '1.5'], 'whole number'],
    [
      ['run', '--confirm', 'twice'],
      '--confirm must be `off`, `auto`, `rerun` or `paired`, not "twice"',
    ],
    [['run', '--fail-on', 'x'], '--fail-on must be `never`'],
    [['plan', '--confirm', 'rerun'], '`plan` has no option --confirm'],
    [['check', '--only', 'a'], '`check` has no option --only'],
  ])('refuses %j', (args, words) => {
    const parsed = parseArguments(args);
    expect(parsed.kind === 'invalid' && parsed.problem).toContain(words);
  });
});
