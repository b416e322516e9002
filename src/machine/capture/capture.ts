/** Watching a machine while a command changes it, and packing what it changed. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { NotSavable } from '../../caching/files/faults.ts';
import { givesRights } from '../layer/rights.ts';
import { type RulesOptions, rulesOf } from '../layer/rules.ts';
import { clearState, openState } from '../layer/state.ts';
import type { Begun, Captured, Refused } from '../port/port.ts';
import { type Change, findChanges, findOutside } from './changes.ts';
import { readListing, writeListing } from './listing.ts';
import { clockStep, makeMark } from './mark.ts';
import { ChangedMeanwhile, packLayer } from './pack.ts';

/** Notes how the machine is. */
export async function beginLayer(root: string, scope: RulesOptions): Promise<Begun> {
  const started = performance.now();
  const state = await openState(root);
  const watch = randomUUID();
  const mark = await makeMark(state.folder);
  const rules = rulesOf(scope);
  const files = writeListing(`${state.folder}/${watch}`, { root, rules }, { mark, scope });
  return { kind: 'begun', watch, files, ms: Math.round(performance.now() - started) };
}

export interface CaptureOptions {
  readonly root: string;
  readonly watch: string;
  readonly file: string;
  readonly secrets: readonly string[];
  readonly maxBytes: number;
}

/** Packs what changed since. The watch is over then, in any case. */
export async function captureLayer(options: CaptureOptions): Promise<Captured> {
  const { root, watch, file } = options;
  const state = await openState(root);
  try {
    const before = readListing(`${state.folder}/${watch}`);
    const now = await makeMark(state.folder);
    const byMs = clockStep(before.mark, now);
    if (byMs !== undefined) return { kind: 'clock-stepped', byMs };
    const started = performance.now();
    const rules = rulesOf(before.scope as RulesOptions);
    const found = findChanges(root, rules, before);
    const { outside, refused } = findOutside(root, rules, before.mark.ctimeMs);
    const findMs = Math.round(performance.now() - started);
    const changes = found.changes.filter(isAllowed);
    if (!changes.some(isWorthKeeping)) return { kind: 'nothing-changed', outside };
    const tooLarge = excessOf(changes, options.maxBytes);
    if (tooLarge !== undefined) return tooLarge;
    const packed = await packLayer({ ...options, base: before.base, changes });
    const packMs = Math.round(performance.now() - started) - findMs;
    const unkept = found.changes.filter(change => !isAllowed(change)).map(rightsRefused);
    const all = [...found.refused, ...refused, ...packed.refused, ...unkept];
    return { kind: 'captured', ...packed, findMs, packMs, refused: all, outside };
  } catch (error) {
    rmSync(file, { force: true });
    if (error instanceof ChangedMeanwhile)
      return { kind: 'changed-meanwhile', path: `/${error.path}` };
    if (error instanceof NotSavable) return { kind: 'failed', said: error.message };
    throw error;
  } finally {
    await clearState(root, state, watch);
  }
}

/** Whether a machine would take it: of files with rights of their own, only new programs. */
function isAllowed(change: Change): boolean {
  return change.kind !== 'file' || !givesRights(change);
}

function rightsRefused({ path }: Change): Refused {
  return { path: `/${path}`, because: 'rights' };
}

/** Folders that were touched, and nothing in them, make no layer. */
function isWorthKeeping({ kind, was }: Change): boolean {
  return kind !== 'folder' || was === null;
}

function excessOf(changes: readonly Change[], maxBytes: number) {
  const bytes = changes.reduce((sum, one) => sum + (one.kind === 'file' ? one.size : 0), 0);
  return bytes > maxBytes ? ({ kind: 'too-large', bytes, maxBytes } as const) : undefined;
}
