/** Stages that are setups. */
import type { Setup, Stage } from '../../pipeline/types.ts';

/** A stage that is a setup. */
export type SetupStage = Stage & { readonly setup: Setup };

/** Whether a stage is a setup. */
export function isSetup(stage: Stage): stage is SetupStage {
  return stage.setup !== undefined;
}

/** Whether it changes the machine: nothing below the root is kept of it. */
export function changesMachine({ setup }: Pick<Stage, 'setup'>): boolean {
  return setup !== undefined && setup.keep.length === 0;
}
