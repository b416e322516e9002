/** What the build bundles as programs of their own, from its source. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import config from '../../rolldown.config.ts';

/** The process that works with the toolkit. */
export function bundleWorker(folder: string): Promise<string> {
  return bundleEntry(folder, 'src/caching/actions/worker.ts');
}

/** Writes the bundle of an entry into the folder and gives the script's path. */
export async function bundleEntry(folder: string, entry: string): Promise<string> {
  const bundle = await rolldown({ ...config, input: { worker: entry } });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
  await bundle.close();
  return join(folder, 'worker.mjs');
}
