/**
 * The process that works with GitHub's toolkit: an entry of the bundle of its own, started by the
 * Actions store as leader of a process group. It takes one task at a time and answers; whoever started
 * it watches the clock, and ends it with all it started.
 *
 * The toolkit is given one folder of ours, in a staging folder that is empty otherwise. What it unpacks
 * is checked, and what is good is moved next to it.
 */
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restoreCache, saveCache } from '@actions/cache';
import type { ReadCause } from '../../record/facts/store-fault.ts';
import { DamagedArchive } from '../archive/format.ts';
import { saveFaultOf } from '../files/faults.ts';
import { putIn, takeOut } from './container.ts';
import { type Answer, type Message, type Task, TREE } from './messages.ts';
import { ToolkitLog, toolkitSaid } from './toolkit-log.ts';

const log = new ToolkitLog(process.stdout);
const home = process.cwd();
// Files have the modes that they were saved with, whatever tar thinks of it.
process.umask(0);

process.on('message', (task: Task) => {
  log.clear();
  void carryOut(task)
    .catch((error: Error): Answer => failedBy(error))
    .then(answer => {
      // The task's folder is removed by whoever made it, and cannot be on Windows while we are in it.
      process.chdir(home);
      say({ kind: 'answer', answer });
    });
});
// Who asked is gone: so are we, and tar with us.
process.on('disconnect', () =>
  process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'),
);
subscribe('http.client.response.finish', message => {
  const bytes = sizeOf(message as { request: ClientRequest; response: IncomingMessage });
  if (bytes !== undefined) say({ kind: 'size', bytes });
});

/** The toolkit says what it says; of our own errors those that are known are facts. */
function failedBy(error: Error): Answer {
  const because = saveFaultOf(error);
  switch (because.kind) {
    case 'failed':
      return { kind: 'failed', because: toolkitSaid(because.said) };
    case 'unreadable-file':
      return { kind: 'failed', because };
    default:
      return { kind: 'refused', because };
  }
}

function say(message: Message): void {
  process.send?.(message);
}

/** The size of what is being downloaded, as the answer to the first request for it says. */
function sizeOf({ request, response }: { request: ClientRequest; response: IncomingMessage }) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const { 'content-range': range, 'content-length': length } = response.headers;
  const bytes = Number(range?.split('/')[1] ?? length);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

function carryOut(task: Task): Promise<Answer> {
  switch (task.kind) {
    case 'look-up':
      return lookUp(task);
    case 'restore':
      return restore(task);
    case 'save':
      return save(task);
  }
}

type LookUp = Extract<Task, { kind: 'look-up' }>;

async function lookUp(task: LookUp): Promise<Answer> {
  const answer = await lookUpAsWeAre(task);
  if (answer.kind !== 'not-found' || task.hasZstd) return answer;
  using _ = pretendedZstd();
  const other = await lookUpAsWeAre(task);
  return other.kind === 'found'
    ? { kind: 'other-packing', because: { kind: 'needs-program', program: 'zstd' } }
    : other;
}

async function lookUpAsWeAre({ key, restoreKeys, container, hasZstd }: LookUp): Promise<Answer> {
  const found = await restoreCache([container], key, [...restoreKeys], { lookupOnly: true });
  if (found !== undefined) return { kind: 'found', key: found };
  return nothingFound(hasZstd);
}

/** Why the toolkit found nothing: no entry exists, or something failed before it could tell. */
function nothingFound(hasZstd: boolean): Answer {
  const reason = log.reason() ?? silentZstd(hasZstd);
  return reason === undefined ? { kind: 'not-found' } : { kind: 'failed', because: reason };
}

/** On a machine that was too busy to ask zstd, what is found and saved is not what others find. */
function silentZstd(hasZstd: boolean): ReadCause | undefined {
  return hasZstd && log.isZstdSilent ? { kind: 'program-silent', program: 'zstd' } : undefined;
}

/**
 * The toolkit shows entries packed with zstd only where something of that name says a word when it is asked
 * for its version. To learn that there is one, that may be anything: it is asked to unpack nothing.
 */
function pretendedZstd(): Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-zstd-'));
  const { PATH } = process.env;
  symlinkSync(process.execPath, join(folder, 'zstd'));
  process.env.PATH = folder;
  return {
    [Symbol.dispose]: () => {
      process.env.PATH = PATH;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function restore(task: Extract<Task, { kind: 'restore' }>): Promise<Answer> {
  const { container, folder, limits } = task;
  const workspace = enter(folder);
  const key = await restoreCache([container], task.key, [...task.restoreKeys]);
  if (key === undefined) return whyNothingCame(log.matchedKey ?? task.key, task.hasZstd);
  try {
    const tree = join(folder, TREE);
    mkdirSync(tree);
    const bytes = takeOut(join(workspace, container), tree, limits);
    return { kind: 'unpacked', key, bytes: log.archiveBytes ?? bytes };
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
    return { kind: 'damaged', key, because: { kind: 'archive-damaged', damage: error.damage } };
  }
}

function whyNothingCame(key: string, hasZstd: boolean): Answer {
  const answer = nothingFound(hasZstd);
  const because = answer.kind === 'failed' ? answer.because : undefined;
  return because?.kind === 'toolkit' && /\btar\b.* failed/i.test(because.said)
    ? { kind: 'damaged', key, because: { kind: 'not-unpacked' } }
    : answer;
}

async function save(task: Extract<Task, { kind: 'save' }>): Promise<Answer> {
  const { key, container, folder, limits, root, hasZstd } = task;
  const place = join(enter(folder), container);
  const filled = putIn(place, root, limits);
  if (filled.kind === 'nothing-there') {
    return { kind: 'refused', because: filled };
  }
  if (filled.kind === 'too-large') {
    return { kind: 'refused', because: { kind: 'too-large', maxBytes: limits.maxBytes } };
  }
  const { bytes, leftOut } = filled;
  say({ kind: 'size', bytes });
  const id = await saveCache([container], key);
  const silent = silentZstd(hasZstd);
  if (silent !== undefined) return { kind: 'failed', because: silent };
  if (id !== -1) return { kind: 'saved', bytes: log.archiveBytes ?? bytes, leftOut };
  if (log.isTaken) return { kind: 'already-there' };
  return { kind: 'failed', because: log.reason() ?? { kind: 'toolkit-silent' } };
}

/**
 * Makes this process work in the folder: the toolkit takes paths from the working directory, runs tar
 * in `GITHUB_WORKSPACE` and keeps its archive in `RUNNER_TEMP`. All of it goes with the folder.
 */
function enter(folder: string): string {
  const workspace = join(folder, 'workspace');
  const temp = join(folder, 'temp');
  mkdirSync(workspace);
  mkdirSync(temp);
  process.env.GITHUB_WORKSPACE = workspace;
  process.env.RUNNER_TEMP = temp;
  process.chdir(workspace);
  return workspace;
}
