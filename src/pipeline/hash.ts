/** Hashes that say whether two definitions ask for the same work. */
import { createHash } from 'node:crypto';
import type { Pipeline, Stage } from './types.ts';

/**
 * What the definition says of a stage's work, without its inputs: a stage keeps its history while
 * this is the same. Names, budgets, tags and the like do not count.
 */
export function definitionHash(stage: Stage): string {
  return shortHash([
    stage.run,
    stage.shell ?? null,
    stage.workingDirectory,
    Object.entries(stage.env).sort(byCodeUnits),
    [...stage.caches].sort(),
    Object.entries(stage.models ?? {}).sort(byCodeUnits),
  ]);
}

/** Changes when a stage, a need or a stage's work does. */
export function pipelineFingerprint(pipeline: Pipeline): string {
  return shortHash(
    pipeline.stages.map(stage => [
      stage.id,
      [...stage.needs].sort(),
      definitionHash(stage),
      stage.optional,
      stage.weight,
    ]),
  );
}

function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function byCodeUnits(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : Number(a[0] > b[0]);
}
