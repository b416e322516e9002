/** What happens in one world: drawn from a seed, and small enough to be read when it fails. */

import { type Random, randomOf } from './machine/random.ts';
import type { DiskFault } from './machine/world.ts';
import {
  DAEMONS,
  FILES,
  type Maker,
  MISCHIEFS,
  READS,
  type Saboteur,
  type Spec,
  WORDS,
} from './pipelines.ts';
import { FINE, type ServiceFault } from './services.ts';

/** Where runs take place: in a user's folder, or on runners with GitHub's cache service or a folder for caches. */
export type Home = 'terminal' | 'service' | 'folder';

/** Which calls a kill comes between: those that put a file in its place, or that put what is restored in its place. */
export type KillOn = 'rename' | 'placing';

/** One run of the engine. */
export interface RunSpec {
  /** Which checkout or leg of a matrix. */
  readonly leg: number;
  readonly slots: number;
  readonly force: boolean;
  readonly event: 'push' | 'pull_request' | 'fork';
  readonly interruptAtMs?: number;
  /** Killed before the so-manieth call that changes something, of those that `killOn` is about. */
  readonly killAt?: number;
  readonly killOn?: KillOn;
  readonly diskFault?: DiskFault;
  readonly cache: ServiceFault;
}

export type Step =
  | { readonly kind: 'edit'; readonly file: number; readonly words: readonly string[] }
  | { readonly kind: 'remove'; readonly file: number }
  | { readonly kind: 'revert' }
  | { readonly kind: 'define'; readonly stage: number }
  | {
      readonly kind: 'tamper';
      readonly how: 'delete' | 'change' | 'add' | 'wipe';
      readonly pick: number;
    }
  | { readonly kind: 'fresh' }
  | { readonly kind: 'damage'; readonly what: 'store' | 'history'; readonly pick: number }
  | { readonly kind: 'repair' }
  | {
      readonly kind: 'run';
      readonly runs: readonly RunSpec[];
      readonly api: ServiceFault;
      /** Stages may do mischief. */
      readonly isChaos: boolean;
      /** Somebody edits a source meanwhile. */
      readonly editAtMs?: number;
    };

export interface Scenario {
  readonly seed: number;
  readonly home: Home;
  readonly baseline: 'own' | 'branch' | 'file';
  readonly specs: readonly Spec[];
  readonly sources: readonly (readonly string[])[];
  readonly steps: readonly Step[];
}

/** The scenario of a seed. */
export function scenarioOf(seed: number): Scenario {
  const random = randomOf(seed);
  const home = random.pick(['terminal', 'terminal', 'service', 'folder'] as const);
  const specs = specsFrom(random);
  const baselines =
    home === 'terminal' ? (['own', 'file'] as const) : (['own', 'branch', 'file'] as const);
  return {
    seed,
    home,
    baseline: random.pick<'own' | 'branch' | 'file'>(baselines),
    specs,
    sources: FILES.map(() => wordsFrom(random)),
    steps: [...stepsFrom(random, home, specs), { kind: 'repair' }, runOf([plainRun(0)])],
  };
}

function specsFrom(random: Random): readonly Spec[] {
  const count = 1 + random.below(3);
  const makers = Array.from({ length: count }, (_, index) => makerFrom(random, index));
  const saboteurs = random.oneIn(3) ? [saboteurFrom(random, count)] : [];
  return [...makers, ...saboteurs];
}

function makerFrom(random: Random, index: number): Maker {
  const needs = Array.from({ length: index }, (_, at) => at).filter(() => random.oneIn(2));
  const daemon = random.oneIn(8) ? random.pick(DAEMONS) : undefined;
  return {
    kind: 'maker',
    needs,
    reads: [random.below(READS.length)],
    isWide: random.oneIn(2),
    isCached: random.oneIn(3),
    isOptional: random.oneIn(4),
    isReusable: !random.oneIn(8),
    version: 0,
    weight: 1 + Number(random.oneIn(4)),
    ms: 5 + random.below(60),
    ...(daemon !== undefined && { daemon }),
  };
}

function saboteurFrom(random: Random, makers: number): Saboteur {
  const mischief = random.pick(MISCHIEFS);
  return { kind: 'saboteur', victim: random.below(makers), mischief, ms: random.below(15) };
}

function wordsFrom(random: Random): readonly string[] {
  const words = Array.from({ length: random.below(5) }, () => random.pick(WORDS));
  // What fails is worth less than what does not.
  return words.filter(word => word !== 'fail' || random.oneIn(4));
}

