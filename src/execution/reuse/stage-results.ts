/**
 * The results of a run's stages, from the look for a stored one to the storing of a new one. What holds
 * all the way: a result is what this execution made, and what the stage read while it made it is what
 * its fingerprint says.
 */
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import {
  type CollectedOutputs,
  collectOutputs,
  keepOutputs,
  publishResult,
  type ResultKey,
  withdrawResult,
} from '../../caching/results/result-store.ts';
import type { StoredOutput, StoredResult } from '../../caching/results/stage-result.ts';
import type { CacheStore } from '../../caching/store.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { OnNotice } from '../../record/facts/notice/notice.ts';
import type { NotStored } from '../../record/facts/stage/not-stored.ts';
import type { RunCause } from '../../record/facts/stage/run-cause.ts';
import type { PlacementOf } from '../caches/existing-content.ts';
import { type Standing, standingAt } from '../files/standing.ts';
import { type StatSignature, signatureAt } from '../files/stat-signature.ts';
import {
  declaredOutputs,
  type Fingerprints,
  type Reading,
  type StageFingerprint,
} from '../inputs/fingerprints.ts';
import { type Clearing, createClearing } from './clearing.ts';
import { decide, isReusable, type StageDecision } from './decision.ts';
import { isOwnOutput } from './given.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { Leftovers } from './leftovers.ts';
import { formerParts, lookThrough, type ResultPlace, whyUnfit } from './look.ts';
import { type Made, madeBy } from './made.ts';
import { changeOf, obstacleOf } from './obstacles.ts';
import { createOwners, type Owners } from './owners.ts';
import { placementsOf } from './placement.ts';

/** What became of the look for a result that stands for running a stage. */
export type ReuseAttempt =
  | {
      readonly kind: 'reused';
      readonly fingerprint: string;
      /** What the stage took when it ran, in ms. */
      readonly savedMs: number;
      /** Of the outputs now in place. */
      readonly bytes: number;
    }
  /** It has to run; `fingerprint` where it is known, `because` empty where nobody could tell. */
  | {
      readonly kind: 'run';
      readonly fingerprint?: string;
      readonly because: readonly RunCause[];
    };

/** An execution that is over: what it made, and whether that may stand for running it again. */
export interface Ended {
  /** What it read; absent where the stage has no fingerprint. */
  readonly reading?: Extract<StageFingerprint, { kind: 'known' }>;
  /** Why it may not be stored, as far as the stage alone shows it. */
  readonly obstacle?: NotStored;
  /** What stands where it writes, by content, and by signature when it ended. */
  readonly outputs: readonly StoredOutput[];
  /** What stood there before it started, as it was then. */
  readonly given: readonly StoredOutput[];
  readonly signatures: ReadonlyMap<string, StatSignature>;
  /** Paths that another stage had put in place in this run before, by that stage. */
  readonly shared: ReadonlyMap<string, readonly string[]>;
}

/** How an execution ended. */
export interface End {
  readonly passed: boolean;
  /** When its command was over, in ms since 1970. */
  readonly endedAtMs: number;
  /** No other stage ran at any time while it ran. */
  readonly alone: boolean;
}

/** What became of the outputs of a stage that passed. */
export type Kept =
  /** From `publish` on its result is found by other runs; gives why that was not done. */
  | { readonly kind: 'kept'; readonly publish: () => Promise<NotStored | undefined> }
  | { readonly kind: 'not-kept'; readonly why: NotStored }
  /** The stage has no results, or the run may not keep any. */
  | { readonly kind: 'not-asked' };

/** Results of a run's stages. */
export interface StageResults {
  /** Puts the stored result of the stage in place, where there is one; never rejects. */
  tryReuse(stage: Stage): Promise<ReuseAttempt>;
  /** Its command is about to start: what earlier executions left goes, what it reads is taken down. */
  begin(stage: Stage): Promise<void>;
  /** An attempt failed, and the next one is to start from where this one did. */
  retry(stage: Stage): Promise<void>;
  /** Its command is over: what it made is fixed. To be asked before anything else starts. */
  end(stage: Stage, end: End): Promise<Ended>;
  /** Keeps what it made, for `publish`. */
  keep(stage: Stage, ended: Ended, durationMs: number): Promise<Kept>;
  /** What was stored or reused of the stage in this run is not to be used again. */
  withdraw(stageId: string): Promise<void>;
  /** The stage whose stored result is being put in place at this path just now. */
  isPlacing(path: string): string | undefined;
  /** Whether a stored result of the stage stands for running it in this run. */
  isReused(stageId: string): boolean;
}

