/**
 * tar as the program that makes files: it sets times to the nanosecond and capabilities, which Node cannot.
 * What it reads is written here, from a manifest that was judged; nobody else's archive ever reaches it.
 */

const BLOCK = 512;
/** Longest name that fits into a header. */
const SHORT_NAME = 100;
const CAPABILITY = 'SCHILY.xattr.security.capability';

/** What tar is to make; times are seconds and nanoseconds. */
export interface Member {
  readonly kind: 'file' | 'folder' | 'link' | 'same';
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: string;
  readonly size: number;
  /** Where a link leads, or which member has the same content. */
  readonly target: string;
  /** SHA-256 of a file's content. */
  readonly hash?: string | undefined;
  /** base64. */
  readonly capability?: string | undefined;
}

const TYPE = { file: '0', same: '1', link: '2', folder: '5' } as const;

/** The headers of a member, after which `size` bytes of content and `padding(size)` follow. */
export function headersOf(member: Member): Buffer {
  const { kind, name, mode, uid, gid, mtime, size, target, capability } = member;
  const attributes = [
    paxRecord('mtime', Buffer.from(mtime)),
    ...(capability === undefined ? [] : [paxRecord(CAPABILITY, Buffer.from(capability, 'base64'))]),
  ];
  // Names as they are: in the other way of writing long ones tar would convert them to a locale's letters.
  const parts = [
    { type: 'x', content: Buffer.concat(attributes) },
    ...[
      { type: 'L', content: Buffer.from(`${name}\0`) },
      { type: 'K', content: Buffer.from(`${target}\0`) },
    ].filter(({ content }) => content.length > SHORT_NAME),
  ];
  const bytes = parts.reduce((sum, part) => sum + BLOCK + blocksOf(part.content.length), BLOCK);
  // One piece of memory for all of them: there are tens of thousands.
  const headers = Buffer.alloc(bytes);
  let at = 0;
  for (const { type, content } of parts) {
    const extension = { name: '././@Long', mode: 0o600, uid: 0, gid: 0, target: '' };
    writeHeader(headers, at, { ...extension, size: content.length, type });
    content.copy(headers, at + BLOCK);
    at += BLOCK + blocksOf(content.length);
  }
  writeHeader(headers, at, { name, mode, uid, gid, size, type: TYPE[kind], target });
  return headers;
}

/** What fills a block behind so much content. */
export function padding(size: number): Buffer {
  return ZEROS.subarray(0, blocksOf(size) - size);
}

const ZEROS = Buffer.alloc(2 * BLOCK);
/** The end of an archive. */
export const END = ZEROS;

/** So much content in whole blocks, in bytes. */
function blocksOf(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.byteLength(key) + value.length + 3;
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
}

interface Header {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly type: string;
  readonly target: string;
}

/** Writes a header of GNU's kind over zeros. */
function writeHeader(
  block: Buffer,
  at: number,
  { name, mode, uid, gid, size, type, target }: Header,
): void {
  block.write(name, at, SHORT_NAME);
  writeNumber(block, at + 100, 8, mode);
  writeNumber(block, at + 108, 8, uid);
  writeNumber(block, at + 116, 8, gid);
  writeNumber(block, at + 124, 12, size);
  writeNumber(block, at + 136, 12, 0);
  block.fill(' ', at + 148, at + 156);
  block.write(type, at + 156);
  block.write(target, at + 157, SHORT_NAME);
  block.write('ustar  \0', at + 257);
  let sum = 0;
  for (let i = at; i < at + BLOCK; i += 1) sum += block[i] ?? 0;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
}

/** Octal digits, or, where they are too few, the number itself behind a bit that says so. */
function writeNumber(block: Buffer, at: number, width: number, value: number): void {
  const digits = value.toString(8);
  if (digits.length < width) {
    block.write(`${digits.padStart(width - 1, '0')}\0`, at);
    return;
  }
  block.writeBigUInt64BE(BigInt(value), at + width - 8);
  block[at] = 0x80 | (block[at] ?? 0);
}

/** Collects the capabilities that tar wrote of the files that it was given, by name, in base64. */
export class CapabilityReader {
  readonly found = new Map<string, string>();
  #left: Buffer = Buffer.alloc(0);
  /** Content of the member that is passing, in bytes, with what fills its last block. */
  #skip = 0;
  #attributes: Buffer = Buffer.alloc(0);
  #capability: string | undefined;
  #path: string | undefined;

  write(piece: Buffer): void {
    let bytes = this.#left.length === 0 ? piece : Buffer.concat([this.#left, piece]);
    for (;;) {
      const passed = Math.min(this.#skip, bytes.length);
      this.#skip -= passed;
      bytes = bytes.subarray(passed);
      if (bytes.length < BLOCK) break;
      const taken = this.#member(bytes);
      if (taken === 0) break;
      bytes = bytes.subarray(taken);
    }
    this.#left = Buffer.from(bytes);
  }

  /** Takes a header, with its content where that is an extension; 0 where not all of it has come. */
  #member(bytes: Buffer): number {
    const type = bytes.toString('latin1', 156, 157);
    const size = Number.parseInt(bytes.toString('latin1', 124, 135), 8) || 0;
    const whole = blocksOf(size);
    if (type === 'x') {
      if (bytes.length < BLOCK + whole) return 0;
      this.#attributes = bytes.subarray(BLOCK, BLOCK + size);
      this.#readAttributes();
      return BLOCK + whole;
    }
    const prefix = textAt(bytes, 345, 155);
    const name = textAt(bytes, 0, SHORT_NAME);
    const path = this.#path ?? (prefix === '' ? name : `${prefix}/${name}`);
    if (this.#capability !== undefined) this.found.set(path, this.#capability);
    this.#path = undefined;
    this.#capability = undefined;
    this.#skip = whole;
    return BLOCK;
  }

  #readAttributes(): void {
    let bytes = this.#attributes;
    while (bytes.length > 0) {
      const space = bytes.indexOf(' ');
      const length = Number(bytes.toString('latin1', 0, space));
      if (!(length > space)) return;
      const record = bytes.subarray(space + 1, length - 1);
      const equals = record.indexOf('=');
      const key = record.toString('latin1', 0, equals);
      const value = record.subarray(equals + 1);
      if (key === CAPABILITY) this.#capability = value.toString('base64');
      if (key === 'path') this.#path = value.toString('utf8');
      bytes = bytes.subarray(length);
    }
  }
}

function textAt(bytes: Buffer, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}
