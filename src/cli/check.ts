/** `check`: everything that is wrong with a definition, at once. */
import { formatProblem } from '../definition/document/problems.ts';
import { type LoadedDefinition, loadDefinition } from '../definition/load.ts';
import { missingFolders } from '../definition/working-directories.ts';
import { findUnreadableInputs } from '../execution/inputs/unreadable-inputs.ts';
import { oneLine } from '../record/text.ts';
import { unreadableWords } from '../reporting/words/facts/unreadable-file.ts';
import type { Options } from './arguments.ts';
import { EXIT, type Print } from './console.ts';

/** Prints the problems, or that there are none, and gives the exit code. */
export async function check({ file, json }: Options, print: Print): Promise<number> {
  const definition = await loadDefinition({ file, cwd: process.cwd() });
  const problems =
    definition.kind === 'invalid' ? definition.problems : await missingFolders(definition);
  const notes = definition.kind === 'loaded' ? await notesOn(definition) : [];
  if (json) {
    const valid = problems.length === 0;
    print.out(`${JSON.stringify({ valid, problems, notes }, null, 2)}\n`);
  } else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
  if (definition.kind === 'invalid' || problems.length > 0) return EXIT.invalid;
  const count = definition.pipeline.stages.length;
  if (json) return EXIT.fine;
  for (const { stage, reason } of notes) {
    print.error(
      `Notice: ${stage} is neither stored nor reused: ${oneLine(reason, LONGEST_REASON)}\n`,
    );
  }
  print.out(`${definition.file}: fine, ${count} ${count === 1 ? 'stage' : 'stages'}\n`);
  return EXIT.fine;
}

const LONGEST_REASON = 500;

/** What keeps a definition that is right from doing what it says, as the files are now. */
async function notesOn({ root, pipeline }: LoadedDefinition) {
  const found = await findUnreadableInputs(root, pipeline);
  return found.map(({ stage, unreadable }) => ({
    stage: stage.id,
    reason: unreadableWords(unreadable),
  }));
}
