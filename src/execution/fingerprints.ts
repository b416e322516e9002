/** What decides a stage's result, gathered from the machine: its fingerprint. */
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import type { CollectedFile } from '../caching/files.ts';
import { planCaches } from '../caching/presets.ts';
import {
  type FingerprintParts,
  fingerprintOf,
  hashEnvironment,
  type NeedState,
} from '../pipeline/fingerprint.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { FileStates } from './file-states.ts';
import { matchFiles } from './files.ts';
import { matcherOf } from './patterns.ts';
import { hollowFolders, standingAt } from './reuse/standing.ts';
import { modelOf, stageEnvironment, type Variables } from './stage-environment.ts';
import { type StatSignature, signatureAt } from './stat-signature.ts';
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

/** A fingerprint as it is at one moment, with what tells whether it was so all the time since. */
export interface Reading {
  readonly stage: StageFingerprint;
  /** Signatures of all files that it was made from, by path. */
  readonly seen: ReadonlyMap<string, StatSignature>;
}

/** Fingerprints of a run's stages, from the files as they are when asked. */
export interface Fingerprints {
  /** To be asked when the stages that it needs are over. */
  read(stage: Stage): Promise<Reading>;
  /**
   * The fingerprint that a stage turned out to have, which stands for what it made where it made
   * nothing; none where its inputs changed while it ran.
   */
  settle(stageId: string, fingerprint: string | undefined): void;
}

/** Fingerprints of the stages of a run. */
export function createFingerprints(sources: FingerprintSources): Fingerprints {
  const { pipeline, root, states } = sources;
  const stageOf = new Map(pipeline.stages.map(stage => [stage.id, stage]));
  const settled = new Map<string, string | undefined>();

  async function read(stage: Stage): Promise<Reading> {
    const seen = new Map<string, StatSignature>();
    const own = await gather(stage, seen).catch(error => unknown((error as Error).message));
    return { stage: own, seen };
  }

  async function gather(stage: Stage, seen: Map<string, StatSignature>): Promise<StageFingerprint> {
    const paths = await inputPaths(root, stage, pipeline);
    signInto(seen, paths);
    const inputs = await states.collect(paths);
    if (inputs.kind === 'unreadable') return unknown(inputs.reason);
    const needs: NeedState[] = [];
    for (const id of stage.needs) {
      const need = stageOf.get(id);
      if (need === undefined) continue;
      const state = await stateOf(need, seen);
      if (state === undefined) return unknown(`what ${id} made could not be read`);
      needs.push(state);
    }
    const parts: FingerprintParts = {
      ...(await ownParts(stage, sources)),
      inputs: inputs.files,
      needs,
    };
    return { kind: 'known', fingerprint: fingerprintOf(parts), parts, inputs: inputs.files };
  }

  /** What a needed stage made, as far as it counts; how it came about where it made nothing. */
  async function stateOf(
    need: Stage,
    seen: Map<string, StatSignature>,
  ): Promise<NeedState | undefined> {
    const { id: stage } = need;
    const counts = countingFilter(need);
    if (counts === undefined) {
      if (settled.has(stage)) return fingerprintState(stage, settled.get(stage));
      const own = await gather(need, seen);
      return fingerprintState(stage, own.kind === 'known' ? own.fingerprint : undefined);
    }
    const standing = await standingAt(root, need.outputs);
    const outputs = [...standing.files.keys()].filter(counts);
    signInto(seen, outputs);
    const collected = await states.collect(outputs);
    if (collected.kind === 'unreadable') return undefined;
    const folders = hollowFolders(standing, need.outputs)
      .filter(counts)
      .map(path => ({ kind: 'folder', path }) as const);
    return { stage, kind: 'outputs', files: [...collected.files, ...folders] };
  }

  function signInto(seen: Map<string, StatSignature>, paths: readonly string[]): void {
    for (const path of paths) {
      const signature = signatureAt(join(root, path));
      if (signature !== undefined) seen.set(path, signature);
    }
  }

  return { read, settle: (id, fingerprint) => void settled.set(id, fingerprint) };
}

function fingerprintState(stage: string, fingerprint: string | undefined): NeedState | undefined {
  return fingerprint === undefined ? undefined : { stage, kind: 'fingerprint', fingerprint };
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
 * itself and its caches write there, and outputs that do not count: those are left out, unless the
 * stage names them.
 */
export async function inputPaths(
  root: string,
  stage: Stage,
  pipeline: Pipeline,
): Promise<readonly string[]> {
  const isInput = inputFilter(stage, pipeline);
  return (await matchFiles(root, stage.inputs)).filter(isInput);
}

/** Whether a file that a stage's patterns match is one of its inputs. */
export function inputFilter(stage: Stage, { caches, stages }: Pipeline): (path: string) => boolean {
  const named = new Set(stage.inputs);
  const own = planCaches(caches, stages).filter(({ name }) => stage.caches.includes(name));
  const isLeftOut = matcherOf([
    ...declaredOutputs(stage),
    ...own.flatMap(({ paths }) => paths),
    ...stages.flatMap(({ unstable }) => unstable),
  ]);
  return path => named.has(path) || !isLeftOut(path);
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
