import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStore, loadHistory, saveRun } from '../../src/baseline/file-store.ts';
import { loadNotices } from '../../src/baseline/store.ts';
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
      overwriteWaiting: async text => {
        const names = readdirSync(join(folder.path, 'deep'));
        const waiting = names.filter(name => name.includes('.waiting-'));
        for (const name of waiting) await writeFile(join(folder.path, 'deep', name), text);
      },
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

  it('of which not all can be read is kept as it was before it is written', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'history.json');
    for (const [minute, id] of ['a', 'b', 'c'].entries()) await saveRun(file, runOf(id, minute));
    const text = readFileSync(file, 'utf8').replace('"startedAt":"2026', '"startedAt":"x2026');
    writeFileSync(file, text);
    const saved = await saveRun(file, runOf('d', 9));
    expect(saved).toMatchObject({ kind: 'saved', runs: 3 });
    const copy = 'setAside' in saved ? saved.setAside : undefined;
    expect(copy).toMatch(/history\.json\.unreadable-\d{8}T\d{6}Z$/);
    expect(readFileSync(copy ?? '', 'utf8')).toBe(text);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('waits beside a folder that took its place, and beside a pipe, without waiting for it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder'));
    execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe')]);
    for (const name of ['folder', 'pipe']) {
      const file = join(folder, name);
      expect(await saveRun(file, runOf('a'))).toMatchObject({ kind: 'waiting' });
      expect(await saveRun(file, runOf('b', 1))).toMatchObject({ kind: 'waiting' });
      const loaded = await loadHistory(file);
      expect(loaded).toMatchObject({ kind: 'unreadable', fault: 'not-a-file' });
      expect(loaded.history.runs).toHaveLength(2);
      // All that waits is in one file.
      expect(readdirSync(folder).filter(found => found.startsWith(`${name}.`))).toHaveLength(1);
    }
  });

  it('that cannot be read or written says so, with its name', async () => {
    const folder = temporaryFolder();
    expect(loadNotices(await loadHistory(folder))).toEqual([
      {
        kind: 'baseline-unread',
        fault: 'not-a-file',
        failure: { at: { in: 'file', file: folder }, cause: { kind: 'not-a-file' } },
      },
    ]);
    writeFileSync(join(folder, 'file'), '');
    expect(await createFileStore(join(folder, 'file/history.json')).save(runOf('a'))).toEqual({
      kind: 'not-saved',
      cause: { kind: 'said', said: expect.stringContaining('file') },
    });
  });
});
