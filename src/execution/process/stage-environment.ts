/** The environment a stage's command gets: the engine's own without what a stage must not have. */
import { MODEL_VARIABLE, modelFor } from '../../pipeline/models.ts';
import type { Stage } from '../../pipeline/types.ts';
import { type Variables, withoutWithheld } from '../../pipeline/variables.ts';
import { MARKER } from './run-mark.ts';

export { type Variables, withoutWithheld };

/** The model that a stage is told to use; none where its definition leaves that to others. */
export function modelOf(stage: Pick<Stage, 'models'>, own: Variables): string | undefined {
  return modelFor(stage, own.GITHUB_ACTIONS === 'true' ? own.GITHUB_EVENT_NAME : undefined);
}

/**
 * What the stage's command finds in its environment. A variable that the stage names with `null` is
 * passed on even where it would be withheld.
 */
export function stageEnvironment(
  stage: Pick<Stage, 'env' | 'models'>,
  own: Variables,
  extra: { readonly marker: string; readonly sourceDateEpoch?: string | undefined },
): Record<string, string> {
  const environment: Record<string, string> = { PYTHONUNBUFFERED: '1' };
  if (extra.sourceDateEpoch !== undefined) {
    environment.SOURCE_DATE_EPOCH = extra.sourceDateEpoch;
    // Without it pdfTeX and XeTeX go by the clock for `\today`, and by the commit for the rest.
    environment.FORCE_SOURCE_DATE = '1';
  }
  Object.assign(environment, withoutWithheld(own));
  const model = modelOf(stage, own);
  if (model !== undefined) environment[MODEL_VARIABLE] = model;
  for (const [name, value] of Object.entries(stage.env)) {
    const passed = value ?? own[name];
    if (passed !== undefined) environment[name] = passed;
  }
  environment[MARKER] = extra.marker;
  return environment;
}
