/** The smaller modules of a simulated machine: randomness, what it is, how it packs. */
import * as crypto from 'node:crypto';
import type { Caller } from './fs.ts';

/** `node:crypto`: sums are sums, and what is random comes from the world. */
export function createCrypto(caller: () => Caller) {
  const randomBytes = (count: number): Buffer => {
    const { random } = caller().world;
    return Buffer.from(Array.from({ length: count }, () => random.below(256)));
  };
  const randomUUID = (): string => {
    const hex = randomBytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  return { createHash: crypto.createHash, hash: crypto.hash, randomBytes, randomUUID };
}

const MEMORY = 16_000_000_000;
export const CORES = 4;

/** `node:os`. */
export function createOs(caller: () => Caller) {
  return {
    tmpdir: () => caller().process.env.TMPDIR ?? '/tmp',
    homedir: () => '/home/user',
    arch: () => 'x64',
    platform: () => 'linux',
    availableParallelism: () => CORES,
    cpus: () => Array.from({ length: CORES }, () => ({ model: 'Simulated CPU' })),
    totalmem: () => MEMORY,
    userInfo: () => ({ uid: 1000, username: 'user' }),
    hostname: () => 'machine',
    devNull: '/dev/null',
    EOL: '\n',
  };
}

/** What everything packed begins with. */
export const PACKED = Buffer.from('SIMZ');

type Done = (error: Error | null, result?: Buffer) => void;

/** `node:zlib`: packing that packs nothing, so that what was damaged still shows. */
export function createZlib(later: (then: () => void) => void) {
  const pack = (input: Buffer, _options: object, done: Done): void =>
    later(() => done(null, Buffer.concat([PACKED, input])));
  const unpack = (input: Buffer, options: { maxOutputLength?: number }, done: Done): void =>
    later(() => {
      const isOurs = input.subarray(0, PACKED.length).equals(PACKED);
      const content = input.subarray(PACKED.length);
      if (!isOurs) return done(new Error('Decompression failed'));
      if (content.length > (options.maxOutputLength ?? Number.POSITIVE_INFINITY)) {
        return done(new Error('Cannot create a Buffer larger than that'));
      }
      return done(null, Buffer.from(content));
    });
  const constants = { BROTLI_PARAM_QUALITY: 1, BROTLI_PARAM_LGWIN: 2, BROTLI_PARAM_SIZE_HINT: 3 };
  return { brotliCompress: pack, brotliDecompress: unpack, constants };
}
