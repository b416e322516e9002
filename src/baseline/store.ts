/** The history store port: where the runs of the default branch are kept for later ones to learn from. */
import { emptyHistory, type History, parseHistory } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';

/** Keeps one history. What goes wrong is a value: a baseline that is lost fails no run. */
export interface HistoryStore {
  /** The history as it stands; an empty one where there is none yet, or none that can be used. */
  load(): Promise<LoadedHistory>;

  /** Adds a run to what is stored by then, and stores it; a run that is there already is replaced. */
  save(record: RunRecord): Promise<SavedRun>;
}

/** The history, and what was wrong with the stored one where it could not be used. */
export interface LoadedHistory {
  readonly history: History;
  /** Size of what is stored; absent where nothing is. */
  readonly bytes?: number;
  readonly notice?: string;
  /** Something is stored, or may be, and could not be read. */
  readonly isUnreadable?: true;
}

/** What became of a run that was to be stored. */
export type SavedRun =
  /** `bytes` is what the history takes now. */
  | { readonly kind: 'saved'; readonly runs: number; readonly bytes: number }
  | { readonly kind: 'not-saved'; readonly reason: string }
  /** The run may not add to the history, which is no fault. */
  | { readonly kind: 'read-only'; readonly reason: string };

/** Nothing that was written by us is larger; a larger text is not read into memory. */
export const LARGEST_HISTORY_BYTES = 50_000_000;

/** What a stored text holds; `where` names it in the notice. */
export function readHistoryText(where: string, text: string): LoadedHistory {
  const parsed = parseHistory(text);
  const bytes = Buffer.byteLength(text);
  if (!parsed.ok) return { ...unusableHistory(where, parsed.problem), bytes };
  const { history, notice } = parsed;
  return { history, bytes, ...(notice !== undefined && { notice: `${where}: ${notice}` }) };
}

/** A history that is there and cannot be used. */
export function unusableHistory(where: string, why: string): LoadedHistory {
  return {
    history: emptyHistory,
    notice: `no baseline: ${where}: ${why}`,
    isUnreadable: true,
  };
}

/** The text to store: a line a run, so that a difference between two versions shows runs. */
export function historyText({ schema, runs }: History): string {
  const lines = runs.map(run => JSON.stringify(run));
  return `{"schema":${schema},"runs":[\n${lines.join(',\n')}\n]}\n`;
}

/** The same store for a run that may not write it. */
export function readOnly(store: HistoryStore, reason: string): HistoryStore {
  return {
    load: () => store.load(),
    save: async () => ({ kind: 'read-only', reason }),
  };
}
