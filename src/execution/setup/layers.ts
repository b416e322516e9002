/**
 * What setups change on the machine, kept as layers: fetched and put in place instead of running the command, and
 * made of what the command changed. Whatever goes wrong is a notice, and costs the time of the command.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { saveFaultOf } from '../../caching/files/faults.ts';
import { LAYER_PREFIX } from '../../caching/keys.ts';
import type { CacheStore } from '../../caching/store.ts';
import { type LayerSource, layerKey } from '../../machine/identity.ts';
import type {
  LayerRefusal,
  LayerScope,
  Machine,
  MachineIdentity,
  NotDone,
  Probed,
  Restored,
  Swapped,
} from '../../machine/port/port.ts';
import type { LayerNotKept, LayerNotRestored, LayerNumbers } from '../../record/facts/layer.ts';
import type { Notice } from '../../record/facts/notice/notice.ts';
import type { SetupStage } from './setup-stage.ts';

/** Where layers are kept, and of which machine. */
export interface LayerPlace {
  readonly machine: Machine;
  readonly identity: () => Promise<MachineIdentity>;
  /** Whether tools answer, as the setup's command finds them. */
  readonly probe: (stage: SetupStage) => Promise<Probed>;
  readonly store: CacheStore;
  /** Whether what is made may be stored. */
  readonly keeps: boolean;
  /** For archives on their way; absolute, outside the workspace. */
  readonly folder: string;
  readonly scope: Pick<LayerScope, 'roots' | 'exclude' | 'locale'>;
  /** Values that no layer may hold. */
  readonly secrets: readonly string[];
  /** Most that a layer may be unpacked, in bytes. */
  readonly maxBytes: number;
}

export interface LayersOptions extends LayerPlace {
  /** Hash of what decides, beside the machine, what a setup makes: its command, and its inputs as they are. */
  readonly sourceOf: (stage: SetupStage) => Promise<Pick<LayerSource, 'command' | 'inputsHash'>>;
  readonly onNotice: (notice: Notice) => void;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** The layers of one run; each call is about a setup whose turn it is, and none rejects. */
export interface Layers {
  /** Puts the setup's layer in place; nothing where its command has to run. */
  restore(stage: SetupStage): Promise<LayerNumbers | undefined>;
  /** Its command is about to start. */
  begin(stage: SetupStage): Promise<void>;
  /** Its command passed: what it changed is stored. */
  keep(stage: SetupStage): Promise<LayerNumbers | undefined>;
}

/** Most paths that are named. */
const MOST_PATHS = 10;

/** What commands and the runner itself leave in home folders, and no build reads. */
const OF_NO_USE =
  /\/(?:\.cache|_diag|\.wget-hsts|\.sudo_as_admin_successful|\.(?:bash|python|node_repl)_history)(?:\/|$)|^\/home\/[^/]+\/(?:actions-runner|runners|work)\//;

/** The file that an entry of the store holds. */
const ARCHIVE = 'layer';

/** Layers of one machine. */
export function createLayers(options: LayersOptions): Layers {
  return new MachineLayers(options);
}

class MachineLayers implements Layers {
  readonly #options: LayersOptions;
  /** Keys of what is in place, in order: a layer is made on top of those before it. */
  readonly #below: string[] = [];
  readonly #keys = new Map<string, Promise<string | undefined>>();
  readonly #watches = new Map<string, string>();
  /** Something of a layer is left that could not be taken back: what is made on it is nobody else's. */
  #isSpoilt = false;
  #recovered: Promise<void> | undefined;

  constructor(options: LayersOptions) {
    this.#options = options;
  }

  async restore(stage: SetupStage): Promise<LayerNumbers | undefined> {
    if (!canBeKept(stage)) return undefined;
    this.#recovered ??= this.#recover(stage);
    await this.#recovered;
    const key = await this.#keyOf(stage);
    if (key === undefined) return undefined;
    const restored = await this.#restore(stage, key).catch(
      ({ message }: Error): LayerNotRestored => ({ kind: 'failed', said: message }),
    );
    if (restored === 'none') return undefined;
    if ('kind' in restored) {
      const { onNotice } = this.#options;
      this.#isSpoilt ||= restored.kind === 'unsettled';
      onNotice({ kind: 'layer-not-restored', stage: stage.id, because: restored });
      return undefined;
    }
    this.#below.push(key);
    return restored;
  }

  async begin(stage: SetupStage): Promise<void> {
    const { machine, keeps, scope } = this.#options;
    if (!keeps || !canBeKept(stage) || this.#isSpoilt) return;
    const key = await this.#keyOf(stage);
    if (key === undefined) return this.#notKept(stage, { kind: 'unknown-machine' });
    const { documentation } = stage.setup;
    const begun = await machine.begin({ ...scope, documentation });
    if (begun.kind === 'begun') this.#watches.set(stage.id, begun.watch);
    else this.#notKept(stage, begun);
  }

  async keep(stage: SetupStage): Promise<LayerNumbers | undefined> {
    const watch = this.#watches.get(stage.id);
    const key = await this.#keyOf(stage);
    if (key === undefined) return undefined;
    this.#below.push(key);
    if (watch === undefined) return undefined;
    const kept = await this.#inFolder(folder => this.#keep(stage, watch, key, folder)).catch(
      (error): LayerNotKept => ({ kind: 'store', because: saveFaultOf(error) }),
    );
    if (kept === undefined || !('kind' in kept)) return kept;
    this.#notKept(stage, kept);
    return undefined;
  }

