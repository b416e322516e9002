/**
 * The disk of a simulated machine: what Linux keeps of files, folders and links, in memory. Numbers of
 * files and times of change are as on a real one, because the engine tells by them what was touched;
 * they follow from the world's clock, so that a seed gives the same ones every time.
 */
import type { Clock } from './clock.ts';
import { systemError } from './errors.ts';

export type NodeKind = 'file' | 'folder' | 'link' | 'null';

/** One thing on the disk, whatever it is called and however often. */
export class DiskNode {
  readonly ino: number;
  readonly kind: NodeKind;
  mode: number;
  links = 1;
  bytes: Buffer = EMPTY;
  /** How much of `bytes` is content: a file that grows gets more room than it needs. */
  size = 0;
  readonly entries: Map<string, DiskNode>;
  target = '';
  accessedNs: number;
  modifiedNs: number;
  changedNs: number;
  readonly bornNs: number;

  constructor(ino: number, kind: NodeKind, mode: number, nowNs: number) {
    this.ino = ino;
    this.kind = kind;
    this.mode = mode;
    this.entries = kind === 'folder' ? new Map() : NO_ENTRIES;
    this.accessedNs = nowNs;
    this.modifiedNs = nowNs;
    this.changedNs = nowNs;
    this.bornNs = nowNs;
  }
}

const EMPTY = Buffer.alloc(0);
const NO_ENTRIES = new Map<string, DiskNode>();
const MOST_LINKS = 40;

/** Where a path leads: the folder that holds it, its name there, and what stands there. */
export interface Place {
  readonly folder: DiskNode;
  readonly name: string;
  readonly node: DiskNode | undefined;
}

/** A change of the disk that is about to be made. */
export type Change =
  | 'open'
  | 'write'
  | 'mkdir'
  | 'rename'
  | 'unlink'
  | 'rmdir'
  | 'link'
  | 'symlink'
  | 'chmod'
  | 'utimes'
  | 'truncate';

/** How long a call of the system takes. */
const CALL_NS = 1_000;

export class Disk {
  readonly root: DiskNode;
  readonly clock: Clock;
  #ino = 1_000;

  constructor(clock: Clock) {
    this.clock = clock;
    this.root = this.#make('folder', 0o755);
    for (const folder of ['/dev', '/dev/shm', '/tmp', '/usr', '/usr/bin', '/bin', '/proc']) {
      this.mkdir(folder);
    }
    this.put(this.place('/dev/null'), this.#make('null', 0o666));
  }

  #make(kind: NodeKind, mode: number): DiskNode {
    this.#ino += 1;
    return new DiskNode(this.#ino, kind, mode, this.clock.nowNs);
  }

  /** Follows a path; links in it always, the one at its end where it is asked for. */
  place(path: string, syscall = 'open', follow = false, depth = 0): Place {
    this.clock.pass(CALL_NS);
    let folder = this.root;
    const above: DiskNode[] = [];
    const parts = path.split('/');
    let last = parts.length - 1;
    while (last > 0 && (parts[last] === '' || parts[last] === '.')) last -= 1;
    for (let at = 0; at <= last; at += 1) {
      const name = parts[at] as string;
      if (name === '' || name === '.') continue;
      if (folder.kind !== 'folder') throw systemError('ENOTDIR', syscall, path);
      if (name === '..') {
        folder = above.pop() ?? this.root;
        continue;
      }
      const node = folder.entries.get(name);
      const isEnd = at === last;
      if (node?.kind === 'link' && (!isEnd || follow)) {
        if (depth >= MOST_LINKS) throw systemError('ELOOP', syscall, path);
        const rest = parts.slice(at + 1, last + 1).join('/');
        const base = node.target.startsWith('/') ? '' : parts.slice(0, at).join('/');
        const target = `${base}/${node.target}${rest === '' ? '' : `/${rest}`}`;
        return this.place(target, syscall, follow, depth + 1);
      }
      if (isEnd) return { folder, name, node };
      if (node === undefined) throw systemError('ENOENT', syscall, path);
      above.push(folder);
      folder = node;
    }
    return { folder, name: '.', node: folder };
  }

  /** What stands at a path; nothing where nothing does. */
  find(path: string, follow = true): DiskNode | undefined {
    try {
      return this.place(path, 'stat', follow).node;
    } catch {
      return undefined;
    }
  }

  get(path: string, syscall: string, follow = true): DiskNode {
    const { node } = this.place(path, syscall, follow);
    if (node === undefined) throw systemError('ENOENT', syscall, path);
    return node;
  }

  /** The path without links in it. */
  realPath(path: string): string {
    const parts = path.split('/').filter(part => part !== '' && part !== '.');
    let real = '';
    let seen = 0;
    while (parts.length > 0) {
      const part = parts.shift() as string;
      if (part === '..') {
        real = real.slice(0, Math.max(0, real.lastIndexOf('/')));
        continue;
      }
      const node = this.get(`${real}/${part}`, 'realpath', false);
      if (node.kind !== 'link') {
        real = `${real}/${part}`;
        continue;
      }
      seen += 1;
      if (seen > MOST_LINKS) throw systemError('ELOOP', 'realpath', path);
      if (node.target.startsWith('/')) real = '';
      parts.unshift(...node.target.split('/').filter(piece => piece !== '' && piece !== '.'));
    }
    return real === '' ? '/' : real;
  }

  put({ folder, name }: Place, node: DiskNode): void {
    folder.entries.set(name, node);
    this.#touchFolder(folder);
  }

  #touchFolder(folder: DiskNode): void {
    this.clock.pass(CALL_NS);
    folder.modifiedNs = this.clock.nowNs;
    folder.changedNs = this.clock.nowNs;
  }

