/** The words for folders that are not used, or have no room. */
import type { Refusal, RoomFault } from '../../../record/facts/faults/folder-fault.ts';

/** What is the matter with a folder, and what to do. */
export interface Remedied {
  readonly problem: string;
  readonly remedy: string;
}

/** Why a folder of the engine's own is not used. */
export function refusalParts(refusal: Refusal): Remedied {
  const { folder } = refusal;
  switch (refusal.why) {
    case 'tracked':
      return {
        problem: `${folder} is not used: git tracks ${refusal.path}, and nothing that a checkout brings is trusted`,
        remedy: `git rm -r --cached ${refusal.path}, then remove it, and commit`,
      };
    case 'git-silent':
      return {
        problem: `${folder} is not used: git does not say what it tracks there (${refusal.cause})`,
        remedy: 'make `git ls-files` work there',
      };
    case 'not-removable':
      return {
        problem: `${folder} is not used: what was there could not be removed (${refusal.cause})`,
        remedy: 'remove it in a step before',
      };
  }
}

/** A refusal in one line. */
export function refusalWords(refusal: Refusal): string {
  const { problem, remedy } = refusalParts(refusal);
  return `${problem}. Remedy: ${remedy}`;
}

/** A refusal as an error of the terminal. */
export function refusalProblem(refusal: Refusal): string {
  const { problem, remedy } = refusalParts(refusal);
  return `stagetime: ${problem}\n  remedy: ${remedy}\n`;
}

/** Why there is no room. */
export function roomFaultWords(fault: RoomFault): string {
  switch (fault.why) {
    case 'no-files':
      return `${fault.folder} takes no more files`;
    case 'little-room':
      return `${fault.folder} has too little room`;
    case 'system':
      return fault.cause;
  }
}
