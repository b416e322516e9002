/** Why something that is to be hashed cannot be: then nobody knows whether it changed. */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type {
  SpecialKind,
  UnreadableCause,
  UnreadableFile,
} from '../../record/facts/unreadable-file.ts';

/** Thrown with the cause where reading cannot go on; `place` is absolute, or from the root. */
export class UnreadableError extends Error {
  readonly place: string;
  readonly unreadable: UnreadableCause;
  constructor(
    place: string,
    unreadable: UnreadableCause,
    message = `${place}: ${unreadable.kind}`,
  ) {
    super(message);
    this.place = place;
    this.unreadable = unreadable;
  }
}

/** The error of a file that was found to be unreadable. */
export function unreadableError({ path, behind, cause }: UnreadableFile): UnreadableError {
  return new UnreadableError(behind ?? path, cause);
}

/** Why the file at this place (absolute) could not be read, from the error that reading it raised. */
export function causeOf(place: string, error: unknown): UnreadableCause {
  if (error instanceof UnreadableError) return error.unreadable;
  const { code, message } = error as NodeJS.ErrnoException;
  const what = specialAt(place);
  if (what !== undefined) return { kind: 'special', what };
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { kind: 'not-permitted' };
    case 'ELOOP':
      return { kind: 'link-loop' };
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: isListedOtherwise(place) ? 'name-not-utf8' : 'gone' };
  }
  return { kind: 'failed', said: message };
}

/** What stands there besides files, folders and links. */
export function specialOf(
  stat: Pick<Dirent, 'isFIFO' | 'isSocket' | 'isCharacterDevice' | 'isBlockDevice'>,
): SpecialKind | undefined {
  if (stat.isFIFO()) return 'pipe';
  if (stat.isSocket()) return 'socket';
  return stat.isCharacterDevice() || stat.isBlockDevice() ? 'device' : undefined;
}

function specialAt(place: string): SpecialKind | undefined {
  try {
    return specialOf(lstatSync(place));
  } catch {
    return undefined;
  }
}

/** Whether the folder holds the name, but in bytes that are not those of the text. */
function isListedOtherwise(place: string): boolean {
  if (!place.includes('\ufffd')) return false;
  try {
    const parent = dirname(place);
    return readdirSync(parent).includes(basename(place)) || isListedOtherwise(parent);
  } catch {
    return isListedOtherwise(dirname(place));
  }
}
