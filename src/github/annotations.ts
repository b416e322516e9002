/** Annotations: a sentence at a line of the definition file, in the run and in the pull request. */
import { warning } from '@actions/core';
import { oneLine } from '../record/text.ts';

export interface Annotation {
  readonly title: string;
  readonly message: string;
  /** Relative to the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** GitHub shows ten a step; the rest of them is for what else goes wrong. */
const MOST = 8;
const LONGEST_TITLE = 120;
const LONGEST_MESSAGE = 1_000;

/** Those that are shown: the first ones, and where they are too many one that counts the rest. */
export function selectAnnotations(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= MOST) return annotations;
  const shown = annotations.slice(0, MOST - 1);
  const [next] = annotations.slice(MOST - 1);
  const rest = annotations.length - shown.length;
  return next === undefined
    ? shown
    : [...shown, { ...next, title: `${rest} more`, message: 'They stand in the job summary.' }];
}

/** Prints them as warnings. Nothing in a name can end the command: the toolkit escapes it. */
export function annotate(annotations: readonly Annotation[]): void {
  for (const { title, message, file, line } of selectAnnotations(annotations)) {
    warning(oneLine(message, LONGEST_MESSAGE), {
      title: oneLine(title, LONGEST_TITLE),
      file,
      startLine: line,
    });
  }
}
