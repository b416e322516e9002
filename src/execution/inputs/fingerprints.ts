/** What decides a stage's result, gathered from the machine: its fingerprint. */
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { isWithin, parentsOf } from '../../caching/files/paths.ts';
import { planCaches } from '../../caching/presets.ts';
import {
  type FingerprintParts,
  fingerprintOf,
  hashEnvironment,
  type NeedState,
} from '../../pipeline/fingerprint.ts';
import { namedIn } from '../../pipeline/patterns/patterns.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { UnreadPart } from '../../record/facts/unreadable-file.ts';
import { takeTurns } from '../../util/turns.ts';
import type { FileStates } from '../files/file-states.ts';
import { withoutIgnored } from '../files/git-ignored.ts';
import { matchFiles } from '../files/match-files.ts';
import { matcherOf } from '../files/patterns.ts';
import { hollowFolders, standingAt } from '../files/standing.ts';
import {
  type FolderStamp,
  folderStampAt,
  isMoved,
  type StatSignature,
  signatureAt,
} from '../files/stat-signature.ts';
import { modelOf, stageEnvironment, type Variables } from '../process/stage-environment.ts';
import { type ToolVersions, writtenRequirement } from './tool-versions.ts';

/** A fingerprint with what it was made from, or why there is none. */
export type StageFingerprint =
  | {
      readonly kind: 'known';
      readonly fingerprint: string;
      readonly parts: FingerprintParts;
    }
  | { readonly kind: 'unknown'; readonly because: UnreadPart };

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
  /** Signatures of all files that it was made from, by path, and of the folders above them. */
  readonly seen: Seen;
}

/** What was looked at, without its content. */
export interface Seen {
  readonly files: ReadonlyMap<string, StatSignature>;
  readonly folders: ReadonlyMap<string, FolderStamp>;
}

/** Paths that were touched between two looks, or are among what was looked at only in one of them. */
export function touchedBetween(before: Seen, after: Seen): string[] {
  const paths = new Set([...before.files.keys(), ...after.files.keys()]);
  const files = [...paths].filter(path => before.files.get(path) !== after.files.get(path));
  const folders = [...before.folders.keys()].filter(
    path => after.folders.has(path) && isMoved(before.folders.get(path), after.folders.get(path)),
  );
  return [...files, ...folders].sort();
}

/** Fingerprints of a run's stages, from the files as they are when asked. */
export interface Fingerprints {
  /**
   * To be asked when the stages that it needs are over. `own` is what the stage itself has put below
   * the outputs of these.
   */
  read(stage: Stage, own?: ReadonlySet<string>): Promise<Reading>;
  /**
   * The fingerprint that a stage turned out to have, which stands for what it made where it made
   * nothing; none where its inputs changed while it ran.
   */
  settle(stageId: string, fingerprint: string | undefined): void;
}

/** Fingerprints of the stages of a run. */
export function createFingerprints(sources: FingerprintSources): Fingerprints {
  return new StageFingerprints(sources);
}

class StageFingerprints implements Fingerprints {
  readonly #sources: FingerprintSources;
  readonly #stageOf: ReadonlyMap<string, Stage>;
  readonly #settled = new Map<string, string | undefined>();

  constructor(sources: FingerprintSources) {
    this.#sources = sources;
    this.#stageOf = new Map(sources.pipeline.stages.map(stage => [stage.id, stage]));
  }

  async read(stage: Stage, own: ReadonlySet<string> = new Set()): Promise<Reading> {
    const files = new Map<string, StatSignature>();
    const found = await this.#gather(stage, files, path => own.has(path)).catch(error =>
      unknown({ kind: 'failed', said: (error as Error).message }),
    );
    const folders = new Map<string, FolderStamp>();
    for (const folder of new Set([...files.keys()].flatMap(parentsOf))) {
      const stamp = folderStampAt(join(this.#sources.root, folder));
      if (stamp !== undefined) folders.set(folder, stamp);
    }
    return { stage: found, seen: { files, folders } };
  }

  settle(stageId: string, fingerprint: string | undefined): void {
    this.#settled.set(stageId, fingerprint);
  }

  async #gather(
    stage: Stage,
    seen: Map<string, StatSignature>,
    isOwn: (path: string) => boolean,
  ): Promise<StageFingerprint> {
    const { pipeline, root, states } = this.#sources;
    const paths = await inputPaths(root, stage, pipeline, states);
    await signInto(seen, root, paths);
    const inputs = await states.collect(paths);
    if (inputs.kind === 'unreadable') {
      return unknown({ kind: 'file', file: inputs.unreadable });
    }
    const needs: NeedState[] = [];
    for (const id of stage.needs) {
      const need = this.#stageOf.get(id);
      if (need === undefined) continue;
      const state = await this.#stateOf(need, seen, isOwn);
      if (state === undefined) return unknown({ kind: 'need', stage: id });
      needs.push(state);
    }
    const parts: FingerprintParts = {
      ...(await ownParts(stage, this.#sources)),
      inputs: inputs.files,
      needs,
    };
    return { kind: 'known', fingerprint: fingerprintOf(parts), parts };
  }

  /** What a needed stage made, as far as it counts; how it came about where it made nothing. */
  async #stateOf(
    need: Stage,
    seen: Map<string, StatSignature>,
    isOwn: (path: string) => boolean,
  ): Promise<NeedState | undefined> {
    const { root, states } = this.#sources;
    const { id: stage } = need;
    const counts = countingFilter(need);
    if (counts === undefined) {
      if (this.#settled.has(stage)) return fingerprintState(stage, this.#settled.get(stage));
      const own = await this.#gather(need, seen, () => false);
      return fingerprintState(stage, own.kind === 'known' ? own.fingerprint : undefined);
    }
    const standing = await standingAt(root, need.outputs);
    const outputs = [...standing.files.keys()].filter(path => counts(path) && !isOwn(path));
    await signInto(seen, root, outputs);
    const collected = await states.collect(outputs);
    if (collected.kind === 'unreadable') return undefined;
    const folders = hollowFolders(standing, need.outputs)
      .filter(path => counts(path) && !isOwn(path))
      .map(path => ({ kind: 'folder', path }) as const);
    return { stage, kind: 'outputs', files: [...collected.files, ...folders] };
  }
}

/** Adds the signatures of files below the root to what was seen. */
async function signInto(
  seen: Map<string, StatSignature>,
  root: string,
  paths: readonly string[],
): Promise<void> {
  const turns = takeTurns();
  for (const path of paths) {
    const signature = signatureAt(join(root, path));
    if (signature !== undefined) seen.set(path, signature);
    if (turns.isOver) await turns.next();
  }
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
        await tools.of(requirement, variables, stage),
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
  return [...outputs, ...evidence.map(({ file }) => file)];
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

function unknown(because: UnreadPart): StageFingerprint {
  return { kind: 'unknown', because };
}
