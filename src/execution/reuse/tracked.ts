/** Which files git tracks. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Comes when git has answered; where there is no git, no file is tracked. */
export async function trackedFiles(root: string): Promise<(path: string) => boolean> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], {
    cwd: root,
    timeout: 20_000,
    maxBuffer: 1 << 28,
  }).catch(() => ({ stdout: '' }));
  const paths = new Set(stdout.split('\0'));
  return path => paths.has(path);
}
