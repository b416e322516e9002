import { describe, expect, it, onTestFinished } from 'vitest';
import { readRunner } from '../../src/github/runner/runner.ts';
import { pruneEntries, seriesOf } from '../../src/run/stores/prune.ts';
import type { Fault } from '../services/faults.ts';
import { startGitHubApi, TOKENS } from '../services/github-api.ts';

const REF = 'refs/heads/main';
const WAITING = 'stagetime-waiting-1-p-s-all-0123-1-';

/** The keys that are left of these, the oldest first, after a run that may delete. */
async function leftAfterPruning(keys: readonly string[], faults: readonly Fault[] = []) {
  const api = await startGitHubApi({ faults });
  onTestFinished(() => api.close());
  for (const [id, key] of keys.entries()) {
    api.state.caches.push({ id, ref: REF, key, bytes: 10 });
  }
  const runner = await readRunner(
    { GITHUB_REPOSITORY: 'octo/paper', GITHUB_API_URL: api.origin },
    { token: TOKENS.actions },
  );
  await pruneEntries(runner, { ref: REF, maxBytes: 1_000, superseded: [WAITING] });
  return api.state.caches.map(({ key }) => key);
}

const HISTORY = ['stagetime-history-1-p-s-a-1-|1', 'stagetime-history-1-p-s-b-1-|1'];
const listed = (key: string, day: number) => ({
  key,
  ref: REF,
  size_in_bytes: 1,
  created_at: `2026-01-0${day + 1}T00:00:00Z`,
});
const LIST = 'actions/get-actions-cache-list';

describe('pruning', () => {
  it('deletes older histories, and runs that waited once they are in the newest', async () => {
    const others = ['stagetime-waiting-1-p-s-one-0-9-1-|1', 'stagetime-beside/x|1'];
    expect(await leftAfterPruning([...HISTORY, `${WAITING}|1`, ...others])).toEqual([
      HISTORY[1],
      ...others,
    ]);
  });

  it.each<[string, object | null]>([
    ['names fewer entries than there are', { total_count: 3, actions_caches: HISTORY.map(listed) }],
    ['does not say how many there are', { actions_caches: HISTORY.map(listed) }],
    [
      'has an entry without its age',
      {
        total_count: 3,
        actions_caches: [...HISTORY.map(listed), { key: 'stagetime-x', ref: REF }],
      },
    ],
    ['is null', null],
  ])('deletes nothing where the list %s', async (_, body) => {
    const faults = [{ match: LIST, status: 200, body }];
    expect(await leftAfterPruning(HISTORY, faults)).toEqual(HISTORY);
  });

  it('counts what stands beside an unreadable entry as a series of its own', () => {
    const results = 'stagetime-results-1/p/linux-x64/o/content/';
    expect(seriesOf(`stagetime-beside/${results}`)?.name).not.toBe(seriesOf(results)?.name);
  });
});
