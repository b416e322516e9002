/** The command line: what the arguments ask for, or what is wrong with them. */
import { parseArgs } from 'node:util';
import { CONFIRMS, type Confirm, FAIL_ON, type FailOn, wordsOf } from '../../pipeline/choices.ts';
import { nearest } from '../../util/nearest.ts';
import { OPTIONS, type OptionName, VERB_NAMES, VERBS, type Verb } from './verb-table.ts';

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
  /** Setups may ask for root rights. */
  readonly setup: boolean;
  /** Another run in the folder ends this one instead of being waited for. */
  readonly noWait: boolean;
  readonly failOn?: FailOn;
  readonly confirm?: Confirm;
  readonly baseline?: string;
  readonly reportDir?: string;
  readonly cacheDir?: string;
  /** Of `init`: of several projects, the one whose pipeline is written. */
  readonly project?: string;
  readonly json: boolean;
}

/** What the arguments say. */
export type Arguments =
  | { readonly kind: 'verb'; readonly verb: Verb; readonly options: Options }
  /** Of the whole program, or of one verb. */
  | { readonly kind: 'help'; readonly verb?: Verb }
  | { readonly kind: 'version' }
  | { readonly kind: 'invalid'; readonly problem: string };

/** Options as Node's parser has them. */
const PARSED = {
  concurrency: { type: 'string' },
  only: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  force: { type: 'boolean' },
  setup: { type: 'boolean' },
  'no-wait': { type: 'boolean' },
  'keep-going': { type: 'boolean' },
  'fail-on': { type: 'string' },
  confirm: { type: 'string' },
  baseline: { type: 'string' },
  'report-dir': { type: 'string' },
  'cache-dir': { type: 'string' },
  project: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies Readonly<Record<OptionName | 'help' | 'version', object>>;

/** Reads the arguments after the program's name. */
export function parseArguments(args: readonly string[]): Arguments {
  let parsed: Parsed;
  try {
    parsed = parse(args);
  } catch (error) {
    return notParsed(args, error as Error);
  }
  const { values, positionals } = parsed;
  const [verb, ...operands] = positionals;
  if (values.version === true) return { kind: 'version' };
  if (verb === 'help') return helpFor(operands[0]);
  if (values.help === true || args.length === 0) return helpFor(verb);
  if (verb === undefined) return invalid(`no verb: use ${VERB_NAMES.join(', ')}`);
  if (!isVerb(verb)) return unknownVerb(verb);
  const foreign = Object.keys(values).find(name => !optionsOf(verb).includes(name));
  if (foreign !== undefined) return invalid(`\`${verb}\` has no option --${foreign}`, verb);
  return argumentsOf(verb, operands, values);
}

type Parsed = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: true, options: PARSED });
}

function notParsed(args: readonly string[], { message }: Error): Arguments {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: PARSED,
  });
  const [verb] = positionals;
  const of = verb !== undefined && isVerb(verb) ? verb : undefined;
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(PARSED, token.name)) continue;
    const known = of === undefined ? Object.keys(OPTIONS) : optionsOf(of);
    return invalid(`unknown option ${token.rawName}`, of, nearestOption(token.name, known));
  }
  return invalid(message, of);
}

function nearestOption(written: string, known: readonly string[]): string | undefined {
  const meant = nearest(written, known);
  return meant && `--${meant}`;
}

function helpFor(verb: string | undefined): Arguments {
  if (verb === undefined) return { kind: 'help' };
  return isVerb(verb) ? { kind: 'help', verb } : unknownVerb(verb);
}

function unknownVerb(written: string): Arguments {
  const problem = `unknown verb ${JSON.stringify(written)}: use ${VERB_NAMES.join(', ')}`;
  return invalid(problem, undefined, nearest(written, VERB_NAMES));
}

function argumentsOf(verb: Verb, operands: readonly string[], values: Parsed['values']): Arguments {
  const [stage, files] =
    verb === 'explain' ? [operands[0], operands.slice(1)] : [undefined, operands];
  if (verb === 'explain' && stage === undefined) return invalid('`explain` needs a STAGE', verb);
  const most = verb === 'compare' ? 2 : 1;
  const [file, second] = files;
  if (files.length > most) {
    const allowed = most === 1 ? 'one FILE' : 'two FILES';
    return invalid(`${allowed} at most, not ${files.length}`, verb);
  }
  const written = values.concurrency;
  const concurrency = written === undefined ? undefined : Number(written);
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    const problem = `--concurrency must be a whole number from 1, not ${JSON.stringify(written)}`;
    return invalid(problem, verb);
  }
  const failOn = FAIL_ON.find(known => known === values['fail-on']);
  if (failOn === undefined && values['fail-on'] !== undefined) {
    return notAmong(verb, 'fail-on', FAIL_ON, values['fail-on']);
  }
  const confirm = CONFIRMS.find(known => known === values.confirm);
  if (confirm === undefined && values.confirm !== undefined) {
    return notAmong(verb, 'confirm', CONFIRMS, values.confirm);
  }
  const baseline = values.baseline ?? second;
  const options: Options = {
    only: splitList(values.only),
    skip: splitList(values.skip),
    keepGoing: values['keep-going'] === true,
    force: values.force === true,
    setup: values.setup === true,
    noWait: values['no-wait'] === true,
    json: values.json === true,
    ...(stage !== undefined && { stage }),
    ...(file !== undefined && { file }),
    ...(concurrency !== undefined && { concurrency }),
    ...(failOn !== undefined && { failOn }),
    ...(confirm !== undefined && { confirm }),
    ...(baseline !== undefined && { baseline }),
    ...(values['report-dir'] !== undefined && { reportDir: values['report-dir'] }),
    ...(values['cache-dir'] !== undefined && { cacheDir: values['cache-dir'] }),
    ...(values.project !== undefined && { project: values.project }),
  };
  return { kind: 'verb', verb, options };
}

function optionsOf(verb: Verb): readonly string[] {
  return VERBS[verb].options;
}

function splitList(values: readonly string[] | undefined): readonly string[] {
  return (values ?? [])
    .flatMap(value => value.split(','))
    .map(value => value.trim())
    .filter(Boolean);
}

function isVerb(text: string): text is Verb {
  return Object.hasOwn(VERBS, text);
}

function notAmong(
  verb: Verb,
  option: OptionName,
  choices: readonly string[],
  written: string,
): Arguments {
  const problem = `--${option} must be ${wordsOf(choices)}, not ${JSON.stringify(written)}`;
  return invalid(problem, verb, nearest(written, choices));
}

function invalid(problem: string, verb?: Verb, meant?: string): Arguments {
  const help = verb === undefined ? 'stagetime --help' : `stagetime help ${verb}`;
  const remedy =
    meant === undefined ? `see \`${help}\`` : `did you mean \`${meant}\`? See \`${help}\``;
  return { kind: 'invalid', problem: `stagetime: ${problem}\n  remedy: ${remedy}` };
}
