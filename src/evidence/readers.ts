/**
 * Who reads the files that a stage's tools left behind. They are anybody's: what is small is read here, in
 * a moment; what is not, in a thread that can be ended, however busy it is.
 */
import type { FileProblem, ParserProblem } from '../record/facts/stage/evidence-problem.ts';
import { formatOf } from './formats.ts';
import type { Printed } from './latex/passes.ts';
import { readUpTo } from './port/bounded-file.ts';
import type { Numbers } from './port/parser.ts';

/** What is to be read; paths are absolute. */
export type Task =
  /** A file of a format, by its key; `stageMs` is how long the stage took that wrote it. */
  | {
      readonly kind: 'file';
      readonly source: string;
      readonly file: string;
      readonly stageMs: number | undefined;
    }
  /** What a stage printed, for LaTeX's passes. */
  | { readonly kind: 'output'; readonly file: string };

/** The numbers of a file, with what is wrong with some of them; or why there are none. */
export type FileResult =
  | {
      readonly kind: 'read';
      readonly numbers: Partial<Numbers>;
      readonly problems: readonly ParserProblem[];
    }
  | { readonly kind: 'unreadable'; readonly problem: FileProblem | ParserProblem };

/** What comes of each kind of task. */
export interface Results {
  readonly file: FileResult;
  readonly output: Printed;
}

/** Reads a file; rejects with a reason in words where that cannot be done. */
export type Read = <K extends Task['kind']>(
  task: Extract<Task, { kind: K }>,
) => Promise<Results[K]>;

/** A larger file of evidence is not looked into. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** Reads in this thread, whatever the size. */
export const readHere = async (task: Task): Promise<Results[Task['kind']]> => {
  switch (task.kind) {
    case 'file':
      return readFile(task);
    case 'output':
      return (await import('./latex/passes.ts')).readPasses(task.file);
  }
};

/** Reads a file of a format in this thread. */
export async function readFile({
  source,
  file,
  stageMs,
}: Omit<Extract<Task, { kind: 'file' }>, 'kind'>): Promise<FileResult> {
  const format = formatOf(source);
  if (format === undefined) throw new Error(`unknown format of evidence: ${source}`);
  const found = await readUpTo(file, LARGEST_BYTES);
  if (found.kind === 'unreadable') return found;
  if (!found.isWhole) {
    return { kind: 'unreadable', problem: { kind: 'too-large', limitBytes: LARGEST_BYTES } };
  }
  const { parse } = await format.load();
  const result = await parse({ bytes: found.bytes, stageMs });
  if (result.kind === 'unreadable') return result;
  return { ...result, numbers: { [format.gives]: result.numbers } as Partial<Numbers> };
}
