/** The stages of a `pipeline.yaml` → stages of ours, with what their contracts promise. */

import { nearest } from '../../../util/nearest.ts';
import { code, type LocatedProblem } from '../../document/problems.ts';
import type { YamlDocument } from '../../document/yaml.ts';
import { commandOf, scriptCommand, splitWords } from '../model/commands.ts';
import type { Found, FoundCache, FoundStage, LeftOut, PythonRunner } from '../model/found.ts';
import type { Observed } from '../model/observed.ts';
import { sourcesOf } from '../scripts/code/imports.ts';
import { asPatterns } from '../scripts/code/packages.ts';
import { scriptStage } from '../scripts/stage.ts';
import { usualContract } from './contracts.ts';
import type { Contract, TemplateStage } from './document.ts';
import { heldTo, type Surroundings, type Taken, type TemplatePlace } from './promises.ts';

/** The stages, or what could not run. */
export type TemplateStages =
  | { readonly kind: 'stages'; readonly found: Found }
  | { readonly kind: 'invalid'; readonly problems: readonly LocatedProblem[] };

/** By the template's own rules these run only when asked for; one of them publishes. */
const TAGS_ON_REQUEST = ['bundle', 'archival', 'ebook', 'metadata', 'science', 'provenance'];

/** Exit code by which a script of the template says that there is nothing to do. */
const SKIP_EXIT_CODE = 2;

/** Makes the stages of a file. */
export function templateStages(
  stages: readonly TemplateStage[],
  onRequest: readonly string[],
  document: YamlDocument,
  observed: Observed,
  place: TemplatePlace,
  python: PythonRunner,
): TemplateStages {
  const asked = new Set([...TAGS_ON_REQUEST, ...onRequest]);
  const leftOut: LeftOut[] = [];
  const problems: LocatedProblem[] = [];
  const taken: Taken[] = [];
  for (const written of stages) {
    const stage = {
      ...written,
      contract: written.contract ?? usualContract(written.name, place.project),
    };
    const why = whyLeftOut(stage, asked);
    if (why !== undefined) {
      leftOut.push(why);
      continue;
    }
    const script = findScript(stage.script ?? '', observed);
    if (script === undefined) problems.push(missingScript(stage, document, observed));
    else if (scriptCommand(script.path, python) === undefined && /\.\w+$/.test(script.path)) {
      leftOut.push({ kind: 'no-runner', file: script.path });
    } else taken.push({ stage, script: script.path, args: [...script.args, ...stage.args] });
    if (stage.otherKeys.length > 0)
      leftOut.push({ kind: 'keys', stage: stage.name, keys: stage.otherKeys });
  }
  if (problems.length > 0) return { kind: 'invalid', problems };
  const graph = withoutLeftOut(stages, taken);
  const found = taken.map(one => stageOf(one, { graph, taken, observed, place, python }));
  return {
    kind: 'stages',
    found: {
      stages: found,
      summaries: [
        {
          kind: 'template',
          file: place.file,
          stages: found.length,
          ...(place.project === undefined ? {} : { project: place.project }),
        },
      ],
      leftOut,
      drivers: [],
    },
  };
}

function whyLeftOut(stage: TemplateStage, asked: ReadonlySet<string>): LeftOut | undefined {
  const { name, script, tags, enabled } = stage;
  if (!enabled) return { kind: 'disabled', stage: name };
  if (script === undefined) return { kind: 'method', stage: name };
  const tag = tags.find(one => asked.has(one));
  return tag === undefined ? undefined : { kind: 'on-request', stage: name, tag };
}

