/** `init`: writes a definition for what was detected, and keeps our files out of git. */
import { lstatSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parentsOf } from '../caching/files/paths.ts';
import { detectDefinition } from '../definition/detection/detect.ts';
import { gitignoreWith, REPORTS, starterDefinition } from '../definition/detection/init.ts';
import { formatProblem } from '../definition/document/problems.ts';
import { lstatOf } from '../programs/tracked.ts';
import { replaceFile } from '../run/report/report-files.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, type Print } from './command-line/console.ts';

const DEFAULT_FILE = 'stagetime.yml';

/** Writes the file unless there is one, and gives the exit code. */
export async function init(
  { file = DEFAULT_FILE, project }: Options,
  print: Print,
): Promise<number> {
  const cwd = process.cwd();
  const detected = await detectDefinition(cwd, { project, setups: true });
  if (detected.kind === 'invalid') {
    for (const problem of detected.problems) print.error(`${formatProblem(problem)}\n`);
    return EXIT.invalid;
  }
  const text =
    detected.kind === 'nothing'
      ? [...detected.leftOut.map(line => `# ${line}\n`), starterDefinition].join('')
      : detected.text;
  const link = linkOnTheWay(cwd, file);
  if (link !== undefined) {
    print.error(
      `stagetime: ${link} is a link, and nothing is written through it\n  remedy: name a file where the link leads\n`,
    );
    return EXIT.invalid;
  }
  try {
    await writeFile(join(cwd, file), text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'already exists' : `cannot be written: ${message}`;
    print.error(
      `stagetime: ${file} ${why}\n  remedy: name another file, \`stagetime init FILE\`\n`,
    );
    return EXIT.invalid;
  }
  const found = detected.kind === 'nothing' ? 'nothing was detected: a starter' : detected.what;
  print.out(`Wrote ${file} (${found}).\n`);
  if (detected.leftOut.length > 0) {
    print.out(
      `What was seen and left out is named in the first lines of ${file}, with the reason.\n`,
    );
  }
  const made = detected.kind === 'detected' ? detected.ignore : [];
  await ignoreMade(join(cwd, '.gitignore'), made, print);
  print.out('Next: `stagetime check`, then `stagetime run`.\n');
  return EXIT.fine;
}

/** A checkout may bring links: what is written below one lands where it says. */
function linkOnTheWay(cwd: string, file: string): string | undefined {
  return parentsOf(relative(cwd, resolve(cwd, file)).replaceAll('\\', '/')).find(parent =>
    lstatOf(join(cwd, parent))?.isSymbolicLink(),
  );
}

/** Adds what is missing to `.gitignore`; leaves it alone if it is not a regular file. */
async function ignoreMade(file: string, made: readonly string[], print: Print): Promise<void> {
  const wanted = [REPORTS, ...made].join(' ');
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    print.error(`Notice: .gitignore is not a file: add ${wanted} to what git ignores\n`);
    return;
  }
  try {
    const before = there === undefined ? '' : await readFile(file, 'utf8');
    const { text, added } = gitignoreWith(before, made);
    if (added.length === 0) return;
    await replaceFile(file, text, there?.mode);
    print.out(`Added ${added.join(' ')} to .gitignore.\n`);
  } catch (error) {
    const why = (error as Error).message;
    print.error(`Notice: ${wanted} was not added to .gitignore: ${why}\n`);
  }
}
