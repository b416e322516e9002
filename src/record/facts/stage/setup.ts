/** What became of a setup, as facts. */
import * as v from 'valibot';
import { layerNumbers } from '../layer.ts';

/** How what a setup is for came to be on the machine. */
export const setupOutcome = v.variant('kind', [
  /** By its command, as far as that ran. */
  v.object({
    kind: v.literal('command'),
    /** What it changed on the machine, where that was stored. */
    layer: v.optional(layerNumbers),
  }),
  /** It was there before. */
  v.object({ kind: v.literal('found') }),
  /** The cache of its name had it. */
  v.object({ kind: v.literal('kept') }),
  /** A machine in the same state had it, and what its command had changed there was put in place. */
  v.object({ kind: v.literal('layer'), layer: layerNumbers }),
]);

/** Why a setup does not run in the terminal without being asked for. */
export const HELD = ['root-rights', 'nothing-to-look-for'] as const;

export type SetupOutcome = v.InferOutput<typeof setupOutcome>;
export type Held = (typeof HELD)[number];
