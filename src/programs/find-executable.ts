/** Where programs are, as the system looks for them. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Where a program is, searched in `path` as the system would; nothing where it is not. */
export function findExecutable(
  name: string,
  path: string,
  cwd = process.cwd(),
): string | undefined {
  if (/[\\/]/.test(name)) return isExecutable(resolve(cwd, name)) ? resolve(cwd, name) : undefined;
  const endings =
    process.platform === 'win32'
      ? ['', ...(process.env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';')]
      : [''];
  for (const folder of path.split(delimiter)) {
    for (const ending of endings) {
      const file = resolve(cwd, join(folder, name + ending));
      if (folder !== '' && isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
