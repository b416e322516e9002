/** Keeps secrets out of what we write: values of secret-looking variables and of `::add-mask::`. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { isWorthHiding } from './stage-environment.ts';

/** What stands in place of a secret. */
export const REDACTED = '***';

/** Knows the secrets of a run; they only ever get more. */
export interface Redactor {
  /** Every line of a value that spans several is a secret too, as on the runner. */
  add(secret: string): void;
  text(text: string): string;
  /** Rewrites the file without the secrets, in bounded memory; leaves it alone when it has none. */
  file(path: string): Promise<void>;
}

/** A redactor that knows these secrets. */
export function createRedactor(secrets: readonly string[]): Redactor {
  /** The longest first, so that a secret within another does not leave the rest of it behind. */
  let known: readonly string[] = [];
  const add = (secret: string): void => {
    const values = [secret, ...secret.split(/\r?\n/)].filter(isWorthHiding);
    known = [...new Set([...known, ...values])].sort((a, b) => b.length - a.length);
  };
  for (const secret of secrets) add(secret);

  return {
    add,
    text: text => known.reduce((result, secret) => result.replaceAll(secret, REDACTED), text),
    async file(path) {
      // Latin-1 is bytes one to one: a log need not be UTF-8, and a secret is found as its bytes.
      const hidden = known.map(secret => Buffer.from(secret).toString('latin1'));
      if (hidden.length === 0 || !(await contains(path, hidden))) return;
      const clean = `${path}.redacted`;
      const output = createWriteStream(clean, { mode: 0o600 });
      try {
        for await (const text of overlapping(path, hidden)) {
          if (!output.write(Buffer.from(text, 'latin1'))) await once(output, 'drain');
        }
        output.end();
        await finished(output);
        await rename(clean, path);
      } catch (error) {
        output.destroy();
        await rm(clean, { force: true });
        // A log that cannot be cleaned must not stay behind with the secret in it.
        await rm(path, { force: true });
        throw error;
      }
    },
  };
}

/** As much of a log as is looked at in one piece: strings of this size do not outlive a young collection. */
const PIECE_BYTES = 64 * 1024;

/** Whether any of the texts, given as Latin-1, is in the file; looks at bytes and makes no strings of them. */
async function contains(path: string, texts: readonly string[]): Promise<boolean> {
  const wanted = texts.map(text => Buffer.from(text, 'latin1'));
  const overlap = Math.max(...wanted.map(text => text.length)) - 1;
  const window = Buffer.allocUnsafeSlow(overlap + PIECE_BYTES);
  await using log = await open(path);
  for (let kept = 0; ; ) {
    const { bytesRead } = await log.read(window, kept, PIECE_BYTES);
    if (bytesRead === 0) return false;
    const seen = window.subarray(0, kept + bytesRead);
    if (wanted.some(text => seen.includes(text))) return true;
    kept = Math.min(overlap, seen.length);
    seen.copy(window, 0, seen.length - kept);
  }
}

/** The text with secrets replaced, piece by piece; a secret may lie across two reads. */
async function* overlapping(path: string, secrets: readonly string[]): AsyncGenerator<string> {
  const keep = Math.max(...secrets.map(secret => secret.length)) - 1;
  const clean = (text: string): string =>
    secrets.reduce((result, secret) => result.replaceAll(secret, REDACTED), text);
  let carry = '';
  for await (const chunk of latin1(path)) {
    const text = clean(carry + chunk);
    yield text.slice(0, Math.max(0, text.length - keep));
    carry = text.slice(Math.max(0, text.length - keep));
  }
  yield carry;
}

async function* latin1(path: string): AsyncGenerator<string> {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  await using log = await open(path);
  for (;;) {
    const { bytesRead } = await log.read(piece);
    if (bytesRead === 0) return;
    yield piece.toString('latin1', 0, bytesRead);
  }
}

/** `::add-mask::VALUE` at the start of a line: the one workflow command of a stage that is honoured. */
const ADD_MASK = /^::add-mask::(.*)$/s;
const COMMAND = '::add-mask::';

/** The value that a line of output asks to hide; undefined for every other line. */
export function maskIn(line: string): string | undefined {
  const value = ADD_MASK.exec(line)?.[1];
  return value === undefined ? undefined : unescapeData(value.replace(/\r$/, ''));
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** Longer masks than this are not secrets, and a log may be one line of a gigabyte. */
const LONGEST_MASK = 65_536;

/** All values that a log asks to hide, read in bounded memory. */
export async function masksIn(path: string): Promise<readonly string[]> {
  const masks: string[] = [];
  if (!(await contains(path, [COMMAND]))) return masks;
  let carry = '';
  for await (const chunk of latin1(path)) {
    const text = carry + chunk;
    const end = text.lastIndexOf('\n');
    if (text.includes(COMMAND)) {
      for (const line of text.slice(0, end + 1).split('\n')) {
        const mask = maskIn(line);
        if (mask !== undefined) masks.push(Buffer.from(mask, 'latin1').toString());
      }
    }
    // Of a line that goes on and on only the start can be a command.
    carry = text.slice(end + 1, end + 1 + LONGEST_MASK);
  }
  const last = maskIn(carry);
  return last === undefined ? masks : [...masks, Buffer.from(last, 'latin1').toString()];
}
