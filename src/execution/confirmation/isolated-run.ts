/** One stage run alone, in a fresh checkout with the state that it started from. */
import type { Stage } from '../../pipeline/types.ts';
import { endTree } from '../process/process-tree.ts';
import { runStage, type StageContext, type StageResult } from '../stage/run-stage.ts';
import { type KeptState, type Move, moveVariables, restoreState } from './relocate.ts';

/** What is run, and where. */
export interface AloneOptions {
  readonly stage: Stage;
  /** Of the run that raised the suspicion. */
  readonly context: StageContext;
  /** What stands for the root of the pipeline. */
  readonly root: string;
  /** From where the states were kept to where the stage runs. */
  readonly moves: readonly Move[];
  /** In this order, the later over the earlier. */
  readonly states: readonly KeptState[];
  /** Added to the stage's environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logName: string;
  readonly signal: AbortSignal;
}

/** How long it took, or why that says nothing. */
export type AloneRun =
  | { readonly kind: 'ran'; readonly durationMs: number }
  | {
      readonly kind: 'not-ran';
      readonly reason: string;
      /** Stages that need it go on all the same. */
      readonly excused: boolean;
    };

/** Runs the stage once, without retries: a time that holds a failure is no measurement. */
export async function runAlone(options: AloneOptions): Promise<AloneRun> {
  const { stage, context, root, moves, logName, signal } = options;
  for (const state of options.states) await restoreState(state, root, moves);
  const { result, trees, nothingToDo } = await runStage(
    { ...stage, retries: 0 },
    {
      ...context,
      root,
      environment: moveVariables({ ...context.environment, ...options.environment }, moves),
      logName,
      // That a stage started is said of the run's own stages.
      emit: event => {
        if (event.kind === 'notice' || event.kind === 'mask') context.emit(event);
      },
    },
    signal,
  );
  await Promise.all(trees.map(tree => endTree(tree)));
  const { status, durationMs } = result;
  if (status === 'passed' && durationMs !== undefined) return { kind: 'ran', durationMs };
  const isFailure = status === 'failed' || status === 'timed-out';
  return {
    kind: 'not-ran',
    reason: inBrief(result),
    excused: nothingToDo || (isFailure && stage.optional),
  };
}

/** How a stage that is not measured ended. */
function inBrief({ status, reason }: StageResult): string {
  return reason?.kind === 'exit-code' ? `exit code ${reason.exitCode}` : status;
}
