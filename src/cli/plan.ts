/** `plan`: in which order the stages would run, and how long that is expected to take. Runs nothing. */

import { join, resolve } from 'node:path';
import { loadHistory } from '../baseline/file-store.ts';
import { type LoadedHistory, loadNotices, NO_HISTORY } from '../baseline/store.ts';
import { type ExplainCachesOptions, explainCaches } from '../execution/caches/explain-caches.ts';
import { availableMemory, describeEnvironment, slotsFor } from '../execution/environment.ts';
import { notRunning, type Prediction, predictPipeline } from '../execution/reuse/dry-run.ts';
import { openLedger } from '../execution/reuse/ledger.ts';
import { placementsOf } from '../execution/reuse/placement.ts';
import { isCi } from '../github/runner/runner.ts';
import {
  type Expectation,
  type Expectations,
  estimateRemaining,
  tasksOf,
  withoutTimeFor,
} from '../pipeline/eta.ts';
import { longestRemainingPaths, simulate } from '../pipeline/schedule.ts';
import { type LeftOut, selectStages } from '../pipeline/selection.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { CacheFate } from '../record/facts/cache-fate.ts';
import type { StageReason } from '../record/facts/stage/stage-reason.ts';
import { expectationsFrom } from '../record/history.ts';
import { listWords, oneLine } from '../record/text.ts';
import { formatRoughly } from '../record/units.ts';
import { fateInShort } from '../reporting/words/facts/cache-fate.ts';
import { runCauseWords } from '../reporting/words/facts/difference.ts';
import { stageReasonWords } from '../reporting/words/facts/stage-reason.ts';
import { noticeWords } from '../reporting/words/notices/notices.ts';
import { unknownNames } from '../reporting/words/unknown-names.ts';
import { HISTORY_FILE } from '../run/report/report-files.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, type Print } from './command-line/console.ts';
import { openDefinition } from './open-definition.ts';
import { openStored } from './open-stored.ts';

/** A stage's place in the plan; times in ms from the start, absent where no run has shown them. */
interface PlannedStage {
  readonly id: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly startMs?: number;
  readonly expected?: {
    readonly medianMs: number;
    readonly lowMs: number;
    readonly highMs: number;
    readonly runs: number;
  };
  readonly reuse?: Prediction;
}

/** What `plan --json` prints. */
interface Plan {
  readonly slots: number;
  readonly stages: readonly PlannedStage[];
  readonly leftOut: readonly { readonly id: string; readonly reason: StageReason }[];
  /** Of the stages that would run. */
  readonly caches: readonly CacheFate[];
  /** The whole run, where every stage has been seen before. */
  readonly total?: { readonly lowMs: number; readonly highMs: number };
}

/** Prints the plan and gives the exit code. */
export async function plan(options: Options, print: Print): Promise<number> {
  const cwd = process.cwd();
  const definition = await openDefinition(options, print);
  if (definition === undefined) return EXIT.invalid;
  const { pipeline, root } = definition;
  const selection = selectStages(pipeline, options);
  if (selection.kind === 'unknown') {
    for (const problem of unknownNames(selection.names, pipeline.stages)) {
      print.error(`${problem}\n`);
    }
    return EXIT.invalid;
  }
  const { reportDir, isRefused, store } = await openStored(options, root, print);
  const loaded: LoadedHistory =
    isRefused && options.baseline === undefined
      ? NO_HISTORY
      : await loadHistory(resolve(cwd, options.baseline ?? join(reportDir, HISTORY_FILE)));
  for (const notice of loadNotices(loaded)) print.error(`Notice: ${noticeWords(notice)}\n`);
  const slots = slotsFor(options.concurrency ?? pipeline.concurrency);
  const machine = describeEnvironment(process.env, slots);
  const expectations = expectationsFrom(loaded.history, pipeline.stages, machine);
  const place = { pipeline, root, environment: process.env, store };
  const { leftOut } = selection;
  const starting = { inCi: isCi(process.env) };
  const predictions = await predictPipeline({ ...place, force: options.force, leftOut, starting });
  const resting = new Set([...leftOut.keys(), ...notRunning(predictions)]);
  const runs = pipeline.stages.map(({ id }) => id).filter(id => !resting.has(id));
  // What caches say of themselves stands in the folder, too.
  const caches = isRefused ? [] : await cachesOf(place, runs);
  const capacity = { slots, memoryBytes: availableMemory() };
  const planned = {
    ...makePlan(pipeline, leftOut, expectations, predictions, capacity),
    caches,
  };
  print.out(options.json ? `${JSON.stringify(planned, null, 2)}\n` : renderPlan(planned));
  return EXIT.fine;
}

/** What the stages that would run find of their caches. */
function cachesOf(
  place: Pick<ExplainCachesOptions, 'pipeline' | 'root' | 'environment' | 'store'>,
  runs: readonly string[],
): Promise<readonly CacheFate[]> {
  const { pipeline, root } = place;
  const ids = pipeline.stages.map(({ id }) => id);
  return explainCaches({
    ...place,
    stages: runs,
    placementOf: placementsOf(root, ids, openLedger(root, pipeline.id)),
    wouldRun: id => runs.includes(id),
    looksInside: false,
  });
}

