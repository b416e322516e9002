import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGitFiles } from '../../../src/execution/files/git-files.ts';
import { temporaryFolder } from '../support.ts';

/** A repository whose files are all in the index. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder();
  write(root, files);
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  return root;
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function git(root: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  execFileSync('git', ['-C', root, ...identity, '-c', 'protocol.file.allow=always', ...args]);
}

/** With the faults that were told of. */
async function read(root: string, environment: Record<string, string | undefined> = process.env) {
  const faults: string[] = [];
  const files = await readGitFiles(root, { environment, onFault: reason => faults.push(reason) });
  if (files === undefined) throw new Error('no repository');
  return { ...files, faults };
}

describe('what git tracks', () => {
  it('is what its index holds, whatever signs are in the names', async () => {
    const names = [
      'a.txt',
      'über/ß.txt',
      'with\nline',
      '"quoted" \\',
      ' blank ',
      'app/(x)/[id].ts',
    ];
    const root = repository(Object.fromEntries(names.map(name => [name, ''])));
    writeFileSync(join(root, 'new.txt'), '');
    const files = await read(root);
    expect(names.map(files.isTracked)).toEqual(names.map(() => true));
    expect(files.isTracked('new.txt')).toBe(false);
  });

  it('is named from a folder of the repository', async () => {
    const root = repository({ 'paper/main.tex': '', 'main.tex': '', '.gitignore': '*.log' });
    write(root, { 'paper/main.log': '' });
    const files = await read(join(root, 'paper'));
    expect(['main.tex', 'paper/main.tex', '.gitignore'].map(files.isTracked)).toEqual([
      true,
      false,
      false,
    ]);
    expect(await files.ignored(['main.log'])).toEqual(new Set(['main.log']));
  });

  it('holds all of a submodule, about which git says nothing', async () => {
    const part = repository({ 'x.txt': '' });
    git(part, 'commit', '-qm', 'x');
    const root = repository({ '.gitignore': '*.log' });
    git(root, 'submodule', '--quiet', 'add', part, 'part');
    write(root, { 'part/x.log': '', 'x.log': '' });
    const files = await read(root);
    expect([files.isTracked('part/x.txt'), files.isTracked('part')]).toEqual([true, true]);
    expect(await files.ignored(['part/x.log', 'x.log'])).toEqual(new Set(['x.log']));
    expect(files.faults).toEqual([]);
  });

  it('is nothing where there is no repository, and where there is no git', async () => {
    expect(await readGitFiles(temporaryFolder())).toBeUndefined();
    expect(await readGitFiles(repository(), { environment: { PATH: '/nowhere' } })).toBeUndefined();
  });

  it('is the repository of the folder, also within a hook of another one', async () => {
    const environment = { ...process.env, GIT_DIR: join(repository({ b: '' }), '.git') };
    const files = await read(repository({ a: '' }), environment);
    expect([files.isTracked('a'), files.isTracked('b')]).toEqual([true, false]);
  });

  it('is everything where git fails, and the reason is told', async () => {
    const root = repository({ a: '' });
    writeFileSync(join(root, '.git/index'), 'damaged');
    const files = await read(root);
    expect(files.isTracked('any')).toBe(true);
    expect(await files.ignored(['any'])).toEqual(new Set());
    expect(files.faults).toEqual([expect.stringContaining('index')]);
  });
});

describe('what git ignores', () => {
  it('are files and folders that no rule takes back, and none that it tracks', async () => {
    const root = repository({ 'kept.log': '' });
    write(root, {
      '.gitignore': '*.log\n/build/\n!good.log\n',
      'src/.gitignore': '_version.py\n',
      'a.log': '',
      'good.log': '',
      'build/x/y.txt': '',
      'src/_version.py': '',
      'src/a.py': '',
    });
    git(root, 'add', '-f', 'kept.log');
    const files = await read(root);
    const ignored = [
      'a.log',
      'build',
      'build/x',
      'build/x/y.txt',
      'src/_version.py',
      'src/new.log',
    ];
    const others = ['kept.log', 'good.log', 'src/a.py', 'src'];
    expect(await files.ignored([...ignored, ...others])).toEqual(new Set(ignored));
  });

  it('is also what the user excludes everywhere', async () => {
    const root = repository();
    write(root, { '.DS_Store': '', 'home/.gitconfig': '[core]\nexcludesFile = ~/ignore\n' });
    write(root, { 'home/ignore': '.DS_Store\n' });
    const files = await read(root, { ...process.env, HOME: join(root, 'home') });
    expect(await files.ignored(['.DS_Store'])).toEqual(new Set(['.DS_Store']));
  });

  it('is known of names with any sign, and not asked of what is beyond a link', async () => {
    const names = ['a\nb.log', '"q".log', '\\.log', ':(top)x.log', ' .log', '!x.log', '[a].log'];
    const root = repository({ '.gitignore': '*.log\n', 'there/x.log': '' });
    symlinkSync('there', join(root, 'link'));
    const files = await read(root);
    expect(await files.ignored([...names, 'link/x.log'])).toEqual(new Set(names));
    expect(files.faults).toEqual([]);
  });

  it('is nothing in a folder that is ignored itself, such as a project in a home under git', async () => {
    const home = repository({ '.gitignore': '*\n' });
    write(home, { 'project/a.txt': '' });
    const files = await read(join(home, 'project'));
    expect(await files.ignored(['a.txt'])).toEqual(new Set());
  });

  it('stays what it was when it was first asked', async () => {
    const root = repository({ '.gitignore': '*.log\n' });
    const files = await read(root);
    await files.ignored(['a.log']);
    rmSync(join(root, '.gitignore'));
    expect(await files.ignored(['a.log'])).toEqual(new Set(['a.log']));
  });
});

describe('tracked files that changed', () => {
  it('are those whose content is not that of the index', async () => {
    const root = repository({ changed: '1', gone: '', same: 'x', 'mode.sh': '', untouched: '' });
    write(root, { changed: '2', same: 'x', new: '' });
    rmSync(join(root, 'gone'));
    chmodSync(join(root, 'mode.sh'), 0o755);
    const files = await read(root);
    expect(await files.changedTracked()).toEqual(['changed', 'gone', 'mode.sh']);
  });

  it('are looked for again each time', async () => {
    const root = repository({ 'sub/a': '1' });
    const files = await read(join(root, 'sub'));
    expect(await files.changedTracked()).toEqual([]);
    write(root, { 'sub/a': '2' });
    expect(await files.changedTracked()).toEqual(['a']);
  });
});

it("runs nothing that the repository's configuration names", async () => {
  const root = repository({ a: '' });
  write(root, { hook: `#!/bin/sh\ntouch "${root}/ran"\n` });
  chmodSync(join(root, 'hook'), 0o755);
  git(root, 'config', 'core.fsmonitor', join(root, 'hook'));
  git(root, 'config', 'core.pager', join(root, 'hook'));
  const files = await read(root);
  await files.changedTracked();
  expect(await files.ignored(['ran', 'b'])).toEqual(new Set());
  expect(() => execFileSync('ls', [join(root, 'ran')], { stdio: 'ignore' })).toThrow();
});
