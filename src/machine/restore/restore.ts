/** Putting a layer in place, and repairing what a killed process left of that. */
import { type FileHandle, open } from 'node:fs/promises';
import { UnreadableArchive } from '../../caching/archive/codec.ts';
import { DamagedArchive } from '../../caching/archive/format.ts';
import { demandFrames, frameContents, readIndexText } from '../../caching/archive/frame-reader.ts';
import { contentBytesOf, LAYER_MAGIC, type Manifest, parseManifest } from '../layer/manifest.ts';
import type { Rules } from '../layer/rules.ts';
import {
  clearRestore,
  clearStale,
  hasState,
  keepRestore,
  makeRestoreFolder,
  openState,
  restoreFolder,
  type State,
} from '../layer/state.ts';
import type { LayerRefusal, NotDone, Recovered, Restored, Swapped } from '../port/port.ts';
import { NotAFolder } from '../system/folders.ts';
import { endLeftIn, ProgramFailed } from '../system/programs.ts';
import { forbiddenIn, misfitOf } from './check.ts';
import { progressOf, STAGE, type Steps } from './journal.ts';
import { applySteps, FolderSwapped, stepsOf, undoSteps } from './place.ts';
import { planOf } from './plan.ts';
import { lackOfSpace, unpackInto } from './stage.ts';

export interface RestoreOptions {
  /** The machine's root; absolute. */
  readonly root: string;
  readonly file: string;
  readonly rules: Rules;
  readonly maxBytes: number;
}

/** Why nothing of it is in place, and what is left of the attempt is to be cleared. */
class Refused extends Error {
  readonly because: LayerRefusal;
  constructor(because: LayerRefusal) {
    super(because.kind);
    this.because = because;
  }
}

/** Puts a layer in place: all of it, or nothing. What an earlier one left is repaired first. */
export async function restoreLayer(options: RestoreOptions): Promise<Restored> {
  const { root } = options;
  const recovered = await recoverMachine(root);
  if (recovered.kind === 'unsettled') return recovered;
  await using layer = await openLayer(options);
  if (layer.kind === 'refused') return { kind: 'not-restored', because: layer.because };
  const state = await openState(root);
  const folder = makeRestoreFolder(state);
  let steps: Steps | undefined;
  try {
    const { manifest, contents } = layer;
    const timer = stopwatch();
    demand(lackOfSpace(folder, manifest));
    demand(misfitOf(root, manifest, state.device));
    const checkMs = timer();
    const plan = planOf(manifest.entries);
    await unpackInto(`${folder}/${STAGE}`, plan, contents());
    const unpackMs = timer();
    steps = stepsOf(root, folder, plan);
    await applySteps(root, folder, steps);
    // It is in place. What cannot be cleared now is cleared by the next one.
    await clearRestore(root, state).catch(() => undefined);
    const placeMs = timer();
    const deleted = manifest.entries.filter(({ kind }) => kind === 'gone').length;
    const entries = manifest.entries.length - deleted;
    const contentBytes = contentBytesOf(manifest.entries);
    return { kind: 'restored', entries, deleted, contentBytes, unpackMs, checkMs, placeMs };
  } catch (error) {
    const because = causeOf(error, folder, layer.manifest);
    return giveUp(root, state, steps, because).catch(() => ({ kind: 'unsettled', paths: [] }));
  }
}

function demand(refusal: LayerRefusal | undefined): void {
  if (refusal !== undefined) throw new Refused(refusal);
}

type Cause = LayerRefusal | Swapped | NotDone;

async function giveUp(
  root: string,
  state: State,
  steps: Steps | undefined,
  because: Cause,
): Promise<Restored> {
  const unsettled =
    steps === undefined ? [] : await undoSteps(root, restoreFolder(state) ?? '', steps);
  if (unsettled.length > 0) {
    keepRestore(state);
    return { kind: 'unsettled', paths: unsettled };
  }
  await clearRestore(root, state);
  return { kind: 'not-restored', because };
}

/** Undoes or ends what a killed restore began. */
export async function recoverMachine(root: string): Promise<Recovered> {
  if (!hasState(root)) return { kind: 'nothing-left' };
  const state = await openState(root);
  const folder = restoreFolder(state);
  if (folder === undefined) {
    await clearStale(root, state);
    await clearRestore(root, state);
    return { kind: 'nothing-left' };
  }
  await endLeftIn(folder);
  const progress = progressOf(folder);
  switch (progress.kind) {
    case 'nothing-done':
      await clearRestore(root, state);
      return { kind: 'nothing-left' };
    case 'done':
      await clearRestore(root, state);
      return { kind: 'completed' };
    case 'under-way': {
      const unsettled = await undoSteps(root, folder, progress.steps);
      if (unsettled.length > 0) {
        keepRestore(state);
        return { kind: 'unsettled', paths: unsettled };
      }
      await clearRestore(root, state);
      return { kind: 'rolled-back' };
    }
  }
}

type OpenLayer = AsyncDisposable &
  (
    | {
        readonly kind: 'open';
        readonly manifest: Manifest;
        contents(): AsyncIterable<Buffer>;
      }
    | { readonly kind: 'refused'; readonly because: LayerRefusal; readonly manifest?: never }
  );

/** Reads what a layer says of itself, and judges it. */
async function openLayer({ file, rules, maxBytes }: RestoreOptions): Promise<OpenLayer> {
  const handle = await open(file, 'r');
  const close = { [Symbol.asyncDispose]: () => handle.close() };
  try {
    const { manifest, content } = await readManifest(handle, maxBytes);
    demand(forbiddenIn(manifest.entries, rules));
    return { kind: 'open', manifest, contents: () => frameContents(handle, content), ...close };
  } catch (error) {
    const because = refusalOf(error);
    if (because === undefined) {
      await handle.close();
      throw error;
    }
    return { kind: 'refused', because, ...close };
  }
}

async function readManifest(handle: FileHandle, maxBytes: number) {
  const { text, at } = await readIndexText(handle, LAYER_MAGIC);
  const manifest = parseManifest(text);
  const bytes = contentBytesOf(manifest.entries);
  if (bytes > maxBytes) throw new DamagedArchive({ kind: 'larger-unpacked', maxBytes });
  const content = { frames: manifest.frames, from: LAYER_MAGIC.length, to: at, bytes };
  demandFrames(content);
  return { manifest, content };
}

function refusalOf(error: unknown): LayerRefusal | undefined {
  if (error instanceof Refused) return error.because;
  if (error instanceof DamagedArchive) return { kind: 'damaged', damage: error.damage };
  if (error instanceof UnreadableArchive) return error.need;
  return undefined;
}

function causeOf(error: unknown, folder: string, manifest: Manifest): Cause {
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refusal;
  if (error instanceof FolderSwapped) return { kind: 'swapped', path: error.path };
  if (error instanceof NotAFolder) return { kind: 'swapped', path: `/${error.path}` };
  if (error instanceof ProgramFailed && error.exitCode === undefined) {
    return { kind: 'needs-program', program: error.program };
  }
  const space =
    (error as NodeJS.ErrnoException).code === 'ENOSPC' || error instanceof ProgramFailed;
  const lack = space ? lackOfSpace(folder, { ...manifest, entries: [] }) : undefined;
  return lack ?? { kind: 'failed', said: (error as Error).message };
}

/** Tells the ms since it was asked last. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const ms = Math.round(now - last);
    last = now;
    return ms;
  };
}
