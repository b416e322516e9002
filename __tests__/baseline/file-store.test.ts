import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStore, loadHistory, saveRun } from '../../src/baseline/file-store.ts';
import { loadNotice } from '../../src/baseline/store.ts';
import { temporaryFolder as disposableFolder } from '../caching/trees.ts';
import { describeHistoryStore, runOf } from '../contract/history-store.ts';
import { temporaryFolder } from '../execution/support.ts';

describeHistoryStore(
  'a file',
  async () => {
    const folder = disposableFolder();
    const file = join(folder.path, 'deep/history.json');
    return {
      open: async () => createFileStore(file),
      overwrite: text => writeFile(file, text),
      stored: () => readFile(file, 'utf8'),
      [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
    };
  },
  { keepsConcurrentRuns: true, numRuns: 15 },
);

describe('a history file', () => {
  it('leaves nothing else behind when many write at once', async () => {
    const folder = join(temporaryFolder(), 'deep');
    const file = join(folder, 'history.json');
    const ids = Array.from({ length: 12 }, (_, i) => `run-${i}`);
    await Promise.all(ids.map(id => saveRun(file, runOf(id))));
    const { history } = await loadHistory(file);
    expect(history.runs.map(entry => entry.run.id).sort()).toEqual([...ids].sort());
    expect(readdirSync(folder)).toEqual(['history.json']);
  });

  it('has a line a run', async () => {
    const file = join(temporaryFolder(), 'history.json');
    for (const id of ['a', 'b']) await saveRun(file, runOf(id));
    const [, a, b, ...rest] = readFileSync(file, 'utf8').split('\n');
    expect([a, b]).toEqual([expect.stringContaining('"a"'), expect.stringContaining('"b"')]);
    expect(rest).toEqual([']}', '']);
  });

  it('is taken over from a writer that died', async () => {
    const file = join(temporaryFolder(), 'history.json');
    writeFileSync(`${file}.lock`, '');
    utimesSync(`${file}.lock`, 0, 0);
    await saveRun(file, runOf('a'));
    expect((await loadHistory(file)).history.runs).toHaveLength(1);
  });

  it('that cannot be read or written says so, with its name', async () => {
    const folder = temporaryFolder();
    expect(loadNotice(await loadHistory(folder))).toContain(`could not be read: ${folder}`);
    writeFileSync(join(folder, 'file'), '');
    expect(await createFileStore(join(folder, 'file/history.json')).save(runOf('a'))).toEqual({
      kind: 'not-saved',
      reason: expect.stringContaining('file'),
    });
  });
});
