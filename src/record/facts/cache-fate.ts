/** What would become of a cache if its stages ran now. */
import type { Completeness, KeepCause, LeftOutFile } from './cache-outcome.ts';
import type { Difference } from './difference.ts';
import type { RestoreFault } from './store-fault.ts';

/** What a stage would find of it, and what would be saved. */
export interface CacheFate {
  readonly name: string;
  /** Empty where it is not known. */
  readonly key: string;
  /**
   * `kept`: what stands at its paths is left as it is, as runs in the terminal do. `unknown`: an input or
   * the entry cannot be read.
   */
  readonly state: 'kept' | 'exact' | 'prefix' | 'miss' | 'unknown';
  /** Why nothing would be restored. */
  readonly because?: RestoreFault;
  /**
   * Which parts of the key are not those of the nearest entry, or of the one that what stands at the
   * paths was last saved or restored as.
   */
  readonly differences: readonly Difference[];
  /** What a stage would find. */
  readonly temperature: 'cold' | 'partial' | 'warm';
  /** Of what was kept: how it compares with what the last run left. */
  readonly completeness?: Completeness;
  /** Stages that run before and may make what its key is made from: all this holds if they make the same again. */
  readonly provided?: readonly string[];
  /** What would keep what stands at the paths from being saved. */
  readonly obstacle?: KeepCause;
  /** What stands at the paths and would be left out. */
  readonly leftOut: readonly LeftOutFile[];
}
