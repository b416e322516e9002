/** Shell commands for what is found. */
import { posix } from 'node:path';
import { type PythonRunner, toolRequires } from './found.ts';
import { baseOf, extensionOf, folderOf } from './observed.ts';

/** A command, and what it takes to run it. */
export interface Command {
  readonly run: string;
  readonly requires: readonly string[];
}

/** One word of a shell command, whatever characters it has. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_/.,:=@%+-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words as one command. */
export function commandOf(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A text as a shell would split it, quotes taken off; nothing where a quote is not closed. */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)/gy;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    end = match.index + match[0].length;
    words.push(unquoted(match[1] ?? ''));
  }
  return text.slice(end).trim() === '' ? words : undefined;
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_, single, double, escaped) =>
    String(single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped),
  );
}

/** How files of an ending are run; `script` is a path from where the command runs. */
type Runner = (script: string, python: PythonRunner) => Command & { readonly made?: string };

const byProgram =
  (...words: string[]): Runner =>
  script => ({ run: commandOf([...words, script]), requires: words.slice(0, 1) });

const byPython: Runner = (script, python) => ({
  run: commandOf([...python.words, script]),
  requires: python.requires,
});

/** A string of R. */
const quotedForR = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const RUNNERS: Readonly<Record<string, Runner>> = {
  '.py': byPython,
  '.sh': byProgram('bash'),
  '.bash': byProgram('bash'),
  '.r': byProgram('Rscript'),
  '.jl': byProgram('julia', '--project'),
  '.pl': byProgram('perl'),
  '.rb': byProgram('ruby'),
  '.js': byProgram('node'),
  '.ipynb': (script, python) => ({
    run: commandOf([
      ...python.tool('jupyter'),
      ...[
        'nbconvert',
        '--to',
        'notebook',
        '--execute',
        '--output-dir',
        pathFrom(folderOf(script), NOTEBOOK_RESULTS),
      ],
      script,
    ]),
    requires: toolRequires(python, 'jupyter'),
    made: `${NOTEBOOK_RESULTS}/${baseOf(script)}`,
  }),
  '.rmd': script => ({
    run: commandOf(['Rscript', '-e', `rmarkdown::render(${quotedForR(script)})`]),
    requires: ['Rscript'],
  }),
  '.qmd': byProgram('quarto', 'render'),
};

/** Where executed notebooks go, so that the sources stay as they are. */
const NOTEBOOK_RESULTS = 'output/notebooks';

/** Whether files of this ending can be run. */
export function hasRunner(file: string): boolean {
  return Object.hasOwn(RUNNERS, extensionOf(file).toLowerCase());
}

/** The command for a script by its ending; nothing where nothing is known to run it. */
export function scriptCommand(
  script: string,
  python: PythonRunner,
  args: readonly string[] = [],
): (Command & { readonly made?: string }) | undefined {
  // A name that begins with a hyphen would be taken for an option.
  const path = script.startsWith('-') ? `./${script}` : script;
  const command = RUNNERS[extensionOf(script).toLowerCase()]?.(path, python);
  if (command === undefined || args.length === 0) return command;
  return { ...command, run: `${command.run} ${commandOf(args)}` };
}

/** A path from the root as it is written in a folder. */
export function pathFrom(folder: string, file: string): string {
  return posix.relative(`/${folder}`, `/${file}`) || '.';
}
