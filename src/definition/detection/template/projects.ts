/** The projects of a repository made from the template: folders below `projects/`, alone or in groups. */
import { baseOf, isWritable, type Observed } from '../model/observed.ts';

/** What a folder has that is a project: of these the template asks for sources and tests, older ones had less. */
const PARTS = ['src', 'scripts', 'manuscript', 'tests'];
const FILES = ['pipeline.yaml', 'pipeline.yml', 'pyproject.toml'];

/** Groups of projects that are kept, and not worked on. */
const SHELVED = /^(?:archive|archived|published|other|working_old|deprecated)$/;

/** Projects by the names that the template's scripts take: `paper`, or `templates/paper` in a group. */
export function projectsIn(observed: Observed): readonly string[] {
  const below = (folder: string) =>
    observed.folders.filter(
      name => name.startsWith(`${folder}/`) && !name.slice(folder.length + 1).includes('/'),
    );
  return below('projects')
    .filter(isWritable)
    .flatMap(folder => {
      if (isProject(observed, folder)) return [folder];
      if (SHELVED.test(baseOf(folder))) return [];
      return below(folder).filter(inner => isProject(observed, inner));
    })
    .map(folder => folder.slice('projects/'.length));
}

function isProject(observed: Observed, folder: string): boolean {
  return (
    PARTS.some(part => observed.hasFolder(`${folder}/${part}`)) ||
    FILES.some(file => observed.hasFile(`${folder}/${file}`))
  );
}
