import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openCommandFiles } from '../../../src/github/runner/command-files.ts';

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'state');
  writeFileSync(file, '');
  return file;
}

it('what others write before and after an own word is taken back, the own word stays', () => {
  const file = stateFile();
  const files = openCommandFiles({ GITHUB_STATE: file });
  writeFileSync(file, 'theirs\n', { flag: 'a' });
  files.write(() => writeFileSync(file, 'ours\n', { flag: 'a' }));
  writeFileSync(file, 'theirs\n', { flag: 'a' });
  expect(files.restore()).toEqual([{ file: 'GITHUB_STATE', undone: true }]);
  expect(readFileSync(file, 'utf8')).toBe('ours\n');
  expect(files.restore()).toEqual([]);
});

it.runIf(process.platform === 'linux')('a pipe in its place holds nobody up', () => {
  const file = stateFile();
  const files = openCommandFiles({ GITHUB_STATE: file });
  rmSync(file);
  execFileSync('mkfifo', [file]);
  expect(files.restore()).toEqual([{ file: 'GITHUB_STATE', undone: true }]);
  expect(lstatSync(file).isFile()).toBe(true);
});
