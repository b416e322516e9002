/** Output without bounds never sits in memory: the engine's peak is the kernel's own account of it. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definition, readRunRecord, runCli, workspace } from '../e2e/harness.ts';
import { runAction } from '../services/runner.ts';
import { nodeWithAccount } from '../support/node-with-account.ts';
import { requireTool } from '../support/tools.ts';

const MB = 1_000_000;
const GIGABYTE_LINE = String.raw`head -c 1000000000 /dev/zero | tr '\0' x`;
const LINES = `head -c 200000000 <(yes 'a line of sixty-odd signs, as test runners print them, on and on')`;

/** Peaks of a run with this stage, in the terminal and as the Action. */
async function peaks(run: string): Promise<{ terminal: number; runner: number; logBytes: number }> {
  const text = definition({ loud: `run: ${JSON.stringify(run)}` });
  const [local, onRunner] = [
    workspace({ 'stagetime.yml': text }),
    workspace({ 'stagetime.yml': text }),
  ];
  const [first, second] = [nodeWithAccount(workspace()), nodeWithAccount(workspace())];
  const cli = await runCli(['run'], { cwd: local, node: first.path });
  expect({ exitCode: cli.exitCode, stderr: cli.stderr }).toEqual({ exitCode: 0, stderr: '' });
  // A secret and a mask make the engine read the whole log again.
  const action = await runAction({
    workspace: onRunner,
    node: second.path,
    env: { MY_API_KEY: 'sk-not-in-the-log' },
  });
  expect({ exitCode: action.exitCode, stderr: action.stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(action.stdout.length).toBeLessThan(10 * MB);
  expect(readRunRecord(join(local, '.stagetime')).stages[0]?.status).toBe('passed');
  return {
    terminal: first.peakRssBytes(),
    runner: second.peakRssBytes(),
    logBytes: statSync(join(local, '.stagetime/logs/loud.log')).size,
  };
}

describe.runIf(process.platform === 'linux' && requireTool('python3').available)(
  'a stage that prints',
  () => {
    it.each([
      ['200 MB over many lines', LINES],
      ['1 GB on one line', GIGABYTE_LINE],
    ])(
      '%s costs less than 100 MB of memory, in the terminal and on a runner',
      async (what, run) => {
        const quiet = await peaks('echo quiet');
        const loud = await peaks(run);
        // The beginning and the end of it, and a line that says what was left out between.
        expect(loud.logBytes).toBeGreaterThan(80 * MB);
        expect(loud.logBytes).toBeLessThan(85 * MB);
        const cost = {
          terminal: loud.terminal - quiet.terminal,
          runner: loud.runner - quiet.runner,
        };
        const inMb = (value: number): string => `${(value / MB).toFixed(0)} MB`;
        console.info(
          `${what}: terminal ${inMb(quiet.terminal)} + ${inMb(cost.terminal)}, runner ${inMb(quiet.runner)} + ${inMb(cost.runner)}`,
        );
        expect(cost.terminal).toBeLessThan(100 * MB);
        expect(cost.runner).toBeLessThan(100 * MB);
      },
    );

    it('1 GB on one line and fails shows the end of it, cut', async () => {
      const cwd = workspace({
        'stagetime.yml': definition({
          loud: `run: ${JSON.stringify(`${GIGABYTE_LINE}; exit 1`)}`,
        }),
      });
      const { exitCode, stdout } = await runCli(['run'], { cwd });
      expect(exitCode).toBe(1);
      expect(stdout.length).toBeLessThan(10_000);
      const [stage] = readRunRecord(join(cwd, '.stagetime')).stages;
      expect(stage?.logTail?.join('').length).toBeLessThanOrEqual(70_000);
      expect(statSync(join(cwd, '.stagetime/report.html')).size).toBeLessThan(MB);
    });
  },
);
