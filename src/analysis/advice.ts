/**
 * What would help, from what was measured: each rule says something only where this run shows that
 * there is something to gain. The remedies are the ones that held when they were measured on real
 * pipelines: a stage reused by its inputs gains most, tests in parallel gain with the cores, an
 * output folder of latexmk saves whole passes, and a cache of pytest saves nothing.
 */
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { Advice } from '../record/advice.ts';
import { enginePasses, type LatexNumbers } from '../record/evidence.ts';
import {
  type MachineUsage,
  type RunRecord,
  type StageRecord,
  wasExecuted,
} from '../record/run-record.ts';
import { findBottlenecks, shareOf } from './metrics.ts';
import { type Span, slotWaits } from './noise/critical-path.ts';

/** A stage that takes less, or a smaller part of the run, is not worth a change. */
const LEAST_MS = 5_000;
const LEAST_SHARE = 0.1;
/** More than a reader acts on. */
const MOST = 5;

/** The most useful first; `pipeline` is the definition that the run was of. */
export function adviceFor(record: RunRecord, pipeline: Pipeline): readonly Advice[] {
  if (record.status !== 'passed' && record.status !== 'failed') return [];
  const definitions = new Map(pipeline.stages.map(stage => [stage.id, stage]));
  const bottlenecks = new Set(findBottlenecks(record, pipeline.bottleneck).map(({ id }) => id));
  const found = record.stages.flatMap((stage): readonly Gain[] => {
    const definition = definitions.get(stage.id);
    if (definition === undefined || !wasExecuted(stage)) return [];
    const circumstances: Circumstances = {
      definition,
      durationMs: stage.durationMs ?? 0,
      isBottleneck: bottlenecks.has(stage.id),
      cores: record.environment.cpus,
      memoryBytes: record.environment.memoryBytes,
      hasLatexCache: hasCacheOf('latex', definition, pipeline),
    };
    const always = [...unsettledDocument(stage), ...scarceMemory(stage, circumstances)];
    return isWorthChanging(stage, record)
      ? [...always, ...RULES.flatMap(rule => rule(stage, circumstances))]
      : always;
  });
  return [...found, ...stepsThatInstall(record), ...idleSlots(record)]
    .sort((a, b) => b.gainMs - a.gainMs)
    .slice(0, MOST)
    .map(({ advice }) => advice);
}

/** Advice with the time that following it may save at best, in ms, by which it is put in order. */
interface Gain {
  readonly gainMs: number;
  readonly advice: Advice;
}

interface Circumstances {
  readonly definition: Stage;
  readonly durationMs: number;
  readonly isBottleneck: boolean;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly hasLatexCache: boolean;
}

type Rule = (stage: StageRecord, circumstances: Circumstances) => readonly Gain[];

const RULES: readonly Rule[] = [undeclaredInputs, testsInARow, slowTest, latexPasses, oneCore];

function isWorthChanging(stage: StageRecord, { totalMs }: RunRecord): boolean {
  return (
    stage.status === 'passed' &&
    (stage.durationMs ?? 0) >= LEAST_MS &&
    (shareOf(stage, totalMs) ?? 0) >= LEAST_SHARE
  );
}

function hasCacheOf(preset: 'latex', { caches }: Stage, pipeline: Pipeline): boolean {
  return pipeline.caches.some(cache => cache.preset === preset && caches.includes(cache.name));
}

/** Skipping a stage by its inputs is the main gain; `if-changed: false` says that it is not wanted. */
function undeclaredInputs({ id }: StageRecord, { definition, durationMs }: Circumstances) {
  if (definition.inputs.length > 0 || !definition.reuse) return [];
  return gain(durationMs, { kind: 'declare-inputs', stage: id, durationMs });
}

/** On two cores sharing out tests was measured to gain from nothing to a quarter, for 70 % more work. */
const FEWEST_CORES = 4;
const MOST_WORKERS = 8;
/** Workers import everything again, and wait for the slowest: what is predicted is this much longer. */
const SHARING_COST = 1.3;
/** Of the stage's time, what its tests report: less means that they already ran beside one another. */
const ONE_AFTER_ANOTHER = [0.6, 1.15] as const;
/** Already shared out: `-n auto`, `-n4`, `--numprocesses=4`. */
const SHARES_TESTS = /(?:^|\s)(?:-n\s*(?:\d|auto|logical)|--numprocesses)/;
const LEAST_GAIN = 0.25;

