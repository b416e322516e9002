/** What became of the layer of a setup, the state of a machine that its command made, as facts. */
import * as v from 'valibot';
import { freeText, structure } from './free-text.ts';
import { restoreFault, saveFault } from './store-fault.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const paths = v.array(freeText);

/** What a layer came to. Sizes in bytes, times in ms. */
export const layerNumbers = v.object({
  /** Files, folders and links that are new or other than before. */
  entries: amount,
  /** Their content, unpacked. */
  contentBytes: amount,
  /** As it is stored; absent where the store does not say. */
  bytes: v.optional(amount),
  /** Of a layer that was put in place: fetching, and putting in place. Of one that was made: packing, and saving. */
  transferMs: amount,
  placeMs: amount,
});

/** Why the part that works as root could not begin, or ended without an answer. */
const notDone = [
  v.object({ kind: v.literal('no-root') }),
  v.object({ kind: v.literal('not-here'), missing: v.picklist(['linux', 'proc']) }),
  v.object({ kind: v.literal('needs-program'), program: structure }),
  v.object({ kind: v.literal('busy') }),
  v.object({ kind: v.literal('failed'), said: freeText }),
] as const;

/** Why a layer was not put in place, and the setup's command had to run. */
export const layerNotRestored = v.variant('kind', [
  ...notDone,
  /** The store has it, or may, and could not give it. */
  v.object({ kind: v.literal('store'), because: restoreFault }),
  /** It would change something that no layer may. */
  v.object({
    kind: v.literal('forbidden'),
    path: freeText,
    because: v.picklist(['outside-roots', 'credential', 'excluded', 'mode']),
  }),
  /** Files are not as they were where it was made: the first of them. */
  v.object({ kind: v.literal('other-machine'), paths }),
  v.object({ kind: v.literal('other-file-system'), path: freeText }),
  v.object({ kind: v.literal('no-space'), neededBytes: amount, freeBytes: amount }),
  /** A folder was exchanged while it was put in place. */
  v.object({ kind: v.literal('swapped'), path: freeText }),
  /** It could not be taken back at these paths. */
  v.object({ kind: v.literal('unsettled'), paths }),
  /** It is in place, and these tools do not answer. */
  v.object({ kind: v.literal('silent'), tools: v.array(structure) }),
]);

/** Why what a setup made of the machine is not kept. */
export const layerNotKept = v.variant('kind', [
  ...notDone,
  v.object({ kind: v.literal('unknown-machine') }),
  v.object({ kind: v.literal('clock-stepped'), byMs: v.number() }),
  v.object({ kind: v.literal('changed-meanwhile'), path: freeText }),
  /** It changed these, too, where no layer reaches: another machine would lack them. */
  v.object({ kind: v.literal('outside'), paths }),
  v.object({ kind: v.literal('too-large'), bytes: amount, maxBytes: amount }),
  v.object({ kind: v.literal('store'), because: saveFault }),
]);

/** Notices about layers. */
export const layerNotice = v.variant('kind', [
  v.object({ kind: v.literal('layer-not-restored'), stage: structure, because: layerNotRestored }),
  v.object({ kind: v.literal('layer-not-kept'), stage: structure, because: layerNotKept }),
  /** Changed by the setup, and in no layer, because a layer holds no secrets. */
  v.object({ kind: v.literal('layer-without'), stage: structure, paths }),
]);

export type LayerNumbers = Readonly<v.InferOutput<typeof layerNumbers>>;
export type LayerNotRestored = Readonly<v.InferOutput<typeof layerNotRestored>>;
export type LayerNotKept = Readonly<v.InferOutput<typeof layerNotKept>>;
export type LayerNotice = Readonly<v.InferOutput<typeof layerNotice>>;
