/** `check`: everything that is wrong with a definition, at once. */
import { formatProblem } from '../definition/document/problems.ts';
import { counted, oneLine } from '../record/text.ts';
import { findingWords } from '../reporting/words/findings.ts';
import { checkDefinition } from '../run/checking/check-definition.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, type Print } from './command-line/console.ts';

/** Prints the problems, or that there are none, and gives the exit code. */
export async function check({ file, json }: Options, print: Print): Promise<number> {
  const request = { file, cwd: process.cwd(), environment: process.env };
  const { problems, findings, definition } = await checkDefinition(request);
  if (json) {
    const valid = problems.length === 0;
    const notes = findings.map(note => ({ ...note, message: findingWords(note) }));
    print.out(`${JSON.stringify({ valid, problems, notes }, null, 2)}\n`);
  } else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
  if (!json) {
    for (const finding of findings) {
      print.error(`Notice: ${oneLine(findingWords(finding), LONGEST_NOTE)}\n`);
    }
  }
  if (definition === undefined || problems.length > 0) return EXIT.invalid;
  if (json) return EXIT.fine;
  const { stages } = definition.pipeline;
  const setups = stages.filter(({ setup }) => setup !== undefined).length;
  const parts = [
    ...(setups > 0 ? [counted(setups, 'setup')] : []),
    counted(stages.length - setups, 'stage'),
  ];
  const rest = findings.length === 0 ? 'fine' : 'valid, with notices';
  print.out(`${definition.file}: ${rest}, ${parts.join(', ')}\n`);
  return EXIT.fine;
}

const LONGEST_NOTE = 500;
