/** One small file out of a zip archive that anybody may have made. */
import { promisify } from 'node:util';
import type { Entry, ZipFile } from 'yauzl';

/** The file's content; throws with the reason where the archive is not just what is expected. */
export async function readOnlyFile(
  archive: Buffer,
  name: string,
  maxBytes: number,
): Promise<Buffer> {
  const { fromBuffer } = await import('yauzl');
  const open = promisify<Buffer, object, ZipFile>(fromBuffer);
  const zip = await open(archive, { lazyEntries: true, strictFileNames: true });
  try {
    if (zip.entryCount !== 1) throw new Error(`it holds ${zip.entryCount} files`);
    const entry = await onlyEntry(zip);
    if (entry.fileName !== name) throw new Error(`it does not hold ${name}`);
    // The reader sees to it that no more comes out than the entry said.
    const stream = await promisify(zip.openReadStream.bind(zip))(entry);
    const content = await readAtMost(stream, maxBytes);
    if (content === undefined) throw new Error(`it is larger than ${maxBytes} bytes`);
    return content;
  } finally {
    zip.close();
  }
}

function onlyEntry(zip: ZipFile): Promise<Entry> {
  return new Promise((resolve, reject) => {
    zip.once('entry', resolve).once('error', reject);
    zip.once('end', () => reject(new Error('it holds no file')));
    zip.readEntry();
  });
}

/** All of a stream; undefined as soon as it is longer. */
export async function readAtMost(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.length;
    if (bytes > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
