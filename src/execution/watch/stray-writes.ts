/** Who wrote where it should not, in one run: said once, and held against storing what came of it. */
import { withNeeds } from '../../pipeline/graph.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { OnNotice } from '../../record/facts/notice/notice.ts';
import type { NotStored } from '../../record/facts/stage/not-stored.ts';
import { strayNotices } from './write-notices.ts';
import type { StrayWrite, Window, WriteWatch } from './write-watch.ts';

export interface StrayWritesOptions {
  readonly pipeline: Pipeline;
  /** Comes when the inputs of all stages were looked at; nothing where they are not watched. */
  readonly watching: Promise<WriteWatch | undefined>;
  /** Takes back what was stored of a stage in this run, for the reason where another stage is to blame. */
  readonly withdraw: (stageId: string, reason?: NotStored) => Promise<void>;
  readonly onNotice: OnNotice;
}

/** Looks after each stage at what was written since the last look. */
export class StrayWrites {
  readonly #options: StrayWritesOptions;
  readonly #windows: Window[] = [];
  /** Stages whose commands ran since the last look. */
  readonly #sinceLook = new Set<Window>();
  readonly #spoiled = new Map<string, NotStored>();
  /** What was said of files written where they should not be, and of which. */
  readonly #said = new Set<string>();
  readonly #named = new Set<string>();
  #looking: Promise<void> = Promise.resolve();

  constructor(options: StrayWritesOptions) {
    this.#options = options;
  }

  /** When the commands of stages ran. */
  get windows(): readonly Window[] {
    return this.#windows;
  }

  /** The stage's command is about to start. */
  open(stage: Stage): void {
    const window = { stage, fromMs: Date.now() };
    this.#windows.push(window);
    this.#sinceLook.add(window);
  }

  /** The stage's command was over at that time; gives whether no other ran at any time while it did. */
  close({ id }: Stage, endedAtMs: number): boolean {
    const window = this.#windows.findLast(({ stage }) => stage.id === id);
    if (window === undefined) return false;
    window.toMs = endedAtMs;
    const { fromMs } = window;
    return !this.#windows.some(other => other !== window && (other.toMs ?? Infinity) >= fromMs);
  }

  /** One look at a time: each begins where the last one ended. */
  async look(): Promise<void> {
    const watch = await this.#options.watching;
    if (watch === undefined) return;
    this.#looking = this.#looking.then(() => this.#lookWith(watch)).catch(() => undefined);
    await this.#looking;
  }

  /** Why nothing of the stage is stored any more in this run. */
  reasonAgainst(stageId: string): NotStored | undefined {
    return this.#spoiled.get(stageId);
  }

  /** What was stored of the stage in this run is taken back, and nothing else is stored. */
  async forbid(stageId: string, reason: NotStored): Promise<void> {
    this.#spoiled.set(stageId, withPaths(this.#spoiled.get(stageId), reason));
    await this.#options.withdraw(stageId, reason);
  }

  /** What was written there has been said already. */
  name(paths: readonly string[]): void {
    for (const path of paths) this.#named.add(path);
  }

  isNamed(path: string): boolean {
    return this.#named.has(path);
  }

  async #lookWith(watch: WriteWatch): Promise<void> {
    const ran = [...this.#sinceLook];
    for (const window of ran) if (window.toMs !== undefined) this.#sinceLook.delete(window);
    const writes = await watch.look(ran);
    for (const write of writes) await this.#spoil(write);
    this.name(writes.map(({ path }) => path));
    const isNew = ({ kind, path, other }: StrayWrite): boolean => {
      const key = JSON.stringify([kind, path, other.id]);
      return !this.#said.has(key) && this.#said.add(key) !== undefined;
    };
    for (const notice of strayNotices(writes.filter(isNew))) this.#options.onNotice(notice);
  }

  /** Who left behind more than it declares is not stored; nor is what others wrote to. */
  async #spoil({ kind, path, writers, other }: StrayWrite): Promise<void> {
    if (kind === 'race') return;
    for (const { id } of writers) {
      const reason = kind === 'own-input' ? 'own-inputs' : 'undeclared-writes';
      this.#spoiled.set(id, withPaths(this.#spoiled.get(id), { kind: reason, paths: [path] }));
      await this.#options.withdraw(id);
    }
    if (kind !== 'others-output') return;
    const { stages } = this.#options.pipeline;
    const isLater = ({ id }: Stage) => withNeeds(stages, [id]).has(other.id);
    const unordered = writers.filter(writer => writer.id !== other.id && !isLater(writer));
    if (unordered.length === 0) return;
    const ids = unordered.map(({ id }) => id);
    await this.forbid(other.id, { kind: 'overwritten', paths: [path], stages: ids });
  }
}

/** A reason with the paths of an earlier one of its kind. */
function withPaths(before: NotStored | undefined, reason: NotStored): NotStored {
  if (before === undefined || !('paths' in before) || !('paths' in reason)) return reason;
  if (before.kind !== reason.kind) return before;
  return { ...reason, paths: [...new Set([...before.paths, ...reason.paths])] };
}
