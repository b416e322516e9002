/**
 * Which stage wrote what another, or it itself, reads or makes. Such a stage races with the other, or
 * leaves behind less than it declares, and its result must not stand for a run of it.
 */
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CollectedFile } from '../../caching/files/hash-files.ts';
import { planCaches } from '../../caching/presets.ts';
import { withNeeds } from '../../pipeline/graph.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import { takeTurns } from '../../util/turns.ts';
import type { FileStates } from '../files/file-states.ts';
import { matchFiles } from '../files/match-files.ts';
import { matcherOf } from '../files/patterns.ts';
import { type StatSignature, signatureAt } from '../files/stat-signature.ts';
import { declaredOutputs, inputsAmong } from '../inputs/fingerprints.ts';

/** A stage and when its command ran, in ms since 1970; `toMs` is absent while it runs. */
export interface Window {
  readonly stage: Stage;
  readonly fromMs: number;
  toMs?: number;
}

/** A file that changed although that was not to be expected. */
export interface StrayWrite {
  readonly path: string;
  /** The stages of which one wrote it: more than one where they ran at once. */
  readonly writers: readonly Stage[];
  /** Who reads it, or makes it. */
  readonly other: Stage;
  readonly kind: /** A stage changed what its own result depends on. */
    | 'own-input'
    /** A stage reads what another declares to make, without needing it: either may be first. */
    | 'race'
    /** A stage reads what another writes without declaring it: reuse would lose it. */
    | 'undeclared'
    /** What one stage declares to make, another wrote or removed without declaring it. */
    | 'others-output';
}

/** Looks after the inputs and outputs of all stages of a run. */
export interface WriteWatch {
  /** What changed since the last look, in which the commands of these stages ran. */
  look(ran: readonly Window[]): Promise<readonly StrayWrite[]>;
  /** What the engine itself writes until this is disposed is nobody's fault. */
  hold(paths: Iterable<string>): Disposable;
}

/** What is known of a file; its content only where it is an input. */
interface Seen {
  readonly signature: StatSignature;
  readonly content?: string | undefined;
}

/** Clocks of file systems lag behind by up to a tick, in ms. */
const TICK_MS = 20;

/** Takes down how all inputs and outputs stand now. */
export async function watchWrites(
  pipeline: Pipeline,
  root: string,
  states: FileStates,
): Promise<WriteWatch> {
  const files = new WatchedFiles(pipeline, root, states);
  const judge = createJudge(pipeline);
  await files.begin();
  return {
    async look(ran) {
      const changed = await files.changed();
      if (ran.length === 0 || changed.length === 0) return [];
      const readersOf = await files.readersAmong(changed);
      return changed.flatMap(path =>
        judge.writes(path, writersOf(root, path, ran), readersOf(path)),
      );
    },
    hold: paths => files.hold([...paths]),
  };
}

/** The inputs and outputs of all stages, as they were at the last look. */
class WatchedFiles {
  readonly #pipeline: Pipeline;
  readonly #root: string;
  readonly #states: FileStates;
  readonly #readers: readonly {
    readonly stage: Stage;
    readonly isMatched: (path: string) => boolean;
  }[];
  readonly #walks: readonly (readonly string[])[];
  /** How often each path is held. */
  readonly #held = new Map<string, number>();
  #before = new Map<string, Seen>();

  constructor(pipeline: Pipeline, root: string, states: FileStates) {
    this.#pipeline = pipeline;
    this.#root = root;
    this.#states = states;
    this.#walks = walksOf(pipeline.stages);
    this.#readers = pipeline.stages
      .filter(({ inputs }) => inputs.length > 0)
      .map(stage => ({ stage, isMatched: matcherOf(stage.inputs) }));
  }

  /** Takes down what there is; to be awaited before anything else is asked. */
  async begin(): Promise<void> {
    this.#before = await this.#withContents(await this.#scan());
  }

  /** What changed since the last look, sorted. */
  async changed(): Promise<readonly string[]> {
    const before = this.#before;
    const now = await this.#scan();
    const touched = [...new Set([...before.keys(), ...now.keys()])].filter(
      path => before.get(path)?.signature !== now.get(path)?.signature,
    );
    const contents = await this.#withContents(
      new Map(touched.flatMap(path => (now.has(path) ? [[path, now.get(path) as Seen]] : []))),
    );
    return touched.sort().filter(path => {
      // While this looked, the engine may have written it.
      if (this.#held.has(path)) return false;
      const known = before.get(path);
      const signature = this.#signatureAt(path);
      if (signature === known?.signature) return false;
      const content = contents.get(path)?.content;
      this.#set(path, signature, content);
      return known?.content === undefined || known.content !== content;
    });
  }

  /** The stages among whose inputs each of the paths is. */
  async readersAmong(paths: readonly string[]): Promise<(path: string) => Stage[]> {
    const read = await Promise.all(
      this.#readers.map(async ({ stage, isMatched }) => {
        const matched = paths.filter(isMatched);
        const inputs = await inputsAmong(matched, stage, this.#pipeline, this.#states);
        return { stage, inputs: new Set(inputs) };
      }),
    );
    return path => read.flatMap(({ stage, inputs }) => (inputs.has(path) ? stage : []));
  }

  /** What is written to these paths until this is disposed did not change. */
  hold(paths: readonly string[]): Disposable {
    for (const path of paths) this.#held.set(path, (this.#held.get(path) ?? 0) + 1);
    return {
      [Symbol.dispose]: () => {
        for (const path of paths) {
          const left = (this.#held.get(path) ?? 1) - 1;
          if (left > 0) this.#held.set(path, left);
          else this.#held.delete(path);
          this.#set(path, this.#signatureAt(path));
        }
      },
    };
  }

  async #scan(): Promise<Map<string, Seen>> {
    const found = await Promise.all(this.#walks.map(patterns => matchFiles(this.#root, patterns)));
    const seen = new Map<string, Seen>();
    const turns = takeTurns();
    for (const path of new Set(found.flat())) {
      const signature = this.#signatureAt(path);
      if (signature !== undefined) seen.set(path, { signature });
      if (turns.isOver) await turns.next();
    }
    return seen;
  }

  /** Inputs with their contents: one that was written again with the same content did not change. */
  async #withContents(seen: Map<string, Seen>): Promise<Map<string, Seen>> {
    const readersOf = await this.readersAmong([...seen.keys()]);
    const inputs = [...seen.keys()].filter(path => readersOf(path).length > 0).sort();
    const collected = await this.#states.collect(inputs);
    if (collected.kind === 'unreadable') return seen;
    for (const file of collected.files) {
      const known = seen.get(file.path);
      if (known !== undefined) seen.set(file.path, { ...known, content: contentOf(file) });
    }
    return seen;
  }

  #signatureAt(path: string): StatSignature | undefined {
    return signatureAt(join(this.#root, path));
  }

  #set(path: string, signature: StatSignature | undefined, content?: string): void {
    if (signature === undefined) this.#before.delete(path);
    else this.#before.set(path, { signature, content });
  }
}

