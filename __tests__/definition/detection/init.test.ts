import { describe, expect, it } from 'vitest';
import { gitignoreWith, starterDefinition } from '../../../src/definition/detection/init.ts';
import { pipelineOf, problemsOf } from '../helpers.ts';

describe('the starter', () => {
  it('is a definition that runs as it is', () => {
    expect(pipelineOf(starterDefinition).stages.map(stage => [stage.id, ...stage.needs])).toEqual([
      ['setup'],
      ['analysis', 'setup'],
    ]);
  });

  it('shows keys that are right once their comment sign is removed', () => {
    const uncommented = starterDefinition.replace(/^( +)# (?=[a-z]+: )/gm, '$1');
    expect(uncommented).not.toBe(starterDefinition);
    expect(problemsOf(uncommented)).toEqual([]);
    expect(pipelineOf(uncommented).stages[1]).toMatchObject({ budgetMs: 60_000 });
  });
});

describe('.gitignore', () => {
  it.each([
    ['an empty one', '', '.stagetime/\n'],
    ['one without', 'a\nb\n', 'a\nb\n.stagetime/\n'],
    ['one without an end of line', 'a', 'a\n.stagetime/\n'],
    ['one of Windows', 'a\r\n', 'a\r\n.stagetime/\r\n'],
    [
      'one that only mentions it',
      '# .stagetime/\n!.stagetime/keep\n',
      '# .stagetime/\n!.stagetime/keep\n.stagetime/\n',
    ],
  ])('gets the line: %s', (_, before, after) => {
    expect(gitignoreWith(before)).toEqual({ text: after, added: ['.stagetime/'] });
  });

  it.each([
    '.stagetime',
    '.stagetime/',
    '/.stagetime/',
    '**/.stagetime/',
    '.stagetime/*',
    ' .stagetime/ ',
  ])('stays as it is with %s', line => {
    expect(gitignoreWith(`a\n${line}\nb`)).toEqual({ text: `a\n${line}\nb`, added: [] });
  });
});
