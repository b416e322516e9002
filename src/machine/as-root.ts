/** The privileged part, started by whoever is root, and by `sudo` where it asks for no password. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { STARTED, type WorkerAnswer, type WorkerRequest } from './messages.ts';
import { ENVIRONMENT } from './system/programs.ts';

export interface RootOptions {
  /** The bundle of `worker.ts`; absolute. */
  readonly script: string;
  /** Whether this process is root already. */
  readonly isRoot: boolean;
}

/** Asks the privileged part. Never rejects. */
export async function askAsRoot(
  { script, isRoot }: RootOptions,
  request: WorkerRequest,
): Promise<WorkerAnswer> {
  const command = isRoot ? [] : ['sudo', '-n', '--'];
  const [program = '', ...args] = [...command, process.execPath, script];
  const child = spawn(program, args, { env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'pipe'] });
  const started = new Promise<Error | undefined>(resolve => {
    child.once('error', resolve);
    child.once('close', () => resolve(undefined));
  });
  // Who ends before the request was read says so by how it ends.
  child.stdin.on('error', () => {}).end(JSON.stringify(request));
  const [printed, said, fault] = await Promise.all([
    text(child.stdout).catch(() => ''),
    text(child.stderr).catch(() => ''),
    started,
  ]);
  const [first, line] = printed.split('\n');
  if (first !== STARTED) {
    return isRoot ? failed(fault?.message ?? said) : { kind: 'no-root' };
  }
  try {
    return JSON.parse(line ?? '') as WorkerAnswer;
  } catch {
    return failed(said);
  }
}

/** Longest that is kept of what a process said, in characters. */
const MOST_SAID = 500;

function failed(said: string): WorkerAnswer {
  return { kind: 'failed', said: said.trim().slice(-MOST_SAID) };
}
