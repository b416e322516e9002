/** Which files of a layer may run with rights that their user does not have. */
import type { FileEntry } from './manifest.ts';

const SETUID_SETGID = 0o6000;
const WRITABLE_BY_OTHERS = 0o002;
/** Where no package has programs. */
const NO_PROGRAMS = /^(?:etc|var)\//;

/**
 * Whether a file would run with its owner's rights where no installation has it so: a file of the system that
 * did not before, one that everybody may change, or one among settings and records. New programs may: packages
 * bring such, and who can write a layer could as well replace any other program of root's.
 */
export function givesRights({
  path,
  mode,
  capability,
  was,
}: Pick<FileEntry, 'path' | 'mode' | 'capability' | 'was'>): boolean {
  const rights = mode & SETUID_SETGID;
  if (rights === 0 && capability === undefined) return false;
  if ((mode & WRITABLE_BY_OTHERS) !== 0 || NO_PROGRAMS.test(path)) return true;
  return was !== null && (was.kind !== 'file' || (was.mode & rights) !== rights);
}
