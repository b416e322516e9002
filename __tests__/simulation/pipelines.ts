/** Small random pipelines: what their stages read and make, for the engine and for the model. */

/** Where sources are. */
export const FILES = ['src/a', 'src/b', 'src/c', 'src/d/x', 'src/d/y'] as const;

/** What stages read, as the definition says it. */
export const READS = ['src/a', 'src/b', 'src/c', 'src/d', 'src/**', 'src/[ab]'] as const;

/** What sources ask for. */
export const WORDS = [
  'a',
  'b',
  'dir',
  'link',
  'run',
  'own',
  'lazy',
  'late',
  'flaky',
  'fail',
] as const;

/** What a stage does beside its work, where somebody lets it. */
export const MISCHIEFS = ['twin', 'overwrite', 'delete', 'swap', 'ruin'] as const;
export type Mischief = (typeof MISCHIEFS)[number];

/** What a stage leaves running. */
export const DAEMONS = ['plain', 'session', 'stubborn', 'scribbler'] as const;
export type Daemon = (typeof DAEMONS)[number];

/** A stage that makes something. */
export interface Maker {
  readonly kind: 'maker';
  readonly needs: readonly number[];
  readonly reads: readonly number[];
  readonly isWide: boolean;
  readonly isCached: boolean;
  readonly isOptional: boolean;
  readonly isReusable: boolean;
  readonly version: number;
  readonly weight: number;
  readonly ms: number;
  readonly daemon?: Daemon;
}

/** A stage that spoils what another makes or reads, while `chaos` is there. */
export interface Saboteur {
  readonly kind: 'saboteur';
  readonly victim: number;
  readonly mischief: Mischief;
  readonly ms: number;
}

export type Spec = Maker | Saboteur;

export function outOf(index: number): string {
  return `o${index}`;
}

export function cacheOf(index: number): string {
  return `k${index}`;
}

/** Two places that belong together: a cache is whole, or it is wrong. */
export function cachedIn(index: number): readonly [string, string] {
  return [`${cacheOf(index)}/one`, `j${index}/two`];
}

/** The definition file. */
export function definitionOf(specs: readonly Spec[]): string {
  const caches = specs.flatMap((spec, index) =>
    spec.kind === 'maker' && spec.isCached
      ? [[cacheOf(index), { paths: [cacheOf(index), `j${index}`], inputs: patternsOf(spec) }]]
      : [],
  );
  const stages = specs.map((spec, index) => [`s${index}`, stageOf(spec, index)]);
  return JSON.stringify({
    ...(caches.length > 0 && { caches: Object.fromEntries(caches) }),
    stages: Object.fromEntries(stages),
  });
}

function patternsOf({ reads }: Maker): readonly string[] {
  return reads.map(read => READS[read] as string);
}

function stageOf(spec: Spec, index: number): object {
  const out = outOf(index);
  const run = `simulated ${index} ${JSON.stringify(spec)}`;
  if (spec.kind === 'saboteur') {
    const isTwin = spec.mischief === 'twin';
    return { run, ...(isTwin && { outputs: [`${outOf(spec.victim)}/alway?.txt`] }) };
  }
  return {
    run,
    retries: 1,
    inputs: patternsOf(spec),
    outputs: spec.isWide ? [`${out}/**`] : [out],
    ...(spec.needs.length > 0 && { needs: spec.needs.map(need => `s${need}`) }),
    ...(spec.isCached && { caches: [cacheOf(index)] }),
    ...(spec.isOptional && { 'continue-on-error': true }),
    ...(!spec.isReusable && { 'if-changed': false }),
    ...(spec.weight !== 1 && { weight: spec.weight }),
  };
}

/** What a command is told to do. */
export function commandOf(
  text: string,
): { readonly index: number; readonly spec: Spec } | undefined {
  const [, index, spec] = /^simulated (\d+) (.*)$/s.exec(text) ?? [];
  return spec === undefined ? undefined : { index: Number(index), spec: JSON.parse(spec) as Spec };
}

/** What stands at a path. */
export type Thing =
  | { readonly kind: 'file'; readonly text: string; readonly isExecutable: boolean }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' };

/** Looks at files: those of a disk, or those of the model. */
export interface View {
  at(path: string): Thing | undefined;
  /** All below a folder, at any depth, sorted. */
  below(folder: string): readonly string[];
}

/** What a stage finds, and what follows from it. */
export interface Found {
  /** All that it read, in a few letters. */
  readonly digest: string;
  readonly words: ReadonlySet<string>;
}

/** Reads what a stage reads. */
export function read({ needs, reads }: Maker, view: View): Found {
  const seen: string[] = [];
  const words = new Set<string>();
  const sources = new Set(reads.flatMap(pattern => matched(READS[pattern] as string, view)));
  for (const path of [...sources].sort()) {
    const text = textOf(view.at(path));
    seen.push(`${path}=${text}`);
    for (const word of text.split(' ')) words.add(word);
  }
  for (const need of needs) {
    for (const path of view.below(outOf(need))) seen.push(`${path}=${textOf(view.at(path))}`);
  }
  return { digest: digestOf(seen.join('\n')), words };
}

function matched(pattern: string, view: View): readonly string[] {
  const isFile = (path: string): boolean => view.at(path)?.kind === 'file';
  if (pattern === 'src/[ab]') return ['src/a', 'src/b'].filter(isFile);
  const folder = pattern.replace('/**', '');
  return [folder, ...view.below(folder)].filter(isFile);
}

/** Whether a pattern stands for no file: then the stage cannot run. */
export function hasEmptyInput(spec: Spec, view: View): boolean {
  return (
    spec.kind === 'maker' &&
    spec.reads.some(one => matched(READS[one] as string, view).length === 0)
  );
}

function textOf(thing: Thing | undefined): string {
  if (thing === undefined) return 'nothing';
  if (thing.kind === 'folder') return '/';
  return thing.kind === 'link' ? `@${thing.target}` : thing.text + (thing.isExecutable ? '+x' : '');
}

/** What a stage makes of what it found, on top of what stands where it writes. */
export function make(
  spec: Maker,
  index: number,
  { digest, words }: Found,
  view: View,
): ReadonlyMap<string, Thing> {
  const out = outOf(index);
  // What the user did to the one file that is always written counts or not, as the stage runs or not.
  const others = view.below(out).filter(path => path !== `${out}/always.txt`);
  const own = words.has('own') ? others.map(path => `${path}=${textOf(view.at(path))}`) : [];
  const text = `${index}.${spec.version} ${digest}${own.length > 0 ? ` own ${digestOf(own.join())}` : ''}`;
  const file = (content: string, isExecutable = false): Thing => ({
    kind: 'file',
    text: content,
    isExecutable,
  });
  const made = new Map<string, Thing>([[`${out}/always.txt`, file(text)]]);
  if (words.has('a')) made.set(`${out}/a.txt`, file(`a ${text}`));
  if (words.has('b')) made.set(`${out}/deep/b.txt`, file(`b ${text}`));
  if (words.has('dir')) made.set(`${out}/dir`, { kind: 'folder' });
  if (words.has('link')) made.set(`${out}/link`, { kind: 'link', target: 'always.txt' });
  if (words.has('run')) made.set(`${out}/run.sh`, file(text, true));
  const lazy = `${out}/lazy.txt`;
  if (words.has('lazy') && view.at(lazy) === undefined) made.set(lazy, file(text));
  return made;
}

/** Some letters that stand for a text (FNV-1a). */
export function digestOf(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum >>> 0).toString(36);
}
