/** Annotations: a sentence at a line of the definition file, in the run and in the pull request. */
import { warning } from '@actions/core';
import { oneLine } from '../../record/text.ts';

export interface Annotation {
  readonly title: string;
  readonly message: string;
  /** Relative to the repository; without it the annotation stands in the run alone. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

const LONGEST_TITLE = 120;
const LONGEST_MESSAGE = 1_000;

/** Prints them as warnings. Nothing in a name can end the command: the toolkit escapes it. */
export function annotate(annotations: readonly Annotation[]): void {
  for (const { title, message, file, line } of annotations) {
    warning(oneLine(message, LONGEST_MESSAGE), {
      title: oneLine(title, LONGEST_TITLE),
      ...(file !== undefined && { file }),
      ...(line !== undefined && { startLine: line }),
    });
  }
}
