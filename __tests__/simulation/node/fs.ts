/** `node:fs` of a simulated machine, as far as the engine uses it: whatever else is asked for is not there. */
import { constants } from 'node:fs';
import { EPOCH_MS } from '../machine/clock.ts';
import { contentOf, type DiskNode } from '../machine/disk.ts';
import { systemError } from '../machine/errors.ts';
import type { Process } from '../machine/processes.ts';
import type { World } from '../machine/world.ts';
import { isProc, procFile, procLink, procText } from './proc.ts';
import { BigStats, Dirent, Stats } from './stats.ts';

/** Whose calls these are, and where. */
export interface Caller {
  readonly world: World;
  readonly process: Process;
}

interface Open {
  readonly node: DiskNode;
  readonly path: string;
  readonly isAppending: boolean;
  position: number;
}

type Options = { readonly encoding?: string; readonly mode?: number; readonly flag?: string };

const { O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_NOFOLLOW, O_DIRECTORY } = constants;
const FLAGS: Readonly<Record<string, number>> = {
  r: 0,
  'r+': O_RDWR,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  'w+': O_RDWR | O_CREAT | O_TRUNC,
  wx: O_WRONLY | O_CREAT | O_TRUNC | O_EXCL,
  'wx+': O_RDWR | O_CREAT | O_TRUNC | O_EXCL,
  a: O_WRONLY | O_CREAT | O_APPEND,
  'a+': O_RDWR | O_CREAT | O_APPEND,
  ax: O_WRONLY | O_CREAT | O_APPEND | O_EXCL,
};
const UMASK = 0o022;
const ROOM_BYTES = 100_000_000_000;

export type Fs = ReturnType<typeof createFs>;

