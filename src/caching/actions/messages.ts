/** What is said between us and the process that works with the toolkit: facts, as JSON. */
import type { ReadCause, SaveFault } from '../../record/facts/store-fault.ts';
import type { Limits, Special } from '../files/tree.ts';

export type Task =
  | {
      readonly kind: 'look-up';
      readonly key: string;
      readonly restoreKeys: readonly string[];
      readonly container: string;
      /** Whether there is a zstd here; without it entries are found, besides, that only zstd unpacks. */
      readonly hasZstd: boolean;
    }
  | {
      readonly kind: 'restore';
      readonly key: string;
      readonly restoreKeys: readonly string[];
      readonly container: string;
      readonly limits: Limits;
      /** An empty folder to work in; what was restored is then in `TREE` below it. */
      readonly folder: string;
      readonly hasZstd: boolean;
    }
  | {
      readonly kind: 'save';
      readonly key: string;
      readonly container: string;
      readonly limits: Limits;
      readonly root: string;
      /** An empty folder to work in. */
      readonly folder: string;
      readonly hasZstd: boolean;
    };

/** How a task ended. */
export type Answer =
  | { readonly kind: 'found'; readonly key: string }
  | { readonly kind: 'not-found' }
  /** There is one, which the tools of this machine cannot unpack. */
  | { readonly kind: 'other-packing'; readonly because: ReadCause }
  /** `bytes` is what the entry takes in the store. */
  | { readonly kind: 'unpacked'; readonly key: string; readonly bytes: number }
  | { readonly kind: 'saved'; readonly bytes: number; readonly leftOut: readonly Special[] }
  | { readonly kind: 'already-there' }
  /** The entry itself is no good, now and later. */
  | { readonly kind: 'damaged'; readonly key: string; readonly because: ReadCause }
  | { readonly kind: 'failed'; readonly because: ReadCause }
  /** Of a save: nothing was sent. */
  | { readonly kind: 'refused'; readonly because: SaveFault };

export type Message =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** What is being transferred is this large, packed: the deadline depends on it. */
  | { readonly kind: 'size'; readonly bytes: number };

/** Below a task's folder: where what was restored and checked stands. */
export const TREE = 'tree';
