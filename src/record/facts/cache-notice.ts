/** What a run says of a cache or a stored result that was lost. */
import * as v from 'valibot';
import { keepCause } from './cache-outcome.ts';
import { structure } from './free-text.ts';
import { restoreFault } from './store-fault.ts';

/** Notices about caches; the stage, or another stage, runs as if there were none. */
export const cacheNotice = v.variant('kind', [
  v.object({ kind: v.literal('cache-not-restored'), cache: structure, because: restoreFault }),
  v.object({ kind: v.literal('cache-not-saved'), cache: structure, because: keepCause }),
  v.object({ kind: v.literal('result-not-used'), stage: structure, because: restoreFault }),
]);

export type CacheNotice = Readonly<v.InferOutput<typeof cacheNotice>>;
