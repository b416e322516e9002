import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { matches, startDescent } from '../../../src/pipeline/patterns/descent.ts';
import {
  isLiteral,
  mayMeet,
  namedIn,
  normalForm,
} from '../../../src/pipeline/patterns/patterns.ts';

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
    ['app/(shop)/p.txt', 'app/*/p.txt'],
    ['app/[id]/p.txt', 'app/[[]id]/p.txt'],
    ['a[1', 'a[1'],
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
    ['app/(shop)/p.txt', 'app/shop/p.txt'],
    ['+(a)', 'a'],
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

describe('a pattern', () => {
  it('matches what others take it to match, where it has no names with signs', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'a.c', 'b.c', '.a');
    const path = fc.array(name, { minLength: 1, maxLength: 4 });
    const sign = fc.constantFrom('a', '.a', '*', '**', '*.c', '?', '{a,b}', '[ab].c', '[^b]', 'a*');
    const pattern = fc.array(sign, { minLength: 1, maxLength: 4 });
    // Others differ on whether `*/**` matches a file at the root.
    const patterns = fc.array(
      pattern.filter(parts => parts.at(-1) !== '**'),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(path, patterns, patterns, (names, wanted, unwanted) => {
        const file = names.join('/');
        const oneOf = (lists: readonly (readonly string[])[]) =>
          lists.some(parts => {
            const pattern = parts.join('/');
            return picomatch([pattern, `${pattern}/**`], { dot: true })(file);
          });
        const written = [
          ...wanted.map(parts => parts.join('/')),
          ...unwanted.map(parts => `!${parts.join('/')}`),
        ];
        expect(matches(startDescent(written), file)).toBe(oneOf(wanted) && !oneOf(unwanted));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a/b.txt', true],
    ['app/(shop)/p+q@r.txt', true],
    ['a[1', true],
    ['a{b}', true],
    ['./!a', true],
    ['!a', false],
    ['*.txt', false],
    ['a?', false],
    ['a[1]', false],
    ['{a,b}', false],
    ['a/**', false],
  ])('%s names one path: %s', (pattern, expected) => {
    expect(isLiteral(pattern)).toBe(expected);
  });

  it('names the folders before its first sign, for each choice in braces', () => {
    const { files, folders } = namedIn(['a/b', '{x,y/z}/*.c', 'p/q[1]/r', '**', '!n/o', '*.d']);
    expect([...files].sort()).toEqual(['**', '*.d', 'a/b', 'p/q[1]/r', '{x,y/z}/*.c']);
    expect([...folders].sort()).toEqual(['p', 'x', 'y/z']);
  });

  it('has one normal form', () => {
    const forms: Readonly<Record<string, string>> = {
      'out//o.txt': 'out/o.txt',
      './out/./o/': 'out/o',
      './': '.',
      '': '.',
      '!./x//y': '!x/y',
      './!x/': './!x',
      '!./!x': '!./!x',
      ' a ': ' a ',
    };
    for (const [written, form] of Object.entries(forms)) {
      expect([written, normalForm(written)]).toEqual([written, form]);
      expect(normalForm(form)).toBe(form);
    }
  });
});

describe('a pattern of 200 kB', () => {
  const of = (unit: string) => unit.repeat(200_000 / unit.length);

  // Each of these once took minutes, all memory or the whole stack.
  it.each([
    ['open braces', of('{'), 'a', false],
    ['braces around braces', `${of('{')}a,b${of('}')}`, 'a', false],
    ['choices that are never closed', of('{a,'), 'a', false],
    ['choices around choices', `${of('{a,')}${of('}')}`, 'a', false],
    ['choices before a long name', `{a,b}{a,b}{a,b}{a,b}{a,b}${of('x')}`, `aaaaa${of('x')}`, false],
    ['ranges of one number', of('{1..1}'), '1', false],
    ['open brackets', of('['), 'a', false],
    ['brackets, and one closed', `${of('[')}]${of('[')}`, `[${of('[')}`, true],
    ['stars', of('*a'), 'a'.repeat(255), false],
    ['folders of any depth', `${of('**/')}b`, 'a/b', true],
  ])('is matched in one pass: %s', (_, pattern, path, expected) => {
    expect(matches(startDescent([pattern]), path)).toBe(expected);
  });

  it.each([
    ['folders of any depth', `${of('**/')}b`, `${of('**/')}c`, true],
    ['folders of any depth between others', `${of('**/a/')}b`, `${of('**/a/')}c`, true],
    ['a name and stars before nearly that name', of('a'), `*${of('a')}b`, true],
  ])('is compared with another in one pass, and in doubt they meet: %s', (_, a, b, expected) => {
    expect(mayMeet(a, b)).toBe(expected);
  });
});
