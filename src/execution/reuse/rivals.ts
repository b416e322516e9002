/**
 * Stages under way that may write what another one has just made. Whether one did shows when it is over: until
 * then nobody knows whose bytes stand there, and a run that is killed before could take nothing back.
 */
import type { Stage } from '../../pipeline/types.ts';
import { matcherOf } from '../files/patterns.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';

/** The stages of a run that are under way. */
export interface Rivals {
  /** The stage's command is about to start. */
  begin(stage: Stage): void;
  /** It is over, and what it wrote of others' is known. */
  end(stage: Stage): void;
  /** Comes when all others are over that may write any of these paths; undefined where there are none. */
  over(stage: Stage, paths: readonly string[]): Promise<unknown> | undefined;
}

/** Nothing is under way yet. */
export function createRivals(): Rivals {
  const underWay = new Map<string, { readonly stage: Stage } & PromiseWithEnd>();
  return {
    begin: stage => void underWay.set(stage.id, { stage, ...promiseWithEnd() }),
    end({ id }) {
      underWay.get(id)?.end();
      underWay.delete(id);
    },
    over({ id }, paths) {
      const mayWrite = (stage: Stage) => paths.some(matcherOf(declaredOutputs(stage)));
      const rivals = [...underWay.values()].filter(
        ({ stage }) => stage.id !== id && mayWrite(stage),
      );
      return rivals.length === 0 ? undefined : Promise.all(rivals.map(({ ended }) => ended));
    },
  };
}

interface PromiseWithEnd {
  readonly ended: Promise<void>;
  readonly end: () => void;
}

function promiseWithEnd(): PromiseWithEnd {
  let end = (): void => undefined;
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  return { ended, end };
}
