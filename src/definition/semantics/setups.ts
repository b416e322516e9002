/** What holds between the keys of setups, beyond what holds of all commands and paths. */
import { code } from '../document/problems.ts';
import type { Definition, SetupDefinition } from '../schema/schema.ts';
import { asList } from '../schema/values.ts';
import { commandFaults } from './commands.ts';
import { type Fault, items } from './faults.ts';

/** Checks the setups. */
export function setupFaults({ setup = {}, caches = {} }: Definition): readonly Fault[] {
  return Object.entries(setup).flatMap(([id, one]) => [
    ...commandFaults(['setup', id], one),
    ...cacheNameFaults(id, one, Object.keys(caches)),
    ...documentationFaults(id, one),
  ]);
}

/** What a setup keeps is a cache of its name. */
function cacheNameFaults(
  id: string,
  { keep }: SetupDefinition,
  names: readonly string[],
): readonly Fault[] {
  const other = names.find(name => name.toLowerCase() === id.toLowerCase());
  if (other === undefined || asList(keep).length === 0) return [];
  const message = `the setup ${code(id)} keeps its folders in a cache of its name, and there is a cache ${code(other)}`;
  return [{ path: ['setup', id], part: 'key', message, remedy: 'rename one of the two' }];
}

/** It says something about packages that are installed on the machine. */
function documentationFaults(
  id: string,
  { keep, documentation }: SetupDefinition,
): readonly Fault[] {
  const [first] = items(['setup', id, 'keep'], keep);
  if (documentation === undefined || first === undefined) return [];
  const message = '`documentation` says nothing of the folders in `keep`, which are kept whole';
  const path = ['setup', id, 'documentation'];
  return [{ path, part: 'key', message, remedy: 'remove `documentation`, or `keep`' }];
}
