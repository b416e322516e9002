/**
 * Keys of the user's caches: what decides whether an entry fits, from what must be equal to what may
 * be older. A key reads
 *
 *     stagetime-1/<cache>/<platform>/<tools>/<own key>/<contents>/
 *
 * Restore keys are beginnings of it that end with a delimiter, so that no key is a prefix of another
 * by accident; only what a user writes under `restore-keys` ends where the user ends it.
 */
import { hash } from 'node:crypto';
import { entriesInOrder, type FileState, filesInOrder } from '../pipeline/fingerprint.ts';
import {
  type Difference,
  files,
  hidden,
  shown,
  values,
} from '../pipeline/fingerprint-difference.ts';

/** Raised when the same parts are to be hashed in another way, or mean something else. */
const VERSION = 1;
/** The toolkit looks for at most ten keys, the exact one among them. */
const MOST_RESTORE_KEYS = 9;
/** Of the user's own key once it is escaped; a key has 512 characters. */
const LONGEST_OWN = 240;

/** Everything that decides whether an entry fits, already gathered; the order of `inputs` does not matter. */
export interface CacheKeyParts {
  readonly cache: string;
  /** Operating system and architecture. */
  readonly platform: string;
  /** In the order in which they are restored. */
  readonly paths: readonly string[];
  /** What has to be equal for an older entry to be of use, by name: versions of tools, places. */
  readonly tools: Readonly<Record<string, string>>;
  /** The user's own part. */
  readonly own?: string;
  /** What counts besides the files, by name: models. */
  readonly settings: Readonly<Record<string, string>>;
  readonly inputs: readonly FileState[];
}

/** How far an entry may be from what is wanted. */
export interface RestoreDepth {
  /** `same-tools`: an entry for other inputs is better than none. `exact`: it is not. */
  readonly nearest: 'same-tools' | 'exact';
  /** Beginnings of own keys that will do, best first. */
  readonly own: readonly string[];
}

/** A key, and the beginnings of older ones that will do, best first. */
export interface CacheKey {
  readonly key: string;
  readonly restoreKeys: readonly string[];
}

/** The key of these parts. */
export function cacheKeyOf(parts: CacheKeyParts, depth: RestoreDepth): CacheKey {
  const tools = short([parts.platform, parts.paths, entriesInOrder(parts.tools)], 16);
  const fixed = `${cachePrefix(parts.cache)}${escaped(parts.platform)}/${tools}/`;
  const own = `${fixed}${ownPart(parts.own)}/`;
  const restoreKeys = [
    ...(depth.nearest === 'same-tools' ? [own] : []),
    ...depth.own.map(beginning => `${fixed}=${escaped(beginning).slice(0, LONGEST_OWN)}`),
  ];
  return {
    key: `${own}${short([entriesInOrder(parts.settings), filesInOrder(parts.inputs)], 32)}/`,
    restoreKeys: [...new Set(restoreKeys)].slice(0, MOST_RESTORE_KEYS),
  };
}

/** What all keys of a cache start with; of no other cache does one start so. */
function cachePrefix(cache: string): string {
  return `${ALL_CACHES}${escaped(cache)}/`;
}

/**
 * The cache, platform and tools that a key is of; none where it is no key of a user's cache. Legs of a
 * matrix that have other tools have entries of their own, none of which stands for another's.
 */
export function seriesOfKey(key: string): string | undefined {
  const [version, cache, platform, tools, ...rest] = key.split('/');
  const isCache = `${version}/` === ALL_CACHES && rest.length > 0;
  return isCache ? `${cache}/${platform}/${tools}` : undefined;
}

/** What the keys of all caches that users declare start with. */
export const ALL_CACHES = `stagetime-${VERSION}/`;

/** What the keys of stored replies of models start with. */
export const REPLIES_PREFIX = `stagetime-llm-${VERSION}/`;

/** What the keys of layers, the states of machines that setups made, start with. */
export const LAYER_PREFIX = `stagetime-layer-${VERSION}/`;

/** What the keys of stored results of stages start with. */
export const RESULTS_PREFIX = `stagetime-results-${VERSION}/`;

/** What keys of carried folders start with, before their usual prefix, that were saved beside what could not be read. */
export const BESIDE_PREFIX = 'stagetime-beside/';

/** Every part in which two keys of one cache differ; none where the keys are equal. */
export function keyDifferences(before: CacheKeyParts, after: CacheKeyParts): readonly Difference[] {
  return [
    ...shown('platform', before.platform, after.platform),
    ...hidden('paths', JSON.stringify(before.paths), JSON.stringify(after.paths)),
    ...values('key-part', before.tools, after.tools),
    ...hidden('own-key', before.own, after.own),
    ...values('key-part', before.settings, after.settings),
    ...files(before.inputs, after.inputs),
  ];
}

/** `-` stands for none; what a user writes begins with `=`. */
function ownPart(own: string | undefined): string {
  if (own === undefined) return '-';
  const text = escaped(own);
  if (text.length <= LONGEST_OWN) return `=${text}`;
  return `=${text.slice(0, LONGEST_OWN)}~-${short(own, 16)}`;
}

/** Readable and reversible: what could be taken for a delimiter, or by a store amiss, as `~` and hex. */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9._=+@:-]/gu, character =>
    [...Buffer.from(character)].map(byte => `~${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

function short(value: unknown, length: number): string {
  return hash('sha256', JSON.stringify(value)).slice(0, length);
}