/** A bare name is in `scripts/`, a path starts at the root; a file that is called like `a.sh --flag` as a whole goes before. */
function findScript(
  written: string,
  observed: Observed,
): { readonly path: string; readonly args: readonly string[] } | undefined {
  const plain = written.replace(/^\.\//, '');
  const [first = '', ...args] = splitWords(plain) ?? [plain];
  for (const [name, rest] of [
    [plain, []],
    [first, args],
  ] as const) {
    const places = name.includes('/') ? [name, `scripts/${name}`] : [`scripts/${name}`, name];
    const path = places.find(observed.hasFile);
    if (path !== undefined) return { path, args: rest };
  }
  return undefined;
}

function missingScript(
  stage: TemplateStage,
  document: YamlDocument,
  observed: Observed,
): LocatedProblem {
  const script = stage.script ?? '';
  const shown = script.includes('/') ? script : `scripts/${script}`;
  const others = observed.files.filter(file => /\.(?:py|sh|R|jl|ipynb)$/.test(file));
  const meant = nearest(shown, others);
  const remedy =
    meant === undefined ? 'correct the path, or remove the stage' : `did you mean ${code(meant)}?`;
  return {
    ...document.place(['stages', stage.index, 'script'], 'value'),
    message: `the script ${code(shown)} of the stage ${code(stage.name)} is not there`,
    remedy,
  };
}

/** Needs by name among the stages that are taken: what one left out depends on, its dependents depend on. */
function withoutLeftOut(
  stages: readonly TemplateStage[],
  taken: readonly Taken[],
): ReadonlyMap<string, readonly string[]> {
  const byName = new Map(stages.map(stage => [stage.name, stage]));
  const kept = new Set(taken.map(({ stage }) => stage.name));
  const needsOf = (stage: TemplateStage): readonly string[] => {
    const found = new Set<string>();
    const seen = new Set<string>();
    const open = [...stage.needs].reverse();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (kept.has(name)) found.add(name);
      else open.push(...(byName.get(name)?.needs ?? []));
    }
    return [...found];
  };
  return new Map(taken.map(({ stage }) => [stage.name, needsOf(stage)]));
}

function stageOf(taken: Taken, around: Surroundings): FoundStage {
  const { stage, script, args } = taken;
  const { place, python, graph } = around;
  const extra = place.project === undefined ? [] : ['--project', place.project];
  const command = scriptCommand(script, python, [...args, ...extra]) ?? {
    run: commandOf([`./${script}`, ...args, ...extra]),
    requires: [],
  };
  return {
    key: `template:${stage.name}`,
    name: stage.name,
    run: command.run,
    requires: command.requires,
    usesPython: /\.(?:py|ipynb)$/.test(script),
    after: (graph.get(stage.name) ?? []).map(name => `template:${name}`),
    env: stage.env,
    tags: stage.tags,
    // A label for readers in the template, whose words for stages that may fail are these.
    optional: /\bsoft[ _-]?fail|\bwarning/i.test(stage.failureMode),
    ...(stage.allowSkip ? { skipExitCode: SKIP_EXIT_CODE } : {}),
    ...(stage.contract === undefined || stage.contract.retries === 0
      ? {}
      : { retries: stage.contract.retries }),
    // What models answer is asked for once.
    ...(stage.tags.includes('llm') ? { cache: answersOf(place) } : {}),
    orderIsGiven: true,
    ...(stage.contract === undefined
      ? fromSource(taken, around)
      : fromContract(taken, stage.contract, around)),
  };
}

function answersOf({ project }: TemplatePlace): FoundCache {
  const paths = project === undefined ? [] : [`projects/${project}/output/llm`];
  return { name: 'llm', preset: 'llm', paths };
}

type Files = Pick<FoundStage, 'inputs' | 'reads' | 'made' | 'notes'> &
  Partial<Pick<FoundStage, 'maybe' | 'readsAreKnown' | 'lacks' | 'unseen'>>;

/** Where nothing is promised, what the script's text tells. */
function fromSource({ stage, script, args }: Taken, { observed, python }: Surroundings): Files {
  const found = scriptStage(observed, { python, wanted: [] }, { script, name: stage.name, args });
  if (found === undefined || found.workingDirectory !== undefined) {
    return { inputs: [], reads: [], made: { kind: 'unknown', why: 'not-seen' }, notes: [] };
  }
  const { inputs, reads, made, notes, maybe = [], lacks = [], unseen = [] } = found;
  return { inputs, reads, made, notes, maybe, lacks, unseen };
}

function fromContract(taken: Taken, contract: Contract, around: Surroundings): Files {
  const { observed, python } = around;
  const held = heldTo(taken, contract, around);
  const code = [taken.script, ...codeOf(observed, taken.script), ...python.inputs];
  return {
    inputs: held.made.kind === 'known' ? [...new Set([...held.inputs, ...code])] : [],
    reads: held.reads,
    readsAreKnown: true,
    made: held.made,
    notes: held.made.kind === 'known' ? [{ kind: 'inputs-from-contract' }] : [],
  };
}

/** What a script imports: contracts do not name it, and it decides the result. */
function codeOf(observed: Observed, script: string): readonly string[] {
  return asPatterns(
    observed,
    sourcesOf(observed, script).filter(file => file !== script),
  );
}
