/** `check`: everything that is wrong with a definition, at once. */
import { formatProblem } from '../definition/document/problems.ts';
import { type LoadedDefinition, loadDefinition } from '../definition/load.ts';
import { missingFolders } from '../definition/working-directories.ts';
import { inspect } from '../execution/inspection/inspect.ts';
import type { Finding } from '../record/facts/stage/finding.ts';
import { oneLine } from '../record/text.ts';
import { findingWords } from '../reporting/words/findings.ts';
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
    const said = notes.map(note => ({ ...note, message: findingWords(note) }));
    print.out(`${JSON.stringify({ valid, problems, notes: said }, null, 2)}\n`);
  } else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
  if (definition.kind === 'invalid' || problems.length > 0) return EXIT.invalid;
  const count = definition.pipeline.stages.length;
  if (json) return EXIT.fine;
  for (const finding of notes) {
    print.error(`Notice: ${oneLine(findingWords(finding), LONGEST_NOTE)}\n`);
  }
  print.out(`${definition.file}: fine, ${count} ${count === 1 ? 'stage' : 'stages'}\n`);
  return EXIT.fine;
}

const LONGEST_NOTE = 500;

/** What keeps a definition that is right from doing what it says here, as the files are now. */
function notesOn({ root, pipeline }: LoadedDefinition): Promise<readonly Finding[]> {
  return inspect({ root, pipeline, environment: process.env, now: new Date() });
}
