import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadHistory, saveRun } from '../../src/baseline/file-store.ts';
import { aRun } from '../builders.ts';
import { temporaryFolder } from '../execution/support.ts';

const run = (id: string) =>
  aRun({ run: { id, attempt: 1, event: 'push', startedAt: '2026-01-01T00:00:00Z' } });

describe('a history file', () => {
  it('is empty before the first run', async () => {
    expect(await loadHistory(join(temporaryFolder(), 'none.json'))).toEqual({
      history: { schema: 1, runs: [] },
    });
  });

  it('loses nothing when many write at once, and leaves nothing else behind', async () => {
    const folder = join(temporaryFolder(), 'deep');
    const file = join(folder, 'history.json');
    const ids = Array.from({ length: 12 }, (_, i) => `run-${i}`);
    await Promise.all(ids.map(id => saveRun(file, run(id))));
    const { history } = await loadHistory(file);
    expect(history.runs.map(entry => entry.run.id).sort()).toEqual([...ids].sort());
    expect(readdirSync(folder)).toEqual(['history.json']);
  });

  it('is taken over from a writer that died', async () => {
    const file = join(temporaryFolder(), 'history.json');
    writeFileSync(`${file}.lock`, '');
    utimesSync(`${file}.lock`, 0, 0);
    await saveRun(file, run('a'));
    expect((await loadHistory(file)).history.runs).toHaveLength(1);
  });

  it('that cannot be used is no baseline, with a notice that names it', async () => {
    const file = join(temporaryFolder(), 'history.json');
    for (const text of ['', '{"schema":1,"runs":[', '{"schema":9,"runs":[]}', '\0\0']) {
      writeFileSync(file, text);
      const { history, notice } = await loadHistory(file);
      expect(history.runs).toEqual([]);
      expect(notice).toContain(file);
    }
    expect((await loadHistory(temporaryFolder())).notice).toContain('no baseline');
  });
});
