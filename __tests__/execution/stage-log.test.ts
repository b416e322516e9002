import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStageLog } from '../../src/execution/stage-log.ts';
import { temporaryFolder } from './support.ts';

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
    expect(lines[cut]).toBe('… 7.7 MB of output left out here …');
    expect(lines.filter(line => !/^1\d{6}$/.test(line))).toHaveLength(1);
    expect(finished.leftOutBytes).toBe(8_000_000 - (lines.length - 1) * 8);
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
    const { finished } = await written(
      'seq 1000000 1100000; echo ::add-mask::s3cret; seq 1000000 1200000',
    );
    expect(finished.masks).toEqual(['s3cret']);
  });

  it.each<[string, (reportDir: string) => void]>([
    ['a file where its folder should be', dir => writeFileSync(join(dir, 'logs'), '')],
    [
      'a link where it should be',
      dir => {
        mkdirSync(join(dir, 'logs'));
        symlinkSync(join(dir, 'victim'), join(dir, 'logs/chatty.log'));
      },
    ],
  ])('goes elsewhere, which is said, where there is %s', (_, prepare) => {
    const reportDir = temporaryFolder();
    const RUNNER_TEMP = temporaryFolder();
    prepare(reportDir);
    const log = openStageLog({ reportDir, name: 'chatty', environment: { RUNNER_TEMP } });
    log.finish();
    expect(log.path).toBe(join(RUNNER_TEMP, `stagetime-${process.pid}`, 'chatty.log'));
    expect(log.notice).toMatch(/^logs are in .*: /);
    expect(existsSync(join(reportDir, 'victim'))).toBe(false);
  });
});