/** The module for whoever calls at the moment. */
export function createFs(caller: () => Caller) {
  const opened = new Map<number, Open>();
  let nextFd = 20;

  const disk = () => {
    const { world, process } = caller();
    world.alive(process);
    return world.disk;
  };
  const changing = (change: Parameters<World['beforeChange']>[1], path: string) => {
    const { world, process } = caller();
    world.beforeChange(process, change, path);
    return world.disk;
  };
  const full = (path: string | URL): string => {
    const text = typeof path === 'string' ? path : path.pathname;
    if (text.includes('\0'))
      throw Object.assign(new Error('null bytes'), { code: 'ERR_INVALID_ARG_VALUE' });
    return text.startsWith('/') ? text : `${caller().process.cwd}/${text}`;
  };
  const openFile = (fd: number, syscall: string): Open => {
    const { world, process } = caller();
    world.alive(process);
    const file = opened.get(fd);
    if (file === undefined) throw systemError('EBADF', syscall);
    return file;
  };
  const statsOf = (node: DiskNode, options?: { bigint?: boolean }) =>
    options?.bigint === true ? new BigStats(node) : new Stats(node);

  function stat(
    path: string,
    follow: boolean,
    options: { bigint?: boolean; throwIfNoEntry?: boolean } = {},
  ) {
    const at = full(path);
    const syscall = follow ? 'stat' : 'lstat';
    if (isProc(at)) {
      const node = procFile(caller().world, at);
      if (node === undefined) throw systemError('ENOENT', syscall, path);
      return statsOf(node, options);
    }
    try {
      return statsOf(disk().get(at, syscall, follow), options);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (options.throwIfNoEntry === false && (code === 'ENOENT' || code === 'ENOTDIR'))
        return undefined;
      throw error;
    }
  }

  function openSync(path: string, flags: string | number = 'r', mode = 0o666): number {
    const at = full(path);
    const bits = typeof flags === 'number' ? flags : (FLAGS[flags] ?? 0);
    nextFd += 1;
    if (isProc(at)) {
      const { world } = caller();
      const text = procText(world, at);
      if (text === undefined) throw systemError('ENOENT', 'open', path);
      const node = Object.assign(Object.create(null), {
        kind: 'file',
        bytes: Buffer.from(text, 'latin1'),
        size: 0,
      });
      node.size = node.bytes.length;
      opened.set(nextFd, { node, path: at, isAppending: false, position: 0 });
      return nextFd;
    }
    const isWriting = (bits & (O_WRONLY | O_RDWR)) !== 0;
    const found = disk().place(at, 'open', (bits & (O_NOFOLLOW | O_EXCL)) === 0);
    let { node } = found;
    if (node !== undefined && (bits & O_EXCL) !== 0 && (bits & O_CREAT) !== 0) {
      throw systemError('EEXIST', 'open', path);
    }
    if (node?.kind === 'link') throw systemError('ELOOP', 'open', path);
    if (node === undefined) {
      if ((bits & O_CREAT) === 0) throw systemError('ENOENT', 'open', path);
      node = changing('open', at).create(found, 'file', mode & ~UMASK);
    } else if (node.kind === 'folder') {
      if (isWriting) throw systemError('EISDIR', 'open', path);
    } else if ((bits & O_DIRECTORY) !== 0) throw systemError('ENOTDIR', 'open', path);
    if ((bits & O_TRUNC) !== 0 && node.size > 0) changing('truncate', at).truncate(node, 0);
    opened.set(nextFd, { node, path: at, isAppending: (bits & O_APPEND) !== 0, position: 0 });
    return nextFd;
  }

  function readSync(
    fd: number,
    buffer: Uint8Array,
    offsetOrOptions: number | { offset?: number; length?: number; position?: number | null } = 0,
    length?: number,
    position: number | bigint | null = null,
  ): number {
    const options =
      typeof offsetOrOptions === 'number'
        ? { offset: offsetOrOptions, length, position }
        : offsetOrOptions;
    const file = openFile(fd, 'read');
    if (file.node.kind === 'folder') throw systemError('EISDIR', 'read');
    const offset = options.offset ?? 0;
    const most = options.length ?? buffer.byteLength - offset;
    const isAtPosition = typeof options.position === 'number' && options.position >= 0;
    const at = isAtPosition ? Number(options.position) : file.position;
    const count = Math.max(0, Math.min(most, file.node.size - at));
    if (count > 0) buffer.set(file.node.bytes.subarray(at, at + count), offset);
    if (!isAtPosition) file.position += count;
    return count;
  }

  function writeSync(
    fd: number,
    content: string | Uint8Array,
    offset?: number | null,
    length?: number,
    position?: number | null,
  ): number {
    const file = openFile(fd, 'write');
    const bytes =
      typeof content === 'string'
        ? Buffer.from(content)
        : content.subarray(
            offset ?? 0,
            (offset ?? 0) + (length ?? content.byteLength - (offset ?? 0)),
          );
    const target = changing('write', file.path);
    const at = file.isAppending
      ? file.node.size
      : typeof position === 'number'
        ? position
        : file.position;
    const count = target.write(file.node, bytes, at);
    if (typeof position !== 'number') file.position = at + count;
    return count;
  }

  function readFileSync(file: string | number, options?: string | Options): string | Buffer {
    const encoding = typeof options === 'string' ? options : options?.encoding;
    const fd = typeof file === 'number' ? file : openSync(file, 'r');
    try {
      const { node, path } = openFile(fd, 'read');
      if (node.kind === 'folder') throw systemError('EISDIR', 'read', path);
      const content = contentOf(node);
      return encoding === undefined
        ? Buffer.from(content)
        : content.toString(encoding as BufferEncoding);
    } finally {
      if (typeof file !== 'number') opened.delete(fd);
    }
  }

  function writeFileSync(
    file: string | number,
    content: string | Uint8Array,
    options?: string | Options,
  ): void {
    const { mode = 0o666, flag = 'w' } = typeof options === 'object' ? options : {};
    const fd = typeof file === 'number' ? file : openSync(file, flag, mode);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      if (bytes.length > 0) writeSync(fd, bytes);
    } finally {
      if (typeof file !== 'number') opened.delete(fd);
    }
  }

  function mkdirSync(
    path: string,
    options?: number | { recursive?: boolean; mode?: number },
  ): string | undefined {
    const at = full(path);
    const { recursive = false, mode = 0o777 } = typeof options === 'object' ? options : {};
    if (!recursive) {
      disk().place(at, 'mkdir');
      changing('mkdir', at).mkdir(at, mode & ~UMASK);
      return undefined;
    }
    const there = disk().find(at);
    if (there?.kind === 'folder') return undefined;
    if (there !== undefined || disk().find(at, false) !== undefined)
      throw systemError('EEXIST', 'mkdir', path);
    const above = at.slice(0, Math.max(0, at.replace(/\/+$/, '').lastIndexOf('/'))) || '/';
    let first: string | undefined;
    try {
      first = mkdirSync(above, { recursive, mode });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'EEXIST' ? systemError('ENOTDIR', 'mkdir', path) : error;
    }
    changing('mkdir', at).mkdir(at, mode & ~UMASK);
    return first ?? at;
  }

  function readdirSync(
    path: string,
    options: string | { withFileTypes?: boolean; recursive?: boolean } = {},
  ) {
    const at = full(path);
    if (at === '/proc') {
      return [...caller().world.table.alive].map(({ pid }) => String(pid));
    }
    const { withFileTypes = false, recursive = false } = typeof options === 'object' ? options : {};
    const folder = disk().get(at, 'scandir');
    if (folder.kind !== 'folder') throw systemError('ENOTDIR', 'scandir', path);
    const found: (string | Dirent)[] = [];
    const list = (node: DiskNode, prefix: string, place: string): void => {
      for (const [name, child] of node.entries) {
        found.push(withFileTypes ? new Dirent(name, place, child.kind) : prefix + name);
        if (recursive && child.kind === 'folder')
          list(child, `${prefix}${name}/`, `${place}/${name}`);
      }
    };
    list(folder, '', path);
    return found as string[] & Dirent[];
  }

  function rmSync(path: string, options: { recursive?: boolean; force?: boolean } = {}): void {
    const at = full(path);
    let node: DiskNode | undefined;
    try {
      node = disk().get(at, 'rm', false);
    } catch (error) {
      if (options.force === true && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    if (node.kind !== 'folder') {
      changing('unlink', at).unlink(at);
      return;
    }
    if (options.recursive !== true) {
      throw Object.assign(systemError('EISDIR', 'rm', path), { code: 'ERR_FS_EISDIR' });
    }
    for (const name of [...node.entries.keys()]) rmSync(`${at}/${name}`, options);
    changing('rmdir', at).rmdir(at);
  }

  function copyFileSync(from: string, to: string, mode = 0): void {
    const source = disk().get(full(from), 'copyfile');
    if (source.kind === 'folder') throw systemError('EISDIR', 'copyfile', from, to);
    const isExclusive = (mode & constants.COPYFILE_EXCL) !== 0;
    const fd = openSync(to, isExclusive ? 'wx' : 'w', source.mode);
    try {
      if (source.size > 0) writeSync(fd, Buffer.from(contentOf(source)));
    } finally {
      opened.delete(fd);
    }
  }

  function setTimes(
    path: string,
    follow: boolean,
    atime: Date | number,
    mtime: Date | number,
  ): void {
    const at = full(path);
    const node = disk().get(at, 'utime', follow);
    changing('utimes', at);
    node.accessedNs = sinceEpochNs(atime);
    node.modifiedNs = sinceEpochNs(mtime);
    caller().world.disk.touchChanged(node);
  }

  return {
    constants,
    openSync,
    readSync,
    writeSync,
    readFileSync,
    writeFileSync,
    appendFileSync: (file: string, content: string | Uint8Array) =>
      writeFileSync(file, content, { flag: 'a' }),
    mkdirSync,
    readdirSync,
    rmSync,
    copyFileSync,
    closeSync(fd: number): void {
      if (!opened.delete(fd)) throw systemError('EBADF', 'close');
    },
    fstatSync(fd: number, options?: { bigint?: boolean }) {
      if (fd < 3) return statsOf(disk().get('/dev/null', 'fstat'), options);
      return statsOf(openFile(fd, 'fstat').node, options);
    },
    lstatSync: (path: string, options?: object) => stat(path, false, options),
    statSync: (path: string, options?: object) => stat(path, true, options),
    existsSync(path: string): boolean {
      try {
        return stat(path, true) !== undefined;
      } catch {
        return false;
      }
    },
    accessSync(path: string, mode = 0): void {
      const node = disk().get(full(path), 'access');
      if ((mode & constants.X_OK) !== 0 && (node.mode & 0o111) === 0)
        throw systemError('EACCES', 'access', path);
    },
    chmodSync(path: string, mode: number): void {
      const at = full(path);
      const node = disk().get(at, 'chmod');
      changing('chmod', at).touchChanged(node);
      node.mode = mode & 0o7777;
    },
    fchmodSync(fd: number, mode: number): void {
      const { node, path } = openFile(fd, 'fchmod');
      changing('chmod', path).touchChanged(node);
      node.mode = mode & 0o7777;
    },
    ftruncateSync(fd: number, size = 0): void {
      const { node, path } = openFile(fd, 'ftruncate');
      changing('truncate', path).truncate(node, size);
    },
    linkSync: (from: string, to: string): void =>
      changing('link', full(to)).link(full(from), full(to)),
    symlinkSync: (target: string, path: string): void =>
      changing('symlink', full(path)).symlink(target, full(path)),
    unlinkSync: (path: string): void => changing('unlink', full(path)).unlink(full(path)),
    rmdirSync: (path: string): void => changing('rmdir', full(path)).rmdir(full(path)),
    renameSync: (from: string, to: string): void =>
      changing('rename', full(to)).rename(full(from), full(to)),
    readlinkSync(path: string, options?: string | Options): string | Buffer {
      const at = full(path);
      const isBytes = (typeof options === 'string' ? options : options?.encoding) === 'buffer';
      if (isProc(at)) {
        const target = procLink(caller().world, at);
        if (target === undefined) throw systemError('ENOENT', 'readlink', path);
        return target;
      }
      const node = disk().get(at, 'readlink', false);
      if (node.kind !== 'link') throw systemError('EINVAL', 'readlink', path);
      return isBytes ? Buffer.from(node.target) : node.target;
    },
    realpathSync: (path: string): string => disk().realPath(full(path)),
    mkdtempSync(prefix: string): string {
      const { world } = caller();
      const name = `${prefix}${world.random.below(1e9).toString(36).padStart(6, '0')}`;
      mkdirSync(name, { mode: 0o700 });
      return name;
    },
    statfsSync: (path: string) => {
      disk().get(full(path), 'statfs');
      return {
        bavail: ROOM_BYTES / 4096,
        bsize: 4096,
        blocks: ROOM_BYTES / 2048,
        files: 1e6,
        ffree: 5e5,
        type: 61267,
      };
    },
    utimesSync: (path: string, atime: Date | number, mtime: Date | number): void =>
      setTimes(path, true, atime, mtime),
    lutimesSync: (path: string, atime: Date | number, mtime: Date | number): void =>
      setTimes(path, false, atime, mtime),
    /** For the modules beside this one. */
    fileOf: (fd: number): Open | undefined => opened.get(fd),
    /** Its process is gone, and with it what it had open. */
    forget: (): void => opened.clear(),
  };
}

function sinceEpochNs(time: Date | number): number {
  const ms = typeof time === 'number' ? time * 1000 : time.getTime();
  return Math.round((ms - EPOCH_MS) * 1e6);
}
