/** What changed since a stored result, or an entry of a cache, and why a stage runs: in words. */
import type { Difference } from '../../../record/facts/difference.ts';
import type { ResultMiss, RunCause } from '../../../record/facts/stage/run-cause.ts';
import type { StageRecord } from '../../../record/run-record.ts';
import { toolName } from './stage-reason.ts';
import { storeFaultWords } from './store-fault.ts';
import { unreadPartWords } from './unreadable-file.ts';

/** One difference as a phrase. Names and paths are as they are: whoever shows them escapes them. */
export function differenceWords(difference: Difference): string {
  switch (difference.kind) {
    case 'value':
      return valueWords(difference);
    case 'file':
      return fileWords(difference);
    case 'need':
      return needWords(difference);
  }
}

type RanBecause = NonNullable<StageRecord['ranBecause']>;
type Value = Extract<Difference, { kind: 'value' }>;
type File = Extract<Difference, { kind: 'file' }>;
type Need = Extract<Difference, { kind: 'need' }>;

function valueWords({ of, name = '', change, before, after }: Value): string {
  const what = SUBJECTS[of](name);
  if (change !== 'changed') return `${what} was ${change}`;
  return before === undefined ? `${what} changed` : `${what} changed from ${before} to ${after}`;
}

const SUBJECTS: Readonly<Record<Value['of'], (name: string) => string>> = {
  command: () => 'the command',
  shell: () => 'the shell',
  'working-directory': () => 'the working directory',
  platform: () => 'the platform',
  paths: () => 'its paths',
  'own-key': () => 'its own `key`',
  'output-pattern': name => `declared output ${name}`,
  variable: name => `environment variable ${name}`,
  'tool-version': name => `the version of ${name}`,
  model: name => `the model for ${name}`,
  'key-part': name => `the ${name}`,
};

function fileWords({ path, outputOf, change }: File): string {
  const name =
    outputOf === undefined ? `input ${path}` : `output ${path} of needed stage ${outputOf}`;
  switch (change) {
    case 'added':
    case 'removed':
      return `${name} was ${change}`;
    case 'content':
      return `${name} changed`;
    case 'executable':
      return `${name} became executable`;
    case 'not-executable':
      return `${name} is no longer executable`;
    case 'target':
      return `${name} points elsewhere`;
    case 'behind-link':
      return `what ${name} points to changed`;
    case 'became-file':
      return `${name} became a file`;
    case 'became-link':
      return `${name} became a link`;
    case 'became-folder':
      return `${name} became a folder`;
  }
}

function needWords({ stage, change }: Need): string {
  const name = `needed stage ${stage}`;
  switch (change) {
    case 'added':
    case 'removed':
      return `${name} was ${change}`;
    case 'causes':
      return `what decides the result of ${name} changed`;
    case 'got-outputs':
      return `${name} now has outputs`;
    case 'lost-outputs':
      return `${name} no longer has outputs`;
  }
}

/** Nothing that a reader could have expected to be otherwise. */
const AS_A_RULE: ReadonlySet<RunCause['kind']> = new Set([
  'no-inputs',
  'reuse-off',
  'forced',
  'nothing-stored',
]);

/** `ran because input fit.py changed (and 3 more)`; undefined where it runs as a rule. */
export function ranBecauseWords({ causes, more = 0 }: RanBecause): string | undefined {
  const [first, ...others] = causes.filter(({ kind }) => !AS_A_RULE.has(kind));
  if (first === undefined) return undefined;
  const rest = others.length + more;
  return `ran because ${runCauseWords(first)}${rest > 0 ? ` (and ${rest} more)` : ''}`;
}

/** Why a stage runs, as a phrase. */
export function runCauseWords(cause: RunCause): string {
  switch (cause.kind) {
    case 'no-inputs':
      return 'it declares no inputs';
    case 'reuse-off':
      return 'its `if-changed` is false';
    case 'forced':
      return 'every stage was asked to run';
    case 'unreadable':
      return `it is neither stored nor reused: ${unreadPartWords(cause.because)}`;
    case 'nothing-stored':
      return 'no result of it is stored';
    case 'changed':
      return differenceWords(cause.difference);
    case 'no-result':
      return resultMissWords(cause.because);
    case 'written-by-another':
      return `stage ${cause.stage} wrote ${cause.path}, which is one of its outputs`;
    case 'other-files-given':
      return 'the files where it writes are not those of the stored run, and it did not make them';
    case 'not-there':
      return `${toolName(cause.tool)} is missing`;
    case 'not-kept':
      return 'nothing is kept of it that fits';
  }
}

function resultMissWords(miss: ResultMiss): string {
  switch (miss.kind) {
    case 'withdrawn':
      return 'its result was withdrawn: another stage writes to its outputs';
    case 'other-fingerprint':
      return 'its stored result belongs to another fingerprint';
    case 'stray-output':
      return `its stored result holds ${miss.path}, which is not one of its outputs`;
    case 'malformed':
      return 'its stored result is malformed';
    case 'no-outputs':
      return `the outputs of its stored result: ${storeFaultWords(miss.because)}`;
    case 'not-read':
      return `its stored result: ${storeFaultWords(miss.because)}`;
  }
}