export interface ResultsOptions {
  readonly pipeline: Pipeline;
  /** Stages that are not to run: what they left stays. */
  readonly leftOut: ReadonlySet<string>;
  readonly root: string;
  readonly fingerprints: Fingerprints;
  readonly ledger: Ledger;
  /** Comes when what other runs left behind is there. */
  readonly store: Promise<CacheStore>;
  /** Whether results may be stored. */
  readonly keeps: boolean;
  /** Run every stage, whatever is stored. */
  readonly force: boolean;
  /** Whether git tracks a file; comes when git has answered. */
  readonly tracked: Promise<(path: string) => boolean>;
  /** The engine writes these paths until this is disposed. */
  readonly hold: (paths: readonly string[]) => Disposable;
  readonly onNotice: OnNotice;
}

/** An execution under way. */
interface Running {
  /** What it read when its fingerprint was looked up, and when its command started. */
  readonly prepared: Reading | undefined;
  readonly reading: Reading | undefined;
  /** What stood where it writes before its command. */
  readonly before: Standing;
  /** What stood there before, and was changed by an attempt that failed. */
  spoilt?: string;
  /** The content of what stood there before its command and is not the stage's own. */
  readonly given: CollectedOutputs;
}

/** Results of the stages of one run. */
export function createStageResults(options: ResultsOptions): StageResults {
  return new Results(options);
}

class Results implements StageResults {
  readonly #options: ResultsOptions;
  readonly #root: string;
  readonly #owners: Owners;
  readonly #clearing: Clearing;
  readonly #wanted: ReadonlySet<string>;
  /** What stages read when their fingerprints were looked up. */
  readonly #prepared = new Map<string, Reading>();
  readonly #running = new Map<string, Running>();
  /** Stages that write, have written or will not write in this run. */
  readonly #begun: Set<string>;
  /** What was stored or reused of stages in this run. */
  readonly #stored = new Map<string, ResultKey>();
  /** Stages of which nothing that is stored in this run is to be used. */
  readonly #withdrawn = new Set<string>();
  readonly #placing = new Map<string, string>();
  readonly #reused = new Set<string>();

  constructor(options: ResultsOptions) {
    this.#options = options;
    this.#root = options.root;
    this.#owners = createOwners(options.pipeline);
    this.#clearing = createClearing({ ...options, owners: this.#owners });
    this.#wanted = fingerprintedStages(options.pipeline.stages);
    this.#begun = new Set(options.leftOut);
  }

  tryReuse(stage: Stage): Promise<ReuseAttempt> {
    return this.#tryReuse(stage).catch(() => ({ kind: 'run', because: [] }));
  }

  async #tryReuse(stage: Stage): Promise<ReuseAttempt> {
    this.#begun.add(stage.id);
    await this.#clearing.clearLater(stage, ({ id }) => id !== stage.id && !this.#begun.has(id));
    if (!this.#wanted.has(stage.id)) return toRun(await this.#decide(stage, notRead));
    const left = await this.#clearing.leftBy(stage);
    const own = new Set([...left.files, ...left.folders]);
    const reading = await this.#options.fingerprints.read(stage, own);
    this.#prepared.set(stage.id, reading);
    const decision = await this.#decide(stage, async () => reading.stage);
    if (reading.stage.kind === 'unknown') return toRun(decision);
    const { fingerprint } = reading.stage;
    if (decision.kind !== 'reuse') return toRun(decision, fingerprint);
    return this.#restore(stage, fingerprint, decision);
  }

  #decide(stage: Stage, read: () => Promise<StageFingerprint>): Promise<StageDecision> {
    const { store, force, ledger } = this.#options;
    const view = {
      store,
      read,
      former: () => formerParts(stage, store, ledger),
      whyUnfit: async (result: StoredResult) => whyUnfit(stage, result, await this.#placeOf(stage)),
    };
    return decide({ stage, force, awaited: [] }, lookThrough(stage, view));
  }

