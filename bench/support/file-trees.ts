/** Trees of files like those that pipelines keep, the same bytes every time. */
import { createCipheriv } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomFrom } from './graphs.ts';

/** More than a packer at its usual level looks back, so that nothing repeats in its sight. */
const PROSE_BYTES = 8 << 20;
const PIECE_BYTES = 4096;

/** What files hold: prose shrinks to a third, noise not at all. */
interface Material {
  readonly random: () => number;
  prose(bytes: number): Buffer;
  noise(bytes: number): Buffer;
  /** Pieces of both; the share is that of noise. */
  mixed(bytes: number, noiseShare: number): Buffer;
}

function createMaterial(seed: number): Material {
  const random = randomFrom(seed);
  const text = proseFrom(random);
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  let at = 0;
  const prose = (bytes: number): Buffer => {
    if (at + bytes > text.length) at = 0;
    at += bytes;
    return text.subarray(at - bytes, at);
  };
  const noise = (bytes: number): Buffer => cipher.update(Buffer.alloc(bytes));
  return {
    random,
    prose,
    noise,
    mixed(bytes, noiseShare) {
      const piece = () => (random() < noiseShare ? noise : prose)(PIECE_BYTES);
      const pieces = Array.from({ length: Math.ceil(bytes / PIECE_BYTES) }, piece);
      return Buffer.concat(pieces, bytes);
    },
  };
}

function proseFrom(random: () => number): Buffer {
  const letter = (): string => 'etaoinshrdlucmfw'.charAt(random() * 16);
  const word = (): string => Array.from({ length: 2 + random() * 9 }, letter).join('');
  const words = Array.from({ length: 3_000 }, word);
  let text = '';
  while (text.length < PROSE_BYTES) {
    // As in a language, few words are many of all.
    text += `${words[Math.floor(words.length * random() ** 3)]}${random() < 0.1 ? '.\n' : ' '}`;
  }
  return Buffer.from(text.slice(0, PROSE_BYTES));
}

/** What latexmk leaves: 200 files, 5 MB, half of it in PDFs and images that do not shrink. */
export function latexTree(folder: string): void {
  const material = createMaterial(1);
  for (let i = 0; i < 190; i += 1) {
    const kind = ['aux', 'log', 'tex', 'bbl', 'fls'][i % 5];
    put(folder, `section-${i % 12}/part-${i}.${kind}`, material.prose(13_000));
  }
  for (let i = 0; i < 10; i += 1) {
    put(folder, `figures/plot-${i}.pdf`, material.noise(250_000));
  }
}

/** A Python environment: 5,000 files, 100 MB, most of it in some large libraries. */
export function environmentTree(folder: string): void {
  const { random, prose, mixed } = createMaterial(2);
  for (let i = 0; i < 4_980; i += 1) {
    const size = Math.floor(1_000 * 60 ** random());
    const [suffix, content] = i % 2 === 0 ? ['py', prose(size)] : ['pyc', mixed(size, 0.4)];
    put(folder, `lib/package-${i % 60}/sub-${i % 7}/module-${i}.${suffix}`, content);
  }
  for (let i = 0; i < 20; i += 1) {
    put(folder, `lib/package-${i}/native.so`, mixed(1_600_000, 0.3));
  }
}

/** One file of 200 MB, of which a half shrinks. */
export function largeFile(folder: string): void {
  const { mixed } = createMaterial(3);
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, 'model.bin'), 'w');
  for (let i = 0; i < 200; i += 1) writeSync(file, mixed(1_000_000, (i % 10) / 10));
  closeSync(file);
}

/** This many files of some kilobytes, 100 in a folder; their paths, relative with `/`. */
export function inputFiles(folder: string, count: number): readonly string[] {
  const { prose, random } = createMaterial(4);
  return Array.from({ length: count }, (_, i) => {
    const path = `data/${Math.floor(i / 100)}/${i}.csv`;
    put(folder, path, prose(Math.floor(500 * 40 ** random())));
    return path;
  });
}

function put(folder: string, path: string, content: Buffer): void {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}
