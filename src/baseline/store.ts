/**
 * The history store port: where the runs of the default branch are kept for later ones to learn from.
 * "It could not be read" and "there is none" are different facts: what could not be read is never
 * overwritten, and the run is kept beside it until it can be.
 */
import type { Refusal } from '../record/facts/cache-outcome.ts';
import { emptyHistory, type History, parseHistory } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';

/** Keeps one history. What goes wrong is a value: a baseline that is lost fails no run. */
export interface HistoryStore {
  /** The history as it stands. */
  load(): Promise<LoadedHistory>;

  /**
   * Adds a run to what is stored by then, and stores it; a run that is there already is replaced. Where
   * the history cannot be read, the run waits beside it, and the next save that can read both adds it.
   */
  save(record: RunRecord): Promise<SavedRun>;
}

/**
 * Why a history could not be read. `unavailable`: its store did not answer, refused, or broke off; `late`:
 * it took too long; `damaged`: the text is no history; `other-version`: another version of this program
 * wrote it; `too-large`: nothing that was written by us is; `not-a-file`: something else is in its place;
 * `untrusted`: somebody else may have written it, and nobody looked into it; `other-packing`: this machine
 * lacks the program that unpacks it.
 */
export type HistoryFault =
  | 'unavailable'
  | 'late'
  | 'damaged'
  | 'other-version'
  | 'too-large'
  | 'not-a-file'
  | 'untrusted'
  | 'other-packing';

/** What came of loading; runs that wait beside the history count as part of it. */
export type LoadedHistory =
  | {
      readonly kind: 'loaded';
      readonly history: History;
      /** Size of what is stored. */
      readonly bytes: number;
      /** What of it was left out, and why. */
      readonly notice?: string;
    }
  /** Nobody stored one: the store was asked, and said so. */
  | { readonly kind: 'none'; readonly history: History; readonly notice?: string }
  /** One is stored, or may be, and nothing is known of what it holds. */
  | {
      readonly kind: 'unreadable';
      readonly fault: HistoryFault;
      /** Where and why, in words. */
      readonly reason: string;
      /** The runs that wait beside it. */
      readonly history: History;
    };

/** A history that could not be read. */
export type UnreadableHistory = Extract<LoadedHistory, { kind: 'unreadable' }>;

/** What became of a run that was to be stored. */
export type SavedRun =
  | {
      readonly kind: 'saved';
      readonly runs: number;
      /** What the history takes now. */
      readonly bytes: number;
      /** Where the history is kept as it was, because some of it could not be read. */
      readonly setAside?: string;
      readonly superseded?: Superseded;
    }
  /** The history could not be read, for the reason: the run is kept beside it for the next save. */
  | { readonly kind: 'waiting'; readonly reason: string; readonly superseded?: Superseded }
  | { readonly kind: 'not-saved'; readonly reason: string }
  /** The run may not add to the history, which is no fault. */
  | { readonly kind: 'read-only'; readonly because: ReadOnlyCause };

/** Why a run does not add to the history: it may not, it was only to read it, or it believes nothing there. */
export type ReadOnlyCause =
  | Refusal
  | { readonly kind: 'only-to-be-read' }
  | { readonly kind: 'not-ours' };

/** Keys of cache entries that hold nothing but what the entry that was saved holds too. */
export type Superseded = readonly string[];

/** Nothing that was written by us is larger; a larger text is not read into memory. */
export const LARGEST_HISTORY_BYTES = 50_000_000;

/** Nobody stored a history yet. */
export const NO_HISTORY: Extract<LoadedHistory, { kind: 'none' }> = {
  kind: 'none',
  history: emptyHistory,
};

/** What a stored text holds; `where` names it in the notice. */
export function readHistoryText(where: string, text: string): LoadedHistory {
  const parsed = parseHistory(text);
  if (!parsed.ok) return unreadableHistory(where, parsed.fault, parsed.problem);
  const { history, notice } = parsed;
  const bytes = Buffer.byteLength(text);
  return {
    kind: 'loaded',
    history,
    bytes,
    ...(notice !== undefined && { notice: `${where}: ${notice}` }),
  };
}

/** A history that is there, or may be, and cannot be read. */
export function unreadableHistory(
  where: string,
  fault: HistoryFault,
  why: string,
): UnreadableHistory {
  return { kind: 'unreadable', fault, reason: `${where}: ${why}`, history: emptyHistory };
}

/** A text that is too large to be looked into. */
export function tooLargeHistory(where: string): UnreadableHistory {
  return unreadableHistory(
    where,
    'too-large',
    `larger than ${LARGEST_HISTORY_BYTES / 1_000_000} MB`,
  );
}

/** A history that nobody looks into, nor writes, because of where it is. */
export function untrustedHistory(reason: string): UnreadableHistory {
  return { kind: 'unreadable', fault: 'untrusted', reason, history: emptyHistory };
}

/** What there is to tell about a load, in one line; undefined where all is well. */
export function loadNotice(loaded: LoadedHistory): string | undefined {
  if (loaded.kind !== 'unreadable') return loaded.notice;
  const { reason, fault } = loaded;
  if (fault === 'untrusted') {
    return `the baseline was not read, and the run was not added to the history: ${reason}`;
  }
  return `the baseline could not be read: ${reason}. It stays as it is, and new runs are kept beside it; ${REMEDIES[fault]}`;
}

/** What there is to tell about a save, in one line; undefined where all is well. */
export function savedNotice(saved: SavedRun): string | undefined {
  switch (saved.kind) {
    case 'saved':
      return saved.setAside === undefined
        ? undefined
        : `not all of the history could be read: as it was, it is kept in ${saved.setAside}`;
    case 'waiting':
      return `the run is kept beside the history, which could not be read (${saved.reason}), and joins it as soon as it can be`;
    case 'not-saved':
      return `the run was not added to the history: ${saved.reason}`;
    case 'read-only':
      return undefined;
  }
}

const FOR_GOOD = 'repair it, or move it away to begin a new one';

const REMEDIES: Readonly<Record<Exclude<HistoryFault, 'untrusted'>, string>> = {
  unavailable: 'the next run tries again',
  late: 'the next run tries again',
  damaged: FOR_GOOD,
  'other-version': 'use the version that wrote it, or move it away to begin a new one',
  'too-large': FOR_GOOD,
  'not-a-file': FOR_GOOD,
  'other-packing': 'install zstd, as where it was saved',
};

/** The text to store: a line a run, so that a difference between two versions shows runs. */
export function historyText({ schema, runs }: History): string {
  const lines = runs.map(run => JSON.stringify(run));
  return `{"schema":${schema},"runs":[\n${lines.join(',\n')}\n]}\n`;
}

/** The same store for a run that may not write it. */
export function readOnly(store: HistoryStore, because: ReadOnlyCause): HistoryStore {
  return {
    load: () => store.load(),
    save: async () => ({ kind: 'read-only', because }),
  };
}
