import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { mayMeet } from '../../src/pipeline/patterns.ts';

describe('two patterns', () => {
  it.each([
    ['src/a.tex', 'src/a.tex'],
    ['src/a.tex', './src//a.tex'],
    ['src/a.tex', 'src/*.tex'],
    ['src/a.tex', '**/*.tex'],
    ['src/a.tex', 'src'],
    ['src', 'src/**/*.tex'],
    ['**/*.csv', 'data/**'],
    ['a/**/d', 'a/b/*/d'],
    ['output/{figures,tables}/*.pdf', 'output/figures/*.pdf'],
    ['{src/a,lib/b}.tex', 'lib/b.tex'],
    ['file[0-9].txt', 'file1.txt'],
    ['a*', '*b'],
    // A folder may be called `x.py`.
    ['src/**/*.py', '**/*.tex'],
  ])('may meet: %s and %s', (a, b) => {
    expect([mayMeet(a, b), mayMeet(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['src/a.tex', 'src/b.tex'],
    ['src/a.pdf', 'src/*.tex'],
    ['manuscript/build/main.pdf', 'manuscript/*.tex'],
    ['output/figures/*.pdf', 'output/tables/*.pdf'],
    ['output/llm/*.md', 'output/*.json'],
    ['src/**/*.py', 'lib/**/*.py'],
  ])('do not meet: %s and %s', (a, b) => {
    expect([mayMeet(a, b), mayMeet(b, a)]).toEqual([false, false]);
  });

  it('meet wherever one file is matched by both', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'a.c', 'b.c');
    const path = fc.array(name, { minLength: 1, maxLength: 4 });
    const segment = fc.constantFrom('a', 'b', 'ab', '*', '**', '*.c', 'a*', '{a,b}', '[ab].c', '?');
    const pattern = fc.array(segment, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(path, pattern, pattern, (names, a, b) => {
        const [file, first, second] = [names.join('/'), a.join('/'), b.join('/')];
        const matches = (one: string) => picomatch([one, `${one}/**`], { dot: true })(file);
        if (matches(first) && matches(second)) expect(mayMeet(first, second)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
