/** What every history store keeps to; run on each of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryStore, historyText, loadNotices } from '../../src/baseline/store.ts';
import { addRun, emptyHistory, ofSameJob } from '../../src/record/history.ts';
import type { JobIdentity } from '../../src/record/job.ts';
import { aRun, aStage } from '../builders.ts';

/** A store for one test. */
export interface HistoryUnderTest extends AsyncDisposable {
  /** A store on the same history, as another process would have it, of this job. */
  open(job?: JobIdentity): Promise<HistoryStore>;
  /** Puts a text in the place of what is stored. */
  overwrite(text: string): Promise<void>;
  /** Puts a text in the place of a run that waits beside it. */
  overwriteWaiting(text: string): Promise<void>;
  /** The text that is stored as the history. */
  stored(): Promise<string>;
}

export interface HistoryTraits {
  /** Whether runs that are saved at the same moment are all kept. */
  readonly keepsConcurrentRuns: boolean;
  /** How many histories of concurrent writers a property is tried on. */
  readonly numRuns: number;
}

/** A run of the default branch; later minutes are newer commits. */
export function runOf(id: string, minute = 0) {
  const time = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return aRun({ run: { id, attempt: 1, event: 'push', startedAt: time, commitTime: time } });
}

async function idsIn(store: HistoryStore): Promise<readonly string[]> {
  const { history } = await store.load();
  return history.runs.map(({ run }) => run.id);
}

