/** `node:fs/promises` on the simulated disk: each call takes effect some moment later, as in a pool of threads. */
import type { Fs } from './fs.ts';

/** Lets a call take effect, and settles when it has. */
export type Later = <T>(call: () => T) => Promise<T>;

type Handle = ReturnType<typeof handleOf>;

function handleOf(fs: Fs, later: Later, fd: number) {
  const close = (): Promise<void> => later(() => fs.closeSync(fd));
  return {
    fd,
    close,
    [Symbol.asyncDispose]: close,
    stat: (options?: { bigint?: boolean }) => later(() => fs.fstatSync(fd, options)),
    sync: () => later(() => undefined),
    datasync: () => later(() => undefined),
    read: (buffer: Uint8Array, offset?: number, length?: number, position?: number | null) =>
      later(() => ({
        bytesRead: fs.readSync(fd, buffer, offset ?? 0, length, position ?? null),
        buffer,
      })),
    readFile: (options?: string | { encoding?: string }) =>
      later(() => fs.readFileSync(fd, options)),
    write: (bytes: Uint8Array, offset?: number, length?: number, position?: number | null) =>
      later(() => ({ bytesWritten: fs.writeSync(fd, bytes, offset, length, position) })),
    writev: (buffers: readonly Uint8Array[]) =>
      later(() => ({ bytesWritten: fs.writeSync(fd, Buffer.concat(buffers)) })),
    writeFile: (content: string | Uint8Array) => later(() => fs.writeFileSync(fd, content)),
    appendFile: (content: string | Uint8Array) => later(() => fs.writeFileSync(fd, content)),
    truncate: (size?: number) => later(() => fs.ftruncateSync(fd, size)),
  };
}

export function createFsPromises(fs: Fs, later: Later) {
  const promised =
    <A extends unknown[], T>(call: (...given: A) => T) =>
    (...given: A): Promise<T> =>
      later(() => call(...given));
  return {
    constants: fs.constants,
    open: (path: string, flags?: string | number, mode?: number): Promise<Handle> =>
      later(() => handleOf(fs, later, fs.openSync(path, flags, mode))),
    readFile: promised(fs.readFileSync),
    writeFile: promised(fs.writeFileSync),
    appendFile: promised(fs.appendFileSync),
    mkdir: promised(fs.mkdirSync),
    mkdtemp: promised(fs.mkdtempSync),
    readdir: promised(fs.readdirSync),
    rm: promised(fs.rmSync),
    rmdir: promised(fs.rmdirSync),
    unlink: promised(fs.unlinkSync),
    rename: promised(fs.renameSync),
    link: promised(fs.linkSync),
    symlink: promised(fs.symlinkSync),
    readlink: promised(fs.readlinkSync),
    realpath: promised(fs.realpathSync),
    lstat: promised(fs.lstatSync),
    stat: promised(fs.statSync),
    access: promised(fs.accessSync),
    chmod: promised(fs.chmodSync),
    copyFile: promised(fs.copyFileSync),
    utimes: promised(fs.utimesSync),
    lutimes: promised(fs.lutimesSync),
  };
}
