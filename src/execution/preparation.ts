/**
 * What comes before and after a stage's command: is there a stored result to reuse, are its caches
 * there, and may what it made be stored.
 */
import type { Permission } from '../caching/policy.ts';
import type { CacheStore } from '../caching/store.ts';
import { withNeeds } from '../pipeline/graph.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { CacheRecord, StageRecord } from '../record/run-record.ts';
import { createStageCaches } from './caches/caches.ts';
import type { PlacementOf } from './caches/existing-content.ts';
import type { Listener } from './events/run-events.ts';
import { createFileStates, type FileStates } from './files/file-states.ts';
import { createFingerprints } from './inputs/fingerprints.ts';
import { createToolVersions } from './inputs/tool-versions.ts';
import type { Variables } from './process/stage-environment.ts';
import { predictReuse } from './reuse/dry-run.ts';
import { openLedger } from './reuse/ledger.ts';
import type { NotStored } from './reuse/not-stored.ts';
import { placementsOf } from './reuse/placement.ts';
import { createStageResults, type Ended, isReusable } from './reuse/stage-results.ts';
import { changedTrackedWords, notStoredNotice, sharedWords, strayWords } from './reuse/words.ts';
import { createLlmProxies, type OpenLlm, type ReplyPlace } from './stage/llm-proxies.ts';
import { watchTracked } from './watch/tracked-watch.ts';
import { type StrayWrite, type Window, type WriteWatch, watchWrites } from './watch/write-watch.ts';

/** How a stage goes on after its preparation. */
export type Prepared =
  | { readonly kind: 'reused'; readonly record: Partial<StageRecord> }
  | {
      readonly kind: 'run';
      readonly record: Partial<StageRecord>;
      /** Added to the stage's environment, where the stage does not say otherwise. */
      readonly environment: Readonly<Record<string, string>>;
      readonly openLlm?: OpenLlm | undefined;
    };

/** The work around the stages of a run. Faults are notices; nothing rejects. */
export interface Preparation {
  /** The files of the run, and what git knows of them. */
  readonly states: FileStates;
  /** To be called when the stages that it needs are over. */
  before(stage: Stage): Promise<Prepared>;
  /** The stage's command is about to start. */
  begin(stage: Stage): Promise<void>;
  /** An attempt failed, and another is to start from where it did. */
  retry(stage: Stage): Promise<void>;
  /**
   * The stage's command is over since `endedAtMs` (since 1970), and those that need it wait. Gives what
   * is known of it now.
   */
  after(stage: Stage, record: StageRecord, endedAtMs: number): Promise<Partial<StageRecord>>;
  /**
   * Stores and saves what is to be kept of a run whose stages are over; ends at once when the signal
   * says that there is no time for it.
   */
  finish(ended: readonly StageRecord[], signal: AbortSignal): Promise<void>;
  /** Ends the LLM proxies, when no process of a stage is left; gives how many replies were stored. */
  closeLlm(): Promise<number>;
  /** The caches as they stand now. */
  caches(): readonly CacheRecord[];
}

