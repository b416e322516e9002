import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CacheKeyParts,
  cacheKeyOf,
  keyDifferences,
  type RestoreDepth,
  seriesOfKey,
} from '../../src/caching/keys.ts';

const nearest: RestoreDepth = { nearest: 'same-tools', own: [] };

function parts(overrides: Partial<CacheKeyParts> = {}): CacheKeyParts {
  return {
    cache: 'latex',
    platform: 'linux-x64',
    paths: ['build', '.stagetime/caches/latex'],
    tools: { 'version of latexmk': '4.79', 'packages of TeX': 'abc' },
    settings: {},
    inputs: [file('main.tex', '1'), file('sections/a.tex', '2')],
    ...overrides,
  };
}

function file(path: string, hash: string) {
  return { kind: 'file', path, executable: false, hash } as const;
}

const keyOf = (overrides: Partial<CacheKeyParts> = {}) => cacheKeyOf(parts(overrides), nearest).key;

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
const anyParts: fc.Arbitrary<CacheKeyParts> = fc
  .record({
    cache: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/),
    platform: fc.constantFrom('linux-x64', 'darwin-arm64'),
    paths: fc.array(anyText, { maxLength: 3 }),
    tools: fc.dictionary(anyText, anyText, { maxKeys: 2 }),
    own: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), {
      nil: undefined,
    }),
    settings: fc.dictionary(anyText, anyText, { maxKeys: 2 }),
    inputs: fc.uniqueArray(fc.tuple(anyText, anyText), {
      selector: ([path]) => path,
      maxLength: 3,
    }),
  })
  .map(({ own, inputs, ...rest }) => ({
    ...rest,
    ...(own !== undefined && { own }),
    inputs: inputs.map(([path, hash]) => file(path, hash)),
  }));

describe('a key', () => {
  it('can be read', () => {
    expect(keyOf({ own: 'v2, new' })).toMatch(
      /^stagetime-1\/latex\/linux-x64\/[0-9a-f]{16}\/=v2~2c~20new\/[0-9a-f]{32}\/$/,
    );
    expect(keyOf()).toMatch(/^stagetime-1\/latex\/linux-x64\/[0-9a-f]{16}\/-\/[0-9a-f]{32}\/$/);
  });

  it('is one that every store takes', () => {
    fc.assert(
      fc.property(anyParts, fc.array(anyText, { maxLength: 15 }), (some, own) => {
        const { key, restoreKeys } = cacheKeyOf(some, { nearest: 'same-tools', own });
        expect(restoreKeys.length).toBeLessThanOrEqual(9);
        for (const text of [key, ...restoreKeys]) {
          expect(text).toMatch(/^[A-Za-z0-9._=+@:~/-]{1,512}$/);
        }
      }),
    );
  });

  it('differs wherever a part does, and is the same where none does', () => {
    fc.assert(
      fc.property(anyParts, anyParts, (a, b) => {
        const same = cacheKeyOf(a, nearest).key === cacheKeyOf(b, nearest).key;
        expect(same).toBe(
          a.cache === b.cache &&
            a.platform === b.platform &&
            a.own === b.own &&
            JSON.stringify(a.paths) === JSON.stringify(b.paths) &&
            keyDifferences(a, b).length === 0,
        );
        expect(cacheKeyOf({ ...a, inputs: a.inputs.toReversed() }, nearest).key).toBe(
          cacheKeyOf(a, nearest).key,
        );
      }),
    );
  });

  it('is no beginning of another key', () => {
    fc.assert(
      fc.property(anyParts, anyParts, (a, b) => {
        const [first, second] = [cacheKeyOf(a, nearest).key, cacheKeyOf(b, nearest).key];
        expect(second.startsWith(first)).toBe(first === second);
      }),
    );
  });

  it.each<[string, Partial<CacheKeyParts>]>([
    ['the cache', { cache: 'latex2' }],
    ['the platform', { platform: 'linux-arm64' }],
    ['a path', { paths: ['build2', '.stagetime/caches/latex'] }],
    ['the order of paths', { paths: ['.stagetime/caches/latex', 'build'] }],
    ['a version', { tools: { 'version of latexmk': '4.80', 'packages of TeX': 'abc' } }],
    ['a tool', { tools: { 'packages of TeX': 'abc' } }],
    ['its own part', { own: 'v2' }],
    ['an own part that looks like none', { own: '-' }],
    ['a setting', { settings: { model: 'a' } }],
    ['a content', { inputs: [file('main.tex', '1'), file('sections/a.tex', '3')] }],
    [
      'a mode',
      { inputs: [{ ...file('main.tex', '1'), executable: true }, file('sections/a.tex', '2')] },
    ],
    ['a name', { inputs: [file('Main.tex', '1'), file('sections/a.tex', '2')] }],
    ['an added file', { inputs: [...parts().inputs, file('b', '3')] }],
    ['a removed file', { inputs: [file('main.tex', '1')] }],
  ])('changes with %s', (_, change) => {
    expect(keyOf(change)).not.toBe(keyOf());
  });
});

