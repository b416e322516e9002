/** A cache service that fails while the history is read or the run is added to it. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.ts';
import type { Fault } from '../services/faults.ts';
import {
  AZURE_HOST,
  RESOLVE_AZURE,
  type ResultsService,
  startResultsService,
} from '../services/results-service.ts';
import { type ActionOptions, runAction } from '../services/runner.ts';
import { pushEvent } from '../services/runner-environment.ts';
import { readRunRecord, workspace } from './harness.ts';

const DEFINITION = `stages:
  tests: { run: echo tested }
`;
/** Goes on when somebody says so, for a minute at most. */
const WAITS = `stages:
  tests:
    run: touch started; for i in $(seq 1200); do [ ! -e go ] || exit 0; sleep 0.05; done; exit 1
`;

async function service(blobHost = '127.0.0.1'): Promise<ResultsService> {
  const started = await startResultsService({ blobHost });
  onTestFinished(() => started.close());
  return started;
}

let runs = 0;

/** A push to the default branch on a fresh checkout. */
function push(results: ResultsService, folder: string, inputs: ActionOptions['inputs'] = {}) {
  runs += 1;
  return runAction({
    workspace: folder,
    event: pushEvent(),
    inputs,
    env: { ...results.env, NODE_OPTIONS: RESOLVE_AZURE, GITHUB_RUN_ID: String(runs) },
  });
}

async function job(results: ResultsService, inputs: ActionOptions['inputs'] = {}) {
  const folder = workspace({ 'stagetime.yml': DEFINITION });
  const result = await push(results, folder, inputs);
  return { ...result, record: readRunRecord(join(folder, '.stagetime')) };
}

const kindsOf = ({ notices }: RunRecord) => notices.map(({ kind }) => kind);
const BLOB = /^(Get|Head)Blob$/;

describe('a history that could not be read', () => {
  it.each<[string, string, Fault]>([
    ['a look-up that is limited', '127.0.0.1', { match: 'GetCacheEntryDownloadURL', status: 429 }],
    ['a download that is not found', AZURE_HOST, { match: BLOB, status: 404 }],
    // Azure's client tries again for half a minute: that is among the faults of the stores.
    ['a download that is reset', '127.0.0.1', { match: BLOB, reset: true }],
    ['an answer that is null', '127.0.0.1', { match: /URL$/, status: 200, body: null }],
  ])(
    'at the start, by %s, is not called missing, and loses nothing',
    async (_, host, fault) => {
      const results = await service(host);
      await job(results);
      results.befall(fault);
      const failing = await job(results, { 'fail-on': 'regression' });
      expect(failing.exitCode).toBe(0);
      expect(failing.record.baseline).toMatchObject({ unreadable: true, runs: 0 });
      expect(kindsOf(failing.record)).toEqual(
        expect.arrayContaining(['baseline-unread', 'gate-mute']),
      );
      expect(failing.summary).toContain('the history could not be read');
      expect(failing.summary).not.toMatch(/no baseline|no comparable|has no runs|no history/i);
      results.befall();
      expect((await job(results)).record.baseline).toMatchObject({ runs: 2 });
    },
    120_000,
  );

  it('at the end is not written over: the run waits, and is added by the next', async () => {
    const results = await service();
    await job(results);
    const folder = workspace({ 'stagetime.yml': WAITS });
    const running = push(results, folder);
    await expect.poll(() => existsSync(join(folder, 'started')), { timeout: 20_000 }).toBe(true);
    results.befall({ match: BLOB, status: 403 });
    writeFileSync(join(folder, 'go'), '');
    expect((await running).exitCode).toBe(0);
    const record = readRunRecord(join(folder, '.stagetime'));
    expect(record.baseline).toMatchObject({ runs: 1 });
    expect(kindsOf(record)).toContain('run-waits');
    results.befall();
    const next = await job(results);
    expect(next.record.baseline).toMatchObject({ runs: 2 });
    expect(kindsOf(next.record)).toEqual([]);
  }, 120_000);

  it('is said to have lost the run where the service takes nothing', async () => {
    const results = await service();
    await job(results);
    results.befall({ match: 'CreateCacheEntry', status: 403 });
    const failing = await job(results);
    expect(failing.exitCode).toBe(0);
    expect(kindsOf(failing.record)).toContain('run-not-added');
    results.befall();
    expect((await job(results)).record.baseline).toMatchObject({ runs: 1 });
  }, 120_000);
});
