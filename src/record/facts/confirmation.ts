/** Why a suspicion was not put to the test, or not to its end. */
import * as v from 'valibot';
import { freeText, structure } from './free-text.ts';
import { said } from './said.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Which commit a further run is of. */
export const ref = v.picklist(['head', 'base']);

/** What stood in the way of further runs. */
export const notConfirmed = v.variant('kind', [
  v.object({ kind: v.literal('interrupted') }),
  v.object({ kind: v.literal('no-time'), budgetMs: amount }),
  /** So many runs did not settle it. */
  v.object({ kind: v.literal('not-settled'), runs: count }),
  /** The stage did not pass in a fresh checkout. */
  v.object({ kind: v.literal('not-passed'), ref, cause: freeText }),
  /** A stage that it needs did not pass at the base commit. */
  v.object({ kind: v.literal('need-not-passed'), need: structure, cause: freeText }),

  /** What ran was not what the commit says. */
  v.object({ kind: v.literal('changed-files'), path: freeText, others: count }),
  /** A fresh checkout would lack it. */
  v.object({ kind: v.literal('submodule'), path: freeText }),
  v.object({ kind: v.literal('no-commit'), cause: freeText }),

  /** Nobody kept the state that the stage started from. */
  v.object({ kind: v.literal('state-not-kept') }),
  /** It was too large, by itself or with that of all stages. */
  v.object({
    kind: v.literal('state-too-large'),
    of: v.picklist(['stage', 'run']),
    mostBytes: amount,
  }),
  v.object({ kind: v.literal('state-too-slow'), mostMs: amount }),
  v.object({ kind: v.literal('state-behind-link'), path: freeText }),
  v.object({ kind: v.literal('state-unreadable'), cause: freeText }),
  /** The checkout has something else where a folder of the state belongs. */
  v.object({ kind: v.literal('not-a-folder'), path: freeText }),

  v.object({ kind: v.literal('base-unknown') }),
  v.object({ kind: v.literal('base-not-a-hash') }),
  v.object({ kind: v.literal('base-not-fetched'), cause: freeText }),
  v.object({ kind: v.literal('base-without-definition') }),
  v.object({ kind: v.literal('base-without-stage') }),
  /** The base commit has another version of a file of Git LFS, which only the head's checkout holds. */
  v.object({ kind: v.literal('large-file-differs'), path: freeText }),

  /** Something else failed. */
  v.object({ kind: v.literal('failed'), cause: freeText }),
  said,
]);

/** What stood in the way of runs in turns with the base commit. */
export const notPaired = v.variant('kind', [
  v.object({ kind: v.literal('no-time'), neededMs: amount, leftMs: amount }),
  /** The base commit could not be had, or the stage did not pass there. */
  v.object({ kind: v.literal('no-base'), why: notConfirmed }),
]);

export type NotConfirmed = v.InferOutput<typeof notConfirmed>;
export type NotPaired = v.InferOutput<typeof notPaired>;
