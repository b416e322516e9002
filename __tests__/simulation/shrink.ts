/** Makes a scenario smaller for as long as it still fails: fewer steps, fewer stages, fewer faults. */
import type { Spec } from './pipelines.ts';
import type { RunSpec, Scenario, Step } from './scenario.ts';
import { FINE } from './services.ts';

/** Most scenarios that are tried. */
const MOST_TRIES = 400;

export async function shrink(
  scenario: Scenario,
  stillFails: (smaller: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  let best = scenario;
  let tries = 0;
  for (let isSmaller = true; isSmaller && tries < MOST_TRIES; ) {
    isSmaller = false;
    for (const smaller of smallerOnes(best)) {
      tries += 1;
      if (tries > MOST_TRIES) break;
      if (!(await stillFails(smaller))) continue;
      best = smaller;
      isSmaller = true;
      break;
    }
  }
  return best;
}

function* smallerOnes(scenario: Scenario): Generator<Scenario> {
  const { steps, specs, sources } = scenario;
  for (const [at] of steps.entries()) yield { ...scenario, steps: without(steps, at) };
  for (const [at, step] of steps.entries()) {
    for (const simpler of simplerSteps(step)) yield { ...scenario, steps: steps.with(at, simpler) };
  }
  const last = specs.length - 1;
  if (last > 0 && !isUsed(specs, last)) yield { ...scenario, specs: specs.slice(0, last) };
  for (const [at, spec] of specs.entries()) {
    for (const simpler of simplerSpecs(spec)) yield { ...scenario, specs: specs.with(at, simpler) };
  }
  for (const [at, words] of sources.entries()) {
    for (const [word] of words.entries()) {
      yield { ...scenario, sources: sources.with(at, without(words, word)) };
    }
  }
}

function* simplerSteps(step: Step): Generator<Step> {
  if (step.kind !== 'run') return;
  const { editAtMs, ...rest } = step;
  if (editAtMs !== undefined) yield rest;
  if (step.isChaos) yield { ...step, isChaos: false };
  if (step.api.how !== 'fine') yield { ...step, api: FINE };
  if (step.runs.length > 1) {
    for (const [at] of step.runs.entries()) yield { ...step, runs: without(step.runs, at) };
  }
  for (const [at, run] of step.runs.entries()) {
    for (const simpler of simplerRuns(run)) yield { ...step, runs: step.runs.with(at, simpler) };
  }
}

function* simplerRuns(run: RunSpec): Generator<RunSpec> {
  const { killAt, killOn, diskFault, interruptAtMs, ...rest } = run;
  const kept = {
    ...(killAt !== undefined && { killAt, ...(killOn && { killOn }) }),
    ...(diskFault !== undefined && { diskFault }),
    ...(interruptAtMs !== undefined && { interruptAtMs }),
  };
  for (const name of Object.keys(kept)) {
    yield { ...rest, ...Object.fromEntries(Object.entries(kept).filter(([key]) => key !== name)) };
  }
  if (run.cache.how !== 'fine') yield { ...run, cache: FINE };
  if (run.force) yield { ...run, force: false };
  if (run.event !== 'push') yield { ...run, event: 'push' };
  if (run.slots > 1) yield { ...run, slots: 1 };
}

function* simplerSpecs(spec: Spec): Generator<Spec> {
  if (spec.kind === 'saboteur') return;
  const { daemon, ...rest } = spec;
  if (daemon !== undefined) yield rest;
  if (spec.isCached) yield { ...spec, isCached: false };
  if (spec.isOptional) yield { ...spec, isOptional: false };
  if (spec.isWide) yield { ...spec, isWide: false };
  for (const [at] of spec.needs.entries()) yield { ...spec, needs: without(spec.needs, at) };
}

function isUsed(specs: readonly Spec[], index: number): boolean {
  return specs.some(spec =>
    spec.kind === 'maker' ? spec.needs.includes(index) : spec.victim === index,
  );
}

function without<T>(items: readonly T[], at: number): readonly T[] {
  return items.filter((_, index) => index !== at);
}