function stepsFrom(random: Random, home: Home, specs: readonly Spec[]): readonly Step[] {
  // Where nobody does mischief, there is no use in letting them.
  const isWild = specs.some(spec => spec.kind === 'saboteur' || spec.daemon === 'scribbler');
  return Array.from({ length: 1 + random.below(5) }, () =>
    random.oneIn(8) ? cloneFrom(random) : [stepFrom(random, home, isWild)],
  ).flat();
}

/**
 * Somebody goes on in a new place at a new state, where caches are restored for stages that run; more often
 * than not the first run there is killed while it puts something in place.
 */
function cloneFrom(random: Random): readonly Step[] {
  const kill = random.oneIn(3) ? {} : restoreKillFrom(random);
  return [editFrom(random), { kind: 'fresh' }, runOf([{ ...plainRun(0), ...kill }])];
}

function editFrom(random: Random): Step {
  return { kind: 'edit', file: random.below(FILES.length), words: wordsFrom(random) };
}

function stepFrom(random: Random, home: Home, isWild: boolean): Step {
  const draw = random.below(22);
  if (draw < 3) return editFrom(random);
  if (draw < 4)
    return random.oneIn(2)
      ? { kind: 'remove', file: random.below(FILES.length) }
      : { kind: 'revert' };
  if (draw < 5) return { kind: 'define', stage: random.below(3) };
  if (draw < 7) {
    const how = random.pick(['delete', 'change', 'add', 'wipe'] as const);
    return { kind: 'tamper', how, pick: random.below(50) };
  }
  if (draw < 8) return { kind: 'fresh' };
  if (draw < 10)
    return { kind: 'damage', what: random.pick(['store', 'history']), pick: random.below(1000) };
  if (draw < 11) return { kind: 'repair' };
  if (draw < 13) return { kind: 'fresh' };
  return runFrom(random, home, isWild);
}

function runFrom(random: Random, home: Home, isWild: boolean): Step {
  const isTwo = random.oneIn(4);
  const runs = [runSpecFrom(random, home, 0), ...(isTwo ? [runSpecFrom(random, home, 1)] : [])];
  const editAtMs = random.oneIn(5) ? random.below(150) : undefined;
  return {
    kind: 'run',
    runs,
    api: random.oneIn(3) ? faultFrom(random) : FINE,
    isChaos: isWild && random.oneIn(2),
    ...(editAtMs !== undefined && { editAtMs }),
  };
}

/** Most calls of a run that change something: a kill at a later one comes too late. */
const CALLS = 160;

function runSpecFrom(random: Random, home: Home, leg: number): RunSpec {
  const isKilled = random.oneIn(5);
  const isRefused = random.oneIn(5);
  const isInterrupted = random.oneIn(8);
  return {
    ...plainRun(leg),
    slots: 1 + random.below(3),
    force: random.oneIn(5),
    event:
      home === 'terminal' ? 'push' : random.pick(['push', 'push', 'push', 'pull_request', 'fork']),
    cache: random.oneIn(3) ? faultFrom(random) : FINE,
    ...(isKilled && killFrom(random)),
    ...(isRefused && { diskFault: diskFaultFrom(random) }),
    ...(isInterrupted && { interruptAtMs: random.below(120) }),
  };
}

/** Most of them that put something in its place. */
const RENAMES = 40;
/** Most of them in the middle of what is restored. */
const PLACINGS = 4;

function killFrom(random: Random): Pick<RunSpec, 'killAt' | 'killOn'> {
  return random.oneIn(2)
    ? { killAt: 1 + random.below(CALLS) }
    : { killAt: 1 + random.below(RENAMES), killOn: 'rename' };
}

function restoreKillFrom(random: Random): Pick<RunSpec, 'killAt' | 'killOn'> {
  return { killAt: 1 + random.below(PLACINGS), killOn: 'placing' };
}

function diskFaultFrom(random: Random): DiskFault {
  return {
    code: random.pick(['ENOSPC', 'EIO']),
    from: 1 + random.below(CALLS),
    count: random.oneIn(3) ? 1_000 : 1 + random.below(20),
    below: '/',
  };
}

function faultFrom(random: Random): ServiceFault {
  return {
    how: random.pick(['refuses', 'silent', 'dies', 'damaged', 'loses-answers']),
    of: random.pick(['all', 'reading', 'writing']),
    oneIn: random.pick([1, 1, 2, 4]),
  };
}

/** A run to which nothing happens. */
export function plainRun(leg: number): RunSpec {
  return { leg, slots: 2, force: false, event: 'push', cache: FINE };
}

export function runOf(runs: readonly RunSpec[]): Extract<Step, { kind: 'run' }> {
  return { kind: 'run', runs, api: FINE, isChaos: false };
}
