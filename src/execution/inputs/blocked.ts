/** What keeps a stage's command from starting: its folder, its tools and its inputs have to be there. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../../pipeline/types.ts';
import type { EmptyInput, StageReason } from '../../record/facts/stage/stage-reason.ts';
import { findMissing } from './requirements.ts';

/** How a stage ends whose command does not start, and why. */
export interface Blocked {
  readonly status: 'failed' | 'skipped';
  readonly reason: StageReason;
}

/** Where the stage would run. */
export interface StagePlace {
  readonly root: string;
  /** In any CI a tool missing for a required stage is a failure, elsewhere a skip. */
  readonly inCi: boolean;
  /** The stage's whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The first pattern of the stage's inputs that stands for no file. */
  readonly findEmptyInput?: ((stage: Stage) => Promise<EmptyInput | undefined>) | undefined;
}

/** The first thing that is missing; nothing where the command may start. */
export async function whyBlocked(stage: Stage, place: StagePlace): Promise<Blocked | undefined> {
  const folder = join(place.root, stage.workingDirectory);
  if (!isFolder(folder)) {
    return { status: 'failed', reason: { kind: 'no-folder', folder: stage.workingDirectory } };
  }
  const missing = await findMissing(stage, place.environment, folder);
  if (missing !== undefined) {
    return { status: place.inCi && !stage.optional ? 'failed' : 'skipped', reason: missing };
  }
  const input = await place.findEmptyInput?.(stage);
  return input && { status: 'failed', reason: { kind: 'empty-input', input } };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
