/** How what is stored of a stage is looked at: for a run, and for a dry run, which read the files in their own ways. */
import { lookUpFormer, lookUpResult } from '../../caching/results/result-store.ts';
import type { StoredResult } from '../../caching/results/stage-result.ts';
import type { CacheStore } from '../../caching/store.ts';
import type { FingerprintParts } from '../../pipeline/fingerprint.ts';
import { differencesBetween } from '../../pipeline/fingerprint-difference.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { RunCause } from '../../record/facts/stage/run-cause.ts';
import { lazily } from '../../util/lazily.ts';
import { matcherOf } from '../files/patterns.ts';
import { declaredOutputs, type StageFingerprint } from '../inputs/fingerprints.ts';
import type { Answers } from './decision.ts';
import { isGivenAgain, type Own } from './given.ts';
import type { Ledger } from './ledger.ts';
import type { Owners } from './owners.ts';

/** What decides a stage's result, as it is or will be. */
export type Read =
  | Pick<Extract<StageFingerprint, { kind: 'known' }>, 'kind' | 'fingerprint' | 'parts'>
  | Extract<StageFingerprint, { kind: 'unknown' }>;

/** What a run and a dry run see differently. */
export interface View {
  readonly store: CacheStore | Promise<CacheStore>;
  readonly read: () => Promise<Read>;
  /** The parts of the result that it is compared with. */
  readonly former: () => Promise<FingerprintParts | undefined>;
  /** Why a stored result does not stand for running the stage. */
  readonly whyUnfit: (result: StoredResult) => Promise<RunCause | undefined>;
}

/** The answers to what a decision asks; each is looked for once, and only when it is asked for. */
export function lookThrough(
  stage: Stage,
  view: View,
): { readonly [Q in keyof Answers]: () => Promise<Answers[Q]> } {
  const known = async () => {
    const read = await view.read();
    if (read.kind === 'unknown') throw new Error('asked for a result without a fingerprint');
    return read;
  };
  const stored = lazily(async () => {
    const key = { stage: stage.id, fingerprint: (await known()).fingerprint };
    return lookUpResult(await view.store, key, matcherOf(declaredOutputs(stage)));
  });
  return {
    fingerprint: view.read,
    stored,
    async unfit() {
      const found = await stored();
      return found.kind === 'found' ? view.whyUnfit(found.result) : undefined;
    },
    async changes() {
      const before = await view.former();
      return before && differencesBetween(before, (await known()).parts);
    },
  };
}

/** The parts of the result that a stage is compared with, by what stood in the folder last. */
export async function formerParts(
  { id }: Stage,
  store: CacheStore | Promise<CacheStore>,
  ledger: Pick<Ledger, 'of'>,
): Promise<FingerprintParts | undefined> {
  return (await lookUpFormer(await store, id, ledger.of(id)?.fingerprint))?.parts;
}

/** Where a result would be put. */
export interface ResultPlace extends Own {
  readonly root: string;
  readonly owners: Pick<Owners, 'othersAmong'>;
}

/** Whether files of others, or other files than then, stand where a result would be put. */
export async function whyUnfit(
  stage: Stage,
  result: StoredResult,
  place: ResultPlace,
): Promise<RunCause | undefined> {
  const paths = result.outputs.map(({ path }) => path);
  // Both have to run, so that it shows what either of them makes.
  for (const [other, [path = '']] of place.owners.othersAmong(paths, stage)) {
    return { kind: 'written-by-another', path, stage: other };
  }
  const isFit = await isGivenAgain(place.root, stage, result, place);
  return isFit ? undefined : { kind: 'other-files-given' };
}
