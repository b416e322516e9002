import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStageLog } from '../../../src/execution/logs/stage-log.ts';
import { temporaryFolder } from '../support.ts';

const BOUNDS = { head: 200_000, tail: 100_000 };

/** Lets a shell write into the log, as a stage does, and gives what came of it. */
async function written(command: string, bounds = BOUNDS) {
  const reportDir = temporaryFolder();
  const log = openStageLog({ reportDir, name: 'chatty', environment: {}, bounds });
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', log.fd, log.fd] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let largest = 0;
  const path = log.path ?? '';
  const timer = setInterval(() => {
    largest = Math.max(largest, statSync(path).size);
  }, 10);
  await once(child, 'exit');
  clearInterval(timer);
  const finished = log.finish();
  return { finished, largest, text: readFileSync(path, 'utf8'), notice: log.notice };
}

describe('the log of a stage', () => {
  it('is what was printed, where that is not more than is kept', async () => {
    const { finished, text, notice } = await written('echo one; echo two >&2');
    expect({ text, notice, ...finished }).toEqual({
      text: 'one\ntwo\n',
      notice: undefined,
      leftOutBytes: 0,
      masks: [],
    });
  });

  it('keeps whole lines of its head and its tail, and says what is not there', async () => {
    const { finished, text } = await written('seq 1000000 1999999');
    expect(text.length).toBeLessThan(310_000);
    expect(text).toMatch(/^1000000\n1000001\n/);
    expect(text).toMatch(/\n1999998\n1999999\n$/);
    const lines = text.split('\n').slice(0, -1);
    const cut = lines.findIndex(line => line.startsWith('…'));
    // What is printed in the very moment of a cut is not counted.
    expect(lines[cut]).toMatch(/^… [4-7]\.\d MB of output left out here …$/);
    expect(lines.filter(line => !/^1\d{6}$/.test(line))).toHaveLength(1);
    expect(finished.leftOutBytes).toBeLessThanOrEqual(8_000_000 - (lines.length - 1) * 8);
  });

  it('does not grow with what a stage prints without end', async () => {
    const { largest, text, finished } = await written(
      'for i in {1..12}; do head -c 2000000 /dev/zero | tr "\\0" x; sleep 0.12; done',
    );
    expect(finished.leftOutBytes).toBeGreaterThan(20_000_000);
    expect(largest).toBeLessThan(12_000_000);
    expect(text.length).toBeLessThan(310_000);
  });

  it('knows what the part that is left out asked to hide', async () => {
    // What is printed in the very moment of the cut is lost: nothing is, beside the mask.
    const { finished } = await written(
      'seq 1000000 1100000; sleep 0.3; echo ::add-mask::s3cret; sleep 0.3; seq 1000000 1200000',
    );
    expect(finished.masks).toEqual(['s3cret']);
  });

  it('goes elsewhere, which is said, where there is a file where its folder should be', () => {
    const reportDir = temporaryFolder();
    const RUNNER_TEMP = temporaryFolder();
    writeFileSync(join(reportDir, 'logs'), '');
    const log = openStageLog({ reportDir, name: 'chatty', environment: { RUNNER_TEMP } });
    log.finish();
    expect(log.path).toBe(join(RUNNER_TEMP, `stagetime-${process.pid}`, 'chatty.log'));
    expect(log.notice).toMatchObject({ kind: 'logs-elsewhere', fault: { why: 'system' } });
  });

  it.each<[string, (log: string, victim: string) => void]>([
    ['a link', (log, victim) => symlinkSync(victim, log)],
    ['a second name of a file', (log, victim) => linkSync(victim, log)],
    ['a folder', log => mkdirSync(log)],
  ])('takes the place of %s, and writes nothing elsewhere', (_, plant) => {
    const reportDir = temporaryFolder();
    const victim = join(reportDir, 'victim');
    const path = join(reportDir, 'logs/chatty.log');
    mkdirSync(dirname(path));
    writeFileSync(victim, 'untouched');
    plant(path, victim);
    const log = openStageLog({ reportDir, name: 'chatty', environment: {} });
    writeSync(log.fd, 'printed');
    log.finish();
    expect(log.path).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe('printed');
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
  });
});
