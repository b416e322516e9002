/**
 * What comes before and after a stage's command: is there a stored result to reuse, are its caches
 * there, and may what it made be stored.
 */
import { saveFaultOf } from '../caching/files/faults.ts';
import type { Permission } from '../caching/policy.ts';
import type { CacheStore } from '../caching/store.ts';
import type { LeftOut } from '../pipeline/selection.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { OffCause } from '../record/facts/cache-outcome.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import type { NotStored } from '../record/facts/stage/not-stored.ts';
import type { RunCause } from '../record/facts/stage/run-cause.ts';
import type { StageReason } from '../record/facts/stage/stage-reason.ts';
import type { CacheRecord, StageRecord } from '../record/run-record.ts';
import { unlessAborted } from '../util/grace.ts';
import { Outstanding } from '../util/outstanding.ts';
import { createStageCaches, type StageCaches } from './caches/caches.ts';
import type { PlacementOf } from './caches/existing-content.ts';
import type { Listener } from './events/run-events.ts';
import { createFileStates, type FileStates } from './files/file-states.ts';
import { createFingerprints, type FingerprintSources } from './inputs/fingerprints.ts';
import { createToolVersions } from './inputs/tool-versions.ts';
import type { Variables } from './process/stage-environment.ts';
import { isReusable } from './reuse/decision.ts';
import { notRunning, predictReuse } from './reuse/dry-run.ts';
import { type Ledger, openLedger } from './reuse/ledger.ts';
import { PendingResults } from './reuse/pending-results.ts';
import { placementsOf } from './reuse/placement.ts';
import {
  createStageResults,
  type Ended,
  type Kept,
  type StageResults,
} from './reuse/stage-results.ts';
import { layerSourceOf } from './setup/layer-source.ts';
import { createLayers, type LayerPlace, type Layers } from './setup/layers.ts';
import { isSetup, type SetupStage } from './setup/setup-stage.ts';
import { Setups } from './setup/setups.ts';
import {
  createLlmProxies,
  type LlmProxies,
  type OpenLlm,
  type ReplyPlace,
} from './stage/llm-proxies.ts';
import { StrayWrites } from './watch/stray-writes.ts';
import { type TrackedWatch, watchTracked } from './watch/tracked-watch.ts';
import { changedTrackedNotices } from './watch/write-notices.ts';
import { type WriteWatch, watchWrites } from './watch/write-watch.ts';

/** How a stage goes on after its preparation. */
export type Prepared =
  | { readonly kind: 'reused'; readonly record: Partial<StageRecord> }
  /** Of a setup: its command need not run, or may not, and what needs it goes on. */
  | {
      readonly kind: 'not-needed';
      readonly record: Partial<StageRecord>;
      readonly reason: StageReason;
    }
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
  /** Ids of the stages whose commands are not likely to start, as the run found them; none where nobody knows. */
  readonly notRunning: Promise<readonly string[]>;
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
  readonly leftOut?: ReadonlyMap<string, LeftOut>;
  readonly root: string;
  readonly environment: Variables;
  /** Where results are stored; comes when what other runs left behind is there. */
  readonly results: Promise<CacheStore>;
  /** Where entries of caches are kept, or why there is nothing to restore them from. */
  readonly store: CacheStore | { readonly off: OffCause };
  readonly saving: Permission;
  /** Where replies of models are kept. */
  readonly replies: ReplyPlace;
  /** What stands at a cache's paths is newer than any entry, as in the terminal. */
  readonly keepExisting: boolean;
  /** Every cache is empty at first, whatever is stored. */
  readonly startsCold?: boolean;
  /** Run every stage, whatever is stored. */
  readonly force: boolean;
  /** Setups run where they are needed, as on a runner; else only what asks for no root rights. */
  readonly runsSetups: boolean;
  /** Where what setups change on the machine is kept, if anywhere. */
  readonly layers?: LayerPlace | undefined;
  readonly emit: Listener;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** How often a run says that it is alive, in ms. */
const BEAT_MS = 1_000;

