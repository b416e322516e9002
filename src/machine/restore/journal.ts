/**
 * What is done to the machine, written down before any of it is: whoever finds the journal can undo it, as
 * often as need be. Files are known by their numbers, so that each step tells whether it was done.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import * as v from 'valibot';

const steps = v.strictObject({
  /** Something new at a path, from the staging place; what was there before, if anything, is put aside. */
  placed: v.array(
    v.strictObject({
      path: v.string(),
      staged: v.string(),
      /** Number of what is staged. */
      ino: v.string(),
      /** `kept`: it stays until something else has its name; `moved`: it has to go first. */
      before: v.picklist(['nothing', 'kept', 'moved']),
    }),
  ),
  /** Put aside. */
  removed: v.array(v.strictObject({ path: v.string() })),
  /** Every folder in which or to which something is done, as it was and as it is to be. */
  folders: v.array(
    v.strictObject({
      path: v.string(),
      /** File system and number. */
      id: v.string(),
      before: v.strictObject({
        mode: v.number(),
        uid: v.number(),
        gid: v.number(),
        mtime: v.string(),
      }),
      after: v.strictObject({
        mode: v.number(),
        uid: v.number(),
        gid: v.number(),
        mtime: v.string(),
      }),
    }),
  ),
});

export type Steps = v.InferOutput<typeof steps>;
export type PlacedStep = Steps['placed'][number];
export type FolderStep = Steps['folders'][number];
export type Traits = FolderStep['before'];

/** The names of things in the folder of one restore. */
export const STAGE = 'stage';
export const ASIDE = 'aside';
export const UNDONE = 'undone';
const JOURNAL = 'journal';
const DONE = 'done';

/** From here on a kill is repaired by undoing. */
export function beginSteps(folder: string, those: Steps): void {
  const fd = openSync(`${folder}/${JOURNAL}.new`, 'wx', 0o600);
  try {
    writeFileSync(fd, JSON.stringify(those));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${folder}/${JOURNAL}.new`, `${folder}/${JOURNAL}`);
}

/** From here on the layer is in place. */
export function endSteps(folder: string): void {
  renameSync(`${folder}/${JOURNAL}`, `${folder}/${DONE}`);
}

/** How far the restore of this folder came. */
export type Progress =
  | { readonly kind: 'nothing-done' }
  | { readonly kind: 'under-way'; readonly steps: Steps }
  | { readonly kind: 'done' };

export function progressOf(folder: string): Progress {
  if (existsSync(`${folder}/${DONE}`)) return { kind: 'done' };
  if (!existsSync(`${folder}/${JOURNAL}`)) return { kind: 'nothing-done' };
  const text = readFileSync(`${folder}/${JOURNAL}`, 'utf8');
  return { kind: 'under-way', steps: v.parse(steps, JSON.parse(text)) };
}
