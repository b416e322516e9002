/**
 * The history on a branch of its own in the repository (`baseline: branch:stagetime-data`): durable,
 * and readable with plain git. A writer that was overtaken looks again and adds its run to what the
 * other wrote, so that no run is lost. A file that cannot be read stays as it is: runs wait in files
 * beside it for the first save that can read it.
 */
import {
  type BranchFiles,
  type BranchState,
  type Changes,
  type FileContent,
  readBranchFiles,
  replaceBranchFiles,
} from '../github/branch-file.ts';
import type { Attempt, GitHubClient } from '../github/client.ts';
import type { GitHubFailure } from '../record/facts/faults/github-failure.ts';
import type { HistoryCause, HistoryPlace } from '../record/facts/faults/history-fault.ts';
import { addRun } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';
import {
  type HistoryStore,
  historyText,
  LARGEST_HISTORY_BYTES,
  type LoadedHistory,
  NO_HISTORY,
  readHistoryText,
  type SavedRun,
  tooLargeHistory,
  unreadableHistory,
} from './store.ts';
import { isWhole, type Waiting, waitingIn, waitingName, withWaiting } from './waiting.ts';

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

/** What the names of files go on with that hold runs which wait. */
const WAITING = '.waiting-';

/** The history in a file on a branch. */
export function createBranchStore(options: BranchStoreOptions): HistoryStore {
  return {
    async load() {
      const place = await open(options);
      const state = place.ok ? await readBranchFiles(place.value) : place;
      if (!state.ok)
        return unreadableHistory(placeOf(options), 'unavailable', fromGitHub(state.failure));
      const { stored, waiting } = standingIn(state.value, options);
      return withWaiting(stored, waiting);
    },
    async save(record) {
      const place = await open(options);
      return place.ok ? add(options, place.value, record) : notSaved(fromGitHub(place.failure));
    },
  };
}

async function open({ connect, branch, file }: BranchStoreOptions): Promise<Attempt<BranchFiles>> {
  const client = await connect();
  if (!client.ok) return client;
  const isWanted = (name: string): boolean => name === file || name.startsWith(`${file}${WAITING}`);
  return {
    ok: true,
    value: { client: client.value, branch, isWanted, maxBytes: LARGEST_HISTORY_BYTES },
  };
}

async function add(
  options: BranchStoreOptions,
  place: BranchFiles,
  record: RunRecord,
): Promise<SavedRun> {
  let refused: { readonly head: string | undefined; readonly times: number } | undefined;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const state = await readBranchFiles(place);
    if (!state.ok) return notSaved(fromGitHub(state.failure));
    const { changes, saved } = additionOf(standingIn(state.value, options), options.file, record);
    // Of this very run, or of a try whose answer was lost.
    if ([...changes].every(([name, text]) => isText(state.value.files.get(name), text)))
      return saved;
    const replaced = await replaceBranchFiles(place, state.value, changes, messageOf(record));
    if (replaced.kind === 'replaced') return saved;
    if (replaced.kind === 'failed') return notSaved(fromGitHub(replaced));
    const head = state.value.head?.commit;
    const isStuck = refused !== undefined && refused.head === head;
    refused = { head, times: isStuck ? (refused?.times ?? 0) + 1 : 1 };
    // Nobody moved the branch: it is not a race that was lost, the branch does not take commits.
    if (refused.times >= STUCK_TRIES) return notSaved(fromGitHub(replaced));
    await place.client.clock.wait(Math.random() * Math.min(LONGEST_PAUSE_MS, PAUSE_MS * tries));
  }
  return notSaved({ kind: 'contended' });
}

/** The history as it stands, and what waits beside it. */
interface Standing {
  readonly stored: LoadedHistory;
  readonly waiting: Waiting;
  /** Files that hold nothing but what waits. */
  readonly waitingFiles: readonly string[];
}

function standingIn({ files }: BranchState, options: BranchStoreOptions): Standing {
  const beside = [...files]
    .filter(([name]) => name !== options.file)
    .map(([name, content]) => ({
      name,
      loaded: historyOf({ ...placeOf(options), file: name }, content),
    }));
  return {
    stored: historyOf(placeOf(options), files.get(options.file)),
    waiting: waitingIn(beside.map(({ loaded }) => loaded)),
    waitingFiles: beside.filter(({ loaded }) => isWhole(loaded)).map(({ name }) => name),
  };
}

/** What to commit so that the run is kept, and what becomes of it then. */
function additionOf(
  { stored, waiting, waitingFiles }: Standing,
  file: string,
  record: RunRecord,
): { readonly changes: Changes; readonly saved: SavedRun } {
  const standing = withWaiting(stored, waiting);
  const history = addRun(standing.history, record);
  const text = historyText(history);
  const isUnreadable = standing.kind === 'unreadable';
  const target = isUnreadable ? `${file}${WAITING}${waitingName(record)}` : file;
  // What they hold is in the file that is written.
  const gone = waitingFiles.filter(name => name !== target);
  return {
    changes: new Map([[target, text], ...gone.map(name => [name, undefined] as const)]),
    saved: isUnreadable
      ? { kind: 'waiting', failure: standing.failure }
      : { kind: 'saved', runs: history.runs.length, bytes: Buffer.byteLength(text) },
  };
}

function isText(content: FileContent | undefined, text: string | undefined): boolean {
  return text === undefined
    ? content === undefined
    : content?.kind === 'text' && content.text === text;
}

function historyOf(at: HistoryPlace, content: FileContent | undefined): LoadedHistory {
  switch (content?.kind) {
    case undefined:
      return NO_HISTORY;
    case 'text':
      return readHistoryText(at, content.text);
    case 'too-large':
      return tooLargeHistory(at);
    case 'not-a-file':
      return unreadableHistory(at, 'not-a-file', { kind: 'not-a-file' });
    case 'unreadable':
      return unreadableHistory(at, 'unavailable', fromGitHub(content));
  }
}

function placeOf({ branch, file }: BranchStoreOptions): Extract<HistoryPlace, { in: 'branch' }> {
  return { in: 'branch', branch, file };
}

function fromGitHub({ why }: { readonly why: GitHubFailure }): HistoryCause {
  return { kind: 'github', failure: why };
}

function messageOf({ run }: RunRecord): string {
  const of = run.sha === undefined ? '' : ` of ${run.sha.slice(0, 12)}`;
  return `Run ${run.id}, attempt ${run.attempt}${of}`;
}

function notSaved(cause: HistoryCause): SavedRun {
  return { kind: 'not-saved', cause };
}
