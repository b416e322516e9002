/** An engine that is killed with no time for a last word: what its stages started ends all the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processesWith } from '../support/processes.ts';
import {
  definition,
  readRunRecord,
  startCli,
  startInRunner,
  workspace,
  written,
} from './harness.ts';

/** The processes on the machine whose command line names this, with or without an environment. */
function processesNaming(text: string): { pid: number; line: string }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
        return line.includes(text) ? [{ pid: Number(pid), line }] : [];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

/** Ends those that are still there. */
function endNaming(text: string): void {
  for (const { pid } of processesNaming(text)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended meanwhile
    }
  }
}

/** A process that names the folder in its command line and ends by SIGKILL alone. */
const stubborn = (folder: string): string =>
  `sh -c 'trap "" TERM INT HUP; while :; do sleep 1; done' ${folder}`;

const CASES: Readonly<Record<string, (folder: string) => string>> = {
  'its command': folder => `exec ${stubborn(folder)}`,
  'a daemon in a session of its own': folder => `setsid -f ${stubborn(folder)}; sleep 600`,
  'a daemon without environment': folder =>
    `setsid -f env -i PATH=$PATH ${stubborn(folder)}; sleep 600`,
  'a group of its own in its session': folder =>
    `set -m; env -i PATH=$PATH ${stubborn(folder)} & wait`,
  'a command without environment': folder =>
    `exec env -i PATH=$PATH ${stubborn(folder)} > /dev/null 2>&1`,
};

/** Waits until there is something, or nothing. */
async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise(resolve => setTimeout(resolve, 20));
}

describe.runIf(process.platform === 'linux')('an engine that is killed', () => {
  it.each(Object.entries(CASES))('takes %s along', async (_, run) => {
    const cwd = workspace();
    const marked = join(cwd, 'marked');
    onTestFinished(() => endNaming(marked));
    const files = { 'stagetime.yml': definition({ one: `run: |\n  ${run(marked)}` }) };
    const folder = workspace(files);
    const first = startCli(['run'], { cwd: folder });
    await until(() => processesNaming(marked).some(({ line }) => line.startsWith('sh -c')));
    first.signal('SIGKILL');
    await first.ended;
    await until(() => [marked, folder].flatMap(processesNaming).length === 0);
  });

  it('takes along what a stage that passed has left', async () => {
    const cwd = workspace({
      'stagetime.yml': definition({
        leaves: 'run: setsid -f sleep 600',
        later: 'run: echo > ready; sleep 600\nneeds: [leaves]',
      }),
    });
    const run = startCli(['run'], { cwd, env: { MARK: cwd } });
    await written(join(cwd, 'ready'), run.ended);
    run.signal('SIGKILL');
    await run.ended;
    await until(() => processesWith(`MARK=${cwd}`).length === 0);
  });
});

describe.runIf(process.platform === 'linux')('an engine that ends by itself', () => {
  it('leaves nobody to watch over it', async () => {
    const cwd = workspace({ 'stagetime.yml': definition({ one: 'run: echo one' }) });
    await startCli(['run'], { cwd }).ended;
    await until(() => processesNaming(cwd).length === 0);
  });
});

describe.runIf(process.platform === 'linux')(
  'a daemon without session, parent, environment and log',
  () => {
    it('is named', async () => {
      const cwd = workspace();
      const daemon = `setsid env -i PATH=$PATH ${stubborn(cwd)} > /dev/null 2>&1 < /dev/null &`;
      onTestFinished(() => endNaming(cwd));
      const run = `run: |\n  (${daemon})\n  true`;
      const folder = workspace({ 'stagetime.yml': definition({ one: run }) });
      await startCli(['run'], { cwd: folder }).ended;
      // One that was slower to leave its parents is found and ended instead.
      const { notices, stages } = readRunRecord(join(folder, '.stagetime'));
      const strays = notices.flatMap(one => (one.kind === 'stray-process' ? [one.command] : []));
      expect([...strays, ...(stages[0]?.survivors ?? [])].join('\n')).toContain(cwd);
    });
  },
);

describe.runIf(process.platform === 'linux')('an Action that is killed with its guardian', () => {
  it('has its stages ended by post', async () => {
    const folder = workspace({
      'stagetime.yml': definition({ one: 'run: setsid -f sleep 600; echo > ready; sleep 600' }),
    });
    const action = startInRunner({ workspace: folder, env: { MARK: folder } });
    await written(join(folder, 'ready'), action.main.ended);
    const guardians = processesNaming(folder).filter(({ line }) => line.includes('guardian'));
    expect(guardians).toHaveLength(1);
    for (const { pid } of guardians) process.kill(pid, 'SIGKILL');
    await action.main.kill();
    expect(processesWith(`MARK=${folder}`)).not.toEqual([]);
    expect((await action.finish()).post.exitCode).toBe(0);
    expect(processesWith(`MARK=${folder}`)).toEqual([]);
  });
});
