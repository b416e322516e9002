/** What is measured is true: stages that know what they take, against what is reported of them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StageRecord } from '../../src/record/run-record.ts';
import { definition, readRunRecord, runCli, startCli, workspace } from '../e2e/harness.ts';
import { cpuMsOf } from '../support/processes.ts';
import { requireTool } from '../support/tools.ts';

const MB = 1_000_000;

/** Allocates and touches 500 MB, burns CPU in a hundred children one after the other, writes its own account. */
const BURN = `
import json, resource, subprocess, sys
def own_rss():
    with open('/proc/self/statm') as file:
        return int(file.read().split()[1]) * resource.getpagesize()
before = own_rss()
block = bytearray(500_000_000)
for i in range(0, len(block), 4096):
    block[i] = 1
child = '''
import resource
def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
while used() < 0.1:
    sum(range(1000))
'''
for _ in range(100):
    subprocess.run([sys.executable, '-S', '-c', child], check=True)
both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
json.dump({
    'cpuMs': sum(usage.ru_utime + usage.ru_stime for usage in both) * 1000,
    'childCpuMs': (both[1].ru_utime + both[1].ru_stime) * 1000,
    'baselineBytes': before,
}, open('account.json', 'w'))
`;

const READ_AND_WRITE = `
chunk = b'x' * 1_000_000
with open('data', 'wb') as file:
    for _ in range(200):
        file.write(chunk)
with open('data', 'rb') as file:
    while file.read(1_000_000):
        pass
`;

async function stageOf(cwd: string): Promise<StageRecord> {
  const { exitCode, stderr } = await runCli(['run'], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return readRunRecord(join(cwd, '.stagetime')).stages[0] as StageRecord;
}

/** How far a value is off, in percent. */
const offBy = (value = Number.NaN, truth: number): number => ((value - truth) / truth) * 100;

describe.runIf(process.platform === 'linux' && requireTool('python3').available)(
  'a stage is reported',
  () => {
    it('within 10 % of the CPU and memory it took, though its children were too short to be seen', async () => {
      const cwd = workspace({
        'burn.py': BURN,
        'stagetime.yml': definition({ burn: 'run: python3 burn.py' }),
      });
      const { cpuMs, peakRssBytes, durationMs = 0 } = await stageOf(cwd);
      const truth = JSON.parse(readFileSync(join(cwd, 'account.json'), 'utf8'));
      expect(truth.childCpuMs).toBeGreaterThan(10_000);
      console.info(
        `CPU ${cpuMs} ms of ${truth.cpuMs.toFixed(0)} ms (${offBy(cpuMs, truth.cpuMs).toFixed(1)} %), ` +
          `memory ${((peakRssBytes ?? 0) / MB).toFixed(0)} MB of 500 MB + ${(truth.baselineBytes / MB).toFixed(0)} MB ` +
          `(${offBy(peakRssBytes, 500 * MB + truth.baselineBytes).toFixed(1)} %) in ${(durationMs / 1000).toFixed(1)} s`,
      );
      expect(Math.abs(offBy(cpuMs, truth.cpuMs))).toBeLessThan(10);
      expect(Math.abs(offBy(peakRssBytes, 500 * MB + truth.baselineBytes))).toBeLessThan(10);
    });

    it('within 10 % of the 200 MB it read and the 200 MB it wrote', async () => {
      const cwd = workspace({
        'copy.py': READ_AND_WRITE,
        'stagetime.yml': definition({ copy: 'run: python3 copy.py' }),
      });
      const { readBytes, writeBytes } = await stageOf(cwd);
      console.info(
        `read ${readBytes} B (${offBy(readBytes, 200 * MB).toFixed(2)} %), ` +
          `written ${writeBytes} B (${offBy(writeBytes, 200 * MB).toFixed(2)} %)`,
      );
      expect(Math.abs(offBy(readBytes, 200 * MB))).toBeLessThan(10);
      expect(Math.abs(offBy(writeBytes, 200 * MB))).toBeLessThan(10);
    });
  },
);

describe.runIf(process.platform === 'linux')('the sampler', () => {
  it('takes less than 1 % of a core while 50 processes run for 20 s', async () => {
    const busy = `run: |
  for i in {1..50}; do sleep 600 & done
  touch ready
  until [ -e enough ]; do sleep 0.5; done
needs: [warm]`;
    const cwd = workspace({ 'stagetime.yml': definition({ warm: 'run: sleep 1', busy }) });
    const run = startCli(['run'], { cwd });
    await holds(join(cwd, 'ready'), '');
    // The report on the first stage is written beside the second one, and is none of the sampler's cost.
    await holds(join(cwd, '.stagetime/report.html'), 'passed');
    // What else the machine does makes all work dearer, never cheaper: one span of three is enough.
    let share = 1;
    for (let span = 0; span < 3 && share >= 0.01; span += 1) share = await shareIn20s(run.pid);
    writeFileSync(join(cwd, 'enough'), '');
    expect((await run.ended).exitCode).toBe(0);
    const { stages } = readRunRecord(join(cwd, '.stagetime'));
    console.info(`engine: ${(share * 100).toFixed(2)} % of a core`);
    expect(share).toBeLessThan(0.01);
    // And it did look: a series, and the memory of fifty processes.
    expect(stages[1]?.series?.rssBytes.length).toBeGreaterThan(10);
    expect(stages[1]?.peakRssBytes).toBeGreaterThan(50 * 500_000);
  });
});

/** All that a process does in 20 s, its event loop included, as a share of one core. */
async function shareIn20s(pid: number): Promise<number> {
  const [cpuBefore, before] = [cpuMsOf(pid), performance.now()];
  await new Promise(resolve => setTimeout(resolve, 20_000));
  return (cpuMsOf(pid) - cpuBefore) / (performance.now() - before);
}

async function holds(file: string, text: string): Promise<void> {
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes(text)) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
