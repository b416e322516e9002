/** Random pipelines: what their stages read, make and spoil, as stages for the engine. */
import fc from 'fast-check';
import type { CacheDefinition, Stage } from '../../src/pipeline/types.ts';
import { stage } from '../pipeline/stages.ts';

/** Patterns of inputs, with how bash reads the same files: a path means the file or all below it. */
const READS = [
  { pattern: 'src/s0', words: '"src/s0" "src/s0"/**' },
  { pattern: 'src/s1', words: '"src/s1"' },
  { pattern: 'src/(a)/p', words: '"src/(a)/p"' },
  { pattern: 'src/(a)', words: '"src/(a)"/**' },
  { pattern: 'src/[b]c', words: '"src/[b]c" src/[b]c' },
  { pattern: 'src/{x,y}', words: '"src/{x,y}" src/{x,y}' },
  { pattern: 'src/q?z', words: '"src/q?z" src/q?z' },
  { pattern: 'src/!no', words: '"src/!no"' },
  { pattern: 'src/sp ace', words: '"src/sp ace"' },
  { pattern: './!top', words: '"!top"' },
  { pattern: 'src/d', words: '"src/d" "src/d"/**' },
  { pattern: 'src/s*', words: 'src/s*' },
  { pattern: 'src/*', words: 'src/**' },
  { pattern: 'src/**', words: 'src/**' },
  { pattern: 'src', words: 'src/**' },
] as const;

/**
 * What the sources say is to be made: files of these names, folders, a link, a program, nothing but a
 * folder; a list of what stands in the stage's own folder; a file only where none is there yet; a
 * first attempt that fails, or all of them.
 */
export const WORDS = [
  'a',
  'b',
  'c',
  'dir1',
  'dir2/x',
  'link',
  'run',
  'bare',
  'own',
  'lazy',
  'flaky',
  'fail',
] as const;

/** What a stage may do beside its work, while the file `chaos` is there. */
const MISCHIEF = ['delete', 'overwrite', 'append', 'hide', 'twin', 'swap', 'ruin'] as const;

/** Parts of the names of folders of outputs. */
const ENDINGS = ['', '', '', '(a)', ' [z]', '{a,b}', '!?'] as const;

/** Patterns for what stands in a folder of outputs. */
const SHAPES = {
  folder: (out: string) => [out],
  'all-below': (out: string) => [`${out}/**`],
  files: (out: string) => [`${out}/*`],
  pair: (out: string) => [`${out}/*.txt`, `${out}/extra/**`],
} as const;

type Shape = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as readonly Shape[];

/** One stage that makes something. */
export interface Maker {
  readonly kind: 'maker';
  readonly needs: readonly number[];
  readonly reads: readonly number[];
  readonly shape: Shape;
  readonly ending: string;
  /** Its folder is in that of another stage, which it needs. */
  readonly host?: number;
  /** Its folder has the other one of its two names. */
  readonly isMoved: boolean;
  /** Sources stand where it writes, and are among its inputs. */
  readonly readsOwn: boolean;
  /** It keeps what it compiles in a cache. */
  readonly isCached: boolean;
  readonly isOptional: boolean;
  readonly version: number;
  readonly weight: number;
  readonly delayMs: number;
}

/** One stage that does mischief to another's outputs or sources, where it is told to. */
export interface Saboteur {
  readonly kind: 'saboteur';
  readonly victim: number;
  readonly mischief: (typeof MISCHIEF)[number];
  readonly delayMs: number;
}

export type Spec = Maker | Saboteur;

/** True once in so many draws. */
export const oneIn = (number: number): fc.Arbitrary<boolean> =>
  fc.nat(number - 1).map(drawn => drawn === 0);

/** How many of a pipeline's stages make something: the first ones. */
const MOST_MAKERS = 4;

