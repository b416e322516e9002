/**
 * One run at a time in a folder. Who runs there listens at an address that follows from the folder; who
 * comes second cannot listen, connects, is told who is there, and waits until the connection ends. The
 * system ends both with the process, however it ends, so that no lock is ever left over; and no file
 * is involved, so that a stage which clears the folder does not unlock it.
 *
 * Addresses are abstract sockets on Linux and named pipes on Windows, elsewhere sockets in the folder
 * for temporary files. They are seen by what shares a network namespace: not by a container with a
 * network of its own, nor by another machine that has mounted the folder.
 */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunMark, markerStart } from './process/run-mark.ts';

/** The folders of a run that no other run may use meanwhile. */
export interface RunFolders {
  readonly root: string;
  readonly reportDir: string;
}

/** Who runs there, as far as it says so itself. */
export interface Holder {
  readonly folder: string;
  readonly pid?: number;
  /** The mark of its run. */
  readonly mark?: string;
}

/** What came of asking for the folders. */
export type Locked =
  /** They are this process's; `unguarded` says why another run would not notice. */
  | { readonly kind: 'held'; readonly unguarded?: string }
  | { readonly kind: 'busy'; readonly holder: Holder }
  | { readonly kind: 'own-report'; readonly holder: Holder }
  | { readonly kind: 'interrupted' };

export interface LockOptions {
  /** The mark of this run. */
  readonly mark: string;
  /** The marker of the stage that this process is part of. */
  readonly outerMarker?: string | undefined;
  /** How long to wait for another run, in ms; 0: not at all. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Told once for each run that is waited for. */
  readonly onWait: (holder: Holder) => void;
}

/** The folders that this process holds, until it is disposed of or ends. */
export interface RunLocks extends Disposable {
  /** Takes the folders, or keeps them where they are held already. */
  hold(folders: RunFolders): Promise<Locked>;
}

/** Holds nothing at first. */
export function createRunLocks(options: LockOptions): RunLocks {
  const held = new Map<string, () => void>();
  const deadline = performance.now() + options.waitMs;

  async function holdOne(folder: string, address: string, mayShare: boolean): Promise<Locked> {
    if (held.has(address)) return { kind: 'held' };
    for (let told: number | undefined; ; ) {
      const taken = await listen(address, { folder, pid: process.pid, mark: options.mark });
      if (taken.kind === 'listening') held.set(address, taken.release);
      if (taken.kind === 'listening') return { kind: 'held' };
      if (taken.kind === 'impossible') return { kind: 'held', unguarded: taken.reason };
      const met = await meet(address, folder);
      if (met === undefined) {
        // It has just gone, or left its address behind.
        if (address.startsWith('/')) rmSync(address, { force: true });
        await sleep(RETRY_MS);
      } else if (isWithin(met.holder, options.outerMarker)) {
        met.leave();
        // A run in a stage of another works in its folder with its leave; a report cannot be both's.
        return mayShare ? { kind: 'held' } : { kind: 'own-report', holder: met.holder };
      } else {
        const { holder } = met;
        if (options.waitMs > 0 && (told === undefined || told !== holder.pid)) {
          options.onWait(holder);
          told = holder.pid ?? 0;
        }
        const leftMs = deadline - performance.now();
        const end = leftMs <= 0 ? 'late' : await met.gone(leftMs, options.signal);
        met.leave();
        if (end === 'interrupted') return { kind: 'interrupted' };
        if (end === 'late') return { kind: 'busy', holder };
      }
      if (options.signal.aborted) return { kind: 'interrupted' };
    }
  }

  return {
    async hold({ root, reportDir }) {
      // Everybody takes a root first: two runs never wait for one another.
      const wanted = [
        { folder: root, address: addressOf(numberOf(root)), mayShare: true },
        { folder: reportDir, address: addressOf(reportDirOf(reportDir)), mayShare: false },
      ];
      let unguarded: string | undefined;
      for (const { folder, address, mayShare } of wanted) {
        const locked = await holdOne(folder, address, mayShare);
        if (locked.kind !== 'held') return locked;
        unguarded ??= locked.unguarded;
      }
      return { kind: 'held', ...(unguarded !== undefined && { unguarded }) };
    },
    [Symbol.dispose]() {
      for (const release of held.values()) release();
      held.clear();
    },
  };
}

