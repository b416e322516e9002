/** Where a row of the fault matrix is set up: jobs through `dist`, and what must hold of each. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRunRecord, type RunRecord } from '../../src/record/run-record.ts';
import { noticeWords } from '../../src/reporting/words/notices/notices.ts';
import { type GitHubApi, startGitHubApi } from '../services/github-api.ts';
import { type ResultsService, startResultsService } from '../services/results-service.ts';
import {
  type ActionOptions,
  type ActionResult,
  type StartedAction,
  startAction,
} from '../services/runner.ts';
import { pullRequestEvent } from '../services/runner-environment.ts';
import { processesWith } from '../support/processes.ts';
import type { Promised } from './matrix.ts';

/** In which every job is over, whatever hangs. */
const LONGEST_MS = 150_000;
/** What each of the two files of the cache holds. */
const CACHED_BYTES = 100_000;

/**
 * A stage that has a cache, one that may be reused, and one that tells. The first looks at what it was
 * given, and fails where that is not whole. With `MAKE` the stages write; without it they do nothing that
 * could fail on a disk that is full. `FIRST` and `WAIT` are commands for the first stage and the last.
 */
export const DEFINITION = `caches:
  data: { paths: [cached], inputs: [text] }
stages:
  cached:
    run: |
      eval "$FIRST"
      if [ -d cached ]; then
        cmp cached/one cached/two
        [ "$(wc -c < cached/one)" -eq ${CACHED_BYTES} ]
      fi
      [ -n "$MAKE" ] || exit 0
      rm -rf cached; mkdir cached
      head -c ${CACHED_BYTES} /dev/zero > cached/one; cp cached/one cached/two
    caches: [data]
  made: { run: 'if [ -n "$MAKE" ]; then cp text made; fi', inputs: [text], outputs: [made] }
  last: { run: 'echo output of the last stage; eval "$WAIT"; $LAST', needs: [cached, made] }
`;

/** Of a run that was not kept: it has to say so. */
const SAID_LOST = /not added to the history|neither caches nor history|nor added to/;
/** Of a run that only machines find that lack the same program. */
const SAID_APART = /zstd is not installed: machines that have it do not find/;
/** What is said where there never was a history; false where there is one. */
const SAID_MISSING = /No baseline yet|no comparable run|history has no runs|no history yet/i;

export type Environment = Readonly<Record<string, string | undefined>>;

/** How the jobs of a trial are run. */
export interface Job {
  readonly env?: Environment;
  readonly options?: Omit<Partial<ActionOptions>, 'env' | 'workspace'>;
  /** Where it runs; a fresh checkout where nothing is said. */
  readonly workspace?: () => string;
}

/** A fault that comes between two good days. */
export interface Trial {
  /** Of every job. */
  readonly job: Job;
  /** What is different about the job that meets the fault. */
  readonly faulty?: Job;
  readonly befall?: () => unknown;
  readonly recover?: () => unknown;
  /** What else the report of the job that meets the fault has to say: gives what is missing. */
  readonly lacks?: (record: RunRecord | undefined) => string | undefined;
}

/** What a job left, and its record where it could be found. */
interface Judged {
  readonly result: ActionResult;
  readonly record: RunRecord | undefined;
}

/** Sets a row up, runs its jobs, and judges them; nothing of it outlives the row. */
export class Bench {
  readonly root = mkdtempSync(join(tmpdir(), 'stagetime-faults-'));
  readonly found = new Map<Promised, string[]>();
  readonly failing: boolean;
  jobMs = 0;
  readonly #closers: (() => unknown)[] = [];
  #runs = 0;

  constructor(failing: boolean) {
    this.failing = failing;
  }

