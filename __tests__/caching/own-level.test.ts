import { describe, expect, it } from 'vitest';
import { type CacheStore, type Lookup, withOwnLevel } from '../../src/caching/store.ts';

const PREFIX = 'own/';
const REQUEST = { key: 'key', restoreKeys: [], paths: ['a'] };

/** Gives these for a run's own keys and for everybody's. */
function store(own: Lookup['kind'], everybodys: Lookup['kind']): CacheStore {
  const kindOf = (key: string) => (key.startsWith(PREFIX) ? own : everybodys);
  const because = (key: string) => ({ kind: 'failed', said: `of ${key}` }) as const;
  return {
    async get({ key }) {
      const kind = kindOf(key);
      if (kind === 'miss') return { kind, because: because(key) };
      if (kind === 'unreadable') return { kind, fault: 'unavailable', because: because(key) };
      const restore = async () => ({ kind: 'restored' }) as const;
      return { kind, key, match: 'exact', restore };
    },
    async fetch({ key }) {
      const kind = kindOf(key);
      if (kind === 'miss') return { kind, because: because(key) };
      if (kind === 'unreadable') return { kind, fault: 'unavailable', because: because(key) };
      return { kind: 'restored', key, match: 'exact' };
    },
    set: async ({ key }) => ({ kind: 'not-saved', because: because(key) }),
  };
}

describe('the store of a run that saves for itself alone', () => {
  it.each([
    ['hit', 'unreadable', 'hit'],
    ['miss', 'hit', 'hit'],
    ['miss', 'unreadable', 'unreadable'],
    ['miss', 'miss', 'miss'],
    // What could not be read must not be hidden by what is saved after it.
    ['unreadable', 'hit', 'unreadable'],
    ['unreadable', 'miss', 'unreadable'],
  ] as const)(
    'with a %s of its own, and a %s of everybody’s, finds: %s',
    async (own, all, found) => {
      const levelled = withOwnLevel(store(own, all), PREFIX);
      expect((await levelled.get(REQUEST)).kind).toBe(found);
      const fetched = await levelled.fetch(REQUEST, '/');
      expect(fetched.kind).toBe(found === 'hit' ? 'restored' : found);
    },
  );

  it('saves under its own keys', async () => {
    const levelled = withOwnLevel(store('miss', 'miss'), PREFIX);
    const saved = await levelled.set({ key: 'key', paths: ['a'], root: '/' });
    expect(saved).toEqual({ kind: 'not-saved', because: { kind: 'failed', said: 'of own/key' } });
  });
});
