/**
 * How idle the machine's cores are while a run goes on, whoever uses them: from `/proc/stat`, which counts
 * the time of all programs. Elsewhere nothing is known.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { MachineUsage } from '../../record/run-record.ts';
import { createSeries } from './sampler.ts';

const INTERVAL_MS = 1_000;

/** The whole machine being watched. */
export interface MachineWatch {
  /** Looks a last time and ends the watch; nothing where nothing can be seen. */
  stop(): MachineUsage | undefined;
}

/** What watching needs of the machine. */
export interface MachineSource {
  /** The text of `/proc/stat`; undefined where there is none. */
  readonly readStat: () => string | undefined;
  /** Whether all cores that it counts are this process's to use. */
  readonly ownsAllCores: () => boolean;
}

/** Watches the machine from now on; `now` is the run's clock, in ms. */
export function watchMachine(
  now: () => number,
  source: MachineSource = THIS_MACHINE,
): MachineWatch {
  let last = source.ownsAllCores() ? parseCpuTimes(source.readStat()) : undefined;
  if (last === undefined) return { stop: () => undefined };
  const series = createSeries(INTERVAL_MS);
  let lastMs = now();

  function look(): void {
    const times = parseCpuTimes(source.readStat());
    const nowMs = now();
    if (times === undefined || last === undefined) return;
    const all = times.all - last.all;
    // Between two ticks of the kernel's clock nothing is known yet.
    if (all <= 0) return;
    series.add(lastMs, nowMs, (100 * Math.max(0, times.idle - last.idle)) / all, 0);
    last = times;
    lastMs = nowMs;
  }

  const timer = setInterval(look, INTERVAL_MS).unref();
  return {
    stop() {
      clearInterval(timer);
      look();
      const { intervalMs, cpuPercent } = series.read();
      return { intervalMs, idlePercent: cpuPercent.map(percent => Math.min(100, percent)) };
    },
  };
}

/** Time of all cores since boot, in clock ticks. */
interface CpuTimes {
  readonly idle: number;
  readonly all: number;
}

/** Of proc(5), `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal; guests are in user. */
const COUNTED = 8;
const IDLE = 3;

/** The first line of `/proc/stat`; undefined where it is not there. */
export function parseCpuTimes(stat: string | undefined): CpuTimes | undefined {
  const line = /^cpu +([\d ]+)$/m.exec(stat ?? '')?.[1];
  const ticks = line?.split(' ').map(Number).slice(0, COUNTED) ?? [];
  const idle = ticks[IDLE];
  return idle === undefined ? undefined : { idle, all: ticks.reduce((sum, of) => sum + of, 0) };
}

const THIS_MACHINE: MachineSource = {
  readStat: () => readText('/proc/stat'),
  ownsAllCores: () => availableParallelism() === cpus().length && !isLimited(),
};

/** Whether a container may use less than all cores, by either version of control groups. */
function isLimited(): boolean {
  const quota =
    readText('/sys/fs/cgroup/cpu.max') ?? readText('/sys/fs/cgroup/cpu/cpu.cfs_quota_us');
  return quota !== undefined && !/^(max\b|-1\b)/.test(quota);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
