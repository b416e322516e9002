/**
 * Stage reuse: what a stage made is kept under its fingerprint, and stands for a run of it where the
 * fingerprint is the same again. Two entries hold a result: a small one that says what there is, so
 * that it can be looked at without unpacking anything, and one with the outputs, whose key is their
 * content, so that results that differ in their causes alone keep their outputs once.
 */
import { hash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FingerprintParts } from '../../pipeline/fingerprint.ts';
import type { ResultMiss } from '../../record/facts/stage/run-cause.ts';
import type { PlaceObstacle, RestoreFault } from '../../record/facts/store-fault.ts';
import { generalFault, NotPlaced, placeObstacleOf, saveFaultOf } from '../files/faults.ts';
import { type Collected, type CollectedFile, collectFiles } from '../files/hash-files.ts';
import { parentsOf } from '../files/paths.ts';
import { createStaging, moveIn } from '../files/staging.ts';
import type { CacheHit, CacheStore, RestoreResult, SaveResult } from '../store.ts';
import { parseResult, type StoredOutput, type StoredResult } from './stage-result.ts';

/** Whose result it is. */
export interface ResultKey {
  readonly stage: string;
  readonly fingerprint: string;
}

export type ResultLookup =
  | {
      readonly kind: 'found';
      readonly result: StoredResult;
      /**
       * Puts the outputs in place below the root, all of them with the content they had, or none;
       * nothing is written where they stand there already, and no folder that holds anything goes.
       */
      restore(root: string): Promise<RestoreResult>;
    }
  | NoResult;

type NoResult = { readonly kind: 'not-found'; readonly because: ResultMiss };

/**
 * Looks for the result of a stage. `isOutput` says which paths the stage declares: a stored result
 * that would write anywhere else is refused.
 */
export async function lookUpResult(
  store: CacheStore,
  key: ResultKey,
  isOutput: (path: string) => boolean,
): Promise<ResultLookup> {
  const newest = await newestResult(store, key.stage, resultPrefix(key));
  if (newest.kind === 'not-found') return newest;
  const { result } = newest;
  if (result.withdrawn) {
    return notFound({ kind: 'withdrawn' });
  }
  if (result.fingerprint !== key.fingerprint) {
    return notFound({ kind: 'other-fingerprint' });
  }
  const stray = result.outputs.find(({ path }) => isProtected(path) || !isOutput(path));
  if (stray !== undefined) {
    return notFound({ kind: 'stray-output', path: stray.path });
  }
  const { outputs } = result;
  const files = outputs.filter(isFile);
  const hit = files.length === 0 ? undefined : await store.get(outputsRequest(files));
  if (hit !== undefined && hit.kind !== 'hit') {
    return notFound({ kind: 'no-outputs', because: hit.because });
  }
  return {
    kind: 'found',
    result,
    restore: root =>
      restoreOutputs(hit, outputs, root).catch(error => notRestored(placeObstacleOf(error))),
  };
}

/**
 * The result that a stage is compared with, to say what changed: the one with this fingerprint, which stood in
 * the folder last, else the newest.
 */
export async function lookUpFormer(
  store: CacheStore,
  stage: string,
  fingerprint: string | undefined,
): Promise<StoredResult | undefined> {
  if (fingerprint !== undefined) {
    const last = await newestResult(store, stage, resultPrefix({ stage, fingerprint }));
    if (last.kind === 'found' && !last.result.withdrawn) return last.result;
  }
  const newest = await newestResult(store, stage, stagePrefix(stage));
  return newest.kind === 'found' ? newest.result : undefined;
}

/** What is known of a stage that passed. */
export interface PassedStage extends ResultKey {
  readonly parts: FingerprintParts;
  readonly durationMs: number;
  /** What its outputs and evidence held when it ended. */
  readonly outputs: readonly StoredOutput[];
  /** What stood where it writes before it ran. */
  readonly given: readonly StoredOutput[];
}

/**
 * Keeps what a stage made. Nobody finds it before `publishResult`. `stillValid` is asked when the content was
 * read: whether the outputs still are what they were when the stage ended.
 */
export async function keepOutputs(
  store: CacheStore,
  root: string,
  outputs: readonly StoredOutput[],
  stillValid: () => boolean,
): Promise<SaveResult> {
  const files = outputs.filter(isFile);
  if (files.length === 0) return { kind: 'already-there' };
  return store.set({ ...outputsRequest(files), root, stillValid });
}

