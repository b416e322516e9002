import { afterAll, beforeAll } from 'vitest';
import { createActionsStore } from '../../../src/caching/actions/actions-store.ts';
import { describeCacheStore } from '../../contract/cache-store.ts';
import { startResultsService } from '../../services/results-service.ts';
import { temporaryFolder } from '../trees.ts';
import { bundleWorker } from '../worker-bundle.ts';

const MAX = 50_000_000;
const bundle = temporaryFolder();
let script = '';
beforeAll(async () => {
  script = await bundleWorker(bundle.path);
});
afterAll(() => bundle[Symbol.dispose]());

const machine = { PATH: process.env.PATH };

describeCacheStore('the Actions store', async () => {
  const service = await startResultsService();
  const open = () =>
    createActionsStore({ variables: { ...machine, ...service.env }, script, maxBytes: MAX });
  const [store, other] = [open(), open()];
  return {
    store,
    again: () => other,
    corrupt() {
      for (const { blob } of service.caches) {
        const content = service.blob(blob);
        content?.writeUInt8(content.readUInt8(40) ^ 0xff, 40);
      }
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      await service.close();
    },
  };
});