function makePlan(
  { stages }: Pipeline,
  leftOut: ReadonlyMap<string, LeftOut>,
  measured: Expectations,
  predictions: ReadonlyMap<string, Prediction>,
  capacity: { slots: number; memoryBytes: number },
): Omit<Plan, 'caches'> {
  const whyNot = new Map(
    stages.map(({ id }) => [id, whyNotRun(leftOut.get(id), predictions.get(id))]),
  );
  const chosen = stages.filter(({ id }) => whyNot.get(id) === undefined);
  const expectations = withoutTimeFor(notRunning(predictions), measured);
  const tasks = tasksOf(chosen, expectations);
  const ranks = longestRemainingPaths(tasks);
  const { entries } = simulate(tasks, ranks, capacity);
  const total = estimateRemaining(tasks, ranks, capacity, expectations, new Set(), []);
  const byId = new Map(chosen.map(stage => [stage.id, stage]));
  return {
    slots: capacity.slots,
    stages: entries.flatMap(({ id, startMs }) => {
      const stage = byId.get(id);
      return stage === undefined
        ? []
        : [
            plannedStage(
              stage,
              measured.get(id),
              predictions.get(id),
              total.kind === 'interval' ? startMs : undefined,
            ),
          ];
    }),
    leftOut: [...whyNot].flatMap(([id, reason]) => (reason === undefined ? [] : { id, reason })),
    ...(total.kind === 'interval' && { total: { lowMs: total.lowMs, highMs: total.highMs } }),
  };
}

/** Why a stage has no place in the plan: one that would fail at once has. */
function whyNotRun(
  by: LeftOut | undefined,
  prediction: Prediction | undefined,
): StageReason | undefined {
  if (by !== undefined) return { kind: 'left-out', by };
  const isHeldBack = prediction?.kind === 'blocked' && prediction.reason.kind === 'needs';
  return isHeldBack ? prediction.reason : undefined;
}

function plannedStage(
  { id, name, needs }: Stage,
  expectation: Expectation | undefined,
  reuse: Prediction | undefined,
  startMs: number | undefined,
): PlannedStage {
  return {
    id,
    name,
    needs,
    ...(reuse !== undefined && { reuse }),
    ...(startMs !== undefined && { startMs }),
    ...(expectation !== undefined && {
      expected: {
        medianMs: expectation.medianMs,
        lowMs: expectation.lowMs,
        highMs: expectation.highMs,
        runs: expectation.runs,
      },
    }),
  };
}

const LONGEST_NAME = 60;

function renderPlan({ slots, stages, leftOut, caches, total }: Plan): string {
  const lines = stages.map(({ id, name, needs, startMs, expected, reuse }, index) => {
    const label = name === id ? id : `${id} (${oneLine(name, LONGEST_NAME)})`;
    const after = needs.length > 0 ? `, after ${needs.join(', ')}` : '';
    const start = startMs === undefined ? '' : `, starts at about ${formatRoughly(startMs)}`;
    const time = reuse?.kind === 'reused' ? predictionWords(reuse) : expectedWords(expected);
    const why = reuse === undefined || isOfNoInterest(reuse) ? '' : `; ${predictionWords(reuse)}`;
    return `${index + 1}. ${label}: ${time}${start}${after}${why}`;
  });
  const out = leftOut.map(({ id, reason }) => `-  ${id}: not run (${stageReasonWords(reason)})`);
  const whole =
    total === undefined
      ? 'Total: unknown until every stage has been run once'
      : `Total: about ${formatRoughly(total.lowMs)} to ${formatRoughly(total.highMs)}`;
  return `${[`Up to ${slots} at once, in this order:`, ...lines, ...out, ...caches.map(cacheLine), whole].join('\n')}\n`;
}

/** `Cache latex: restored`. */
function cacheLine(fate: CacheFate): string {
  return `Cache ${fateInShort(fate)}`;
}

/** `reused, saves about 12s`. */
function predictionWords(prediction: Prediction): string {
  switch (prediction.kind) {
    case 'reused':
      return `reused, saves about ${formatRoughly(prediction.savedMs)}`;
    case 'depends':
      return `reused if ${listWords(prediction.on, NAMES_SHOWN)} ${prediction.on.length === 1 ? 'makes' : 'make'} the same as before`;
    case 'blocked':
      return `${prediction.status === 'failed' ? 'would fail' : 'would be skipped'}: ${stageReasonWords(prediction.reason)}`;
    case 'kept-or-runs':
      return 'runs, unless what it keeps is there';
    case 'runs':
      return `runs: ${listWords(prediction.because.map(runCauseWords), NAMES_SHOWN)}`;
  }
}

const NAMES_SHOWN = 3;

/** That a stage always runs, or has never run, goes without saying here. */
function isOfNoInterest(reuse: Prediction): boolean {
  if (reuse.kind !== 'runs') return reuse.kind === 'reused';
  return reuse.always || reuse.because[0]?.kind === 'nothing-stored';
}

function expectedWords(expected: PlannedStage['expected']): string {
  if (expected === undefined) return 'no earlier run';
  const { medianMs, lowMs, highMs, runs } = expected;
  const range = `${formatRoughly(lowMs)} to ${formatRoughly(highMs)}`;
  return `about ${formatRoughly(medianMs)} (${range}, ${runs} ${runs === 1 ? 'run' : 'runs'})`;
}
