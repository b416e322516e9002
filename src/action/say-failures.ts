/** Why stages failed, where its author looks: at the lines of the sources. */
import { posix, relative, sep } from 'node:path';
import type { LoadedDefinition } from '../definition/load.ts';
import { annotate, MOST_ANNOTATIONS } from '../github/runner/annotations.ts';
import type { Variables } from '../pipeline/variables.ts';
import { askGit, entriesOf } from '../programs/git.ts';
import type { RunRecord } from '../record/run-record.ts';
import { failureAnnotations, type PlacedAnnotation } from '../reporting/words/annotations.ts';

/**
 * Annotates failures at files that git tracks: what a stage made, or a log invented, is in no pull request.
 * `workspace`: the folder of the repository, absolute. Never rejects.
 */
export async function sayFailures(
  record: RunRecord,
  { root }: Pick<LoadedDefinition, 'root'>,
  { variables, workspace }: { readonly variables: Variables; readonly workspace: string },
): Promise<void> {
  const placed = failureAnnotations(record);
  const tracked = await trackedOf(placed.map(normal), root, variables);
  const prefix = relative(workspace, root).split(sep).join('/');
  const shown = placed
    .filter(one => tracked.has(normal(one)))
    .map(one => ({ ...one, file: posix.join(prefix, normal(one)) }))
    .filter(({ file }) => !isOutside(file));
  annotate(shown.slice(0, MOST_ANNOTATIONS));
}

function normal({ file }: PlacedAnnotation): string {
  return posix.normalize(file);
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../') || posix.isAbsolute(path);
}

/** Those of the files that git tracks below `root`; none where it cannot be asked. */
async function trackedOf(
  files: readonly string[],
  root: string,
  environment: Variables,
): Promise<ReadonlySet<string>> {
  // git refuses the whole list where one of them is not in the repository.
  const asked = [...new Set(files)].filter(file => !isOutside(file)).slice(0, MOST_ASKED);
  if (asked.length === 0) return new Set();
  const list = ['--literal-pathspecs', 'ls-files', '-z', '--', ...asked];
  const answer = await askGit({ folder: root, environment }, list);
  const isAnswer = answer.kind === 'answered' && answer.exitCode === 0;
  return new Set(isAnswer ? entriesOf(answer.stdout) : []);
}

/** Of each stage ten at most are named, and GitHub shows fewer in all. */
const MOST_ASKED = 500;
