/** Why a gate for regressions could not trip at a run. */
import * as v from 'valibot';
import { structure } from './free-text.ts';

const failOn = v.picklist(['regression', 'any']);

/** What keeps the gate that somebody asked for from tripping. */
export const muteGate = v.variant('kind', [
  /** Suspicions are never confirmed: `confirm: off`. */
  v.object({ kind: v.literal('not-confirming'), failOn }),
  /** These may have got slower, which was not confirmed; none where it is the whole run. */
  v.object({ kind: v.literal('not-confirmed'), failOn, stages: v.array(structure) }),
  v.object({ kind: v.literal('baseline-unreadable'), failOn }),
  v.object({ kind: v.literal('no-baseline'), failOn }),
]);

export type MuteGate = v.InferOutput<typeof muteGate>;
