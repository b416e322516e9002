/**
 * Who reads the files that a stage's tools left behind. They are anybody's: what is small is read here, in
 * a moment; what is not, in a thread that can be ended, however busy it is.
 */
import type { JunitResult } from './junit.ts';
import type { Passes } from './latex.ts';
import type { LatexLog } from './latex-log.ts';

/** A file to be read as one kind of evidence; paths are absolute. */
export type Task =
  | { readonly kind: 'junit'; readonly file: string; readonly stageMs: number | undefined }
  | { readonly kind: 'passes'; readonly file: string }
  | { readonly kind: 'latex-log'; readonly file: string };

/** What comes of each kind of task. */
export interface Results {
  readonly junit: JunitResult;
  readonly passes: Passes;
  readonly 'latex-log': LatexLog;
}

/** Reads a file; rejects with a reason in words where that cannot be done. */
export type Read = <K extends Task['kind']>(
  task: Extract<Task, { kind: K }>,
) => Promise<Results[K]>;

/** Reads in this thread, whatever the size. */
export const readHere = async (task: Task): Promise<Results[Task['kind']]> => {
  switch (task.kind) {
    case 'junit':
      return (await import('./junit.ts')).readJunit(task.file, task.stageMs);
    case 'passes':
      return (await import('./latex.ts')).readPasses(task.file);
    case 'latex-log':
      return (await import('./latex-log.ts')).readLatexLog(task.file);
  }
};
