import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycle, topologicalOrder, withNeeds } from '../../src/pipeline/graph.ts';
import { acyclic, node } from './graphs.ts';

describe('findCycle', () => {
  it('gives the path that closes the cycle', () => {
    const stages = [node('a'), node('b', 'a', 'd'), node('c', 'b'), node('d', 'c')];
    expect(findCycle(stages)).toEqual(['b', 'd', 'c', 'b']);
  });

  it('finds a stage that needs itself', () => {
    expect(findCycle([node('a', 'a')])).toEqual(['a', 'a']);
  });

  it('takes a diamond for no cycle', () => {
    expect(
      findCycle([node('a'), node('b', 'a'), node('c', 'a'), node('d', 'b', 'c')]),
    ).toBeUndefined();
  });

  it('survives a cycle longer than the call stack', () => {
    const stages = Array.from({ length: 50_000 }, (_, i) => node(`${i}`, `${(i + 1) % 50_000}`));
    expect(findCycle(stages)).toHaveLength(50_001);
  });
});

describe('topologicalOrder', () => {
  it('puts every stage after what it needs, and loses none', () => {
    fc.assert(
      fc.property(acyclic, stages => {
        const order = topologicalOrder(stages).map(({ id }) => id);
        expect([...order].sort()).toEqual(stages.map(({ id }) => id).sort());
        for (const { id, needs } of stages) {
          for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
        }
        expect(findCycle(stages)).toBeUndefined();
      }),
    );
  });
});

describe('withNeeds', () => {
  it('draws in everything that is needed, directly or not, and nothing else', () => {
    const stages = [node('a'), node('b', 'a'), node('c', 'b'), node('d')];
    expect([...withNeeds(stages, ['c'])].sort()).toEqual(['a', 'b', 'c']);
  });
});
