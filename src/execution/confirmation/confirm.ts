/**
 * Confirmation runs: stages that one time speaks against run again, alone, each time in a fresh
 * checkout of the same commit with the state they started from; by themselves, or in turns with the
 * base commit. What the times mean is not judged here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Confirm, Pipeline, Stage } from '../../pipeline/types.ts';
import type { StageRecord } from '../../record/run-record.ts';
import { formatSetting } from '../../record/units.ts';
import { logPathOf, type StageContext } from '../stage.ts';
import { type AloneRun, runAlone } from './alone.ts';
import { type Base, type BaseSource, openBase, type Side } from './base.ts';
import type { Checkout, Inspected } from './checkout.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import { addWorktree, removeAbandoned } from './worktree.ts';

/** A further run, as a stage's record carries it. */
export type Confirmation = NonNullable<StageRecord['confirmations']>[number];

/** A stage that is to run again. */
export interface Suspicion {
  readonly stage: Stage;
  readonly mode: 'rerun' | 'paired';
  /** What it took in the run, in ms. */
  readonly durationMs: number;
  /** What there is to lose if the suspicion is right; the most goes first. */
  readonly atStakeMs: number;
}

/** What became of a suspicion. */
export interface ConfirmedStage {
  readonly confirmations: readonly Confirmation[];
  /** Why there are no more; absent where it is settled. */
  readonly reason?: string;
}

export interface ConfirmationResult {
  /** Of every suspicion, by stage. */
  readonly stages: ReadonlyMap<string, ConfirmedStage>;
  /** All that confirming took, in ms. */
  readonly costMs: number;
}

/** A run that is about to start. */
export interface ConfirmationStart {
  readonly stage: Stage;
  readonly ref: Confirmation['ref'];
  readonly logPath: string;
}

export interface ConfirmOptions {
  readonly suspicions: readonly Suspicion[];
  /** For all of them together, in ms. */
  readonly budgetMs: number;
  /** Of the run that raised the suspicions. */
  readonly pipeline: Pipeline;
  readonly context: StageContext;
  readonly checkout: Promise<Inspected>;
  readonly snapshots: Snapshots;
  readonly base: BaseSource;
  /** Whether these runs settle the suspicion; asked before the first and after each, of a pair after both. */
  readonly judge: (stageId: string, confirmations: readonly Confirmation[]) => 'open' | 'settled';
  readonly onStart?: (start: ConfirmationStart) => void;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
}

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

/** A stage that is not settled by so many runs of each commit never will be. */
const MOST_TURNS = 10;
/** How long an interrupted run waits for its checkouts to be removed, in ms. */
const GRACE_MS = 1_000;
const INTERRUPTED = 'the run was interrupted';

/** Runs suspicious stages again while the budget lasts. Never rejects. */
export async function confirm(options: ConfirmOptions): Promise<ConfirmationResult> {
  const { context, suspicions, budgetMs, signal } = options;
  const startedAt = context.now();
  const spentMs = (): number => context.now() - startedAt;
  const found = new Map<string, ConfirmedStage>();
  const outOfTime = new AbortController();
  const timer = setTimeout(() => outOfTime.abort(), Math.min(budgetMs, LONGEST_TIMER_MS));
  const stop = AbortSignal.any([signal, outOfTime.signal]);
  const worked = confirmAll({ ...options, stop, found, leftMs: () => budgetMs - spentMs() });
  await Promise.race([worked, aborted(signal).then(() => sleep(GRACE_MS, undefined, UNHELD))]);
  clearTimeout(timer);
  for (const { stage } of suspicions) {
    const there = found.get(stage.id);
    if (there === undefined) found.set(stage.id, { confirmations: [], reason: INTERRUPTED });
  }
  return { stages: found, costMs: spentMs() };
}

