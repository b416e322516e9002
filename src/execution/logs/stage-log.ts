/**
 * A stage's log. The command writes straight into it, which costs nothing, so its size can only be
 * looked at now and then: what is more than a head and a tail is taken out of the file again while the
 * command writes on. It is opened where there is room; where there is none, the output is dropped and
 * the stage runs all the same.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { RoomFault } from '../../record/facts/faults/folder-fault.ts';
import type { Notice } from '../../record/facts/notice/notice.ts';
import {
  type LookedAt,
  lookForRoom,
  makeTemporary,
  type Room,
  temporaryPlaces,
} from '../files/free-space.ts';
import type { Variables } from '../process/stage-environment.ts';
import { createMaskFinder } from '../redaction/masks.ts';
import { leftOutMark } from './marks.ts';

/** The logs' folder in the report directory. */
export const LOG_FOLDER = 'logs';

/** How much of a log is kept, in bytes. */
export interface LogBounds {
  readonly head: number;
  readonly tail: number;
}

const BOUNDS: LogBounds = { head: 64 << 20, tail: 16 << 20 };

/** Which log to open. */
export interface LogRequest {
  readonly reportDir: string;
  /** Its file is called so, with `.log`. */
  readonly name: string;
  readonly environment: Variables;
  /** Most that is kept, where there is room for it. */
  readonly bounds?: LogBounds;
}

/** A log that a command writes into. */
export interface StageLog {
  /** Absolute; undefined where the output is dropped. */
  readonly path: string | undefined;
  readonly fd: number;
  /** In words, where it is not in the report directory. */
  readonly notice: Notice | undefined;
  /** The command is over: puts the tail behind the head and closes the log. */
  finish(): FinishedLog;
}

/** What a log came to. */
export interface FinishedLog {
  /** What was left out between head and tail, in bytes. */
  readonly leftOutBytes: number;
  /** What the left out part asked to hide. */
  readonly masks: readonly string[];
}

/** Between two looks a command can write some hundred megabytes. */
const ROOM_BYTES = 512 << 20;
/** Where no place has that much, the best one is used for a part of what it has; less is no log. */
const LEAST_ROOM_BYTES = 4 << 20;
const SHARE_OF_ROOM = 16;

/** Opens the log in the best place there is; throws only where not even the null device can be opened. */
export function openStageLog({ reportDir, name, environment, bounds }: LogRequest): StageLog {
  const own = join(reportDir, LOG_FOLDER);
  const first = lookForRoom(own);
  const wanted = bounds ?? BOUNDS;
  let fault: RoomFault =
    first.kind === 'unusable' ? first.fault : { why: 'little-room', folder: own };
  for (const { folder, freeBytes } of placesFor(first, environment)) {
    const path = join(folder, `${name}.log`);
    try {
      // Whatever stands there goes: a link would lead elsewhere, a pipe would be waited for.
      rmSync(path, { force: true, recursive: true });
      const fd = openSync(path, FLAGS, 0o600);
      const notice =
        folder === own ? undefined : ({ kind: 'logs-elsewhere', folder, fault } as const);
      return new BoundedLog(path, fd, boundsFor(wanted, freeBytes), notice);
    } catch (error) {
      fault = { why: 'system', cause: (error as Error).message };
    }
  }
  const notice = { kind: 'logs-not-kept', fault } as const;
  const fd = openSync(devNull, 'w');
  const finish = (): FinishedLog => {
    closeSync(fd);
    return { leftOutBytes: 0, masks: [] };
  };
  return { path: undefined, fd, notice, finish };
}

/** Where a log may go, best first. */
function* placesFor(first: LookedAt, environment: Variables): Generator<Room> {
  const scarce: Room[] = [];
  for (const found of lookAround(first, environment)) {
    if (found.kind === 'unusable') continue;
    if (found.freeBytes >= ROOM_BYTES) yield found;
    else if (found.freeBytes >= LEAST_ROOM_BYTES) scarce.push(found);
  }
  yield* scarce.sort((a, b) => b.freeBytes - a.freeBytes);
}

function* lookAround(first: LookedAt, environment: Variables): Generator<LookedAt> {
  yield first;
  for (const place of temporaryPlaces(environment)) {
    if (makeTemporary(place)) yield lookForRoom(place);
  }
}

/** Appending, so that a command goes on at the end of a log that was made shorter; never through a link. */
const FLAGS =
  constants.O_RDWR |
  constants.O_CREAT |
  constants.O_EXCL |
  constants.O_APPEND |
  (constants.O_NOFOLLOW ?? 0);

function boundsFor({ head, tail }: LogBounds, freeBytes: number): LogBounds {
  const most = Math.floor(freeBytes / SHARE_OF_ROOM);
  return { head: Math.min(head, most), tail: Math.min(tail, most) };
}

/** How often the size of a log is looked at, in ms: a look takes microseconds. */
const LOOK_MS = 100;

