/**
 * Stages that were found → a definition: which needs which follows from what they read and make, and what is
 * not known of a stage makes it run every time, so that nothing is reused that should not be.
 */
import { nodesOf, withNeeds } from '../../pipeline/graph.ts';
import { absentOf, lacksSome, missingOf, outputsOf, unmadeData } from './made.ts';
import { draftText, idMaker, slug } from './model/draft.ts';
import type { Found, FoundStage, Note, PythonRunner } from './model/found.ts';
import { meets } from './model/meets.ts';
import type { Observed } from './model/observed.ts';
import { isResult, withoutExtension } from './model/observed.ts';
import { settleOutputs } from './settle.ts';
import { setupsFor } from './setups.ts';
import { headLines } from './words.ts';

/** A definition as text, and what of its stages' files git should not keep. */
export interface Assembled {
  readonly text: string;
  readonly ignore: readonly string[];
}

/** Puts a definition together; `setups`: with what makes a machine ready for it. */
export function assemble(
  found: Found,
  observed: Observed,
  python: PythonRunner,
  { setups = false }: { readonly setups?: boolean } = {},
): Assembled {
  const stages = withEnvironment(settleOutputs(found.stages), python);
  const missing = new Map(stages.map(stage => [stage.key, missingOf(stage, stages, observed)]));
  const needs = needsOf(stages, missing);
  const graph: Graph = {
    needs,
    nodes: nodesOf(needs),
    byKey: new Map(stages.map(stage => [stage.key, stage])),
    missing,
  };
  const reused = stages.map(stage => reusable(stage, stages, graph, observed));
  const makeId = idMaker();
  const setUp = setups ? setupsFor(reused, makeId) : [];
  const ids = new Map(reused.map(({ key, idWords, name }) => [key, makeId(idWords ?? name)]));
  const notes = new Map(reused.map(stage => [ids.get(stage.key) ?? '', stage.notes]));
  const text = draftText({
    comments: headLines(found, notes),
    setups: setUp,
    caches: cachesOf(reused),
    stages: reused.map(stage => ({
      id: ids.get(stage.key) ?? '',
      keys: {
        name: stage.name,
        needs: shortened(stage, graph).map(key => ids.get(key) ?? ''),
        ...keysOf(stage),
      },
    })),
  });
  return { text, ignore: ignoredPaths(reused, observed) };
}

function keysOf(stage: FoundStage) {
  const isKnown = stage.made.kind === 'known';
  return {
    run: stage.run,
    'working-directory': stage.workingDirectory,
    env: stage.env,
    requires: stage.requires,
    inputs: isKnown ? stage.inputs : [],
    outputs: stage.made.kind === 'known' ? stage.made.outputs : [],
    unstable: stage.unstable ?? [],
    caches: stage.cache === undefined ? [] : [stage.cache.name],
    evidence: stage.evidence,
    'continue-on-error': stage.optional === true ? true : undefined,
    'skip-exit-code': stage.skipExitCode,
    retries: stage.retries,
    tags: [...new Set((stage.tags ?? []).map(slug))].filter(tag => tag !== ''),
  };
}

function withEnvironment(
  stages: readonly FoundStage[],
  { setup }: PythonRunner,
): readonly FoundStage[] {
  if (setup === undefined || !stages.some(stage => stage.usesPython)) return stages;
  return [
    setup,
    ...stages.map(stage =>
      stage.usesPython ? { ...stage, after: [setup.key, ...stage.after] } : stage,
    ),
  ];
}

type Needs = ReadonlyMap<string, readonly string[]>;
/** By the key of a stage, the files that it lacks; each with all that its name may mean. */
type Missing = ReadonlyMap<string, readonly (readonly string[])[]>;

/** The stages, and how they depend on each other. */
interface Graph {
  readonly needs: Needs;
  readonly nodes: ReturnType<typeof nodesOf>;
  readonly byKey: ReadonlyMap<string, FoundStage>;
  readonly missing: Missing;
}

/** Keys by key: what a detector says comes before, and who makes what a stage reads. */
function needsOf(stages: readonly FoundStage[], missing: Missing): Needs {
  const known = new Set(stages.map(({ key }) => key));
  const needs = new Map<string, string[]>(
    stages.map(({ key, after }) => [key, after.filter(one => known.has(one))]),
  );
  // Its lists are those that grow below.
  const nodes = nodesOf(needs);
  const add = (stage: string, needed: string): void => {
    const own = needs.get(stage) ?? [];
    if (own.includes(needed) || withNeeds(nodes, [needed]).has(stage)) return;
    own.push(needed);
  };
  for (const stage of stages) {
    const before = stage.orderIsGiven ? withNeeds(nodes, [stage.key]) : undefined;
    for (const maker of stages) {
      if (maker.key === stage.key || (before !== undefined && !before.has(maker.key))) continue;
      if (readsFrom(stage, maker)) add(stage.key, maker.key);
    }
    // What nobody is seen to make is made by one of those of whom that is not seen.
    if ((missing.get(stage.key) ?? []).length > 0 || lacksSome(stage, stages)) {
      for (const maker of stages)
        if (isUnseen(maker) && maker.key !== stage.key) add(stage.key, maker.key);
    }
  }
  orderNested(stages, needs, add);
  return needs;
}

/** Of two that write into one folder, the later one waits. */
function orderNested(
  stages: readonly FoundStage[],
  needs: Needs,
  add: (stage: string, needed: string) => void,
): void {
  for (const [index, stage] of stages.entries()) {
    for (const earlier of stages.slice(0, index)) {
      const meet = outputsOf(stage).some(mine =>
        outputsOf(earlier).some(theirs => mine !== theirs && meets(mine, theirs)),
      );
      if (meet && !(needs.get(stage.key) ?? []).includes(earlier.key)) add(stage.key, earlier.key);
    }
  }
}

