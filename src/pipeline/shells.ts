/** What `shell` may say: a known shell, or a command line with `{0}` for the script, as GitHub writes it. */

/** How a shell takes its commands. */
export interface KnownShell {
  /** The program, and the arguments before the commands themselves. */
  readonly inline: readonly [string, ...string[]];
  /** The same before the name of a file that holds them. */
  readonly file: readonly [string, ...string[]];
}

/** Python's own `-c` finds modules in the current folder, a script's those beside the script. */
const PYTHON_FILE =
  'import sys; _f = sys.argv.pop(1); exec(compile(open(_f, "rb").read(), _f, "exec"))';

const BASH_OPTIONS = ['bash', '--noprofile', '--norc', '-eo', 'pipefail'] as const;
const PWSH_OPTIONS = ['pwsh', '-NoProfile', '-NonInteractive'] as const;

export const BASH: KnownShell = { inline: [...BASH_OPTIONS, '-c'], file: BASH_OPTIONS };
export const SH: KnownShell = { inline: ['sh', '-e', '-c'], file: ['sh', '-e'] };

const KNOWN: Readonly<Record<string, KnownShell>> = {
  bash: BASH,
  sh: SH,
  python: { inline: ['python3', '-c'], file: ['python3', '-c', PYTHON_FILE] },
  pwsh: { inline: [...PWSH_OPTIONS, '-Command'], file: [...PWSH_OPTIONS, '-File'] },
};

/** The shells that are known by their names. */
export const KNOWN_SHELLS: readonly string[] = Object.keys(KNOWN);

/** What makes a `shell` unusable: nobody knows it, or it begins with the place of its script. */
export const SHELL_FAULTS = ['unknown', 'script-as-program'] as const;
/** One of these. */
export type ShellFault = (typeof SHELL_FAULTS)[number];

/** What a `shell` means. */
export type Shell =
  | { readonly kind: 'known'; readonly shell: KnownShell }
  /** The words of a command line; `{0}` in any of them but the first stands for the script. */
  | { readonly kind: 'template'; readonly words: readonly [string, ...string[]] }
  | { readonly kind: 'unusable'; readonly fault: ShellFault };

/** The place of the script's path in a command line. */
const SCRIPT = '{0}';

/** Reads a `shell` as it is written in a definition. */
export function parseShell(written: string): Shell {
  const known = Object.hasOwn(KNOWN, written) ? KNOWN[written] : undefined;
  if (known !== undefined) return { kind: 'known', shell: known };
  const [program, ...args] = splitWords(written);
  if (program === undefined || !args.some(arg => arg.includes(SCRIPT))) {
    return { kind: 'unusable', fault: 'unknown' };
  }
  if (program.includes(SCRIPT)) return { kind: 'unusable', fault: 'script-as-program' };
  return { kind: 'template', words: [program, ...args] };
}

/** The command line with the script's path in it. */
export function fillTemplate(
  [program, ...args]: readonly [string, ...string[]],
  file: string,
): readonly [string, ...string[]] {
  return [program, ...args.map(arg => arg.replaceAll(SCRIPT, file))];
}

/** Programs that insist on how a script is called. */
const ENDINGS: Readonly<Record<string, string>> = {
  pwsh: '.ps1',
  powershell: '.ps1',
  cmd: '.cmd',
};

/** What a script's name ends with, for this program. */
export function scriptEnding(program: string): string {
  const name = program.replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');
  return Object.hasOwn(ENDINGS, name) ? (ENDINGS[name] ?? '') : '';
}

/**
 * The words of a command line as GitHub's runner splits it, by .NET's rules: only double quotes group,
 * a backslash is special only before one, and a doubled quote inside quotes stands for itself.
 */
function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const backslashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    if (backslashes > 0 && line[at + backslashes] === '"') {
      word = (word ?? '') + '\\'.repeat(backslashes >> 1);
      at += backslashes;
      if (backslashes % 2 === 1) {
        word += '"';
        continue;
      }
    } else if (backslashes > 0) {
      word = (word ?? '') + '\\'.repeat(backslashes);
      at += backslashes - 1;
      continue;
    }
    const sign = line[at] ?? '';
    if (sign === '"') {
      word ??= '';
      if (quoted && line[at + 1] === '"') {
        word += '"';
        at += 1;
      } else quoted = !quoted;
    } else if (/\s/.test(sign) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + sign;
  }
  if (word !== undefined) words.push(word);
  return words;
}
