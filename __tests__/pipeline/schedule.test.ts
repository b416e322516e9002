import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Capacity,
  longestRemainingPaths,
  lowerBoundMs,
  pickTasks,
  simulate,
  type Task,
} from '../../src/pipeline/schedule.ts';
import { acyclic } from './graphs.ts';

const task = (id: string, durationMs: number, overrides: Partial<Task> = {}): Task => ({
  id,
  needs: [],
  weight: 1,
  memoryBytes: 0,
  durationMs,
  ...overrides,
});
const roomy = { memoryBytes: Number.POSITIVE_INFINITY };
const ids = (tasks: readonly Task[]) => tasks.map(({ id }) => id);

describe('pickTasks', () => {
  it('starts the stage with the longest remaining path first', () => {
    const ready = [task('short', 1), task('long', 9)];
    const ranks = longestRemainingPaths(ready);
    expect(ids(pickTasks(ready, [], ranks, { slots: 1, ...roomy }))).toEqual(['long']);
  });

  it('keeps the definition order where nothing is known', () => {
    const ready = [task('b', 1), task('a', 1), task('c', 1)];
    expect(ids(pickTasks(ready, [], new Map(), { slots: 2, ...roomy }))).toEqual(['b', 'a']);
  });

  it('runs a stage heavier than the concurrency alone', () => {
    const heavy = task('heavy', 5, { weight: 9 });
    const light = task('light', 1);
    const ranks = new Map([
      ['heavy', 2],
      ['light', 1],
    ]);
    expect(ids(pickTasks([light, heavy], [], ranks, { slots: 2, ...roomy }))).toEqual(['heavy']);
    const running = [{ task: light, remainingMs: 1 }];
    expect(pickTasks([heavy], running, ranks, { slots: 2, ...roomy })).toEqual([]);
  });

  it('lets a light stage use the gap before a heavy one only if it does not delay it', () => {
    const heavy = task('heavy', 50, { weight: 2 });
    const running = [{ task: task('running', 20), remainingMs: 10 }];
    const ranks = new Map([['heavy', 9]]);
    const capacity = { slots: 2, ...roomy };
    expect(ids(pickTasks([heavy, task('quick', 8)], running, ranks, capacity))).toEqual(['quick']);
    expect(pickTasks([heavy, task('slow', 30)], running, ranks, capacity)).toEqual([]);
  });

  it('keeps the sum of expected memory within what there is, but never starves a stage', () => {
    const capacity = { slots: 4, memoryBytes: 10 };
    const big = (id: string) => task(id, 1, { memoryBytes: 7 });
    expect(ids(pickTasks([big('a'), big('b')], [], new Map(), capacity))).toEqual(['a']);
    const huge = task('huge', 1, { memoryBytes: 99 });
    expect(ids(pickTasks([huge], [], new Map(), capacity))).toEqual(['huge']);
  });
});

const tasks: fc.Arbitrary<readonly Task[]> = acyclic.chain(nodes =>
  fc
    .tuple(
      ...nodes.map(() =>
        fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 3 })),
      ),
    )
    .map(times =>
      nodes.map(({ id, needs }, i) =>
        task(id, times[i]?.[0] ?? 1, { needs, weight: times[i]?.[1] ?? 1 }),
      ),
    ),
);

describe('simulate', () => {
  it('runs each stage once, after its needs, within the slots, and not under the lower bound', () => {
    fc.assert(
      fc.property(tasks, fc.integer({ min: 1, max: 4 }), (list, slots) => {
        const capacity: Capacity = { slots, ...roomy };
        const { entries, makespanMs } = simulate(list, longestRemainingPaths(list), capacity);
        const byId = new Map(entries.map(entry => [entry.id, entry]));
        expect(byId.size).toBe(list.length);
        for (const { id, needs } of list) {
          for (const need of needs) {
            expect(byId.get(need)?.endMs).toBeLessThanOrEqual(byId.get(id)?.startMs ?? -1);
          }
        }
        for (const { startMs } of entries) {
          const used = list
            .filter(({ id }) => {
              const entry = byId.get(id);
              return entry !== undefined && entry.startMs <= startMs && startMs < entry.endMs;
            })
            .reduce((sum, { weight }) => sum + Math.min(weight, slots), 0);
          expect(used).toBeLessThanOrEqual(slots);
        }
        expect(makespanMs).toBeGreaterThanOrEqual(lowerBoundMs(list, capacity) - 1e-6);
      }),
    );
  });

  it('goes on from what is done and under way', () => {
    const list = [task('a', 10), task('b', 10, { needs: ['a'] }), task('c', 10, { needs: ['b'] })];
    const [, b] = list;
    if (b === undefined) throw new Error('unreachable');
    const progress = { done: new Set(['a']), running: [{ task: b, remainingMs: 4 }] };
    expect(simulate(list, new Map(), { slots: 1, ...roomy }, progress).makespanMs).toBe(14);
  });
});
