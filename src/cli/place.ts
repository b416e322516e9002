/** Where a verb works: somebody may stand anywhere in the repository, or name a definition elsewhere. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findDefinition, rootOf } from '../definition/load.ts';
import { REPORT_DIR } from '../execution/environment.ts';
import type { Options } from './command-line/arguments.ts';

/** What the file of a verb's options is. */
export type FileKind = 'definition' | 'record' | 'other';

/**
 * The options with definition and report directory named. A definition that is not named is looked for in this
 * folder and those above it, up to the top of the git repository; reports and the history are beside it.
 * What is made of a record that is named goes beside it.
 */
export async function placed(options: Options, fileKind: FileKind): Promise<Options> {
  const cwd = process.cwd();
  const { file, reportDir } = options;
  if (fileKind === 'record' && file !== undefined) {
    return { ...options, reportDir: reportDir ?? dirname(resolve(cwd, file)) };
  }
  const named = fileKind === 'definition' ? file : undefined;
  const here = named ?? (await findDefinition(cwd));
  const above = here === undefined ? await findAbove(cwd) : undefined;
  const found = here ?? above;
  const root = found === undefined ? cwd : rootOf(resolve(cwd, found));
  return {
    ...options,
    reportDir: reportDir ?? join(root, REPORT_DIR),
    ...(fileKind === 'definition' && above !== undefined && { file: above }),
  };
}

/** The nearest definition in the folders above this one. */
async function findAbove(cwd: string): Promise<string | undefined> {
  const above: string[] = [];
  // Without a repository around it, what stands above is somebody else's.
  for (let folder = cwd; !existsSync(join(folder, '.git')); folder = dirname(folder)) {
    if (dirname(folder) === folder) return undefined;
    above.push(dirname(folder));
  }
  for (const folder of above) {
    const found = await findDefinition(folder);
    if (found !== undefined) return found;
  }
  return undefined;
}
