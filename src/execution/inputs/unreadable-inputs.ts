/** Inputs that cannot be hashed, found without hashing the others. */
import { accessSync, constants, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { listBehind } from '../../caching/files/behind-link.ts';
import { causeOf, specialOf } from '../../caching/files/unreadable.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { UnreadableFile } from '../../record/facts/unreadable-file.ts';
import type { FileStates } from '../files/file-states.ts';
import { inputPaths } from './fingerprints.ts';

/** A stage that can neither be reused nor stored, and the first of its inputs that keep it from that. */
export interface UnreadableInput {
  readonly stage: Stage;
  readonly unreadable: UnreadableFile;
}

/** The stages of which an input cannot be hashed as the files are now. */
export async function findUnreadableInputs(
  root: string,
  pipeline: Pipeline,
  states: FileStates,
): Promise<readonly UnreadableInput[]> {
  const found: UnreadableInput[] = [];
  for (const stage of pipeline.stages) {
    const unreadable = await firstUnreadable(root, await inputPaths(root, stage, pipeline, states));
    if (unreadable !== undefined) found.push({ stage, unreadable });
  }
  return found;
}

async function firstUnreadable(
  root: string,
  paths: readonly string[],
): Promise<UnreadableFile | undefined> {
  for (const path of paths) {
    const place = join(root, path);
    try {
      const stat = lstatSync(place);
      const what = specialOf(stat);
      if (what !== undefined) return { path, cause: { kind: 'special', what } };
      if (stat.isSymbolicLink()) await listBehind(place);
      else accessSync(place, constants.R_OK);
    } catch (error) {
      return { path, cause: causeOf(place, error) };
    }
  }
  return undefined;
}
