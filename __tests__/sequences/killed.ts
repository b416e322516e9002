/** Runs of the engine in a process of their own, which is killed while stages run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rolldown } from 'rolldown';
import config from '../../rolldown.config.ts';
import { type Patch, takenOut } from '../support/taken-out.ts';
import { afterBegin, type EngineRun, OUTCOME_FILE, type RunOutcome } from './engine.ts';

/** Kills runs. */
export interface Killer {
  /** Gives whether the run was killed before it had ended, when no process of its stages is left. */
  runAndKill(run: EngineRun, how: { afterMs: number; orphans: boolean }): Promise<boolean>;
  /** Asks the run to end; gives how it went. */
  runAndInterrupt(run: EngineRun, how: { afterMs: number }): Promise<RunOutcome>;
}

/** Bundles the engine, changed so, into the folder when it is first asked. */
export function createKiller(folder: string, patches: readonly Patch[] = []): Killer {
  let script: Promise<string> | undefined;

  async function runUntil(run: EngineRun, afterMs: number, sign: NodeJS.Signals) {
    script ??= bundleInto(folder, patches);
    const file = join(folder, 'run.json');
    writeFileSync(file, JSON.stringify(run));
    const child = spawn(process.execPath, [await script, file], { stdio: 'ignore' });
    using _watch = afterBegin(run.marks, afterMs, () => child.kill(sign));
    const [, signal] = await once(child, 'exit');
    return signal;
  }

  return {
    async runAndInterrupt(run, { afterMs }) {
      await runUntil(run, afterMs, 'SIGTERM');
      while (processesOf(run.marks).length > 0) await sleep(5);
      return JSON.parse(readFileSync(join(run.marks, OUTCOME_FILE), 'utf8'));
    },
    async runAndKill(run, { afterMs, orphans }) {
      const signal = await runUntil(run, afterMs, 'SIGKILL');
      for (const pid of orphans ? [] : processesOf(run.marks)) kill(pid);
      while (processesOf(run.marks).length > 0) await sleep(5);
      return signal === 'SIGKILL';
    },
  };
}

async function bundleInto(folder: string, patches: readonly Patch[]): Promise<string> {
  const input = '__tests__/sequences/engine-process.ts';
  const { plugin, check } = takenOut(patches);
  const bundle = await rolldown({ ...config, input, plugins: [plugin] });
  const file = join(folder, 'engine-process.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  check();
  return file;
}

/** Processes with the marks of a run in their environment. */
function processesOf(marks: string): readonly number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => environmentOf(pid).includes(`MARKS=${marks}\0`))
    .map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
