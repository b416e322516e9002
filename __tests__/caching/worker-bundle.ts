/** The process that works with the toolkit, bundled from its source as the build bundles it. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import config from '../../rolldown.config.ts';

/** Writes the bundle into the folder and gives the script's path. */
export async function bundleWorker(folder: string): Promise<string> {
  const bundle = await rolldown({
    ...config,
    input: { worker: 'src/caching/actions/worker.ts' },
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
  await bundle.close();
  return join(folder, 'worker.mjs');
}
