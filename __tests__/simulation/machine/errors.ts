/** Errors as Node makes them of what the system says. */

const NUMBERS: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [-1, 'operation not permitted'],
  ENOENT: [-2, 'no such file or directory'],
  EIO: [-5, 'i/o error'],
  EBADF: [-9, 'bad file descriptor'],
  EACCES: [-13, 'permission denied'],
  EBUSY: [-16, 'resource busy or locked'],
  EEXIST: [-17, 'file already exists'],
  EXDEV: [-18, 'cross-device link not permitted'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  EINVAL: [-22, 'invalid argument'],
  EMFILE: [-24, 'too many open files'],
  ENOSPC: [-28, 'no space left on device'],
  ESRCH: [-3, 'no such process'],
  ELOOP: [-40, 'too many symbolic links encountered'],
  ENAMETOOLONG: [-36, 'name too long'],
  ENOTEMPTY: [-39, 'directory not empty'],
  EADDRINUSE: [-98, 'address already in use'],
  ECONNREFUSED: [-111, 'connection refused'],
};

/** What the system says of a call. */
export function systemError(
  code: string,
  syscall: string,
  path?: string,
  dest?: string,
): NodeJS.ErrnoException {
  const [errno, words] = NUMBERS[code] ?? [-1, 'unknown error'];
  const where = path === undefined ? '' : ` '${path}'`;
  const to = dest === undefined ? '' : ` -> '${dest}'`;
  const error: NodeJS.ErrnoException = new Error(`${code}: ${words}, ${syscall}${where}${to}`);
  error.code = code;
  error.errno = errno;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  return error;
}

/** Thrown at whoever calls anything after its process was killed: nobody is left to see it. */
export class Killed extends Error {
  override readonly name = 'Killed';
}
