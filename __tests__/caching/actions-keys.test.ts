import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  containerOf,
  escapeKey,
  exactPrefix,
  faultOfKeys,
  keyToSave,
  parseServiceKey,
} from '../../src/caching/actions/keys.ts';

const keys = fc.string({ unit: fc.constantFrom('a', '/', ',', '|', '%', '\n', '%2C', '文') });

describe("a key of the cache service's", () => {
  it('leads back to ours, and holds no comma and no line break', () => {
    fc.assert(
      fc.property(keys, key => {
        const saved = keyToSave(key);
        expect(parseServiceKey(saved)).toEqual({ key, generation: 1 });
        expect(saved).not.toMatch(/[,\r\n]/);
      }),
    );
  });

  it('is found by our key as a prefix, and by no other key', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        expect(keyToSave(one).startsWith(exactPrefix(other))).toBe(one === other);
      }),
    );
  });

  it('begins with a restore key exactly where ours does', () => {
    fc.assert(
      fc.property(keys, keys, (key, prefix) => {
        expect(keyToSave(key).startsWith(escapeKey(prefix))).toBe(key.startsWith(prefix));
      }),
    );
  });

  it('takes the place of a damaged one by its generation', () => {
    expect(keyToSave('k', { key: 'k', generation: 3 })).toBe('k|4');
  });

  it.each(['k', 'k|', 'k|x', 'a|b|1', ''])('is not read from %j', text => {
    expect(parseServiceKey(text)).toBeUndefined();
  });
});

describe('keys that the service would refuse', () => {
  it('are named: too long, too many', () => {
    expect(faultOfKeys({ key: 'k'.repeat(510), restoreKeys: [] })).toBeUndefined();
    expect(faultOfKeys({ key: 'k'.repeat(511), restoreKeys: [] })).toEqual({
      kind: 'key-too-long',
      most: 512,
    });
    expect(faultOfKeys({ key: 'k', restoreKeys: ['k'.repeat(513)] })).toEqual({
      kind: 'key-too-long',
      most: 512,
    });
    expect(faultOfKeys({ key: 'k', restoreKeys: Array(9).fill('p') })).toBeUndefined();
    expect(faultOfKeys({ key: 'k', restoreKeys: Array(10).fill('p') })).toEqual({
      kind: 'too-many-restore-keys',
      most: 9,
    });
  });
});

describe("the path that stands for a cache's paths", () => {
  it('is literal, and tells paths and their order apart', () => {
    const names = [['a', 'b'], ['b', 'a'], ['a'], ['a b'], ['*', '-rf']].map(containerOf);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
  });
});
