/** How a stage's `run` becomes a process: which shell, and the wrapper that measures it. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Stage } from '../pipeline/types.ts';

/** A program with its arguments, or why the stage cannot be started. */
export type Command =
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: 'impossible'; readonly reason: string };

const BASH = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'] as const;
const SH = ['sh', '-e', '-c'] as const;

/** What `shell` may say besides a command line with `{0}`. */
const SHELLS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  bash: BASH,
  sh: SH,
  python: ['python3', '-c'],
  pwsh: ['pwsh', '-NoProfile', '-NonInteractive', '-Command'],
};

/**
 * The command of a stage; `scriptFile` is written with the stage's `run` where the shell wants a
 * file. Without a `shell` it is bash, or sh where there is no bash.
 */
export function commandOf(
  { run, shell }: Pick<Stage, 'run' | 'shell'>,
  path: string,
  scriptFile: (text: string) => string,
): Command {
  if (shell === undefined) {
    const known = [BASH, SH].find(([program]) => findExecutable(program, path) !== undefined);
    if (known === undefined) return impossible('neither bash nor sh is on the PATH');
    return { kind: 'command', argv: [...known, run] };
  }
  const known = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (known !== undefined) return { kind: 'command', argv: [...known, run] };
  const [program, ...args] = shell.trim().split(/\s+/);
  if (program === undefined || !args.includes('{0}')) {
    const names = Object.keys(SHELLS).join(', ');
    return impossible(`shell \`${shell}\` is not known: use ${names}, or a command line with {0}`);
  }
  const file = scriptFile(run);
  return { kind: 'command', argv: [program, ...args.map(arg => (arg === '{0}' ? file : arg))] };
}

/**
 * Runs the command and then says on file descriptor 3 what it and its children took. `times` counts
 * every child that was waited for, however short-lived; the kernel keeps the I/O of the reaped in
 * `/proc/self/io`. The shell stays through SIGTERM, so that an ended stage is still measured.
 */
const WRAPPER = `trap : HUP INT TERM
"$@" 3>&-
code=$?
{ times; if [ -r /proc/self/io ]; then while read -r line; do echo "$line"; done </proc/self/io; fi; } >&3 2>&-
exit $code`;

/** The command inside the measuring wrapper; as it is on Windows, which has no such shell. */
export function measured(argv: readonly [string, ...string[]]): readonly [string, ...string[]] {
  if (process.platform === 'win32') return argv;
  return ['/bin/sh', '-c', WRAPPER, 'stagetime', ...argv];
}

/** The CPU time of a finished command in ms, from what `times` printed on the second line. */
export function parseTimes(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+)m([\d.,]+)s/g)].slice(0, 4);
  if (parts.length < 4) return undefined;
  const seconds = parts.map(part => Number(part[1]) * 60 + Number(part[2]?.replace(',', '.')));
  return seconds.reduce((sum, value) => sum + value, 0) * 1000;
}

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

function impossible(reason: string): Command {
  return { kind: 'impossible', reason };
}
