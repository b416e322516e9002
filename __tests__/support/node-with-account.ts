/** A stand-in for the `node` program that also says what the process took. Linux only; needs Python 3. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Started like `node`; afterwards it knows the peak of that process. */
export interface NodeWithAccount {
  readonly path: string;
  /**
   * The most memory that was resident at once in one process, started by this or by what it started
   * and waited for, in bytes: the kernel's own `ru_maxrss`, so that no peak falls between two looks.
   */
  peakRssBytes(): number;
}

/** Writes the program into the folder. */
export function nodeWithAccount(folder: string, node = process.execPath): NodeWithAccount {
  const path = join(folder, 'node-with-account');
  const account = join(folder, 'max-rss');
  writeFileSync(
    path,
    `#!/usr/bin/env python3
import os, sys
pid = os.posix_spawn(${JSON.stringify(node)}, [${JSON.stringify(node)}] + sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(${JSON.stringify(account)}, 'a') as file:
    file.write(f'{usage.ru_maxrss * 1024}\\n')
sys.exit(os.waitstatus_to_exitcode(status))
`,
  );
  chmodSync(path, 0o755);
  return {
    path,
    peakRssBytes: () => Math.max(...readFileSync(account, 'utf8').trim().split('\n').map(Number)),
  };
}
