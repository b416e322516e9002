import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchFiles } from '../../../src/execution/files/match-files.ts';
import { matcherOf } from '../../../src/execution/files/patterns.ts';
import { temporaryFolder } from '../support.ts';

function folderWith(paths: readonly string[]): string {
  const root = temporaryFolder();
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
  return root;
}

describe('a name that is there', () => {
  it.each([
    'app/(shop)/p.txt',
    '[2024] data/x.csv',
    'a{b}.txt',
    'a{b,c}.txt',
    'what?.md',
    '*.md',
    '**/x',
    '@scope/+page.svelte',
    '+(a|b).txt',
    'back\\slash.txt',
    'a[1',
    'a{1',
    '"quoted" \'names\'.txt',
    ' blanks at both ends ',
    'two\nlines',
    '$HOME/^a|b.txt',
    '#hash',
    '~',
    'über.txt',
    '😀.txt',
  ])('%j means that file, and the folder that it is in', async name => {
    const root = folderWith([name, 'other/file.txt']);
    expect(await matchFiles(root, [name])).toEqual([name]);
    expect(matcherOf([name])(name)).toBe(true);
    const folder = name.split('/')[0] as string;
    expect(await matchFiles(root, [folder])).toContain(name);
    expect(await matchFiles(root, ['**', `!${name}`])).toEqual(['other/file.txt']);
  });

  it('does not mean another one, where its signs are no signs of patterns', async () => {
    const root = folderWith(['app/shop/p.txt', 'a.txt', 'ab.txt', 'scope/x']);
    for (const pattern of ['app/(shop)/p.txt', '@(a|ab).txt', '+(a).txt', 'a(b)?.txt', '@scope']) {
      expect([pattern, await matchFiles(root, [pattern])]).toEqual([pattern, []]);
    }
  });

  it('may begin with `!` where the pattern begins with `./`', async () => {
    const root = folderWith(['!important.txt', 'important.txt', '!x/y.txt']);
    expect(await matchFiles(root, ['./!important.txt', './!x'])).toEqual([
      '!important.txt',
      '!x/y.txt',
    ]);
    expect(await matchFiles(root, ['*.txt', '!important.txt'])).toEqual(['!important.txt']);
    expect(await matchFiles(root, ['*.txt', '!./!important.txt'])).toEqual(['important.txt']);
  });

  it('means also what its signs stand for, as it did before the name was there', async () => {
    const root = folderWith(['a1.txt']);
    expect(await matchFiles(root, ['a[1].txt'])).toEqual(['a1.txt']);
    writeFileSync(join(root, 'a[1].txt'), '');
    expect(await matchFiles(root, ['a[1].txt'])).toEqual(['a1.txt', 'a[1].txt']);
  });
});

describe('signs of patterns', () => {
  const files = [
    '.dot/a.py',
    'a.py',
    'a1.py',
    'a12.py',
    'b/c/d.py',
    'b/d.py',
    'b/e.txt',
    'c01',
    'ä.py',
  ];
  it.each<[string, readonly string[]]>([
    ['*.py', ['a.py', 'a1.py', 'a12.py', 'ä.py']],
    ['?.py', ['a.py', 'ä.py']],
    ['a?.py', ['a1.py']],
    ['**/d.py', ['b/c/d.py', 'b/d.py']],
    ['b/**', ['b/c/d.py', 'b/d.py', 'b/e.txt']],
    ['b/*', ['b/c/d.py', 'b/d.py', 'b/e.txt']],
    ['*/**', ['.dot/a.py', 'b/c/d.py', 'b/d.py', 'b/e.txt']],
    ['a*/**', []],
    ['a.py/**', ['a.py']],
    ['b/', ['b/c/d.py', 'b/d.py', 'b/e.txt']],
    ['./b//c/.', ['b/c/d.py']],
    ['.', files],
    ['**/c/**/d.py', ['b/c/d.py']],
    ['**/**/e.txt', ['b/e.txt']],
    ['b/{d,e}.{py,txt}', ['b/d.py', 'b/e.txt']],
    ['{b/c,.dot}/*.py', ['.dot/a.py', 'b/c/d.py']],
    ['a{,1{,2}}.py', ['a.py', 'a1.py', 'a12.py']],
    ['c{01..03}', ['c01']],
    ['[a-c]*.py', ['a.py', 'a1.py', 'a12.py']],
    ['[!a].py', ['ä.py']],
    ['a[^]].py', ['a1.py']],
    ['*.PY', []],
    ['**.py', ['a.py', 'a1.py', 'a12.py', 'ä.py']],
    ['../*', []],
    ['{.,x}./*', []],
    ['b/../a.py', []],
    ['a\\*.py', []],
  ])('%s', async (pattern, found) => {
    const root = folderWith(files);
    expect(await matchFiles(root, [pattern])).toEqual(found);
    expect(files.filter(matcherOf([pattern]))).toEqual(found);
  });

  it('take away what an exclusion names, wherever it stands in the list', async () => {
    const root = folderWith(files);
    const patterns = ['!b/c', '**/*.py', '!a?.py', 'b'];
    const found = ['.dot/a.py', 'a.py', 'a12.py', 'b/d.py', 'b/e.txt', 'ä.py'];
    expect(await matchFiles(root, patterns)).toEqual(found);
    expect(files.filter(matcherOf(patterns))).toEqual(found);
    expect(await matchFiles(root, ['!b'])).toEqual([]);
  });

  it('never match what tools keep for themselves', async () => {
    const never = ['.git/config', 'a/.stagetime/x', 'a/__pycache__/b.pyc', '.pytest_cache/v'];
    const root = folderWith([...never, 'a/.git', 'a/b']);
    expect(await matchFiles(root, ['**', ...never])).toEqual(['a/b']);
    expect([...never, 'a/.git', 'a/b'].filter(matcherOf(['**', ...never]))).toEqual(['a/b']);
  });
});

