import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseCpuTimes, watchMachine } from '../../../src/execution/process/machine-usage.ts';

/** As `/proc/stat` begins on a machine of two cores; ticks of all cores together. */
const stat = (busy: number, idle: number, iowait = 0): string =>
  `cpu  ${busy} 0 0 ${idle} ${iowait} 0 0 0 7 0\ncpu0 ${busy} 0 0 0 0 0 0 0 0 0\nintr 1\n`;

describe('the times of all cores', () => {
  it('are the first line, guests not counted twice', () => {
    expect(parseCpuTimes(stat(30, 60, 10))).toEqual({ idle: 60, all: 100 });
    expect(parseCpuTimes('intr 1')).toBeUndefined();
    expect(parseCpuTimes(undefined)).toBeUndefined();
  });
});

describe('watching the machine', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const watching = (ownsAllCores = true) => {
    const machine = { busy: 1_000, idle: 9_000 };
    let ms = 0;
    const watch = watchMachine(() => ms, {
      readStat: () => stat(machine.busy, machine.idle),
      ownsAllCores: () => ownsAllCores,
    });
    const pass = (seconds: number, idleShare: number) => {
      for (let i = 0; i < seconds; i += 1) {
        ms += 1_000;
        machine.idle += 200 * idleShare;
        machine.busy += 200 * (1 - idleShare);
        vi.advanceTimersByTime(1_000);
      }
    };
    return { watch, pass };
  };

  it('gives what nobody used, second by second, whoever used the rest', () => {
    const { watch, pass } = watching();
    pass(2, 0.75);
    pass(3, 0);
    expect(watch.stop()).toEqual({ intervalMs: 1_000, idlePercent: [75, 75, 0, 0, 0] });
  });

  it('stays bounded however long the run is', () => {
    const { watch, pass } = watching();
    pass(1_000, 0.5);
    const usage = watch.stop();
    expect(usage?.intervalMs).toBe(16_000);
    expect(usage?.idlePercent.length).toBeLessThanOrEqual(120);
    expect(usage?.idlePercent.slice(0, -1).every(percent => percent === 50)).toBe(true);
  });

  it('says nothing of a container that may use less than the cores that are counted', () => {
    const { watch, pass } = watching(false);
    pass(5, 0.9);
    expect(watch.stop()).toBeUndefined();
  });
});