  touchChanged(node: DiskNode): void {
    this.clock.pass(CALL_NS);
    node.changedNs = this.clock.nowNs;
  }

  create(place: Place, kind: Exclude<NodeKind, 'null'>, mode: number): DiskNode {
    const node = this.#make(kind, mode);
    this.put(place, node);
    return node;
  }

  mkdir(path: string, mode = 0o755): DiskNode {
    const place = this.place(path, 'mkdir');
    if (place.node !== undefined) throw systemError('EEXIST', 'mkdir', path);
    return this.create(place, 'folder', mode);
  }

  symlink(target: string, path: string): void {
    const place = this.place(path, 'symlink');
    if (place.node !== undefined) throw systemError('EEXIST', 'symlink', target, path);
    this.create(place, 'link', 0o777).target = target;
  }

  link(from: string, to: string): void {
    const { node } = this.place(from, 'link');
    if (node === undefined) throw systemError('ENOENT', 'link', from, to);
    const place = this.place(to, 'link');
    if (place.node !== undefined) throw systemError('EEXIST', 'link', from, to);
    if (node.kind === 'folder') throw systemError('EPERM', 'link', from, to);
    this.put(place, node);
    node.links += 1;
    this.touchChanged(node);
  }

  unlink(path: string): void {
    const { folder, name, node } = this.place(path, 'unlink');
    if (node === undefined) throw systemError('ENOENT', 'unlink', path);
    if (node.kind === 'folder') throw systemError('EISDIR', 'unlink', path);
    folder.entries.delete(name);
    node.links -= 1;
    this.touchChanged(node);
    this.#touchFolder(folder);
  }

  rmdir(path: string): void {
    const { folder, name, node } = this.place(path, 'rmdir');
    if (node === undefined) throw systemError('ENOENT', 'rmdir', path);
    if (node.kind !== 'folder') throw systemError('ENOTDIR', 'rmdir', path);
    if (node.entries.size > 0) throw systemError('ENOTEMPTY', 'rmdir', path);
    if (folder === node) throw systemError('EBUSY', 'rmdir', path);
    folder.entries.delete(name);
    this.#touchFolder(folder);
  }

