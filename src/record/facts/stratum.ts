/** What the runs of a baseline have in common with the run that is judged. */
import * as v from 'valibot';
import { structure } from './free-text.ts';
import { said } from './said.ts';
import { cacheTemperature } from './states.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const machine = { os: structure, arch: structure, cpus: count };

/** The circumstances that all runs of a baseline share. */
export const stratum = v.variant('kind', [
  v.object({
    kind: v.literal('stage'),
    ...machine,
    /** Absent where it is not known, or is one of `mixed`. */
    cpuModel: v.optional(structure),
    slots: count,
    /** Ids of the stages that ran at the same time; none where the stage ran alone. */
    beside: v.array(structure),
    cacheState: cacheTemperature,
    /**
     * What these runs do not have in common: their CPU models or slots are several, or other stages ran
     * beside the stage in each, so that `beside` names none.
     */
    mixed: v.optional(v.array(v.picklist(['cpu-model', 'slots', 'beside']))),
  }),
  /** Of the whole run: the machine, and that the same stages were executed. */
  v.object({ kind: v.literal('run'), ...machine }),
  said,
]);

export type BaselineStratum = v.InferOutput<typeof stratum>;
