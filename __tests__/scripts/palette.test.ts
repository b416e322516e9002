import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { withPalette } from '../../scripts/screenshots/palette.ts';

type Row = readonly number[];

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunk(type: string, data: Buffer): Buffer {
  const frame = Buffer.alloc(12 + data.length);
  frame.writeUInt32BE(data.length);
  frame.write(type, 4, 'latin1');
  data.copy(frame, 8);
  frame.writeUInt32BE(crc32(frame.subarray(4, 8 + data.length)), 8 + data.length);
  return frame;
}

/** The data of all chunks of a type, whose check sums are right. */
function chunksOf(png: Buffer, type: string): Buffer {
  const found: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const end = at + 8 + png.readUInt32BE(at);
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)));
    if (png.toString('latin1', at + 4, at + 8) === type) found.push(png.subarray(at + 8, end));
  }
  return Buffer.concat(found);
}

/** A PNG of filtered rows, each with its filter in front, of pixels with three bytes. */
function trueColour(width: number, rows: readonly Row[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2], 8);
  const data = deflateSync(Buffer.from(rows.flat()));
  // In two pieces, as Chromium writes large pictures.
  const pieces = [data.subarray(0, 5), data.subarray(5)].map(piece => chunk('IDAT', piece));
  const parts = [chunk('IHDR', header), ...pieces, chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...parts]);
}

/** The pixels of a PNG with a palette, as hexadecimal colours, row after row. */
function coloursOf(png: Buffer): string[][] {
  const [header, palette] = [chunksOf(png, 'IHDR'), chunksOf(png, 'PLTE')];
  expect([...header.subarray(8)]).toEqual([8, 3, 0, 0, 0]);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunksOf(png, 'IDAT'));
  return Array.from({ length: height }, (_, y) => {
    const row = rows.subarray(y * (width + 1), (y + 1) * (width + 1));
    expect(row[0]).toBe(0);
    return [...row.subarray(1)].map(at => palette.toString('hex', 3 * at, 3 * at + 3));
  });
}

it('keeps the pixels of a picture of few colours, whatever its filters', () => {
  const png = trueColour(2, [
    [0, 10, 20, 30, 250, 0, 0],
    [1, 10, 20, 30, 240, 236, 226], // less what is on the left
    [2, 0, 0, 0, 1, 1, 1], // less what is above
    [3, 5, 10, 15, 120, 108, 98], // less the mean of both
    [4, 0, 0, 0, 0, 0, 1], // less the likelier of these and the corner
  ]);
  expect(coloursOf(withPalette(png))).toEqual([
    ['0a141e', 'fa0000'],
    ['0a141e', 'fa0000'],
    ['0a141e', 'fb0101'],
    ['0a141e', 'fa7671'],
    ['0a141e', 'fa7672'],
  ]);
});

it('gives up shades that are nearly the same before a colour of its own', () => {
  const greys = Array.from({ length: 200 }, (_, i) => [i, i, i]).flat();
  const png = trueColour(201, [[0, ...greys, 0, 0, 255]]);
  const [row] = coloursOf(withPalette(png));
  expect(new Set(row).size).toBeLessThanOrEqual(64);
  expect(row?.at(-1)).toBe('0000ff');
  const off = row?.slice(0, -1).map((hex, i) => Math.abs(Number.parseInt(hex.slice(0, 2), 16) - i));
  expect(Math.max(...(off ?? []))).toBeLessThanOrEqual(4);
});

it('refuses what it cannot read', () => {
  const png = trueColour(1, [[0, 1, 2, 3]]);
  png[25] = 6;
  expect(() => withPalette(png)).toThrow('not a PNG with 8 bits');
});
