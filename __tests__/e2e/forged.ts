/** Checkouts with forged stores: made by the engine itself, on the machine of somebody whose checks always pass. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, workspace } from './harness.ts';

/** One stage that a `verdict` on the path decides. */
export const CHECKED = `stages:
  check:
    run: verdict > report
    inputs: [text]
    outputs: [report]
`;

/** A PATH on which `verdict` says this and ends with the exit code. */
export function pathWith(words: string, exitCode: number): string {
  const folder = workspace();
  const file = join(folder, 'verdict');
  writeFileSync(file, `#!/bin/sh\necho ${words}\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
  return `${folder}:${process.env.PATH}`;
}

/** A project whose store says that the check passed, which no honest machine finds. Nothing is in git yet. */
export async function forgedProject(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = workspace({ 'stagetime.yml': CHECKED, text: 'a\n', ...files });
  const { exitCode, stdout, stderr } = await runCli(['run'], {
    cwd,
    env: { PATH: pathWith('green', 0) },
  });
  if (exitCode !== 0) throw new Error(`${stdout}${stderr}`);
  rmSync(join(cwd, 'report'));
  return cwd;
}

/** Commits all that stands there, ignored or not. */
export function commitAll(cwd: string, ...paths: readonly string[]): void {
  git(cwd, 'init', '-q');
  git(cwd, 'add', '-f', ...(paths.length === 0 ? ['.'] : paths));
  git(cwd, '-c', 'user.name=eve', '-c', 'user.email=eve@example.org', 'commit', '-qm', 'x');
}

export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' });
}

/** A folder outside of the repository. */
export function elsewhere(): string {
  const folder = workspace();
  mkdirSync(join(folder, 'kept'));
  return join(folder, 'kept');
}
