import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath } from '../../../src/analysis/noise/critical-path.ts';
import type { StageRecord } from '../../../src/record/run-record.ts';
import { aReusedStage, aRun, aSkippedStage, aStage } from '../../builders.ts';

const ran = (id: string, startMs: number, endMs: number, needs: readonly string[] = []) =>
  aStage({ id, needs: [...needs], startMs, durationMs: endMs - startMs });

const pathOf = (...stages: readonly StageRecord[]) => criticalPath(aRun({ stages: [...stages] }));
const idsOf = (...stages: readonly StageRecord[]) => pathOf(...stages).map(step => step.id);

describe('criticalPath', () => {
  it('follows the need that ended last', () => {
    const stages = [
      ran('quick', 0, 1000),
      ran('slow', 0, 5000),
      ran('last', 5000, 6000, ['quick', 'slow']),
    ];
    expect(idsOf(...stages)).toEqual(['slow', 'last']);
  });

  it('takes the short time in which the next stage is started for no wait', () => {
    const stages = [
      ran('setup', 0, 1000),
      ran('other', 0, 1040),
      ran('tests', 1080, 3000, ['setup']),
    ];
    expect(pathOf(...stages).at(-1)?.after).toEqual({ kind: 'need', id: 'setup' });
  });

  it('leads through reused stages, and takes the time to find their results for no slot', () => {
    const stages = [
      ran('setup', 0, 1000),
      ran('other', 0, 1900),
      aReusedStage({ id: 'tests', needs: ['setup'] }),
      aReusedStage({ id: 'render', needs: ['tests'] }),
      ran('review', 2600, 3000, ['render']),
    ];
    expect(pathOf(...stages)).toMatchObject([
      { id: 'setup' },
      { id: 'review', after: { kind: 'need', id: 'setup' } },
    ]);
  });

  describe('of a stage that started later than its needs allowed', () => {
    const causeWith = (slots: number, overrides: Partial<StageRecord> = {}) => {
      const stages = [
        ran('setup', 0, 1000),
        ran('analysis', 1000, 4000),
        { ...ran('figures', 4000, 6000, ['setup']), ...overrides },
      ];
      const environment = { ...aRun().environment, slots };
      return criticalPath(aRun({ stages, environment })).at(-1)?.after;
    };

    it('says which stage freed the slot, and how long the wait was', () => {
      expect(causeWith(1)).toEqual({ kind: 'slot', id: 'analysis', waitMs: 3000 });
    });

    it('knows no wait for a slot where there was one free', () => {
      expect(causeWith(2)).toEqual({ kind: 'need', id: 'setup', lateMs: 3000 });
      expect(causeWith(2, { weight: 2 })).toMatchObject({ kind: 'slot', id: 'analysis' });
    });

    it('says so of the first one too', () => {
      expect(pathOf(ran('only', 7000, 9000))[0]?.after).toEqual({ kind: 'start', lateMs: 7000 });
      expect(pathOf(ran('only', 400, 9000))[0]?.after).toEqual({ kind: 'start' });
    });
  });

  it('starts with a stage that nothing held up', () => {
    expect(pathOf(ran('only', 20, 900))).toEqual([
      { id: 'only', startMs: 20, endMs: 900, after: { kind: 'start' } },
    ]);
  });

  it('is empty where no stage was started', () => {
    expect(pathOf(aSkippedStage())).toEqual([]);
  });

  it('ends, while the run does not, with what is running', () => {
    const { durationMs, ...running } = ran('tests', 1000, 2000, ['setup']);
    const stages = [ran('setup', 0, 1000), { ...running, status: 'running' as const }];
    const path = criticalPath(aRun({ status: 'running', totalMs: 7000, stages }));
    expect(path.map(({ id, endMs }) => [id, endMs])).toEqual([
      ['setup', 1000],
      ['tests', 7000],
    ]);
  });

  it('ends with the stage that failed, not with what was ended because of it', () => {
    const stages = [
      { ...ran('render', 0, 4000), status: 'failed' as const },
      { ...ran('sections', 0, 4100), status: 'cancelled' as const },
    ];
    const path = criticalPath(aRun({ status: 'failed', stages }));
    expect(path.map(step => step.id)).toEqual(['render']);
  });

  it('ends with stages of no length too', () => {
    const stages = [ran('a', 5, 5), ran('b', 5, 5, ['a']), ran('c', 5, 5, ['b', 'a'])];
    expect(idsOf(...stages).at(0)).toBeDefined();
  });

  it('covers a busy run without a gap, by needs that are needs and slots that were freed', () => {
    fc.assert(
      fc.property(schedules, ({ slots, stages }) => {
        const environment = { ...aRun().environment, slots };
        const record = aRun({ stages: [...stages], environment });
        const path = criticalPath(record);
        const byId = new Map(stages.map(stage => [stage.id, stage]));
        expect(path.at(0)?.startMs).toBe(0);
        expect(path.at(-1)?.endMs).toBe(record.totalMs);
        for (const [index, step] of path.entries()) {
          const previous = path[index - 1];
          if (previous === undefined) {
            expect(step.after).toEqual({ kind: 'start' });
            continue;
          }
          expect(step.after).toMatchObject({ id: previous.id });
          expect(step.startMs).toBe(previous.endMs);
          const isNeed = byId.get(step.id)?.needs.includes(previous.id);
          expect(step.after.kind).toBe(isNeed ? 'need' : 'slot');
        }
      }),
    );
  });
});

/** Stages as a scheduler without any overhead would run them, in whole units longer than a start. */
const schedules = fc
  .record({
    slots: fc.integer({ min: 1, max: 4 }),
    work: fc.array(
      fc.record({ units: fc.integer({ min: 1, max: 20 }), needs: fc.array(fc.nat(30)) }),
      { minLength: 1, maxLength: 25 },
    ),
  })
  .map(({ slots, work }) => {
    const needsOf = work.map(({ needs }, i) => [...new Set(needs.filter(need => need < i))]);
    const startOf = new Map<number, number>();
    const endOf = new Map<number, number>();
    for (let now = 0; startOf.size < work.length; now += 1000) {
      for (const [i, { units }] of work.entries()) {
        const running = [...endOf.values()].filter(end => end > now).length;
        const isReady = (needsOf[i] ?? []).every(need => (endOf.get(need) ?? Infinity) <= now);
        if (startOf.has(i) || !isReady || running >= slots) continue;
        startOf.set(i, now);
        endOf.set(i, now + units * 1000);
      }
    }
    const stages = work.map((_, i) =>
      ran(
        `s${i}`,
        startOf.get(i) ?? 0,
        endOf.get(i) ?? 0,
        (needsOf[i] ?? []).map(need => `s${need}`),
      ),
    );
    return { slots, stages };
  });
