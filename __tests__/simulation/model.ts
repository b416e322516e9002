/** What a clean checkout gives: the stages one after another, where nothing was before, without an engine. */
import { hasEmptyInput, make, outOf, read, type Spec, type Thing, type View } from './pipelines.ts';

/** Paths of a checkout. */
export type Tree = ReadonlyMap<string, Thing>;

export function viewOf(tree: Tree): View {
  return {
    at: path => tree.get(path),
    below: folder => [...tree.keys()].filter(path => path.startsWith(`${folder}/`)).sort(),
  };
}

export type Expected =
  | { readonly kind: 'passes'; readonly outputs: Tree }
  /** These stages, by number, end the run. */
  | { readonly kind: 'fails'; readonly stages: readonly number[] };

/** What has to stand where stages write when they passed; `given` stands there before, sources among it. */
export function expectedOf(specs: readonly Spec[], given: Tree): Expected {
  const tree = new Map(given);
  const view = viewOf(tree);
  const failing: number[] = [];
  specs.forEach((spec, index) => {
    if (spec.kind === 'saboteur') return;
    const isEmpty = hasEmptyInput(spec, view);
    const found = read(spec, view);
    if (!spec.isOptional && (isEmpty || found.words.has('fail'))) failing.push(index);
    if (isEmpty) return;
    for (const [path, thing] of make(spec, index, found, view)) {
      for (const parent of parentsOf(path)) tree.set(parent, { kind: 'folder' });
      tree.set(path, thing);
    }
  });
  if (failing.length > 0) return { kind: 'fails', stages: failing };
  return { kind: 'passes', outputs: outputsOf(specs, tree) };
}

/** What stands where stages write. */
export function outputsOf(specs: readonly Spec[], tree: Tree): Tree {
  const folders = specs.map((_, index) => outOf(index));
  return new Map([...tree].filter(([path]) => folders.includes(path.split('/')[0] ?? '')));
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** The first path at which something else stands than is expected. */
export function differenceOf(expected: Tree, found: Tree): string | undefined {
  for (const path of [...new Set([...expected.keys(), ...found.keys()])].sort()) {
    const [wanted, there] = [JSON.stringify(expected.get(path)), JSON.stringify(found.get(path))];
    if (wanted !== there) return `${path}: ${there ?? 'nothing'}, not ${wanted ?? 'nothing'}`;
  }
  return undefined;
}