  onClose(close: () => unknown): void {
    this.#closers.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Notes that a promise was looked at, and what is wrong with it, if anything. */
  judge(promise: Promised, problem?: string): void {
    const problems = this.found.get(promise) ?? [];
    this.found.set(promise, problem === undefined ? problems : [...problems, problem]);
  }

  checkout(definition = DEFINITION, folder = mkdtempSync(join(this.root, 'checkout-'))): string {
    writeFileSync(join(folder, 'stagetime.yml'), definition);
    writeFileSync(join(folder, 'text'), 'text');
    return folder;
  }

  async results(blobHost?: string): Promise<ResultsService> {
    const service = await startResultsService(blobHost === undefined ? {} : { blobHost });
    this.onClose(() => service.close());
    return service;
  }

  async gitHub(): Promise<GitHubApi> {
    const api = await startGitHubApi();
    this.onClose(() => api.close());
    const repository = { id: api.state.repositoryId, owner: api.state.owner };
    api.state.addPullRequest({ head: { sha: pullRequestEvent().sha, ref: 'faster', repository } });
    return api;
  }

  /** Starts a job with a run number of its own, on the default branch where nothing else is said. */
  start(workspace: string, { env, options }: Job, fails = false): StartedAction {
    this.#runs += 1;
    const own = {
      MARK: this.root,
      MAKE: '1',
      LAST: fails ? 'false' : 'true',
      GITHUB_RUN_ID: String(this.#runs),
      ...env,
    };
    const action = startAction({ ...options, workspace, env: own });
    this.onClose(() => action.dispose());
    return action;
  }

  /** A good day, the fault, and a good day again. */
  async trial({ job, faulty = {}, befall, recover, lacks }: Trial): Promise<void> {
    const onFault = {
      ...job,
      ...faulty,
      env: { ...job.env, ...faulty.env },
      options: { ...job.options, ...faulty.options },
    };
    await this.good(job, 'before');
    await befall?.();
    const judged = await this.#faulty(onFault);
    if (lacks !== undefined) this.judge('report', lacks(judged.record));
    await recover?.();
    const isRecorded = onFault.options.event === undefined;
    this.judgeHistory(await this.good(job, 'after'), isRecorded ? judged : undefined);
  }

  /** A job that meets no fault: its stages pass, and what it found of earlier ones was whole. */
  async good(job: Job, when: string): Promise<Judged> {
    const workspace = job.workspace?.() ?? this.checkout();
    const result = await this.start(workspace, job).finish();
    this.judge('status', statusProblem(result, 0, `${when}: `));
    this.judge('whole', partsProblem(workspace));
    const record = recordOf(result);
    this.judge('report', record?.status === 'passed' ? undefined : `${when}: no record`);
    return { result, record };
  }

  async #faulty(job: Job): Promise<Judged> {
    const workspace = job.workspace?.() ?? this.checkout();
    const startedAt = performance.now();
    const result = await this.start(workspace, job, this.failing).finish();
    this.judgeEnd(result.post.exitCode, performance.now() - startedAt);
    this.judge('status', statusProblem(result, this.failing ? 1 : 0));
    this.judge('whole', partsProblem(workspace));
    const record = recordOf(result);
    this.judge('report', this.#reportProblem(result, record));
    this.judge('history', historyProblem(result, record));
    return { result, record };
  }

  /** The report is there by some way, and says how the stages ended. */
  #reportProblem(result: ActionResult, record: RunRecord | undefined): string | undefined {
    const status = this.failing ? 'failed' : 'passed';
    if (record !== undefined && record.status !== status) return `it says ${record.status}`;
    if (!result.stdout.includes('output of the last stage')) return 'output is not shown';
    const word = this.failing ? /failed after/ : /Pipeline passed/;
    return word.test(result.summary + result.stdout) ? undefined : 'there is none';
  }

  /** Every process of the job is gone, in time. */
  judgeEnd(postExitCode: number | null, tookMs: number): void {
    this.jobMs = tookMs;
    this.judge('time', tookMs > LONGEST_MS ? `${Math.round(tookMs / 1000)} s` : undefined);
    this.judge('status', postExitCode === 0 ? undefined : `post ended with ${postExitCode}`);
    const left = processesWith(`MARK=${this.root}`);
    this.judge('orphans', left.length > 0 ? left.join(', ') : undefined);
  }

  /** The run before the fault is still there, and the one during it unless that was said to be lost. */
  judgeHistory({ result, record }: Judged, during?: Judged): void {
    const runs = record?.baseline?.runs;
    const words = during === undefined ? '' : wordsOf(during.result, during.record);
    const isKept = during !== undefined && !SAID_LOST.test(words) && !SAID_APART.test(words);
    const wanted = isKept ? 2 : 1;
    const isThere = runs !== undefined && runs >= wanted && record?.baseline?.unreadable !== true;
    const shown = JSON.stringify(record?.baseline ?? result.annotations);
    this.judge('history', isThere ? undefined : `${wanted} runs wanted, found ${shown}`);
  }
}

function statusProblem(result: ActionResult, wanted: number, when = ''): string | undefined {
  if (result.exitCode === wanted) return undefined;
  const said = result.annotations.map(({ message }) => message).join('; ');
  return `${when}exit code ${result.exitCode} in place of ${wanted}: ${said}`;
}

/** A cache or a stored result that is there at all is there as it was saved. */
function partsProblem(workspace: string): string | undefined {
  const cached = ['one', 'two'].map(name => join(workspace, 'cached', name));
  const sizes = cached.map(file => statSync(file, { throwIfNoEntry: false })?.size);
  const isFolder = statSync(join(workspace, 'cached'), { throwIfNoEntry: false })?.isDirectory();
  if (isFolder && sizes.some(size => size !== CACHED_BYTES)) return `cached: ${sizes}`;
  const made = join(workspace, 'made');
  if (!existsSync(made) || readFileSync(made, 'utf8') === 'text') return undefined;
  return `made: ${readFileSync(made, 'utf8')}`;
}

function recordOf({ reportDir }: ActionResult): RunRecord | undefined {
  const file = join(reportDir ?? '/nowhere', 'run.json');
  if (!existsSync(file)) return undefined;
  const parsed = parseRunRecord(readFileSync(file, 'utf8'));
  return parsed.ok ? parsed.record : undefined;
}

function wordsOf({ stdout, summary }: ActionResult, record: RunRecord | undefined): string {
  return [stdout, summary, ...(record?.notices ?? []).map(one => noticeWords(one))].join('\n');
}

/** There is a history: a run that does not know what it holds says that, and not that there is none. */
function historyProblem(result: ActionResult, record: RunRecord | undefined): string | undefined {
  const words = wordsOf(result, record);
  const [missing] = SAID_MISSING.exec(words) ?? [];
  if (missing !== undefined) return `it says: ${missing}`;
  const { baseline } = record ?? {};
  if (baseline === undefined || baseline.runs > 0 || baseline.unreadable) return undefined;
  return 'the record has an empty history';
}
