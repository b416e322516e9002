/** The `matrix` of a stage: what its text is repeated for. */
import * as v from 'valibot';

const VALUES = 'a list of at least one text or number';

/** Names, each with the values that stand for `${{ matrix.NAME }}`. */
export const matrix = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, 'a name of letters, digits, `_` and `-`'),
    ),
    v.pipe(
      v.array(
        v.union([v.pipe(v.string(VALUES), v.minLength(1, VALUES)), v.number(VALUES)], VALUES),
        VALUES,
      ),
      v.minLength(1, VALUES),
    ),
    'a mapping of names to lists of values',
  ),
  v.minEntries(1, 'a mapping of names to lists of values'),
  v.description(
    `The stage is run once for each combination of these values, which stand where its text says \`$\{{ matrix.NAME }}\`.`,
  ),
);
