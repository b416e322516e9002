/** Where a script finds what belongs to it without naming it. */
import { baseOf, folderOf, remembered } from '../../model/observed.ts';

/** The folder that is a project of R by itself, as `here()` finds it: the root where no other is. */
export const homeOf = remembered((observed, file: string): string => {
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) {
    const files = observed.filesIn(folder).map(baseOf);
    if (files.some(name => /^(?:\.here|DESCRIPTION|.+\.Rproj)$/.test(name))) return folder;
  }
  return '';
});

/** The files of fixtures that tests of a file have, the nearest first. */
export const conftestsAbove = remembered((observed, file: string): readonly string[] => {
  const found: string[] = [];
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const conftest = folder === '' ? 'conftest.py' : `${folder}/conftest.py`;
    if (conftest !== file && observed.hasFile(conftest)) found.push(conftest);
    if (folder === '') return found;
  }
});
