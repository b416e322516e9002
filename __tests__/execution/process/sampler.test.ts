import { describe, expect, it } from 'vitest';
import { parseStat, parseTransfer } from '../../../src/execution/process/procfs.ts';
import { createSeries } from '../../../src/execution/process/sampler.ts';

describe('a series', () => {
  it('spreads a look over the intervals it covers', () => {
    const series = createSeries(100);
    series.add(0, 50, 100, 10);
    series.add(50, 250, 200, 30);
    expect(series.read()).toEqual({
      intervalMs: 100,
      cpuPercent: [150, 200, 100],
      rssBytes: [30, 30, 30],
    });
  });

  it('doubles its interval rather than grow, and keeps the peaks and the sum', () => {
    const series = createSeries(100);
    for (let i = 0; i < 1_000; i += 1) series.add(i * 100, (i + 1) * 100, 50, i === 500 ? 99 : 1);
    const { intervalMs, cpuPercent, rssBytes } = series.read();
    expect(intervalMs).toBe(1_600);
    expect(cpuPercent.length).toBeLessThanOrEqual(120);
    expect(Math.max(...rssBytes)).toBe(99);
    expect(cpuPercent.slice(0, -1).every(value => value === 50)).toBe(true);
  });
});

describe('what the kernel says', () => {
  it('is read even when a process has a hostile name', () => {
    const stat = `42 (a) b (c) R) S 7 8 9 0 -1 0 0 0 0 0 10 20 30 40 20 0 1 0 555 1000 3 18446744073709551615`;
    expect(parseStat(stat)).toEqual({
      pid: 42,
      parent: 7,
      group: 8,
      session: 9,
      startTicks: 555,
      cpuMs: 1_000,
      rssBytes: 12_288,
      ended: false,
    });
  });

  it('is read from /proc/pid/io and from the same lines as a shell reads them', () => {
    expect(parseTransfer('rchar: 12\nwchar: 34\nsyscr: 5\n')).toEqual({
      readBytes: 12,
      writeBytes: 34,
    });
  });
});