  rename(from: string, to: string): void {
    const source = this.place(from, 'rename');
    const target = this.place(to, 'rename');
    const { node } = source;
    const over = target.node;
    if (node === undefined) throw systemError('ENOENT', 'rename', from, to);
    if (over === node) return;
    if (node.kind === 'folder' && holds(node, target.folder)) {
      throw systemError('EINVAL', 'rename', from, to);
    }
    if (over?.kind === 'folder' && holds(over, source.folder)) {
      throw systemError('ENOTEMPTY', 'rename', from, to);
    }
    if (over?.kind === 'folder') {
      if (node.kind !== 'folder') throw systemError('EISDIR', 'rename', from, to);
      if (over.entries.size > 0) throw systemError('ENOTEMPTY', 'rename', from, to);
    } else if (over !== undefined && node.kind === 'folder') {
      throw systemError('ENOTDIR', 'rename', from, to);
    }
    source.folder.entries.delete(source.name);
    target.folder.entries.set(target.name, node);
    if (over !== undefined && over.kind !== 'folder') {
      over.links -= 1;
      this.touchChanged(over);
    }
    this.#touchFolder(source.folder);
    if (target.folder !== source.folder) this.#touchFolder(target.folder);
    this.touchChanged(node);
  }

  /** Writes at a place of a file; gives how much was written. */
  write(node: DiskNode, bytes: Uint8Array, at: number): number {
    this.clock.pass(CALL_NS);
    if (node.kind === 'null') return bytes.length;
    const end = at + bytes.length;
    if (end > node.bytes.length) {
      const grown = Buffer.alloc(Math.max(end, Math.min(2 * end, end + 65_536)));
      node.bytes.copy(grown, 0, 0, node.size);
      node.bytes = grown;
    }
    node.bytes.set(bytes, at);
    node.size = Math.max(node.size, end);
    node.modifiedNs = this.clock.nowNs;
    node.changedNs = this.clock.nowNs;
    return bytes.length;
  }

  truncate(node: DiskNode, size: number): void {
    this.clock.pass(CALL_NS);
    if (node.kind === 'null') return;
    if (size > node.size) this.write(node, Buffer.alloc(size - node.size), node.size);
    else node.bytes.fill(0, size, node.size);
    node.size = size;
    node.modifiedNs = this.clock.nowNs;
    node.changedNs = this.clock.nowNs;
  }

  /** A whole file at once, as somebody who is not the engine writes it. */
  writeFile(path: string, content: string | Uint8Array, mode = 0o644): void {
    const place = this.place(path, 'open', true);
    if (place.node?.kind === 'folder') throw systemError('EISDIR', 'open', path);
    const node = place.node ?? this.create(place, 'file', mode);
    if (node.size > 0) this.truncate(node, 0);
    this.write(node, typeof content === 'string' ? Buffer.from(content) : content, 0);
  }

  readFile(path: string): string | undefined {
    const node = this.find(path);
    return node?.kind === 'file' ? contentOf(node).toString('utf8') : undefined;
  }

  /** With all folders above it. */
  makeFolders(path: string): void {
    let at = '';
    for (const part of path.split('/')) {
      if (part === '') continue;
      at = `${at}/${part}`;
      if (this.find(at) === undefined) this.mkdir(at);
    }
  }

  /** With all that is in it; nothing happens where nothing stands there. */
  remove(path: string): void {
    const node = this.find(path, false);
    if (node === undefined) return;
    if (node.kind !== 'folder') {
      this.unlink(path);
      return;
    }
    for (const name of [...node.entries.keys()]) this.remove(`${path}/${name}`);
    this.rmdir(path);
  }
}

/** What a file holds. */
export function contentOf(node: DiskNode): Buffer {
  return node.bytes.subarray(0, node.size);
}

function holds(folder: DiskNode, searched: DiskNode): boolean {
  if (folder === searched) return true;
  for (const child of folder.entries.values()) {
    if (child.kind === 'folder' && holds(child, searched)) return true;
  }
  return false;
}
