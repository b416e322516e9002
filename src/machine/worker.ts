/**
 * The privileged part: an entry of the bundle of its own, started as root. It takes one request by its
 * standard input and nothing from its environment or arguments, and prints one answer.
 */
import { chownSync, lstatSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { beginLayer, captureLayer } from './capture/capture.ts';
import { type RulesOptions, rulesOf } from './layer/rules.ts';
import { parseRequest, STARTED, type WorkerAnswer, type WorkerRequest } from './messages.ts';
import { recoverMachine, restoreLayer } from './restore/restore.ts';
import { ProgramFailed } from './system/programs.ts';

process.umask(0o077);
process.stdout.write(`${STARTED}\n`);
const answer = await answerTo(await text(process.stdin));
process.stdout.write(`${JSON.stringify(answer)}\n`);
process.exitCode = 0;

async function answerTo(line: string): Promise<WorkerAnswer> {
  try {
    const request = parseRequest(line);
    const missing = missingHere();
    if (missing !== undefined) return { kind: 'not-here', missing };
    const lock = await lockMachine(request.root);
    if (lock === 'busy') return { kind: 'busy' };
    try {
      return await carryOut(request);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (error instanceof ProgramFailed && error.exitCode === undefined) {
      return { kind: 'needs-program', program: error.program };
    }
    return { kind: 'failed', said: error instanceof Error ? error.message : String(error) };
  }
}

async function carryOut(request: WorkerRequest): Promise<WorkerAnswer> {
  const { root } = request;
  switch (request.kind) {
    case 'recover':
      return recoverMachine(root);
    case 'begin':
      return beginLayer(root, scopeOf(request));
    case 'capture': {
      const captured = await captureLayer(request);
      if (captured.kind === 'captured') chownSync(request.file, request.uid, request.gid);
      return captured;
    }
    case 'restore': {
      // Whether documentation was kept is the layer's own business: it may be restored.
      const rules = rulesOf(scopeOf({ ...request, documentation: true }));
      return restoreLayer({ ...request, rules });
    }
  }
}

interface Paths {
  readonly roots: readonly string[];
  readonly exclude: readonly string[];
  readonly documentation: boolean;
  readonly locale?: string | undefined;
}

/** Paths in the room below start from the machine's root, without a slash. */
function scopeOf({ roots, exclude, documentation, locale }: Paths): RulesOptions {
  const relative = (path: string): string => path.split('/').filter(Boolean).join('/');
  return {
    roots: roots.map(relative).filter(Boolean),
    exclude: exclude.map(relative).filter(Boolean),
    documentation,
    locale,
  };
}

function missingHere(): 'linux' | 'proc' | undefined {
  if (process.platform !== 'linux') return 'linux';
  return lstatSync('/proc/self/fd', { throwIfNoEntry: false }) === undefined ? 'proc' : undefined;
}

/** One at a time on a machine: who works on it listens at an address that the system takes back with the process. */
async function lockMachine(root: string): Promise<{ release(): void } | 'busy'> {
  const { dev, ino } = lstatSync(root, { bigint: true });
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('busy');
      else reject(error);
    });
    server.listen(`\0stagetime-machine-${dev}-${ino}`, () => {
      resolve({ release: () => void server.close() });
    });
  });
}
