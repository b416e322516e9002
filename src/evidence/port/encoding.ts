/** An XML file's bytes as text: by byte order mark, by how it begins, by what it declares, else UTF-8. */
import { isUtf8 } from 'node:buffer';

/** Bytes that are decoded at once. */
const PIECE_BYTES = 64 * 1024;
/** The declaration is within the first bytes, and all of it is ASCII. */
const DECLARATION = /^\s*<\?xml[^>]{0,300}?encoding\s*=\s*["']([\w.:-]{1,40})["']/;
/** A BOM, or `<` as two or four bytes. */
const BEGINNINGS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0x3c, 0, 0, 0], 'utf-32le'],
  [[0, 0, 0, 0x3c], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0x3c, 0], 'utf-16le'],
  [[0, 0x3c], 'utf-16be'],
];

/**
 * The text in pieces. Bytes that are none of a declared encoding become U+FFFD; those that are no
 * UTF-8 become U+DC80 to U+DCFF, each its own, so that names that differ stay different:
 * `withoutStrayBytes` makes them U+FFFD too.
 */
export function* decoded(bytes: Buffer): Generator<string> {
  const encoding = encodingOf(bytes);
  if (encoding.startsWith('utf-32')) yield* pieces(bytes, 4, piece => fromUtf32(piece, encoding));
  else if (encoding === 'utf-8') yield* utf8Pieces(bytes);
  else {
    const decoder = new TextDecoder(encoding);
    yield* pieces(bytes, 1, piece => decoder.decode(piece, { stream: true }));
    yield decoder.decode();
  }
}

/** The text as it is shown: U+FFFD for each byte that was no UTF-8. */
export function withoutStrayBytes(text: string): string {
  return text.replace(/[\uDC80-\uDCFF]/gu, '\uFFFD');
}

function encodingOf(bytes: Buffer): string {
  const begins = BEGINNINGS.find(([marks]) => marks.every((mark, i) => bytes[i] === mark));
  if (begins !== undefined) return begins[1];
  const [, declared = 'utf-8'] = DECLARATION.exec(bytes.toString('latin1', 0, 1024)) ?? [];
  try {
    const { encoding } = new TextDecoder(declared);
    // What could be read as ASCII is no UTF-16, whatever it declares (.NET's StringWriter does).
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
  } catch {
    return 'utf-8';
  }
}

function* pieces(bytes: Buffer, unit: number, decode: (piece: Buffer) => string) {
  const size = PIECE_BYTES - (PIECE_BYTES % unit);
  for (let start = 0; start < bytes.length; start += size) {
    yield decode(bytes.subarray(start, start + size));
  }
}

function* utf8Pieces(bytes: Buffer): Generator<string> {
  const isValid = isUtf8(bytes);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  for (let start = hasMark ? 3 : 0; start < bytes.length; ) {
    const end = endOfPiece(bytes, start + PIECE_BYTES);
    const piece = bytes.subarray(start, end);
    yield isValid ? piece.toString('utf8') : fromDamagedUtf8(piece);
    start = end;
  }
}

/** Not within a character: those of UTF-8 go on with up to three bytes from 0x80 to 0xBF. */
function endOfPiece(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return bytes.length;
  const back = [0, 1, 2, 3].find(steps => ((bytes[end - steps] ?? 0) & 0xc0) !== 0x80);
  return end - (back ?? 0);
}

/** A character of UTF-8 beyond ASCII, or one byte that is none, each byte a code unit. */
const BEYOND_ASCII =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

function fromDamagedUtf8(piece: Buffer): string {
  return piece
    .toString('latin1')
    .replace(BEYOND_ASCII, found =>
      found.length === 1
        ? String.fromCharCode(0xdc00 + found.charCodeAt(0))
        : Buffer.from(found, 'latin1').toString('utf8'),
    );
}

function fromUtf32(piece: Buffer, encoding: string): string {
  let text = '';
  for (let i = 0; i + 4 <= piece.length; i += 4) {
    const code = encoding === 'utf-32le' ? piece.readUInt32LE(i) : piece.readUInt32BE(i);
    const isMark = code === 0xfeff;
    if (!isMark) text += code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  }
  return text;
}