function testsInARow(stage: StageRecord, { definition, durationMs, cores }: Circumstances) {
  const tests = stage.evidence?.tests;
  const runsPytest = /\bpytest\b/.test(definition.run) && !SHARES_TESTS.test(definition.run);
  if (tests === undefined || !runsPytest || cores < FEWEST_CORES) return [];
  const [least, most] = ONE_AFTER_ANOTHER;
  const share = tests.durationMs / durationMs;
  const usesOneCore = (stage.cpuMs ?? durationMs) <= durationMs * 1.3;
  if (share < least || share > most || !usesOneCore) return [];
  const workers = Math.min(cores, MOST_WORKERS);
  const longest = Math.max(tests.slowest[0]?.durationMs ?? 0, tests.durationMs / workers);
  const start = Math.max(0, durationMs - tests.durationMs);
  const predictedMs = Math.round(start + longest * SHARING_COST);
  if (predictedMs > durationMs * (1 - LEAST_GAIN)) return [];
  return gain(durationMs - predictedMs, {
    kind: 'parallel-tests',
    stage: stage.id,
    durationMs,
    workers,
    predictedMs,
  });
}

/** One test that takes this part of the time of all tests, and this long, stands out. */
const STANDS_OUT_SHARE = 0.3;
const STANDS_OUT_MS = 5_000;

function slowTest({ id, evidence }: StageRecord) {
  const { slowest: [slowest] = [], durationMs: allMs = 0, total = 0 } = evidence?.tests ?? {};
  if (slowest === undefined || total < 2 || slowest.durationMs < STANDS_OUT_MS) return [];
  if (slowest.durationMs < allMs * STANDS_OUT_SHARE) return [];
  const { name: test, durationMs: testMs } = slowest;
  return gain(testMs, { kind: 'slow-test', stage: id, test, testMs, allMs });
}

function latexPasses({ id, evidence }: StageRecord, { durationMs, hasLatexCache }: Circumstances) {
  const latex = evidence?.latex;
  const passes = latex === undefined ? 0 : enginePasses(latex);
  if (latex === undefined || passes === 0 || latex.unsettled !== undefined) return [];
  if (latex.usesLatexmk && !hasLatexCache) {
    return gain(durationMs, { kind: 'latex-cache', stage: id, durationMs, passes });
  }
  // What deletes or ignores its auxiliary files gains nothing from a cache of them.
  if (runnerOf(latex) === undefined && passes > 1) {
    const gainMs = durationMs * (1 - 1 / passes);
    return gain(gainMs, { kind: 'latexmk', stage: id, durationMs, passes });
  }
  return [];
}

/** Between these, in cores, a stage is bound by one of them. */
const ONE_CORE = [0.8, 1.2] as const;

function oneCore(stage: StageRecord, { durationMs, isBottleneck, cores }: Circumstances) {
  // Of tests and documents there is something more precise to say.
  if (!isBottleneck || cores < 2 || stage.evidence !== undefined) return [];
  const used = (stage.cpuMs ?? 0) / durationMs;
  if (used < ONE_CORE[0] || used > ONE_CORE[1]) return [];
  return gain(durationMs / 2, { kind: 'one-core', stage: stage.id, durationMs, cores });
}

/** A wrong document matters more than a slow one. */
function unsettledDocument({ id, evidence }: StageRecord) {
  const { latex } = evidence ?? {};
  if (latex?.unsettled !== undefined) {
    const { program, files } = latex.unsettled;
    const passes = latex.passes.find(one => one.program === program)?.count ?? 0;
    const kind = 'latex-never-settles' as const;
    return gain(Number.POSITIVE_INFINITY, { kind, stage: id, program, passes, files: [...files] });
  }
  if (latex?.wantsRerun !== true) return [];
  const madeBy = runnerOf(latex);
  return gain(Number.POSITIVE_INFINITY, {
    kind: 'latex-unsettled',
    stage: id,
    ...(madeBy !== undefined && { madeBy }),
  });
}

