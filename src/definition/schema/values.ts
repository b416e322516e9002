/**
 * The kinds of value that a definition is made of. Each message is what the value must be, in words
 * (`a whole number from 0 to 10`), as `shape.ts` puts it into a sentence.
 */
import * as v from 'valibot';

/** What stage ids and cache names look like; `--only` and file names are made of them. */
const ID = /^(?!(?:__proto__|constructor|prototype)$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const ID_WORDS =
  'text made of letters, digits, `_`, `.` and `-`, beginning with none of the last two, at most 100 characters';

/** `90s`, `2m`, `1h30m`. */
const DURATION = /^(?=\d)(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?$/;

/** A stage's id or a cache's name. */
export const id = v.pipe(v.string(ID_WORDS), v.regex(ID, ID_WORDS));

/** A word that selects stages. */
export const tag = v.pipe(v.string(ID_WORDS), v.regex(TAG, ID_WORDS));

/** A span of time; see {@link durationMs}. */
export const duration = (description: string) => {
  const words = 'a duration like `90s`, `2m` or `1h30m`';
  return v.pipe(v.string(words), v.regex(DURATION, words), v.description(description));
};

/** A whole number between two, both included. */
export const wholeNumber = (from: number, to: number, description: string) => {
  const words = `a whole number from ${from} to ${to}`;
  return v.pipe(
    v.number(words),
    v.integer(words),
    v.minValue(from, words),
    v.maxValue(to, words),
    v.description(description),
  );
};

/** A truth value. */
export const yesOrNo = (description: string) =>
  v.pipe(v.boolean('`true` or `false`'), v.description(description));

/** Text that is not empty; `most` in UTF-16 code units. */
export const text = (most: number, description: string) => {
  const words = `text of 1 to ${most} characters`;
  return v.pipe(
    v.string(words),
    v.minLength(1, words),
    v.maxLength(most, words),
    v.description(description),
  );
};

/** One item may stand for a list of one, as in a workflow's `needs`. */
export const oneOrMore = <T extends v.GenericSchema<string, string>>(
  item: T,
  words: string,
  description: string,
) => v.pipe(v.union([item, v.array(item, words)], words), v.description(description));

const path = text(1000, 'A path, relative to the folder of the definition.');
/** One path or several, relative to the root folder. */
export const paths = (description: string) =>
  oneOrMore(path, 'a path or a list of paths', description);

/** Environment variables; see `semantics.ts` for numbers that YAML would change. */
export const env = (description: string) =>
  v.pipe(
    v.record(
      v.pipe(
        v.string(),
        v.regex(
          /^[A-Za-z_][A-Za-z0-9_]*$/,
          'a name of letters, digits and `_`, not beginning with a digit',
        ),
      ),
      v.union(
        [v.string(), v.number(), v.boolean(), v.null()],
        'text, a number, `true`, `false` or nothing',
      ),
      'a mapping of names to values',
    ),
    v.description(description),
  );

/** What has to be on the machine: an executable, or a Python module. */
export const requirement = v.pipe(
  v.string('text'),
  v.regex(
    /^(?:python:[A-Za-z_][A-Za-z0-9_.]{0,199}|[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199})$/,
    'the name of an executable, like `latexmk`, or of a Python module, like `python:pytest`',
  ),
);

const SHELL_WORDS = '`bash`, `sh`, `python`, `pwsh` or a command with `{0}` for the script';
/** What runs a command. */
export const shell = v.pipe(
  v.string(SHELL_WORDS),
  v.regex(/^(?:bash|sh|python|pwsh)$|\{0\}/, SHELL_WORDS),
  v.description(
    'What runs the command: `bash`, `sh`, `python`, `pwsh`, or a command with `{0}` for the script.',
  ),
);

const MINUTES = 'a number of minutes over 0, at most 10080';
/** After how many minutes something is ended. */
export const minutes = (description: string) =>
  v.pipe(
    v.number(MINUTES),
    v.gtValue(0, MINUTES),
    v.maxValue(10_080, MINUTES),
    v.description(description),
  );

/** A list where one item may stand for a list of one. */
export function asList(written: string | readonly string[] | undefined): readonly string[] {
  return typeof written === 'string' ? [written] : (written ?? []);
}

/** Whether a text is a duration as the schema has it. */
export function isDuration(written: string): boolean {
  return v.is(duration(''), written);
}

/** Milliseconds of a duration that the schema accepted. */
export function durationMs(written: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(written) ?? [];
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
