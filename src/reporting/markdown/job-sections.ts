/** The words of a comment that several jobs share, around what each of them says. */
import { escapeMarkdown } from './escape.ts';

const SHA_SHOWN = 8;

/** A job's heading, one level above its verdict; `of` is a commit before the newest one. */
export function jobHeading(title: string, of?: string): string {
  const name = `## ${escapeMarkdown(title)}`;
  if (of === undefined) return name;
  const commit = of === '' ? 'an earlier commit' : escapeMarkdown(of.slice(0, SHA_SHOWN));
  return `${name} (of ${commit}, not run for the newest commit yet)`;
}

/** Below what is shortened so that all jobs have room. */
export const REST_IN_SUMMARY =
  "The rest is in the job's summary, so that all jobs have room in this comment.";

/** Below the last job that has room. */
export const JOBS_LEFT_OUT = 'There are more jobs than have room here: each has its summary.';
