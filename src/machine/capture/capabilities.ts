/** Which files run with rights of their own. Node cannot ask; tar can. */
import { start } from '../system/programs.ts';
import { CapabilityReader } from '../system/tar.ts';

/**
 * The capabilities of files, in base64 by path. tar reads the files for it, so only those are to be asked
 * for that can be run. Throws `ProgramFailed`.
 */
export async function readCapabilities(
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const reader = new CapabilityReader();
  if (paths.length === 0) return reader.found;
  const tar = start(
    'tar',
    [
      '--create',
      `--directory=${root}`,
      '--format=posix',
      '--xattrs',
      '--xattrs-include=security.capability',
      '--no-recursion',
      '--hard-dereference',
      '--null',
      '--verbatim-files-from',
      '--files-from=-',
      '--file=-',
    ],
    { cwd: '/' },
  );
  tar.stdout.on('data', (piece: Buffer) => reader.write(piece));
  tar.stdin.end(paths.map(path => `${path}\0`).join(''));
  await tar.ended;
  return reader.found;
}
