/** Random sequences: a pipeline, and what happens to it. */
import fc from 'fast-check';
import { oneIn, pipelines, SHAPE_NAMES, type Spec, WORDS } from './pipelines.ts';

/**
 * Places of sources: names with signs in them beside names that they would match as patterns, files
 * that stand where others need a folder, and files where stages write.
 */
export const FILES = [
  'src/s0',
  'src/s1',
  'src/(a)/p',
  'src/a/p',
  'src/[b]c',
  'src/bc',
  'src/{x,y}',
  'src/x',
  'src/q?z',
  'src/qaz',
  'src/!no',
  'src/no',
  'src/sp ace',
  '!top',
  'src/d/deep/e',
  'src/d',
  'src/s0/in',
  'o0/fig.txt',
  'o1/fig.txt',
  'o0/a.txt',
] as const;

/** What happens next. */
export type Step =
  | { readonly kind: 'write'; readonly file: number; readonly words: readonly string[] }
  | { readonly kind: 'delete' | 'chmod'; readonly file: number }
  | { readonly kind: 'rename'; readonly from: number; readonly to: number }
  | { readonly kind: 'revert'; readonly steps: number }
  /** A stage's definition changes: its command, its patterns, where it writes. */
  | { readonly kind: 'define'; readonly stage: number; readonly what: number }
  /** The user does something to what was made. */
  | { readonly kind: 'tamper'; readonly how: Tampering; readonly pick: number }
  /** Another checkout takes the place of this one. */
  | { readonly kind: 'fresh' }
  /** The other of two checkouts that share the store; the first time a fresh one, or a copy. */
  | { readonly kind: 'switch'; readonly copy: boolean }
  /** Something in the store is not what was written there. */
  | { readonly kind: 'damage'; readonly how: 'flip' | 'cut' | 'delete'; readonly pick: number }
  | { readonly kind: 'interrupt'; readonly afterMs: number; readonly slots: number }
  | {
      readonly kind: 'kill';
      readonly afterMs: number;
      readonly slots: number;
      /** Its stages live on until they end. */
      readonly orphans: boolean;
    }
  | { readonly kind: 'chaos'; readonly slots: number }
  /** `only` picks a stage that runs with all that it needs. */
  | {
      readonly kind: 'run';
      readonly slots: number;
      readonly force: boolean;
      readonly only?: number | undefined;
    };

export type Tampering = 'delete' | 'change' | 'touch' | 'add' | 'lazy' | 'wipe';

export interface Sequence {
  readonly git: boolean;
  /** The last state also runs by force in an empty folder. */
  readonly forced: boolean;
  readonly specs: readonly Spec[];
  readonly steps: readonly Step[];
}

const words = fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 0, maxLength: 4 });
const slots = fc.integer({ min: 1, max: 4 });
const file = fc.nat(FILES.length - 1);
const pick = fc.nat(50);
const afterMs = fc.integer({ min: 0, max: 40 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('write' as const), file, words }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'chmod' as const), file }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('rename' as const), from: file, to: file }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('revert' as const),
      steps: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('define' as const),
      stage: fc.nat(3),
      what: fc.nat(1 + SHAPE_NAMES.length),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('tamper' as const),
      how: fc.constantFrom('delete', 'change', 'touch', 'add', 'lazy', 'wipe'),
      pick,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('fresh' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('switch' as const), copy: oneIn(3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('damage' as const),
      how: fc.constantFrom('flip', 'cut', 'delete'),
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('interrupt' as const), afterMs, slots }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('kill' as const),
      afterMs,
      slots,
      orphans: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('chaos' as const), slots }) },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      slots,
      force: oneIn(6),
      only: fc.oneof(
        { weight: 5, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.nat(3) },
      ),
    }),
  },
);

/** A pipeline, and what happens to it; the last is always a run. */
export const sequences: fc.Arbitrary<Sequence> = fc.record({
  git: oneIn(3),
  forced: oneIn(10),
  specs: pipelines,
  steps: fc.array(step, { minLength: 4, maxLength: 12 }),
});

/** The place of a source at a number. */
export function fileAt(index: number): string {
  return FILES[index % FILES.length] as string;
}
