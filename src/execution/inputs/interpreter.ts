/** Which Python a stage's command starts: a module that it requires has to be one of that interpreter's. */
import type { Stage } from '../../pipeline/types.ts';
import { type Answer, ask, type Question } from '../../programs/ask.ts';
import { findExecutable } from '../../programs/find-executable.ts';

/** An interpreter as words of a command; or a tool that starts one, and installs first what is missing. */
export type Interpreter =
  | { readonly kind: 'program'; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: 'installed-by'; readonly tool: string };

/** Tools that make the environment as their lock file says before they run anything in it. */
const INSTALLING = /\b(uv|pixi|hatch) run\b/;
/** Tools that run in an environment that is there. */
const RUNNING = /\b(poetry|pdm|pipenv) run\b/;
const CONDA = /\b(conda|mamba|micromamba) run ((?:-(?:n|p)|--(?:name|prefix))[ =]\S+)/;
/** A folder as it is written; one of a variable nobody knows before the shell does. */
const FOLDER = '[^\\s;&|("\'=$~`{*]*/';
/** `.venv/bin/python3.12 -m`. */
const PYTHON = new RegExp(`(?:^|[\\s;&|("'])((?:${FOLDER})?python[\\d.]*)(?=\\s|$)`, 'm');
/** `.venv/bin/pytest`, whose interpreter is beside it. */
const BESIDE = new RegExp(
  `(?:^|[\\s;&|("'])((?:${FOLDER})?\\.?v?env[\\w.-]*/(?:bin|Scripts))/[\\w.-]+`,
  'm',
);

/** Found in the text of the command; undefined where the machine has no Python that it would be. */
export function interpreterOf(
  { run, shell }: Pick<Stage, 'run' | 'shell'>,
  path: string,
  cwd: string,
): Interpreter | undefined {
  const isText = shell === undefined || !/\bpython/.test(shell);
  const named = isText ? namedIn(run) : undefined;
  if (named !== undefined) return named;
  const usual = ['python3', 'python'].find(name => findExecutable(name, path, cwd) !== undefined);
  return usual === undefined ? undefined : { kind: 'program', argv: [usual] };
}

function namedIn(run: string): Interpreter | undefined {
  const [, tool] = INSTALLING.exec(run) ?? [];
  if (tool !== undefined) return { kind: 'installed-by', tool };
  const [, runner] = RUNNING.exec(run) ?? [];
  if (runner !== undefined) return { kind: 'program', argv: [runner, 'run', 'python'] };
  const [, conda, environment] = CONDA.exec(run) ?? [];
  if (conda !== undefined && environment !== undefined) {
    return { kind: 'program', argv: [conda, 'run', ...environment.split(/[ =]/), 'python'] };
  }
  const [, python] = PYTHON.exec(run) ?? [];
  const [, folder] = BESIDE.exec(run) ?? [];
  // After `. .venv/bin/activate`, `python` is the one beside it.
  const found = python?.includes('/') || folder === undefined ? python : `${folder}/python`;
  return found === undefined ? undefined : { kind: 'program', argv: [found] };
}

/** What a text of Python prints that gets one argument; undefined where the interpreter is not there, or does not answer. */
export async function askPython(
  [program, ...first]: readonly [string, ...string[]],
  [text, argument]: readonly [string, string],
  place: Omit<Question, 'program' | 'args'>,
): Promise<Extract<Answer, { kind: 'answered' }> | undefined> {
  // A name with a folder in it is relative to where the command runs.
  const file = findExecutable(program, place.environment.PATH ?? '', place.cwd);
  if (file === undefined) return undefined;
  const answer = await ask({ ...place, program: file, args: [...first, '-c', text, argument] });
  return answer.kind === 'answered' ? answer : undefined;
}
