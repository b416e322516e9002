/** What may be wrong with the command of a stage or a setup. */
import { KNOWN_SHELLS, parseShell, type ShellFault } from '../../pipeline/shells.ts';
import { code } from '../document/problems.ts';
import type { Path } from '../document/yaml.ts';
import type { StageDefinition } from '../schema/schema.ts';
import type { Fault } from './faults.ts';

const SHELL_WORDS: Readonly<
  Record<ShellFault, { readonly problem: string; readonly remedy: string }>
> = {
  unknown: {
    problem: 'is not known',
    remedy: `use ${KNOWN_SHELLS.join(', ')}, or a command line with {0}`,
  },
  'script-as-program': {
    problem: 'has its script in place of a program',
    remedy: 'begin with the program, and put {0} among its arguments',
  },
};

/** Checks that there is a command, and a shell for it. */
export function commandFaults(
  at: Path,
  { run, shell }: Pick<StageDefinition, 'run' | 'shell'>,
): readonly Fault[] {
  const faults: Fault[] = [];
  if (run.trim() === '') {
    const remedy = 'write the command';
    faults.push({ path: [...at, 'run'], message: '`run` has no command', remedy });
  }
  const parsed = shell === undefined ? undefined : parseShell(shell);
  if (parsed?.kind === 'unusable') {
    const { problem, remedy } = SHELL_WORDS[parsed.fault];
    const message = `the shell ${code(shell ?? '')} ${problem}`;
    faults.push({ path: [...at, 'shell'], message, remedy });
  }
  return faults;
}
