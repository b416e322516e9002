/** The part of the definition file that makes the machine ready; see `schema.ts`. */
import * as v from 'valibot';
import { env, id, minutes, oneOrMore, paths, requirement, shell, text, yesOrNo } from './values.ts';

/** `30d`, `2w`, `12h`. */
const AGE = /^(?=.*[1-9])(?:\d{1,4}w)?(?:\d{1,5}d)?(?:\d{1,6}h)?$/;
const AGE_WORDS = 'a time like `30d`, `2w` or `12h`';

const age = (description: string) =>
  v.pipe(v.string(AGE_WORDS), v.regex(AGE, AGE_WORDS), v.description(description));

/** A setup as it is written. */
export const setup = v.pipe(
  v.strictObject(
    {
      name: v.optional(text(10_000, 'What reports call the setup; its id when absent.')),
      run: text(100_000, 'The command that makes the machine ready, handed to the shell as it is.'),
      provides: v.optional(
        oneOrMore(
          requirement,
          'the name of a tool or a list of names',
          'Tools that are there afterwards: an executable, or a Python module as `python:pytest`. Where all of them are there before, and there is nothing to `keep`, the command does not run.',
        ),
      ),
      inputs: v.optional(
        paths('Patterns of the files that decide what the command makes, such as a lock file.'),
      ),
      keep: v.optional(
        paths('Folders below the root that the command makes, kept from run to run like a cache.'),
      ),
      renew: v.optional(
        age('What was kept is made again after this time; never, where nothing is said.'),
      ),
      needs: v.optional(
        oneOrMore(
          id,
          'the id of a setup or a list of ids',
          'Setups that must be done before this one starts.',
        ),
      ),
      env: v.optional(
        env(
          'Environment variables. An empty value (`NAME:`) passes on the one that Stagetime itself was started with.',
        ),
      ),
      shell: v.optional(shell),
      'working-directory': v.optional(text(1000, 'Folder in which the command runs.')),
      'timeout-minutes': v.optional(
        minutes('The setup is ended after this time; fractions are allowed.'),
      ),
      documentation: v.optional(
        yesOrNo('`true`: documentation, manuals and translations of packages are kept, too.'),
      ),
    },
    'a mapping with keys of a setup',
  ),
  v.description('A command that makes the machine ready, before the stages.'),
);

/** Milliseconds of an age that the schema accepted. */
export function ageMs(written: string): number {
  const [, weeks = '0', days = '0', hours = '0'] =
    /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?$/.exec(written) ?? [];
  return ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 3_600_000;
}