/** Runs the contract on the stores that `create` makes. */
export function describeHistoryStore(
  name: string,
  create: () => Promise<HistoryUnderTest>,
  { keepsConcurrentRuns, numRuns }: HistoryTraits,
): void {
  describe(`${name} as a history store`, () => {
    it('is empty before the first run, and nothing is wrong with that', async () => {
      await using under = await create();
      expect(await (await under.open()).load()).toEqual({
        kind: 'none',
        history: { schema: 2, runs: [] },
      });
    });

    it('gives another process what was saved, and says how large it is', async () => {
      await using under = await create();
      const saved = await (await under.open()).save(runOf('a'));
      expect(saved).toEqual({ kind: 'saved', runs: 1, bytes: expect.any(Number) });
      const loaded = await (await under.open()).load();
      expect(loaded.history.runs).toEqual([runOf('a')]);
      expect(loadNotices(loaded)).toEqual([]);
      expect(loaded).toMatchObject({ kind: 'loaded', bytes: 'bytes' in saved && saved.bytes });
    });

    it('has the newest commit last, whichever was saved last', async () => {
      await using under = await create();
      for (const [id, minute] of [
        ['b', 2],
        ['c', 3],
        ['a', 1],
      ] as const) {
        await (await under.open()).save(runOf(id, minute));
      }
      expect(await idsIn(await under.open())).toEqual(['a', 'b', 'c']);
    });

    it('keeps a run once, however often it is saved', async () => {
      await using under = await create();
      const store = await under.open();
      await store.save(runOf('a'));
      await store.save(runOf('b', 1));
      expect((await store.save(runOf('a'))).kind).toBe('saved');
      expect(await idsIn(store)).toEqual(['a', 'b']);
    });

    it('keeps names in any script, and leaves out what only a report needs', async () => {
      await using under = await create();
      const series = { intervalMs: 250, cpuPercent: [1], rssBytes: [2] };
      const stage = aStage({ id: 's', name: 'Résumé 文書 \u202e -->', series });
      const store = await under.open();
      await store.save(aRun({ stages: [stage] }));
      const [run] = (await store.load()).history.runs;
      expect(run?.stages).toEqual([{ ...stage, series: undefined }]);
    });

    describe.each([
      ['nothing', ''],
      ['half a history', '{"schema":1,"runs":[{'],
      ['a history of another version', '{"schema":3,"runs":[]}'],
      ['a conflict that git left', '<<<<<<< HEAD\n{"schema":1,"runs":[]}\n=======\n'],
      ['other JSON', '[1,2,3]'],
      ['null', 'null'],
      ['a prototype', '{"__proto__":{"schema":1},"runs":[]}'],
      ['depth', '['.repeat(200_000)],
    ])('where %s is stored', (_, text) => {
      it('says that it could not be read, leaves it, and keeps runs beside it', async () => {
        await using under = await create();
        await (await under.open()).save(runOf('old'));
        await under.overwrite(text);
        const loaded = await (await under.open()).load();
        expect(loaded).toMatchObject({ kind: 'unreadable', history: { runs: [] } });
        expect(loadNotices(loaded)).toMatchObject([{ kind: 'baseline-unread' }]);
        for (const id of ['a', 'b']) {
          const saved = await (await under.open()).save(runOf(id, id.charCodeAt(0)));
          expect(saved).toMatchObject({
            kind: 'waiting',
            failure: { cause: { kind: expect.any(String) } },
          });
        }
        expect(await under.stored()).toBe(text);
        const again = await (await under.open()).load();
        expect(again.kind).toBe('unreadable');
        expect(again.history.runs.map(({ run }) => run.id)).toEqual(['a', 'b']);
      });
    });

    it('adds the runs that waited as soon as the history can be read again', async () => {
      await using under = await create();
      await (await under.open()).save(runOf('old'));
      await under.overwrite('<<<<<<< HEAD');
      for (const [minute, id] of ['a', 'b'].entries()) {
        await (await under.open()).save(runOf(id, minute + 1));
      }
      await under.overwrite(historyText(addRun(emptyHistory, runOf('old'))));
      expect(await idsIn(await under.open())).toEqual(['old', 'a', 'b']);
      const saved = await (await under.open()).save(runOf('c', 3));
      expect(saved).toMatchObject({ kind: 'saved', runs: 4 });
      expect(JSON.parse(await under.stored()).runs).toHaveLength(4);
      expect(await idsIn(await under.open())).toEqual(['old', 'a', 'b', 'c']);
    });

    it('says so where a run that waits cannot be read, and leaves it', async () => {
      await using under = await create();
      await (await under.open()).save(runOf('old'));
      await under.overwrite('<<<<<<< HEAD');
      await (await under.open()).save(runOf('a', 1));
      await under.overwriteWaiting('{"schema":1,"runs":[{');
      await under.overwrite(historyText(addRun(emptyHistory, runOf('old'))));
      for (const [minute, id] of ['b', 'c'].entries()) {
        const loaded = await (await under.open()).load();
        expect(loaded).toMatchObject({ kind: 'loaded', unreadBeside: { fault: 'damaged' } });
        expect(loadNotices(loaded)).toMatchObject([{ kind: 'waiting-unread' }]);
        expect(await (await under.open()).save(runOf(id, minute + 2))).toMatchObject({
          kind: 'saved',
          runs: minute + 2,
        });
      }
      expect(await idsIn(await under.open())).toEqual(['old', 'b', 'c']);
    });

    it('loses none of the others where one run cannot be', async () => {
      await using under = await create();
      const good = [runOf('a', 1), runOf('b', 2), runOf('c', 3)];
      const { runs } = good.reduce(addRun, emptyHistory);
      const bad = { ...runs[1], run: { ...runs[1]?.run, startedAt: 'x' } };
      await (await under.open()).save(runOf('old'));
      await under.overwrite(JSON.stringify({ schema: 2, runs: [runs[0], bad, runs[2]] }));
      const loaded = await (await under.open()).load();
      expect(loadNotices(loaded)).toMatchObject([
        { kind: 'runs-left-out', left: 1, runs: 3, first: { why: 'no-date' } },
      ]);
      expect((await (await under.open()).save(runOf('d', 4))).kind).toBe('saved');
      expect(await idsIn(await under.open())).toEqual(['a', 'c', 'd']);
    });

    it('keeps the runs of all legs of a matrix, however many are saved at once', async () => {
      await using under = await create();
      const legs = [1, 2, 3].map(n => ({
        workflow: 'w',
        job: 'test',
        leg: `leg-${n}`,
        jobIndex: n,
      }));
      const runs = (minute: number) => {
        const { run, ...rest } = runOf(`${minute}`, minute);
        return legs.map(leg => ({ ...rest, run: { ...run, ...leg } }));
      };
      for (const minute of [1, 2, 3]) {
        const saving = runs(minute).map(async one => (await under.open(one.run)).save(one));
        expect((await Promise.all(saving)).map(({ kind }) => kind)).toEqual(
          legs.map(() => 'saved'),
        );
      }
      for (const leg of legs) {
        const { history } = await (await under.open(leg)).load();
        const own = ofSameJob(history, leg).runs;
        expect(own.map(({ run }) => [run.id, run.leg])).toEqual(
          ['1', '2', '3'].map(id => [id, leg.leg]),
        );
      }
      // A leg that is new finds none of its own, and that there are others.
      const added = { job: 'test', leg: 'new' };
      const { history } = await (await under.open(added)).load();
      expect(ofSameJob(history, added).runs).toEqual([]);
      expect(history.runs.length).toBeGreaterThan(0);
    });

    it.runIf(keepsConcurrentRuns)('loses no run, however many are saved at once', async () => {
      const writers = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(writers, fc.scheduler(), async (runsOfWriters, scheduler) => {
          await using under = await create();
          const saved = runsOfWriters.map((count, writer) =>
            Array.from({ length: count }, (_, i) => runOf(`${writer}.${i}`, writer * 10 + i)),
          );
          const writing = saved.map(async (runs, writer) => {
            const store = await under.open();
            for (const run of runs) {
              await scheduler.schedule(Promise.resolve(), `writer ${writer}`);
              expect((await store.save(run)).kind).toBe('saved');
            }
          });
          await scheduler.waitFor(Promise.all(writing));
          const expected = saved.flat().map(({ run }) => run.id);
          expect(await idsIn(await under.open())).toEqual(expected);
        }),
        { numRuns },
      );
    });
  });
}
