/** Who is in the way where only one run at a time may be, and what to do. */

/** Another run, or another process, that has a folder. */
export interface HolderFacts {
  readonly folder: string;
  /** Absent where it does not answer. */
  readonly pid?: number;
}

/** Why a run did not get its folders. */
export type NotLockedFacts =
  | { readonly kind: 'busy'; readonly holder: HolderFacts }
  /** A stage of a run started another one that would write the same report. */
  | { readonly kind: 'own-report'; readonly holder: HolderFacts }
  | { readonly kind: 'interrupted' };

/** Why nothing ran, and what to do. */
export function notLockedWords(locked: NotLockedFacts): string {
  switch (locked.kind) {
    case 'busy':
      return `stagetime: another run uses ${locked.holder.folder} (${whoIs(locked.holder)})\n  remedy: wait until it ends, or run in another checkout`;
    case 'own-report':
      return `stagetime: the run that this one is part of writes its report to ${locked.holder.folder}\n  remedy: add --report-dir with another folder`;
    case 'interrupted':
      return 'stagetime: interrupted while it waited for another run';
  }
}

/** For whom a run waits, and how long (`waitMs`). */
export function waitingLine(holder: HolderFacts, waitMs: number): string {
  return `waiting for another run in ${holder.folder} (${whoIs(holder)}), ${waitMs / 60_000} min at most`;
}

function whoIs({ pid }: HolderFacts): string {
  return pid === undefined ? 'a process that does not answer' : `process ${pid}`;
}
