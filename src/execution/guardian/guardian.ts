/**
 * Somebody who outlives the engine: a shell that waits at the end of a pipe. Where the engine says that
 * all is over, it goes. Where the pipe closes without that word, the engine was killed: the shell becomes
 * the process that ends what the run's stages left.
 *
 * A shell, because one that waits takes a millisecond to start and no memory to speak of; it leads a session
 * of its own, so that a signal to the engine's process group does not reach it.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { LeftRun } from './left.ts';

/** `read` fails, or gives something else, where the engine had no time for its last word. */
const WATCH = `trap '' HUP INT QUIT TERM
read -r word
[ "$word" = over ] || exec "$@"`;

/** Watches over one run. */
export interface Guardian {
  /** All is over, and nothing is left that it could end. */
  release(): void;
}

/** Starts a guardian that will run this script; without one, and on Windows, nobody watches. */
export function startGuardian({ mark, logFolder }: LeftRun, script: string | undefined): Guardian {
  if (script === undefined || process.platform === 'win32') return { release: () => {} };
  const node = process.execPath;
  const child = spawn(
    '/bin/sh',
    ['-c', WATCH, 'stagetime-guardian', node, script, mark, logFolder],
    {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    },
  );
  // A run that nobody watches over is still a run.
  child.on('error', () => {}).unref();
  const { stdin } = child;
  stdin.on('error', () => {});
  // A pipe is a socket, which must not keep this process alive.
  (stdin as unknown as Socket).unref();
  return { release: () => void stdin.end('over\n') };
}
