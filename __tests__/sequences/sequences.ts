/** Random pipelines and what happens to them. */
import fc from 'fast-check';
import type { Stage } from '../../src/pipeline/types.ts';
import { stage } from '../pipeline/stages.ts';

/** Names with signs in them beside names that they would match as patterns. */
const FILES = ['src/s0', 'src/s1', 'src/(a)/p', 'src/a/p', 'src/[b]c', 'src/d/deep/e'] as const;
/** Patterns of inputs, with how bash reads the same files. */
const READS = [
  { pattern: 'src/s0', words: '"src/s0"' },
  { pattern: 'src/s1', words: '"src/s1"' },
  { pattern: 'src/(a)/p', words: '"src/(a)/p"' },
  { pattern: 'src/(a)', words: '"src/(a)"/**' },
  { pattern: 'src/[b]c', words: '"src/[b]c"' },
  { pattern: 'src/s*', words: 'src/s*' },
  { pattern: 'src/**', words: 'src/**' },
  { pattern: 'src', words: 'src/**' },
  { pattern: 'src/d', words: 'src/d/**' },
] as const;

/** What the sources say is to be made: files of these names, folders, a link, a failed attempt. */
const WORDS = ['a', 'b', 'c', 'dir1', 'dir2/x', 'link', 'flaky', 'run'] as const;

/** What a stage may do beside its work, while the file `chaos` is there. */
const MISCHIEF = ['delete', 'overwrite', 'append', 'hide', 'twin'] as const;

/** One stage that makes something. */
export interface Maker {
  readonly kind: 'maker';
  readonly needs: readonly number[];
  readonly reads: readonly number[];
  readonly shape: 'folder' | 'all-below' | 'files';
  readonly version: number;
  readonly weight: number;
  readonly delayMs: number;
}

/** One stage that does mischief to another's outputs, where it is told to. */
export interface Saboteur {
  readonly kind: 'saboteur';
  readonly victim: number;
  readonly mischief: (typeof MISCHIEF)[number];
}

export type Spec = Maker | Saboteur;

/** What happens next. */
export type Step =
  | { readonly kind: 'write'; readonly file: number; readonly words: readonly string[] }
  | { readonly kind: 'delete'; readonly file: number }
  | { readonly kind: 'rename'; readonly from: number; readonly to: number }
  | { readonly kind: 'revert'; readonly steps: number }
  | { readonly kind: 'version'; readonly stage: number }
  | { readonly kind: 'tamper'; readonly how: 'delete' | 'change' | 'add'; readonly pick: number }
  | { readonly kind: 'fresh' }
  | { readonly kind: 'interrupt'; readonly afterMs: number; readonly slots: number }
  | { readonly kind: 'chaos'; readonly slots: number }
  | { readonly kind: 'run'; readonly slots: number; readonly force: boolean };

export interface Sequence {
  readonly git: boolean;
  readonly specs: readonly Spec[];
  readonly steps: readonly Step[];
}

const words = fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 0, maxLength: 4 });
const slots = fc.integer({ min: 1, max: 4 });

const maker = (index: number): fc.Arbitrary<Maker> =>
  fc.record({
    kind: fc.constant('maker' as const),
    needs: fc.subarray([...Array(index).keys()], { maxLength: Math.min(2, index) }),
    reads: fc.uniqueArray(fc.nat(READS.length - 1), { minLength: 1, maxLength: 2 }),
    shape: fc.constantFrom('folder', 'all-below', 'files'),
    version: fc.constant(0),
    weight: fc.constantFrom(1, 1, 2),
    delayMs: fc.constantFrom(0, 0, 30, 80),
  });

const saboteur = (makers: number): fc.Arbitrary<Saboteur> =>
  fc.record({
    kind: fc.constant('saboteur' as const),
    victim: fc.nat(makers - 1),
    mischief: fc.constantFrom(...MISCHIEF),
  });

