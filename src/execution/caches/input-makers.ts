/** Which stages may make what the key of a cache is made from. */
import { isWithin } from '../../caching/files/paths.ts';
import type { CachePlan } from '../../caching/presets.ts';
import { mayMeet } from '../../pipeline/patterns/patterns.ts';
import type { Stage } from '../../pipeline/types.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';

/** Whether a stage that does not use the cache may write a file that its key is made from. */
export function mayMakeInputOf(plan: CachePlan, stage: Stage): boolean {
  if (stage.caches.includes(plan.name)) return false;
  const notInputs = new Set(plan.notInputs);
  const made = declaredOutputs(stage).filter(
    pattern => !pattern.startsWith('!') && !isWithin(pattern.replace(/^(\.\/)+/, ''), notInputs),
  );
  const wanted = plan.inputs.filter(pattern => !pattern.startsWith('!'));
  return made.some(output => wanted.some(input => mayMeet(output, input)));
}
