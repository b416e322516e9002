/** What decides a stage's result, gathered from the machine: its fingerprint. */
import { arch, platform } from 'node:os';
import type { CollectedFile } from '../caching/files.ts';
import { isWithin } from '../caching/paths.ts';
import { planCaches } from '../caching/presets.ts';
import {
  type FingerprintParts,
  fingerprintOf,
  hashEnvironment,
  type NeedState,
} from '../pipeline/fingerprint.ts';
import { namedIn } from '../pipeline/patterns.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { FileStates } from './file-states.ts';
import { matchFiles } from './files.ts';
import { withoutIgnored } from './git-ignored.ts';
import { matcherOf } from './patterns.ts';
import { modelOf, stageEnvironment, type Variables } from './stage-environment.ts';
import { type ToolVersions, writtenRequirement } from './tool-versions.ts';

/** A fingerprint with what it was made from, or why there is none. */
export type StageFingerprint =
  | {
      readonly kind: 'known';
      readonly fingerprint: string;
      readonly parts: FingerprintParts;
      readonly inputs: readonly CollectedFile[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where fingerprints are gathered. */
export interface FingerprintSources {
  readonly pipeline: Pipeline;
  readonly root: string;
  readonly environment: Variables;
  readonly states: FileStates;
  readonly tools: ToolVersions;
}

/** Fingerprints of a run's stages; each is gathered once, when it is first asked for. */
export interface Fingerprints {
  /** To be asked for when the stages that it needs are over, and before it runs itself. */
  of(stage: Stage): Promise<StageFingerprint>;
}

/** Fingerprints of the stages of a run. */
export function createFingerprints(sources: FingerprintSources): Fingerprints {
  const { pipeline, root, states } = sources;
  const stageOf = new Map(pipeline.stages.map(stage => [stage.id, stage]));
  const gathered = new Map<string, Promise<StageFingerprint>>();
  const needs = new Map<string, Promise<NeedState | undefined>>();

  function of(stage: Stage): Promise<StageFingerprint> {
    return once(gathered, stage.id, () =>
      gather(stage).catch(error => unknown((error as Error).message)),
    );
  }

  async function gather(stage: Stage): Promise<StageFingerprint> {
    const inputs = await states.collect(await inputPaths(root, stage, pipeline, states));
    if (inputs.kind === 'unreadable') return unknown(inputs.reason);
    const needStates = await Promise.all(stage.needs.map(id => once(needs, id, () => stateOf(id))));
    const lacking = stage.needs[needStates.indexOf(undefined)];
    if (lacking !== undefined) return unknown(`what ${lacking} made could not be read`);
    const parts: FingerprintParts = {
      ...(await ownParts(stage, sources)),
      inputs: inputs.files,
      needs: needStates.flatMap(state => state ?? []),
    };
    return { kind: 'known', fingerprint: fingerprintOf(parts), parts, inputs: inputs.files };
  }

  /** What a needed stage made, as far as it counts; how it came about where it made nothing. */
  async function stateOf(id: string): Promise<NeedState | undefined> {
    const stage = stageOf.get(id);
    if (stage === undefined) return undefined;
    const counts = countingFilter(stage);
    if (counts === undefined) {
      const own = await of(stage);
      return own.kind === 'known'
        ? { stage: id, kind: 'fingerprint', fingerprint: own.fingerprint }
        : undefined;
    }
    const outputs = (await matchFiles(root, stage.outputs)).filter(counts);
    const collected = await states.collect(outputs);
    return collected.kind === 'collected'
      ? { stage: id, kind: 'outputs', files: collected.files }
      : undefined;
  }

  return { of };
}

/** The parts that the files and the needed stages have no part in. */
export async function ownParts(
  stage: Stage,
  { environment, tools }: Pick<FingerprintSources, 'environment' | 'tools'>,
): Promise<Omit<FingerprintParts, 'inputs' | 'needs'>> {
  const variables = stageEnvironment(stage, environment, { marker: '' });
  const model = modelOf(stage, environment);
  const versions = await Promise.all(
    stage.requires.map(
      async (requirement): Promise<[string, string]> => [
        writtenRequirement(requirement),
        await tools.of(requirement, variables, stage.workingDirectory),
      ],
    ),
  );
  return {
    command: stage.run,
    shell: stage.shell ?? null,
    workingDirectory: stage.workingDirectory,
    platform: `${platform()}-${arch()}`,
    outputs: declaredOutputs(stage),
    environment: hashEnvironment(
      Object.fromEntries(Object.keys(stage.env).map(name => [name, variables[name]])),
    ),
    tools: Object.fromEntries(versions),
    models: model === undefined ? {} : { 'this event': model },
  };
}

/** Patterns of what a stage leaves behind: its outputs, and its evidence. */
export function declaredOutputs({ outputs, evidence }: Stage): readonly string[] {
  return [...outputs, ...Object.values(evidence)];
}

/**
 * The files that are a stage's inputs. A pattern like `manuscript/**` also matches what the stage
 * itself and its caches write there, outputs that do not count, and what git ignores: those are left
 * out, unless the stage names them.
 */
export async function inputPaths(
  root: string,
  stage: Stage,
  pipeline: Pipeline,
  states: FileStates,
): Promise<readonly string[]> {
  if (stage.inputs.length === 0) return [];
  void states.git();
  return inputsAmong(await matchFiles(root, stage.inputs), stage, pipeline, states);
}

/** Those of the paths that are a stage's inputs, of which its patterns match all. */
export async function inputsAmong(
  paths: readonly string[],
  stage: Stage,
  pipeline: Pipeline,
  states: FileStates,
): Promise<readonly string[]> {
  return withoutIgnored(paths.filter(inputFilter(stage, pipeline)), {
    patterns: stage.inputs,
    isMade: madeFilter(pipeline),
    git: await states.git(),
  });
}

/** Whether a stage of the pipeline declares to make a file. */
export function madeFilter({ stages }: Pick<Pipeline, 'stages'>): (path: string) => boolean {
  const makers = stages.map(stage => matcherOf(declaredOutputs(stage)));
  return path => makers.some(makes => makes(path));
}

/** Whether a file that a stage's patterns match is one of its inputs, whatever git says of it. */
export function inputFilter(stage: Stage, { caches, stages }: Pipeline): (path: string) => boolean {
  const { files: named } = namedIn(stage.inputs);
  const own = planCaches(caches, stages).filter(({ name }) => stage.caches.includes(name));
  const cached = new Set(own.flatMap(({ paths }) => paths));
  const isMade = matcherOf(declaredOutputs(stage));
  const isUnstable = stages.map(({ unstable }) => matcherOf(unstable));
  return path =>
    named.has(path) ||
    !(isMade(path) || isWithin(path, cached) || isUnstable.some(matches => matches(path)));
}

/**
 * Which of a stage's outputs count for the stages that need it; nothing where none can, so that its
 * fingerprint has to stand for what it made.
 */
export function countingFilter({
  outputs,
  unstable,
}: Stage): ((path: string) => boolean) | undefined {
  const stable = outputs.filter(pattern => !unstable.includes(pattern));
  if (stable.length === 0) return undefined;
  const [isStable, isUnstable] = [matcherOf(stable), matcherOf(unstable)];
  return path => isStable(path) && !isUnstable(path);
}

function unknown(reason: string): StageFingerprint {
  return { kind: 'unknown', reason };
}

function once<T>(memo: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const made = make();
  memo.set(key, made);
  return made;
}
