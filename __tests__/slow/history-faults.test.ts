/**
 * Every fault of GitHub's cache service × every call × both ways to download, while the history is loaded and
 * a run is saved: nothing that was acknowledged is lost, and what is there is never called missing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCacheHistoryStore } from '../../src/baseline/cache-store.ts';
import { createActionsStore, type Deadlines } from '../../src/caching/actions/actions-store.ts';
import { temporaryFolder } from '../caching/trees.ts';
import { bundleWorker } from '../caching/worker-bundle.ts';
import { runOf } from '../contract/history-store.ts';
import type { FaultEffect } from '../services/faults.ts';
import {
  AZURE_HOST,
  RESOLVE_AZURE,
  type ResultsService,
  startResultsService,
} from '../services/results-service.ts';

const bundle = temporaryFolder();
let script = '';
beforeAll(async () => {
  script = await bundleWorker(bundle.path);
});
afterAll(() => bundle[Symbol.dispose]());

const FAULTS: readonly [string, FaultEffect][] = [
  ['limited', { status: 429 }],
  ['limited for a minute', { status: 429, headers: { 'retry-after': '60' } }],
  ['refused', { status: 403 }],
  ['not found', { status: 404 }],
  ['broken', { status: 500 }],
  ['reset', { reset: true }],
  ['cut', { truncate: true }],
  ['short', { keepShare: 0.5 }],
  ['garbage', { corrupt: true }],
  ['null', { status: 200, body: null }],
  ['never answered', { hang: true }],
];
const READS = ['GetCacheEntryDownloadURL', /^(Get|Head)Blob$/];
const WRITES = ['CreateCacheEntry', 'PutBlob', 'FinalizeCacheEntryUpload'];
/** Of a service that is at fault: the toolkit itself waits for minutes. */
const IMPATIENT = { lookUpMs: 4_000, transferMs: 4_000 };

/** A history store as one job has it; what it started ends with it. */
function open(results: ResultsService, deadlines: Partial<Deadlines> = {}) {
  const variables = { PATH: process.env.PATH, NODE_OPTIONS: RESOLVE_AZURE, ...results.env };
  const options = { variables, script, maxBytes: 50_000_000, deadlines };
  const store = createActionsStore(options);
  const history = createCacheHistoryStore({ store, pipeline: 'p', job: {} });
  return { history, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

async function idsIn(results: ResultsService): Promise<readonly string[]> {
  await using job = open(results);
  const loaded = await job.history.load();
  expect(loaded.kind).toBe('loaded');
  return loaded.history.runs.map(({ run }) => run.id);
}

async function serviceWithRun(blobHost: string): Promise<ResultsService> {
  const results = await startResultsService({ blobHost });
  await using first = open(results);
  expect((await first.history.save(runOf('old'))).kind).toBe('saved');
  return results;
}

describe.each([
  ['plain HTTP', '127.0.0.1'],
  ["Azure's client", AZURE_HOST],
])('with %s', (_, blobHost) => {
  describe.each(READS.map(match => [String(match), match] as const))(
    'where %s is',
    (_name, match) => {
      it.each(FAULTS)('%s', async (_fault, effect) => {
        const results = await serviceWithRun(blobHost);
        results.befall({ match, ...effect });
        {
          await using job = open(results);
          expect((await job.history.load()).kind).toBe('unreadable');
        }
        const kinds: string[] = [];
        for (const minute of [1, 2]) {
          await using job = open(results);
          kinds.push((await job.history.save(runOf(`${minute}`, minute))).kind);
        }
        results.befall();
        const kept = kinds.flatMap((kind, i) => (kind === 'waiting' ? [`${i + 1}`] : []));
        expect(kinds).not.toContain('saved');
        expect(await idsIn(results)).toEqual(['old', ...kept]);
        await using next = open(results);
        expect((await next.history.save(runOf('3', 3))).kind).toBe('saved');
        expect(await idsIn(results)).toEqual(['old', ...kept, '3']);
        await results.close();
      });
    },
  );

  describe.each(WRITES.map(match => [match]))('where %s is', match => {
    it.each(FAULTS)('%s', async (_fault, effect) => {
      const results = await serviceWithRun(blobHost);
      results.befall({ match, ...effect });
      const job = open(results, IMPATIENT);
      const saved = await job.history.save(runOf('1', 1));
      await job[Symbol.asyncDispose]();
      results.befall();
      // What was not acknowledged may have been carried out all the same.
      const ids = await idsIn(results);
      if (saved.kind === 'saved') expect(ids).toEqual(['old', '1']);
      else {
        expect(saved).toMatchObject({
          kind: 'not-saved',
          cause: { kind: expect.any(String) },
        });
        expect(ids[0]).toBe('old');
      }
      await results.close();
    });
  });
});
