/**
 * What becomes of a setup, decided once: a run acts on it, `plan` and `explain` show it. A pure function of what was
 * observed.
 */
import type { Setup } from '../../pipeline/types.ts';
import type { RunCause } from '../../record/facts/stage/run-cause.ts';
import type { Held } from '../../record/facts/stage/setup.ts';
import type { MissingTool } from '../../record/facts/stage/stage-reason.ts';

/** What is known of a setup that may start. */
export interface SetupFacts {
  readonly setup: Pick<Setup, 'provides' | 'keep'>;
  readonly run: string;
  /** Setups run as they are needed, as on a runner; in the terminal only where the user says so. */
  readonly isAsked: boolean;
  /** What it keeps is there, made from what there is now; absent as long as nobody looked. */
  readonly isKept?: boolean;
  /** Whether the layer of the machine that its command makes was put in place; absent as long as nobody tried. */
  readonly isPlaced?: boolean;
  /** Of what it provides the first that is not there, `none` where all is; absent as long as nobody looked. */
  readonly lacks?: MissingTool | 'none';
}

export type SetupDecision =
  /** All that it provides is there. */
  | { readonly kind: 'provided' }
  /** What it keeps is there. */
  | { readonly kind: 'kept' }
  /** The machine is as its command made another. */
  | { readonly kind: 'placed' }
  /** Nothing says that it may run here. */
  | { readonly kind: 'held'; readonly why: Held; readonly tool?: MissingTool }
  | { readonly kind: 'run'; readonly because: RunCause }
  /** It depends on what is kept, and on what is there when that is in place. */
  | { readonly kind: 'ask'; readonly about: 'kept' | 'lacks' | 'layer' };

/** Decides, or says what it has to know for that. */
export function decideSetup(facts: SetupFacts): SetupDecision {
  const { setup, isKept, lacks, isPlaced, isAsked, run } = facts;
  const keeps = setup.keep.length > 0;
  const provides = setup.provides.length > 0;
  if (keeps && isKept === undefined) return { kind: 'ask', about: 'kept' };
  if (provides && lacks === undefined) return { kind: 'ask', about: 'lacks' };
  const tool = lacks === 'none' ? undefined : lacks;
  if (keeps && isKept && tool === undefined) return { kind: 'kept' };
  if (!keeps && provides && tool === undefined) {
    return { kind: isPlaced ? 'placed' : 'provided' };
  }
  if (!isAsked && asksForRoot(run)) {
    return { kind: 'held', why: 'root-rights', ...(tool !== undefined && { tool }) };
  }
  if (!isAsked && !keeps && !provides) return { kind: 'held', why: 'nothing-to-look-for' };
  if (!keeps && isPlaced === undefined) return { kind: 'ask', about: 'layer' };
  if (!keeps && isPlaced && tool === undefined) return { kind: 'placed' };
  if (tool !== undefined) return { kind: 'run', because: { kind: 'not-there', tool } };
  return { kind: 'run', because: { kind: 'not-kept' } };
}

/** Whether the command asks for root rights in so many words; what a script of its own does nobody knows. */
export function asksForRoot(run: string): boolean {
  return /(?:^|[\s;&|(`])(?:sudo|doas|pkexec)(?=\s|$)/m.test(run);
}
