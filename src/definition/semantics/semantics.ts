/** What holds between the keys of a definition, beyond the shape of each. */
import { findCycle } from '../../pipeline/graph.ts';
import { MODEL_VARIABLE } from '../../pipeline/models.ts';
import { code, type LocatedProblem } from '../document/problems.ts';
import { isUnread } from '../document/unread.ts';
import type { Path, YamlDocument } from '../document/yaml.ts';
import type { Definition, StageDefinition } from '../schema/schema.ts';
import type { Readable } from '../schema/shape.ts';
import { asList, durationMs } from '../schema/values.ts';
import { cacheFaults } from './caches.ts';
import { commandFaults } from './commands.ts';
import { type Fault, items, suggestion } from './faults.ts';
import { outputFaults } from './outputs.ts';
import { pathFaults } from './paths.ts';
import { setupFaults } from './setups.ts';

/** A problem, and the path of the value that has it; none where only its key is wrong. */
export interface SemanticProblem {
  readonly problem: LocatedProblem;
  readonly value?: Path;
}

/** Checks what can be read of a definition; the document tells places and how values were written. */
export function checkSemantics({
  definition,
  document,
  unread,
}: Readable): readonly SemanticProblem[] {
  const stages = Object.entries(definition.stages);
  const isUnknown = unknownPaths(unread);
  const faults = [
    ...needFaults(definition, {
      setup: document.keys(['setup']),
      stages: document.keys(['stages']),
    }),
    ...cacheFaults(definition, document.keys(['caches'])),
    ...setupFaults(definition),
    ...sameLogFaults(definition),
    ...stages.flatMap(([id, stage]) => [
      ...stageFaults(id, stage),
      ...modelFaults(id, stage),
      ...confirmFaults(id, stage, definition),
    ]),
    ...pathFaults(definition),
    ...outputFaults(definition),
    ...formerIdFaults(definition.stages),
    ...marksFaults(definition),
    ...envFaults(definition, document),
  ];
  return faults
    .filter(({ restsOn = [] }) => !restsOn.some(isUnknown))
    .map(({ path, part = 'value', message, remedy }) => ({
      problem: { ...document.place(path, part), message, remedy },
      ...(part === 'value' && { value: path }),
    }));
}

/** Many faults may rest on the needs of the same stages. */
function unknownPaths(unread: readonly Path[]): (path: Path) => boolean {
  const known = new Map<string, boolean>();
  return path => {
    if (unread.length === 0) return false;
    const key = path.join('\0');
    const isUnknown = known.get(key) ?? isUnread(unread, path);
    known.set(key, isUnknown);
    return isUnknown;
  };
}

/** The ids in the file, of what cannot be read as well. */
interface WrittenIds {
  readonly setup: readonly string[];
  readonly stages: readonly string[];
}

/** Stages may need setups and stages, setups only setups. */
function needFaults(definition: Definition, written: WrittenIds): readonly Fault[] {
  const { setup = {}, stages } = definition;
  const entries = [
    ...Object.entries(setup).map(([id, one]) => ({ part: 'setup' as const, id, ...one })),
    ...Object.entries(stages).map(([id, one]) => ({ part: 'stages' as const, id, ...one })),
  ];
  const known = {
    setup: new Set(written.setup),
    stages: new Set([...written.stages, ...written.setup]),
  };
  const faults = entries.flatMap(({ part, id, needs }) =>
    items([part, id, 'needs'], needs).flatMap(({ item, path }): readonly Fault[] => {
      const subject = `the ${part === 'setup' ? 'setup' : 'stage'} ${code(id)}`;
      if (item === id) {
        const message = `${subject} needs itself`;
        return [{ path, message, remedy: 'remove it from its own `needs`' }];
      }
      if (known[part].has(item)) return [];
      if (known.stages.has(item)) {
        const message = `${subject} needs the stage ${code(item)}, and stages come after all setups`;
        return [{ path, message, remedy: 'remove it, or make a stage of the setup' }];
      }
      const places = part === 'setup' || known.setup.size > 0 ? '`setup`' : '';
      const where = part === 'setup' ? places : ['`stages`', places].filter(Boolean).join(' or ');
      const message = `${subject} needs ${code(item)}, which is not in ${where}`;
      // It may be one of those that a matrix was to make.
      const makers = written.stages.filter(one => item.startsWith(`${one}-`));
      const restsOn = [
        ['setup', item],
        ['stages', item],
        ...makers.map(one => ['stages', one, 'matrix']),
      ];
      return [{ path, message, remedy: () => suggestion(item, [...known[part]]), restsOn }];
    }),
  );
  return [...faults, ...cycleFaults(definition)];
}

