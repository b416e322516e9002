/** The inputs of the Action: the one table from which they are read, and `action.yml` is written. */
import { COMMENT_MODES, CONFIRMS, FAIL_ON, wordsOf } from '../pipeline/choices.ts';
import { durationMs, isDuration } from './schema/values.ts';

const COMMANDS = ['run', 'check', 'report'] as const;
const CACHE_STATES = ['warm', 'cold', 'both'] as const;
const MOST_RUNS = 50;

/** What an input's text says, or what it must be. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly mustBe: string };

/** One input, in the words of `action.yml`. */
export interface Input<T> {
  readonly name: string;
  readonly description: string;
  readonly default: string;
  /** Reads what is written, or the default where nothing is. */
  readonly read: (text: string) => Read<T>;
}

/** What the runner puts in place of the default: in the table nothing is known of it. */
function onlyRunner(expression: string): string {
  return `\${{ ${expression} }}`;
}

/** The inputs by the names that the code has for them. */
export const INPUTS = {
  command: {
    name: 'command',
    description:
      'What to do, `run` (run the pipeline and report on it), `check` (check the definition only) or `report` (comment on the pull request of a fork, in a workflow on `workflow_run`).',
    default: 'run',
    read: oneOf(COMMANDS),
  },
  definition: {
    name: 'definition',
    description:
      'The definition file, relative to the workspace. Empty: `stagetime.yml`, else `.github/stagetime.yml`, else what is detected.',
    default: '',
    read: textIfAny,
  },
  only: {
    name: 'only',
    description: 'Run only these stages and what they need. Ids or tags, separated by commas.',
    default: '',
    read: list,
  },
  skip: {
    name: 'skip',
    description: 'Leave these stages out. Ids or tags, separated by commas.',
    default: '',
    read: list,
  },
  comment: {
    name: 'comment',
    description:
      'When there is a comment on the pull request, `auto` (when there is something to say), `always`, `on-change` (edited only when the verdict changes) or `never`. Empty: what the definition says, else `auto`. Needs `pull-requests: write`.',
    default: '',
    read: maybe(oneOf(COMMENT_MODES)),
  },
  failOn: {
    name: 'fail-on',
    description:
      'What fails a job whose stages passed, `never` (nothing), `regression` (a confirmed one), `budget` (a stage over its budget) or `any`. Empty: what the definition says, else `never`.',
    default: '',
    read: maybe(oneOf(FAIL_ON)),
  },
  token: {
    name: 'token',
    description: 'For the GitHub API of the repository.',
    default: onlyRunner('github.token'),
    read: text,
  },
  baseline: {
    name: 'baseline',
    description:
      'Where the history of the default branch is kept, `cache`, `branch:NAME` (a branch of its own, needs `contents: write`), or a file.',
    default: 'cache',
    read: text,
  },
  confirm: {
    name: 'confirm',
    description:
      'How a suspected slowdown is confirmed, `off`, `auto` (alternating with the base commit where that can be had in time, else as `rerun`), `rerun` (the stage runs again, alone, in a fresh checkout) or `paired` (in turns only, and also a run that is slow as a whole). Empty: what the definition says, else `auto` on pull requests.',
    default: '',
    read: maybe(oneOf(CONFIRMS)),
  },
  confirmBudgetMs: {
    name: 'confirm-budget',
    description:
      "Time limit for that, like `90s` or `5m`; never more than half of the run's own time, or 2 minutes if the run takes less than 4. Empty: what the definition says, else `5m`.",
    default: '',
    read: maybe(duration),
  },
  repeat: {
    name: 'repeat',
    description: 'How often the pipeline is run, without reuse, to fill the baseline quickly.',
    default: '1',
    read: wholeNumber(1, MOST_RUNS),
  },
  cacheState: {
    name: 'cache-state',
    description:
      'With which caches the stages start, `warm`, `cold` (none, to measure what is slowest) or `both` (each run once cold and once warm).',
    default: 'warm',
    read: oneOf(CACHE_STATES),
  },
  maxCacheBytes: {
    name: 'max-cache-size',
    description: 'Most space that the caches may take, like `500MB` or `2GB`.',
    default: '2GB',
    read: size,
  },
  saveOnPullRequest: {
    name: 'save-on-pull-request',
    description:
      'Pull requests of the same repository save caches of their own too, `true` or `false`. Those of forks never do.',
    default: 'false',
    read: flag,
  },
  uploadLogs: {
    name: 'upload-logs',
    description:
      'Whether the artifact of the report also holds the logs of the stages, `true` or `false`. Never in runs of forks.',
    default: 'false',
    read: flag,
  },
  uploadDocuments: {
    name: 'upload-documents',
    description:
      'Whether the PDFs that stages made with LaTeX, Pandoc, Quarto or Typst become artifacts of their own, with links in the reports, `true` or `false`.',
    default: 'true',
    read: flag,
  },
  matrix: {
    name: 'matrix',
    description:
      'Which leg of a matrix the job is: each leg has its own baseline and its own part of the comment. Jobs of a reusable workflow that is called by a matrix need a name here.',
    default: onlyRunner('toJSON(matrix)'),
    read: textIfAny,
  },
  jobIndex: {
    name: 'job-index',
    description: 'Tells legs with the same values apart. Do not set it.',
    default: onlyRunner('strategy.job-index'),
    read: legIndex,
  },
  jobId: {
    name: 'job-id',
    description: 'For links to the log of the job. Do not set it.',
    default: onlyRunner('job.check_run_id'),
    read: digits,
  },
  cacheDir: {
    name: 'cache-dir',
    description:
      'A folder that outlives the job, on a runner of your own. Caches are then kept there and not in the cache service of GitHub.',
    default: '',
    read: textIfAny,
  },
} as const satisfies Readonly<Record<string, Input<unknown>>>;

