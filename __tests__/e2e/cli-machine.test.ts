/** The machine as it is: whose the repository is, what git is configured to do, what a stage leaves. */
import { execFileSync } from 'node:child_process';
import { chownSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, git } from '../execution/confirmation/support.ts';
import { definition, readRunRecord, runCli, workspace } from './harness.ts';

const EPOCH = definition({ a: 'run: echo "$SOURCE_DATE_EPOCH"' });

function committed(files: Readonly<Record<string, string>>): string {
  const cwd = workspace();
  git(cwd, 'init', '--quiet');
  commit(cwd, { '.gitignore': '.stagetime\n', ...files });
  return cwd;
}

const timeOf = (cwd: string): string =>
  git(cwd, 'log', '-1', '--no-show-signature', '--format=%ct');
const logOf = (cwd: string): string =>
  readFileSync(join(cwd, '.stagetime/logs/a.log'), 'utf8').trim();

describe("the commit's time", () => {
  it('reaches stages although git is to show signatures, and the commit is signed', async () => {
    const cwd = committed({ 'stagetime.yml': EPOCH });
    const key = join(workspace(), 'id');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    for (const [name, value] of [
      ['gpg.format', 'ssh'],
      ['user.signingkey', `${key}.pub`],
      ['log.showSignature', 'true'],
    ] as const) {
      git(cwd, 'config', name, value);
    }
    git(cwd, 'commit', '--quiet', '-S', '--allow-empty', '--message', 'signed');
    expect((await runCli(['run'], { cwd })).exitCode).toBe(0);
    expect(logOf(cwd)).toBe(timeOf(cwd));
  });

  it.runIf(process.getuid?.() === 0)(
    'reaches stages in a repository of another user, or is said to be missing',
    async () => {
      const cwd = committed({ 'stagetime.yml': EPOCH, 'paper/stagetime.yml': EPOCH });
      const time = timeOf(cwd);
      for (const name of ['', ...readdirSync(cwd, { recursive: true, encoding: 'utf8' })]) {
        chownSync(join(cwd, name), 65_534, 65_534);
      }
      await runCli(['run'], { cwd });
      expect(logOf(cwd)).toBe(time);
      // The repository is not the folder whose commands run: in a terminal nobody vouches for it.
      const paper = join(cwd, 'paper');
      await runCli(['run'], { cwd: paper });
      expect(logOf(paper)).toBe('');
      expect(readRunRecord(join(paper, '.stagetime')).notices).toEqual([
        { kind: 'commit-unread', cause: expect.stringContaining('dubious ownership') },
      ]);
      await runCli(['run'], { cwd: paper, env: { GITHUB_ACTIONS: 'true' } });
      expect(logOf(paper)).toBe(time);
    },
  );
});

describe('check', () => {
  it('says which folder is not there, and which shell cannot start', async () => {
    const cwd = workspace({
      'stagetime.yml': definition({
        lost: 'run: x\nworking-directory: no/where',
        made: 'run: x\nworking-directory: build\nneeds: [lost]',
        odd: 'run: x\nshell: zsh',
      }),
    });
    const odd = await runCli(['check'], { cwd });
    expect(odd.exitCode).toBe(2);
    expect(odd.stderr).toContain('not "zsh"');
    const rest = workspace({
      'stagetime.yml': readFileSync(join(cwd, 'stagetime.yml'), 'utf8').replace('shell: zsh', ''),
    });
    const { exitCode, stderr } = await runCli(['check'], { cwd: rest });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the working directory `no/where` of the stage `lost` is not there');
    expect(stderr).not.toContain('build');
  });
});
