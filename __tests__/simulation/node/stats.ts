/** What `stat` says, as Node hands it out. */
import { EPOCH_MS } from '../machine/clock.ts';
import type { DiskNode } from '../machine/disk.ts';

const TYPES = { file: 0o100000, folder: 0o040000, link: 0o120000, null: 0o020000 } as const;
const DEVICE = 64769;
const EPOCH_NS = BigInt(EPOCH_MS) * 1_000_000n;

/** The questions of what kind a thing is, which all three answer. */
class OfKind {
  readonly #kind: DiskNode['kind'];

  constructor(kind: DiskNode['kind']) {
    this.#kind = kind;
  }

  isFile(): boolean {
    return this.#kind === 'file';
  }
  isDirectory(): boolean {
    return this.#kind === 'folder';
  }
  isSymbolicLink(): boolean {
    return this.#kind === 'link';
  }
  isCharacterDevice(): boolean {
    return this.#kind === 'null';
  }
  isBlockDevice(): boolean {
    return false;
  }
  isFIFO(): boolean {
    return false;
  }
  isSocket(): boolean {
    return false;
  }
}

export class Stats extends OfKind {
  readonly dev = DEVICE;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid = 1000;
  readonly gid = 1000;
  readonly size: number;
  readonly atimeMs: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly birthtimeMs: number;

  constructor(node: DiskNode) {
    super(node.kind);
    this.ino = node.ino;
    this.mode = TYPES[node.kind] | node.mode;
    this.nlink = node.links;
    this.size = sizeOf(node);
    this.atimeMs = EPOCH_MS + node.accessedNs / 1e6;
    this.mtimeMs = EPOCH_MS + node.modifiedNs / 1e6;
    this.ctimeMs = EPOCH_MS + node.changedNs / 1e6;
    this.birthtimeMs = EPOCH_MS + node.bornNs / 1e6;
  }

  get mtime(): Date {
    return new Date(this.mtimeMs);
  }
}

export class BigStats extends OfKind {
  readonly dev = BigInt(DEVICE);
  readonly ino: bigint;
  readonly mode: bigint;
  readonly nlink: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly birthtimeNs: bigint;
  readonly mtimeMs: bigint;
  readonly ctimeMs: bigint;

  constructor(node: DiskNode) {
    super(node.kind);
    this.ino = BigInt(node.ino);
    this.mode = BigInt(TYPES[node.kind] | node.mode);
    this.nlink = BigInt(node.links);
    this.size = BigInt(sizeOf(node));
    this.mtimeNs = EPOCH_NS + BigInt(Math.floor(node.modifiedNs));
    this.ctimeNs = EPOCH_NS + BigInt(Math.floor(node.changedNs));
    this.birthtimeNs = EPOCH_NS + BigInt(Math.floor(node.bornNs));
    this.mtimeMs = this.mtimeNs / 1_000_000n;
    this.ctimeMs = this.ctimeNs / 1_000_000n;
  }
}

function sizeOf(node: DiskNode): number {
  if (node.kind === 'folder') return 4096;
  return node.kind === 'link' ? node.target.length : node.size;
}

export class Dirent extends OfKind {
  readonly name: string;
  readonly parentPath: string;
  readonly path: string;

  constructor(name: string, parentPath: string, kind: DiskNode['kind']) {
    super(kind);
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
  }
}