/** A log that is kept within its bounds while a command writes into it. */
class BoundedLog implements StageLog {
  readonly path: string;
  readonly fd: number;
  readonly notice: Notice | undefined;
  readonly #bounds: LogBounds;
  readonly #timer: NodeJS.Timeout;
  readonly #finder = createMaskFinder();
  /** Where the head ends, at the end of a line; undefined until something was left out. */
  #headEnd: number | undefined;
  /** The end of what was taken out of the file, and how much that was. */
  #end: LastBytes | undefined;
  #takenOut = 0;
  /** One for all reads: new ones pile up faster than they are collected. */
  #buffer: Buffer = Buffer.alloc(0);
  #fault: Error | undefined;

  constructor(path: string, fd: number, bounds: LogBounds, notice: Notice | undefined) {
    this.path = path;
    this.fd = fd;
    this.notice = notice;
    this.#bounds = bounds;
    this.#timer = setInterval(() => {
      try {
        this.#look();
      } catch {
        // The next look may do better: what a stage prints is never worth the stage.
      }
    }, LOOK_MS).unref();
  }

  finish(): FinishedLog {
    clearInterval(this.#timer);
    try {
      this.#look();
      if (this.#headEnd === undefined) return NOTHING_LEFT_OUT;
      this.#takeOut(this.#headEnd);
      const [first = Buffer.alloc(0), ...rest] = this.#end?.parts() ?? [];
      const last = [fromLineStart(first), ...rest];
      const leftOutBytes = this.#takenOut - last.reduce((sum, { length }) => sum + length, 0);
      writeSync(this.fd, leftOutMark(leftOutBytes));
      for (const part of last) writeSync(this.fd, part);
      if (this.#fault !== undefined) throw this.#fault;
      return { leftOutBytes, masks: this.#finder.end() };
    } finally {
      closeSync(this.fd);
    }
  }

  #look(): void {
    const { head, tail } = this.#bounds;
    if (fstatSync(this.fd).size <= head + 2 * tail) return;
    this.#headEnd ??= lineEndBefore(this.fd, head);
    this.#takeOut(this.#headEnd);
  }

  /**
   * Takes out of the file what is behind its head. What the command writes between the last read and the
   * cut is lost, so that nothing but reading what was added stands between them.
   */
  #takeOut(headEnd: number): void {
    const { fd } = this;
    this.#end ??= lastBytes(this.#bounds.tail);
    if (this.#buffer.length === 0) this.#buffer = Buffer.allocUnsafeSlow(PIECE_BYTES / 4);
    const buffer = this.#buffer;
    let at = headEnd;
    let { size } = fstatSync(fd);
    for (let round = 0; round < MOST_ROUNDS && at < size; round += 1) {
      while (at < size) {
        const piece = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, at));
        if (piece.length === 0) break;
        this.#find(piece);
        this.#end.push(piece);
        at += piece.length;
      }
      ({ size } = fstatSync(fd));
    }
    ftruncateSync(fd, headEnd);
    this.#takenOut += at - headEnd;
  }

  /** What is a secret is said in what is left out too. */
  #find(piece: Buffer): void {
    try {
      if (this.#fault === undefined) this.#finder.push(piece);
    } catch (error) {
      this.#fault = error as Error;
    }
  }
}

const NOTHING_LEFT_OUT: FinishedLog = { leftOutBytes: 0, masks: [] };

const PIECE_BYTES = 1 << 20;
/** A command may write as fast as it is read. */
const MOST_ROUNDS = 50;

/** A secret is not to lie across a cut: the end of the last line before a place, if one is near. */
function lineEndBefore(fd: number, place: number): number {
  const from = Math.max(0, place - PIECE_BYTES);
  const found = readAt(fd, from, place - from).lastIndexOf(NEWLINE);
  return found === -1 ? place : from + found + 1;
}

function fromLineStart(bytes: Buffer): Buffer {
  const found = bytes.subarray(0, PIECE_BYTES).indexOf(NEWLINE);
  return found === -1 ? bytes : bytes.subarray(found + 1);
}

const NEWLINE = 10;

/** The last bytes of what is pushed, in one buffer: output without bounds must not sit in memory. */
interface LastBytes {
  push(piece: Buffer): void;
  /** What there is, in order; not copied. */
  parts(): readonly Buffer[];
}

function lastBytes(most: number): LastBytes {
  const ring = Buffer.allocUnsafe(most);
  let pushed = 0;
  return {
    push(piece) {
      const part = piece.subarray(Math.max(0, piece.length - most));
      const at = (pushed + piece.length - part.length) % Math.max(1, most);
      const first = part.copy(ring, at);
      part.copy(ring, 0, first);
      pushed += piece.length;
    },
    parts() {
      if (pushed <= most) return [ring.subarray(0, pushed)];
      const at = pushed % most;
      return [ring.subarray(at), ring.subarray(0, at)];
    },
  };
}

function readAt(fd: number, position: number, length: number): Buffer {
  if (length <= 0) return Buffer.alloc(0);
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}
