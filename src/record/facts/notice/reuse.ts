/** Notices about reuse: results that are not stored or not used, files written where they should not be, caches. */
import * as v from 'valibot';
import { cacheNotice } from '../cache-notice.ts';
import { freeText, structure } from '../free-text.ts';
import { layerNotice } from '../layer.ts';
import { notStoredSchema } from '../stage/not-stored.ts';

const paths = v.array(freeText);

export const reuseNotice = v.variant('kind', [
  v.object({ kind: v.literal('result-not-stored'), stage: structure, why: notStoredSchema }),
  /** One of the writers wrote it: more than one where they ran at once. */
  v.object({
    kind: v.literal('stray-writes'),
    what: v.picklist([
      /** A stage changed what its own result depends on. */
      'own-input',
      /** The other stage reads what a writer declares to make, without needing it. */
      'race',
      /** The other stage reads it, and the writer does not declare it; `isNeeded`: it needs the writer. */
      'undeclared',
      /** The other stage declares to make it. */
      'others-output',
    ]),
    writers: v.array(structure),
    other: structure,
    isNeeded: v.boolean(),
    paths,
  }),
  /** Two stages wrote the same files. */
  v.object({ kind: v.literal('shared-outputs'), stages: v.array(structure), paths }),
  /** Files of the repository that no stage declares. */
  v.object({ kind: v.literal('tracked-changed'), writers: v.array(structure), paths }),
  cacheNotice,
  layerNotice,
]);

export type StrayWrites = Extract<ReuseNotice, { readonly kind: 'stray-writes' }>;
export type ReuseNotice = v.InferOutput<typeof reuseNotice>;
