/** Processes of another user among a stage's: `sudo` in a stage, with a stand-in for it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findExecutable } from '../../src/programs/find-executable.ts';
import { cliPath, definition, readRunRecord, workspace } from './harness.ts';

const SOURCE = `#include <unistd.h>
int main(int c, char **v) { setgid(0); setuid(0); execvp(v[1], v + 1); return 127; }
`;
const NOBODY = '65534';
/** No other process of the machine has this command line, not even where this test runs twice at once. */
const own = (seconds: number): string => `sleep ${seconds}.${process.pid}`;
const LATE = own(641);
const DAEMON = own(642);
const FOLLOWER = own(643);

const path = process.env.PATH ?? '';
const isPossible =
  process.getuid?.() === 0 &&
  ['gcc', 'setpriv', 'pgrep'].every(tool => findExecutable(tool, path) !== undefined);

/** A program that runs its arguments as root, whoever starts it; and the tool where nobody may read it. */
function privileged(files: Readonly<Record<string, string>>) {
  const cwd = workspace({ ...files, 'as-root.c': SOURCE });
  spawnSync('gcc', ['-o', 'as-root', 'as-root.c'], { cwd });
  chmodSync(join(cwd, 'as-root'), 0o4755);
  mkdirSync(join(cwd, 'tool'));
  cpSync(dirname(cliPath), join(cwd, 'tool'), { recursive: true });
  writeFileSync(join(cwd, 'tool/package.json'), '{ "type": "module" }');
  chmodSync(cwd, 0o777);
  return cwd;
}

function runAsNobody(cwd: string) {
  const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const tool = [process.execPath, join(cwd, 'tool/cli.js'), 'run', '--keep-going'];
  const env = { PATH: path, HOME: cwd, LANG: 'C.UTF-8' };
  return spawnSync('setpriv', [...ids, ...tool], { cwd, env, encoding: 'utf8' });
}

describe.runIf(isPossible)('a process of another user', () => {
  it('that outlives its stage or a timeout is named as still running; the others are ended', () => {
    const cwd = privileged({
      'stagetime.yml': definition({
        late: `run: ./as-root ${LATE}\ntimeout-minutes: 0.02`,
        daemon: `run: ./as-root ${DAEMON} & ${FOLLOWER} & until pgrep -x -f '${DAEMON}' && pgrep -x -f '${FOLLOWER}'; do sleep 0.02; done`,
      }),
    });
    const pidsOf = (command: string): readonly string[] =>
      spawnSync('pgrep', ['-x', '-f', command], { encoding: 'utf8' }).stdout.trim().split('\n');
    onTestFinished(() => {
      for (const pid of [...pidsOf(LATE), ...pidsOf(DAEMON)]) {
        if (pid !== '') process.kill(Number(pid), 'SIGKILL');
      }
    });
    const { stdout } = runAsNobody(cwd);
    const { stages } = readRunRecord(join(cwd, '.stagetime'));
    expect(stages).toMatchObject([
      { id: 'late', status: 'timed-out', unended: [LATE] },
      { id: 'daemon', status: 'passed', unended: [DAEMON], survivors: [FOLLOWER] },
    ]);
    expect(stdout).toContain(`${DAEMON} outlived daemon and is still running: it could not be`);
    expect(stdout).toContain(`${FOLLOWER} outlived daemon and was ended with the run`);
    const isAlive = (command: string) => pidsOf(command)[0] !== '';
    expect([LATE, DAEMON, FOLLOWER].map(isAlive)).toEqual([true, true, false]);
  });
});
