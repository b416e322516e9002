import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBehind } from '../../../src/caching/files/behind-link.ts';
import { createFileStates, type FileStates } from '../../../src/execution/files/file-states.ts';
import { temporaryFolder } from '../support.ts';

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const sha256 = (text: string) => hash('sha256', text);

/** A folder `data` with two files, and a link `link`. */
function linked(target: string): string {
  const root = temporaryFolder();
  write(root, { 'data/a.csv': 'a', 'data/sub/b.csv': 'b' });
  symlinkSync(target, join(root, 'link'));
  return root;
}

/** The hash of what the link leads to, or why there is none. */
async function look(root: string, states: FileStates = createFileStates(root)) {
  const collected = await states.collect(['link']);
  return collected.kind === 'collected' ? collected.files[0]?.hash : collected.unreadable;
}

describe('through a link', () => {
  it('to a file its content is seen', async () => {
    const root = linked('data/a.csv');
    expect(await look(root)).toBe(sha256('a'));
  });

  it.each<[string, (root: string) => void]>([
    ['a change', root => write(root, { 'data/sub/b.csv': 'B' })],
    ['a new file', root => write(root, { 'data/sub/c.csv': '' })],
    ['a file that is gone', root => rmSync(join(root, 'data/a.csv'))],
    ['a change behind a link there', root => write(root, { 'far/c.csv': 'C' })],
    [
      'another target of a link there',
      root => {
        unlinkSync(join(root, 'data/far'));
        symlinkSync('../data', join(root, 'data/far'));
      },
    ],
  ])('to a folder %s is seen, also by whoever looked before', async (_, change) => {
    const root = linked('data');
    write(root, { 'far/c.csv': 'c' });
    symlinkSync('../far', join(root, 'data/far'));
    const states = createFileStates(root);
    const before = await look(root, states);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await look(root, states)).toBe(before);
    change(root);
    expect(await look(root, states)).not.toBe(before);
    expect(await look(root)).toBe(await look(root, states));
  });

  it('what no pattern matches is not seen', async () => {
    const root = linked('data');
    const before = await look(root);
    write(root, {
      'data/.git/refs/tags/t1': 'x',
      'data/sub/__pycache__/b.pyc': 'x',
      'data/.stagetime/run.json': 'x',
      'data/sub/.pytest_cache/v': 'x',
    });
    expect(await look(root)).toBe(before);
  });

  it('that leads nowhere there is nothing to see', async () => {
    const root = linked('nowhere');
    expect(await look(root)).toBeUndefined();
    write(root, { nowhere: 'x' });
    expect(await look(root)).toBe(sha256('x'));
  });

  it.each(['.', '..', '/'])(
    'to a folder that it is in (%s) only where it leads is seen',
    async target => {
      expect(await look(linked(target))).toBeUndefined();
    },
  );

  it('no folder is seen twice, however links lead around in it', async () => {
    const root = linked('data');
    symlinkSync('..', join(root, 'data/up'));
    symlinkSync('.', join(root, 'data/here'));
    symlinkSync('../data/sub', join(root, 'data/again'));
    symlinkSync('../../data/again', join(root, 'data/sub/more'));
    const places = await listBehind(join(root, 'link'));
    expect(places?.map(({ path }) => path)).toEqual([
      '/a.csv',
      '/again',
      '/here',
      '/sub/b.csv',
      '/sub/more',
      '/up',
    ]);
  });

  it('more than is worth hashing is refused', async () => {
    const root = linked('data');
    const cause = { kind: 'too-much-behind-link' };
    const few = { files: 1, bytes: 1000 };
    await expect(listBehind(join(root, 'link'), few)).rejects.toMatchObject({ unreadable: cause });
    const small = { files: 10, bytes: 1 };
    await expect(listBehind(join(root, 'link'), small)).rejects.toMatchObject({
      unreadable: cause,
    });
  });
});

describe('what cannot be hashed', () => {
  it('is named with the reason, behind links too', async () => {
    const root = linked('link');
    expect(await look(root)).toEqual({ path: 'link', cause: { kind: 'link-loop' } });
    unlinkSync(join(root, 'link'));
    symlinkSync('data', join(root, 'link'));
    execFileSync('/usr/bin/mkfifo', [join(root, 'data/pipe')]);
    const pipe = { kind: 'special', what: 'pipe' };
    expect(await look(root)).toEqual({
      path: 'link',
      behind: join(root, 'data/pipe'),
      cause: pipe,
    });
    unlinkSync(join(root, 'link'));
    symlinkSync('data/pipe', join(root, 'link'));
    expect(await look(root)).toMatchObject({ path: 'link', cause: pipe });
    rmSync(join(root, 'data/pipe'));
    unlinkSync(join(root, 'link'));
    symlinkSync('data', join(root, 'link'));
    writeFileSync(Buffer.concat([Buffer.from(join(root, 'data/')), Buffer.from([0xe9])]), '');
    expect(await look(root)).toMatchObject({ path: 'link', cause: { kind: 'name-not-utf8' } });
  });
});

it('hashes a file again where it changed, whatever its time says', async () => {
  const root = temporaryFolder();
  write(root, { a: '1' });
  const states = createFileStates(root);
  await states.collect(['a']);
  write(root, { a: '2' });
  utimesSync(join(root, 'a'), 1, 1);
  expect(await states.collect(['a'])).toMatchObject({ files: [{ path: 'a', hash: sha256('2') }] });
});
