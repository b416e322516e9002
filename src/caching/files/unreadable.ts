/** Why something that is to be hashed cannot be: then nobody knows whether it changed. */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';

/** What stands where a file should, without content that could be hashed. */
export type SpecialFile = 'pipe' | 'socket' | 'device';

export type UnreadableCause =
  | { readonly kind: 'gone' }
  | { readonly kind: 'name-not-utf8' }
  | { readonly kind: 'link-target-not-utf8' }
  | { readonly kind: 'link-loop' }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'special'; readonly what: SpecialFile }
  /** A link to a folder with more in it than is worth hashing: over this many files, or bytes. */
  | { readonly kind: 'too-much-behind-link'; readonly files: number; readonly bytes: number }
  /** What the system says. */
  | { readonly kind: 'failed'; readonly message: string };

export interface Unreadable {
  /** As it was asked for; a name that is not UTF-8 with `\ufffd` in it. */
  readonly path: string;
  /** The place behind that path, where it is a link; absolute. */
  readonly behind?: string;
  readonly cause: UnreadableCause;
}

/** Thrown with the cause where reading cannot go on; `place` is absolute. */
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
  return { kind: 'failed', message };
}

/** What stands there besides files, folders and links. */
export function specialOf(
  stat: Pick<Stats, 'isFIFO' | 'isSocket' | 'isCharacterDevice' | 'isBlockDevice'>,
): SpecialFile | undefined {
  if (stat.isFIFO()) return 'pipe';
  if (stat.isSocket()) return 'socket';
  return stat.isCharacterDevice() || stat.isBlockDevice() ? 'device' : undefined;
}

function specialAt(place: string): SpecialFile | undefined {
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

/** In a phrase, with what to do about it. */
export function unreadableWords({ path, behind, cause }: Unreadable): string {
  const what = behind === undefined ? path : `${behind}, to which ${path} leads,`;
  const exclude = `exclude it with \`!${path}\``;
  switch (cause.kind) {
    case 'gone':
      return `${what} is not there any more`;
    case 'name-not-utf8':
      return `the name of ${what} is not UTF-8: rename it, or remove it`;
    case 'link-target-not-utf8':
      return `the link ${what} leads to a name that is not UTF-8: let it lead elsewhere, or ${exclude}`;
    case 'link-loop':
      return `the link ${what} leads to itself: remove it, or ${exclude}`;
    case 'not-permitted':
      return `reading ${what} is not permitted: change its permissions, or ${exclude}`;
    case 'special':
      return `${what} is a ${cause.what}, which has no content to compare: ${exclude}`;
    case 'too-much-behind-link':
      return `${path} leads to a folder with more than ${cause.files} files or ${cause.bytes / 1e9} GB: name the files in it that are read, such as \`${path}/*.csv\``;
    case 'failed':
      return `${what} could not be read: ${cause.message}`;
  }
}
