import { describe, expect, it } from 'vitest';
import type { CacheFate } from '../../../../src/record/facts/cache-fate.ts';
import { fateInShort, fateLines } from '../../../../src/reporting/words/facts/cache-fate.ts';

const fate = (change: Partial<CacheFate>): CacheFate => ({
  name: 'latex',
  key: 'k',
  state: 'exact',
  differences: [],
  temperature: 'warm',
  leftOut: [],
  ...change,
});

describe('the words for what would become of a cache', () => {
  it.each<[readonly string[], string, Partial<CacheFate>]>([
    [['Its cache latex would be restored.'], 'latex: restored', {}],
    [
      [
        'Its cache latex would be restored from an older entry; since then:',
        '  - input a.tex changed',
      ],
      'latex: restored from an older entry',
      { state: 'prefix', differences: [{ kind: 'file', path: 'a.tex', change: 'content' }] },
    ],
    [
      [
        'Its cache latex keeps the files at its paths, of which 1 of 2 from the last run are missing.',
      ],
      'latex: kept as it is',
      { state: 'kept', completeness: { kind: 'incomplete', missing: 1, of: 2 } },
    ],
    [
      [
        'Its cache latex would start empty: no entry fits.',
        'latex would not be saved: build is a link, and what it points to is not cached.',
      ],
      'latex: starts empty',
      { state: 'miss', obstacle: { kind: 'link', path: 'build' } },
    ],
    [
      ['Its cache latex would not be restored: EACCES.'],
      'latex: not restored (EACCES)',
      { state: 'unknown', because: { kind: 'failed', said: 'EACCES' } },
    ],
    [
      [
        'Its cache latex would be restored.',
        'Provided that these make the same again, from which its key is made: plot and fit',
      ],
      'latex: restored, if plot and fit make the same as before',
      { provided: ['plot', 'fit'] },
    ],
  ])('are: %s', (lines, short, change) => {
    expect(fateLines(fate(change))).toEqual(lines);
    expect(fateInShort(fate(change))).toBe(short);
  });
});
