/** Which of its language models a stage is told to use. */
import type { Stage } from './types.ts';

/** The variable by which a stage is told. */
export const MODEL_VARIABLE = 'LLM_MODEL';

/** The model for a run that this event caused; `undefined` is the terminal, where nothing did. */
export function modelFor(
  { models = {} }: Pick<Stage, 'models'>,
  event: string | undefined,
): string | undefined {
  const own = event !== undefined && Object.hasOwn(models, event) ? models[event] : undefined;
  return own ?? models.default;
}
