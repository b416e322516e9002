/**
 * One suspicion put to the test: its stage runs again in fresh checkouts, alone with a neighbour beside it,
 * or in turns with the base commit.
 */
import type { Stage } from '../../pipeline/types.ts';
import type { NotConfirmed, NotPaired } from '../../record/facts/confirmation.ts';
import type { Confirmation } from '../../record/run-record.ts';
import { logPathOf } from '../stage/run-stage.ts';
import type { Base, Side } from './base.ts';
import type { Checkout } from './checkout.ts';
import { type AloneRun, runAlone } from './isolated-run.ts';
import { Obstacle, whyOf } from './obstacle.ts';
import type { Snapshot } from './snapshots.ts';
import type { ConfirmedStage, ConfirmOptions, Suspicion } from './suspicion.ts';
import { addWorktree } from './worktree.ts';

/** A stage that is not settled by so many runs of each commit never will be. */
const MOST_TURNS = 10;
/** Who interrupts a run does not wait for further runs. */
export const INTERRUPTED: NotConfirmed = { kind: 'interrupted' };

/** Confirmation of a run under way. */
export interface Work extends ConfirmOptions {
  readonly stop: AbortSignal;
  readonly found: Map<string, ConfirmedStage>;
  readonly leftMs: () => number;
}

/** The base, opened when it is first needed. */
export interface Bases extends AsyncDisposable {
  open(): Promise<Base>;
}

/** A suspicion while it is put to the test. */
export interface Trial {
  readonly suspicion: Suspicion;
  /** Place among the suspicions. */
  readonly index: number;
  confirmations: Confirmation[];
  notPaired?: NotPaired;
}

/** Nothing is left to be said against, or for, a suspicion. */
export const SETTLED = undefined;

/** Why a suspicion is not settled, if it is not. */
type Unsettled = NotConfirmed | typeof SETTLED;

/** Adds runs until the suspicion is settled; says why where that does not come about. */
export async function settle(
  work: Work,
  checkout: Checkout,
  bases: Bases,
  trial: Trial,
): Promise<Unsettled> {
  const { stage, mode } = trial.suspicion;
  const snapshot = work.snapshots.of(stage.id);
  const ended = whyEnded(work);
  if (ended !== undefined) return ended;
  // What was learnt of other stages may say enough.
  if (work.judge(stage.id, []) === 'settled') return SETTLED;
  if (snapshot.kind === 'not-taken') return snapshot.why;
  if (!fits(work, trial, mode === 'paired')) return doesNotFit(work);
  const scene = { work, checkout, snapshot, trial };
  if (mode === 'rerun') return rerun(scene);
  if (mode === 'paired') return inTurns(scene, await prepareBase(scene, bases));
  const base = await baseInTime(scene, bases);
  if (base === undefined) return rerun(scene);
  try {
    return await inTurns(scene, base);
  } catch (error) {
    if (!(error instanceof BaseFailed) || whyEnded(work) !== undefined) throw error;
    trial.notPaired = { kind: 'no-base', why: error.why };
    // Without the base's runs those of the head are re-runs like others.
    trial.confirmations = trial.confirmations.filter(({ ref }) => ref === 'head');
    return rerun(scene);
  }
}

/** One suspicion and all that its runs need. */
interface Scene {
  readonly work: Work;
  readonly checkout: Checkout;
  readonly snapshot: Snapshot;
  readonly trial: Trial;
}

/** The stage did not pass at the base commit. */
class BaseFailed extends Obstacle {}

async function prepareBase({ trial, snapshot }: Scene, bases: Bases): Promise<Side> {
  return (await bases.open()).prepare(trial.suspicion.stage, snapshot);
}

/** The base's side where it can be had and there is time for all turns; else the trial says why not. */
async function baseInTime(scene: Scene, bases: Bases): Promise<Side | undefined> {
  const { work, trial } = scene;
  const neededMs = 2 * work.turns.paired * trial.suspicion.durationMs;
  const leftMs = Math.max(0, work.leftMs());
  if (neededMs > leftMs) {
    trial.notPaired = { kind: 'no-time', neededMs, leftMs };
    return undefined;
  }
  try {
    return await prepareBase(scene, bases);
  } catch (error) {
    if (whyEnded(work) !== undefined) throw error;
    trial.notPaired = { kind: 'no-base', why: whyOf(error) };
    return undefined;
  }
}