  async #placeOf(stage: Stage): Promise<ResultPlace> {
    const owners = this.#owners;
    const { ledger } = this.#options;
    const tracked = await this.#options.tracked;
    const placed = this.#placedByOthers(stage);
    return {
      root: this.#root,
      owners,
      entry: ledger.of(stage.id),
      left: await this.#clearing.leftBy(stage),
      tracked,
      isOthers: path =>
        owners.isOthers(path, stage) ||
        owners.isCached(path, stage) ||
        (!tracked(path) && placed(path) !== undefined),
    };
  }

  /** What others have left that have begun in this run: theirs, as it will be when they are over. */
  #placedByOthers({ id }: Stage): PlacementOf {
    const { leftOut, ledger } = this.#options;
    const isUnderWay = (other: string) =>
      other !== id && this.#begun.has(other) && !leftOut.has(other);
    const ids = this.#options.pipeline.stages.map(stage => stage.id);
    return placementsOf(this.#root, ids.filter(isUnderWay), ledger);
  }

  async #restore(
    stage: Stage,
    fingerprint: string,
    { result, restore }: Extract<StageDecision, { kind: 'reuse' }>,
  ): Promise<ReuseAttempt> {
    const { durationMs: savedMs, outputs } = result;
    const paths = outputs.map(({ path }) => path);
    const left = await this.#clearing.leftBy(stage);
    await this.#clearing.clear(stage, left, new Set(paths));
    const folders = outputs.flatMap(({ kind, path }) => (kind === 'folder' ? [path] : []));
    const newFolders = [...new Set([...paths.flatMap(parentsOf), ...folders])].filter(
      folder => signatureAt(join(this.#root, folder)) === undefined,
    );
    const files = paths.filter(path => !folders.includes(path));
    using _held = this.#options.hold(files);
    // A run that dies meanwhile leaves files that are nobody's otherwise.
    const former = this.#options.ledger.of(stage.id);
    // What an execution left there stays an execution's until the stored files are in place.
    await this.#openEntry(stage, { by: 'reuse', files: {}, ...former }, left);
    for (const path of files) this.#placing.set(path, stage.id);
    const restored = await restore(this.#root);
    if (restored.kind === 'restored') {
      const over = await this.#stayingBelow(files, result.given ?? []);
      this.#takeDown(stage, files, { by: 'reuse', folders: newFolders, over, fingerprint });
      this.#reused.add(stage.id);
    }
    for (const path of files) this.#placing.delete(path);
    if (restored.kind === 'not-restored') {
      const { because } = restored;
      // Where some of it is in place, that is the stage's, and goes before the stage runs.
      const isAsBefore = because.kind !== 'half-placed';
      if (isAsBefore && former !== undefined) this.#options.ledger.keep(stage.id, former);
      this.#options.onNotice({ kind: 'result-not-used', stage: stage.id, because });
      const cause: RunCause = { kind: 'no-result', because: { kind: 'no-outputs', because } };
      return { kind: 'run', fingerprint, because: [cause] };
    }
    this.#options.fingerprints.settle(stage.id, fingerprint);
    this.#stored.set(stage.id, { stage: stage.id, fingerprint });
    const bytes = outputs.reduce((sum, file) => sum + (file.kind === 'file' ? file.size : 0), 0);
    return { kind: 'reused', fingerprint, savedMs, bytes };
  }

  /** Of the folders that a stage has made earlier, those that are still there: something is in them. */
  #foldersLeft({ id }: Stage): readonly string[] {
    const folders = this.#options.ledger.of(id)?.folders ?? [];
    return folders.filter(folder => this.#stands(folder));
  }

  /** Writes down what the stage has put in place. */
  #takeDown(
    stage: Stage,
    paths: readonly string[],
    entry: Pick<LedgerEntry, 'by' | 'folders' | 'over' | 'fingerprint'>,
  ): void {
    this.#owners.take(stage, paths);
    const files: Record<string, StatSignature> = {};
    for (const path of paths) {
      const signature = signatureAt(join(this.#root, path));
      if (signature !== undefined) files[path] = signature;
    }
    const folders = [...new Set([...this.#foldersLeft(stage), ...entry.folders])];
    const { ledger } = this.#options;
    ledger.keep(stage.id, { ...lastStored(ledger.of(stage.id)), ...entry, folders, files });
  }

  async begin(stage: Stage): Promise<void> {
    const left = await this.#clearing.leftBy(stage);
    await this.#clearing.clear(stage, left);
    const last = lastStored(this.#options.ledger.of(stage.id));
    const entry = { by: 'execution', files: {}, ...last } as const;
    const before = await this.#openEntry(stage, entry, left);
    const reading = this.#wanted.has(stage.id)
      ? await this.#options.fingerprints.read(stage)
      : undefined;
    this.#running.set(stage.id, {
      prepared: this.#prepared.get(stage.id),
      reading,
      before,
      given: await this.#givenTo(stage, before),
    });
  }

  /**
   * Writes down what is there before a stage's files are put in place; gives it. What it left itself, and
   * still stands, stays its own: a run that was killed may have left it, and this one may be killed, too.
   */
  async #openEntry(
    stage: Stage,
    entry: Omit<LedgerEntry, 'folders' | 'open'>,
    left: Leftovers,
  ): Promise<Standing> {
    const patterns = declaredOutputs(stage);
    const before = await standingAt(this.#root, patterns);
    const own = await this.#clearing.removable(stage, left);
    const [files, folders] = [new Set(own.files), new Set(own.folders)];
    const open = {
      patterns,
      files: Object.fromEntries([...before.files].filter(([path]) => !files.has(path))),
      folders: [...before.folders].filter(folder => !folders.has(folder)),
    };
    const standing = left.folders.filter(folder => this.#stands(folder));
    this.#options.ledger.keep(stage.id, { ...entry, folders: standing, open });
    return before;
  }

  /** What stands where a stage is about to write; of use only where its result may be kept. */
  async #givenTo(stage: Stage, { files }: Standing): Promise<CollectedOutputs> {
    const isGiven = (path: string) =>
      isReusable(stage) && !this.#owners.isCached(path, stage) && !isOwnOutput(this.#root, path);
    return collectOutputs(this.#root, [...files.keys()].filter(isGiven), []);
  }

  /** Of what stood where these files are written, what git tracks: the stage's files stay there. */
  async #stayingBelow(
    files: readonly string[],
    given: readonly StoredOutput[],
  ): Promise<readonly StoredOutput[]> {
    const tracked = await this.#options.tracked;
    const written = new Set(files);
    return given.filter(({ path }) => written.has(path) && tracked(path));
  }

  async retry(stage: Stage): Promise<void> {
    const execution = this.#running.get(stage.id);
    if (execution === undefined) return;
    const { made } = await this.#look(stage, execution.before);
    const stood = (path: string) => execution.before.files.has(path);
    const spoilt = made.written.find(path => stood(path) && !this.#owners.isCached(path, stage));
    if (spoilt !== undefined) execution.spoilt ??= spoilt;
    const files = made.written.filter(path => !stood(path));
    await this.#clearing.clear(stage, { files, folders: made.newFolders });
    // What could not be removed would count as made by the next attempt.
    const left = files.find(path => this.#stands(path) && !this.#owners.isCached(path, stage));
    if (left !== undefined) execution.spoilt ??= left;
  }

  #stands(path: string): boolean {
    return signatureAt(join(this.#root, path)) !== undefined;
  }

  async #look(stage: Stage, before: Standing): Promise<{ made: Made; after: Standing }> {
    const patterns = declaredOutputs(stage);
    const after = await standingAt(this.#root, patterns);
    const elsewhere = new Set(
      this.#options.pipeline.stages.flatMap(({ id }) =>
        id === stage.id ? [] : Object.keys(this.#options.ledger.of(id)?.files ?? {}),
      ),
    );
    const mayKeep = (path: string) => this.#owners.isCached(path, stage) && !elsewhere.has(path);
    return { made: madeBy({ before, after, patterns, mayKeep }), after };
  }

  async end(stage: Stage, { passed, endedAtMs, alone }: End): Promise<Ended> {
    const execution = this.#running.get(stage.id);
    this.#running.delete(stage.id);
    if (execution === undefined) throw new Error('it was not looked at when it started');
    const { made, after } = await this.#look(stage, execution.before);
    const outputs = await collectOutputs(
      this.#root,
      passed ? made.files : [],
      passed ? made.folders : [],
    );
    const given = await this.#givenBeside(stage, execution.given, made.besideFolders);
    const stood = given.kind === 'collected' ? given.outputs : [];
    const shared = this.#owners.othersAmong(made.written, stage);
    const over = await this.#stayingBelow(made.written, stood);
    this.#takeDown(stage, made.written, { by: 'execution', folders: made.newFolders, over });
    const own = new Set([...made.written, ...made.newFolders]);
    const again = execution.reading && (await this.#options.fingerprints.read(stage, own));
    const isSteady = changeOf({ ...execution, again, alone }) === undefined;
    const reading = isSteady && again?.stage.kind === 'known' ? again.stage : undefined;
    this.#options.fingerprints.settle(stage.id, reading?.fingerprint);
    const tracked = await this.#options.tracked;
    const isOthersFolder = (folder: string) => this.#owners.isOthersFolder(folder, stage);
    const { prepared, spoilt } = execution;
    const obstacle =
      passed && isReusable(stage)
        ? obstacleOf(this.#root, {
            ...{ stage, prepared, reading: execution.reading, again, made, outputs, given, spoilt },
            ...{ endedAtMs, alone, tracked, isOthersFolder },
          })
        : undefined;
    return {
      outputs: outputs.kind === 'collected' ? outputs.outputs : [],
      given: stood,
      signatures: after.files,
      shared,
      ...(reading !== undefined && { reading }),
      ...(obstacle !== undefined && { obstacle }),
    };
  }

  /** What stood there before, without what turned out to be another stage's; and folders left empty. */
  async #givenBeside(
    stage: Stage,
    given: CollectedOutputs,
    folders: readonly string[],
  ): Promise<CollectedOutputs> {
    if (given.kind === 'unreadable') return given;
    const empty = await collectOutputs(this.#root, [], folders);
    if (empty.kind === 'unreadable') return empty;
    const files = given.outputs.filter(({ path }) => !this.#owners.isOthers(path, stage));
    return { kind: 'collected', outputs: [...files, ...empty.outputs] };
  }

  async keep(
    stage: Stage,
    { reading, outputs, given, signatures }: Ended,
    durationMs: number,
  ): Promise<Kept> {
    if (!this.#options.keeps || !isReusable(stage) || reading === undefined) {
      return { kind: 'not-asked' };
    }
    const root = this.#root;
    const store = await this.#options.store;
    let unsettled: string | undefined;
    const saved = await keepOutputs(store, root, outputs, () => {
      const isChanged = (path: string) => signatures.get(path) !== signatureAt(join(root, path));
      unsettled = outputs.find(({ kind, path }) => kind !== 'folder' && isChanged(path))?.path;
      return unsettled === undefined;
    });
    if (unsettled !== undefined) {
      return { kind: 'not-kept', why: { kind: 'unsettled', path: unsettled } };
    }
    if (saved.kind === 'not-saved') {
      return { kind: 'not-kept', why: { kind: 'store', because: saved.because } };
    }
    const { fingerprint, parts } = reading;
    const key = { stage: stage.id, fingerprint };
    return {
      kind: 'kept',
      publish: async () => {
        const published = await publishResult(store, { ...key, parts, durationMs, outputs, given });
        if (published.kind === 'not-saved') return { kind: 'store', because: published.because };
        this.#stored.set(stage.id, key);
        const { ledger } = this.#options;
        const entry = ledger.of(stage.id);
        if (entry !== undefined) ledger.keep(stage.id, { ...entry, fingerprint });
        // Somebody may have said so while it was published.
        if (this.#withdrawn.has(stage.id)) await this.withdraw(stage.id);
        return undefined;
      },
    };
  }

  async withdraw(stageId: string): Promise<void> {
    const key = this.#stored.get(stageId);
    this.#stored.delete(stageId);
    this.#withdrawn.add(stageId);
    const { keeps, store } = this.#options;
    if (key !== undefined && keeps) await withdrawResult(await store, key);
  }

  isPlacing(path: string): string | undefined {
    return this.#placing.get(path);
  }

  isReused(stageId: string): boolean {
    return this.#reused.has(stageId);
  }
}

function lastStored({ fingerprint }: Partial<LedgerEntry> = {}): Pick<LedgerEntry, 'fingerprint'> {
  return fingerprint === undefined ? {} : { fingerprint };
}

/** Stages that may be reused, and those whose fingerprints stand in theirs for what they made. */
function fingerprintedStages(stages: readonly Stage[]): ReadonlySet<string> {
  const stageOf = new Map(stages.map(stage => [stage.id, stage]));
  const found = new Set<string>();
  const queue = stages.filter(isReusable);
  for (let stage = queue.pop(); stage !== undefined; stage = queue.pop()) {
    if (found.has(stage.id)) continue;
    found.add(stage.id);
    for (const id of stage.needs) {
      const need = stageOf.get(id);
      if (need !== undefined && need.outputs.length === 0) queue.push(need);
    }
  }
  return found;
}

/** A stage that is not reused is decided without its fingerprint. */
async function notRead(): Promise<never> {
  throw new Error('a stage was read that nobody needs to know');
}

function toRun(decision: StageDecision, fingerprint?: string): ReuseAttempt {
  const because = decision.kind === 'run' ? decision.because : [];
  return { kind: 'run', because, ...(fingerprint !== undefined && { fingerprint }) };
}
