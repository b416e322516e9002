/**
 * A question to another program: it is asked, answers in a few lines, and is gone. Whatever it leaves
 * behind (a child that holds its output, a daemon, a flood of text) holds nobody up beyond the limit.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Question {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All that the program finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its standard input; empty where it is absent. */
  readonly input?: string;
  /** After so many ms it is ended, with all in its process group. */
  readonly timeoutMs: number;
  /** More than this on either stream ends it, in bytes. */
  readonly mostBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it; `exitCode` is absent where a signal of somebody else ended the program. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly exitCode: number | undefined;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'interrupted' };

/** Why a program that runs is ended. */
type Cut = Exclude<Answer['kind'], 'answered' | 'not-started'>;

/** What the program wrote last may still be in the pipe when it is gone, in ms. */
const DRAIN_MS = 200;
/** How long it may take to end when it is asked to, in ms: git then removes its locks. */
const GRACE_MS = 500;

/** Who is being asked at the moment: nobody goes on when we are gone. */
const asked = new Set<ChildProcess>();

function watchOver(child: ChildProcess): void {
  if (asked.size === 0) process.once('exit', endAll);
  asked.add(child);
}

function forget(child: ChildProcess): void {
  asked.delete(child);
  if (asked.size === 0) process.off('exit', endAll);
}

function endAll(): void {
  for (const child of asked) endGroup(child, 'SIGKILL');
}

/** Asks a program in a session of its own, without a terminal. Never rejects. */
export function ask(question: Question): Promise<Answer> {
  const { program, args, cwd, environment, input, timeoutMs, mostBytes, signal } = question;
  return new Promise(resolve => {
    if (signal?.aborted) return resolve({ kind: 'interrupted' });
    const child = spawn(program, args, {
      cwd,
      env: environment,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    watchOver(child);
    let cut: Cut | undefined;
    let killing: NodeJS.Timeout | undefined;
    const end = (why: Cut): void => {
      if (cut !== undefined) return;
      cut = why;
      endGroup(child, 'SIGTERM');
      killing = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS);
    };
    const stdout = collect(child.stdout, mostBytes, () => end('too-long'));
    const stderr = collect(child.stderr, mostBytes, () => end('too-long'));
    // Who does not read what it is asked is no fault of ours.
    child.stdin?.on('error', () => {}).end(input);
    const timer = setTimeout(() => end('timed-out'), timeoutMs);
    const onAbort = (): void => end('interrupted');
    signal?.addEventListener('abort', onAbort, { once: true });

    const settle = (answer: Answer): void => {
      forget(child);
      clearTimeout(timer);
      clearTimeout(killing);
      signal?.removeEventListener('abort', onAbort);
      stdout.stop();
      stderr.stop();
      resolve(answer);
    };
    child.once('error', error => settle({ kind: 'not-started', reason: error.message }));
    child.once('exit', code => {
      const answer = (): void => {
        // Nothing that was asked a question goes on working.
        endGroup(child, 'SIGKILL');
        settle(
          cut !== undefined
            ? { kind: cut }
            : {
                kind: 'answered',
                exitCode: code ?? undefined,
                stdout: stdout.text(),
                stderr: stderr.text(),
              },
        );
      };
      if (cut !== undefined) return answer();
      const drained = setTimeout(answer, DRAIN_MS);
      child.once('close', () => {
        clearTimeout(drained);
        answer();
      });
    });
  });
}

/** Reads a stream up to a limit. */
function collect(stream: ChildProcess['stdout'], mostBytes: number, onTooMuch: () => void) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) onTooMuch();
    else chunks.push(chunk);
  });
  stream?.on('error', () => {});
  return {
    text: (): string => Buffer.concat(chunks).toString('utf8'),
    stop: (): void => void stream?.destroy(),
  };
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }).unref();
    } else process.kill(-child.pid, signal);
  } catch {
    // All of them are gone.
  }
}
