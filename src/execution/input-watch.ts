/**
 * Which stage writes what another, or it itself, reads. Such a stage races with its reader, or leaves
 * behind less than it declares, and its result must not stand for a run of it.
 */
import type { CollectedFile } from '../caching/files.ts';
import { planCaches } from '../caching/presets.ts';
import { withNeeds } from '../pipeline/graph.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import { listWords } from '../record/text.ts';
import type { FileStates } from './file-states.ts';
import { matchFiles } from './files.ts';
import { declaredOutputs, inputsAmong } from './fingerprints.ts';
import { matcherOf } from './patterns.ts';

/** An input that changed while stages ran. */
export interface InputChange {
  readonly path: string;
  /** The stages of which one wrote it: more than one where they ran at once. */
  readonly writers: readonly Stage[];
  readonly reader: Stage;
  readonly kind: /** A stage changed what its own result depends on. */
    | 'own-input'
    /** The reader does not need the writer, so that either may be first. */
    | 'race'
    /** The reader needs the writer, which does not declare the file: reuse would lose it. */
    | 'undeclared';
}

/** Looks after the inputs of all stages of a run. */
export interface InputWatch {
  /** What changed since the last look, in which these stages ran. */
  look(ran: readonly Stage[]): Promise<readonly InputChange[]>;
}

/** Takes down how all inputs stand now. */
export async function watchInputs(
  pipeline: Pipeline,
  root: string,
  states: FileStates,
): Promise<InputWatch> {
  const { stages } = pipeline;
  const readers = stages
    .filter(({ inputs }) => inputs.length > 0)
    .map(stage => ({ stage, isMatched: matcherOf(stage.inputs) }));
  const declares = new Map(stages.map(stage => [stage.id, matcherOf(declaredOutputs(stage))]));
  const isCached = matcherOf(planCaches(pipeline.caches, stages).flatMap(({ paths }) => paths));
  const isNeeded = (id: string, reader: Stage) => chainOf.get(reader.id)?.has(id) === true;
  const chainOf = new Map(stages.map(({ id }) => [id, withNeeds(stages, [id])]));
  const walks = walksOf(stages);
  let before: ReadonlyMap<string, string> = new Map();
  before = await scan();

  async function scan(): Promise<ReadonlyMap<string, string>> {
    const found = (await Promise.all(walks.map(patterns => matchFiles(root, patterns)))).flat();
    const collected = await states.collect([...new Set(found)].sort());
    // A file that went away between the walk and the look is seen by the next one.
    if (collected.kind === 'unreadable') return before;
    return new Map(collected.files.map(file => [file.path, contentOf(file)]));
  }

  /** The stages among whose inputs a changed file is. */
  async function readersOf(changed: readonly string[]): Promise<(path: string) => Stage[]> {
    const read = await Promise.all(
      readers.map(async ({ stage, isMatched }) => ({
        stage,
        inputs: new Set(await inputsAmong(changed.filter(isMatched), stage, pipeline, states)),
      })),
    );
    return path => read.flatMap(({ stage, inputs }) => (inputs.has(path) ? stage : []));
  }

  function changesOf(
    path: string,
    ran: readonly Stage[],
    reading: readonly Stage[],
  ): readonly InputChange[] {
    const declaring = ran.filter(({ id }) => declares.get(id)?.(path));
    // What is in a cache changes when it is restored, whatever runs meanwhile.
    if (declaring.length === 0 && isCached(path)) return [];
    const writers = declaring.length > 0 ? declaring : ran;
    return reading.flatMap((reader): readonly InputChange[] => {
      const change = { path, reader, writers };
      const wroteOwn = writers.every(({ id }) => id === reader.id);
      if (wroteOwn) return [{ ...change, kind: 'own-input' }];
      const needed = writers.filter(({ id }) => id !== reader.id && isNeeded(id, reader));
      if (needed.length === 0) return [{ ...change, kind: 'race' }];
      return declaring.length > 0 ? [] : [{ ...change, writers: needed, kind: 'undeclared' }];
    });
  }

  return {
    async look(ran) {
      const now = await scan();
      const paths = [...new Set([...before.keys(), ...now.keys()])].sort();
      const changed = paths.filter(path => before.get(path) !== now.get(path));
      before = now;
      if (ran.length === 0 || changed.length === 0) return [];
      const readersOfPath = await readersOf(changed);
      return changed.flatMap(path => changesOf(path, ran, readersOfPath(path)));
    },
  };
}

/** Patterns that one walk can look for; one that excludes does so for its own stage alone. */
function walksOf(stages: readonly Stage[]): readonly (readonly string[])[] {
  const excludes = ({ inputs }: Stage): boolean => inputs.some(input => input.startsWith('!'));
  const common = stages.filter(stage => !excludes(stage)).flatMap(({ inputs }) => inputs);
  return [[...new Set(common)], ...stages.filter(excludes).map(({ inputs }) => inputs)];
}

/** The changes in sentences with what to do about them, one for each pair of writer and reader. */
export function changeWords(changes: readonly InputChange[]): readonly string[] {
  const groups = new Map<string, [InputChange, ...InputChange[]]>();
  for (const change of changes) {
    const { kind, reader, writers } = change;
    const key = JSON.stringify([kind, reader.id, writers.map(({ id }) => id)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()].map(groupWords);
}

const PATHS_SHOWN = 3;

function groupWords(group: readonly [InputChange, ...InputChange[]]): string {
  const [{ kind, reader, writers }] = group;
  const files = listWords(
    group.map(({ path }) => path),
    PATHS_SHOWN,
  );
  const who = writers.map(({ id }) => id).join(' or ');
  switch (kind) {
    case 'own-input':
      return `${who} wrote its own input ${files}: it is not reused while it does that`;
    case 'race':
      return `${who} wrote ${files}, an input of ${reader.id}, which does not need it: add it to the \`needs\` of ${reader.id}`;
    case 'undeclared':
      return `${who} wrote ${files}, an input of ${reader.id}, without declaring it: add it to the \`outputs\` of ${who}, which is not reused until then`;
  }
}

function contentOf(file: CollectedFile): string {
  return file.kind === 'file'
    ? `${file.hash} ${file.executable}`
    : `-> ${file.target} ${file.hash ?? ''}`;
}
