/** Annotations: a sentence at a line of a file of the repository, in the run and in the pull request. */
import { error, warning } from '@actions/core';
import { oneLine } from '../../record/text.ts';

export interface Annotation {
  /** A warning where it is absent. */
  readonly level?: 'error';
  readonly title: string;
  readonly message: string;
  /** Relative to the repository; without it the annotation stands in the run alone. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** GitHub shows ten errors and ten warnings a step; the failure of the step is one of them. */
export const MOST_ANNOTATIONS = 9;

const LONGEST_TITLE = 120;
const LONGEST_MESSAGE = 1_000;

/** Prints them. Nothing in a name can end the command: the toolkit escapes it. */
export function annotate(annotations: readonly Annotation[]): void {
  for (const { level, title, message, file, line, column } of annotations) {
    const say = level === 'error' ? error : warning;
    say(oneLine(message, LONGEST_MESSAGE), {
      title: oneLine(title, LONGEST_TITLE),
      ...(file !== undefined && { file }),
      ...(line !== undefined && { startLine: line }),
      ...(column !== undefined && { startColumn: column }),
    });
  }
}
