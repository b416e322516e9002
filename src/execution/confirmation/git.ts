/** git as confirmation runs ask it: no hooks, no questions, nothing fetched but what is asked for. */
import { execa } from 'execa';
import type { Variables } from '../stage-environment.ts';

/** Where git is asked, and when it is to end. */
export interface GitPlace {
  readonly folder: string;
  readonly environment: Variables;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** Repository hooks, and configuration by which a command does more than it was asked for. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
].flatMap(setting => ['-c', setting]);

/** Set by git for hooks: they would lead it to another repository than the folder's. */
const MISLEADING = /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|COMMON_DIR|NAMESPACE)$/;

/** Files of Git LFS stay what the commit holds of them: fetching them is not ours to start. */
const OWN = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_LFS_SKIP_SMUDGE: '1',
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C',
};

/** What git prints; rejects with the last line of its complaint. */
export async function git(place: GitPlace, args: readonly string[]): Promise<string> {
  const inherited = Object.entries(place.environment).filter(
    ([name, value]) => value !== undefined && !MISLEADING.test(name),
  );
  const result = await execa('git', [...SETTINGS, ...args], {
    cwd: place.folder,
    env: { ...(Object.fromEntries(inherited) as Record<string, string>), ...OWN },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: place.timeoutMs ?? TIMEOUT_MS,
    stripFinalNewline: false,
    maxBuffer: { stdout: MOST_CHARACTERS, stderr: LONGEST_COMPLAINT },
    ...(place.signal !== undefined && { cancelSignal: place.signal }),
  });
  if (!result.failed) return result.stdout;
  if (result.isCanceled) throw new Error('it was interrupted');
  if (result.timedOut) throw new Error(`git ${args[0]} took too long`);
  const complaint = result.stderr.trim().split('\n').at(-1);
  throw new Error(complaint || `git ${args[0]} could not be run`);
}

const MOST_CHARACTERS = 200_000_000;
const LONGEST_COMPLAINT = 10_000_000;

/** The entries of what git prints with `-z`. */
export function entriesOf(output: string): readonly string[] {
  return output.split('\0').filter(entry => entry !== '');
}
