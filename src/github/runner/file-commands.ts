/**
 * What a step hands to the runner in files: outputs, state for the post step, the summary. The files lie in
 * the runner's temporary folder, which stages can wipe or fill.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { saveState as saveStateOf, setOutput as setOutputOf } from '@actions/core';

/** Sets an output; gives why it is lost, if it is. */
export function setOutput(name: string, value: unknown): string | undefined {
  return handOver('GITHUB_OUTPUT', `output ${name}`, () => setOutputOf(name, value));
}

/** Saves state for the post step; gives why it is lost, if it is. */
export function saveState(name: string, value: string): string | undefined {
  return handOver('GITHUB_STATE', `state ${name}`, () => saveStateOf(name, value));
}

function handOver(variable: string, what: string, write: () => void): string | undefined {
  try {
    restoreFile(variable);
    write();
    return undefined;
  } catch (error) {
    return `${what} lost: ${(error as Error).message}`;
  }
}

/** The runner reads the file at its path when the step is over, whoever made it. */
export function restoreFile(variable: string): void {
  const file = process.env[variable];
  if (file === undefined || file === '' || existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '', { flag: 'wx' });
}
