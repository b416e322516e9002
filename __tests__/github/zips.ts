/** Zip archives for tests, honest ones and others. */
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

interface ZipEntry {
  readonly name: string;
  readonly content: string | Buffer;
  /** What the archive says the content takes; the truth unless given. */
  readonly claimedBytes?: number;
}

/** An archive of deflated files; checksums are left out, because readers of ours do not check them. */
export function zipOf(...entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedBytes = Buffer.byteLength(content) } of entries) {
    const nameBytes = Buffer.from(name);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedBytes, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([20, 3]);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common, rest, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

/** The files of an archive, path to text. */
export async function unzip(archive: Buffer): Promise<Readonly<Record<string, string>>> {
  const zip = await promisify<Buffer, object, ZipFile>(fromBuffer)(archive, { autoClose: false });
  const entries: Entry[] = [];
  await new Promise((resolve, reject) => {
    zip.on('entry', entry => entries.push(entry));
    zip.once('end', resolve).once('error', reject);
  });
  const open = promisify(zip.openReadStream.bind(zip));
  const files = entries.map(async entry => {
    const content = await buffer(await open(entry));
    return [entry.fileName, content.toString()] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}
