/**
 * git as the engine asks it: the only place that starts it. What a user configured, a stage planted or
 * git itself left in the environment changes neither what it prints nor what it does.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Variables, withoutWithheld } from '../pipeline/variables.ts';
import { type Answer, ask } from './ask.ts';

/** Where git is asked, and when it is to end. */
export interface GitPlace {
  readonly folder: string;
  readonly environment: Variables;
  readonly signal?: AbortSignal | undefined;
  /** In ms. */
  readonly timeoutMs?: number;
  /** Read by commands that take a list from standard input. */
  readonly input?: string;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 200_000_000;

/**
 * Over all configuration: no hooks, no monitor, nothing fetched or cleared up unasked, and the plain
 * format of what is printed. Servers, credentials, line ends and filters stay as they are configured:
 * without them a working tree would look changed, and a private server would not be reached.
 */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.quotePath=false',
  'core.pager=cat',
  'color.ui=false',
  'log.showSignature=false',
  'status.branch=false',
  'status.short=false',
  'status.showStash=false',
  'status.relativePaths=true',
  'i18n.logOutputEncoding=UTF-8',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
];

/** Of git's variables only those stay that say where configuration is, and how a server is reached. */
const KEPT = /^GIT_(CONFIG_|CONFIG$|SSL_|SSH|HTTP_|PROXY|ASKPASS$|EXEC_PATH$|CEILING_DIRECTORIES$)/;

/** Files of Git LFS stay what the commit holds of them: fetching them is not ours to start. */
const OWN = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_LFS_SKIP_SMUDGE: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C',
};

/** What git prints; rejects with the last line of its complaint. */
export async function git(place: GitPlace, args: readonly string[]): Promise<string> {
  const answer = await askGit(place, args);
  if (answer.kind === 'answered' && answer.exitCode === 0) return answer.stdout;
  throw gitError(answer, args);
}

/** What came of asking git, also where its exit code is an answer. Never rejects. */
export function askGit(place: GitPlace, args: readonly string[]): Promise<Answer> {
  const settings = [...SETTINGS, ...trusting(place)].flatMap(setting => ['-c', setting]);
  return ask({
    program: 'git',
    args: ['--no-pager', ...settings, ...args],
    cwd: place.folder,
    environment: gitEnvironment(place.environment),
    timeoutMs: place.timeoutMs ?? TIMEOUT_MS,
    mostBytes: MOST_BYTES,
    signal: place.signal,
    ...(place.input !== undefined && { input: place.input }),
  });
}

/** Why git gave no answer: with the last line of its complaint, if it had one. */
export function gitError(answer: Answer, [command]: readonly string[]): Error {
  switch (answer.kind) {
    case 'answered':
      return new Error(complaintOf(answer.stderr) ?? `git ${command} could not be run`);
    case 'interrupted':
      return new Error('it was interrupted');
    case 'timed-out':
      return new Error(`git ${command} took too long`);
    case 'too-long':
      return new Error(`git ${command} printed too much`);
    case 'not-started':
      return new Error(`git could not be started: ${answer.reason}`);
  }
}

/**
 * A repository of another user's is asked nothing, unless it is trusted anyway: on a runner, where a
 * container often has another user than the checkout, and where it lies in the very folder whose
 * commands are run. One that happens to lie further up is not.
 */
function trusting({ folder, environment }: GitPlace): readonly string[] {
  const isTrusted = environment.GITHUB_ACTIONS === 'true' || existsSync(join(folder, '.git'));
  return isTrusted ? ['safe.directory=*'] : [];
}

/** Filters that a repository or a stage set up may run: they find no more than a stage does. */
function gitEnvironment(own: Variables): Record<string, string> {
  const kept = Object.entries(withoutWithheld(own)).filter(
    ([name]) => !name.startsWith('GIT_') || KEPT.test(name),
  );
  return { ...Object.fromEntries(kept), ...OWN };
}

/** The line that says it; hints follow some complaints. */
function complaintOf(stderr: string): string | undefined {
  const lines = stderr.trim().split('\n');
  const fatal = lines.find(line => /^(fatal|error):/.test(line));
  return (fatal ?? lines.at(-1)) || undefined;
}

/** The entries of what git prints with `-z`. */
export function entriesOf(output: string): readonly string[] {
  return output.split('\0').filter(entry => entry !== '');
}

/** The commit at hand. */
export interface HeadCommit {
  readonly sha: string;
  /** Seconds since 1970. */
  readonly epochSeconds: string;
  /** Absent where no branch is checked out. */
  readonly branch?: string;
}

/** What git says of a folder's commit; `none`: no git, no repository, or no commit in it yet. */
export type FoundCommit =
  | ({ readonly kind: 'commit' } & HeadCommit)
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads the commit that is checked out. Never rejects. */
export async function headCommit(folder: string, environment: Variables): Promise<FoundCommit> {
  const place = { folder, environment, timeoutMs: HEAD_MS };
  // Both at once: the run waits for them.
  const [object, ref] = await Promise.all([
    git({ ...place, input: 'HEAD\n' }, ['cat-file', '--batch']).catch((error: Error) => error),
    git(place, ['symbolic-ref', '-q', 'HEAD']).catch(() => ''),
  ]);
  if (object instanceof Error) {
    return isOwnership(object.message)
      ? { kind: 'unreadable', reason: object.message.replace(/^fatal: /, '') }
      : { kind: 'none' };
  }
  const sha = /^([0-9a-f]{40,64}) commit \d+\n/.exec(object)?.[1];
  const epochSeconds = /^committer .* (\d+) [+-]\d+$/m.exec(object)?.[1];
  if (sha === undefined || epochSeconds === undefined) return { kind: 'none' };
  const branch = /^refs\/heads\/(.+)\n$/.exec(ref)?.[1];
  return { kind: 'commit', sha, epochSeconds, ...(branch !== undefined && { branch }) };
}

const HEAD_MS = 10_000;

function isOwnership(complaint: string): boolean {
  return complaint.includes('dubious ownership') || complaint.includes('unsafe repository');
}
