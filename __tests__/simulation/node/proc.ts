/** `/proc`, as far as the engine reads it: the processes of the simulated machine as Linux tells them. */
import type { Process } from '../machine/processes.ts';
import type { World } from '../machine/world.ts';

export function isProc(path: string): boolean {
  return path.startsWith('/proc');
}

/** The text of a file below `/proc`; nothing where there is none. */
export function procText(world: World, path: string): string | undefined {
  if (path === '/proc/self/mountinfo') return '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n';
  const [, , pid, file] = path.split('/');
  const process = world.table.get(Number(pid));
  if (process === undefined) return undefined;
  switch (file) {
    case 'stat':
      return statOf(process);
    case 'cmdline':
      return process.argv.map(text => `${text}\0`).join('');
    case 'environ':
      return Object.entries(process.env)
        .map(([name, value]) => `${name}=${value}\0`)
        .join('');
    case 'io':
      return 'rchar: 1000\nwchar: 500\n';
    case 'status':
      return 'VmHWM:\t    2048 kB\n';
    default:
      return undefined;
  }
}

/** proc(5): the fields that the engine knows are in their places. */
function statOf({ pid, parent, group, session, startTicks }: Process): string {
  const fields = ['S', parent, group, session, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0];
  return `${pid} (command) ${[...fields, startTicks, 0, 500].join(' ')}`;
}

/** Where a link below `/proc` leads: a working directory, or an open file. */
export function procLink(world: World, path: string): string | undefined {
  const [, , pid, kind, fd] = path.split('/');
  const process = world.table.get(Number(pid));
  if (kind === 'cwd') return process?.cwd;
  return kind === 'fd' && (fd === '1' || fd === '2') ? process?.output?.path : undefined;
}

/** The file behind it, which may have lost its name. */
export function procFile(world: World, path: string) {
  const [, , pid, kind] = path.split('/');
  return kind === 'fd' ? world.table.get(Number(pid))?.output?.node : undefined;
}
