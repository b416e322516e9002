import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createCacheHistoryStore } from '../../../src/baseline/cache-store.ts';
import { createActionsStore } from '../../../src/caching/actions/actions-store.ts';
import { runOf } from '../../contract/history-store.ts';
import { startResultsService } from '../../services/results-service.ts';
import { requireTool } from '../../support/tools.ts';
import { temporaryFolder } from '../trees.ts';
import { bundleWorker } from '../worker-bundle.ts';

const bundle = temporaryFolder();
let script = '';
beforeAll(async () => {
  script = await bundleWorker(bundle.path);
});
afterAll(() => bundle[Symbol.dispose]());

/** A PATH on which zstd is there and says nothing, as on a machine that is too busy to start it. */
function silentPath(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const zstd = join(folder.path, 'zstd');
  writeFileSync(zstd, '#!/bin/sh\nexit 0\n');
  chmodSync(zstd, 0o755);
  return `${folder.path}:${process.env.PATH}`;
}

it.runIf(requireTool('zstd').available)(
  'a zstd that does not answer hides no history, and no run is called saved that nobody finds',
  async () => {
    const service = await startResultsService();
    onTestFinished(() => service.close());
    const open = (path: string | undefined) => {
      const variables = { PATH: path, ...service.env };
      const store = createActionsStore({ variables, script, maxBytes: 50_000_000 });
      onTestFinished(() => store[Symbol.asyncDispose]());
      return createCacheHistoryStore({ store, pipeline: 'p', job: {} });
    };
    const clear = () => open(process.env.PATH);
    expect((await clear().save(runOf('old'))).kind).toBe('saved');

    const busy = open(silentPath());
    expect((await busy.load()).kind).toBe('unreadable');
    expect((await busy.save(runOf('1', 1))).kind).toBe('not-saved');

    expect((await clear().save(runOf('2', 2))).kind).toBe('saved');
    const { history } = await clear().load();
    expect(history.runs.map(({ run }) => run.id)).toEqual(['old', '2']);
  },
);
