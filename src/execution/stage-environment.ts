/** The environment a stage's command gets: the engine's own without what a stage must not have. */
import { MODEL_VARIABLE, modelFor } from '../pipeline/models.ts';
import type { Stage } from '../pipeline/types.ts';
import { MARKER } from './process-tree.ts';

/** An environment; `undefined` stands for a variable that is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The runner's tokens, the Action's inputs and state, and the files by which a step commands the runner. */
const WITHHELD = [
  /^ACTIONS_/,
  /^INPUT_/,
  /^STATE_/,
  /^GITHUB_TOKEN$/,
  /^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/,
];

/** The model that a stage is told to use; none where its definition leaves that to others. */
export function modelOf(stage: Pick<Stage, 'models'>, own: Variables): string | undefined {
  return modelFor(stage, own.GITHUB_ACTIONS === 'true' ? own.GITHUB_EVENT_NAME : undefined);
}

/** The engine's own environment without what no stage gets unasked. */
export function withoutWithheld(own: Variables): Record<string, string> {
  const kept = Object.entries(own).flatMap(([name, value]) =>
    value === undefined || WITHHELD.some(pattern => pattern.test(name)) ? [] : [[name, value]],
  );
  return Object.fromEntries(kept);
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