function is<T>(value: T): Read<T> {
  return { ok: true, value };
}

function mustBe(words: string): Read<never> {
  return { ok: false, mustBe: words };
}

function text(written: string): Read<string> {
  return is(written);
}

function maybe<T>(read: (text: string) => Read<T>): (text: string) => Read<T | undefined> {
  return written => (written === '' ? is(undefined) : read(written));
}

function textIfAny(written: string): Read<string | undefined> {
  return is(written === '' ? undefined : written);
}

function oneOf<T extends string>(choices: readonly T[]): (text: string) => Read<T> {
  return written => {
    const chosen = choices.find(known => known === written);
    return chosen === undefined ? mustBe(wordsOf(choices)) : is(chosen);
  };
}

/** As YAML and the toolkit write them. */
function flag(written: string): Read<boolean> {
  if (/^true$/i.test(written)) return is(true);
  return /^false$/i.test(written) ? is(false) : mustBe('`true` or `false`');
}

function wholeNumber(from: number, to: number): (text: string) => Read<number> {
  return written => {
    const number = Number(written);
    return Number.isInteger(number) && number >= from && number <= to
      ? is(number)
      : mustBe(`a whole number from ${from} to ${to}`);
  };
}

/** In ms. */
function duration(written: string): Read<number> {
  return isDuration(written) ? is(durationMs(written)) : mustBe('a time like `90s` or `5m`');
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `500MB` in bytes: powers of ten, as GitHub counts. */
function size(written: string): Read<number> {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(written) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? ''];
  return number === undefined || factor === undefined
    ? mustBe('a size like `500MB` or `2GB`')
    : is(Number(number) * factor);
}

/** Items between commas or line ends. */
function list(written: string): Read<readonly string[]> {
  const items = written.split(/[,\r\n]/).map(item => item.trim());
  return is(items.filter(item => item !== ''));
}

/** The runner's, which may know of no such thing. */
function digits(written: string): Read<string | undefined> {
  return is(/^\d{1,20}$/.test(written) ? written : undefined);
}

/** From 0. The runner's, not the user's: whatever else stands there says nothing. */
function legIndex(written: string): Read<number | undefined> {
  return is(/^\d{1,6}$/.test(written) ? Number(written) : undefined);
}
