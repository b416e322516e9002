/** Which stages write what: two that write the same file race, and neither can be reused without the other. */

import { withNeeds } from '../../pipeline/graph.ts';
import { type Descent, matches, startDescent } from '../../pipeline/patterns/descent.ts';
import { isExclusion, isLiteral, normalForm } from '../../pipeline/patterns/patterns.ts';
import { code } from '../document/problems.ts';
import type { Path } from '../document/yaml.ts';
import { evidenceOf } from '../schema/evidence.ts';
import type { Definition, StageDefinition } from '../schema/schema.ts';
import { asList } from '../schema/values.ts';
import { type Fault, items } from './faults.ts';
import { evidenceItems } from './paths.ts';

interface Output {
  readonly stage: string;
  readonly path: Path;
  readonly written: string;
  /** In normal form. */
  readonly pattern: string;
  /** The file or folder, where the pattern names one: `out`, and for `out/**` as well. */
  readonly place: string | undefined;
}

/**
 * Checks that no two stages write the same path or pattern, and that of two of which one writes into
 * the other's folder one needs the other; then a folder (`out/`) or a pattern may also be the same. Patterns
 * that only may meet are no fault here.
 */
export function outputFaults({ stages }: Definition): readonly Fault[] {
  const outputs = Object.entries(stages).flatMap(([id, stage]) => outputsOf(id, stage));
  const { isOrdered, needsOf } = orderOf(stages);
  const writes = writtenBy(stages);
  const writers = new Map<string, Output>();
  const places = placeIndex();
  return outputs.flatMap((output): readonly Fault[] => {
    const same = writers.get(output.pattern);
    if (same === undefined) writers.set(output.pattern, output);
    else if (
      same.stage !== output.stage &&
      !(isMany(output) && isOrdered(same.stage, output.stage))
    ) {
      const restsOn = isMany(output) ? needsOf(same.stage, output.stage) : [];
      return [{ ...sameFault(output, same), restsOn }];
    }
    const meets = ({ stage, place = '' }: Output) =>
      stage !== output.stage &&
      !isOrdered(stage, output.stage) &&
      (isBelow(output.place ?? '', place)
        ? writes(stage, output.place ?? '')
        : writes(output.stage, place));
    const other = places.add(output).find(meets);
    if (other === undefined) return [];
    // What is excluded from the outputs may be among what could not be read.
    const lists = [output, other].map(({ stage }) => ['stages', stage, 'outputs']);
    const restsOn = [...needsOf(other.stage, output.stage), ...lists];
    return [{ ...containedFault(output, other), restsOn }];
  });
}

/** What a stage may leave behind; `unstable` names some of its outputs, by patterns that may be wide. */
function outputsOf(id: string, stage: StageDefinition): readonly Output[] {
  const outputs = [...items(['stages', id, 'outputs'], stage.outputs), ...evidenceItems(id, stage)];
  const unstable = items(['stages', id, 'unstable'], stage.unstable);
  return [...outputs, ...unstable.filter(({ item }) => isLiteral(item))]
    .filter(({ item }) => !isExclusion(item))
    .map(({ item, path }) => {
      const pattern = normalForm(item);
      const folder = pattern.replace(/\/\*\*$/, '');
      const place = isLiteral(folder) ? folder : undefined;
      return { stage: id, path, written: item, pattern, place };
    });
}

/** Whether an output is written as one that means many files, of which two stages may each have their own. */
function isMany({ written }: Output): boolean {
  return written.endsWith('/') || !isLiteral(written);
}

function sameFault({ written, path }: Output, other: Output): Fault {
  const message = `${code(written)} is written by the stage ${code(other.stage)} too`;
  return { path, message, remedy: 'let one of the two stages write another file' };
}

function containedFault({ stage, written, place, path }: Output, other: Output): Fault {
  const [inner, outer] = isBelow(place ?? '', other.place ?? '')
    ? [code(written), `${code(other.written)}, which the stage ${code(other.stage)} writes`]
    : [`${code(other.written)}, which the stage ${code(other.stage)} writes,`, code(written)];
  const message = `${inner} is in ${outer}, and neither of the two stages needs the other`;
  const remedy = `add ${code(other.stage)} to the \`needs\` of ${code(stage)} or the other way round, or let one of the two write elsewhere`;
  return { path, message, remedy };
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${folder}/`);
}

/** Whether a stage's outputs hold a path: its exclusions may take it away. */
function writtenBy(stages: Definition['stages']): (id: string, path: string) => boolean {
  const known = new Map<string, Descent>();
  return (id, path) => {
    const stage = stages[id];
    const evidence = evidenceOf(stage ?? {}).map(({ file }) => file);
    const descent =
      known.get(id) ??
      startDescent([...asList(stage?.outputs), ...asList(stage?.unstable), ...evidence]);
    known.set(id, descent);
    return path === '.' || matches(descent, path);
  };
}

interface Order {
  /** Whether one of two stages needs the other, directly or not. */
  readonly isOrdered: (a: string, b: string) => boolean;
  /** The places where that they do would be written. */
  readonly needsOf: (a: string, b: string) => readonly Path[];
}

function orderOf(stages: Definition['stages']): Order {
  const graph = Object.entries(stages).map(([id, { needs }]) => ({ id, needs: asList(needs) }));
  const chains = new Map<string, ReadonlySet<string>>();
  const chainOf = (id: string): ReadonlySet<string> => {
    const chain = chains.get(id) ?? withNeeds(graph, [id]);
    chains.set(id, chain);
    return chain;
  };
  return {
    isOrdered: (a, b) => chainOf(a).has(b) || chainOf(b).has(a),
    needsOf: (a, b) => [...chainOf(a), ...chainOf(b)].map(id => ['stages', id, 'needs']),
  };
}

/** Places by the folders that they are in, so that each is compared with those above and below alone. */
function placeIndex() {
  const at = new Map<string, Output[]>();
  const below = new Map<string, Output[]>();
  const push = (index: Map<string, Output[]>, key: string, output: Output): void => {
    const known = index.get(key);
    if (known === undefined) index.set(key, [output]);
    else known.push(output);
  };
  return {
    /** Adds an output, and gives those before it whose places are above or below its own. */
    add(output: Output): readonly Output[] {
      const { place } = output;
      if (place === undefined) return [];
      const parents = foldersAbove(place);
      const found = [
        ...[...parents, place].flatMap(one => at.get(one) ?? []),
        ...(below.get(place) ?? []),
      ];
      push(at, place, output);
      for (const parent of parents) push(below, parent, output);
      return found;
    },
  };
}

/** `.`, `a` and `a/b` for `a/b/c`. */
function foldersAbove(path: string): readonly string[] {
  if (path === '.') return [];
  const parts = path.split('/');
  return ['.', ...parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))];
}
