/** From the folder where someone stands to a pipeline: finds the definition, reads it, or detects one. */
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Pipeline } from '../pipeline/types.ts';
import {
  type DefinitionProblem,
  inReadingOrder,
  type LocatedProblem,
  START,
} from './document/problems.ts';
import { MOST_BYTES, tooLarge } from './document/text.ts';
import { type ParsedDefinition, type PartlyParsed, parseDefinition } from './parse.ts';

/** Where a definition is looked for, first one first. */
export const DEFINITION_FILES: readonly string[] = [
  'stagetime.yml',
  'stagetime.yaml',
  '.github/stagetime.yml',
  '.github/stagetime.yaml',
];

/** A pipeline that can run. */
export interface LoadedDefinition {
  readonly kind: 'loaded';
  readonly pipeline: Pipeline;
  /** The folder that the pipeline's paths are relative to; absolute. */
  readonly root: string;
  /** The definition as it is shown; of a detected one, what it was detected from. */
  readonly file: string;
  readonly source: 'file' | 'detected';
  /** In words, what was detected. */
  readonly detected?: string;
  /** The line of each stage in `file`, by id; empty where the definition is in no file. */
  readonly stageLines: ReadonlyMap<string, number>;
}

/** All that keeps the pipeline from running. */
export interface DefinitionFailure {
  readonly kind: 'invalid';
  readonly problems: readonly DefinitionProblem[];
  /** What can be read all the same: to be looked at, never to be run. */
  readonly partly?: PartlyLoaded;
}

/** A definition with something wrong in it. */
export interface PartlyLoaded extends PartlyParsed, Pick<LoadedDefinition, 'root' | 'file'> {}

export interface LoadOptions {
  /** The definition, relative to `cwd` or absolute; searched for where not named. */
  readonly file?: string | undefined;
  /** Absolute. */
  readonly cwd: string;
}

/** Where a definition is, before anything of it is read. */
export interface DefinitionPlace {
  /** Absolute; nothing where the pipeline is to be detected. */
  readonly file: string | undefined;
  /** The folder that the pipeline's paths are relative to; absolute. */
  readonly root: string;
}

/** The place of the named definition, else of the one found in `cwd`, else `cwd` itself. */
export async function locateDefinition({ file, cwd }: LoadOptions): Promise<DefinitionPlace> {
  const found = file === undefined ? await findDefinition(cwd) : path.resolve(cwd, file);
  if (found === undefined) return { file: undefined, root: cwd };
  return { file: found, root: rootOf(found) };
}

/** The folder that the paths of a definition start from; both absolute. */
export function rootOf(file: string): string {
  const folder = path.dirname(file);
  return path.basename(folder) === '.github' ? path.dirname(folder) : folder;
}

/** Loads the named definition, else the one found in `cwd`, else what is detected there. */
export async function loadDefinition(
  options: LoadOptions,
): Promise<LoadedDefinition | DefinitionFailure> {
  return loadFrom(await locateDefinition(options), options.cwd);
}

/** Loads the definition of this place; its name is shown relative to `cwd`. */
export async function loadFrom(
  { file, root }: DefinitionPlace,
  cwd: string,
): Promise<LoadedDefinition | DefinitionFailure> {
  return file === undefined ? loadDetected(cwd) : loadFile(file, root, cwd);
}

/** The definition file of a folder (absolute), if there is one. */
export async function findDefinition(cwd: string): Promise<string | undefined> {
  for (const name of DEFINITION_FILES) {
    const candidate = path.join(cwd, name);
    if (await exists(candidate)) return candidate;
  }
  return undefined;
}

async function loadFile(
  file: string,
  root: string,
  cwd: string,
): Promise<LoadedDefinition | DefinitionFailure> {
  const shown = shownPath(file, cwd);
  const read = await readDefinition(file);
  if (!read.ok) return { kind: 'invalid', problems: inReadingOrder(shown, [read.problem]) };
  return loaded(parseDefinition(read.bytes, shown), { root, file: shown, source: 'file' });
}

async function loadDetected(cwd: string): Promise<LoadedDefinition | DefinitionFailure> {
  const { detectDefinition } = await import('./detection/detect.ts');
  const detection = await detectDefinition(cwd);
  switch (detection.kind) {
    case 'nothing': {
      const message = 'there is no definition here, and nothing that one could be detected from';
      const remedy = '`stagetime init` writes a `stagetime.yml` to start from';
      return {
        kind: 'invalid',
        problems: inReadingOrder('stagetime.yml', [{ ...START, message, remedy }]),
      };
    }
    case 'invalid':
      return detection;
    case 'detected': {
      const { from, what, text } = detection;
      const parsed = parseDefinition(Buffer.from(text), `${from} (detected)`);
      const origin = { root: cwd, file: from, source: 'detected', detected: what } as const;
      return loaded(parsed.ok ? { ...parsed, stageLines: new Map() } : parsed, origin);
    }
  }
}

function loaded(
  parsed: ParsedDefinition,
  origin: Pick<LoadedDefinition, 'root' | 'file' | 'source' | 'detected'>,
): LoadedDefinition | DefinitionFailure {
  if (!parsed.ok) {
    const { problems, partly } = parsed;
    const { root, file } = origin;
    return {
      kind: 'invalid',
      problems,
      ...(partly !== undefined && { partly: { ...partly, root, file } }),
    };
  }
  const { pipeline, stageLines } = parsed;
  return { kind: 'loaded', pipeline, stageLines, ...origin };
}

type ReadDefinition =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: LocatedProblem };

/** Looks at kind and size before it opens: a pipe would wait for ever, and a disk image fill memory. */
async function readDefinition(file: string): Promise<ReadDefinition> {
  const refused = (problem: LocatedProblem): ReadDefinition => ({ ok: false, problem });
  try {
    const found = await stat(file);
    if (found.isDirectory()) return refused(await isDirectory(file));
    if (!found.isFile()) {
      const remedy = 'name a YAML file that holds the definition';
      return refused({ ...START, message: 'this is not a regular file', remedy });
    }
    if (found.size > MOST_BYTES) return refused(tooLarge(found.size));
    return { ok: true, bytes: await readAtMost(file, MOST_BYTES + 1) };
  } catch (error) {
    return refused(unreadable(error as NodeJS.ErrnoException));
  }
}

/** The file may have grown since its size was looked at. */
async function readAtMost(file: string, most: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(most);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, most - length);
      length += bytesRead;
      if (bytesRead === 0 || length === most) return buffer.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

async function isDirectory(folder: string): Promise<LocatedProblem> {
  const inside = await findDefinition(folder);
  return {
    ...START,
    message: 'this is a folder, not a file',
    remedy:
      inside === undefined
        ? 'name the definition file'
        : `name the file in it: ${shownPath(inside, folder)}`,
  };
}

function unreadable(error: NodeJS.ErrnoException): LocatedProblem {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const remedy = 'correct the path, or let `stagetime init` write a definition';
      return { ...START, message: 'there is no such file', remedy };
    }
    case 'EACCES':
    case 'EPERM': {
      const remedy = 'make the file readable for the user who runs this';
      return { ...START, message: 'reading the file is not permitted', remedy };
    }
    default: {
      const message = `the file cannot be read: ${error.message}`;
      return { ...START, message, remedy: 'correct the path' };
    }
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    // What is there but must not be looked at is reported when it is read.
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  const outside =
    relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return (outside ? file : relative).split(path.sep).join('/');
}
