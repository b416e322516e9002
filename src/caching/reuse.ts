/**
 * Stage reuse: what a stage made is kept under its fingerprint, and stands for a run of it where the
 * fingerprint is the same again. Two entries hold a result: a small one that says what there is, so
 * that it can be looked at without unpacking anything, and one with the outputs, whose key is their
 * content, so that results that differ in their causes alone keep their outputs once.
 */
import { hash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FingerprintParts } from '../pipeline/fingerprint.ts';
import { type CollectedFile, collectFiles } from './files.ts';
import { parentsOf } from './paths.ts';
import { parseResult, type StoredResult } from './result.ts';
import { createStaging, moveIn } from './staging.ts';
import type { CacheHit, CacheStore, RestoreResult, SaveResult } from './store.ts';

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
       * nothing is written where they stand there already.
       */
      restore(root: string): Promise<RestoreResult>;
    }
  | { readonly kind: 'not-found'; readonly reason: string };

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
  if (result.fingerprint !== key.fingerprint) {
    return { kind: 'not-found', reason: 'the stored result is that of another fingerprint' };
  }
  const stray = result.outputs.find(({ path }) => isProtected(path) || !isOutput(path));
  if (stray !== undefined) {
    const reason = `the stored result holds ${stray.path}, which is none of the stage's outputs`;
    return { kind: 'not-found', reason };
  }
  const { outputs } = result;
  if (outputs.length === 0) {
    return { kind: 'found', result, restore: async () => ({ kind: 'restored' }) };
  }
  const hit = await store.get(outputsRequest(outputs));
  if (hit.kind === 'miss') return { kind: 'not-found', reason: `its outputs: ${hit.reason}` };
  return {
    kind: 'found',
    result,
    restore: root =>
      restoreOutputs(hit, outputs, root).catch(error => notRestored((error as Error).message)),
  };
}

/** The newest result of a stage, whatever its fingerprint: what `explain` compares with. */
export async function lookUpNewest(
  store: CacheStore,
  stage: string,
): Promise<StoredResult | undefined> {
  const newest = await newestResult(store, stage, stagePrefix(stage));
  return newest.kind === 'found' ? newest.result : undefined;
}

/** What is known of a stage that passed. */
export interface PassedStage extends ResultKey {
  readonly parts: FingerprintParts;
  readonly durationMs: number;
  /** Files that its outputs and evidence name after the run, relative to the root with `/`. */
  readonly outputs: readonly string[];
}

/** Keeps the result of a stage that passed. */
export async function storeResult(
  store: CacheStore,
  root: string,
  { stage, fingerprint, parts, durationMs, outputs }: PassedStage,
): Promise<SaveResult> {
  const collected = await collectFiles(root, [...new Set(outputs)].sort());
  if (collected.kind === 'unreadable') return { kind: 'not-saved', reason: collected.reason };
  const { files } = collected;
  if (files.length > 0) {
    const saved = await store.set({ ...outputsRequest(files), root });
    if (saved.kind === 'not-saved') return saved;
  }
  const newest = await newestResult(store, stage, resultPrefix({ stage, fingerprint }));
  if (newest.kind === 'found' && isSame(newest.result.outputs, files)) {
    return { kind: 'already-there' };
  }
  const result = { schema: 1, stage, fingerprint, durationMs, outputs: files, parts } as const;
  return saveResult(store, result);
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
): Promise<{ kind: 'found'; result: StoredResult } | { kind: 'not-found'; reason: string }> {
  const file = resultFile(stage);
  const hit = await store.get({ key: prefix, restoreKeys: [prefix], paths: [file] });
  if (hit.kind === 'miss') return { kind: 'not-found', reason: hit.reason };
  const read = await readResult(hit, file);
  if (read.kind === 'unreadable') return { kind: 'not-found', reason: read.reason };
  const parsed = parseResult(read.text, stage);
  return parsed.ok
    ? { kind: 'found', result: parsed.result }
    : { kind: 'not-found', reason: parsed.fault };
}

function isSame(a: readonly CollectedFile[], b: readonly CollectedFile[]): boolean {
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
): Promise<{ kind: 'text'; text: string } | { kind: 'unreadable'; reason: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'stagetime-'));
  try {
    const restored = await hit.restore(folder);
    if (restored.kind === 'not-restored') return { kind: 'unreadable', reason: restored.reason };
    return { kind: 'text', text: await readFile(join(folder, file), 'utf8') };
  } catch (error) {
    return { kind: 'unreadable', reason: (error as Error).message };
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
    return { kind: 'not-saved', reason: (error as Error).message };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function restoreOutputs(
  hit: CacheHit,
  outputs: readonly CollectedFile[],
  root: string,
): Promise<RestoreResult> {
  if ((await differenceFrom(outputs, root)) === undefined) return { kind: 'restored' };
  await using staging = await createStaging(root);
  const restored = await hit.restore(staging.folder);
  if (restored.kind === 'not-restored') return restored;
  const difference = await differenceFrom(outputs, staging.folder);
  if (difference !== undefined) return notRestored(difference);
  const paths = outputs.map(({ path }) => path);
  const obstacle = moveIn(staging, root, paths);
  return obstacle === undefined ? { kind: 'restored' } : notRestored(obstacle);
}

/** In what the files below a root are not what they were. */
async function differenceFrom(
  outputs: readonly CollectedFile[],
  root: string,
): Promise<string | undefined> {
  const paths = outputs.map(({ path }) => path);
  const collected = await collectFiles(root, paths);
  if (collected.kind === 'unreadable') return collected.reason;
  const changed = outputs.find((file, index) => {
    const found = collected.files[index];
    return found === undefined || identity(found) !== identity(file);
  });
  return changed && `${changed.path} is not what was stored`;
}

/** What has to be equal for two files to be the same. */
function identity(file: CollectedFile): string {
  return JSON.stringify(
    file.kind === 'file'
      ? [file.path, file.kind, file.mode, file.size, file.hash]
      : [file.path, file.kind, file.target],
  );
}

/** Folders that no result may write to: git's would run code, ours holds the results themselves. */
function isProtected(path: string): boolean {
  // File systems that ignore case see one folder in `.git` and `.GIT`.
  return [...parentsOf(path), path].some(part => /(^|\/)\.(git|stagetime)$/i.test(part));
}

function notRestored(reason: string): RestoreResult {
  return { kind: 'not-restored', reason };
}
