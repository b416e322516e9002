import { describe, expect, it } from 'vitest';
import { qnScale, tQuantile } from '../../../src/analysis/noise/robust.ts';

describe('tQuantile', () => {
  it('is what the tables say', () => {
    const table: readonly (readonly [number, number, number])[] = [
      [0.95, 5, 2.015],
      [0.975, 10, 2.2281],
      [0.99, 20, 2.528],
      [0.995, 8, 3.3554],
      [0.975, 30, 2.0423],
    ];
    for (const [probability, degrees, value] of table) {
      expect(Math.abs(tQuantile(probability, degrees) / value - 1)).toBeLessThan(0.004);
    }
  });
});

describe('qnScale', () => {
  const quantiles = Array.from({ length: 41 }, (_, i) => tQuantile((i + 0.5) / 41, 1e9));

  it('is the standard deviation of normal values, and a third of them wild change little', () => {
    expect(qnScale(quantiles)).toBeGreaterThan(0.9);
    expect(qnScale(quantiles)).toBeLessThan(1.1);
    const spoilt = quantiles.map((value, i) => (i % 4 === 0 ? 1000 * (i + 1) : value));
    expect(qnScale(spoilt)).toBeLessThan(2);
  });

  it('is nothing for fewer than two values', () => {
    expect([qnScale([]), qnScale([1])]).toEqual([0, 0]);
  });
});
