import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { band } from '../../../src/reporting/rows/judged-time.ts';

describe('the band', () => {
  it.each([
    [0, '···├─●─┤···'],
    [5, '···├─┼●┤···'],
    [10, '···├─┼─●···'],
    [20, '···├─┼─┤·●·'],
    [80, '···├─┼─┤··▶'],
    [-9, '···●─┼─┤···'],
    [-60, '◀··├─┼─┤···'],
  ])('of %d %% where 10 %% can be told from noise is %s', (change, text) => {
    expect(band(change, 10)).toBe(text);
  });

  it('is as long as any other, and leaves its bracket only for a change that can be told', () => {
    const percent = fc.double({ min: -100, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(percent, fc.double({ min: 0, max: 1e9, noNaN: true }), (change, least) => {
        const text = band(change, least);
        expect([...text]).toHaveLength(11);
        const isOutside = /[◀▶●]/.test(text.slice(0, 3) + text.slice(8));
        if (change > 0 && change <= least) expect(isOutside).toBe(false);
      }),
    );
  });
});
