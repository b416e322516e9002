/** What is found wrong between the keys of a definition, before it is known where that stands. */
import { nearest } from '../../util/nearest.ts';
import { code, type LocatedProblem } from '../document/problems.ts';
import type { Path } from '../document/yaml.ts';

/** A fault and the path of the value that has it. */
export interface Fault {
  readonly path: Path;
  readonly part?: 'key' | 'value';
  readonly message: string;
  readonly remedy: LocatedProblem['remedy'];
  /** What has to be known for it: where one of these could not be read, nobody can say. */
  readonly restsOn?: readonly Path[];
}

/** The items of a list, or its one item, with the path of each. */
export function items(
  path: Path,
  value: string | readonly string[] | undefined,
): readonly { readonly item: string; readonly path: Path }[] {
  if (typeof value === 'string') return [{ item: value, path }];
  return (value ?? []).map((item, index) => ({ item, path: [...path, index] }));
}

/** What may have been meant by a name that is not known. */
export function suggestion(written: string, known: readonly string[]): string {
  const meant = nearest(written, known);
  if (meant !== undefined) return `did you mean ${code(meant)}?`;
  if (known.length === 0) return 'remove it: there are none';
  const shown = known.slice(0, 10).map(code).join(', ');
  return `write one of ${shown}${known.length > 10 ? ', …' : ''}`;
}
