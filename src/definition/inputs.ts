/** The inputs of the Action, read once: the only place that knows how they are written. */
import { getInput } from '@actions/core';
import {
  COMMENT_MODES,
  CONFIRMS,
  type CommentMode,
  type Confirm,
  FAIL_ON,
  type FailOn,
  wordsOf,
} from '../pipeline/choices.ts';
import { durationMs, isDuration } from './schema/values.ts';

/** What the Action can be asked to do. */
export type Command = (typeof COMMANDS)[number];

const COMMANDS = ['run', 'check', 'report'] as const;
const CACHE_STATES = ['warm', 'cold', 'both'] as const;
const MOST_RUNS = 50;

/** The Action's inputs; what is not given is absent. */
export interface ActionInputs {
  readonly command: Command;
  readonly definition?: string;
  /** Ids of stages. */
  readonly only: readonly string[];
  /** Ids or tags of stages. */
  readonly skip: readonly string[];
  /** Most that our cache entries may take, in bytes. */
  readonly maxCacheBytes: number;
  readonly saveOnPullRequest: boolean;
  /** The artifact of the report holds the logs too. */
  readonly uploadLogs: boolean;
  /** How often the pipeline is run. */
  readonly repeat: number;
  readonly cacheState: (typeof CACHE_STATES)[number];
  /** How suspicions are confirmed; absent where it is not said. */
  readonly confirm?: Confirm;
  /** Most time for that; absent where it is not said. */
  readonly confirmBudgetMs?: number;
  /** `cache`, `branch:NAME`, or a file. */
  readonly baseline: string;
  readonly token: string;
  readonly comment?: CommentMode;
  readonly failOn?: FailOn;
  /** A folder that outlives the job, for caches. */
  readonly cacheDir?: string;
  /** The leg of a matrix, as JSON or as a name. */
  readonly matrix?: string;
  /** Which leg, from 0. */
  readonly jobIndex?: number;
}

/** The inputs, or the first that is wrong and what to do about it. */
export type LoadedInputs =
  | { readonly ok: true; readonly inputs: ActionInputs }
  | { readonly ok: false; readonly problem: string };

/** Reads the Action's inputs from the environment that the runner set. */
export function loadInputs(): LoadedInputs {
  const problems: string[] = [];
  const wrong = (input: string, mustBe: string): void => {
    problems.push(
      `the input \`${input}\` must be ${mustBe}, not ${JSON.stringify(getInput(input))}`,
    );
  };
  const choice = <T extends string>(input: string, choices: readonly T[]): T | undefined => {
    const text = getInput(input);
    const chosen = choices.find(known => known === text);
    if (text !== '' && chosen === undefined) wrong(input, wordsOf(choices));
    return chosen;
  };
  const flag = (input: string): boolean => {
    const value = parseBoolean(getInput(input) || 'false');
    if (value === undefined) wrong(input, '`true` or `false`');
    return value ?? false;
  };
  const command = choice('command', COMMANDS);
  const comment = choice('comment', COMMENT_MODES);
  const failOn = choice('fail-on', FAIL_ON);
  const maxCacheBytes = parseBytes(getInput('max-cache-size') || '2GB');
  if (maxCacheBytes === undefined) wrong('max-cache-size', 'a size like `500MB` or `2GB`');
  const saveOnPullRequest = flag('save-on-pull-request');
  const uploadLogs = flag('upload-logs');
  const repeat = Number(getInput('repeat') || '1');
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > MOST_RUNS) {
    wrong('repeat', `a whole number from 1 to ${MOST_RUNS}`);
  }
  const writtenState = getInput('cache-state') || 'warm';
  const cacheState = CACHE_STATES.find(known => known === writtenState);
  if (cacheState === undefined) wrong('cache-state', '`warm`, `cold` or `both`');
  const confirm = choice('confirm', CONFIRMS);
  const budget = getInput('confirm-budget');
  if (budget !== '' && !isDuration(budget)) wrong('confirm-budget', 'a time like `90s` or `5m`');
  // The runner's, not the user's: whatever else stands there says nothing.
  const jobIndex = /^\d{1,6}$/.exec(getInput('job-index'))?.[0];
  const [problem] = problems;
  if (problem !== undefined) return { ok: false, problem };
  const [definition, cacheDir] = [getInput('definition'), getInput('cache-dir')];
  const matrix = matrixInput();
  return {
    ok: true,
    inputs: {
      command: command ?? 'run',
      ...(definition === '' ? {} : { definition }),
      only: list(getInput('only')),
      skip: list(getInput('skip')),
      maxCacheBytes: maxCacheBytes ?? 0,
      saveOnPullRequest,
      uploadLogs,
      repeat,
      cacheState: cacheState ?? 'warm',
      ...(confirm !== undefined && { confirm }),
      ...(budget !== '' && { confirmBudgetMs: durationMs(budget) }),
      baseline: getInput('baseline') || 'cache',
      token: getInput('token'),
      ...(matrix !== '' && { matrix }),
      ...(jobIndex !== undefined && { jobIndex: Number(jobIndex) }),
      ...(cacheDir === '' ? {} : { cacheDir }),
      ...(comment !== undefined && { comment }),
      ...(failOn !== undefined && { failOn }),
    },
  };
}

/** The leg of a matrix, as JSON or as a name; empty outside a matrix. The post step needs nothing else. */
export function matrixInput(): string {
  return getInput('matrix');
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `500MB` in bytes: powers of ten, as GitHub counts. */
function parseBytes(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? ''];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** As YAML and the toolkit write them. */
function parseBoolean(text: string): boolean | undefined {
  if (/^true$/i.test(text)) return true;
  return /^false$/i.test(text) ? false : undefined;
}

/** Items between commas or line ends. */
function list(written: string): readonly string[] {
  return written
    .split(/[,\r\n]/)
    .map(item => item.trim())
    .filter(item => item !== '');
}
