/** Notebooks without numbers → stages that execute them, each by itself. */
import {
  type DetectionContext,
  driverOf,
  type Found,
  type FoundStage,
  type LeftOut,
  NOTHING,
} from '../model/found.ts';
import { baseOf, folderOf, type Observed, withoutExtension } from '../model/observed.ts';
import { numberedOf } from './order.ts';
import { scriptKey, scriptStage, shownName } from './stage.ts';

/** Where notebooks are the work, and not about it. */
const FOLDERS = /^(?:(?:[^/]+\/)?(?:notebooks?|analys[ei]s|code|scripts?))?$/;
const MOST_NOTEBOOKS = 20;

/** A stage for each notebook of the work. */
export function notebooks(observed: Observed, context: DetectionContext): Found {
  const all = observed.files.filter(
    file =>
      file.endsWith('.ipynb') && FOLDERS.test(folderOf(file)) && numberedOf(file) === undefined,
  );
  const isStage = (file: string) => context.found.stages.some(({ key }) => key === scriptKey(file));
  const own = all.filter(file => driverOf(file, context) === undefined && !isStage(file));
  const kept = own.slice(0, MOST_NOTEBOOKS);
  const stages = kept.flatMap((file): readonly FoundStage[] => {
    const name = shownName(baseOf(withoutExtension(file)));
    return [scriptStage(observed, context, { script: file, name }) ?? []].flat();
  });
  const leftOut: readonly LeftOut[] =
    own.length > kept.length ? [{ kind: 'too-many', what: 'notebooks', kept: kept.length }] : [];
  return {
    ...NOTHING,
    stages,
    leftOut,
    summaries: stages.length === 0 ? [] : [{ kind: 'scripts', files: kept }],
  };
}
