/** Why a stage runs, or would, where a stored result might have stood for it. */
import type { Difference } from './difference.ts';
import type { RestoreFault } from './store-fault.ts';
import type { UnreadableFile } from './unreadable-file.ts';

/** Why there is no stored result that may be used. */
export type ResultMiss =
  /** Another stage writes to its outputs. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'other-fingerprint' }
  /** It would write what is not among the stage's outputs. */
  | { readonly kind: 'stray-output'; readonly path: string }
  | { readonly kind: 'malformed' }
  /** It is there, and its outputs are not. */
  | { readonly kind: 'no-outputs'; readonly because: RestoreFault }
  | { readonly kind: 'not-read'; readonly because: RestoreFault };

/** One reason why a stage runs. */
export type RunCause =
  | { readonly kind: 'no-inputs' }
  /** Its `if-changed` is false. */
  | { readonly kind: 'reuse-off' }
  | { readonly kind: 'forced' }
  | { readonly kind: 'unreadable-input'; readonly file: UnreadableFile }
  /** It was never stored, or its results are gone. */
  | { readonly kind: 'nothing-stored' }
  | { readonly kind: 'changed'; readonly difference: Difference }
  | { readonly kind: 'no-result'; readonly because: ResultMiss }
  /** Files that it did not make stand where it writes, and are not those of then. */
  | { readonly kind: 'other-files-given' };
