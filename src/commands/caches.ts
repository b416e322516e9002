/** Where caches and stored results are kept. */
import { join } from 'node:path';
import { createDirectoryStore } from '../caching/directory-store.ts';
import type { CacheStore } from '../caching/store.ts';

const FOLDER = 'cache';
/** Most that is kept in a folder, in bytes, where nothing else is said. */
const MAX_BYTES = 2_000_000_000;

/** The results of stages, in the report directory. */
export function resultStore(reportDir: string): CacheStore {
  return createDirectoryStore({ folder: join(reportDir, FOLDER), maxBytes: MAX_BYTES });
}
