/**
 * Whether a stage runs or its stored result stands for that, decided once: a run acts on it, `plan` and
 * `explain` show it, the time still to go and the caches that are fetched ahead count on it. A pure function
 * of what was observed, which says what it has to know next.
 */
import type { ResultLookup } from '../../caching/results/result-store.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { Difference } from '../../record/facts/difference.ts';
import type { ResultMiss, RunCause } from '../../record/facts/stage/run-cause.ts';
import type { UnreadPart } from '../../record/facts/unreadable-file.ts';

type FoundResult = Extract<ResultLookup, { kind: 'found' }>;

/** What is looked at only where it matters: each look may read the disk or the store. */
export interface Answers {
  /** What decides the stage's result. */
  readonly fingerprint:
    | { readonly kind: 'known' }
    | { readonly kind: 'unknown'; readonly because: UnreadPart };
  /** What the store has under that fingerprint. */
  readonly stored: ResultLookup;
  /** Why the stored result does not stand for running the stage where it is, if so. */
  readonly unfit: RunCause | undefined;
  /** In what the fingerprint differs from that of the stored result that stood here last, else the newest, if there is one. */
  readonly changes: readonly Difference[] | undefined;
}

/** What is known of a stage whose needs are over, or will be. */
export type StageFacts = {
  readonly stage: Pick<Stage, 'inputs' | 'reuse'>;
  /** Every stage runs, whatever is stored. */
  readonly force: boolean;
  /** Ids of needed stages that are yet to run and may make something else than before. */
  readonly awaited: readonly string[];
} & { readonly [Q in keyof Answers]?: { readonly answer: Answers[Q] } };

/** What becomes of the stage. */
export type StageDecision =
  | ({ readonly kind: 'reuse' } & Pick<FoundResult, 'result' | 'restore'>)
  /** Reused if these stages make the same as before. */
  | { readonly kind: 'depends'; readonly on: readonly string[] }
  /** `always`: whatever changed. Such a stage is taken to make again what it made. */
  | { readonly kind: 'run'; readonly because: readonly RunCause[]; readonly always: boolean };

/** Decides, or says what it has to know for that. */
export function decideStage(
  facts: StageFacts,
): StageDecision | { readonly kind: 'ask'; readonly about: keyof Answers } {
  const { stage, force, awaited, fingerprint, stored, unfit, changes } = facts;
  if (stage.inputs.length === 0) return runs(true, { kind: 'no-inputs' });
  if (!stage.reuse) return runs(true, { kind: 'reuse-off' });
  if (force) return runs(true, { kind: 'forced' });
  if (fingerprint === undefined) return { kind: 'ask', about: 'fingerprint' };
  if (fingerprint.answer.kind === 'unknown') {
    return runs(false, { kind: 'unreadable', because: fingerprint.answer.because });
  }
  if (stored === undefined) return { kind: 'ask', about: 'stored' };
  if (stored.answer.kind === 'not-found') {
    if (changes === undefined) return { kind: 'ask', about: 'changes' };
    return runs(false, ...whyNotStored(changes.answer, stored.answer.because));
  }
  if (unfit === undefined) return { kind: 'ask', about: 'unfit' };
  if (unfit.answer !== undefined) return runs(false, unfit.answer);
  if (awaited.length > 0) return { kind: 'depends', on: awaited };
  const { result, restore } = stored.answer;
  return { kind: 'reuse', result, restore };
}

/** Looks at one thing after the other until it is decided. */
export async function decide(
  known: StageFacts,
  look: { readonly [Q in keyof Answers]: () => Promise<Answers[Q]> },
): Promise<StageDecision> {
  let facts = known;
  for (;;) {
    const decision = decideStage(facts);
    if (decision.kind !== 'ask') return decision;
    facts = { ...facts, [decision.about]: { answer: await look[decision.about]() } };
  }
}

/** Whether a stage may be reused at all: one without inputs has nothing that says it is the same. */
export function isReusable({ inputs, reuse }: Pick<Stage, 'inputs' | 'reuse'>): boolean {
  return reuse && inputs.length > 0;
}

function whyNotStored(
  changes: readonly Difference[] | undefined,
  because: ResultMiss,
): readonly RunCause[] {
  if (changes === undefined) return [{ kind: 'nothing-stored' }];
  if (changes.length === 0) return [{ kind: 'no-result', because }];
  return changes.map(difference => ({ kind: 'changed', difference }));
}

function runs(always: boolean, ...because: readonly RunCause[]): StageDecision {
  return { kind: 'run', because, always };
}