/** From now on the result of a stage whose outputs are kept is found. */
export async function publishResult(
  store: CacheStore,
  { stage, fingerprint, parts, durationMs, outputs, given }: PassedStage,
): Promise<SaveResult> {
  const newest = await newestResult(store, stage, resultPrefix({ stage, fingerprint }));
  if (
    newest.kind === 'found' &&
    newest.result.withdrawn === undefined &&
    isSame(newest.result.outputs, outputs) &&
    areAlike(newest.result.given ?? [], given)
  ) {
    return { kind: 'already-there' };
  }
  return saveResult(store, { schema: 1, stage, fingerprint, durationMs, outputs, given, parts });
}

/** Takes a stored result back: from now on it is not found. */
export async function withdrawResult(store: CacheStore, key: ResultKey): Promise<SaveResult> {
  const newest = await newestResult(store, key.stage, resultPrefix(key));
  if (newest.kind === 'not-found' || newest.result.withdrawn) return { kind: 'already-there' };
  return saveResult(store, { ...newest.result, withdrawn: true });
}

/** Reads what stands at these places as outputs are kept, in the order of their paths. */
export async function collectOutputs(
  root: string,
  files: readonly string[],
  folders: readonly string[],
): Promise<CollectedOutputs> {
  const collected = await collectFiles(root, [...files].sort());
  if (collected.kind === 'unreadable') return collected;
  const empty = [...folders].sort().map((path): StoredOutput => {
    return { kind: 'folder', path, mode: lstatSync(join(root, path)).mode & 0o777 };
  });
  return { kind: 'collected', outputs: [...collected.files, ...empty] };
}

/** Outputs as they are kept, or why they cannot be read. */
export type CollectedOutputs =
  | { readonly kind: 'collected'; readonly outputs: readonly StoredOutput[] }
  | Extract<Collected, { kind: 'unreadable' }>;

function isFile(output: StoredOutput): output is CollectedFile {
  return output.kind !== 'folder';
}

/**
 * What all results of a fingerprint start with. Entries are immutable, but a stage that was run again
 * by force may have made something else, and from then on that is its result: the newest counts.
 */
function resultPrefix({ stage, fingerprint }: ResultKey): string {
  return `${stagePrefix(stage)}${fingerprint}/`;
}

function stagePrefix(stage: string): string {
  return `stage/${stage}/`;
}

/** The one path in the entries that describe results of a stage: a look-up sees no others. */
function resultFile(stage: string): string {
  return `result-${hash('sha256', stage).slice(0, 16)}.json`;
}

async function newestResult(
  store: CacheStore,
  stage: string,
  prefix: string,
): Promise<{ kind: 'found'; result: StoredResult } | NoResult> {
  const file = resultFile(stage);
  const hit = await store.get({ key: prefix, restoreKeys: [prefix], paths: [file] });
  if (hit.kind !== 'hit') return notFound({ kind: 'not-read', because: hit.because });
  const read = await readResult(hit, file);
  if (read.kind === 'unreadable') return notFound({ kind: 'not-read', because: read.because });
  const parsed = parseResult(read.text, stage);
  return parsed.ok ? { kind: 'found', result: parsed.result } : notFound({ kind: 'malformed' });
}

function notFound(because: ResultMiss): NoResult {
  return { kind: 'not-found', because };
}

/** Whether the same stands there, whatever permissions but that to be run it was given. */
export function areAlike(a: readonly StoredOutput[], b: readonly StoredOutput[]): boolean {
  const contents = (things: readonly StoredOutput[]) =>
    JSON.stringify(things.map(contentOf).sort());
  return contents(a) === contents(b);
}

function contentOf(output: StoredOutput): string {
  return output.kind === 'file'
    ? JSON.stringify([output.path, output.executable, output.hash])
    : identity(output);
}

function isSame(a: readonly StoredOutput[], b: readonly StoredOutput[]): boolean {
  return JSON.stringify(a.map(identity)) === JSON.stringify(b.map(identity));
}

function outputsRequest(outputs: readonly CollectedFile[]) {
  return {
    key: `outputs/${hash('sha256', JSON.stringify(outputs.map(identity)))}`,
    restoreKeys: [],
    paths: outputs.map(({ path }) => path),
  };
}

