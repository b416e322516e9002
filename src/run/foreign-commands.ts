/** The words for what a stage wrote to the files by which a step commands the runner. */
import type { ForeignCommand } from '../github/runner/command-files.ts';

/** What happened, and how a stage is allowed to do it. */
export function foreignCommandWords({ file, undone }: ForeignCommand): string {
  const outcome = undone
    ? 'it is as it was before'
    : 'it could not be put back, and later steps may go by what the stage wrote';
  return `a stage changed the runner’s file ${file}: ${outcome}; to allow it, add \`${file}: null\` to the stage’s \`env\``;
}