/** Begins to watch the inputs of all stages: to be called before any stage writes. */
export function createPreparation(options: PreparationOptions): Preparation {
  return new AroundStages(options);
}

class AroundStages implements Preparation {
  readonly states: FileStates;
  readonly notRunning: Promise<readonly string[]>;
  readonly closeLlm: () => Promise<number>;
  readonly caches: () => readonly CacheRecord[];
  readonly #options: PreparationOptions;
  readonly #ledger: Ledger;
  readonly #results: StageResults;
  readonly #caches: StageCaches;
  readonly #llm: LlmProxies;
  readonly #undeclared: TrackedWatch;
  readonly #watching: Promise<WriteWatch | undefined>;
  readonly #stray: StrayWrites;
  readonly #setups: Setups;
  readonly #pending = new PendingResults();
  /** What tools there are, and their versions, is known when the machine is ready. */
  readonly #setupsLeft: Outstanding;
  #beating: NodeJS.Timeout | undefined;

  constructor(options: PreparationOptions) {
    const { pipeline, root, environment } = options;
    this.#options = options;
    this.#setupsLeft = new Outstanding(
      pipeline.stages
        .filter(isSetup)
        .map(({ id }) => id)
        .filter(id => !options.leftOut?.has(id)),
    );
    const onNotice = (notice: Notice) => this.#notice(notice);
    const onFault = (cause: string) => onNotice({ kind: 'fault', of: 'git-ignored', cause });
    this.states = createFileStates(root, { environment, onFault });
    const tools = createToolVersions(root);
    const sources = { pipeline, root, environment, states: this.states, tools };
    this.#ledger = openLedger(root, pipeline.id);
    const { states } = this;
    const placementOf = this.#placementOf();
    this.#caches = createStageCaches({ ...options, placementOf, states, toolVersions: tools });
    this.#setups = new Setups({
      ...{ root, environment, tools, caches: this.#caches },
      isAsked: options.runsSetups,
      layers: this.#layers(),
    });
    this.#llm = createLlmProxies(options);
    let watch: WriteWatch | undefined;
    this.#watching = watchWrites(pipeline, root, states).catch((error: Error) => {
      onNotice({ kind: 'fault', of: 'write-watch', cause: error.message });
      return undefined;
    });
    void this.#watching.then(found => {
      watch = found;
    });
    this.#results = createStageResults({
      pipeline,
      leftOut: new Set(options.leftOut?.keys()),
      root,
      fingerprints: createFingerprints(sources),
      ledger: this.#ledger,
      store: options.results,
      keeps: options.saving.allowed,
      force: options.force,
      tracked: states.git().then(files => files?.isTracked ?? (() => false)),
      onNotice,
      hold: paths => watch?.hold(paths) ?? { [Symbol.dispose]() {} },
    });
    this.#undeclared = watchTracked(pipeline, root, states.git());
    const withdraw = (id: string, reason?: NotStored) => this.#withdraw(id, reason);
    this.#stray = new StrayWrites({ pipeline, watching: this.#watching, withdraw, onNotice });
    this.closeLlm = this.#llm.close;
    this.caches = () => this.#caches.records();
    this.notRunning = this.#foresee(sources).catch(() => []);
    void this.notRunning.then(ids => this.#prefetch(new Set(ids)));
  }

  #layers(): Layers | undefined {
    const { layers, pipeline, root, environment, now } = this.#options;
    if (layers === undefined) return undefined;
    const sources = { pipeline, root, environment, states: this.states };
    const onNotice = (notice: Notice) => this.#notice(notice);
    const sourceOf = (stage: SetupStage) => layerSourceOf(stage, sources);
    return createLayers({ ...layers, sourceOf, onNotice, now });
  }

  #notice(notice: Notice): void {
    this.#options.emit({ kind: 'notice', notice });
  }

  /** Who put a file where it stands: of this run what is known, of earlier ones what the ledger says. */
  #placementOf(): PlacementOf {
    const { pipeline, root } = this.#options;
    const stageIds = pipeline.stages.map(({ id }) => id);
    const placed = placementsOf(root, stageIds, this.#ledger);
    return path => {
      const stage = this.#results.isPlacing(path);
      if (stage !== undefined) return { stage, by: 'reuse', isReusedNow: true };
      const placement = placed(path);
      return placement && { ...placement, isReusedNow: this.#results.isReused(placement.stage) };
    };
  }

  async #foresee(sources: FingerprintSources): Promise<readonly string[]> {
    const { leftOut, force, results } = this.#options;
    await Promise.all([this.#watching, this.#setupsLeft.allOver]);
    const store = await results;
    return notRunning(await predictReuse({ ...sources, store, force, leftOut }));
  }

  /** Restores ahead what stages will need that are likely to run. */
  #prefetch(resting: ReadonlySet<string>): void {
    const { pipeline, leftOut } = this.#options;
    const running = pipeline.stages.filter(
      ({ id, caches }) => caches.length > 0 && leftOut?.has(id) !== true && !resting.has(id),
    );
    const needed = running.flatMap(({ caches }) => caches);
    if (needed.length === 0) return;
    const ids = running.map(({ id }) => id);
    this.#caches.prefetch(needed, ids);
    this.#llm.prefetch(needed);
  }

  async #withdraw(id: string, reason: NotStored | undefined): Promise<void> {
    await this.#results.withdraw(id);
    if (reason !== undefined) this.#noteReason(id, reason);
  }

  /** For `explain`. */
  #noteReason(id: string, notStored: NotStored): void {
    const entry = this.#ledger.of(id);
    if (entry !== undefined) this.#ledger.keep(id, { ...entry, notStored });
  }

  /** Now, and from now on. */
  #sayAlive(): void {
    this.#ledger.beat();
    this.#beating ??= setInterval(() => this.#ledger.beat(), BEAT_MS).unref();
  }

  async before(stage: Stage): Promise<Prepared> {
    const { now } = this.#options;
    const from = now();
    await Promise.all([this.#watching, this.#undeclared.ready]);
    // A reuse writes, too: what a run left that was killed meanwhile is known by when that was alive.
    this.#sayAlive();
    if (isSetup(stage)) {
      const prepared = await this.#setups.before(stage);
      if (prepared.kind !== 'run') this.#setupsLeft.over(stage.id);
      return prepared;
    }
    const attempt = await this.#results.tryReuse(stage);
    const fingerprint =
      attempt.fingerprint === undefined ? {} : { fingerprint: attempt.fingerprint };
    if (attempt.kind === 'run') {
      const ranBecause = shortened(attempt.because);
      const [{ state, environment }, openLlm] = await Promise.all([
        this.#caches.prepare(stage),
        this.#llm.prepare(stage),
      ]);
      const record = { ...fingerprint, ...ranBecause, cacheState: state };
      return { kind: 'run', record, environment, openLlm };
    }
    const { savedMs, bytes } = attempt;
    const reuse = { savedMs, bytes, tookMs: now() - from };
    return { kind: 'reused', record: { ...fingerprint, reuse } };
  }

  async begin(stage: Stage): Promise<void> {
    this.#sayAlive();
    if (isSetup(stage)) await this.#setups.begin(stage);
    await this.#results.begin(stage).catch(() => undefined);
    // Now all that an earlier run left is cleared away.
    await this.#caches.begin(stage);
    this.#pending.begin(stage);
    this.#stray.open(stage);
  }

  retry(stage: Stage): Promise<void> {
    return this.#results.retry(stage).catch(() => undefined);
  }

  async after(stage: Stage, record: StageRecord, endedAtMs: number): Promise<Partial<StageRecord>> {
    try {
      return await this.#after(stage, record, endedAtMs);
    } finally {
      this.#setupsLeft.over(stage.id);
      await this.#pending.over(stage);
    }
  }

  async #after(stage: Stage, record: StageRecord, endedAtMs: number) {
    const made = isSetup(stage) ? await this.#setups.after(stage, record) : {};
    const passed = record.status === 'passed';
    const alone = this.#stray.close(stage, endedAtMs);
    const ended = await this.#results
      .end(stage, { passed, endedAtMs, alone })
      .catch((error: Error): Ended => unknownEnd(error.message));
    await this.#lookWhoWrote(stage, ended);
    if (!passed || !isReusable(stage)) return made;
    const reason =
      this.#stray.reasonAgainst(stage.id) ??
      sharedReason(ended) ??
      ended.obstacle ??
      this.#halfCacheReason(stage);
    if (reason === undefined) await this.#keepResult(stage, ended, record.durationMs ?? 0);
    else this.#tellNotStored(stage, reason);
    return ended.reading === undefined ? { fingerprint: undefined } : {};
  }

  #halfCacheReason(stage: Stage): NotStored | undefined {
    const cache = this.#caches.halfInPlace(stage);
    return cache === undefined ? undefined : { kind: 'half-cache', cache };
  }

  /** Finds out who wrote what is another's, and says so. */
  async #lookWhoWrote({ id }: Stage, { shared }: Ended): Promise<void> {
    for (const [owner, paths] of shared) {
      const reason: NotStored = { kind: 'shared-outputs', paths: [...paths], stages: [id] };
      await this.#stray.forbid(owner, reason);
      this.#stray.name(paths);
      this.#notice({ kind: 'shared-outputs', stages: [owner, id], paths: [...paths] });
    }
    await this.#stray.look();
  }

  /** Keeps what the stage made, and publishes it where nothing speaks against it when that is known. */
  async #keepResult(stage: Stage, ended: Ended, durationMs: number): Promise<void> {
    const whyFailed = (error: unknown): NotStored => ({
      kind: 'store',
      because: saveFaultOf(error),
    });
    const kept = await this.#results
      .keep(stage, ended, durationMs)
      .catch((error): Kept => ({ kind: 'not-kept', why: whyFailed(error) }));
    if (kept.kind === 'not-kept') this.#tellNotStored(stage, kept.why);
    if (kept.kind !== 'kept') return;
    const paths = ended.outputs.map(({ path }) => path);
    this.#pending.add(stage, paths, async () => {
      const reason = this.#stray.reasonAgainst(stage.id) ?? (await kept.publish().catch(whyFailed));
      if (reason !== undefined) this.#tellNotStored(stage, reason);
    });
  }

  #tellNotStored({ id }: Stage, reason: NotStored): void {
    this.#noteReason(id, reason);
    // Who wrote what it should not was said already.
    const isSaid = 'paths' in reason && reason.paths.some(path => this.#stray.isNamed(path));
    if (this.#options.saving.allowed && !isSaid) {
      this.#notice({ kind: 'result-not-stored', stage: id, why: reason });
    }
  }

  async finish(ended: readonly StageRecord[], signal: AbortSignal): Promise<void> {
    clearInterval(this.#beating);
    this.#caches.close();
    // A run that was cut short has made half of what it would have made.
    await unlessAborted(signal, () => this.#saveCaches(ended), undefined);
  }

  async #saveCaches(ended: readonly StageRecord[]): Promise<void> {
    const changed = await this.#undeclared.changed(this.#stray.windows);
    for (const notice of changedTrackedNotices(changed)) this.#notice(notice);
    await this.#caches.save(ended);
  }
}

/** A change of thousands of inputs is told by the first of them. */
function shortened(because: readonly RunCause[]): Pick<StageRecord, 'ranBecause'> {
  if (because.length === 0) return {};
  const more = because.length - MOST_CAUSES;
  const causes = because.slice(0, MOST_CAUSES);
  return { ranBecause: { causes, ...(more > 0 && { more }) } };
}

const MOST_CAUSES = 5;

function sharedReason({ shared }: Ended): NotStored | undefined {
  if (shared.size === 0) return undefined;
  const paths = [...new Set([...shared.values()].flat())];
  return { kind: 'shared-outputs', paths, stages: [...shared.keys()] };
}

/** Of a stage of which nobody can say what it made. */
function unknownEnd(said: string): Ended {
  return {
    outputs: [],
    given: [],
    signatures: new Map(),
    shared: new Map(),
    obstacle: { kind: 'unreadable', what: 'outputs', because: { kind: 'failed', said } },
  };
}