/** Decides what a changed file means, from the definition alone. */
function createJudge(pipeline: Pipeline) {
  const { stages } = pipeline;
  const makers = stages.map(stage => ({ stage, makes: matcherOf(declaredOutputs(stage)) }));
  const isCached = matcherOf(planCaches(pipeline.caches, stages).flatMap(({ paths }) => paths));
  const chainOf = new Map(stages.map(({ id }) => [id, withNeeds(stages, [id])]));
  const needs = (reader: Stage, id: string) => chainOf.get(reader.id)?.has(id) === true;

  function writes(
    path: string,
    ran: readonly Stage[],
    readers: readonly Stage[],
  ): readonly StrayWrite[] {
    const declaring = ran.filter(({ id }) =>
      makers.some(({ stage, makes }) => stage.id === id && makes(path)),
    );
    // What is in a cache changes when it is restored, whatever runs meanwhile.
    if (declaring.length === 0 && isCached(path)) return [];
    const writers = declaring.length > 0 ? declaring : ran;
    if (declaring.length === 0) {
      const maker = makers.find(({ makes }) => makes(path))?.stage;
      if (maker !== undefined) return [{ path, writers, other: maker, kind: 'others-output' }];
    }
    return readers.flatMap((other): readonly StrayWrite[] => {
      const wroteOwn = writers.every(({ id }) => id === other.id);
      if (wroteOwn) return [{ path, other, writers, kind: 'own-input' }];
      const others = writers.filter(({ id }) => id !== other.id);
      if (declaring.length === 0) return [{ path, other, writers: others, kind: 'undeclared' }];
      const isNeeded = others.some(({ id }) => needs(other, id));
      return isNeeded ? [] : [{ path, other, writers: others, kind: 'race' }];
    });
  }

  return { writes };
}

/** Of the stages that ran, those that ran when a file was last changed; all where that is unknown. */
export function writersOf(root: string, path: string, ran: readonly Window[]): readonly Stage[] {
  const at = changedAt(root, path);
  const then = ran.filter(({ fromMs, toMs }) => {
    const isBefore = at.exact && toMs !== undefined && toMs + TICK_MS < at.ms;
    return fromMs - TICK_MS <= at.ms && !isBefore;
  });
  return (then.length > 0 ? then : ran).map(({ stage }) => stage);
}

/** A file that is gone went at the latest when its folder was last changed. */
function changedAt(root: string, path: string): { ms: number; exact: boolean } {
  const own = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (own !== undefined) return { ms: own.ctimeMs, exact: true };
  const folder = lstatSync(dirname(join(root, path)), { throwIfNoEntry: false });
  return { ms: folder?.ctimeMs ?? Number.POSITIVE_INFINITY, exact: false };
}

/** Patterns that one walk can look for; those of a stage that excludes are its own. */
function walksOf(stages: readonly Stage[]): readonly (readonly string[])[] {
  const lists = stages.flatMap(stage => [stage.inputs, declaredOutputs(stage)]);
  const excludes = (list: readonly string[]) => list.some(pattern => pattern.startsWith('!'));
  const common = lists.filter(list => !excludes(list)).flat();
  return [[...new Set(common)], ...lists.filter(excludes)];
}

function contentOf(file: CollectedFile): string {
  return file.kind === 'file'
    ? `${file.hash} ${file.executable}`
    : `-> ${file.target} ${file.hash ?? ''}`;
}
