/**
 * The history store port: where the runs of the default branch are kept for later ones to learn from.
 * "It could not be read" and "there is none" are different facts: what could not be read is never
 * overwritten, and the run is kept beside it until it can be.
 */
import type { Refusal } from '../record/facts/faults/folder-fault.ts';
import type {
  HistoryCause,
  HistoryFailure,
  HistoryFault,
  HistoryPlace,
} from '../record/facts/faults/history-fault.ts';
import type { HistoryNotice } from '../record/facts/notice/history.ts';
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

/** What came of loading; runs that wait beside the history count as part of it. */
export type LoadedHistory =
  | {
      readonly kind: 'loaded';
      readonly history: History;
      /** Size of what is stored. */
      readonly bytes: number;
      /** What of it was left out, and why. */
      readonly notice?: HistoryNotice;
      /** Runs wait beside it that are not part of `history`, because this could not be read. */
      readonly unreadBeside?: UnreadPlace;
    }
  /** Nobody stored one: the store was asked, and said so. */
  | { readonly kind: 'none'; readonly history: History; readonly notice?: HistoryNotice }
  /** One is stored, or may be, and nothing is known of what it holds. */
  | {
      readonly kind: 'unreadable';
      readonly fault: HistoryFault;
      readonly failure: HistoryFailure;
      /** The runs that wait beside it. */
      readonly history: History;
    };

/** Why a place could not be read that holds runs, or may. */
export interface UnreadPlace {
  readonly fault: HistoryFault;
  readonly failure: HistoryFailure;
}

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
  /** The history could not be read: the run is kept beside it for the next save. */
  | { readonly kind: 'waiting'; readonly failure: HistoryFailure; readonly superseded?: Superseded }
  | { readonly kind: 'not-saved'; readonly cause: HistoryCause }
  /** The run may not add to the history, which is no fault. */
  | { readonly kind: 'read-only' };

/** Keys of cache entries that hold nothing but what the entry that was saved holds too. */
export type Superseded = readonly string[];

/** Nothing that was written by us is larger; a larger text is not read into memory. */
export const LARGEST_HISTORY_BYTES = 50_000_000;

/** Nobody stored a history yet. */
export const NO_HISTORY: Extract<LoadedHistory, { kind: 'none' }> = {
  kind: 'none',
  history: emptyHistory,
};

/** What a text holds that is stored there. */
export function readHistoryText(at: HistoryPlace, text: string): LoadedHistory {
  const parsed = parseHistory(text);
  if (!parsed.ok) return unreadableHistory(at, parsed.fault, parsed.cause);
  const { history, leftOut } = parsed;
  const bytes = Buffer.byteLength(text);
  return {
    kind: 'loaded',
    history,
    bytes,
    ...(leftOut !== undefined && { notice: { kind: 'runs-left-out', at, ...leftOut } }),
  };
}

/** A history that is there, or may be, and cannot be read. */
export function unreadableHistory(
  at: HistoryPlace,
  fault: HistoryFault,
  cause: HistoryCause,
): UnreadableHistory {
  return { kind: 'unreadable', fault, failure: { at, cause }, history: emptyHistory };
}

/** A text that is too large to be looked into. */
export function tooLargeHistory(at: HistoryPlace): UnreadableHistory {
  const cause = { kind: 'too-large', mostBytes: LARGEST_HISTORY_BYTES } as const;
  return unreadableHistory(at, 'too-large', cause);
}

/** A history that nobody looks into, nor writes, because of where it is. */
export function untrustedHistory(refusal: Refusal): UnreadableHistory {
  const failure = { cause: { kind: 'refused', refusal } } as const;
  return { kind: 'unreadable', fault: 'untrusted', failure, history: emptyHistory };
}

/** What there is to tell about a load; nothing where all is well. */
export function loadNotices(loaded: LoadedHistory): readonly HistoryNotice[] {
  if (loaded.kind === 'unreadable') {
    const { fault, failure } = loaded;
    return [{ kind: 'baseline-unread', fault, failure }];
  }
  const beside = loaded.kind === 'loaded' ? loaded.unreadBeside : undefined;
  return [
    ...(loaded.notice === undefined ? [] : [loaded.notice]),
    ...(beside === undefined ? [] : [{ kind: 'waiting-unread', ...beside } as const]),
  ];
}

/** What there is to tell about a save; undefined where all is well. */
export function savedNotice(saved: SavedRun): HistoryNotice | undefined {
  switch (saved.kind) {
    case 'saved':
      return saved.setAside === undefined
        ? undefined
        : { kind: 'history-set-aside', file: saved.setAside };
    case 'waiting':
      return { kind: 'run-waits', failure: saved.failure };
    case 'not-saved':
      return { kind: 'run-not-added', cause: saved.cause };
    case 'read-only':
      return undefined;
  }
}

/** The text to store: a line a run, so that a difference between two versions shows runs. */
export function historyText({ schema, runs }: History): string {
  const lines = runs.map(run => JSON.stringify(run));
  return `{"schema":${schema},"runs":[\n${lines.join(',\n')}\n]}\n`;
}

/** The same store for a run that may not write it. */
export function readOnly(store: HistoryStore): HistoryStore {
  return {
    load: () => store.load(),
    save: async () => ({ kind: 'read-only' }),
  };
}
