/** Numbered scripts and notebooks → stages, one number after the other. */

import { hasRunner } from '../model/commands.ts';
import {
  coveredBy,
  type DetectionContext,
  driverOf,
  type Found,
  type FoundStage,
  type LeftOut,
  NOTHING,
  together,
} from '../model/found.ts';
import { baseOf, type Observed } from '../model/observed.ts';
import { scriptDriver } from './drivers.ts';
import { compareNumbers, type Numbered, numberedOf } from './order.ts';
import { scriptKey, scriptStage, shownName } from './stage.ts';

/** Last parts of folders in which projects keep the steps of their work. */
const FOLDERS =
  /^(?:scripts?|code|analys[ei]s|src|R|notebooks?|pipeline|workflow|steps|stages|python|julia|bin|processing)$/;

const ASIDE = /(?:^|\/)(?:tests?|docs?|examples?|tutorials?|migrations|versions|archive|old)\//;

/** Endings of programs that people number; of some nothing is known that runs them. */
const PROGRAMS =
  /\.(?:py|R|r|jl|sh|bash|ipynb|Rmd|qmd|pl|rb|js|m|do|sas|sps|nb|wls|mlx|cpp|f90|go|rs|ps1)$/;

const MOST_STAGES = 200;

/** The stages of each folder with numbered programs. */
export function numberedScripts(observed: Observed, context: DetectionContext): Found {
  const folders = ['', ...observed.folders].filter(
    folder =>
      (folder === '' || FOLDERS.test(baseOf(folder))) &&
      folder.split('/').length <= 3 &&
      !ASIDE.test(`${folder}/`) &&
      !folder.startsWith('projects/'),
  );
  return together(folders.map(folder => numberedIn(observed, folder, context)));
}

function numberedIn(observed: Observed, folder: string, context: DetectionContext): Found {
  const all = observed
    .filesIn(folder)
    .filter(file => PROGRAMS.test(file))
    .flatMap(file => numberedOf(file) ?? []);
  // One number alone orders nothing, unless the folder is there for scripts.
  if (all.length < (/(?:^|\/)(?:scripts?|pipeline|steps|stages)$/.test(folder) ? 1 : 2))
    return NOTHING;
  const covered = all.flatMap(({ file }) => coveredBy(file, context) ?? []);
  const own = all.filter(({ file }) => driverOf(file, context) === undefined);
  const unknown = own.filter(({ file }) => !hasRunner(file));
  const runnable = own
    .filter(({ file }) => hasRunner(file))
    .toSorted(inOrder)
    .slice(0, MOST_STAGES);
  const stages = chain(observed, context, runnable);
  return {
    stages,
    summaries: stages.length === 0 ? [] : [{ kind: 'numbered', scripts: stages.length, folder }],
    leftOut: [
      ...covered,
      ...unknown.map(({ file }): LeftOut => ({ kind: 'no-runner', file })),
      ...(own.length - unknown.length > stages.length
        ? [
            {
              kind: 'too-many',
              what: `numbered scripts in ${folder || '.'}`,
              kept: MOST_STAGES,
            } as const,
          ]
        : []),
    ],
    drivers: runnable.map(({ file }) => scriptDriver(observed, file)),
  };
}

function inOrder(a: Numbered, b: Numbered): number {
  return compareNumbers(a, b) || (a.file < b.file ? -1 : 1);
}

/** Those of one number run at once, after those of the number before. */
function chain(
  observed: Observed,
  context: DetectionContext,
  scripts: readonly Numbered[],
): readonly FoundStage[] {
  const stages: FoundStage[] = [];
  let before: readonly string[] = [];
  let current: string[] = [];
  for (const [index, one] of scripts.entries()) {
    const previous = scripts[index - 1];
    if (previous !== undefined && compareNumbers(previous, one) !== 0) {
      before = current;
      current = [];
    }
    const name = shownName(one.name);
    // A text takes in more than its code does: pictures, citations, parts.
    const stage = /\.(?:qmd|rmd)$/i.test(one.file)
      ? { ...context.render(one.file), key: scriptKey(one.file), name, after: before }
      : scriptStage(observed, context, { script: one.file, name, after: before });
    if (stage === undefined) continue;
    stages.push(stage);
    current.push(scriptKey(one.file));
  }
  return stages;
}
