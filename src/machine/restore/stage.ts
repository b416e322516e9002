/** A layer's content in a staging place: nothing of the machine changes yet. */
import { createHash, type Hash, hash } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { DamagedArchive } from '../../caching/archive/format.ts';
import { contentBytesOf, type Manifest } from '../layer/manifest.ts';
import type { LayerRefusal } from '../port/port.ts';
import { Feed, type Running, start } from '../system/programs.ts';
import { END, headersOf, type Member, padding } from '../system/tar.ts';
import type { Plan } from './plan.ts';

/** What every file takes besides its content, in bytes: the rest of its last block, and its entry. */
const OVERHEAD = 5 << 10;
/** Left free, in bytes. */
const MARGIN = 64 << 20;

/** Why there is no room for the layer; nothing where there is. */
export function lackOfSpace(
  folder: string,
  { entries }: Manifest,
): Extract<LayerRefusal, { kind: 'no-space' }> | undefined {
  const { bavail, bsize, files, ffree } = statfsSync(folder);
  const neededBytes = contentBytesOf(entries) + entries.length * OVERHEAD + MARGIN;
  const freeBytes = bavail * bsize;
  // A file system that counts no files says that it has none.
  const lacksNumbers = files > 0 && ffree < entries.length;
  return neededBytes > freeBytes || lacksNumbers
    ? { kind: 'no-space', neededBytes, freeBytes }
    : undefined;
}

/**
 * Makes the members below a new folder, from their contents one after the other. Throws `DamagedArchive` where
 * there is more or less content than they have, and `ProgramFailed` where tar cannot make them.
 *
 * Most files are written here: passing their content to another process takes twice as long. tar makes what
 * Node cannot: times that are no whole seconds, capabilities; and at the end links and what folders are like.
 */
export async function unpackInto(
  folder: string,
  { members }: Plan,
  contents: AsyncIterable<Buffer>,
): Promise<void> {
  mkdirSync(folder, 0o700);
  for (const { kind, name } of members)
    if (kind === 'folder') mkdirSync(`${folder}/${name}`, 0o700);
  const feed = new Feed(startTar(folder));
  const source = new Source(contents);
  for (const member of members) {
    if (member.kind !== 'file') continue;
    if (isPlain(member)) await writePlain(`${folder}/${member.name}`, member, source);
    else await feedFile(feed, member, source);
  }
  if (!(await source.isAtEnd())) throw new DamagedArchive({ kind: 'other-files' });
  for (const member of members) if (member.kind !== 'file') await feed.write(headersOf(member));
  await feed.write(END);
  await feed.end();
  for (const member of members) demandMade(folder, member);
}

function startTar(folder: string): Running {
  const options = [
    '--extract',
    '--file=-',
    `--directory=${folder}`,
    '--preserve-permissions',
    '--same-owner',
    '--numeric-owner',
    '--delay-directory-restore',
    '--xattrs',
    '--xattrs-include=security.capability',
    // Links as they are: where they lead was judged, and nothing is written through one.
    '--absolute-names',
  ];
  return start('tar', options, { cwd: folder });
}

/** Node rounds times, but not whole seconds. */
function isPlain({ mtime, capability }: Member): boolean {
  return capability === undefined && mtime.endsWith('.000000000');
}

async function writePlain(file: string, member: Member, source: Source): Promise<void> {
  const { mode, uid, gid, mtime, size } = member;
  const fd = openSync(file, 'wx', 0o600);
  try {
    const sum = new Sum(size);
    for (let left = size; left > 0; ) {
      const part = source.takeNow(left) ?? (await source.take(left));
      writeFully(fd, part);
      sum.add(part);
      left -= part.length;
    }
    sum.demand(member);
    // A new owner may take bits of the mode.
    if (uid !== OWN.uid || gid !== OWN.gid) fchownSync(fd, uid, gid);
    fchmodSync(fd, mode);
    futimesSync(fd, Number(mtime), Number(mtime));
  } finally {
    closeSync(fd);
  }
}

const OWN = { uid: process.geteuid?.(), gid: process.getegid?.() };

async function feedFile(feed: Feed, member: Member, source: Source): Promise<void> {
  await feed.write(headersOf(member));
  const sum = new Sum(member.size);
  for (let left = member.size; left > 0; ) {
    const part = await source.take(left);
    sum.add(part);
    await feed.write(part);
    left -= part.length;
  }
  sum.demand(member);
  await feed.write(padding(member.size));
}

function writeFully(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

/** The hash of a file's content, which mostly comes in one piece. */
class Sum {
  readonly #size: number;
  #whole: string | undefined;
  #parts: Hash | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  add(part: Buffer): void {
    if (part.length === this.#size) this.#whole = hash('sha256', part);
    else {
      this.#parts ??= createHash('sha256');
      this.#parts.update(part);
    }
  }

  /** Throws where it is not what the manifest says. */
  demand({ name, hash: expected }: Member): void {
    const sum = this.#whole ?? this.#parts?.digest('hex') ?? hash('sha256', '');
    if (sum !== expected) throw new DamagedArchive({ kind: 'file-changed', path: name });
  }
}

/** tar may be of any kind and version: what it made is looked at. */
function demandMade(folder: string, { kind, name, mode, uid, gid, size }: Member): void {
  const stat = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
  const isRight =
    stat !== undefined &&
    (kind === 'same' ||
      (stat.uid === uid &&
        stat.gid === gid &&
        (kind === 'link'
          ? stat.isSymbolicLink()
          : (stat.mode & 0o7777) === mode &&
            (kind === 'folder' ? stat.isDirectory() : stat.isFile() && stat.size === size))));
  if (!isRight) throw new DamagedArchive({ kind: 'file-changed', path: name });
}

/** Contents that come in pieces of any length. */
class Source {
  readonly #pieces: AsyncIterator<Buffer>;
  #piece: Buffer = Buffer.alloc(0);

  constructor(contents: AsyncIterable<Buffer>) {
    this.#pieces = contents[Symbol.asyncIterator]();
  }

  /** The same where it need not be waited for. */
  takeNow(bytes: number): Buffer | undefined {
    if (this.#piece.length === 0) return undefined;
    const part = this.#piece.subarray(0, bytes);
    this.#piece = this.#piece.subarray(bytes);
    return part;
  }

  /** At least one byte and at most so many, valid until the next call. */
  async take(bytes: number): Promise<Buffer> {
    const isAtEnd = await this.isAtEnd();
    const part = isAtEnd ? undefined : this.takeNow(bytes);
    if (part === undefined) throw new DamagedArchive({ kind: 'other-files' });
    return part;
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const { value, done } = await this.#pieces.next();
      if (done === true) return true;
      this.#piece = value;
    }
    return false;
  }
}
