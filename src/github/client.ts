/**
 * The way to GitHub's REST API: one client a task, with a bound on how long the task may take, and
 * failures as values. The libraries behind it load when the first client is made.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { getOctokit } from '@actions/github';
import type { GitHubFailure } from '../record/facts/faults/github-failure.ts';
import { oneLine } from '../record/text.ts';
import {
  type Clock,
  isLimit,
  mayHaveHappened,
  pauseBeforeRetry,
  type RequestFailure,
} from './retries.ts';

/** What a task needs to talk about one repository. */
export interface GitHubClient {
  readonly octokit: ReturnType<typeof getOctokit>;
  readonly repository: Repository;
  /** For what has to wait between requests. */
  readonly clock: Clock;
  /** Waits before another try of a request sent `ONCE`; false where that is no use, or no time is left. */
  pause(failure: Failure, tries: number): Promise<boolean>;
}

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

export interface ConnectOptions {
  readonly token: string;
  /** `owner/name`, as `GITHUB_REPOSITORY` has it. */
  readonly repository: string;
  /** The API's address; `GITHUB_API_URL` unless given. */
  readonly baseUrl?: string;
  /** Most that all requests and waits of the client together may take. */
  readonly totalMs?: number;
  /** Most times that a request is sent; without it as often as the time allows. */
  readonly tries?: number;
  /** Most that one answer may take. */
  readonly requestMs?: number;
  readonly clock?: Clock;
}

/** What came of something tried: its value, or why there is none. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export interface Failure {
  /** For a notice. */
  readonly why: GitHubFailure;
  /** GitHub's answer; absent where none came. */
  readonly status?: number;
  /** Whether the request may have been carried out all the same. */
  readonly mayHaveHappened: boolean;
  /** What it was made of; absent where no request was sent. */
  readonly cause?: RequestFailure;
}

/** Long enough for the minute that a limit without a time asks for, and the work after it. */
const TOTAL_MS = 120_000;
/** No single answer of GitHub's takes longer. */
const REQUEST_MS = 30_000;
/** What is quoted of an answer. */
const MESSAGE_LENGTH = 200;

const systemClock: Clock = { now: () => Date.now(), wait: ms => sleep(ms) };

/** Makes a client; no request is sent yet. */
export async function connect(options: ConnectOptions): Promise<Attempt<GitHubClient>> {
  const { token, repository, baseUrl, totalMs = TOTAL_MS, clock = systemClock } = options;
  const { tries: mostTries = Number.POSITIVE_INFINITY, requestMs = REQUEST_MS } = options;
  const [owner, repo, ...more] = repository.split('/');
  if (token === '') return impossible({ kind: 'no-token' });
  if (!owner || !repo || more.length > 0) {
    return impossible({ kind: 'bad-repository', written: repository });
  }
  return attempt(async () => {
    const github = await import('@actions/github');
    const octokit = github.getOctokit(token, {
      ...(baseUrl !== undefined && { baseUrl }),
      log: SILENT,
    });
    const deadline = clock.now() + totalMs;
    const pause = async (failure: RequestFailure, tries: number, isRepeatable: boolean) => {
      const now = clock.now();
      const pauseMs = pauseBeforeRetry(failure, tries, { isRepeatable, now });
      if (pauseMs === undefined || now + pauseMs >= deadline || tries >= mostTries) return false;
      await clock.wait(pauseMs);
      return true;
    };
    octokit.hook.wrap('request', async (request, requestOptions) => {
      const { method, request: { repeatable = method !== 'POST', once = false } = {} } =
        requestOptions;
      for (let tries = 1; ; tries += 1) {
        const leftMs = Math.max(1, deadline - clock.now());
        const signal = AbortSignal.timeout(Math.min(requestMs, leftMs));
        // Hooks share the options; those handed on by a hook are not looked at by the next.
        requestOptions.request = { ...requestOptions.request, signal };
        try {
          return whole(await request(requestOptions));
        } catch (error) {
          // Who has not answered in all that time answers nobody: a job has several tasks to get over with.
          if (once || signal.aborted) throw error;
          if (!(await pause(failureOf(error), tries, repeatable === true))) throw error;
        }
      }
    });
    return {
      octokit,
      repository: { owner, repo },
      clock,
      pause: async ({ cause }, tries) => cause !== undefined && pause(cause, tries, true),
    };
  });
}

function impossible(why: GitHubFailure): Attempt<never> {
  return { ok: false, failure: { why, mayHaveHappened: false } };
}

/** For a POST that does no harm when it is carried out twice. */
export const REPEATABLE = { repeatable: true } as const;

/** For a request that was right when it was sent, and may be wrong a moment later. */
export const ONCE = { once: true } as const;

/** Octokit's log goes to standard error otherwise; what matters is in the failures. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

/** Octokit hands out what it could read of an answer that was cut off, as text, and takes `null` for data. */
function whole<T extends { readonly data: unknown; readonly headers: object }>(response: T): T {
  const type = 'content-type' in response.headers ? response.headers['content-type'] : undefined;
  const { data } = response;
  if (!String(type).startsWith('application/json')) return response;
  if (typeof data === 'string') throw new Error('the answer was cut off');
  if (data === null) throw new Error('the answer was empty');
  return response;
}

/** Carries out requests; whatever they throw is a failure. */
export async function attempt<T>(requests: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await requests() };
  } catch (error) {
    const failure = failureOf(error);
    return {
      ok: false,
      failure: {
        why: whyOf(failure),
        ...(failure.status !== undefined && { status: failure.status }),
        mayHaveHappened: mayHaveHappened(failure),
        cause: failure,
      },
    };
  }
}

function failureOf(error: unknown): RequestFailure {
  const { message, status, response } = error as Error & {
    readonly status?: number;
    readonly response?: { readonly headers: RequestFailure['headers'] };
  };
  // Octokit gives a connection that failed the status 500, but no response.
  return {
    message,
    headers: response?.headers ?? {},
    ...(response !== undefined && status !== undefined && { status }),
  };
}

function whyOf(failure: RequestFailure): GitHubFailure {
  const { status, message } = failure;
  const said = oneLine(message.replace(/ - https:\/\/docs\.\S+$/, ''), MESSAGE_LENGTH);
  if (status === undefined) return { kind: 'no-answer', said };
  if (isLimit(failure)) return { kind: 'limit', status };
  if (status === 401) return { kind: 'bad-token' };
  if (status === 403) return { kind: 'forbidden', said };
  return status >= 500 ? { kind: 'server-error', status } : { kind: 'refused', status, said };
}
