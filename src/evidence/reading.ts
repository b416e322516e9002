/** Reading where it can be ended. */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { type Read, readHere, type Task } from './readers.ts';

/** Where and how long files are read. */
export interface ReadingOptions {
  /** The bundle of `thread.ts`; without it everything is read here. */
  readonly thread: string | undefined;
  /** Ends all reading. */
  readonly signal: AbortSignal;
  /** Most that one file may take, in ms. */
  readonly limitMs?: number;
}

/** Larger files are read in a thread, in bytes: ordinary ones are not, and one of this size takes a moment. */
const SMALL_BYTES = 1 << 20;
const LIMIT_MS = 60_000;
/** More than the largest files need that are looked into. */
const HEAP_MB = 1024;

/** Reads files one way or the other. */
export function readingWith({ thread, signal, limitMs = LIMIT_MS }: ReadingOptions): Read {
  const read = async (task: Task) => {
    signal.throwIfAborted();
    if (thread === undefined || (await isSmall(task.file))) return readHere(task);
    return inThread(thread, task, AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
  };
  return read as Read;
}

async function isSmall(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined || (found.isFile() && found.size <= SMALL_BYTES);
}

async function inThread(thread: string, task: Task, end: AbortSignal): Promise<unknown> {
  const worker = new Worker(thread, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const over = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('reading it ended early')));
      const giveUp = () => reject(new Error('reading it took too long'));
      if (end.aborted) giveUp();
      end.addEventListener('abort', giveUp, { once: true, signal: over.signal });
    });
  } finally {
    over.abort();
    await worker.terminate();
  }
}