describe('restore keys', () => {
  const fits = (older: Partial<CacheKeyParts>, depth: RestoreDepth = nearest, now = parts()) =>
    cacheKeyOf(now, depth).restoreKeys.some(prefix => keyOf(older).startsWith(prefix));

  it('lead to entries for other inputs', () => {
    expect(fits({ inputs: [] })).toBe(true);
  });

  it('lead to no entry of another cache, platform, tool or own key', () => {
    expect(fits({ cache: 'latex-sections' })).toBe(false);
    expect(fits({ platform: 'linux-arm64' })).toBe(false);
    expect(fits({ tools: { 'version of latexmk': '4.80' } })).toBe(false);
    expect(fits({ own: 'v2' })).toBe(false);
  });

  it('lead nowhere where only the exact entry is of use', () => {
    expect(cacheKeyOf(parts(), { nearest: 'exact', own: [] }).restoreKeys).toEqual([]);
  });

  it('are what the user gives, as beginnings of own keys, after the nearest', () => {
    const depth: RestoreDepth = { nearest: 'same-tools', own: ['deps-v2-', 'deps-'] };
    const now = parts({ own: 'deps-v2-abc' });
    expect(fits({ own: 'deps-v2-xyz' }, depth, now)).toBe(true);
    expect(fits({ own: 'deps-v1' }, depth, now)).toBe(true);
    expect(fits({ own: 'other' }, depth, now)).toBe(false);
    const [first, second, third] = cacheKeyOf(now, depth).restoreKeys;
    expect(keyOf({ own: 'deps-v2-abc', inputs: [] }).startsWith(first ?? '')).toBe(true);
    expect(second).toMatch(/=deps-v2-$/);
    expect(third).toMatch(/=deps-$/);
  });

  it('cannot leave the cache, whatever the user writes', () => {
    fc.assert(
      fc.property(anyText, anyParts, (beginning, other) => {
        const { restoreKeys } = cacheKeyOf(parts(), { nearest: 'exact', own: [beginning] });
        const found = cacheKeyOf(other, nearest).key.startsWith(restoreKeys[0] ?? '');
        expect(found && other.cache !== 'latex').toBe(false);
      }),
    );
  });
});

describe('the series of a key', () => {
  it('is its cache, platform and tools, so that no leg of a matrix stands for another', () => {
    const series = seriesOfKey(keyOf());
    expect(series).toMatch(/^latex\/linux-x64\/[0-9a-f]{16}$/);
    expect(seriesOfKey(keyOf({ inputs: [], own: 'x' }))).toBe(series);
    expect(seriesOfKey(keyOf({ tools: { 'version of latexmk': '4.80' } }))).not.toBe(series);
  });

  it.each(['node-modules-abc', 'stagetime-2/latex/linux-x64/a/b/c/', 'stagetime-1/latex'])(
    'is none for %s, which is not ours',
    key => expect(seriesOfKey(key)).toBeUndefined(),
  );
});

describe('the difference of two keys', () => {
  it('is named part by part', () => {
    const after = parts({
      tools: { 'version of latexmk': '4.80', 'packages of TeX': 'abc' },
      own: 'v2',
      settings: { 'LLM_MODEL of review': 'b' },
      inputs: [file('main.tex', 'changed'), file('new.tex', '3')],
    });
    expect(keyDifferences(parts(), after)).toEqual([
      {
        kind: 'value',
        of: 'key-part',
        name: 'version of latexmk',
        change: 'changed',
        before: '4.79',
        after: '4.80',
      },
      { kind: 'value', of: 'own-key', change: 'changed' },
      { kind: 'value', of: 'key-part', name: 'LLM_MODEL of review', change: 'added' },
      { kind: 'file', path: 'main.tex', change: 'content' },
      { kind: 'file', path: 'new.tex', change: 'added' },
      { kind: 'file', path: 'sections/a.tex', change: 'removed' },
    ]);
  });

  it('is nothing between equal keys', () => {
    expect(keyDifferences(parts(), parts())).toEqual([]);
  });
});
