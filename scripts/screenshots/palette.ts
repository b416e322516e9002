/**
 * PNG files with a palette instead of a colour a pixel: pictures of text have few colours, and are about
 * a third as large with it. Everybody who clones the repository downloads them.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** 256 fit into a palette; with these nobody sees a difference, and files are a seventh smaller. */
const MOST_COLOURS = 64;

/** A picture with 8 bits each of red, green and blue. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, row after row. */
  readonly rgb: Buffer;
}

/**
 * The same picture with a few colours only. Reads what Chromium writes: 8 bits a channel, no
 * transparency, not interlaced.
 */
export function withPalette(png: Buffer): Buffer {
  const { width, height, rgb } = decode(png);
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = rgb.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const { palette, places } = choosePalette(counts);

  // Each row begins with a byte that says how it is filtered: not at all, which suits palettes.
  const rows = Buffer.alloc(height * (width + 1));
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const place = places.get(rgb.readUIntBE(3 * pixel, 3)) ?? 0;
    rows[pixel + Math.floor(pixel / width) + 1] = place;
  }
  const colours = Buffer.alloc(3 * palette.length);
  for (const [place, colour] of palette.entries()) colours.writeUIntBE(colour, 3 * place, 3);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(width, height)),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

interface Palette {
  readonly palette: readonly number[];
  /** For every colour of the picture its place in the palette. */
  readonly places: ReadonlyMap<number, number>;
}

/**
 * Takes one colour after the other, each the one that all its pixels together would lose most by without:
 * the many shades of grey around letters give way to the few blue pixels of a thin line.
 */
function choosePalette(counts: ReadonlyMap<number, number>): Palette {
  const colours = [...counts].map(([colour, count]) => ({
    colour,
    count,
    place: 0,
    away: Infinity,
  }));
  const palette: number[] = [];
  let next = colours.reduce((a, b) => (b.count > a.count ? b : a));
  while (next.away > 0 && palette.length < MOST_COLOURS) {
    const added = next.colour;
    for (const known of colours) {
      const away = distance(known.colour, added);
      if (away >= known.away) continue;
      known.away = away;
      known.place = palette.length;
    }
    palette.push(added);
    next = colours.reduce((a, b) => (b.count * b.away > a.count * a.away ? b : a));
  }
  return { palette, places: new Map(colours.map(({ colour, place }) => [colour, place])) };
}

/** How far apart two colours are in red, green and blue, squared. */
function distance(a: number, b: number): number {
  const difference = (shift: number): number => ((a >> shift) & 0xff) - ((b >> shift) & 0xff);
  return difference(16) ** 2 + difference(8) ** 2 + difference(0) ** 2;
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  // 8 bits a pixel, which are a place in a palette; the rest is what every PNG has.
  data.set([8, 3, 0, 0, 0], 8);
  return data;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function decode(png: Buffer): Pixels {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png.subarray(24, 29).toString('hex') !== '0802000000') {
    throw new Error('not a PNG with 8 bits each of red, green and blue');
  }
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    const isData = png.toString('latin1', at + 4, at + 8) === 'IDAT';
    if (isData) parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return { width, height, rgb: unfilter(inflateSync(Buffer.concat(parts)), 3 * width, height) };
}

/** Undoes the filters of the rows, each of which holds differences from its neighbours (PNG, chapter 9). */
function unfilter(rows: Buffer, length: number, height: number): Buffer {
  const rgb = Buffer.alloc(length * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (length + 1)];
    for (let x = 0; x < length; x += 1) {
      const at = y * length + x;
      const left = x < 3 ? 0 : (rgb[at - 3] ?? 0);
      const up = y === 0 ? 0 : (rgb[at - length] ?? 0);
      const corner = x < 3 || y === 0 ? 0 : (rgb[at - length - 3] ?? 0);
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      rgb[at] = (rows[at + y + 1] ?? 0) + (guesses[filter ?? 0] ?? 0);
    }
  }
  return rgb;
}

/** Of the three neighbours the one nearest to left + up - corner. */
function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp] = [Math.abs(up - corner), Math.abs(left - corner)];
  const byCorner = Math.abs(left + up - 2 * corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
