/** The example project, copied so that a test may run it. */
import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
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

/** What a machine has that has nothing but Node, Python 3, a shell and git. */
const PROGRAMS = ['bash', 'sh', 'python3', 'node', 'git', 'cat', 'env', 'ls', 'mkdir', 'rm', 'cp'];

/** A folder with links to those programs, to be the whole PATH. */
export function barePath(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of PROGRAMS) {
    const tool = requireTool(name);
    if (tool.available) symlinkSync(realpathSync(tool.path), join(bin, name));
  }
  return bin;
}
