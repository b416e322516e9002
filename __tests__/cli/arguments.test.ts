import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';

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

  it('gives help when asked or left alone', () => {
    for (const args of [[], ['--help'], ['run', '-h']])
      expect(parseArguments(args).kind).toBe('help');
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
