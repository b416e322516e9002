/** Where latexmk may keep what it remembers of a stage's document, and what its paths begin at. */
import { posix } from 'node:path';
import { forgetVanished } from '../../caching/latexmk-sources.ts';
import type { CachePlan } from '../../caching/presets.ts';
import { isLiteral, namedIn, normalForm } from '../../pipeline/patterns/patterns.ts';
import type { Stage } from '../../pipeline/types.ts';

/** Folders of inputs that are tried. */
const MOST_FOLDERS = 50;

/** The command is about to start: latexmk forgets documents of which a source is gone. Never throws. */
export function forgetVanishedSources(
  root: string,
  stage: Pick<Stage, 'workingDirectory' | 'inputs' | 'outputs' | 'evidence'>,
  caches: readonly CachePlan[],
  /** Whether git tracks a file. */
  isTracked: (path: string) => boolean,
): void {
  const { files, folders } = namedIn(stage.inputs);
  const named = [...files];
  // What is named whole may be a file or a folder.
  const read = [...new Set([...folders, ...named.map(folderOf), ...named])].slice(0, MOST_FOLDERS);
  const startedIn = [normalFolder(stage.workingDirectory), ...read];
  try {
    forgetVanished(root, [...cachePaths(caches), ...besideResults(stage)], startedIn, isTracked);
  } catch {
    // What cannot be looked at is left as it is.
  }
}

function cachePaths(caches: readonly CachePlan[]): readonly string[] {
  return caches
    .filter(({ preset }) => preset === undefined || preset === 'latex')
    .flatMap(({ paths }) => paths);
}

/** latexmk keeps its database beside the PDF or the log. */
function besideResults({ outputs, evidence }: Pick<Stage, 'outputs' | 'evidence'>) {
  return [...outputs.filter(isLiteral), ...evidence.map(({ file }) => file)]
    .filter(file => /\.(?:pdf|log)$/.test(file))
    .map(file => normalForm(file.replace(/\.[^.]*$/, '.fdb_latexmk')));
}

function folderOf(file: string): string {
  return normalFolder(posix.dirname(file));
}

/** The root is `''`. */
function normalFolder(path: string): string {
  const normal = normalForm(path);
  return normal === '.' ? '' : normal;
}
