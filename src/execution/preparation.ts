/**
 * What comes before and after a stage's command: is there a stored result to reuse, are its caches
 * there, and may what it made be stored.
 */
import type { Permission } from '../caching/policy.ts';
import type { CacheStore } from '../caching/store.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { CacheRecord, StageRecord } from '../record/run-record.ts';
import { createStageCaches } from './caches.ts';
import type { Listener } from './events.ts';
import { createFileStates, type FileStates } from './file-states.ts';
import { createFingerprints } from './fingerprints.ts';
import { changeWords, type InputChange, type InputWatch, watchInputs } from './input-watch.ts';
import { createLlmProxies, type OpenLlm, type ReplyPlace } from './llm.ts';
import { predictReuse } from './prediction.ts';
import { createReuse, type StageReuse } from './reuse.ts';
import type { Variables } from './stage-environment.ts';
import { createToolVersions } from './tool-versions.ts';

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
  /** The stage's command starts. */
  started(stage: Stage): void;
  /** The stage is over, and those that need it wait. */
  after(stage: Stage, record: StageRecord): Promise<void>;
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
  const caches = createStageCaches({ ...options, states, toolVersions: tools });
  const llm = createLlmProxies(options);
  const reuse: StageReuse = createReuse({
    root,
    fingerprints: createFingerprints(sources),
    store: options.results,
    keeps: options.saving.allowed,
    force: options.force,
    onNotice,
  });
  const watching = watchInputs(pipeline, root, states).catch((error: Error) => {
    onNotice(`inputs are not watched: ${error.message}`);
    return undefined;
  });
  /** Stages whose commands ran since the last look at the inputs. */
  const ran = new Set<Stage>();
  const running = new Set<Stage>();
  /** Stages whose results say less, or something else, than their fingerprints. */
  const spoiled = new Set<string>();
  let looking: Promise<void> = Promise.resolve();
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
    caches.prefetch(needed);
    llm.prefetch(needed);
  }

  function started(stage: Stage): void {
    ran.add(stage);
    running.add(stage);
  }

  async function look(watch: InputWatch): Promise<void> {
    const suspects = [...ran];
    ran.clear();
    for (const stage of running) ran.add(stage);
    const changes = await watch.look(suspects);
    for (const change of changes) for (const id of spoiledBy(change, suspects)) spoiled.add(id);
    for (const message of changeWords(changes)) onNotice(message);
  }

  async function lookAgain(): Promise<void> {
    const watch = await watching;
    if (watch === undefined) return;
    // One look at a time: each begins where the last one ended.
    looking = looking.then(() => look(watch)).catch(() => undefined);
    await looking;
  }

  async function finish(ended: readonly StageRecord[], signal: AbortSignal): Promise<void> {
    await reuse.settled();
    // A run that was cut short has made half of what it would have made.
    if (!signal.aborted) await caches.save(ended);
  }

  return {
    states,
    async before(stage) {
      const from = now();
      await watching;
      // Putting outputs in place is writing, and another stage's end may fall into it.
      started(stage);
      const attempt = await reuse.attempt(stage);
      running.delete(stage);
      const fingerprint =
        attempt.fingerprint === undefined ? {} : { fingerprint: attempt.fingerprint };
      if (attempt.kind === 'run') {
        ran.delete(stage);
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
    started,
    async after(stage, record) {
      running.delete(stage);
      await lookAgain();
      if (record.status !== 'passed' || spoiled.has(stage.id)) return;
      reuse.keep(stage, record.durationMs ?? 0);
    },
    finish: (ended, signal) => Promise.race([finish(ended, signal), aborted(signal)]),
    closeLlm: llm.close,
    caches: caches.records,
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Who read something else than its fingerprint says, or made more than it declares. */
function spoiledBy(
  { reader, writers, kind }: InputChange,
  suspects: readonly Stage[],
): readonly string[] {
  const readWhileItRan = suspects.some(({ id }) => id === reader.id) ? [reader.id] : [];
  return kind === 'undeclared'
    ? [...readWhileItRan, ...writers.map(({ id }) => id)]
    : readWhileItRan;
}
