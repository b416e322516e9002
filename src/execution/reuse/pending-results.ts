/**
 * Results that wait. What stands at a stage's outputs when it ends may be another's work: of one that ran at the
 * same time and writes there, too. Whether it did shows when it is over. A result that was published at once
 * would have to be taken back, which a run that is killed, or a disk that is full, never does.
 */
import type { Stage } from '../../pipeline/types.ts';
import { matcherOf } from '../files/patterns.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';

interface PendingResult {
  /** Stages of which it is not known yet what they wrote. */
  readonly rivals: Set<string>;
  readonly publish: () => Promise<void>;
}

/** Results of a run that are published when nobody who may have written them is under way. */
export class PendingResults {
  readonly #underWay = new Map<string, Stage>();
  readonly #waiting = new Set<PendingResult>();

  /** The stage's command is about to start. */
  begin(stage: Stage): void {
    this.#underWay.set(stage.id, stage);
  }

  /** Publishes the stage's result, outputs at these paths, as soon as that is certain; not before the stage is `over`. */
  add({ id }: Stage, paths: readonly string[], publish: () => Promise<void>): void {
    const mayWrite = (other: Stage) => paths.some(matcherOf(declaredOutputs(other)));
    const others = [...this.#underWay.values()].filter(other => other.id !== id);
    const rivals = new Set([id, ...others.filter(mayWrite).map(other => other.id)]);
    this.#waiting.add({ rivals, publish });
  }

  /** The stage is over, and what it wrote of others' is known. */
  async over({ id }: Stage): Promise<void> {
    this.#underWay.delete(id);
    for (const result of this.#waiting) {
      result.rivals.delete(id);
      if (result.rivals.size > 0) continue;
      this.#waiting.delete(result);
      await result.publish();
    }
  }
}