async function readResult(
  hit: CacheHit,
  file: string,
): Promise<{ kind: 'text'; text: string } | { kind: 'unreadable'; because: RestoreFault }> {
  const folder = await mkdtemp(join(tmpdir(), 'stagetime-'));
  try {
    const restored = await hit.restore(folder);
    if (restored.kind === 'not-restored') {
      return { kind: 'unreadable', because: restored.because };
    }
    return { kind: 'text', text: await readFile(join(folder, file), 'utf8') };
  } catch (error) {
    return { kind: 'unreadable', because: generalFault(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function saveResult(store: CacheStore, result: StoredResult): Promise<SaveResult> {
  const root = await mkdtemp(join(tmpdir(), 'stagetime-'));
  const file = resultFile(result.stage);
  try {
    await writeFile(join(root, file), JSON.stringify(result));
    const key = `${resultPrefix(result)}${randomUUID()}`;
    return await store.set({ key, paths: [file], root });
  } catch (error) {
    return { kind: 'not-saved', because: saveFaultOf(error) };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function restoreOutputs(
  hit: CacheHit | undefined,
  outputs: readonly StoredOutput[],
  root: string,
): Promise<RestoreResult> {
  if ((await differenceFrom(outputs, root)) === undefined) return { kind: 'restored' };
  const files = outputs.filter(isFile);
  if (hit !== undefined && (await differenceFrom(files, root)) !== undefined) {
    await using staging = await createStaging(root);
    const restored = await hit.restore(staging.folder);
    if (restored.kind === 'not-restored') return restored;
    const difference = await differenceFrom(files, staging.folder);
    if (difference !== undefined) return notRestored(difference);
    const paths = files.map(({ path }) => path);
    const full = paths.find(path => isFullFolder(join(root, path)));
    if (full !== undefined) return notRestored({ kind: 'full-folder', path: full });
    const obstacle = moveIn(staging, root, paths);
    if (obstacle !== undefined) return notRestored(obstacle);
  }
  for (const output of outputs) if (output.kind === 'folder') makeFolder(root, output);
  const left = await differenceFrom(outputs, root);
  return left === undefined ? { kind: 'restored' } : notRestored(left);
}

function isFullFolder(path: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  return there?.isDirectory() === true && readdirSync(path).length > 0;
}

/** Its owner may always write to it: what cannot be written to cannot be removed either. */
function makeFolder(root: string, { path, mode }: Extract<StoredOutput, { kind: 'folder' }>): void {
  const link = parentsOf(path).find(parent =>
    lstatSync(join(root, parent), { throwIfNoEntry: false })?.isSymbolicLink(),
  );
  if (link !== undefined) throw new NotPlaced({ kind: 'parent-is-link', path: link });
  mkdirSync(join(root, path), { recursive: true, mode: mode | 0o700 });
}

/** In what the places below a root are not what they were. */
async function differenceFrom(
  outputs: readonly StoredOutput[],
  root: string,
): Promise<PlaceObstacle | undefined> {
  const files = outputs.filter(isFile);
  const collected = await collectFiles(
    root,
    files.map(({ path }) => path),
  );
  if (collected.kind === 'unreadable') {
    return { kind: 'unreadable-file', file: collected.unreadable };
  }
  const changed =
    files.find((file, index) => {
      const found = collected.files[index];
      return found === undefined || identity(found) !== identity(file);
    }) ?? outputs.find(output => output.kind === 'folder' && !isFolder(join(root, output.path)));
  return changed && { kind: 'not-as-stored', path: changed.path };
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What has to be equal for two outputs to be the same. */
function identity(output: StoredOutput): string {
  switch (output.kind) {
    case 'file':
      return JSON.stringify([output.path, output.kind, output.mode, output.size, output.hash]);
    case 'link':
      return JSON.stringify([output.path, output.kind, output.target]);
    case 'folder':
      return JSON.stringify([output.path, output.kind]);
  }
}

/** Folders that no result may write to: git's would run code, ours holds the results themselves. */
function isProtected(path: string): boolean {
  // File systems that ignore case see one folder in `.git` and `.GIT`.
  return [...parentsOf(path), path].some(part => /(^|\/)\.(git|stagetime)$/i.test(part));
}

function notRestored(because: RestoreFault): RestoreResult {
  return { kind: 'not-restored', because };
}
