/** A checked definition → the pipeline that every other room sees, complete with defaults. */
import { hash } from 'node:crypto';
import { normalForm } from '../pipeline/patterns/patterns.ts';
import type { CacheDefinition, Pipeline, Requirement, Stage } from '../pipeline/types.ts';
import { DEFAULT_MARKS, usualTimeOf } from '../pipeline/usual-time.ts';
import { evidenceOf } from './schema/evidence.ts';
import type { CacheEntry, Definition, SetupDefinition, StageDefinition } from './schema/schema.ts';
import { ageMs } from './schema/setup.ts';
import { asList, durationMs } from './schema/values.ts';

const PYTHON_MODULE = 'python:';

/** Ids of setups and stages in the order of the file, which an object does not keep for ids like `10`. */
export interface WrittenOrder {
  readonly setups: readonly string[];
  readonly stages: readonly string[];
}

/** The pipeline that a definition means. */
export function toPipeline(definition: Definition, order: WrittenOrder): Pipeline {
  const { bottleneck } = definition;
  const setups = entriesOf(definition.setup, order.setups);
  const caches = [
    ...setups.flatMap(([id, setup]) => cacheOfSetup(id, setup)),
    ...Object.entries(definition.caches ?? {}).map(([name, cache]) => toCache(name, cache)),
  ];
  const stages = entriesOf(definition.stages, order.stages);
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
    stages: [
      ...setups.map(([id, setup], at) => toSetup(id, setup, setups.slice(0, at), definition.env)),
      ...stages.map(([id, stage]) => {
        const needs = [...setupsFor(stage, setups), ...asList(stage.needs)];
        return toStage(id, { ...stage, needs }, definition.env, caches);
      }),
    ],
  };
}

/** A setup as it is written, with its id. */
type WrittenSetup = readonly [id: string, setup: SetupDefinition];

/**
 * The setups that a stage waits for: those that change the machine, and of those that make folders the ones that it
 * names; all, where it names none.
 */
function setupsFor({ needs }: StageDefinition, setups: readonly WrittenSetup[]): readonly string[] {
  const named = new Set(asList(needs));
  const namesAny = setups.some(([id]) => named.has(id));
  return setups
    .filter(([id, setup]) => !namesAny || named.has(id) || changesMachine(setup))
    .map(([id]) => id);
}

/** Nothing below the root is kept of it: what it makes is elsewhere on the machine. */
function changesMachine({ keep }: SetupDefinition): boolean {
  return asList(keep).length === 0;
}

/** Setups that change the machine follow one another: package managers lock, and each is kept by itself. */
function toSetup(
  id: string,
  setup: SetupDefinition,
  before: readonly WrittenSetup[],
  common: Definition['env'],
): Stage {
  const machine = before.filter(([, one]) => changesMachine(one)).map(([other]) => other);
  const needs = [...(changesMachine(setup) ? machine : []), ...asList(setup.needs)];
  const { name, run, inputs, env, shell, keep } = setup;
  const stage = toStage(
    id,
    {
      run,
      needs,
      ...given('name', name),
      ...given('inputs', inputs),
      ...given('env', env),
      ...given('shell', shell),
      ...given('working-directory', setup['working-directory']),
      ...given('timeout-minutes', setup['timeout-minutes']),
      ...(!changesMachine(setup) && { caches: id }),
      // Whether it is needed is decided in another way than by a stored result; run again, it would do nothing.
      'if-changed': false,
      confirm: 'off',
    },
    common,
    [],
  );
  return {
    ...stage,
    setup: {
      provides: distinct(setup.provides).map(toRequirement),
      keep: patterns(keep),
      ...given('renewMs', setup.renew === undefined ? undefined : ageMs(setup.renew)),
      documentation: setup.documentation ?? false,
    },
  };
}

/** The cache of a setup's name, where it keeps anything: its key is what decides what the setup makes. */
function cacheOfSetup(id: string, setup: SetupDefinition): readonly CacheDefinition[] {
  if (changesMachine(setup)) return [];
  const { run, shell, env, provides, keep, inputs, renew } = setup;
  const decides = [run, shell ?? null, setup['working-directory'] ?? '.', env ?? {}];
  const key = hash('sha256', JSON.stringify([...decides, distinct(provides)])).slice(0, 16);
  const written = { paths: asList(keep).slice(), inputs: asList(inputs).slice(), key };
  const renewMs = given('renewMs', renew === undefined ? undefined : ageMs(renew));
  return [{ ...toCache(id, written), ofSetup: renewMs }];
}

function entriesOf<T>(
  written: Readonly<Record<string, T>> | undefined,
  ids: readonly string[],
): readonly (readonly [string, T])[] {
  return ids.flatMap(id => {
    const entry = written?.[id];
    return entry === undefined ? [] : [[id, entry] as const];
  });
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
