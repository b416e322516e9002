import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reproduction } from '../../../src/reporting/words/reproduction.ts';
import { aRun } from '../../builders.ts';
import { commit, git, repository } from '../../execution/confirmation/support.ts';
import { temporaryFolder } from '../../execution/support.ts';

/** A server's repository with a clone of it, made before pull request 7 and a further push. */
function serverAndClone() {
  const work = repository({ f: 'main\n' });
  const server = join(temporaryFolder(), 'server.git');
  git(work, 'clone', '--quiet', '--bare', work, server);
  const clone = join(temporaryFolder(), 'clone');
  git(work, 'clone', '--quiet', server, clone);
  const main = git(work, 'rev-parse', 'HEAD');
  commit(work, { f: 'proposed\n' });
  const head = git(work, 'rev-parse', 'HEAD');
  const tree = git(work, 'rev-parse', 'HEAD^{tree}');
  const merge = git(work, 'commit-tree', tree, '-p', main, '-p', head, '-m', 'Merge');
  git(work, 'push', '--quiet', server, `${head}:refs/pull/7/head`, `${merge}:refs/pull/7/merge`);
  git(work, 'checkout', '--quiet', '--detach', main);
  commit(work, { f: 'pushed\n' });
  const pushed = git(work, 'rev-parse', 'HEAD');
  git(work, 'push', '--quiet', server, `${pushed}:refs/heads/main`);
  return { clone, merge, head, pushed };
}

/** What is copied from the report into a shell, up to the tool itself. */
function copied(sha: string, event: string): string {
  const run = aRun();
  return reproduction({ ...run, run: { ...run.run, sha, event } })
    .map(({ command, purpose }) => `${command}   # ${purpose}`)
    .filter(line => line.startsWith('git'))
    .join('\n');
}

describe('the commands to reproduce a run', () => {
  it.each([
    ['the merge of a pull request', 'pull_request', 'merge', 'proposed\n'],
    ["a fork's commit", 'pull_request', 'head', 'proposed\n'],
    ['a push after it was cloned', 'push', 'pushed', 'pushed\n'],
  ] as const)('check out %s in an ordinary clone', (_, event, which, content) => {
    const { clone, ...shas } = serverAndClone();
    execFileSync('sh', ['-e', '-c', copied(shas[which], event)], { cwd: clone, stdio: 'pipe' });
    expect(git(clone, 'rev-parse', 'HEAD')).toBe(shas[which]);
    expect(execFileSync('cat', ['f'], { cwd: clone, encoding: 'utf8' })).toBe(content);
  });

  it('have nothing to check out for a run in a terminal', () => {
    expect(copied('0'.repeat(40), 'local')).toBe('');
  });
});
