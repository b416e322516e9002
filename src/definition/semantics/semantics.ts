/** What holds between the keys of a definition, beyond the shape of each. */
import { findCycle } from '../../pipeline/graph.ts';
import { MODEL_VARIABLE } from '../../pipeline/models.ts';
import { code, type LocatedProblem } from '../document/problems.ts';
import type { YamlDocument } from '../document/yaml.ts';
import type { Definition, StageDefinition } from '../schema/schema.ts';
import { asList, durationMs } from '../schema/values.ts';
import { cacheFaults } from './caches.ts';
import { commandFaults } from './commands.ts';
import { type Fault, items, suggestion } from './faults.ts';
import { outputFaults } from './outputs.ts';
import { pathFaults } from './paths.ts';
import { setupFaults } from './setups.ts';

/** Checks a definition of the right shape; the document tells places and how values were written. */
export function checkSemantics(
  definition: Definition,
  document: YamlDocument,
): readonly LocatedProblem[] {
  const stages = Object.entries(definition.stages);
  const faults = [
    ...needFaults(definition),
    ...cacheFaults(definition),
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
  return faults.map(({ path, part = 'value', message, remedy }) => ({
    ...document.place(path, part),
    message,
    remedy,
  }));
}

/** Stages may need setups and stages, setups only setups. */
function needFaults({ setup = {}, stages }: Definition): readonly Fault[] {
  const entries = [
    ...Object.entries(setup).map(([id, one]) => ({ part: 'setup' as const, id, ...one })),
    ...Object.entries(stages).map(([id, one]) => ({ part: 'stages' as const, id, ...one })),
  ];
  const known = {
    setup: Object.keys(setup),
    stages: [...Object.keys(stages), ...Object.keys(setup)],
  };
  const faults = entries.flatMap(({ part, id, needs }) =>
    items([part, id, 'needs'], needs).flatMap(({ item, path }): readonly Fault[] => {
      const subject = `the ${part === 'setup' ? 'setup' : 'stage'} ${code(id)}`;
      if (item === id) {
        const message = `${subject} needs itself`;
        return [{ path, message, remedy: 'remove it from its own `needs`' }];
      }
      if (known[part].includes(item)) return [];
      if (Object.hasOwn(stages, item)) {
        const message = `${subject} needs the stage ${code(item)}, and stages come after all setups`;
        return [{ path, message, remedy: 'remove it, or make a stage of the setup' }];
      }
      const places = part === 'setup' || known.setup.length > 0 ? '`setup`' : '';
      const where = part === 'setup' ? places : ['`stages`', places].filter(Boolean).join(' or ');
      const message = `${subject} needs ${code(item)}, which is not in ${where}`;
      return [{ path, message, remedy: () => suggestion(item, known[part]) }];
    }),
  );
  const withoutSelf = entries.map(({ id, needs }) => ({
    id,
    needs: asList(needs).filter(need => need !== id),
  }));
  const cycle = findCycle(withoutSelf);
  if (cycle === undefined) return faults;
  const [first = '', second = ''] = cycle;
  const written = Object.hasOwn(setup, first) ? setup[first]?.needs : stages[first]?.needs;
  const part = Object.hasOwn(setup, first) ? 'setup' : 'stages';
  const index = asList(written).indexOf(second);
  const path = [part, first, 'needs', ...(Array.isArray(written) ? [index] : [])];
  const message = `circular dependency: ${circle(cycle)}`;
  return [
    ...faults,
    { path, message, remedy: `remove one of these needs, such as ${code(second)} here` },
  ];
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
    });
  }
  if (asList(stage.unstable).length > 0 && asList(stage.outputs).length === 0) {
    const message = '`unstable` without `outputs`: it names some of them';
    faults.push({ path: at('unstable'), message, remedy: 'add `outputs:`, or remove `unstable`' });
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
  return [{ path: ['bottleneck'], message, remedy: 'add `over:` or `share:`, or remove it' }];
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
