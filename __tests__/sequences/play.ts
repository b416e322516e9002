/** Plays a sequence, and says where what stands there is not what it has to be. */

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Prediction } from '../../src/execution/reuse/dry-run.ts';
import { openLedger } from '../../src/execution/reuse/ledger.ts';
import { withNeeds } from '../../src/pipeline/graph.ts';
import type { Stage } from '../../src/pipeline/types.ts';
import type { RunCause } from '../../src/record/facts/stage/run-cause.ts';
import { noticeWords } from '../../src/reporting/words/notices/notices.ts';
import type { Tally } from '../support/tally.ts';
import { Checkout, isAmongOutputs, type Look, type Source, type Sources } from './checkout.ts';
import { type EngineRun, foresee, type RunOutcome, runEngine } from './engine.ts';
import type { Killer } from './killed.ts';
import { cacheFolderOf, definitionOf, placesOf, SHAPE_NAMES, type Spec } from './pipelines.ts';
import { ReferenceRunner } from './reference.ts';
import { fileAt, type Sequence, type Step, type Tampering } from './sequences.ts';
import {
  differenceOf,
  isSame,
  outputsBelow,
  type Thing,
  type Tree,
  thingAt,
  treeBelow,
} from './trees.ts';

/** What was seen, for a reader of a failure. */
export interface Played {
  /** Nothing where all was right. */
  readonly difference?: string;
  readonly log: readonly string[];
}

export interface PlayOptions {
  readonly killer: Killer;
  /** Counts what was reached. */
  readonly tally: Tally;
}

/** After a run died, this long its writes may still have come; in ms, as the engine sees it. */
const SILENCE_MS = 2_000;

/** Plays all steps and then runs once more; stops at the first difference. */
export async function play(sequence: Sequence, options: PlayOptions): Promise<Played> {
  using player = new Player(sequence, options);
  const last: Step = { kind: 'run', slots: 2, force: false };
  for (const step of [...sequence.steps, last]) {
    const difference = await player.take(step);
    if (difference !== undefined) return { difference, log: player.log };
  }
  const difference = sequence.forced ? await player.runByForce() : undefined;
  return { log: player.log, ...(difference !== undefined && { difference }) };
}

function file(text: string): Source {
  return { kind: 'file', text, executable: false };
}

/** All but one of two that cannot stand side by side, or where stages write. */
const FIRST_FILES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18];

/** In what a run was not what `plan` said before it. */
function foretold(
  foreseen: ReadonlyMap<string, Prediction>,
  { records }: RunOutcome,
  stages: readonly Stage[],
  tally: Tally,
): string | undefined {
  for (const { id, status, attempts, ranBecause } of records) {
    const said = foreseen.get(id);
    const became = attempts > 0 ? 'runs' : status === 'reused' ? 'reused' : 'neither';
    if (said === undefined || said.kind === 'depends' || became === 'neither') continue;
    // What stages before it make differently, only the run can show.
    const isSure = [...withNeeds(stages, [id])].every(
      need => need === id || foreseen.get(need)?.kind === 'reused',
    );
    if (said.kind === 'runs' && !isSure) continue;
    tally.add('stages that a plan foretold');
    if (said.kind !== became)
      return `plan said of ${id}: ${JSON.stringify(said)}, and it ${became}: ${JSON.stringify(ranBecause)}`;
    if (said.kind !== 'runs') continue;
    const why = said.because.slice(0, ranBecause?.causes.length);
    if (causesOf(why) !== causesOf(ranBecause?.causes ?? []))
      return `plan said ${id} runs because ${JSON.stringify(why)}, and it was ${JSON.stringify(ranBecause)}`;
  }
  return undefined;
}

/** What is damaged in a store, the first look removes: then the next one finds nothing, or what was there before. */
function causesOf(causes: readonly RunCause[]): string {
  const isUnstored = ({ kind }: RunCause) => kind === 'no-result' || kind === 'nothing-stored';
  return JSON.stringify(causes.map(cause => (isUnstored(cause) ? 'not stored' : cause)));
}

