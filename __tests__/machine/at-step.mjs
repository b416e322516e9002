// Loaded before a worker: at its nth change of the file system something happens to it.
// AT: which change; DO: `kill`, or a command of the shell; COUNT: a file for how many there were.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { AT, DO, COUNT } = process.env;
const { writeFileSync } = fs;
const CHANGES = [
  'renameSync',
  'linkSync',
  'mkdirSync',
  'rmSync',
  'rmdirSync',
  'writeFileSync',
  'fchmodSync',
  'fchownSync',
  'fsyncSync',
];
let count = 0;
const wrap = (module, name) => {
  const own = module[name];
  module[name] = (...args) => {
    count += 1;
    if (String(count) === AT) {
      if (DO === 'kill') process.kill(process.pid, 'SIGKILL');
      else execFileSync('sh', ['-c', DO]);
    }
    return own(...args);
  };
};
for (const name of CHANGES) wrap(fs, name);
const child = (await import('node:child_process')).default;
wrap(child, 'spawn');
syncBuiltinESMExports();
if (COUNT) process.on('exit', () => writeFileSync(COUNT, String(count)));