/** Base and head in turns. */
async function inTurns({ work, checkout, snapshot, trial }: Scene, base: Side): Promise<Unsettled> {
  const { stage, mode } = trial.suspicion;
  const head = headSide(checkout, stage, snapshot);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    if (!fits(work, trial, true)) return doesNotFit(work);
    // The other one begins each time: what slows the machine down for a while meets both.
    const baseFirst = (turn + trial.index) % 2 === 0;
    for (const ref of baseFirst ? (['base', 'head'] as const) : (['head', 'base'] as const)) {
      const name = `${stage.id}.confirm-${turn + 1}${ref === 'base' ? '-base' : ''}`;
      const side = ref === 'base' ? base : head;
      const run = await runSide(work, checkout, { ...side, snapshot, ref, name });
      if (run.kind === 'not-ran') {
        const ended = whyEnded(work);
        if (ended !== undefined) return ended;
        const why = notPassed(ref, run.reason);
        if (ref === 'base' && mode === 'auto') throw new BaseFailed(why);
        return why;
      }
      trial.confirmations.push({ ref, durationMs: run.durationMs });
    }
    if (work.judge(stage.id, trial.confirmations) === 'settled') return SETTLED;
  }
  return { kind: 'not-settled', runs: MOST_TURNS };
}

/** The head alone, and after each run that does not clear it a neighbour, as long as there is time for it. */
async function rerun({ work, checkout, snapshot, trial }: Scene): Promise<Unsettled> {
  const { stage } = trial.suspicion;
  const { confirmations } = trial;
  const head = headSide(checkout, stage, snapshot);
  const control = openControl(work, checkout, stage);
  for (let turn = confirmations.length; turn < MOST_TURNS; turn += 1) {
    if (!fits(work, trial, false)) return doesNotFit(work);
    const name = `${stage.id}.confirm-${turn + 1}`;
    const run = await runSide(work, checkout, { ...head, snapshot, ref: 'head', name });
    if (run.kind === 'not-ran') return whyEnded(work) ?? notPassed('head', run.reason);
    const again = { ref: 'head' as const, durationMs: run.durationMs };
    const settled = work.judge(stage.id, [...confirmations, again]) === 'settled';
    const isCleared = settled && confirmations.length + 1 < work.turns.rerun;
    const missing = Math.max(0, work.turns.rerun - confirmations.length - 1);
    const reservedMs = missing * run.durationMs;
    const beside = isCleared ? undefined : await control?.(turn + 1, reservedMs);
    confirmations.push({ ...again, ...(beside !== undefined && { control: beside }) });
    if (settled) return SETTLED;
  }
  return { kind: 'not-settled', runs: MOST_TURNS };
}

type ControlRun = NonNullable<Confirmation['control']>;

/**
 * Runs the best neighbour that can run again, while that leaves the time that is reserved for the stage
 * itself, and no more once it did not pass. Undefined where there is none.
 */
function openControl(
  work: Work,
  checkout: Checkout,
  suspected: Stage,
): ((turn: number, reservedMs: number) => Promise<ControlRun | undefined>) | undefined {
  const [first] = work.controls(suspected.id).flatMap(neighbour => {
    const snapshot = work.snapshots.of(neighbour.stage.id);
    return snapshot.kind === 'taken' ? [{ ...neighbour, snapshot }] : [];
  });
  if (first === undefined) return undefined;
  const { stage, snapshot } = first;
  let expectedMs: number | undefined = first.durationMs;
  return async (turn, reservedMs) => {
    if (expectedMs === undefined || expectedMs + reservedMs > work.leftMs()) return undefined;
    const name = `${suspected.id}.confirm-${turn}-${stage.id}`;
    const side = headSide(checkout, stage, snapshot);
    const run = await runSide(work, checkout, { ...side, snapshot, ref: 'head', name });
    expectedMs = run.kind === 'not-ran' ? undefined : run.durationMs;
    return run.kind === 'not-ran' ? undefined : { id: stage.id, durationMs: run.durationMs };
  };
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
  { suspicion, confirmations }: Pick<Trial, 'suspicion' | 'confirmations'>,
  inPairs: boolean,
): boolean {
  const expectedMs = (ref: Confirmation['ref']): number =>
    confirmations.findLast(confirmation => confirmation.ref === ref)?.durationMs ??
    suspicion.durationMs;
  return expectedMs('head') + (inPairs ? expectedMs('base') : 0) <= leftMs();
}

function doesNotFit({ budgetMs }: Work): NotConfirmed {
  return { kind: 'no-time', budgetMs };
}

function notPassed(ref: Confirmation['ref'], cause: string): NotConfirmed {
  return { kind: 'not-passed', ref, cause };
}

/** What ended a run from outside. */
export function whyEnded(work: Work): NotConfirmed | undefined {
  if (work.signal.aborted) return INTERRUPTED;
  return work.stop.aborted ? doesNotFit(work) : undefined;
}