/** What decided how many passes LaTeX makes, if the stage did not itself. */
function runnerOf({ usesLatexmk, passes }: LatexNumbers): 'latexmk' | 'tectonic' | undefined {
  if (usesLatexmk) return 'latexmk';
  return passes.some(({ program }) => program === 'tectonic') ? 'tectonic' : undefined;
}

const SCARCE = 0.85;

function scarceMemory({ id, peakRssBytes = 0 }: StageRecord, { memoryBytes }: Circumstances) {
  if (peakRssBytes < memoryBytes * SCARCE) return [];
  return gain(0, { kind: 'memory', stage: id, peakRssBytes, memoryBytes });
}

/** With less of all cores' time in use another slot costs nothing. */
/** A step before ours that takes less is not worth a change, in ms. */
const LEAST_STEP_MS = 10_000;
const LEAST_STEP_SHARE = 0.2;
/** How steps are called that install something; those without a name are called by their command. */
const INSTALLS =
  /\b(?:install(?:ing|s)?|apt(?:-get)?|dnf|brew|pip3?|pipx|uv sync|poetry|conda|mamba|micromamba|renv|npm ci|tex ?live|latex|setup-(?:texlive|tex|latex|r-dependencies|renv|miniconda|micromamba))\b/i;

/** Steps that install in every job what a setup would keep. */
function stepsThatInstall({ wholeJob, totalMs }: RunRecord): readonly Gain[] {
  if (wholeJob === undefined) return [];
  // What the engine itself takes is known only when all else is said.
  const jobMs = wholeJob.beforeMs + totalMs;
  return wholeJob.steps
    .filter(
      ({ name, durationMs }) =>
        INSTALLS.test(name) &&
        durationMs >= LEAST_STEP_MS &&
        durationMs >= jobMs * LEAST_STEP_SHARE,
    )
    .flatMap(({ name: step, durationMs: stepMs }) =>
      gain(stepMs, { kind: 'setup-step', step, stepMs, jobMs }),
    );
}

const IDLE_SHARE = 0.6;

/** Only where the machine itself was seen to be idle while stages waited: others may use its cores too. */
function idleSlots(record: RunRecord): readonly Gain[] {
  const { totalMs, environment, machine } = record;
  const waits = united(slotWaits(record));
  const waitedMs = waits.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  if (waitedMs < LEAST_MS || waitedMs < totalMs * LEAST_SHARE) return [];
  const idleShare = machine === undefined ? undefined : idleShareIn(waits, machine);
  if (idleShare === undefined || 1 - idleShare > IDLE_SHARE) return [];
  // Less than a core would be no room for another stage.
  if (idleShare * environment.cpus < 1) return [];
  return gain(waitedMs / 2, {
    kind: 'more-slots',
    waitedMs: Math.round(waitedMs),
    slots: environment.slots,
    busyShare: Math.round((1 - idleShare) * 1000) / 1000,
  });
}

/** The same time in spans that do not overlap. */
function united(spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = whole.at(-1);
    if (last === undefined || span.startMs > last.endMs) whole.push(span);
    else whole[whole.length - 1] = { ...last, endMs: Math.max(last.endMs, span.endMs) };
  }
  return whole;
}

/** Of the time of all cores within the spans, what nobody used, 0 to 1; undefined where that was not seen. */
function idleShareIn(
  spans: readonly Span[],
  { intervalMs, idlePercent }: MachineUsage,
): number | undefined {
  let [idle, seen] = [0, 0];
  for (const { startMs, endMs } of spans) {
    idlePercent.forEach((percent, i) => {
      const from = Math.max(startMs, i * intervalMs);
      const overlap = Math.max(0, Math.min(endMs, (i + 1) * intervalMs) - from);
      idle += (percent / 100) * overlap;
      seen += overlap;
    });
  }
  return seen === 0 ? undefined : idle / seen;
}

function gain(gainMs: number, advice: Advice): readonly Gain[] {
  return [{ gainMs, advice }];
}
