/** The inputs of the Action, read once: the only place that knows how they are written. */
import { getInput } from '@actions/core';

/** What the Action can be asked to do. */
export type Command = (typeof COMMANDS)[number];

const COMMANDS = ['run', 'check'] as const;

/** The Action's inputs; what is not given is absent. */
export interface ActionInputs {
  readonly command: Command;
  readonly definition?: string;
  /** Ids of stages. */
  readonly only: readonly string[];
  /** Ids or tags of stages. */
  readonly skip: readonly string[];
}

/** The inputs, or the first that is wrong and what to do about it. */
export type LoadedInputs =
  | { readonly ok: true; readonly inputs: ActionInputs }
  | { readonly ok: false; readonly problem: string };

/** Reads the Action's inputs from the environment that the runner set. */
export function loadInputs(): LoadedInputs {
  const written = getInput('command') || 'run';
  const command = COMMANDS.find(known => known === written);
  if (command === undefined) {
    const known = COMMANDS.map(name => `\`${name}\``).join(' or ');
    return {
      ok: false,
      problem: `the input \`command\` must be ${known}, not ${JSON.stringify(written)}`,
    };
  }
  const definition = getInput('definition');
  return {
    ok: true,
    inputs: {
      command,
      ...(definition === '' ? {} : { definition }),
      only: list(getInput('only')),
      skip: list(getInput('skip')),
    },
  };
}

/** Items between commas or line ends. */
function list(written: string): readonly string[] {
  return written
    .split(/[,\r\n]/)
    .map(item => item.trim())
    .filter(item => item !== '');
}
