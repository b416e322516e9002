/** What the run runs on, as far as timings depend on it. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Environment } from '../record/run-record.ts';
import type { Variables } from './process/stage-environment.ts';

/** The machine, for stages that share `slots`. */
export function describeEnvironment(variables: Variables, slots: number): Environment {
  const { ImageOS: image, ImageVersion: version } = variables;
  const cpuModel = cpus()[0]?.model.trim();
  return {
    os: platform(),
    ...(image !== undefined && { image: version === undefined ? image : `${image} ${version}` }),
    arch: arch(),
    ...(cpuModel !== undefined && cpuModel !== '' && { cpuModel }),
    cpus: availableParallelism(),
    memoryBytes: memoryBytes(),
    slots,
  };
}

/** Memory that `concurrency: auto` reckons with for a stage of which nothing is known, in bytes. */
const MEMORY_PER_STAGE = 1_000_000_000;

/** How many stages may run at once: what the user says, else a core each while memory lasts. */
export function slotsFor(concurrency: number | 'auto'): number {
  if (concurrency !== 'auto') return concurrency;
  const byMemory = Math.floor(memoryBytes() / MEMORY_PER_STAGE);
  return Math.max(1, Math.min(availableParallelism(), byMemory));
}

/** The machine's memory, or the container's where that is less. */
function memoryBytes(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Memory that stages may take together, in bytes. */
export function availableMemory(): number {
  return Math.max(0, process.availableMemory?.() ?? memoryBytes());
}

/** The report directory where none is named. */
export const REPORT_DIR = '.stagetime';

/** The report directory as an absolute path. */
export function resolveReportDir(cwd: string, reportDir: string | undefined): string {
  return resolve(cwd, reportDir ?? REPORT_DIR);
}
