/**
 * What a step hands to the runner in files: outputs, state for the post step, the summary. The files lie in
 * the runner's temporary folder, which stages can wipe or fill.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { saveState as saveStateOf, setOutput as setOutputOf } from '@actions/core';
import type { NotHandedOver } from '../../record/facts/notice/publishing.ts';

/** Sets an output; gives why it is lost, if it is. */
export function setOutput(name: string, value: unknown): NotHandedOver | undefined {
  return handOver('output', name, () => setOutputOf(name, value));
}

/** Saves state for the post step; gives why it is lost, if it is. */
export function saveState(name: string, value: string): NotHandedOver | undefined {
  return handOver('state', name, () => saveStateOf(name, value));
}

const FILES = { output: 'GITHUB_OUTPUT', state: 'GITHUB_STATE' } as const;

function handOver(
  what: NotHandedOver['what'],
  name: string,
  write: () => void,
): NotHandedOver | undefined {
  try {
    restoreFile(FILES[what]);
    write();
    return undefined;
  } catch (error) {
    return { kind: 'not-handed-over', what, name, cause: (error as Error).message };
  }
}

/** The runner reads the file at its path when the step is over, whoever made it. */
export function restoreFile(variable: string): void {
  const file = process.env[variable];
  if (file === undefined || file === '' || existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '', { flag: 'wx' });
}
