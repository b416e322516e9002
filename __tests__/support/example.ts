/** The example project, copied so that a test may run it. */
import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { requireTool } from './tools.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/manuscript');

/** What earlier runs left beside the sources. */
const MADE = new Set([
  '.stagetime',
  'output',
  'build',
  'build-sections',
  '__pycache__',
  '.pytest_cache',
]);

/** Copies the sources of the example into the folder, as a clean checkout has them. */
export function copyExample(folder: string): void {
  cpSync(EXAMPLE, folder, { recursive: true, filter: source => !MADE.has(basename(source)) });
}

/** What every machine has besides Node and Python. */
const PROGRAMS = ['bash', 'sh', 'git', 'env', 'cat', 'ls', 'mkdir', 'rm', 'cp'];

/** The PATH of a machine that has nothing but those programs, Node, and a Python without packages. */
export function barePath(folder: string): string {
  const bin = join(folder, 'bin');
  // An environment of its own has the standard library and nothing that was installed beside it.
  execFileSync('python3', ['-m', 'venv', '--without-pip', folder]);
  for (const name of PROGRAMS) {
    const tool = requireTool(name);
    if (tool.available) symlinkSync(tool.path, join(bin, name));
  }
  symlinkSync(process.execPath, join(bin, 'node'));
  return bin;
}
