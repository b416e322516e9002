/** `init`: writes a definition for what was detected, and keeps our files out of git. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detectDefinition } from '../definition/detect.ts';
import { gitignoreWithStagetime, starterDefinition } from '../definition/init.ts';
import { formatProblem } from '../definition/problems.ts';
import type { Options } from './arguments.ts';
import { EXIT, type Print } from './console.ts';

const DEFAULT_FILE = 'stagetime.yml';

/** Writes the file unless there is one, and gives the exit code. */
export async function init({ file = DEFAULT_FILE }: Options, print: Print): Promise<number> {
  const cwd = process.cwd();
  const detected = await detectDefinition(cwd);
  if (detected.kind === 'invalid') {
    for (const problem of detected.problems) print.error(`${formatProblem(problem)}\n`);
    return EXIT.invalid;
  }
  const text = detected.kind === 'nothing' ? starterDefinition : detected.text;
  try {
    await writeFile(join(cwd, file), text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'is there already' : `cannot be written: ${message}`;
    print.error(
      `stagetime: ${file} ${why}\n  remedy: name another file, \`stagetime init FILE\`\n`,
    );
    return EXIT.invalid;
  }
  const found = detected.kind === 'nothing' ? 'nothing was detected: a starter' : detected.what;
  print.out(`Wrote ${file} (${found}).\n`);
  await ignoreReports(join(cwd, '.gitignore'), print);
  print.out('Next: `stagetime check`, then `stagetime run`.\n');
  return EXIT.fine;
}

async function ignoreReports(file: string, print: Print): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => '');
  const after = gitignoreWithStagetime(before);
  if (after === before) return;
  await writeFile(file, after);
  print.out('Added .stagetime/ to .gitignore.\n');
}
