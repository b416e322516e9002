/** The verbs as the terminal knows them: what they print, and their exit codes. */

import type { Options } from './command-line/arguments.ts';
import { type Print, widthOf } from './command-line/console.ts';
import type { Verb } from './command-line/verb-table.ts';
import { type FileKind, placed } from './place.ts';

const FILE_KINDS: Readonly<Record<Exclude<Verb, 'init'>, FileKind>> = {
  run: 'definition',
  plan: 'definition',
  explain: 'definition',
  check: 'definition',
  report: 'record',
  compare: 'other',
  history: 'other',
};

/** Where `--cache-dir` is not given. */
const CACHE_DIR_VARIABLE = 'STAGETIME_CACHE_DIR';

/** Runs a verb where the definition is, and gives the exit code. */
export async function runVerb(verb: Verb, given: Options): Promise<number> {
  const found = verb === 'init' ? given : await placed(given, FILE_KINDS[verb]);
  const cacheDir = given.cacheDir ?? (process.env[CACHE_DIR_VARIABLE] || undefined);
  const options = { ...found, ...(cacheDir !== undefined && { cacheDir }) };
  switch (verb) {
    case 'run':
      return (await import('./run.ts')).run(options, print);
    case 'plan':
      return (await import('./plan.ts')).plan(options, print);
    case 'explain':
      return (await import('./explain.ts')).explain(options, print);
    case 'check':
      return (await import('./check.ts')).check(options, print);
    case 'init':
      return (await import('./init.ts')).init(options, print);
    case 'report':
      return (await import('./report.ts')).report(options, print);
    case 'compare':
      return (await import('./compare.ts')).compare(options, print);
    case 'history':
      return (await import('./history.ts')).history(options, print);
  }
}

const print: Print = {
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
  width: widthOf(process.stdout),
};
