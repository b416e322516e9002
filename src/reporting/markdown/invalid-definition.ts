/** The job summary for an invalid definition: nothing was run. */
import { counted, oneLine } from '../../record/text.ts';
import { escapeMarkdown } from './escape.ts';

/** What is wrong at one place. */
interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

const SHOWN = 50;
const LONGEST = 500;

/** Each problem with its place and its remedy. */
export function invalidSummary(problems: readonly Problem[]): string {
  const shown = problems.slice(0, SHOWN).map(({ file, line, column, message, remedy }) => {
    const place = escapeMarkdown(`${oneLine(file, LONGEST)}:${line}:${column}`);
    const what = escapeMarkdown(oneLine(message, LONGEST));
    return `- **${place}**: ${what}<br>Remedy: ${escapeMarkdown(oneLine(remedy, LONGEST))}`;
  });
  const more = problems.length - shown.length;
  const rest = more > 0 ? [`- and ${more} more`] : [];
  return [`## ${invalidWords(problems)}`, '', ...shown, ...rest, ''].join('\n');
}

/** With what the job fails: the problems themselves are said where they are. */
export function invalidWords({ length }: readonly Problem[]): string {
  return `The pipeline is invalid: ${counted(length, 'problem')}, nothing was run`;
}
