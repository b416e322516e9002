/**
 * Confirmation runs: stages that one time speaks against run again, alone, each time in a fresh
 * checkout of the same commit with the state they started from; by themselves, or in turns with the
 * base commit. What the times mean is not judged here.
 */
import type { Confirm, Pipeline, Stage } from '../../pipeline/types.ts';
import { abortedAfter, unlessAborted } from '../../util/grace.ts';
import { type Base, openBase } from './base.ts';
import type { Checkout } from './checkout.ts';
import { whyOf } from './obstacle.ts';
import type { ConfirmationResult, ConfirmedStage, ConfirmOptions } from './suspicion.ts';
import {
  type Bases,
  INTERRUPTED,
  SETTLED,
  settle,
  type Trial,
  type Work,
  whyEnded,
} from './trial.ts';
import { removeAbandoned } from './worktree.ts';

/** A run so short that half of it confirms nothing is allowed as much, in ms. */
const SHORT_RUN_MS = 2 * 60_000;

/** What confirming may take, in ms: at most half of the run's own time, unless the run is short. */
export function confirmationBudget(runMs: number, mostMs: number): number {
  return Math.min(mostMs, Math.max(runMs / 2, SHORT_RUN_MS));
}

/**
 * How a suspicion against a stage is put to the test: as it says itself, else as the run does. What a
 * language model takes is not the stage's time, and asking it again costs.
 */
export function confirmModeOf(stage: Stage, { caches }: Pipeline, fallback: Confirm): Confirm {
  const asksModel = caches.some(
    ({ name, preset }) => preset === 'llm' && stage.caches.includes(name),
  );
  return asksModel ? 'off' : (stage.confirm ?? fallback);
}

/** How long an interrupted run waits for its checkouts to be removed, in ms. */
const GRACE_MS = 1_000;
/** Runs suspicious stages again while the budget lasts. Never rejects. */
export async function confirm(options: ConfirmOptions): Promise<ConfirmationResult> {
  const { context, suspicions, budgetMs, signal } = options;
  const startedAt = context.now();
  const spentMs = (): number => context.now() - startedAt;
  if (suspicions.length > 0) {
    context.emit({ kind: 'confirming', stages: suspicions.map(({ stage }) => stage), budgetMs });
  }
  const found = new Map<string, ConfirmedStage>();
  const outOfTime = new AbortController();
  const timer = setTimeout(() => outOfTime.abort(), Math.min(budgetMs, LONGEST_TIMER_MS));
  const stop = AbortSignal.any([signal, outOfTime.signal]);
  const worked = confirmAll({ ...options, stop, found, leftMs: () => budgetMs - spentMs() });
  await unlessAborted(abortedAfter(signal, GRACE_MS), () => worked, undefined);
  clearTimeout(timer);
  for (const { stage } of suspicions) {
    const there = found.get(stage.id);
    if (there === undefined) found.set(stage.id, { confirmations: [], unsettled: INTERRUPTED });
  }
  return { stages: found, costMs: spentMs() };
}

/** Longer ones would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function confirmAll(work: Work): Promise<void> {
  const { found } = work;
  const ordered = work.suspicions.toSorted((a, b) => b.atStakeMs - a.atStakeMs);
  const checkout = await work.checkout;
  if (checkout.kind === 'unusable') {
    const { why: unsettled } = checkout;
    for (const { stage } of ordered) found.set(stage.id, { confirmations: [], unsettled });
    return;
  }
  await removeAbandoned(checkout);
  await using bases = createBases(work, checkout);
  for (const [index, suspicion] of ordered.entries()) {
    const trial: Trial = { suspicion, index, confirmations: [] };
    const unsettled = await settle(work, checkout, bases, trial).catch(
      (error: unknown) => whyEnded(work) ?? whyOf(error),
    );
    const { confirmations, notPaired } = trial;
    found.set(suspicion.stage.id, {
      confirmations,
      ...(unsettled !== SETTLED && { unsettled }),
      ...(notPaired !== undefined && { notPaired }),
    });
  }
}

function createBases(work: Work, checkout: Checkout): Bases {
  let opened: Promise<Base> | undefined;
  return {
    open() {
      opened ??= openBase({ ...work, source: work.base, checkout, signal: work.stop });
      return opened;
    },
    async [Symbol.asyncDispose]() {
      const base = await opened?.catch(() => undefined);
      await base?.[Symbol.asyncDispose]();
    },
  };
}