function readsFrom(stage: FoundStage, maker: FoundStage): boolean {
  const outputs = maker.made.kind === 'known' ? outputsOf(maker) : [];
  // Who goes through a folder does not mean the document that is built in it.
  const isDocument = maker.key.startsWith('document:') && !stage.orderIsGiven;
  const reads = isDocument ? stage.reads.filter(path => !path.endsWith('/')) : stage.reads;
  const read = [...reads, ...(stage.wants ?? []).flat()];
  return read.some(path => outputs.some(output => meets(path, output)));
}

function isUnseen({ made, key, unseen = [] }: FoundStage): boolean {
  const isPart = unseen.includes('writes');
  const isAll = made.kind === 'unknown' && made.why === 'not-seen';
  return (isPart || isAll) && /^(?:script|template):/.test(key);
}

/** A stage as it may be written: without inputs where something that decides its result is not known. */
function reusable(
  stage: FoundStage,
  stages: readonly FoundStage[],
  graph: Graph,
  observed: Observed,
): FoundStage {
  const before = [...withNeeds(graph.nodes, [stage.key])].flatMap(key =>
    key === stage.key ? [] : (graph.byKey.get(key) ?? []),
  );
  const unseen = before.filter(isUnseen);
  const missing = graph.missing.get(stage.key) ?? [];
  // What has to be done before it runs at all is said whether or not it is reused.
  const lasting = stage.notes.filter(({ kind }) => kind === 'needs-arguments');
  const always = (...why: readonly Note[]) => ({
    ...stage,
    inputs: [],
    notes: [...lasting, ...why],
  });
  if (stage.made.kind === 'unknown') {
    return { ...stage, notes: [...new Set([...lasting, ...unknownNotes(stage)])] };
  }
  if (unseen.length > 0 && stage.readsAreKnown !== true) return always({ kind: 'behind-unknown' });
  if (stage.unseen !== undefined && stage.unseen.length > 0) {
    return always(...stage.unseen.map(what => ({ kind: 'unseen', what }) as const));
  }
  const absent = absentOf(stage, stages, observed);
  if (absent.length > 0) return always({ kind: 'absent', files: absent });
  const notes: readonly Note[] =
    unseen.length > 0
      ? []
      : missing.map(choices => ({ kind: 'missing-figure', file: choices[0] ?? '' }));
  // Made by a stage of which that is not seen: it is looked for by name, when the stage's turn comes.
  const named = unseen.length === 0 ? [] : missing.map(nameOf);
  const data = unmadeData(stage, stages, observed);
  return {
    ...stage,
    inputs: [...new Set([...stage.inputs, ...named, ...data])],
    notes: [...stage.notes, ...notes],
  };
}

function unknownNotes({ made, notes }: FoundStage): readonly Note[] {
  if (made.kind !== 'unknown') return notes;
  switch (made.why) {
    case 'machine':
      return [{ kind: 'looks-at-machine' }];
    case 'not-seen':
      return [{ kind: 'always-runs' }];
    case 'shared':
      return [{ kind: 'shared-folder' }];
  }
}

function nameOf(choices: readonly string[]): string {
  const [first = ''] = choices;
  return choices.length === 1 ? first : `${withoutExtension(first)}.*`;
}

/** What a stage needs without what others of the list need already, unless what they make is read here. */
function shortened(stage: FoundStage, { needs, nodes, byKey }: Graph): readonly string[] {
  const own = needs.get(stage.key) ?? [];
  return own.filter(key => {
    const maker = byKey.get(key);
    if (stage.after.includes(key) || (maker !== undefined && readsFrom(stage, maker))) return true;
    return !own.some(other => other !== key && withNeeds(nodes, [other]).has(key));
  });
}

function cachesOf(stages: readonly FoundStage[]) {
  const caches = new Map<string, { preset?: string; paths?: readonly string[] }>();
  for (const { cache } of stages) {
    if (cache === undefined) continue;
    const paths = [...new Set([...(caches.get(cache.name)?.paths ?? []), ...cache.paths])];
    caches.set(cache.name, {
      ...(cache.preset === undefined ? {} : { preset: cache.preset }),
      ...(paths.length === 0 ? {} : { paths }),
    });
  }
  return Object.fromEntries(caches);
}

/** Folders and files that stages make and that are not in the checkout, as lines of a `.gitignore`. */
function ignoredPaths(stages: readonly FoundStage[], observed: Observed): readonly string[] {
  const made = [
    ...stages.flatMap(outputsOf),
    ...stages.flatMap(stage => (stage.cache?.paths ?? []).map(path => `${path}/`)),
  ].filter(path => !observed.hasFile(path));
  const distinct = [...new Set(made.map(path => `/${resultFolder(path, observed) ?? path}`))];
  return distinct.filter(
    place =>
      !distinct.some(other => other !== place && other.endsWith('/') && place.startsWith(other)),
  );
}

/** The outermost folder of results that a path is in, where nothing else is in it. */
function resultFolder(path: string, observed: Observed): string | undefined {
  const folders = path.split('/').slice(0, -1);
  const at = folders.findIndex((_, index) =>
    isResult(`${folders.slice(0, index + 1).join('/')}/x`),
  );
  const folder = folders.slice(0, at + 1).join('/');
  return at < 0 || observed.filesBelow(folder).length > 0 ? undefined : `${folder}/`;
}
