import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEvent } from '../../../src/github/runner/event.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stagetime-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('reads an event', async () => {
  const file = join(folder, 'event.json');
  writeFileSync(file, '{"before":"a1"}');
  expect(await readEvent(file)).toEqual({ before: 'a1' });
});

it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
  const file = join(folder, 'event.json');
  execFileSync('mkfifo', [file]);
  expect(await readEvent(file)).toEqual({});
});

it('reads no event that is larger than GitHub sends', async () => {
  const file = join(folder, 'event.json');
  // Valid JSON, were it read: the rest of the file is spaces.
  writeFileSync(file, `{"before":"a1"}${' '.repeat(25 * 1024 * 1024)}`);
  expect(await readEvent(file)).toEqual({});
  truncateSync(file, 25 * 1024 * 1024);
  expect(await readEvent(file)).toEqual({ before: 'a1' });
});
