/**
 * The reference of `bench/caches.ts`: saves folders of its working directory, or restores them one after
 * another as steps of `actions/cache` do, with GitHub's toolkit alone. Says when it is ready and when it
 * is done.
 */
import { restoreCache, saveCache } from '@actions/cache';

/** What it is asked; each folder is kept under its own name. */
export interface ToolkitTask {
  readonly kind: 'save' | 'restore';
  readonly names: readonly string[];
}

process.stdout.write = () => true;
process.on('message', ({ kind, names }: ToolkitTask) => {
  void carryOut(kind, names).then(() => process.send?.('done'));
});
// Before any clock runs everything is loaded and was called once.
void restoreCache(['nothing'], 'nothing').then(() => process.send?.('ready'));

async function carryOut(kind: ToolkitTask['kind'], names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (kind === 'save') await saveCache([name], name);
    else if ((await restoreCache([name], name)) !== name) throw new Error(`${name} was not there`);
  }
}
