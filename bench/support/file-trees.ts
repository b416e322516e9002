/** Trees of files like those that pipelines keep, the same bytes every time. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomFrom } from './graphs.ts';

const BLOCK_BYTES = 1 << 20;

/** What files hold: prose shrinks to a third, noise not at all, code lies between. */
interface Material {
  readonly prose: Buffer;
  readonly noise: Buffer;
  /** Up to this many bytes from anywhere in the block. */
  part(block: Buffer, bytes: number): Buffer;
  readonly random: () => number;
}

function createMaterial(seed: number): Material {
  const random = randomFrom(seed);
  const word = (): string =>
    Array.from({ length: 2 + random() * 9 }, () => 'etaoinshrdlucmfw'[random() * 16 | 0]).join('');
  const words = Array.from({ length: 3_000 }, word);
  let text = '';
  while (text.length < BLOCK_BYTES) {
    // As in a language, few words are many of all.
    text += `${words[Math.floor(words.length * random() ** 3)]}${random() < 0.1 ? '.\n' : ' '}`;
  }
  return {
    prose: Buffer.from(text.slice(0, BLOCK_BYTES)),
    noise: Buffer.from(Array.from({ length: BLOCK_BYTES }, () => random() * 256)),
    part(block, bytes) {
      const start = Math.floor(random() * Math.max(1, block.length - bytes));
      return block.subarray(start, start + bytes);
    },
    random,
  };
}

/** What latexmk leaves: 200 files, 5 MB, half of it in PDFs and images that do not shrink. */
export function latexTree(folder: string): void {
  const material = createMaterial(1);
  for (let i = 0; i < 190; i += 1) {
    const kind = ['aux', 'log', 'tex', 'bbl', 'fls'][i % 5];
    put(folder, `section-${i % 12}/part-${i}.${kind}`, material.part(material.prose, 13_000));
  }
  for (let i = 0; i < 10; i += 1) {
    put(folder, `figures/plot-${i}.pdf`, material.part(material.noise, 250_000));
  }
}

/** A Python environment: 5,000 files, 100 MB, most of it in some large libraries. */
export function environmentTree(folder: string): void {
  const material = createMaterial(2);
  const { prose, noise, random } = material;
  for (let i = 0; i < 4_980; i += 1) {
    const size = Math.floor(1_000 * 60 ** random());
    const [suffix, content] =
      i % 2 === 0
        ? (['py', material.part(prose, size)] as const)
        : (['pyc', mixed(material.part(prose, size), material.part(noise, size), 0.4)] as const);
    put(folder, `lib/package-${i % 60}/sub-${i % 7}/module-${i}.${suffix}`, content);
  }
  for (let i = 0; i < 20; i += 1) {
    const blocks = [0.3, 0.5, 0.2].map(share => mixed(prose, noise, share));
    put(folder, `lib/package-${i}/native.so`, Buffer.concat(blocks).subarray(0, 1_600_000));
  }
}

/** One file of 200 MB, of which a half shrinks. */
export function largeFile(folder: string): void {
  const { prose, noise, random } = createMaterial(3);
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, 'model.bin'), 'w');
  for (let i = 0; i < 200; i += 1) writeSync(file, mixed(prose, noise, random()));
  closeSync(file);
}

/** This many files of some kilobytes, 100 in a folder; their paths, relative with `/`. */
export function inputFiles(folder: string, count: number): readonly string[] {
  const material = createMaterial(4);
  return Array.from({ length: count }, (_, i) => {
    const path = `data/${Math.floor(i / 100)}/${i}.csv`;
    put(folder, path, material.part(material.prose, Math.floor(500 * 40 ** material.random())));
    return path;
  });
}

/** Noise for this share of the bytes, in pieces of 4 kB, and prose for the rest. */
function mixed(prose: Buffer, noise: Buffer, noiseShare: number): Buffer {
  const piece = 4096;
  const content = Buffer.from(prose);
  for (let at = 0; at < content.length; at += piece) {
    if ((at / piece) % 10 < noiseShare * 10) noise.copy(content, at, at, at + piece);
  }
  return content;
}

function put(folder: string, path: string, content: Buffer): void {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}
