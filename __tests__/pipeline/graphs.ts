import fc from 'fast-check';
import type { Node } from '../../src/pipeline/graph.ts';

/** A stage as the graph sees it. */
export const node = (id: string, ...needs: string[]): Node => ({ id, needs });

/** Graphs without cycles: each stage needs only earlier ones. */
export const acyclic: fc.Arbitrary<readonly Node[]> = fc
  .array(fc.array(fc.nat({ max: 1000 }), { maxLength: 4 }), { maxLength: 30 })
  .map(rows =>
    rows.map((picks, i) =>
      node(`s${i}`, ...new Set(i === 0 ? [] : picks.map(pick => `s${pick % i}`))),
    ),
  );