  async #recover(stage: SetupStage): Promise<void> {
    const recovered = await this.#options.machine.recover();
    if (recovered.kind !== 'unsettled') return;
    this.#isSpoilt = true;
    const because: LayerNotRestored = { kind: 'unsettled', paths: [...recovered.paths] };
    this.#options.onNotice({ kind: 'layer-not-restored', stage: stage.id, because });
  }

  #keyOf(stage: SetupStage): Promise<string | undefined> {
    const known = this.#keys.get(stage.id);
    if (known !== undefined) return known;
    const key = this.#makeKey(stage, [...this.#below]).catch(() => undefined);
    this.#keys.set(stage.id, key);
    return key;
  }

  async #makeKey(stage: SetupStage, on: readonly string[]): Promise<string | undefined> {
    const { identity, sourceOf, scope } = this.#options;
    const [machine, source] = await Promise.all([identity(), sourceOf(stage)]);
    const { documentation, renewMs } = stage.setup;
    const key = layerKey({
      ...source,
      identity: machine,
      name: stage.id,
      documentation,
      locale: scope.locale,
      roots: scope.roots,
      on,
      renewMs,
      now: Date.now(),
    });
    return key === undefined ? undefined : `${LAYER_PREFIX}${stage.id}/${key}`;
  }

  async #restore(
    stage: SetupStage,
    key: string,
  ): Promise<LayerNumbers | LayerNotRestored | 'none'> {
    return this.#inFolder(async folder => {
      const { store, machine, scope, maxBytes, probe, now } = this.#options;
      const from = now();
      const fetched = await store.fetch({ key, restoreKeys: [], paths: [ARCHIVE] }, folder);
      if (fetched.kind === 'miss') return 'none';
      if (fetched.kind !== 'restored') return { kind: 'store', because: fetched.because };
      const transferMs = now() - from;
      const { roots, exclude } = scope;
      const file = join(folder, ARCHIVE);
      const placed = await machine.restore({ file, roots, exclude, maxBytes });
      if (placed.kind !== 'restored') return whyNotRestored(placed);
      const probed = await probe(stage);
      if (probed.kind === 'not-ready') {
        return { kind: 'silent', tools: probed.silent.map(({ tool }) => tool) };
      }
      const { entries, contentBytes } = placed;
      const bytes = fetched.bytes === undefined ? {} : { bytes: fetched.bytes };
      return { entries, contentBytes, ...bytes, transferMs, placeMs: now() - from - transferMs };
    });
  }

  async #keep(
    stage: SetupStage,
    watch: string,
    key: string,
    folder: string,
  ): Promise<LayerNumbers | LayerNotKept | undefined> {
    const { machine, store, secrets, maxBytes, onNotice, now } = this.#options;
    const file = join(folder, ARCHIVE);
    const captured = await machine.capture({ watch, file, secrets, maxBytes });
    if (captured.kind === 'nothing-changed') return undefined;
    if (captured.kind !== 'captured') return captured;
    const { entries, contentBytes, bytes, findMs, packMs, refused } = captured;
    const paths = captured.outside.filter(path => !OF_NO_USE.test(path));
    if (paths.length > 0) return { kind: 'outside', paths: paths.slice(0, MOST_PATHS) };
    if (refused.length > 0) {
      const without = refused.slice(0, MOST_PATHS).map(({ path }) => path);
      onNotice({ kind: 'layer-without', stage: stage.id, paths: without });
    }
    const from = now();
    const saved = await store.set({ key, paths: [ARCHIVE], root: folder });
    if (saved.kind === 'not-saved') return { kind: 'store', because: saved.because };
    return { entries, contentBytes, bytes, transferMs: now() - from, placeMs: findMs + packMs };
  }

  #notKept({ id: stage }: SetupStage, because: LayerNotKept): void {
    this.#options.onNotice({ kind: 'layer-not-kept', stage, because });
  }

  /** A folder for one archive, which goes with it. */
  async #inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.#options.folder, `layer-${randomUUID()}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Nothing else tells whether a machine that got the layer is as its command would have made it. */
function canBeKept({ setup }: SetupStage): boolean {
  return setup.provides.length > 0;
}

function whyNotRestored(placed: Exclude<Restored, { kind: 'restored' }>): LayerNotRestored {
  switch (placed.kind) {
    case 'not-restored':
      return refusal(placed.because);
    case 'unsettled':
      return { kind: 'unsettled', paths: [...placed.paths] };
    default:
      return placed;
  }
}

function refusal(because: LayerRefusal | Swapped | NotDone): LayerNotRestored {
  switch (because.kind) {
    case 'damaged':
      return { kind: 'store', because: { kind: 'archive-damaged', damage: because.damage } };
    case 'needs-node':
      return { kind: 'store', because };
    case 'other-machine':
      return { kind: because.kind, paths: because.differences.map(({ path }) => path) };
    default:
      return because;
  }
}
