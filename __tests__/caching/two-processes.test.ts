import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import config from '../../rolldown.config.ts';
import { temporaryFolder } from './trees.ts';

const run = promisify(execFile);
/** Room for three of the seven trees that are saved, so that something is evicted all the time. */
const MAX_BYTES = 30_000;

async function bundleInto(folder: string): Promise<string> {
  const bundle = await rolldown({ ...config, input: '__tests__/caching/hammer.ts' });
  const file = join(folder, 'hammer.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}

it('two processes save, restore and evict in one folder, and never see half an entry', async () => {
  using place = temporaryFolder();
  const script = await bundleInto(place.path);
  const folder = join(place.path, 'store');
  const args = (seed: string) => [script, folder, String(MAX_BYTES), seed];
  const ended = await Promise.all(['1', '2'].map(seed => run(process.execPath, args(seed))));
  for (const { stdout } of ended) {
    const { counts, wrong } = JSON.parse(stdout);
    expect(wrong).toEqual([]);
    expect(counts.saved).toBeGreaterThan(5);
    expect(counts.restored).toBeGreaterThan(5);
  }
  expect(readdirSync(join(folder, 'temp'))).toEqual([]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  expect(files.filter(file => file.isFile()).length).toBeGreaterThan(0);
});