/** Each is looked for among all stages, and nobody reads more. */
const MOST_CYCLES = 20;

/** Of cycles that share a stage, one: breaking it may be what breaks the others. */
function cycleFaults({ setup = {}, stages }: Definition): readonly Fault[] {
  const faults: Fault[] = [];
  let open = [...Object.entries(setup), ...Object.entries(stages)].map(([id, { needs }]) => ({
    id,
    needs: asList(needs).filter(need => need !== id),
  }));
  for (let rounds = 0; rounds < MOST_CYCLES; rounds += 1) {
    const cycle = findCycle(open);
    if (cycle === undefined) break;
    const [first = '', second = ''] = cycle;
    const part = Object.hasOwn(setup, first) ? 'setup' : 'stages';
    const { needs } = (part === 'setup' ? setup : stages)[first] ?? {};
    const index = Array.isArray(needs) ? [needs.indexOf(second)] : [];
    const message = `circular dependency: ${circle(cycle)}`;
    const remedy = `remove one of these needs, such as ${code(second)} here`;
    faults.push({ path: [part, first, 'needs', ...index], message, remedy });
    const closed = new Set(cycle);
    open = open.filter(({ id }) => !closed.has(id));
  }
  return faults;
}

/** `a → b → a`; the middle of a long one left out. */
function circle(cycle: readonly string[]): string {
  const shown = cycle.length <= 12 ? cycle : [...cycle.slice(0, 6), '…', ...cycle.slice(-5)];
  return shown.join(' → ');
}

/** Logs are files named after setups and stages, and some file systems do not tell `A.log` from `a.log`. */
function sameLogFaults({ setup = {}, stages }: Definition): readonly Fault[] {
  const taken = new Map<string, string>();
  const paths = [...idPaths('setup', setup), ...idPaths('stages', stages)];
  return paths.flatMap((path): readonly Fault[] => {
    const [, id] = path;
    const other = taken.get(id.toLowerCase());
    taken.set(id.toLowerCase(), id);
    if (other === undefined) return [];
    const message =
      other === id
        ? `${code(id)} is the id of a setup already`
        : `the ids ${code(id)} and ${code(other)} differ in nothing but capital letters`;
    return [{ path, part: 'key', message, remedy: 'rename one of the two' }];
  });
}

function idPaths(part: 'setup' | 'stages', entries: object): readonly [string, string][] {
  return Object.keys(entries).map(id => [part, id]);
}

function stageFaults(id: string, stage: StageDefinition): readonly Fault[] {
  const at = (...keys: string[]) => ['stages', id, ...keys];
  const faults = [...commandFaults(at(), stage)];
  if (stage['if-changed'] === true && asList(stage.inputs).length === 0) {
    const message = '`if-changed: true` without `inputs`: nothing tells whether the stage changed';
    faults.push({
      path: at('if-changed'),
      message,
      remedy: 'add `inputs:`, or remove `if-changed`',
      restsOn: [at('inputs')],
    });
  }
  if (asList(stage.unstable).length > 0 && asList(stage.outputs).length === 0) {
    const message = '`unstable` without `outputs`: it names some of them';
    const remedy = 'add `outputs:`, or remove `unstable`';
    faults.push({ path: at('unstable'), message, remedy, restsOn: [at('outputs')] });
  }
  if (stage.budget !== undefined && durationMs(stage.budget) === 0) {
    const message = '`budget` must be longer than 0s';
    faults.push({ path: at('budget'), message, remedy: 'write how long the stage should take' });
  }
  const until = stage.acknowledge?.until;
  if (until !== undefined && !isCalendarDay(until)) {
    const message = `there is no day ${until}`;
    faults.push({ path: at('acknowledge', 'until'), message, remedy: 'correct the date' });
  }
  return faults;
}

