/** What `--help` and `help VERB` print. */
import {
  OPTIONS,
  type OptionEntry,
  type OptionName,
  VERB_NAMES,
  VERBS,
  type Verb,
  type VerbEntry,
} from './verb-table.ts';

const WIDTH = 98;

/** The help of the whole program. */
export function usage(): string {
  const verbs = VERB_NAMES.map((verb): Row => [verb, VERBS[verb].help]);
  const options = Object.keys(OPTIONS) as OptionName[];
  return `Usage: stagetime VERB [FILE] [options]

Verbs
${table(verbs)}
FILE is the definition (for report and compare: the run record; for history: the history). Without
it, stagetime.yml or .github/stagetime.yml is read from this folder or the nearest one above it in
the git repository; where there is none, the pipeline is detected.

Options
${table([...options.map(optionRow), ['-h, --help', 'this text; `stagetime help VERB` for one verb'], ['--version', 'the version']])}
Exit codes: 0 fine, 1 a required stage failed, 2 the definition or an argument is wrong, 3 a gate
(--fail-on) tripped, 4 another run is in the folder, 130 interrupted.
`;
}

/** The help of one verb: its own operands and options. */
export function usageOf(verb: Verb): string {
  const { operands, help, options }: VerbEntry = VERBS[verb];
  const own = options.length === 0 ? '' : `\nOptions\n${table(options.map(optionRow))}`;
  return `Usage: stagetime ${verb} ${operands}${options.length === 0 ? '' : ' [options]'}\n\n${capital(help)}.\n${own}`;
}

type Row = readonly [left: string, right: string];

function optionRow(name: OptionName): Row {
  const { value, help }: OptionEntry = OPTIONS[name];
  return [`--${name}${value === undefined ? '' : ` ${value}`}`, help];
}

/** Two columns, the second wrapped. */
function table(rows: readonly Row[]): string {
  const left = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows
    .flatMap(([name, help]) =>
      wrapped(help, WIDTH - left).map(
        (line, i) => `${(i === 0 ? `  ${name}` : '').padEnd(left)}${line}\n`,
      ),
    )
    .join('');
}

function wrapped(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
