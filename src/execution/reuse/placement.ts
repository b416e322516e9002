/** Who put a file where it stands, as the ledger tells. */
import { join } from 'node:path';
import type { Placement, PlacementOf } from '../caches/existing-content.ts';
import { signatureAt } from '../files/stat-signature.ts';
import type { Ledger } from './ledger.ts';

/** Looks a file up among what these stages left; none where it changed since, or nobody's. */
export function placementsOf(
  root: string,
  stageIds: readonly string[],
  ledger: Pick<Ledger, 'of'>,
): PlacementOf {
  const left = (stage: string, path: string): Placement | undefined => {
    const entry = ledger.of(stage);
    if (entry === undefined || !Object.hasOwn(entry.files, path)) return undefined;
    const isUnchanged = entry.files[path] === signatureAt(join(root, path));
    return isUnchanged ? { stage, by: entry.by } : undefined;
  };
  return path => {
    for (const stage of stageIds) {
      const placement = left(stage, path);
      if (placement !== undefined) return placement;
    }
    return undefined;
  };
}
