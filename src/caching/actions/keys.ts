/**
 * Our keys as the cache service's. The service takes no comma and 512 characters at most, and it looks
 * every key up as a prefix too. So each of its keys is ours, then an end mark that stands in none of
 * ours, then a generation: looking up `KEY|` finds this key and no longer one. An entry cannot be
 * replaced; when a damaged one is met the next generation takes its place, because the newest entry
 * with a prefix is found first.
 */
import { hash } from 'node:crypto';
import type { MissCause } from '../../record/facts/store-fault.ts';
import type { GetRequest } from '../store.ts';

/** Longest key that the service takes, in UTF-16 code units, as the toolkit counts them. */
const LONGEST_KEY = 512;
/** Most keys in one look-up; the exact one is one of them. */
const MOST_RESTORE_KEYS = 9;
const END = '|';
const FIRST_GENERATION = 1;

/** A key of the service, read back. */
export interface ServiceKey {
  readonly key: string;
  readonly generation: number;
}

/** Begins every key of the service for this key of ours, and no other. */
export function exactPrefix(key: string): string {
  return `${escapeKey(key)}${END}`;
}

/** Begins every key of the service for keys that start with this; no line breaks, for the log's sake. */
export function escapeKey(prefix: string): string {
  return prefix.replaceAll(/[%,|\r\n]/g, encodeURIComponent);
}

/** The key to save under; after a damaged entry, the one that takes its place. */
export function keyToSave(key: string, damaged?: ServiceKey): string {
  const generation = damaged === undefined ? FIRST_GENERATION : damaged.generation + 1;
  return `${exactPrefix(key)}${generation}`;
}

/** Reads a key of the service; none where it is not one of ours. */
export function parseServiceKey(serviceKey: string): ServiceKey | undefined {
  const [, escaped, digits] = /^([^|]*)\|(\d{1,9})$/s.exec(serviceKey) ?? [];
  if (escaped === undefined || digits === undefined) return undefined;
  const key = escaped.replaceAll(/%(25|2C|7C|0D|0A)/g, decodeURIComponent);
  return { key, generation: Number(digits) };
}

type KeyFault = Extract<MissCause, { kind: 'too-many-restore-keys' | 'key-too-long' }>;

/** What keeps the service from taking these keys. */
export function faultOfKeys({
  key,
  restoreKeys,
}: Pick<GetRequest, 'key' | 'restoreKeys'>): KeyFault | undefined {
  if (restoreKeys.length > MOST_RESTORE_KEYS) {
    return { kind: 'too-many-restore-keys', most: MOST_RESTORE_KEYS };
  }
  const tooLong = [keyToSave(key), ...restoreKeys.map(escapeKey)].some(
    ({ length }) => length > LONGEST_KEY,
  );
  return tooLong ? { kind: 'key-too-long', most: LONGEST_KEY } : undefined;
}

/**
 * The one path that the toolkit is given: literal, because the toolkit reads paths as patterns and
 * hands their matches to tar in a list where names that begin with `-` or hold a line break mean
 * something else; and the same for the same paths, because the service tells entries apart by it.
 */
export function containerOf(paths: readonly string[]): string {
  return `stagetime-${hash('sha256', JSON.stringify(paths)).slice(0, 32)}`;
}