const specs: fc.Arbitrary<readonly Spec[]> = fc
  .integer({ min: 1, max: 4 })
  .chain(count =>
    fc.tuple(
      fc.tuple(...Array.from({ length: count }, (_, index) => maker(index))),
      fc.array(saboteur(count), { maxLength: 2 }),
    ),
  )
  .map(([makers, saboteurs]) => [...makers, ...saboteurs]);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      file: fc.nat(FILES.length - 1),
      words,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), file: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('rename' as const), from: fc.nat(5), to: fc.nat(5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('revert' as const),
      steps: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('version' as const), stage: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('tamper' as const),
      how: fc.constantFrom('delete', 'change', 'add'),
      pick: fc.nat(50),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fresh' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('interrupt' as const),
      afterMs: fc.integer({ min: 5, max: 200 }),
      slots,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('chaos' as const), slots }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      slots,
      force: fc.constantFrom(false, false, false, false, true),
    }),
  },
);

/** A pipeline, and what happens to it; the last is always a run. */
export const sequences: fc.Arbitrary<Sequence> = fc.record({
  git: fc.boolean(),
  specs,
  steps: fc.array(step, { minLength: 4, maxLength: 12 }),
});

/** The file at a number. */
export function fileAt(index: number): string {
  return FILES[index % FILES.length] as string;
}

/** The stages as the engine gets them. */
export function stagesOf(specs: readonly Spec[]): readonly Stage[] {
  return specs.map((spec, index) =>
    spec.kind === 'maker' ? makerStage(spec, index) : saboteurStage(spec, index),
  );
}

function makerStage(spec: Maker, index: number): Stage {
  const { needs, reads, shape, version, weight, delayMs } = spec;
  const out = `o${index}`;
  const outputs = { folder: [out], 'all-below': [`${out}/**`], files: [`${out}/*`] }[shape];
  const sources = reads.map(read => READS[read]?.words).join(' ');
  const made = needs.map(need => `o${need}/**`).join(' ');
  return stage(`s${index}`, {
    needs: needs.map(need => `s${need}`),
    inputs: reads.map(read => READS[read]?.pattern ?? ''),
    outputs,
    retries: 1,
    weight,
    run: `# version ${version}
shopt -s globstar nullglob
all= words=
for f in ${sources}; do [ -f "$f" ] || continue; c=; read -r -d '' c < "$f" || true; all+="$f=$c;"; words+=" $c"; done
for f in ${made}; do case $f in *.user) continue;; esac
  if [ -f "$f" ]; then c=; read -r -d '' c < "$f" || true; all+="$f=$c;"; else all+="$f/;"; fi; done
sum=$(cksum <<< "${version} $all")
mkdir -p ${out}
case $words in *flaky*) if ! [ -e "$MARKS/tried-s${index}" ]; then : > "$MARKS/tried-s${index}"; echo junk > ${out}/junk.txt; mkdir -p ${out}/junk; echo half > ${out}/a.txt; exit 1; fi;; esac
echo "$sum" > ${out}/always.txt
for w in $words; do case $w in
  dir*) ${shape === 'files' ? ':' : `mkdir -p ${out}/$w`};;
  link) ln -sfn always.txt ${out}/link;;
  run) echo "${index} $sum" > ${out}/run.sh; chmod +x ${out}/run.sh;;
  flaky) ;;
  *) echo "${index} $w $sum" > ${out}/$w.txt;;
esac; done
: > "$MARKS/done-${index}"
${delayMs > 0 ? `sleep ${delayMs / 1000}` : ':'}
`,
  });
}

/** Waits for its victim to be over, then spoils what it made, perhaps while others read it. */
function saboteurStage({ victim, mischief }: Saboteur, index: number): Stage {
  const out = `o${victim}`;
  const deeds = {
    delete: `rm -f ${out}/*.txt`,
    overwrite: `for f in ${out}/*.txt; do echo spoilt > "$f"; done`,
    append: `for f in ${out}/*.txt; do echo spoilt >> "$f"; done`,
    hide: `mv ${out} hidden-${index}; sleep 0.05; mv hidden-${index} ${out}`,
    twin: `mkdir -p ${out}; echo twin > ${out}/always.txt`,
  };
  return stage(`s${index}`, {
    // A twin declares what it writes, so that two stages write the same file.
    outputs: mischief === 'twin' ? [`${out}/alway?.txt`] : [],
    run: `[ -e chaos ] || exit 0
n=0; until [ -e "$MARKS/done-${victim}" ] || [ $n -gt 30 ]; do sleep 0.01; n=$((n+1)); done
sleep 0.04
[ -d ${out} ] || ${mischief === 'twin' ? 'true' : 'exit 0'}
shopt -s nullglob
${deeds[mischief]}
`,
  });
}
