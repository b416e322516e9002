/** What makes a machine ready for the stages that were found: the `setup` of the definition. */
import { debianPackages } from './manuscripts/tex-packages.ts';
import type { DraftStage } from './model/draft.ts';
import type { FoundStage } from './model/found.ts';

/** Setups in the order in which they are written. */
export function setupsFor(
  stages: readonly FoundStage[],
  makeId: (name: string) => string,
): readonly DraftStage[] {
  const documents = stages.filter(({ loads }) => loads !== undefined);
  if (documents.length === 0) return [];
  const programs = [...new Set(documents.flatMap(({ requires }) => requires))];
  const loaded = documents.flatMap(({ loads = [] }) => loads);
  const packages = debianPackages(programs, loaded).join(' ');
  const run = [
    'sudo apt-get update',
    `sudo apt-get install --yes --no-install-recommends ${packages}`,
  ].join('\n');
  const name = 'Install TeX';
  return [{ id: makeId(name), keys: { name, run, provides: programs, renew: '30d' } }];
}