class Player implements Disposable {
  readonly log: string[] = [];
  readonly #place = mkdtempSync(join(tmpdir(), 'stagetime-sequence-'));
  readonly #options: PlayOptions;
  readonly #git: boolean;
  readonly #reference = new ReferenceRunner(this.#place);
  readonly #past: Sources[] = [];
  #specs: readonly Spec[];
  /** All that the definition has been: with its patterns a stage's folder may have got another name. */
  readonly #definitions: (readonly Spec[])[] = [];
  #sources: Sources;
  #here: Checkout;
  #other: Checkout | undefined;
  #checkouts = 0;
  #runs = 0;

  constructor({ git, specs }: Sequence, options: PlayOptions) {
    this.#options = options;
    this.#git = git;
    this.#specs = specs;
    this.#definitions.push(specs);
    this.#sources = new Map(
      FIRST_FILES.map(index => [fileAt(index), file(`a ${index % 2 === 0 ? 'b' : 'dir1'}`)]),
    );
    this.#here = this.#freshCheckout();
  }

  [Symbol.dispose](): void {
    rmSync(this.#place, { recursive: true, force: true });
  }

  /** Gives the difference, where there is one. */
  async take(step: Step): Promise<string | undefined> {
    this.log.push(JSON.stringify(step));
    switch (step.kind) {
      case 'run':
        return this.#runAndCompare(step);
      case 'interrupt':
      case 'kill':
      case 'chaos':
        return this.#runUnseen(step);
      case 'tamper':
        return this.#tamper(step.how, step.pick);
      case 'fresh':
        rmSync(this.#here.root, { recursive: true });
        this.#here = this.#freshCheckout();
        return undefined;
      case 'switch':
        return this.#switch(step.copy);
      case 'damage':
        return this.#damage(step.how, step.pick);
      case 'define':
        this.#specs = redefined(this.#specs, step.stage, step.what);
        this.#definitions.push(this.#specs);
        return undefined;
      case 'write':
        return this.#edit(map => putInto(map, fileAt(step.file), file(step.words.join(' '))));
      case 'delete':
        return this.#edit(map => void map.delete(fileAt(step.file)));
      case 'chmod':
        return this.#edit(map => {
          const source = map.get(fileAt(step.file));
          if (source === undefined) return;
          map.set(fileAt(step.file), { ...source, executable: !source.executable });
        });
      case 'rename':
        return this.#edit(map => {
          const source = map.get(fileAt(step.from));
          if (source === undefined) return;
          map.delete(fileAt(step.from));
          putInto(map, fileAt(step.to), source);
        });
      case 'revert': {
        const earlier = this.#past.at(-step.steps);
        return earlier && this.#become(earlier);
      }
    }
  }

  /** The engine itself, where nothing was there before. */
  async runByForce(): Promise<string | undefined> {
    this.#here = this.#freshCheckout();
    this.#options.tally.add('runs by force in an empty folder');
    return this.#runAndCompare({ slots: 2, force: true });
  }

  #freshCheckout(): Checkout {
    this.#checkouts += 1;
    const checkout = new Checkout(join(this.#place, `checkout-${this.#checkouts}`), this.#git);
    checkout.become(this.#sources);
    return checkout;
  }

  #switch(copy: boolean): undefined {
    const from = this.#here;
    if (this.#other === undefined && copy) {
      this.#checkouts += 1;
      const root = join(this.#place, `checkout-${this.#checkouts}`);
      this.#here = Checkout.copyOf(from, root);
      this.#options.tally.add('copies of a workspace');
    } else this.#here = this.#other ?? this.#freshCheckout();
    this.#here.become(this.#sources);
    this.#other = from;
  }

  #edit(change: (map: Map<string, Source>) => void): undefined {
    const changed = new Map(this.#sources);
    change(changed);
    return this.#become(changed);
  }

  #become(sources: Sources): undefined {
    this.#past.push(this.#sources);
    this.#sources = sources;
    this.#here.become(sources);
  }

  #runOf(slots: number): EngineRun {
    this.#runs += 1;
    return {
      definition: definitionOf(this.#specs),
      root: this.#here.root,
      store: join(this.#place, 'store'),
      reportDir: join(this.#place, 'report'),
      marks: join(this.#place, `marks-${this.#runs}`),
      slots,
    };
  }

  /** Runs, and tells what was the user's before, and what the stages were given where they write. */
  async #run(run: EngineRun): Promise<{ outcome: RunOutcome; users: Tree; given: Tree }> {
    return this.#around(run, async before => {
      const outcome = await runEngine(run);
      const reused = outcome.records.filter(({ status }) => status === 'reused');
      const given = this.#here.given(before, new Set(reused.map(({ id }) => id)));
      return { outcome, users: before.users, given };
    });
  }

  /** Plays a run between a look at what stands there and taking down what stages wrote since. */
  async #around<T>(run: EngineRun, play: (before: Look) => Promise<T>): Promise<T> {
    const ids = run.definition.stages.map(({ id }) => id);
    const before = this.#here.look(ids);
    const played = await play(before);
    this.#here.ran(before, ids);
    return played;
  }

  /** A run after which anything may stand there, but for what is the user's. */
  async #runUnseen(
    step: Extract<Step, { kind: 'interrupt' | 'kill' | 'chaos' }>,
  ): Promise<string | undefined> {
    const { tally, killer } = this.#options;
    const run = this.#runOf(step.slots);
    if (step.kind === 'kill') {
      const isKilled = await this.#around(run, () => killer.runAndKill(run, step));
      if (isKilled) tally.add('runs killed while stages ran');
      await this.#beSilent();
      return undefined;
    }
    if (step.kind === 'interrupt') {
      const outcome = await this.#around(run, () => killer.runAndInterrupt(run, step));
      await this.#beSilent();
      this.log.push(wordsOf(outcome));
      const isCut = outcome.records.some(
        ({ status, attempts }) => status === 'cancelled' && attempts > 0,
      );
      if (isCut) tally.add('stages interrupted while they ran');
      return undefined;
    }
    await this.#runInChaos(run);
    // What was stored of it shows at once, before an edit makes it worthless.
    return this.#runAndCompare({ slots: step.slots, force: false });
  }

  async #runInChaos(run: EngineRun): Promise<void> {
    const { tally } = this.#options;
    const chaos = join(run.root, 'chaos');
    writeFileSync(chaos, '');
    const { outcome } = await this.#run(run);
    rmSync(chaos);
    // Two that swap one source may leave the wrong one behind.
    this.#here.become(this.#sources);
    this.#look(run, outcome);
    if (this.#here.claimSpoilt(run.definition.stages.map(({ id }) => id)) > 0) {
      tally.add('chaos that left something spoilt');
    }
  }

  /** As if that much time had passed: what is written from now on is nobody's who was alive then. */
  async #beSilent(): Promise<void> {
    await sleep(10);
    const folder = join(this.#here.root, '.stagetime', 'made');
    const then = (Date.now() - SILENCE_MS) / 1000;
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const alive = join(folder, name, 'alive');
      if (existsSync(alive)) utimesSync(alive, then, then);
    }
    await sleep(10);
  }

  async #runAndCompare({
    slots,
    force,
    only,
  }: Pick<Extract<Step, { kind: 'run' }>, 'slots' | 'force' | 'only'>): Promise<
    string | undefined
  > {
    const { tally } = this.#options;
    const run = this.#runOf(slots);
    const { stages } = run.definition;
    const wanted =
      only === undefined
        ? new Set(stages.map(({ id }) => id))
        : withNeeds(stages, [`s${only % makersIn(this.#specs)}`]);
    const leftOut = stages.filter(({ id }) => !wanted.has(id));
    const left = this.#standing(leftOut);
    const asked = { ...run, force, leftOut: leftOut.map(({ id }) => id) };
    const foreseen = await foresee(asked);
    const { outcome, users, given } = await this.#run(asked);
    this.#look(run, outcome);
    const unforeseen = foretold(foreseen, outcome, stages, tally);
    if (unforeseen !== undefined) return unforeseen;
    // An empty pattern fails its stage: there is nothing to compare.
    const isStuck = outcome.records.some(
      ({ status, attempts }) => status === 'failed' && attempts === 0,
    );
    if (outcome.status !== 'passed' || isStuck) {
      tally.add('runs not compared: a stage could not run');
      return undefined;
    }
    // What an attempt that failed wrote over something of the user's, or that git tracks, nobody can take back.
    const stood = new Map([...users, ...given]);
    if (outcome.records.some(record => record.attempts > 1 && this.#wroteOver(record.id, stood))) {
      tally.add('runs not compared: an attempt that failed wrote over something');
      return undefined;
    }
    const expected = this.#reference.outputsOf(
      stages.filter(({ id }) => wanted.has(id)),
      new Map([...this.#sourcesElsewhere(), ...left, ...given]),
    );
    if (expected.kind === 'failed') return `passed, but fails by itself: ${expected.reason}`;
    const found = outputsBelow(run.root);
    this.#count(outcome, found, users, only);
    return differenceOf(expected.outputs, found);
  }

  /** Whether something of what stood where the stage writes is not any more what it was. */
  #wroteOver(stageId: string, stood: Tree): boolean {
    const [folder] = placesOf(this.#specs, Number(stageId.slice(1)));
    return [...stood].some(
      ([path, thing]) =>
        path.startsWith(`${folder}/`) && !isSame(thing, thingAt(join(this.#here.root, path))),
    );
  }

  /** Sources that stand where no stage writes: what became of the others is given as it is. */
  #sourcesElsewhere(): Tree {
    return new Map([...this.#sources].filter(([path]) => !isAmongOutputs(path)));
  }

  /** What stages left that do not run. */
  #standing(leftOut: readonly Stage[]): Tree {
    const { root } = this.#here;
    const indices = leftOut.map(({ id }) => Number(id.slice(1)));
    const found = indices.flatMap((index): [string, Thing][] => {
      const spec = this.#specs[index];
      if (spec === undefined) return [];
      if (spec.kind === 'maker') {
        const places = this.#definitions.flatMap(specs => placesOf(specs, index));
        return [...new Set([...places, cacheFolderOf(index)])].flatMap(place => [
          ...treeBelow(root, place),
        ]);
      }
      const path = `${placesOf(this.#specs, spec.victim)[0]}/always.txt`;
      const thing = thingAt(join(root, path));
      return thing?.kind === 'file' && thing.text === 'twin\n' ? [[path, thing]] : [];
    });
    return new Map(found);
  }

  #tamper(how: Tampering, pick: number): undefined {
    const { root } = this.#here;
    const things = [...outputsBelow(root)].filter(([path]) => !path.startsWith('k'));
    const ofKind = (kind: Thing['kind']) =>
      things.filter(([, thing]) => thing.kind === kind).map(([path]) => path);
    const chosen = (paths: readonly string[]) => paths[pick % Math.max(1, paths.length)];
    const [path, folder] = [chosen(ofKind('file')), chosen(ofKind('folder'))];
    const thing = path === undefined ? undefined : thingAt(join(root, path));
    if (folder === undefined) return;
    if (how === 'add') return this.#here.write(`${folder}/zz.user`, file('mine')) as undefined;
    if (how === 'lazy') return this.#here.write(`${folder}/lazy.txt`, file('mine')) as undefined;
    if (how === 'wipe') return this.#here.remove(folder) as undefined;
    if (path === undefined || thing?.kind !== 'file') return;
    if (how === 'delete') this.#here.remove(path);
    if (how === 'change') this.#here.write(path, { ...thing, text: 'tampered with' });
    if (how === 'touch') {
      utimesSync(join(root, path), 1, 1);
      this.#here.claim(path);
    }
  }

  #damage(how: Extract<Step, { kind: 'damage' }>['how'], pick: number): undefined {
    const store = join(this.#place, 'store');
    if (!existsSync(store)) return;
    const files = readdirSync(store, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .sort();
    const chosen = files[pick % Math.max(1, files.length)];
    if (chosen === undefined) return;
    this.#options.tally.add('damaged files of the store');
    const bytes = readFileSync(chosen);
    if (how === 'delete') rmSync(chosen);
    if (how === 'cut') truncateSync(chosen, Math.floor(bytes.length / 2));
    if (how !== 'flip' || bytes.length === 0) return;
    bytes[pick % bytes.length] = (bytes[pick % bytes.length] ?? 0) ^ 1;
    writeFileSync(chosen, bytes);
  }

  /** Counts what a run met, as the ledger tells. */
  #look({ root }: EngineRun, outcome: RunOutcome): void {
    const { tally } = this.#options;
    this.log.push(wordsOf(outcome));
    const ledger = openLedger(root, 'pipeline');
    for (const { id, status, attempts } of outcome.records) {
      if (status === 'passed' && attempts > 1)
        tally.add('stages that passed after an attempt that failed');
      if (status === 'failed' && attempts > 0) tally.add('stages that failed');
      if (status !== 'passed') continue;
      const notStored = ledger.of(id)?.notStored;
      if (notStored === undefined) continue;
      const when = notStored.kind === 'inputs-changed' ? ` (${notStored.when})` : '';
      tally.add(`not stored: ${notStored.kind}${when}`);
    }
  }

  #count(outcome: RunOutcome, found: Tree, users: Tree, only: number | undefined): void {
    const { tally } = this.#options;
    tally.add('runs compared');
    if (only !== undefined) tally.add('runs of a part compared');
    const reused = outcome.records.filter(({ status }) => status === 'reused').length;
    tally.add('reused stages compared', reused);
    if (reused === 0) return;
    const kept = [...users.keys()].filter(path => found.has(path)).length;
    tally.add('files of the user that stood beside something reused', kept);
    const things = [...found];
    tally.add('links after a reuse', things.filter(([, { kind }]) => kind === 'link').length);
    const isEmpty = ([path, { kind }]: [string, Thing]) =>
      kind === 'folder' && !things.some(([other]) => other.startsWith(`${path}/`));
    tally.add('empty folders after a reuse', things.filter(isEmpty).length);
  }
}

function wordsOf({ status, records, notices }: RunOutcome): string {
  const stages = records.map(record => `${record.id} ${record.status}`).join(', ');
  return [`  ${status}: ${stages}`, ...notices.map(one => noticeWords(one))].join('\n    ');
}

function makersIn(specs: readonly Spec[]): number {
  return specs.filter(({ kind }) => kind === 'maker').length;
}

/** A file takes the place of a folder, and a folder that of a file. */
function putInto(map: Map<string, Source>, path: string, source: Source): void {
  for (const other of map.keys()) {
    if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) map.delete(other);
  }
  map.set(path, source);
}

/** One stage with another command, another place, or other patterns. */
function redefined(specs: readonly Spec[], stage: number, what: number): readonly Spec[] {
  return specs.map((spec, index): Spec => {
    if (index !== stage || spec.kind !== 'maker') return spec;
    if (what === 0) return { ...spec, version: 1 - spec.version };
    if (what === 1) return spec.readsOwn ? spec : { ...spec, isMoved: !spec.isMoved };
    return { ...spec, shape: SHAPE_NAMES[what - 2] ?? spec.shape };
  });
}
