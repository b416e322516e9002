import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newMarker, newRunMark } from '../../src/execution/process/run-mark.ts';
import { createRunLocks, type Holder, type LockOptions } from '../../src/execution/run-lock.ts';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A run as another process would be: with locks of its own. */
function aRun(options: Partial<LockOptions> = {}) {
  const waitedFor: Holder[] = [];
  const locks = createRunLocks({
    mark: newRunMark(),
    waitMs: 0,
    signal: new AbortController().signal,
    onWait: holder => {
      waitedFor.push(holder);
    },
    ...options,
  });
  onTestFinished(() => locks[Symbol.dispose]());
  const hold = (root: string, reportDir = join(root, '.stagetime')) =>
    locks.hold({ root, reportDir });
  return { hold, waitedFor, end: () => locks[Symbol.dispose]() };
}

describe('a folder with a run in it', () => {
  it('is refused to a second run that does not wait, and free when the first is over', async () => {
    const root = temporary();
    const first = aRun();
    expect(await first.hold(root)).toEqual({ kind: 'held' });
    const second = aRun();
    expect(await second.hold(root)).toMatchObject({ kind: 'busy', holder: { pid: process.pid } });
    first.end();
    expect(await second.hold(root)).toEqual({ kind: 'held' });
  });

  it('is given to one after the other of those that wait', async () => {
    const root = temporary();
    const first = aRun();
    await first.hold(root);
    const inside: string[] = [];
    const wait = async (name: string) => {
      const run = aRun({ waitMs: 20_000 });
      expect(await run.hold(root)).toEqual({ kind: 'held' });
      inside.push(`${name} in`);
      await new Promise(setImmediate);
      inside.push(`${name} out`);
      run.end();
      return run.waitedFor.length;
    };
    const waits = Promise.all(['a', 'b', 'c'].map(wait));
    await new Promise(setImmediate);
    first.end();
    await waits;
    const names = inside.filter((_, index) => index % 2 === 0).map(line => line[0]);
    expect(inside).toEqual(names.flatMap(name => [`${name} in`, `${name} out`]));
  });

  it('may be asked for again by the run that has it', async () => {
    const root = temporary();
    const run = aRun();
    expect([await run.hold(root), await run.hold(root)]).toEqual([
      { kind: 'held' },
      { kind: 'held' },
    ]);
  });

  it('is found by every path, and after stages cleared or moved it', async () => {
    const root = temporary();
    const workspace = join(root, 'workspace');
    mkdirSync(join(workspace, '.stagetime'), { recursive: true });
    await aRun().hold(workspace);
    symlinkSync(workspace, join(root, 'link'));
    expect((await aRun().hold(join(root, 'link'))).kind).toBe('busy');
    rmSync(join(workspace, '.stagetime'), { recursive: true });
    expect((await aRun().hold(workspace)).kind).toBe('busy');
    renameSync(workspace, join(root, 'moved'));
    expect((await aRun().hold(join(root, 'moved'))).kind).toBe('busy');
  });

  it('gives up waiting when it is interrupted', async () => {
    const root = temporary();
    await aRun().hold(root);
    const interrupt = new AbortController();
    const second = aRun({
      waitMs: 20_000,
      signal: interrupt.signal,
      onWait: () => interrupt.abort(),
    });
    expect(await second.hold(root)).toEqual({ kind: 'interrupted' });
  });
});

describe('a report directory', () => {
  it('is one run’s only, wherever the runs work', async () => {
    const [here, there, report] = [temporary(), temporary(), join(temporary(), 'deep/report')];
    await aRun().hold(here, report);
    const locked = await aRun().hold(there, report);
    expect(locked).toMatchObject({ kind: 'busy', holder: { folder: report } });
    rmSync(report, { recursive: true, force: true });
    expect((await aRun().hold(there, report)).kind).toBe('busy');
  });

  it('of its own is all that a run in a stage of another needs', async () => {
    const root = temporary();
    const mark = newRunMark();
    await aRun({ mark }).hold(root);
    const inner = { outerMarker: newMarker(mark, 'tests') };
    expect((await aRun(inner).hold(root)).kind).toBe('own-report');
    expect(await aRun(inner).hold(root, join(root, 'inner'))).toEqual({ kind: 'held' });
    const foreign = { outerMarker: newMarker(newRunMark(), 'tests') };
    expect((await aRun(foreign).hold(root, join(root, 'foreign'))).kind).toBe('busy');
  });
});
