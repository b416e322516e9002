/** Which stages of a pipeline a run executes: `--only` and `--skip`. */
import { withNeeds } from './graph.ts';
import type { Pipeline } from './types.ts';

/** What the user asked for: stage ids or tags; empty means no restriction. */
export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Why the user's choice leaves a stage out: `--only` names others, or `--skip` names it. */
export const LEFT_OUT = ['only', 'skip'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

/** Why each stage that does not run was left out, or the names that fit neither a stage nor a tag. */
export type SelectionResult =
  | { readonly kind: 'selected'; readonly leftOut: ReadonlyMap<string, LeftOut> }
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/**
 * `only` keeps the named stages with all they need; `skip` leaves the named stages out, and what
 * needs them is then skipped by the scheduler. A stage named by both is skipped.
 */
export function selectStages(pipeline: Pipeline, selection: Selection): SelectionResult {
  const names = [...selection.only, ...selection.skip];
  const unknown = names.filter(name => idsNamed(pipeline, name).length === 0);
  if (unknown.length > 0) return { kind: 'unknown', names: unknown };

  const leftOut = new Map<string, LeftOut>();
  if (selection.only.length > 0) {
    const wanted = selection.only.flatMap(name => idsNamed(pipeline, name));
    const kept = withNeeds(pipeline.stages, wanted);
    for (const { id } of pipeline.stages) if (!kept.has(id)) leftOut.set(id, 'only');
  }
  for (const id of selection.skip.flatMap(name => idsNamed(pipeline, name))) {
    leftOut.set(id, 'skip');
  }
  return { kind: 'selected', leftOut };
}

function idsNamed(pipeline: Pipeline, name: string): readonly string[] {
  const byId = pipeline.stages.filter(stage => stage.id === name);
  const found = byId.length > 0 ? byId : pipeline.stages.filter(stage => stage.tags.includes(name));
  return found.map(stage => stage.id);
}
