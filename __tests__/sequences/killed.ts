/** Runs of the engine in a process of their own, which is killed while stages run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rolldown } from 'rolldown';
import config from '../../rolldown.config.ts';
import { afterBegin, type EngineRun } from './engine.ts';

/** Kills runs. */
export interface Killer {
  /** Gives whether the run was killed before it had ended, when no process of its stages is left. */
  runAndKill(run: EngineRun, how: { afterMs: number; orphans: boolean }): Promise<boolean>;
}

/** Bundles the engine into the folder when it is first asked. */
export function createKiller(folder: string): Killer {
  let script: Promise<string> | undefined;
  return {
    async runAndKill(run, { afterMs, orphans }) {
      script ??= bundleInto(folder);
      const file = join(folder, 'run.json');
      writeFileSync(file, JSON.stringify(run));
      const child = spawn(process.execPath, [await script, file], { stdio: 'ignore' });
      using _watch = afterBegin(run.marks, afterMs, () => child.kill('SIGKILL'));
      const [, signal] = await once(child, 'exit');
      for (const pid of orphans ? [] : processesOf(run.marks)) kill(pid);
      while (processesOf(run.marks).length > 0) await sleep(5);
      return signal === 'SIGKILL';
    },
  };
}

async function bundleInto(folder: string): Promise<string> {
  const input = '__tests__/sequences/engine-process.ts';
  const bundle = await rolldown({ ...config, input });
  const file = join(folder, 'engine-process.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
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
