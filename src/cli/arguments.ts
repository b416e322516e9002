/** The command line: verbs, their options, and what to say when they do not fit. */
import { parseArgs } from 'node:util';
import { CONFIRMS, type Confirm, FAIL_ON, type FailOn, wordsOf } from '../pipeline/choices.ts';

export const VERBS = [
  'run',
  'plan',
  'explain',
  'check',
  'init',
  'report',
  'compare',
  'history',
] as const;
export type Verb = (typeof VERBS)[number];

/** The options of all verbs together; a verb leaves alone what is not its own. */
export interface Options {
  /** Of `explain`: the stage to explain. */
  readonly stage?: string;
  readonly file?: string;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly concurrency?: number;
  readonly keepGoing: boolean;
  readonly force: boolean;
  /** Another run in the folder ends this one instead of being waited for. */
  readonly noWait: boolean;
  readonly failOn?: FailOn;
  readonly confirm?: Confirm;
  readonly baseline?: string;
  readonly reportDir?: string;
  /** Of `init`: of several projects, the one whose pipeline is written. */
  readonly project?: string;
  readonly json: boolean;
}

/** What the arguments say. */
export type Arguments =
  | { readonly kind: 'verb'; readonly verb: Verb; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly problem: string };

export const usage = `Usage: stagetime VERB [FILE] [options]

Verbs
  run       run the pipeline, measure its stages, write the report
  plan      print order, expected times and what would run; run nothing
  explain   print why a stage would run, or be reused: explain STAGE [FILE]
  check     print what is wrong with the definition
  init      write a definition for what was detected here
  report    render a run record (run.json) again
  compare   judge a run record by a history: compare [RUN.json [HISTORY.json]]
  history   print the stored runs, and the lasting steps in their times

FILE is the definition (for report and compare: the run record; for history: the history). Without
it stagetime.yml or .github/stagetime.yml is read, or the pipeline is detected.

Options
  --concurrency N      stages that may run at once
  --only IDS           only these stages or tags, with what they need
  --skip IDS           without these stages or tags
  --force              run every stage, also those whose inputs did not change
  --no-wait            do not wait for another run in this folder, end at once
  --keep-going         do not end the run at the first failure
  --fail-on WHAT       fail for a regression, a budget or any of both; never is the default
  --confirm HOW        run again what looks slower: off, rerun or paired (with the commit before);
                       rerun where --fail-on asks for regressions, else off
  --baseline FILE      history to compare with and to take expected times from
  --report-dir DIR     where the report goes (.stagetime)
  --project NAME       of several projects, the one that init writes the pipeline of
  --json               print the result as JSON
  -h, --help           this text

Exit codes: 0 fine, 1 a required stage failed, 2 the definition or an argument is wrong, 3 a gate
(--fail-on) tripped, 4 another run is in the folder, 130 interrupted.
`;

/** For each verb the options that mean something to it. */
const ALLOWED: Readonly<Record<Verb, readonly string[]>> = {
  run: [
    'concurrency',
    'only',
    'skip',
    'force',
    'no-wait',
    'keep-going',
    'fail-on',
    'confirm',
    'baseline',
    'report-dir',
    'json',
  ],
  plan: ['concurrency', 'only', 'skip', 'force', 'baseline', 'report-dir', 'json'],
  explain: ['report-dir', 'json'],
  check: ['json'],
  init: ['project'],
  report: ['report-dir', 'json'],
  compare: ['fail-on', 'baseline', 'report-dir', 'json'],
  history: ['report-dir', 'json'],
};

/** Reads the arguments after the program's name. */
export function parseArguments(args: readonly string[]): Arguments {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return invalid((error as Error).message);
  }
  const { values, positionals } = parsed;
  const [verb, ...rest] = positionals;
  const [stage, file, ...others] = verb === 'explain' ? rest : [undefined, ...rest];
  const [second, ...more] = verb === 'compare' ? others : [undefined, ...others];
  if (values.help === true || (verb === undefined && args.length === 0)) return { kind: 'help' };
  if (verb === undefined || !isVerb(verb)) {
    const said = verb === undefined ? 'no verb' : `unknown verb ${JSON.stringify(verb)}`;
    return invalid(`${said}: use ${VERBS.join(', ')}`);
  }
  if (verb === 'explain' && stage === undefined) return invalid('`explain` needs a STAGE');
  if (more.length > 0) return invalid(`one FILE at most, not ${more.length + 1}`);
  const foreign = Object.keys(values).find(option => !ALLOWED[verb].includes(option));
  if (foreign !== undefined) return invalid(`\`${verb}\` has no option --${foreign}`);
  const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    return invalid(
      `--concurrency must be a whole number from 1, not ${JSON.stringify(values.concurrency)}`,
    );
  }
  const failOn = FAIL_ON.find(known => known === values['fail-on']);
  if (failOn === undefined && values['fail-on'] !== undefined) {
    return notAmong('fail-on', FAIL_ON, values['fail-on']);
  }
  const confirm = CONFIRMS.find(known => known === values.confirm);
  if (confirm === undefined && values.confirm !== undefined) {
    return notAmong('confirm', CONFIRMS, values.confirm);
  }
  const baseline = values.baseline ?? second;
  const options: Options = {
    only: splitList(values.only),
    skip: splitList(values.skip),
    keepGoing: values['keep-going'] === true,
    force: values.force === true,
    noWait: values['no-wait'] === true,
    json: values.json === true,
    ...(stage !== undefined && { stage }),
    ...(file !== undefined && { file }),
    ...(concurrency !== undefined && { concurrency }),
    ...(failOn !== undefined && { failOn }),
    ...(confirm !== undefined && { confirm }),
    ...(baseline !== undefined && { baseline }),
    ...(values['report-dir'] !== undefined && { reportDir: values['report-dir'] }),
    ...(values.project !== undefined && { project: values.project }),
  };
  return { kind: 'verb', verb, options };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      concurrency: { type: 'string' },
      only: { type: 'string', multiple: true },
      skip: { type: 'string', multiple: true },
      force: { type: 'boolean' },
      'no-wait': { type: 'boolean' },
      'keep-going': { type: 'boolean' },
      'fail-on': { type: 'string' },
      confirm: { type: 'string' },
      baseline: { type: 'string' },
      'report-dir': { type: 'string' },
      project: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function splitList(values: readonly string[] | undefined): readonly string[] {
  return (values ?? [])
    .flatMap(value => value.split(','))
    .map(value => value.trim())
    .filter(Boolean);
}

function isVerb(text: string): text is Verb {
  return (VERBS as readonly string[]).includes(text);
}

function notAmong(option: string, choices: readonly string[], written: string): Arguments {
  return invalid(`--${option} must be ${wordsOf(choices)}, not ${JSON.stringify(written)}`);
}

function invalid(problem: string): Arguments {
  return { kind: 'invalid', problem: `stagetime: ${problem}\n  remedy: see \`stagetime --help\`` };
}
