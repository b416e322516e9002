/** A checked definition → the pipeline that every other room sees, complete with defaults. */
import { normalForm } from '../pipeline/patterns/patterns.ts';
import type { CacheDefinition, Pipeline, Requirement, Stage } from '../pipeline/types.ts';
import { DEFAULT_MARKS, usualTimeOf } from '../pipeline/usual-time.ts';
import { evidenceOf } from './schema/evidence.ts';
import type { CacheEntry, Definition, StageDefinition } from './schema/schema.ts';
import { asList, durationMs } from './schema/values.ts';

const PYTHON_MODULE = 'python:';

/**
 * The pipeline that a definition means. `stageIds` are its stages in the order of the file, which an
 * object does not keep for ids like `10`.
 */
export function toPipeline(definition: Definition, stageIds: readonly string[]): Pipeline {
  const { bottleneck, stages } = definition;
  const caches = Object.entries(definition.caches ?? {}).map(([name, cache]) =>
    toCache(name, cache),
  );
  return {
    id: definition.name ?? 'pipeline',
    concurrency: definition.concurrency ?? 'auto',
    bottleneck: {
      overMs: bottleneck?.over === undefined ? DEFAULT_MARKS.overMs : durationMs(bottleneck.over),
      overShare: bottleneck?.share === undefined ? DEFAULT_MARKS.overShare : bottleneck.share / 100,
    },
    comment: definition.comment ?? 'auto',
    failOn: definition['fail-on'] ?? 'never',
    ...given('confirm', definition.confirm),
    confirmBudgetMs: durationMs(definition['confirm-budget'] ?? '5m'),
    caches,
    stages: stageIds.flatMap(id => {
      const stage = stages[id];
      return stage === undefined ? [] : [toStage(id, stage, definition.env, caches)];
    }),
  };
}

function toStage(
  id: string,
  stage: StageDefinition,
  common: Definition['env'],
  caches: readonly CacheDefinition[],
): Stage {
  const uses = {
    requires: distinct(stage.requires).map(toRequirement),
    caches: distinct(stage.caches),
  };
  return {
    id,
    name: stage.name ?? id,
    run: stage.run,
    ...given('shell', stage.shell),
    workingDirectory: stage['working-directory'] ?? '.',
    needs: distinct(stage.needs),
    env: toEnv({ ...common, ...stage.env }),
    ...uses,
    inputs: patterns(stage.inputs),
    outputs: patterns(stage.outputs),
    unstable: patterns(stage.unstable),
    evidence: evidenceOf(stage).map(({ key, file }) => ({ source: key, file: normalForm(file) })),
    optional: stage['continue-on-error'] ?? false,
    ...given('skipExitCode', stage['skip-exit-code']),
    ...given('timeoutMs', milliseconds(stage['timeout-minutes'])),
    retries: stage.retries ?? 0,
    weight: stage.weight ?? 1,
    ...(stage.budget === undefined
      ? given('usual', usualTimeOf(uses, caches))
      : { budgetMs: durationMs(stage.budget) }),
    ...given('confirm', stage.confirm),
    tags: distinct(stage.tags),
    reuse: stage['if-changed'] ?? true,
    ...given('was', stage.was),
    ...given('models', stage.models),
    ...given('acknowledge', stage.acknowledge),
  };
}

function toCache(name: string, cache: CacheEntry): CacheDefinition {
  return {
    name,
    ...given('preset', cache.preset),
    paths: patterns(cache.paths),
    inputs: patterns(cache.inputs),
    ...given('key', cache.key),
    restoreKeys: distinct(cache['restore-keys']),
    proxy: cache.proxy ?? false,
    ...given('ignore', cache.ignore === undefined ? undefined : distinct(cache.ignore)),
    ...given('prices', cache.prices),
    ...given('ollama', ollamaCommand(cache.ollama)),
  };
}

function ollamaCommand(written: CacheEntry['ollama']): readonly string[] | undefined {
  if (written === true) return ['ollama', 'serve'];
  return written === false ? undefined : written;
}

function toRequirement(written: string): Requirement {
  return written.startsWith(PYTHON_MODULE)
    ? { kind: 'python-module', name: written.slice(PYTHON_MODULE.length) }
    : { kind: 'executable', name: written };
}

function toEnv(env: NonNullable<Definition['env']>): Stage['env'] {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
}

function milliseconds(minutes: number | undefined): number | undefined {
  // A timer takes whole milliseconds, and the shortest timeout is still one.
  return minutes === undefined ? undefined : Math.max(1, Math.round(minutes * 60_000));
}

function distinct(written: string | readonly string[] | undefined): readonly string[] {
  return [...new Set(asList(written))];
}

/** In the form in which they are compared and looked up. */
function patterns(written: string | readonly string[] | undefined): readonly string[] {
  return [...new Set(asList(written).map(normalForm))];
}

/** The property when it has a value: what is optional is absent rather than undefined. */
function given<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };
}
