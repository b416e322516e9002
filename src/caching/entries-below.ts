/**
 * All entries below a prefix, of a store that tells only the newest: the entries' keys go on with binary
 * digits, so that where one was found, the others must differ from it in one of them. Each look-up asks for
 * several such beginnings at once.
 */
import { createHash } from 'node:crypto';
import type { CacheHit, CacheStore, CacheUnreadable } from './store.ts';

/** So many digits that among a thousand names hardly two have the same. */
const DIGITS = 24;
/** Beginnings in one look-up: what the cache service takes. */
const MOST_AT_ONCE = 9;
/** Look-ups in all: enough for some 16 entries. */
const MOST_LOOK_UPS = 64;

/** What is below a prefix. */
export interface EntriesBelow {
  readonly hits: readonly CacheHit[];
  /** Why there may be more; absent where these are all. */
  readonly missing?: Pick<CacheUnreadable, 'fault' | 'because'>;
}

/** What a key has to go on with after the prefix; the same for the same name. */
export function digitsOf(name: string): string {
  const bits = createHash('sha256')
    .update(name)
    .digest()
    .readUIntBE(0, DIGITS / 8);
  return bits.toString(2).padStart(DIGITS, '0');
}

/** Finds every entry whose key is the prefix, digits, and whatever more. */
export async function entriesBelow(
  store: CacheStore,
  prefix: string,
  paths: readonly string[],
): Promise<EntriesBelow> {
  const hits: CacheHit[] = [];
  let open: readonly string[] = [prefix];
  for (let lookUps = 0; open.length > 0; lookUps += 1) {
    if (lookUps === MOST_LOOK_UPS) {
      return { hits, missing: { fault: 'too-large', because: { kind: 'too-many-entries' } } };
    }
    const asked = open.slice(0, MOST_AT_ONCE);
    // No entry has a bare beginning for its key.
    const found = await store.get({ key: prefix, restoreKeys: asked, paths });
    if (found.kind === 'unreadable') return { hits, missing: found };
    if (found.kind === 'miss') {
      open = open.slice(asked.length);
      continue;
    }
    hits.push(found);
    const beginning = asked.find(start => found.key.startsWith(start)) ?? prefix;
    open = [
      ...open.filter(start => start !== beginning),
      ...siblings(found.key, beginning.length, prefix.length + DIGITS),
    ];
  }
  return { hits };
}

/** Beginnings that the other keys below the first characters of this one have. */
function siblings(key: string, from: number, to: number): readonly string[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => {
    const at = from + i;
    return `${key.slice(0, at)}${key[at] === '0' ? '1' : '0'}`;
  });
}
