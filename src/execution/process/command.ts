/** How a stage's `run` becomes a process: which shell, and the wrapper that measures it. */
import {
  BASH,
  fillTemplate,
  type KnownShell,
  parseShell,
  SH,
  scriptEnding,
} from '../../pipeline/shells.ts';
import type { Stage } from '../../pipeline/types.ts';
import { findExecutable } from '../../programs/find-executable.ts';
import type { StageReason } from '../../record/facts/stage/stage-reason.ts';

/** A program with its arguments, or why the stage cannot be started. */
export type Command =
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: 'impossible'; readonly reason: NoCommand };

/** Why a command cannot be made. */
export type NoCommand = Extract<
  StageReason,
  { readonly kind: 'no-shell' | 'bad-shell' | 'missing-shell' }
>;

/** Writes the commands to a file whose name ends so, and gives its path. */
export type WriteScript = (text: string, ending: string) => string;

/** Where programs are searched. */
export interface SearchPlace {
  /** The value of `PATH`. */
  readonly path: string;
  /** The folder that the command runs in. */
  readonly cwd: string;
}

/** The longest argument that a system starts a program with, in bytes: Linux takes 128 kB with its end. */
const LONGEST_ARGUMENT = process.platform === 'win32' ? 30_000 : 131_071;

/**
 * The command of a stage; a script is written where the shell wants a file, or `run` is longer than an
 * argument may be. Without a `shell` it is bash, or sh where there is no bash.
 */
export function commandOf(
  { run, shell }: Pick<Stage, 'run' | 'shell'>,
  { path, cwd }: SearchPlace,
  writeScript: WriteScript,
): Command {
  const isThere = (program: string): boolean => findExecutable(program, path, cwd) !== undefined;
  if (shell === undefined) {
    const usual = [BASH, SH].find(({ inline: [program] }) => isThere(program));
    if (usual === undefined) return impossible({ kind: 'no-shell' });
    return { kind: 'command', argv: argvOf(usual, run, writeScript) };
  }
  const parsed = parseShell(shell);
  if (parsed.kind === 'unusable') {
    return impossible({ kind: 'bad-shell', shell, fault: parsed.fault });
  }
  const [program] = parsed.kind === 'known' ? parsed.shell.inline : parsed.words;
  if (!isThere(program)) return impossible({ kind: 'missing-shell', program });
  const argv =
    parsed.kind === 'known'
      ? argvOf(parsed.shell, run, writeScript)
      : fillTemplate(parsed.words, writeScript(run, scriptEnding(program)));
  return { kind: 'command', argv };
}

function argvOf(
  { inline, file }: KnownShell,
  run: string,
  writeScript: WriteScript,
): readonly [string, ...string[]] {
  if (Buffer.byteLength(run) <= LONGEST_ARGUMENT) return [...inline, run];
  return [...file, writeScript(run, scriptEnding(file[0]))];
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

/** Names that every shell takes for variables; some shells drop others instead of passing them on. */
const SHELL_NAME = /^[A-Za-z_]\w*$/;
/** Variables that would change what the wrapper itself does where it runs in bash. */
const BASH_ONLY = ['SHELLOPTS', 'BASHOPTS', 'POSIXLY_CORRECT'];

/**
 * The command inside the measuring wrapper, which passes the whole environment on: Debian's sh drops
 * variables with a dot or a dash in the name and bash's exported functions, bash keeps them (`-p`: it
 * neither reads `BASH_ENV` nor defines the functions itself). Where neither will do, and on Windows,
 * the command is as it is, and what it takes is known from looking at it now and then.
 */
export function measured(
  argv: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): readonly [string, ...string[]] {
  if (process.platform === 'win32') return argv;
  if (Object.keys(environment).every(name => SHELL_NAME.test(name))) {
    return ['/bin/sh', '-c', WRAPPER, 'stagetime', ...argv];
  }
  const bash = findExecutable('bash', environment.PATH ?? '');
  if (bash === undefined || BASH_ONLY.some(name => name in environment)) return argv;
  return [bash, '-p', '-c', WRAPPER, 'stagetime', ...argv];
}

/** The CPU time of a finished command in ms, from what `times` printed on the second line. */
export function parseTimes(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+)m([\d.,]+)s/g)].slice(0, 4);
  if (parts.length < 4) return undefined;
  const seconds = parts.map(part => Number(part[1]) * 60 + Number(part[2]?.replace(',', '.')));
  return seconds.reduce((sum, value) => sum + value, 0) * 1000;
}

function impossible(reason: NoCommand): Command {
  return { kind: 'impossible', reason };
}
