/**
 * The formats of which a stage's `evidence` may name a file: a parser is a file in `parsers/` and an entry here.
 * The definition's schema, the checks of its paths, what is read after a stage and the words for what is wrong
 * with a file follow from it. Nothing is loaded with this table but the table.
 */
import type { Format } from './port/parser.ts';

/** By the key in the definition. */
export const FORMATS = {
  junit: {
    name: 'JUnit XML',
    about: 'JUnit XML file that the tests write.',
    remedy: 'let the command write it (pytest: `--junitxml`)',
    times: '`time` is in seconds',
    gives: 'tests',
    load: () => import('./parsers/junit.ts'),
  },
  tap: {
    name: 'TAP',
    about: 'TAP file that the tests write, or their output.',
    remedy: 'let the command write it (node: `--test-reporter=tap`)',
    times: '`duration_ms` is in milliseconds',
    gives: 'tests',
    load: () => import('./parsers/tap.ts'),
  },
  'latex-log': {
    name: 'a log of LaTeX',
    about: 'Log file that LaTeX writes.',
    remedy: 'name the `.log` of the document',
    gives: 'latex',
    load: () => import('./parsers/latex-log.ts'),
  },
} as const satisfies Readonly<Record<string, Format>>;

/** A key of the table. */
export type FormatKey = keyof typeof FORMATS;

/** All keys, in the order of the table. */
export const FORMAT_KEYS = Object.keys(FORMATS) as readonly FormatKey[];

/** The format of a key; undefined where a later version may have it and this one has not. */
export function formatOf(key: string): Format | undefined {
  return Object.hasOwn(FORMATS, key) ? FORMATS[key as FormatKey] : undefined;
}