/** Between two tries at an address that nobody answers at, in ms. */
const RETRY_MS = 50;
/** How long to wait for a name: who is busy with a large file answers late, and holds all the same. */
const GREETING_MS = 500;
const LONGEST_GREETING = 10_000;

type Taken =
  | { readonly kind: 'listening'; release(): void }
  | { readonly kind: 'taken' }
  | { readonly kind: 'impossible'; readonly reason: string };

function listen(address: string, holder: Holder): Promise<Taken> {
  const waiting = new Set<Socket>();
  const server = createServer(socket => {
    waiting.add(socket);
    socket.unref();
    socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    socket.write(`${JSON.stringify(holder)}\n`);
  });
  const release = (): void => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
  return new Promise(resolve => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'EADDRINUSE'
          ? { kind: 'taken' }
          : { kind: 'impossible', reason: error.message },
      ),
    );
    server.listen(address, () => {
      server.unref();
      resolve({ kind: 'listening', release });
    });
  });
}

interface Met {
  readonly holder: Holder;
  /** Until it goes, so many ms have passed, or the signal is aborted. */
  gone(waitMs: number, signal: AbortSignal): Promise<'gone' | 'late' | 'interrupted'>;
  leave(): void;
}

/** Asks who is at the address; undefined where nobody is any more. */
async function meet(address: string, folder: string): Promise<Met | undefined> {
  const socket = createConnection(address);
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  let text = '';
  const greeted = new Promise<void>(resolve => {
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      if (text.length < LONGEST_GREETING) text += chunk;
      if (text.includes('\n')) resolve();
    });
  });
  const connected = new Promise<true>(resolve => socket.once('connect', () => resolve(true)));
  if ((await Promise.race([connected, closed])) !== true) return undefined;
  await Promise.race([greeted, closed, sleep(GREETING_MS, undefined, { ref: false })]);
  return {
    holder: { folder, ...readGreeting(text) },
    leave: () => socket.destroy(),
    async gone(waitMs, signal) {
      const over = new AbortController();
      try {
        return await Promise.race([
          closed.then(() => 'gone' as const),
          sleep(waitMs, 'late' as const, { signal: over.signal }),
          new Promise<'interrupted'>(resolve => {
            if (signal.aborted) resolve('interrupted');
            const onAbort = (): void => resolve('interrupted');
            signal.addEventListener('abort', onAbort, { once: true, signal: over.signal });
          }),
        ]);
      } finally {
        over.abort();
      }
    },
  };
}

/** What was said is somebody else's text: only a number and a mark are taken from it. */
function readGreeting(text: string): Partial<Holder> {
  try {
    const { pid, mark } = JSON.parse(text.split('\n')[0] ?? '') as Record<string, unknown>;
    return {
      ...(Number.isSafeInteger(pid) && { pid: pid as number }),
      ...(typeof mark === 'string' && isRunMark(mark) && { mark }),
    };
  } catch {
    return {};
  }
}

/** Whether this process belongs to a stage of that run. */
function isWithin({ mark }: Holder, outerMarker: string | undefined): boolean {
  return mark !== undefined && outerMarker?.startsWith(markerStart(mark)) === true;
}

/** The address that follows from a folder's identity. */
function addressOf(identity: string): string {
  const name = `stagetime-${hash('sha256', `${userInfo().uid}\0${identity}`).slice(0, 32)}`;
  switch (process.platform) {
    case 'linux':
      return `\0${name}`;
    case 'win32':
      return `\\\\.\\pipe\\${name}`;
    default:
      return join(tmpdir(), `${name}.sock`);
  }
}

/** A folder whatever it is called: by its number on the file system. */
function numberOf(folder: string): string {
  const { dev, ino } = statSync(folder);
  return `${dev}:${ino}`;
}

/** A report directory comes and goes, as stages clear up: it is its name within the folder above. */
function reportDirOf(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const real = existsSync(path) ? realpathSync(path) : path;
    return `${numberOf(dirname(real))}/${basename(real)}`;
  } catch {
    // Nothing can be written there, which is said where the report is written.
    return path;
  }
}
