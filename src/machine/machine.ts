/** Layers of the machine that this process runs on, through the privileged part. */
import { askAsRoot, type RootOptions } from './as-root.ts';
import type { WorkerAnswer, WorkerRequest } from './messages.ts';
import type { Machine } from './port/port.ts';

export interface MachineOptions extends Partial<Pick<RootOptions, 'isRoot'>> {
  /** The bundle of `worker.ts`, as a file; absolute. */
  readonly script: string;
  /** A folder that is taken for the machine's root; absolute. */
  readonly root?: string;
}

/** The machine; nothing is done before it is asked. */
export function openMachine({
  script,
  isRoot = process.geteuid?.() === 0,
  root = '/',
}: MachineOptions): Machine {
  // The worker answers each request in its own words.
  const asked = async <T extends WorkerAnswer>(request: WorkerRequest): Promise<T> =>
    (await askAsRoot({ script, isRoot }, request)) as T;
  return {
    recover: () => asked({ kind: 'recover', root }),
    begin: ({ roots, exclude, documentation, locale }) =>
      asked({
        kind: 'begin',
        root,
        roots: [...roots],
        exclude: [...exclude],
        documentation,
        ...(locale !== undefined && { locale }),
      }),
    capture: ({ watch, file, secrets, maxBytes }) => {
      const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
      return asked({
        kind: 'capture',
        root,
        watch,
        file,
        secrets: [...secrets],
        maxBytes,
        ...owner,
      });
    },
    restore: ({ file, roots, exclude, maxBytes }) =>
      asked({ kind: 'restore', root, file, roots: [...roots], exclude: [...exclude], maxBytes }),
  };
}
