/**
 * Fault points: every file that the engine's main process writes, renames or removes, every folder that it
 * makes, every process that it starts. A module that is loaded before it lists them, or kills the process
 * right before the first that has a name. Nothing of this is in the engine itself.
 */

const MODULE = String.raw`
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { FAULT_POINT: wanted, FAULT_POINTS: list, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp } = process.env;
const isMain = /\/main\.js$/.test(process.argv[1] ?? '');
const append = fs.appendFileSync;
const seen = new Set();
const named = path => String(path)
  .replace(workspace, '').replace(temp, 'TEMP').replace(/^.*\/stagetime-runner-[^\/]*/, 'RUNNER')
  .replace(/-\w{6}(?=$|\/)/g, '-#').replace(/[\da-f]{8,}[-\da-f]*/g, '#').replace(/\d+/g, '#')
  .replace(/^.*\/(stagetime-\w+-#)/, '$1');
const reached = step => {
  if (seen.has(step)) return;
  seen.add(step);
  if (list !== undefined) append(list, step + '\n');
  if (step === wanted) process.kill(process.pid, 'SIGKILL');
};
const before = (owner, name, stepOf) => {
  const real = owner[name];
  owner[name] = function (...given) {
    const step = stepOf(...given);
    // The list itself is written by the same functions.
    if (step !== undefined && given[0] !== list) reached(step);
    return real.apply(this, given);
  };
};
if (isMain) {
  const CHANGES = ['writeFile', 'appendFile', 'rename', 'mkdir', 'mkdtemp', 'rm', 'unlink', 'symlink', 'link', 'copyFile', 'cp', 'truncate'];
  for (const name of CHANGES) {
    for (const [owner, own] of [[fs.promises, name], [fs, name + 'Sync']]) {
      before(owner, own, (path, to) => name + ' ' + named(name === 'rename' ? to : path));
    }
  }
  const opens = (path, flags) => typeof flags === 'string' ? !/^r/.test(flags) || flags.includes('+') : (flags ?? 0) & 3;
  for (const [owner, own] of [[fs.promises, 'open'], [fs, 'openSync']]) {
    before(owner, own, (path, flags) => opens(path, flags) ? 'open ' + named(path) : undefined);
  }
  before(childProcess, 'spawn', (file, given) => 'spawn ' + named([file, ...(Array.isArray(given) ? given : [])].join(' ')).replace(/\s+/g, ' ').slice(0, 40));
  syncBuiltinESMExports();
}
`;

const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(MODULE)}`;

type Variables = Readonly<Record<string, string>>;

/** For a main that writes its fault points to a file, one a line, each once. */
export function listingFaultPoints(file: string): Variables {
  return { NODE_OPTIONS, FAULT_POINTS: file };
}

/** For a main that is killed right before it comes to this fault point. */
export function atFaultPoint(name: string): Variables {
  return { NODE_OPTIONS, FAULT_POINT: name };
}
