/** The files that tools name where they failed, as everything else in a record is named: from the pipeline's root. */
import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { failureCause, withFiles } from '../analysis/failure-cause.ts';
import type { FailureReader } from '../execution/run.ts';
import type { Stage } from '../pipeline/types.ts';

/** Says why a stage failed, where it names files otherwise than its tools do. */
export function failureReader(root: string): FailureReader {
  return (stage, record) => {
    const cause = failureCause(record);
    if (cause === undefined) return undefined;
    const placed = withFiles(cause, file => fromRoot(root, stage, file));
    return JSON.stringify(placed) === JSON.stringify(cause) ? undefined : placed;
  };
}

/** Of the places where the file may be, the first that it is in; as the tool names it where it is in none. */
function fromRoot(root: string, stage: Stage, file: string): string {
  const names = isAbsolute(file)
    ? [root, realOf(root)].map(folder => relative(folder, file))
    : basesOf(stage).map(base => join(base, file));
  const found = names.find(name => isBelow(name) && isFile(join(root, name)));
  return found?.replaceAll(sep, '/') ?? file;
}

/** Tools may name it without the links that lead to it. */
function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Where its tools may have run: its own folder, the root, and those that it leaves evidence below. */
function basesOf({ workingDirectory, evidence }: Stage): readonly string[] {
  return [workingDirectory, '.', ...evidence.flatMap(({ file }) => foldersOf(file))];
}

/** The deepest first. */
function foldersOf(file: string): readonly string[] {
  const folder = posix.dirname(file);
  return folder === '.' || folder === '/' ? [] : [folder, ...foldersOf(folder)];
}

function isBelow(name: string): boolean {
  return name !== '..' && !name.startsWith(`..${sep}`) && !isAbsolute(name);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Also where the name is too long, or holds what no name can.
    return false;
  }
}
