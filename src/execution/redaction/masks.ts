/** `add-mask`: the one workflow command of a stage that is honoured, as GitHub's runner reads it. */
import { open } from 'node:fs/promises';

/** `::add-mask::VALUE`, after spaces, in any case, with properties that mean nothing. */
const COMMAND = /^\s*::add-mask(?: [^\n]*?)?::([\s\S]*)$/i;
/** The older form, anywhere in a line: the first `##[…]` of it counts. */
const OLDER_START = '##[';
const OLDER_NAME = /^add-mask(?: |$)/i;
/** In every command that is meant. */
const NAME = /add-mask/i;

/** The values that a line of output asks to hide; a return to the line's start ends a line too. */
export function masksInLine(line: string): readonly string[] {
  if (!NAME.test(line)) return [];
  return line.split('\r').flatMap(part => maskIn(part) ?? []);
}

function maskIn(line: string): string | undefined {
  const value = COMMAND.exec(line)?.[1];
  const mask = value === undefined ? olderMaskIn(line) : unescapeData(value);
  return mask?.trim() === '' ? undefined : mask;
}

function olderMaskIn(line: string): string | undefined {
  const start = line.indexOf(OLDER_START);
  const end = line.indexOf(']', start);
  if (start === -1 || end === -1) return undefined;
  if (!OLDER_NAME.test(line.slice(start + OLDER_START.length, end))) return undefined;
  return unescapeData(
    line
      .slice(end + 1)
      .replaceAll('%3B', ';')
      .replaceAll('%5D', ']'),
  );
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** As the toolkit escapes the data of a command. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A log may be one line of a gigabyte; a mask is shorter, in bytes. */
const LONGEST_MASK = 1 << 20;
/** All masks of a log together, in code units: in all their forms more could not be looked for. */
const MOST_MASKS = 4 << 20;
const PIECE_BYTES = 64 * 1024;

/** How commands start: in most output none of these occurs, which is quickly seen. */
const STARTS = ['::', OLDER_START];
/** What may be the beginning of one. */
const MARKS = /[:#]/;
const NEWLINE = 10;

/** Finds the values that a text asks to hide, piece by piece and in bounded memory. */
export interface MaskFinder {
  /** Throws where a mask is longer than 1 MiB, or all of them together are more than can be hidden. */
  push(piece: Buffer): void;
  /** The text is over: all that was found, each once. Throws like `push`. */
  end(): readonly string[];
}

/** A finder at the start of a line. */
export function createMaskFinder(): MaskFinder {
  const masks = new Set<string>();
  let length = 0;
  /** The beginning of a line whose end is still to come; undefined where it is too long to be a mask. */
  let line: string | undefined = '';

  function take(lines: string): void {
    if (!NAME.test(lines)) return;
    for (const line of lines.split('\n')) {
      for (const mask of masksInLine(utf8(line))) {
        if (masks.has(mask)) continue;
        masks.add(mask);
        length += mask.length;
        if (length > MOST_MASKS) throw new Error('it asks to hide more than can be looked for');
      }
    }
  }

  return {
    push(piece) {
      if (line !== undefined && !MARKS.test(line) && !STARTS.some(start => piece.includes(start))) {
        const lineStart = piece.lastIndexOf(NEWLINE) + 1;
        // A long line goes on: as it holds no command, its beginning does not matter.
        const rest = piece.toString('latin1', lineStart);
        line = lineStart === 0 && line !== '' ? continued(line, rest) : rest;
        return;
      }
      // Latin-1 is bytes one to one: a character may lie across two pieces.
      const text = piece.toString('latin1');
      const end = text.lastIndexOf('\n');
      if (end === -1) {
        line = continued(line, text);
        return;
      }
      take(line === undefined ? text.slice(text.indexOf('\n'), end) : line + text.slice(0, end));
      line = text.slice(end + 1);
    },
    end() {
      take(line ?? '');
      line = '';
      return [...masks];
    },
  };
}

/**
 * All values that a log asks to hide, read in bounded memory. Rejects where they are too much, as a
 * finder does, and when the signal is aborted.
 */
export async function masksIn(path: string, signal?: AbortSignal): Promise<readonly string[]> {
  const finder = createMaskFinder();
  await using log = await open(path);
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (;;) {
    const { bytesRead } = await log.read(piece);
    if (bytesRead === 0) return finder.end();
    signal?.throwIfAborted();
    finder.push(piece.subarray(0, bytesRead));
  }
}

function continued(line: string | undefined, more: string): string | undefined {
  if (line === undefined || line.length + more.length <= LONGEST_MASK) {
    return line === undefined ? undefined : line + more;
  }
  if (masksInLine(line).length > 0) throw new Error('it has a mask of more than 1 MiB');
  return undefined;
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}
