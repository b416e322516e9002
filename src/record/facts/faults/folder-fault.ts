/** Why a folder is not used, or not the one that was asked for. */
import * as v from 'valibot';
import { freeText } from '../free-text.ts';

/** Why a folder of the engine's own is not believed, nor written to. */
export const refusal = v.variant('why', [
  /** Git tracks this path in it, or the folder itself. */
  v.object({ why: v.literal('tracked'), folder: freeText, path: freeText }),
  /** Git does not say what it tracks there. */
  v.object({ why: v.literal('git-silent'), folder: freeText, cause: freeText }),
  /** What was there before could not be removed. */
  v.object({ why: v.literal('not-removable'), folder: freeText, cause: freeText }),
]);

/** Why there is no room for a file where it belongs. */
export const roomFault = v.variant('why', [
  v.object({ why: v.literal('no-files'), folder: freeText }),
  v.object({ why: v.literal('little-room'), folder: freeText }),
  v.object({ why: v.literal('system'), cause: freeText }),
]);

export type Refusal = v.InferOutput<typeof refusal>;
export type RoomFault = v.InferOutput<typeof roomFault>;