/** Longer ones would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const UNHELD = { ref: false };

interface Work extends ConfirmOptions {
  readonly stop: AbortSignal;
  readonly found: Map<string, ConfirmedStage>;
  readonly leftMs: () => number;
}

async function confirmAll(work: Work): Promise<void> {
  const { found } = work;
  const ordered = work.suspicions.toSorted((a, b) => b.atStakeMs - a.atStakeMs);
  const checkout = await work.checkout;
  if (checkout.kind === 'unusable') {
    const { reason } = checkout;
    for (const { stage } of ordered) found.set(stage.id, { confirmations: [], reason });
    return;
  }
  await removeAbandoned(checkout);
  await using bases = createBases(work, checkout);
  for (const [index, suspicion] of ordered.entries()) {
    const confirmations: Confirmation[] = [];
    const settled = await settle(work, checkout, bases, suspicion, confirmations, index).catch(
      (error: Error) => whyEnded(work) ?? error.message,
    );
    const reason = settled === SETTLED ? {} : { reason: settled };
    found.set(suspicion.stage.id, { confirmations, ...reason });
  }
}

/** The base, opened when it is first needed. */
interface Bases extends AsyncDisposable {
  open(): Promise<Base>;
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

const SETTLED = '';

/** Adds runs until the suspicion is settled; says why where that does not come about. */
async function settle(
  work: Work,
  checkout: Checkout,
  bases: Bases,
  suspicion: Suspicion,
  confirmations: Confirmation[],
  index: number,
): Promise<string> {
  const { stage, mode } = suspicion;
  const snapshot = work.snapshots.of(stage.id);
  const ended = whyEnded(work);
  if (ended !== undefined) return ended;
  // What was learnt of other stages may say enough.
  if (work.judge(stage.id, []) === 'settled') return SETTLED;
  if (snapshot.kind === 'not-taken') return snapshot.reason;
  if (!fits(work, suspicion, confirmations)) return doesNotFit(work);
  const base = mode === 'paired' ? await (await bases.open()).prepare(stage, snapshot) : undefined;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    if (!fits(work, suspicion, confirmations)) return doesNotFit(work);
    for (const ref of refsOf(mode, turn + index)) {
      const name = `${stage.id}.confirm-${turn + 1}${ref === 'base' ? '-base' : ''}`;
      const side =
        ref === 'base' && base !== undefined ? base : headSide(checkout, stage, snapshot);
      const run = await runSide(work, checkout, { ...side, snapshot, ref, name });
      if (run.kind === 'not-ran') return whyEnded(work) ?? notPassed(ref, run.reason);
      confirmations.push({ ref, durationMs: run.durationMs });
    }
    if (work.judge(stage.id, confirmations) === 'settled') return SETTLED;
  }
  return `not settled by ${MOST_TURNS} further runs`;
}

/** Of a pair the other one begins each time: what slows the machine down for a while meets both. */
function refsOf(mode: Suspicion['mode'], turn: number): readonly Confirmation['ref'][] {
  if (mode === 'rerun') return ['head'];
  return turn % 2 === 0 ? ['base', 'head'] : ['head', 'base'];
}

function headSide({ sha }: Checkout, stage: Stage, snapshot: Snapshot): Side {
  const { given, made, needs, own } = snapshot;
  return { stage, sha, states: [given, made, ...needs.values(), own], movesTo: () => [] };
}

async function runSide(
  work: Work,
  checkout: Checkout,
  side: Side & {
    readonly snapshot: Snapshot;
    readonly ref: Confirmation['ref'];
    readonly name: string;
  },
): Promise<AloneRun> {
  const { context, stop: signal } = work;
  const { stage, sha, states, snapshot, ref, name } = side;
  await using worktree = await addWorktree(checkout, sha, signal);
  work.onStart?.({ stage, ref, logPath: logPathOf(context.reportDir, name) });
  return await runAlone({
    stage,
    context,
    root: worktree.root,
    moves: [...worktree.moves, ...side.movesTo(worktree)],
    states,
    environment: snapshot.environment,
    logName: name,
    signal,
  });
}

/** Whether there is time for the next turn, by what the runs took so far. */
function fits(
  { leftMs }: Work,
  { mode, durationMs }: Suspicion,
  confirmations: readonly Confirmation[],
): boolean {
  const expectedMs = (ref: Confirmation['ref']): number =>
    confirmations.findLast(confirmation => confirmation.ref === ref)?.durationMs ?? durationMs;
  return expectedMs('head') + (mode === 'paired' ? expectedMs('base') : 0) <= leftMs();
}

function doesNotFit({ budgetMs }: Work): string {
  return `${OUT_OF_TIME} (${formatSetting(budgetMs)})`;
}

const OUT_OF_TIME = 'no time was left to confirm it';

function notPassed(ref: Confirmation['ref'], reason: string): string {
  const of = ref === 'base' ? ' of the base commit' : '';
  return `in a fresh checkout${of} it did not pass: ${reason}`;
}

/** What ended a run from outside. */
function whyEnded(work: Work): string | undefined {
  if (work.signal.aborted) return INTERRUPTED;
  return work.stop.aborted ? doesNotFit(work) : undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
