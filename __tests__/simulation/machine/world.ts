/** One simulated world: a clock, a disk, processes on it, and what goes wrong there. */
import { Clock } from './clock.ts';
import { type Change, Disk } from './disk.ts';
import { Killed, systemError } from './errors.ts';
import { type Process, ProcessTable } from './processes.ts';
import { type Random, randomOf } from './random.ts';

/** Something that the disk refuses for a while. */
export interface DiskFault {
  readonly code: 'ENOSPC' | 'EIO' | 'EACCES';
  /** The call of the process from which on it does so, and for how many. */
  readonly from: number;
  readonly count: number;
  /** Of which paths. */
  readonly below: string;
}

/** What is going to happen to a process of the engine. */
export interface Fate {
  /** Killed right before this call that changes something, counted from 1. */
  readonly killAt?: number | undefined;
  /** Which of them count for that; all where nothing is said. */
  readonly counts?: ((change: Change, path: string) => boolean) | undefined;
  readonly diskFault?: DiskFault | undefined;
}

/** What a program that is started by the engine does there. */
export interface Programs {
  /** Starts it; nothing where there is no such program. */
  spawn(launch: Launch): Launched | undefined;
}

export interface Launch {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly parent: Process;
  readonly isLeader: boolean;
  /** Where it writes what it prints, if that is a file. */
  readonly outputPath?: string | undefined;
  /** What it is given on standard input. */
  readonly input: string;
}

/** A program that was started; what it prints comes with its end. */
export interface Launched {
  readonly process: Process;
  readonly stdout?: () => string;
  readonly stderr?: () => string;
  /** Told what the engine writes to its standard input, and when that is closed. */
  readonly onInput?: (text: string | undefined) => void;
  /** Takes a message of the engine; `reply` sends one back. */
  readonly onMessage?: (message: unknown, reply: (answer: unknown) => void) => void;
}

/** Who listens at an address. */
export interface Listener {
  readonly owner: Process;
  readonly connect: (socket: { readonly close: () => void }) => string;
}

export class World {
  readonly clock = new Clock();
  readonly disk = new Disk(this.clock);
  readonly table = new ProcessTable(this.clock);
  readonly random: Random;
  readonly listeners = new Map<string, Listener>();
  readonly #fates = new Map<Process, { fate: Fate; calls: number; counted: number }>();
  readonly programs: Programs[] = [];
  /** What a call of the engine over the network gives; set by whoever makes the services. */
  gitHub: ((route: string, parameters: Record<string, unknown>) => Promise<unknown>) | undefined;
  /** A digest of all that happened, to compare two plays of one seed. */
  digest = 0;

  constructor(seed: number) {
    this.random = randomOf(seed);
  }

  setFate(process: Process, fate: Fate): void {
    this.#fates.set(process, { fate, calls: 0, counted: 0 });
  }

  /** To be asked before a process changes anything: it may be killed there, or refused. */
  beforeChange(process: Process, change: Change, path: string): void {
    if (!process.isAlive) throw new Killed();
    const known = this.#fates.get(process);
    if (known === undefined) return;
    known.calls += 1;
    this.note(known.calls);
    const { killAt, counts, diskFault } = known.fate;
    const isCounted = counts === undefined || counts(change, path);
    if (isCounted) known.counted += 1;
    if (isCounted && killAt === known.counted) {
      this.table.end(process, { code: null, signal: 'SIGKILL' });
      throw new Killed();
    }
    if (diskFault === undefined || !path.startsWith(diskFault.below)) return;
    const { from, count, code } = diskFault;
    if (known.calls >= from && known.calls < from + count && isRefused(code, change)) {
      throw systemError(code, change, path);
    }
  }

  /** A process that is gone calls nothing any more. */
  alive(process: Process): void {
    if (!process.isAlive) throw new Killed();
  }

  note(number: number): void {
    this.digest = (Math.imul(this.digest ^ number, 0x01000193) + (this.clock.nowNs & 0xffff)) | 0;
  }
}

/** A full disk takes nothing new, and gives everything back. */
function isRefused(code: DiskFault['code'], change: Change): boolean {
  if (code !== 'ENOSPC') return true;
  return change === 'open' || change === 'write' || change === 'mkdir' || change === 'symlink';
}