const maker = (index: number): fc.Arbitrary<Maker> =>
  fc
    .record({
      kind: fc.constant('maker' as const),
      needs: fc.subarray([...Array(index).keys()], { maxLength: Math.min(2, index) }),
      reads: fc.uniqueArray(fc.nat(READS.length - 1), { minLength: 1, maxLength: 2 }),
      shape: fc.constantFrom(...SHAPE_NAMES),
      ending: fc.constantFrom(...ENDINGS),
      isInside: oneIn(4),
      isMoved: fc.constant(false),
      readsOwn: oneIn(4),
      isCached: oneIn(5),
      isOptional: oneIn(4),
      version: fc.constant(0),
      weight: fc.constantFrom(1, 2),
      delayMs: fc.constantFrom(0, 0, 20, 50),
    })
    .map(({ isInside, ...spec }) => {
      const [host] = spec.needs;
      // Sources stand in two folders of plain names only.
      const readsOwn = spec.readsOwn && !isInside && index < 2;
      const ending = readsOwn ? '' : spec.ending;
      return { ...spec, readsOwn, ending, ...(isInside && host !== undefined && { host }) };
    });

/** How long a saboteur waits, in ms, when it is its turn. */
const SABOTEUR_MS = [0, 5, 20, 40] as const;
/** A twin that waits so long does not wait for the other's end before. */
const EARLY_MS: readonly number[] = [5, 20];

const saboteur = (makers: number): fc.Arbitrary<Saboteur> =>
  fc.record({
    kind: fc.constant('saboteur' as const),
    victim: fc.nat(makers - 1),
    mischief: fc.constantFrom(...MISCHIEF),
    delayMs: fc.constantFrom(...SABOTEUR_MS),
  });

/** Makers, and after them those that spoil what they make. */
export const pipelines: fc.Arbitrary<readonly Spec[]> = fc
  .integer({ min: 1, max: MOST_MAKERS })
  .chain(count =>
    fc.tuple(
      fc.tuple(...Array.from({ length: count }, (_, index) => maker(index))),
      fc.array(saboteur(count), { maxLength: 2 }),
    ),
  )
  .map(([makers, saboteurs]) => [...inOrder(makers), ...saboteurs]);

/**
 * Who writes into another's folder comes after all that read it before, and before all that come
 * later: or else it would depend on chance what these find in it.
 */
function inOrder(makers: readonly Maker[]): readonly Maker[] {
  const ordered: Maker[] = [];
  for (const spec of makers) {
    const needs = new Set(spec.needs);
    // Each need may bring others: until there are no more.
    for (let before = -1; before !== needs.size; ) {
      before = needs.size;
      ordered.forEach((earlier, index) => {
        const isInside = earlier.host !== undefined && needs.has(earlier.host);
        const hasReadIt = spec.host !== undefined && earlier.needs.includes(spec.host);
        if (isInside || hasReadIt) needs.add(index);
      });
    }
    // A folder that is moved away takes what others put into it along.
    ordered.push({ ...spec, needs: [...needs].sort() });
  }
  return ordered;
}

/**
 * A name with signs is read as a pattern where others follow it: `o{a,b}/*` is not what is in the
 * folder of that name.
 */