/** Two places that name the model, of which one would never be used. */
function modelFaults(id: string, { env = {}, models }: StageDefinition): readonly Fault[] {
  const written = env[MODEL_VARIABLE];
  if (models === undefined || written === undefined || written === null) return [];
  const message = `both \`models\` and \`env\` of the stage ${code(id)} say which model is used`;
  const remedy = `remove ${code(MODEL_VARIABLE)} from \`env\`, or remove \`models\``;
  return [{ path: ['stages', id, 'env', MODEL_VARIABLE], part: 'key', message, remedy }];
}

/** Asked again, models are answered from the cache, or paid for again: neither confirms anything. */
function confirmFaults(
  id: string,
  { confirm = 'off', caches }: StageDefinition,
  definition: Definition,
): readonly Fault[] {
  const asksModels = asList(caches).some(name => definition.caches?.[name]?.preset === 'llm');
  if (confirm === 'off' || !asksModels) return [];
  const message = `the stage ${code(id)} asks models, and is never run again to confirm a slowdown`;
  const remedy = 'remove `confirm`, or the cache with `preset: llm` from `caches`';
  return [{ path: ['stages', id, 'confirm'], message, remedy }];
}

function isCalendarDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function formerIdFaults(stages: Definition['stages']): readonly Fault[] {
  const heirs = new Map<string, string>();
  const faults: Fault[] = [];
  for (const [id, { was }] of Object.entries(stages)) {
    if (was === undefined) continue;
    const path = ['stages', id, 'was'];
    const heir = heirs.get(was);
    if (Object.hasOwn(stages, was)) {
      const message = `${code(was)} is still the id of a stage, so ${code(id)} cannot have been it`;
      faults.push({
        path,
        message,
        remedy: 'write the id that the stage had before, or remove `was`',
      });
    } else if (heir !== undefined) {
      const message = `${code(was)} is the former id of the stage ${code(heir)} already`;
      faults.push({ path, message, remedy: 'keep `was` on the stage that carries the history on' });
    } else heirs.set(was, id);
  }
  return faults;
}

function marksFaults({ bottleneck }: Definition): readonly Fault[] {
  if (bottleneck === undefined || Object.keys(bottleneck).length > 0) return [];
  const message = '`bottleneck` says nothing';
  const remedy = 'add `over:` or `share:`, or remove it';
  return [{ path: ['bottleneck'], message, remedy, restsOn: [['bottleneck']] }];
}

/** YAML makes `1.10` the number 1.1: what a command would get is not what stands in the file. */
function envFaults(
  { env = {}, setup = {}, stages }: Definition,
  document: YamlDocument,
): readonly Fault[] {
  const maps = [
    { at: ['env'], env },
    ...Object.entries({ setup, stages }).flatMap(([part, entries]) =>
      Object.entries(entries).map(([id, { env = {} }]) => ({ at: [part, id, 'env'], env })),
    ),
  ];
  return maps.flatMap(({ at, env }) =>
    Object.entries(env).flatMap(([name, value]): readonly Fault[] => {
      const path = [...at, name];
      const source = document.source(path);
      if (typeof value !== 'number' || source === undefined || String(value) === source) return [];
      const message = `YAML reads the value of ${code(name)} as the number ${value}`;
      return [
        { path, message, remedy: `put it in quotes to keep it: ${code(`${name}: "${source}"`)}` },
      ];
    }),
  );
}
