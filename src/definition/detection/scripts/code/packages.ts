/** Files of code as patterns, so that what is added to a package counts without a change of the definition. */
import { countBy } from '../../../../util/numbers.ts';
import {
  baseOf,
  besidePattern,
  extensionOf,
  folderOf,
  type Observed,
  within,
} from '../../model/observed.ts';
import { isCode } from './sourced.ts';

/**
 * Files as patterns: those of a package as the package, since it may take in more of itself tomorrow; many
 * beside one another as their folder.
 */
export function asPatterns(observed: Observed, files: readonly string[]): readonly string[] {
  const places = files.map(file => packageOf(observed, file));
  const counts = countBy(files, folderOf);
  const patterns = files.map((file, at) => {
    const place = places[at];
    if (place !== undefined) return `${place}/**/*${extensionOf(file)}`;
    return (counts.get(folderOf(file)) ?? 0) > MOST_BESIDE ? besidePattern(file) : file;
  });
  return [...new Set(patterns)];
}

const MOST_BESIDE = 6;

/** The outermost package of Python that a file is in; of R and Julia, the folder of the package's code. */
export function packageOf(observed: Observed, file: string): string | undefined {
  const beside = folderOf(folderOf(file));
  const [language, description] = file.endsWith('.jl')
    ? ['src', 'Project.toml']
    : ['R', 'DESCRIPTION'];
  if (isCode(file) && baseOf(folderOf(file)) === language)
    return observed.hasFile(within(beside, description)) ? folderOf(file) : undefined;
  let found: string | undefined;
  for (
    let folder = folderOf(file);
    folder !== '' && observed.hasFile(`${folder}/__init__.py`);
    folder = folderOf(folder)
  ) {
    found = folder;
  }
  return found;
}
