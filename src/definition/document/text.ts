/** The bytes of a definition file as text: UTF-8 without what no text file holds. */
import { isUtf8 } from 'node:buffer';
import { type LocatedProblem, START } from './problems.ts';

/** Largest definition that is read, in bytes. */
export const MOST_BYTES = 1_000_000;

/** Text, or why the bytes are none. */
export type DecodedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: LocatedProblem };

/** Decodes UTF-8 with or without a byte order mark; refuses other encodings and control characters. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes.byteLength > MOST_BYTES) return { ok: false, problem: tooLarge(bytes.byteLength) };
  if (!isUtf8(bytes)) return { ok: false, problem: invalidUtf8(bytes) };
  const text = new TextDecoder('utf-8').decode(bytes);
  const problem = controlCharacter(text);
  return problem === undefined ? { ok: true, text } : { ok: false, problem };
}

/** The problem of a file over {@link MOST_BYTES}; callers look at the size before they read. */
export function tooLarge(bytes: number): LocatedProblem {
  return {
    ...START,
    message: `the file has ${bytes} bytes, and a definition at most ${MOST_BYTES}`,
    remedy: 'name the definition file, not one of the files it works on',
  };
}

function controlCharacter(text: string): LocatedProblem | undefined {
  // YAML's printable characters without the tab and the line ends.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const at = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/);
  if (at < 0) return undefined;
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const codePoint = text.charCodeAt(at);
  const name = codePoint === 0 ? 'NUL' : codePoint.toString(16).padStart(4, '0').toUpperCase();
  return {
    line: text.slice(0, at).split('\n').length,
    column: at - lineStart + 1,
    message:
      codePoint === 0 ? 'a NUL byte in the text' : `a control character (U+${name}) in the text`,
    remedy: 'remove it, or write it as an escape in double quotes',
  };
}

function invalidUtf8(bytes: Uint8Array): LocatedProblem {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let line = 1;
  let start = 0;
  for (let end = lineEnd(buffer, start); isUtf8(buffer.subarray(start, end)); line += 1) {
    start = end + 1;
    end = lineEnd(buffer, start);
  }
  return {
    line,
    column: invalidColumn(buffer.subarray(start, lineEnd(buffer, start))),
    message: 'the file is not UTF-8 text',
    remedy: 'save the file with the encoding UTF-8',
  };
}

function lineEnd(buffer: Buffer, start: number): number {
  const at = buffer.indexOf('\n', start);
  return at < 0 ? buffer.length : at;
}

/** The column of the first invalid sequence; a replacement character that was written is none. */
function invalidColumn(line: Buffer): number {
  const replaced = line.toString('utf8');
  const written = Buffer.from('\ufffd');
  let at = replaced.indexOf('\ufffd');
  while (at >= 0) {
    const offset = Buffer.byteLength(replaced.slice(0, at));
    if (!line.subarray(offset, offset + written.length).equals(written)) break;
    at = replaced.indexOf('\ufffd', at + 1);
  }
  return at + 1;
}
