/**
 * The history on a branch of its own in the repository (`baseline: branch:stagetime-data`): durable,
 * and readable with plain git. A writer that was overtaken looks again and adds its run to what the
 * other wrote, so that no run is lost.
 */
import {
  type BranchFile,
  type BranchState,
  readBranchFile,
  replaceBranchFile,
} from '../github/branch-file.ts';
import type { Attempt, GitHubClient } from '../github/client.ts';
import { addRun, emptyHistory } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';
import {
  type HistoryStore,
  historyText,
  LARGEST_HISTORY_BYTES,
  type LoadedHistory,
  readHistoryText,
  type SavedRun,
  unusableHistory,
} from './store.ts';

export interface BranchStoreOptions {
  /** Makes a client for one load or save. */
  readonly connect: () => Promise<Attempt<GitHubClient>>;
  readonly branch: string;
  /** Name of the history's file in the branch's root. */
  readonly file: string;
}

/** Each time, one of the writers succeeds: so many may write at once, such as the legs of a matrix. */
const MOST_TRIES = 60;
/** A look may be a moment behind: so many refusals at one and the same commit are no race. */
const STUCK_TRIES = 3;
/** Overtaken writers wait up to this times their tries, so that they do not meet again. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

/** The history in a file on a branch. */
export function createBranchStore({ connect, branch, file }: BranchStoreOptions): HistoryStore {
  const where = `${file} on the branch ${branch}`;
  const open = async (): Promise<Attempt<BranchFile>> => {
    const client = await connect();
    return client.ok
      ? {
          ok: true,
          value: { client: client.value, branch, name: file, maxBytes: LARGEST_HISTORY_BYTES },
        }
      : client;
  };
  return {
    async load() {
      const place = await open();
      const state = place.ok ? await readBranchFile(place.value) : place;
      return state.ok
        ? historyOf(where, state.value)
        : unusableHistory(where, state.failure.reason);
    },
    async save(record) {
      const place = await open();
      return place.ok ? add(where, place.value, record) : notSaved(place.failure.reason);
    },
  };
}

async function add(where: string, place: BranchFile, record: RunRecord): Promise<SavedRun> {
  let refused: { readonly head: string | undefined; readonly times: number } | undefined;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const state = await readBranchFile(place);
    if (!state.ok) return notSaved(state.failure.reason);
    const history = addRun(historyOf(where, state.value).history, record);
    const text = historyText(history);
    const bytes = Buffer.byteLength(text);
    const { content, head } = state.value;
    // Of this very run, or of a try whose answer was lost.
    if (content.kind === 'text' && content.text === text) {
      return { kind: 'saved', runs: history.runs.length, bytes };
    }
    const replaced = await replaceBranchFile(place, state.value, text, messageOf(record));
    if (replaced.kind === 'replaced') return { kind: 'saved', runs: history.runs.length, bytes };
    if (replaced.kind === 'failed') return notSaved(replaced.reason);
    const isStuck = refused !== undefined && refused.head === head?.commit;
    refused = { head: head?.commit, times: isStuck ? (refused?.times ?? 0) + 1 : 1 };
    // Nobody moved the branch: it is not a race that was lost, the branch does not take commits.
    if (refused.times >= STUCK_TRIES) return notSaved(replaced.reason);
    await place.client.clock.wait(Math.random() * Math.min(LONGEST_PAUSE_MS, PAUSE_MS * tries));
  }
  return notSaved('other runs kept writing');
}

function historyOf(where: string, { content }: BranchState): LoadedHistory {
  switch (content.kind) {
    case 'none':
      return { history: emptyHistory };
    case 'text':
      return readHistoryText(where, content.text);
    case 'too-large':
      return unusableHistory(where, `larger than ${LARGEST_HISTORY_BYTES / 1_000_000} MB`);
  }
}

function messageOf({ run }: RunRecord): string {
  const of = run.sha === undefined ? '' : ` of ${run.sha.slice(0, 12)}`;
  return `Run ${run.id}, attempt ${run.attempt}${of}`;
}

function notSaved(reason: string): SavedRun {
  return { kind: 'not-saved', reason };
}
