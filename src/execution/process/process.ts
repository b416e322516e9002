/** One process of a stage from start to end: started, watched, ended in time, measured. */
import { fstatSync } from 'node:fs';
import { execa } from 'execa';
import type { StartFault } from '../../record/facts/stage/stage-reason.ts';
import { sum } from '../../util/numbers.ts';
import { measured, parseTimes } from './command.ts';
import { endTree, type ProcessTree, processTree } from './process-tree.ts';
import { parseTransfer, type Transfer } from './procfs.ts';
import type { Sampler, Usage } from './sampler.ts';

/** What to start. */
export interface ProcessOptions {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Value of the marker variable in `env`. */
  readonly marker: string;
  /** An open file for standard output and standard error. */
  readonly outputFd: number;
  readonly timeoutMs?: number | undefined;
  /** Ends the whole process tree when aborted. */
  readonly signal: AbortSignal;
  readonly sampler: Sampler;
}

/** How it ended. */
export type Ending =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly fault: StartFault };

/** What it took, where the platform says; ms and bytes. */
export interface ProcessUsage {
  readonly cpuMs?: number;
  readonly transfer?: Transfer;
  readonly sampled?: Usage;
}

export interface ProcessResult {
  readonly ending: Ending;
  readonly usage: ProcessUsage;
  /** Descendants may still live in it. */
  readonly tree?: ProcessTree;
}

/** Signals that end a process without an exit code become the code a shell would give. */
const SIGNAL_BASE = 128;
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** The most that the wrapper's own account of a command can take. */
const ACCOUNT_BYTES = 10_000;

/**
 * Runs a command until it exits, whatever its descendants still do. A timeout or an abort ends its
 * whole process tree before this returns.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const { signal, sampler, marker } = options;
  // execa's types know file descriptors up to 9 only.
  const outputFd = options.outputFd as 3;
  const [program, ...args] = measured(options.argv, options.env);
  const child = execa(program, args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    stdio: ['ignore', outputFd, outputFd, 'pipe'] as const,
    buffer: { stdout: false, stderr: false, all: false, fd3: true },
    maxBuffer: { fd3: ACCOUNT_BYTES },
    detached: process.platform !== 'win32',
    cleanup: false,
    reject: false,
    windowsHide: true,
  });
  if (child.pid === undefined) {
    const failed = await child;
    const code = failed.failed ? failed.code : undefined;
    return { ending: { kind: 'not-started', fault: whyNotStarted(code, options) }, usage: {} };
  }

  const output = fstatSync(outputFd);
  // The null device is everybody's: who writes to it does not belong to the stage.
  const tree = processTree(child.pid, marker, output.isFile() ? output : undefined);
  const watch = sampler.watch(tree);
  let endedBy: 'timed-out' | 'cancelled' | undefined;
  let ended: Promise<unknown> | undefined;
  const end = (why: 'timed-out' | 'cancelled'): void => {
    endedBy ??= why;
    watch.look();
    ended ??= endTree(tree);
  };
  const onAbort = (): void => end('cancelled');
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => end('timed-out'), options.timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  const result = await child;
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
  await ended;
  const usage = usageOf(String(result.stdio[3] ?? ''), watch.stop());
  if (endedBy !== undefined) return { ending: { kind: endedBy }, usage, tree };
  const exitCode = result.exitCode ?? SIGNAL_BASE + (SIGNALS[result.signal ?? ''] ?? 0);
  return { ending: { kind: 'exited', exitCode }, usage, tree };
}

/** What a single argument or variable may take on Linux, in bytes; all together it is a share of the stack. */
const LONGEST_STRING = 131_072;

/** As the stage sees it: what is started in fact is the measuring wrapper. */
function whyNotStarted(code: string | undefined, { argv, cwd, env }: ProcessOptions): StartFault {
  switch (code) {
    case 'E2BIG': {
      const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const large = variables.find(text => Buffer.byteLength(text) >= LONGEST_STRING);
      if (large !== undefined) {
        const [variable = ''] = large.split('=', 1);
        return { why: 'large-variable', variable, bytes: Buffer.byteLength(large) };
      }
      const bytes = sum([...argv, ...variables].map(text => Buffer.byteLength(text) + 1));
      return { why: 'too-large', bytes };
    }
    case 'ENOENT':
      return { why: 'gone', folder: cwd, program: argv[0] };
    case 'EACCES':
      return { why: 'not-permitted', folder: cwd, program: argv[0] };
    default:
      return { why: 'system', ...(code !== undefined && { code }) };
  }
}

function usageOf(account: string, sampled: Usage | undefined): ProcessUsage {
  const cpuMs = parseTimes(account) ?? sampled?.cpuMs;
  const transfer = account.includes('rchar') ? parseTransfer(account) : sampled?.transfer;
  return {
    ...(cpuMs !== undefined && { cpuMs }),
    ...(transfer !== undefined && { transfer }),
    ...(sampled !== undefined && { sampled }),
  };
}
