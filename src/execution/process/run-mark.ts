/** What tells one run's processes from all others: every stage's marker begins with the run's mark. */
import { randomBytes } from 'node:crypto';

/** Names the stage a process belongs to, in the environment of everything the stage starts. */
export const MARKER = 'STAGETIME_STAGE';

/** A mark that no other run has. */
export function newRunMark(): string {
  return randomBytes(8).toString('hex');
}

/** The marker of a stage that starts now; no other start of it has the same. */
export function newMarker(runMark: string, stageId: string): string {
  return `${markerStart(runMark)}${randomBytes(4).toString('hex')}-${stageId}`;
}

/** What the markers of all stages of a run begin with. */
export function markerStart(runMark: string): string {
  return `${runMark}-`;
}

/** Whether somebody else's text can be a mark: a shorter one would mean other runs' processes too. */
export function isRunMark(text: string): boolean {
  return /^[\da-f]{16}$/.test(text);
}
