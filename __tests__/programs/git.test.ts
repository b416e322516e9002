import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { git, headCommit } from '../../src/programs/git.ts';
import { temporaryFolder } from '../execution/support.ts';

const ANYBODY = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b.c', GIT_COMMITTER_NAME: 'A' };
const TIME = { GIT_COMMITTER_EMAIL: 'a@b.c', GIT_COMMITTER_DATE: '1700000000 +0100' };
const NO_CONFIG = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
const environment = { PATH: process.env.PATH, ...NO_CONFIG };

let folder: string;
let sha: string;

function run(...args: readonly string[]): string {
  const env = { ...environment, ...ANYBODY, ...TIME };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim();
}

beforeEach(() => {
  folder = temporaryFolder();
  run('init', '-q', '-b', 'topic/a,b');
  writeFileSync(join(folder, 'päper.tex'), 'text\n');
  run('add', '-A');
  run('commit', '-q', '-m', 'Grüße');
  sha = run('rev-parse', 'HEAD');
});

const known = () => ({ kind: 'commit', sha, epochSeconds: '1700000000', branch: 'topic/a,b' });

describe('the commit at hand', () => {
  it('is read', async () => {
    expect(await headCommit(folder, environment)).toEqual(known());
  });

  it('is the same whatever the user configured', async () => {
    const config = join(temporaryFolder(), 'config');
    writeFileSync(
      config,
      `[log]
        showSignature = true
        date = relative
        decorate = full
        mailmap = true
      [format]
        pretty = fuller
      [color]
        ui = always
      [core]
        abbrev = 4
        pager = false
        quotePath = true
        fsmonitor = /nowhere/monitor
      [i18n]
        logOutputEncoding = ISO-8859-1
      [status]
        branch = true
        short = true
        showUntrackedFiles = all
      [alias]
        cat-file = !false
        symbolic-ref = !false
      `,
    );
    const configured = { ...environment, GIT_CONFIG_GLOBAL: config };
    expect(await headCommit(folder, configured)).toEqual(known());
    const place = { folder, environment: configured };
    expect(await git(place, ['status', '--porcelain=v1', '-z', '-uno'])).toBe('');
    expect(await git(place, ['ls-files'])).toBe('päper.tex\n');
  });

  it('is that of a signed commit', async () => {
    const key = join(temporaryFolder(), 'id');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    run('config', 'gpg.format', 'ssh');
    run('config', 'user.signingkey', `${key}.pub`);
    run('config', 'log.showSignature', 'true');
    run('commit', '-q', '-S', '--allow-empty', '-m', 'signed\n\ncommitter X <x@y.z> 1 +0000');
    sha = run('rev-parse', 'HEAD');
    expect(await headCommit(folder, environment)).toEqual(known());
  });

  it('is not that which a replacement stands for', async () => {
    const other = run('commit-tree', '-m', 'other', 'HEAD^{tree}');
    const later = run('cat-file', 'commit', other).replace(
      /^committer .*$/m,
      'committer A <a@b.c> 1800000000 +0100',
    );
    writeFileSync(join(folder, 'later'), `${later}\n`);
    run('replace', '-f', sha, run('hash-object', '-t', 'commit', '-w', 'later'));
    expect(run('log', '-1', '--format=%at %ct')).toContain('1800000000');
    expect(await headCommit(folder, environment)).toEqual(known());
  });

  it('is that of the folder, whatever git left in the environment', async () => {
    const elsewhere = { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere', GIT_WORK_TREE: '/' };
    expect(await headCommit(folder, { ...environment, ...elsewhere })).toEqual(known());
  });

  it('has no branch where none is checked out', async () => {
    run('checkout', '-q', '--detach');
    expect(await headCommit(folder, environment)).not.toHaveProperty('branch');
  });

  it('is none without a repository, and before the first commit', async () => {
    expect(await headCommit(temporaryFolder(), environment)).toEqual({ kind: 'none' });
    const fresh = temporaryFolder();
    execFileSync('git', ['init', '-q'], { cwd: fresh });
    expect(await headCommit(fresh, environment)).toEqual({ kind: 'none' });
  });
});

describe.skipIf(process.getuid?.() !== 0)('a repository of another user', () => {
  const NOBODY = 65_534;
  beforeEach(() => {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      chownSync(join(folder, name), NOBODY, NOBODY);
    }
    chownSync(folder, NOBODY, NOBODY);
    mkdirSync(join(folder, 'paper'));
  });

  it('is read where it is the folder whose commands run', async () => {
    expect(await headCommit(folder, environment)).toEqual(known());
  });

  it('is read further up on a runner', async () => {
    const runner = { ...environment, GITHUB_ACTIONS: 'true' };
    expect(await headCommit(join(folder, 'paper'), runner)).toEqual(known());
  });

  it('is not trusted further up in a terminal, which is said', async () => {
    expect(await headCommit(join(folder, 'paper'), environment)).toEqual({
      kind: 'unreadable',
      reason: expect.stringContaining('dubious ownership'),
    });
  });
});

describe('what a stage planted', () => {
  it('finds none of the tokens, and hooks and monitors do not run', async () => {
    const script = join(folder, '.git', 'planted');
    writeFileSync(script, `#!/bin/sh\nenv > '${folder}/seen'\ncat\n`);
    chmodSync(script, 0o755);
    run('config', 'filter.planted.clean', script);
    run('config', 'filter.planted.smudge', script);
    run('config', 'core.fsmonitor', `touch '${folder}/monitor'; true`);
    writeFileSync(join(folder, '.git', 'info', 'attributes'), '* filter=planted\n');
    const hook = join(folder, '.git', 'hooks', 'post-checkout');
    mkdirSync(join(folder, '.git', 'hooks'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch '${folder}/hook'\n`);
    chmodSync(hook, 0o755);
    const tokens = { ACTIONS_RUNTIME_TOKEN: 'runtime', INPUT_TOKEN: 'input', GITHUB_TOKEN: 'own' };
    const place = { folder, environment: { ...environment, ...tokens } };
    await git(place, ['status', '--porcelain']);
    await git(place, ['worktree', 'add', '--detach', join(temporaryFolder(), 'tree'), 'HEAD']);
    const seen = execFileSync('cat', [join(folder, 'seen')], { encoding: 'utf8' });
    expect(seen).toContain('GIT_TERMINAL_PROMPT=0');
    expect(seen).not.toMatch(/^(ACTIONS_|INPUT_|GITHUB_TOKEN)/m);
    expect(existsSync(join(folder, 'hook'))).toBe(false);
    expect(existsSync(join(folder, 'monitor'))).toBe(false);
  });
});

describe('a complaint', () => {
  it('is the line that says it', async () => {
    await expect(git({ folder, environment }, ['cat-file', '-e', 'gone^{tree}'])).rejects.toThrow(
      /gone/,
    );
  });

  it('says that git is not there', async () => {
    const place = { folder, environment: { PATH: '/nowhere' } };
    await expect(git(place, ['status'])).rejects.toThrow(/could not be started/);
  });
});