function endingOf(specs: readonly Spec[], index: number, { shape, ending }: Maker): string {
  const isHost = specs.some(spec => spec.kind === 'maker' && spec.host === index);
  return shape === 'folder' && !isHost ? ending : ending.replace(/[{[].*/, '');
}

/** Where a stage's files stand: its folder, and the one that it would have were it moved. */
export function placesOf(specs: readonly Spec[], index: number): readonly [string, string] {
  const spec = specs[index];
  if (spec?.kind !== 'maker') return ['', ''];
  const ending = endingOf(specs, index, spec);
  if (spec.host !== undefined) {
    const [host, other] = placesOf(specs, spec.host);
    return [`${host}/in${index}${ending}`, `${other}/in${index}${ending}`];
  }
  const [plain, moved] = [`o${index}${ending}`, `p${index}${ending}`];
  return spec.isMoved ? [moved, plain] : [plain, moved];
}

/** The folder in which a stage's compiler keeps what it made. */
export function cacheFolderOf(index: number): string {
  return `k${index}`;
}

/** What the engine gets. */
export interface Definition {
  readonly stages: readonly Stage[];
  readonly caches: readonly CacheDefinition[];
}

/** The pipeline as the engine gets it. */
export function definitionOf(specs: readonly Spec[]): Definition {
  return {
    stages: specs.map((spec, index) =>
      spec.kind === 'maker' ? makerStage(specs, spec, index) : saboteurStage(specs, spec, index),
    ),
    caches: specs.flatMap((spec, index) =>
      spec.kind === 'maker' && spec.isCached ? cacheOf(spec, index) : [],
    ),
  };
}

function cacheOf(spec: Maker, index: number): CacheDefinition {
  const folder = cacheFolderOf(index);
  return { name: folder, paths: [folder], inputs: patternsOf(spec), restoreKeys: [], proxy: false };
}

function patternsOf({ reads }: Maker): readonly string[] {
  return reads.flatMap(read => READS[read]?.pattern ?? []);
}

/** As one word for bash. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What a stage declares to make, for bash. */
function wordsOf(specs: readonly Spec[], index: number): string {
  const out = quoted(placesOf(specs, index)[0]);
  const spec = specs[index];
  const isPair = spec?.kind === 'maker' && spec.shape === 'pair';
  return isPair ? `${out}/*.txt ${out}/extra/**` : `${out}/**`;
}

/** Writes all that it read into all that it makes, so that nothing old can look like something new. */
function makerStage(specs: readonly Spec[], spec: Maker, index: number): Stage {
  const { needs, reads, shape, version, weight, delayMs } = spec;
  const [out] = placesOf(specs, index);
  const cache = cacheFolderOf(index);
  const sources = reads.map(read => READS[read]?.words).join(' ');
  const made = needs.map(need => wordsOf(specs, need)).join(' ');
  const isPair = shape === 'pair';
  // What others make in its folder is there before it only where its patterns say that it is not.
  const listsFolders = shape === 'folder' || shape === 'all-below';
  const run = `# version ${version}
shopt -s globstar nullglob
all= words= O=${quoted(out)} T="$MARKS/tried-s${index}"
: > "$MARKS/begun-${index}"
see() { c=; IFS= read -r -d '' c < "$1" || :; [ ! -x "$1" ] || c+=+x; all+="$1=$c;"; }
for f in ${sources}; do [ -f "$f" ] || continue; see "$f"; words+=" \${c%+x}"; done
${spec.readsOwn ? '[ ! -f "$O/fig.txt" ] || see "$O/fig.txt"' : ':'}
for f in ${made}; do case $f in "$O"|"$O"/*) continue;; esac
  if [ -h "$f" ]; then all+="$f@;"; elif [ -f "$f" ]; then see "$f"; else all+="$f/;"; fi; done
case " $words " in *" own "*) for f in "$O"/*${isPair ? '.txt' : ''}; do if [ -f "$f" ]; then see "$f"; ${listsFolders ? 'else all+="$f/;";' : ''} fi; done;; esac
all="${index} ${version} $all"
[ -d "$O" ] || mkdir -p "$O"
case " $words " in *" flaky "*) if ! [ -e "$T" ]; then : > "$T"; echo junk > "$O/junk.txt"; ${isPair ? '' : 'mkdir -p "$O/junk";'} [ -e "$O/b.txt" ] || echo half > "$O/b.txt"; exit 1; fi;; esac
case " $words " in *" bare "*) ;; *) printf %s "$all" > "$O/always.txt";; esac
${isPair ? `[ -e chaos ] || { [ -d "$O/extra" ] || mkdir "$O/extra"; printf %s "$all" > "$O/extra/e.dat"; }` : ':'}
${delayMs > 0 ? `[ -e "$MARKS/calm" ] || sleep ${delayMs / 1000}` : ':'}
for w in $words; do case $w in
  dir*) ${isPair ? ':' : '[ -d "$O/$w" ] || mkdir -p "$O/$w"'};;
  link) ${isPair ? ':' : 'ln -sfn always.txt "$O/link"'};;
  run) ${isPair ? ':' : 'printf %s "$all" > "$O/run.sh"; chmod +x "$O/run.sh"'};;
  lazy) [ -e "$O/lazy.txt" ] || printf %s "$all" > "$O/lazy.txt";;
  [abc]) printf %s "$w $all" > "$O/$w.txt";;
esac; done
${
  spec.isCached
    ? `[ -d ${cache} ] || mkdir ${cache}; c=; [ ! -f ${cache}/main.o ] || IFS= read -r -d '' c < ${cache}/main.o || :
[ "$c" = "$all" ] || printf %s "$all" > ${cache}/main.o`
    : ':'
}
${spec.isOptional ? 'case " $words " in *" fail "*) exit 1;; esac' : ':'}
`;
  return stage(`s${index}`, {
    needs: needs.map(need => `s${need}`),
    inputs: [...patternsOf(spec), ...(spec.readsOwn ? [`${out}/*.txt`] : [])],
    outputs: [...SHAPES[shape](out), ...(spec.isCached ? [`${cache}/main.o`] : [])],
    caches: spec.isCached ? [cache] : [],
    optional: spec.isOptional,
    retries: 1,
    weight,
    run,
  });
}

/** Waits for its victim to be over or so far, then spoils what it made or read, perhaps while others read it. */
function saboteurStage(
  specs: readonly Spec[],
  { victim, mischief, delayMs }: Saboteur,
  index: number,
): Stage {
  const [out] = placesOf(specs, victim);
  const seconds = delayMs / 1000;
  const deeds = {
    delete: 'rm -f "$O"/*.txt',
    overwrite: 'for f in "$O"/*.txt; do echo spoilt > "$f"; done',
    append: 'for f in "$O"/*.txt; do echo spoilt >> "$f"; done',
    hide: `mv "$O" hidden-${index}; pause 0.03; mv hidden-${index} "$O"`,
    twin: '[ -d "$O" ] || mkdir -p "$O"; echo twin > "$O/always.txt"',
    swap: `[ -f src/s1 ] || exit 0; mv src/s1 swap-${index}; echo c > src/s1; pause 0.03; mv swap-${index} src/s1`,
    ruin: '[ -f src/s1 ] || exit 0; echo c > src/s1',
  };
  // What was written while the command ran cannot be told from what it wrote itself, but for what a twin
  // declares to write: half of them come while the other is still under way.
  const isEarly = mischief === 'swap' || (mischief === 'twin' && EARLY_MS.includes(delayMs));
  const awaited = isEarly ? `begun-${victim}` : `ended-s${victim}`;
  // What ruins a source does so at once, while others wait for its slot with what they read of it.
  const wait = `n=0; until [ -e "$MARKS/${awaited}" ]; do pause 0.02; n=$((n+1)); [ $n -lt 150 ] || exit 0; done`;
  const isAboutOutputs = !['twin', 'swap', 'ruin'].includes(mischief);
  return stage(`s${index}`, {
    // A twin declares what it writes, so that two stages write the same file, whatever signs its name has.
    outputs: mischief === 'twin' ? [`${out.replace(/[[\]{}]/g, '?')}/alway?.txt`] : [],
    run: `[ -e chaos ] || exit 0
exec 9<> <(:); pause() { read -rt "$1" <&9 || :; }
O=${quoted(out)}
${mischief === 'ruin' ? ':' : wait}
${delayMs > 0 ? `pause ${seconds}` : ':'}
${isAboutOutputs ? '[ -d "$O" ] || exit 0' : ':'}
shopt -s nullglob
${deeds[mischief]}
`,
  });
}
