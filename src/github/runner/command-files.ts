/**
 * The files by which a step commands the runner: variables and folders for the steps after it, its outputs, its
 * state for post, its summary. Stages are not told where they are, but they are the same user, and who looks
 * beside the temporary folder finds them. So what a stage wrote there is taken back.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Variables } from '../../pipeline/variables.ts';

/** The variables that name the files. */
export const COMMAND_FILES = [
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
] as const;

export type CommandFile = (typeof COMMAND_FILES)[number];

/** Somebody else wrote to one of the files, or removed or replaced it. */
export interface ForeignCommand {
  readonly file: CommandFile;
  /** The file is as it was before; what it says is lost otherwise. */
  readonly undone: boolean;
}

/** The files of this step, as far as there are any. */
export interface CommandFiles {
  /** What stages were given on purpose is theirs to write. */
  permit(names: Iterable<string>): void;
  /** Runs what writes to the files for this process; what others wrote before is taken back first. */
  write(work: () => void): void;
  /** Takes back what others wrote, and gives all that was since the last time it was asked. */
  restore(): readonly ForeignCommand[];
}

/** Takes the files as they are now for this process's own. */
export function openCommandFiles(variables: Variables): CommandFiles {
  const known = new Map<CommandFile, { readonly path: string; content: Buffer }>();
  for (const file of COMMAND_FILES) {
    const path = variables[file];
    const content = path ? readRegular(path) : undefined;
    if (path && content !== undefined) known.set(file, { path, content });
  }
  let foreign: ForeignCommand[] = [];

  function takeBack(): void {
    for (const [file, { path, content }] of known) {
      if (isStill(path, content)) continue;
      foreign.push({ file, undone: putBack(path, content) });
    }
  }

  return {
    permit(names) {
      for (const name of names) known.delete(name as CommandFile);
    },
    write(work) {
      takeBack();
      work();
      for (const entry of known.values()) entry.content = readRegular(entry.path) ?? entry.content;
    },
    restore() {
      takeBack();
      const found = foreign;
      foreign = [];
      return COMMAND_FILES.flatMap(file => {
        const times = found.filter(one => one.file === file);
        return times.length === 0 ? [] : [{ file, undone: times.every(({ undone }) => undone) }];
      });
    },
  };
}

/** The content of a file; undefined for a link, a pipe, a folder, and what cannot be read. */
function readRegular(path: string): Buffer | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return fstatSync(fd).isFile() ? readFileSync(fd) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** Whether a file holds just this; what is longer is not read. */
function isStill(path: string, content: Buffer): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size !== content.length) return false;
  return readRegular(path)?.equals(content) === true;
}

/** A new file of the name: neither what a link leads to is changed, nor what somebody holds open. */
function putBack(path: string, content: Buffer): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
