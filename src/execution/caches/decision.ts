/**
 * What becomes of a cache before its stages run, decided once: a run acts on it, `plan` and `explain` show
 * it. A pure function of what was observed.
 */
import type { OffCause } from '../../record/facts/cache-outcome.ts';
import type { MissCause, RestoreFault } from '../../record/facts/store-fault.ts';

/** What stands at a cache's paths. */
export type Standing =
  /** Folders aside, and what has no content. */
  | 'nothing'
  /** Nothing but outputs of stages that no run with this cache left there. */
  | 'placed'
  /** More than that: newer than any entry, where the user works. */
  | 'own';

/** What the store has for the cache's key. */
export type Found =
  | { readonly kind: 'entry'; readonly match: 'exact' | 'prefix' }
  | { readonly kind: 'miss'; readonly because: MissCause }
  | { readonly kind: 'unreadable'; readonly because: RestoreFault };

/** What is known of a cache when its stages are about to run. */
export interface CacheFacts {
  /** Why no cache is restored in this run; absent where there is a store. */
  readonly off?: OffCause | undefined;
  /** Nothing is restored, and what stands at the paths goes: to measure what is slowest. */
  readonly startsCold: boolean;
  /** The user's own is newer than any entry, as in the terminal. */
  readonly keepsExisting: boolean;
  /** The run's stages are over: what comes only then would fall into somebody else's work. */
  readonly isOver?: boolean;
  /** A run that was killed had an entry half in place. */
  readonly isHalf: boolean;
  /** Absent where nobody looked, because nothing is kept whatever it is. */
  readonly standing?: Standing;
  /** Absent as long as the store was not asked. */
  readonly found?: Found;
}

/** What becomes of it; `clears`: what stands at the paths goes before. */
export type CacheDecision = { readonly clears: boolean } & (
  | { readonly kind: 'keep' }
  | { readonly kind: 'off'; readonly because: OffCause }
  /** It depends on what the store has. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'restore'; readonly match: 'exact' | 'prefix' }
  | { readonly kind: 'miss'; readonly because: MissCause }
  | { readonly kind: 'unreadable'; readonly because: RestoreFault }
);

/** Decides. Without the store's word the answer is `ask` where it depends on that. */
export function decideCache(facts: CacheFacts): CacheDecision {
  const { off, isOver, startsCold, keepsExisting, isHalf, standing, found } = facts;
  if (isOver) return { kind: 'off', because: { kind: 'too-late' }, clears: false };
  if (startsCold) return { kind: 'off', because: { kind: 'cold-start' }, clears: true };
  // What a run that was killed had half in place is worth nothing.
  const clears = isHalf;
  if (keepsExisting && standing === 'own' && !isHalf) return { kind: 'keep', clears };
  if (off !== undefined) return { kind: 'off', because: off, clears };
  if (found === undefined) return { kind: 'ask', clears };
  switch (found.kind) {
    case 'entry':
      return { kind: 'restore', match: found.match, clears };
    case 'miss':
      return { kind: 'miss', because: found.because, clears };
    case 'unreadable':
      return { kind: 'unreadable', because: found.because, clears };
  }
}