export interface PreparationOptions {
  readonly pipeline: Pipeline;
  /** Stages that are not to run, whose caches nobody needs. */
  readonly leftOut?: ReadonlyMap<string, string>;
  readonly root: string;
  readonly environment: Variables;
  /** Where results are stored; comes when what other runs left behind is there. */
  readonly results: Promise<CacheStore>;
  /** Where entries of caches are kept, or why there is nothing to restore them from. */
  readonly store: CacheStore | { readonly offReason: string };
  readonly saving: Permission;
  /** Where replies of models are kept. */
  readonly replies: ReplyPlace;
  /** What stands at a cache's paths is newer than any entry, as in the terminal. */
  readonly keepExisting: boolean;
  /** Every cache is empty at first, whatever is stored. */
  readonly startsCold?: boolean;
  /** Run every stage, whatever is stored. */
  readonly force: boolean;
  readonly emit: Listener;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** How often a run says that it is alive, in ms. */
const BEAT_MS = 1_000;

/** Begins to watch the inputs of all stages: to be called before any stage writes. */
export function createPreparation(options: PreparationOptions): Preparation {
  const { pipeline, root, environment, emit, now } = options;
  const onNotice = (message: string): void => emit({ kind: 'notice', message });
  const states = createFileStates(root, {
    environment,
    onFault: reason => onNotice(`what git ignores counts as input, because git failed: ${reason}`),
  });
  const tools = createToolVersions(root);
  const sources = { pipeline, root, environment, states, tools };
  const ledger = openLedger(root, pipeline.id);
  const stageIds = pipeline.stages.map(({ id }) => id);
  const placed = placementsOf(root, stageIds, ledger);
  const placementOf: PlacementOf = path => {
    const stage = results.isPlacing(path);
    if (stage !== undefined) return { stage, by: 'reuse', isSettled: true };
    const placement = placed(path);
    return placement && { ...placement, isSettled: results.isReused(placement.stage) };
  };
  const caches = createStageCaches({ ...options, placementOf, states, toolVersions: tools });
  const llm = createLlmProxies(options);
  const watching = watchWrites(pipeline, root, states).catch((error: Error) => {
    onNotice(`writes are not watched: ${error.message}`);
    return undefined;
  });
  let watch: WriteWatch | undefined;
  void watching.then(found => {
    watch = found;
  });
  const results = createStageResults({
    pipeline,
    leftOut: new Set(options.leftOut?.keys()),
    root,
    fingerprints: createFingerprints(sources),
    ledger,
    store: options.results,
    keeps: options.saving.allowed,
    force: options.force,
    tracked: states.git().then(files => files?.isTracked ?? (() => false)),
    hold: paths => watch?.hold(paths) ?? { [Symbol.dispose]() {} },
    onNotice,
  });
  const undeclared = watchTracked(pipeline, root, states.git());
  const windows: Window[] = [];
  /** Stages whose commands ran since the last look at what was written. */
  const sinceLook = new Set<Window>();
  const spoiled = new Map<string, NotStored>();
  /** What was said of files written where they should not be, and of which. */
  const said = new Set<string>();
  const named = new Set<string>();
  let looking: Promise<void> = Promise.resolve();
  let beating: NodeJS.Timeout | undefined;
  void prefetch().catch(() => undefined);

  /** Restores ahead what stages will need that are not likely to be reused. */
  async function prefetch(): Promise<void> {
    const users = pipeline.stages.filter(
      ({ id, caches: own }) => own.length > 0 && options.leftOut?.has(id) !== true,
    );
    if (users.length === 0) return;
    await watching;
    const store = await options.results;
    const predictions = await predictReuse({ ...sources, store, force: options.force });
    const running = users.filter(({ id }) => predictions.get(id)?.kind !== 'reused');
    const needed = running.flatMap(stage => stage.caches);
    caches.prefetch(
      needed,
      running.map(({ id }) => id),
    );
    llm.prefetch(needed);
  }

  async function look(): Promise<void> {
    const ran = [...sinceLook];
    for (const window of ran) if (window.toMs !== undefined) sinceLook.delete(window);
    const writes = (await watch?.look(ran)) ?? [];
    for (const write of writes) await spoil(write);
    const isNew = ({ kind, path, other }: StrayWrite): boolean => {
      const key = JSON.stringify([kind, path, other.id]);
      named.add(path);
      return !said.has(key) && said.add(key) !== undefined;
    };
    for (const message of strayWords(writes.filter(isNew))) onNotice(message);
  }

  /** Who left behind more than it declares is not stored; nor is what others wrote to. */
  async function spoil({ kind, path, writers, other }: StrayWrite): Promise<void> {
    if (kind === 'race') return;
    for (const { id } of writers) {
      const reason = kind === 'own-input' ? 'own-inputs' : 'undeclared-writes';
      spoiled.set(id, addPath(spoiled.get(id), { kind: reason, paths: [path] }));
      await results.withdraw(id);
    }
    if (kind !== 'others-output') return;
    const isLater = ({ id }: Stage) => withNeeds(pipeline.stages, [id]).has(other.id);
    const unordered = writers.filter(writer => writer.id !== other.id && !isLater(writer));
    if (unordered.length === 0) return;
    await forbid(other.id, {
      kind: 'overwritten',
      paths: [path],
      stages: unordered.map(({ id }) => id),
    });
  }

  /** What was stored of the stage in this run is taken back, and nothing else is stored. */
  async function forbid(id: string, reason: NotStored): Promise<void> {
    spoiled.set(id, addPath(spoiled.get(id), reason));
    await results.withdraw(id);
    const entry = ledger.of(id);
    if (entry !== undefined) ledger.keep(id, { ...entry, notStored: reason });
  }

  async function lookAgain(): Promise<void> {
    await watching;
    // One look at a time: each begins where the last one ended.
    looking = looking.then(look).catch(() => undefined);
    await looking;
  }

  /** Whether no other stage ran at any time while this one did. */
  function close({ id }: Stage, endedAtMs: number): boolean {
    const window = windows.findLast(({ stage }) => stage.id === id);
    if (window === undefined) return false;
    window.toMs = endedAtMs;
    const { fromMs } = window;
    return !windows.some(other => other !== window && (other.toMs ?? Infinity) >= fromMs);
  }

  async function after(
    stage: Stage,
    record: StageRecord,
    endedAtMs: number,
  ): Promise<Partial<StageRecord>> {
    const passed = record.status === 'passed';
    const ended = await results
      .end(stage, { passed, endedAtMs, alone: close(stage, endedAtMs) })
      .catch((error: Error): Ended => unknownEnd(error.message));
    for (const [owner, paths] of ended.shared) {
      await forbid(owner, { kind: 'shared-outputs', paths: [...paths], stages: [stage.id] });
      for (const path of paths) named.add(path);
      onNotice(sharedWords(owner, stage.id, paths));
    }
    await lookAgain();
    if (!passed || !isReusable(stage)) return {};
    const reason =
      spoiled.get(stage.id) ??
      sharedReason(ended) ??
      ended.obstacle ??
      (await results
        .store(stage, ended, record.durationMs ?? 0)
        .catch((error: Error): NotStored => ({ kind: 'store', reason: error.message })));
    if (reason !== undefined) tellNotStored(stage, reason);
    return ended.reading === undefined ? { fingerprint: undefined } : {};
  }

  function tellNotStored({ id }: Stage, reason: NotStored): void {
    const entry = ledger.of(id);
    if (entry !== undefined) ledger.keep(id, { ...entry, notStored: reason });
    // Who wrote what it should not was said already.
    const isSaid = 'paths' in reason && reason.paths.some(path => named.has(path));
    if (options.saving.allowed && !isSaid) onNotice(notStoredNotice(id, reason));
  }

  async function finish(ended: readonly StageRecord[], signal: AbortSignal): Promise<void> {
    clearInterval(beating);
    // A run that was cut short has made half of what it would have made.
    if (signal.aborted) return;
    for (const message of changedTrackedWords(await undeclared.changed(windows))) onNotice(message);
    await caches.save(ended);
  }

  return {
    states,
    async before(stage) {
      const from = now();
      await Promise.all([watching, undeclared.ready]);
      const attempt = await results.attempt(stage);
      const fingerprint =
        attempt.fingerprint === undefined ? {} : { fingerprint: attempt.fingerprint };
      if (attempt.kind === 'run') {
        const [prepared, openLlm] = await Promise.all([caches.prepare(stage), llm.prepare(stage)]);
        const record = { ...fingerprint, cacheState: prepared.state };
        return { kind: 'run', record, environment: prepared.environment, openLlm };
      }
      const { savedMs, bytes } = attempt;
      return {
        kind: 'reused',
        record: { ...fingerprint, reuse: { savedMs, bytes, tookMs: now() - from } },
      };
    },
    async begin(stage) {
      ledger.beat();
      beating ??= setInterval(() => ledger.beat(), BEAT_MS).unref();
      await results.begin(stage).catch(() => undefined);
      const window = { stage, fromMs: Date.now() };
      windows.push(window);
      sinceLook.add(window);
    },
    retry: stage => results.retry(stage).catch(() => undefined),
    after,
    finish: (ended, signal) => Promise.race([finish(ended, signal), aborted(signal)]),
    closeLlm: llm.close,
    caches: caches.records,
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** A reason with the paths of an earlier one of its kind. */
function addPath(before: NotStored | undefined, reason: NotStored): NotStored {
  if (before === undefined || !('paths' in before) || !('paths' in reason)) return reason;
  if (before.kind !== reason.kind) return before;
  return { ...reason, paths: [...new Set([...before.paths, ...reason.paths])] };
}

function sharedReason({ shared }: Ended): NotStored | undefined {
  if (shared.size === 0) return undefined;
  const paths = [...new Set([...shared.values()].flat())];
  return { kind: 'shared-outputs', paths, stages: [...shared.keys()] };
}

/** Of a stage of which nobody can say what it made. */
function unknownEnd(reason: string): Ended {
  return {
    outputs: [],
    given: [],
    signatures: new Map(),
    shared: new Map(),
    obstacle: { kind: 'unreadable', what: 'outputs', reason },
  };
}
