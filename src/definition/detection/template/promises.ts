/**
 * What a contract promises → the files that a stage is held to. Contracts name folders, and several stages write
 * into the same: a stage is held to its folders only where that can be told from the others' files.
 */
import { nodesOf, withNeeds } from '../../../pipeline/graph.ts';
import type { Made, PythonRunner } from '../model/found.ts';
import { baseOf, isWritable, type Observed } from '../model/observed.ts';
import type { Contract, TemplateStage } from './document.ts';

/** Where a `pipeline.yaml` stands, and for which project it is read. */
export interface TemplatePlace {
  readonly file: string;
  /** By the name that scripts take. */
  readonly project: string | undefined;
}

/** A stage that is taken, with the script that it runs. */
export interface Taken {
  readonly stage: TemplateStage;
  readonly script: string;
  readonly args: readonly string[];
}

/** What is known around a stage. */
export interface Surroundings {
  /** Needs by name. */
  readonly graph: ReadonlyMap<string, readonly string[]>;
  readonly taken: readonly Taken[];
  readonly observed: Observed;
  readonly place: TemplatePlace;
  readonly python: PythonRunner;
}

/** Files of a stage, as far as its contract and those of the others tell. */
export interface Held {
  /** What is in the checkout. */
  readonly inputs: readonly string[];
  /** What stages make. */
  readonly reads: readonly string[];
  readonly made: Made;
}

/** Holds a stage to its contract. */
export function heldTo(taken: Taken, contract: Contract, around: Surroundings): Held {
  const own = artifacts(contract.outputs, around.place);
  const read = artifacts(contract.inputs, around.place);
  if (own === undefined || read === undefined) {
    return { inputs: [], reads: [], made: { kind: 'unknown', why: 'not-seen' } };
  }
  const { earlier, later, atOnce } = outputsAround(taken, around);
  const isMade = (input: string) => isIn(input, [...earlier, ...later, ...own]);
  const sources = read.filter(input => !isMade(input) && existsIn(around.observed, input));
  const made = [...new Set([...own, ...later, ...earlier])];
  const foreign = made.filter(theirs => sources.some(input => contains(input, theirs)));
  return {
    inputs: [...sources, ...foreign.map(path => `!${path}`)],
    reads: read.filter(isMade),
    made: isTest(taken)
      ? { kind: 'known', outputs: [] }
      : getsReady(own, read, earlier)
        ? { kind: 'unknown', why: 'machine' }
        : own.some(output => isShared(output, atOnce, [...earlier, ...later]))
          ? { kind: 'unknown', why: 'shared' }
          : { kind: 'known', outputs: outputsAmong(own, earlier, later) },
  };
}

/** A folder is shared by stages at the same time, a file by any two. */
function isShared(output: string, atOnce: readonly string[], others: readonly string[]): boolean {
  if (!output.endsWith('/') && others.includes(output)) return true;
  return isIn(output, atOnce) || atOnce.some(one => contains(output, one));
}

/** What the other stages promise to write: those before, all that are not before, and those at the same time. */
function outputsAround({ stage }: Taken, { graph, taken, place }: Surroundings) {
  const nodes = nodesOf(graph);
  const before = withNeeds(nodes, [stage.name]);
  const others = taken.filter(other => other.stage.name !== stage.name && !isTest(other));
  const outputs = (wanted: (other: Taken) => boolean) =>
    others
      .filter(wanted)
      .flatMap(other => artifacts(other.stage.contract?.outputs ?? [], place) ?? []);
  const isBefore = (other: Taken) => before.has(other.stage.name);
  const isAfter = (other: Taken) => withNeeds(nodes, [other.stage.name]).has(stage.name);
  // Of two that share a folder, the one that may be skipped gives way.
  const yields = (other: Taken) => other.stage.allowSkip && !stage.allowSkip;
  return {
    earlier: outputs(isBefore),
    later: outputs(other => !isBefore(other)),
    atOnce: outputs(other => !isBefore(other) && !isAfter(other) && !yields(other)),
  };
}

/** Whether what a stage reads and nobody makes holds all that it makes: it gets a place ready for the others. */
function getsReady(
  own: readonly string[],
  read: readonly string[],
  earlier: readonly string[],
): boolean {
  const places = read.filter(input => !own.includes(input) && !isIn(input, earlier));
  return own.length > 0 && own.every(output => isIn(output, places));
}

/** A stage's outputs without what later stages write into its folders. */
function outputsAmong(
  own: readonly string[],
  earlier: readonly string[],
  later: readonly string[],
): readonly string[] {
  const isShared = (output: string) => [...earlier, ...later].some(one => contains(output, one));
  const theirs = [...new Set(later)].filter(
    one => !own.includes(one) && own.some(output => contains(output, one)),
  );
  return [
    // Of a shared folder the files alone: what is empty today, another stage may fill.
    ...own.map(output => (isShared(output) && output.endsWith('/') ? `${output}**/*.*` : output)),
    ...theirs.map(path => `!${path}`),
  ];
}

/** Tests check, and are held to what they read alone. */
function isTest({ stage, script }: Taken): boolean {
  return (
    stage.tags.some(tag => /^tests?$/.test(tag)) || /(?:^|_)tests?(?:_|\.)/.test(baseOf(script))
  );
}

/** Paths of a contract with the project put in; nothing where there is none to put in. */
function artifacts(
  written: readonly string[],
  { project }: TemplatePlace,
): readonly string[] | undefined {
  const isOpen = written.some(path => /\{project(?:_name)?\}/.test(path));
  if (isOpen && project === undefined) return undefined;
  return written
    .map(path => path.replace(/^\.\//, '').replace(/\{project(?:_name)?\}/g, project ?? ''))
    .map(path =>
      /[^/.]+\/?$/.test(path) && !/\.[^/]*$/.test(path) ? path.replace(/\/*$/, '/') : path,
    )
    .filter(isUsable);
}

/** Paths outside this repository are ignored. */
function isUsable(path: string): boolean {
  return (
    path !== '' && isWritable(path) && !/^[/~!\\]|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)|[{}$%]/.test(path)
  );
}

function isIn(path: string, folders: readonly string[]): boolean {
  return folders.some(folder => contains(folder, path));
}

/** Whether a path is another's, or in it: `output/` holds `output/data/a.csv`. */
function contains(folder: string, path: string): boolean {
  const [outer, inner] = [folder.replace(/\/+$/, ''), path.replace(/\/+$/, '')];
  return inner === outer || inner.startsWith(`${outer}/`);
}

function existsIn(observed: Observed, input: string): boolean {
  const path = input.replace(/\/+$/, '');
  if (/[*?[]/.test(path)) return true;
  return observed.hasFile(path) || observed.filesBelow(path).length > 0;
}