describe('a link', () => {
  it('is a file, followed only where a pattern goes on behind its name', async () => {
    const root = folderWith(['real/a.csv', 'real/sub/b.csv']);
    symlinkSync('real', join(root, 'data'));
    symlinkSync('..', join(root, 'real/up'));
    symlinkSync('nowhere', join(root, 'real/gone.csv'));
    const found: Readonly<Record<string, readonly string[]>> = {
      data: ['data'],
      'data/**': ['data'],
      'data/*.csv': ['data/a.csv', 'data/gone.csv'],
      'data/**/*.csv': ['data/a.csv', 'data/gone.csv', 'data/sub/b.csv'],
      '**/*.csv': ['real/a.csv', 'real/gone.csv', 'real/sub/b.csv'],
      '*/a.csv': ['real/a.csv'],
      'real/up/real/a.csv': ['real/up/real/a.csv'],
    };
    for (const [pattern, files] of Object.entries(found)) {
      expect([pattern, await matchFiles(root, [pattern])]).toEqual([pattern, files]);
      expect(files.filter(matcherOf([pattern]))).toEqual(files);
    }
  });
});

it('finds what is no file, for whoever has to read it', async () => {
  const root = folderWith(['in/a']);
  execFileSync('/usr/bin/mkfifo', [join(root, 'in/pipe')]);
  expect(await matchFiles(root, ['in'])).toEqual(['in/a', 'in/pipe']);
});

it('finds nothing under names that no file can have', async () => {
  const root = folderWith(['a']);
  expect(await matchFiles(root, ['x'.repeat(300), 'a\0b', 'a/b', 'a'])).toEqual(['a']);
});

describe('for any names and patterns', () => {
  const part = fc.string({
    unit: fc.constantFrom(...('ab.-_ !?*[]{}(),|+@\\$^~#\'"\n1é😀'.match(/./gsu) ?? [])),
    minLength: 1,
    maxLength: 5,
  });
  const name = part.filter(one => one !== '.' && one !== '..');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(names => names.join('/'));
  const pattern = fc
    .array(fc.oneof(part, fc.constantFrom('*', '**', '?', '[a-b]*', '{a,b}', '*{.,b}*')), {
      minLength: 1,
      maxLength: 3,
    })
    .map(parts => parts.join('/'));

  it('the walk finds exactly the files that the patterns match', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(path, { maxLength: 8, comparator: 'IsStrictlyEqual' }),
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        async (paths, patterns) => {
          const files = paths.filter(one => !paths.some(other => other.startsWith(`${one}/`)));
          const root = folderWith(files);
          try {
            const matched = files.filter(matcherOf(patterns)).sort();
            const wanted = patterns.every(one => one.startsWith('!')) ? [] : matched;
            expect(await matchFiles(root, patterns)).toEqual(wanted);
            for (const file of files) {
              expect(await matchFiles(root, [`./${file}`])).toEqual(
                [...new Set([file, ...files.filter(matcherOf([`./${file}`]))])].sort(),
              );
            }
          } finally {
            rmSync(root, { recursive: true });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
