import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectFiles } from '../../src/caching/files.ts';
import { temporaryFolder, write } from './trees.ts';

const sha256 = (text: string) => hash('sha256', text);

/** The hash of what a link leads to, with a change made in between. */
async function behindLink(link: string, change: (root: string) => void) {
  using place = temporaryFolder();
  write(place.path, { 'data/a.csv': 'a', 'data/sub/b.csv': 'b', link: { link } });
  const look = async () => {
    const collected = await collectFiles(place.path, ['link'], { throughLinks: true });
    return collected.kind === 'collected' ? collected.files[0]?.hash : collected.reason;
  };
  const before = await look();
  change(place.path);
  return [before, await look()];
}

describe('collectFiles', () => {
  it('gives content, mode and size of files, in the order asked for', async () => {
    using place = temporaryFolder();
    write(place.path, { 'b/é.txt': 'hello', a: { text: '', mode: 0o755 } });
    expect(await collectFiles(place.path, ['b/é.txt', 'a'])).toEqual({
      kind: 'collected',
      files: [
        {
          kind: 'file',
          path: 'b/é.txt',
          executable: false,
          mode: 0o644,
          size: 5,
          hash: sha256('hello'),
        },
        { kind: 'file', path: 'a', executable: true, mode: 0o755, size: 0, hash: sha256('') },
      ],
    });
  });

  it('hashes large files whole', async () => {
    using place = temporaryFolder();
    const texts = [1, 2, 3, 4, 5, 6].map(n => `${n}`.repeat((1 << 20) + n));
    texts.forEach((text, i) => {
      writeFileSync(join(place.path, `${i}`), text);
    });
    const collected = await collectFiles(place.path, ['0', '1', '2', '3', '4', '5']);
    const hashes = collected.kind === 'collected' && collected.files.map(file => file.hash);
    expect(hashes).toEqual(texts.map(sha256));
  });

  it('does not see times', async () => {
    using place = temporaryFolder();
    write(place.path, { a: 'x' });
    const before = await collectFiles(place.path, ['a']);
    utimesSync(join(place.path, 'a'), new Date(0), new Date(0));
    expect(await collectFiles(place.path, ['a'])).toEqual(before);
  });

  it('takes links as links', async () => {
    using place = temporaryFolder();
    write(place.path, { a: 'x', good: { link: 'a' }, gone: { link: 'nowhere' } });
    expect(await collectFiles(place.path, ['good', 'gone'])).toEqual({
      kind: 'collected',
      files: [
        { kind: 'link', path: 'good', target: 'a' },
        { kind: 'link', path: 'gone', target: 'nowhere' },
      ],
    });
  });

  it('sees through a link to a file what it leads to', async () => {
    const [before, after] = await behindLink('data/a.csv', root =>
      write(root, { 'data/a.csv': 'A' }),
    );
    expect([before, after]).toEqual([sha256('a'), sha256('A')]);
  });

  it.each<[string, (root: string) => void]>([
    ['a change', root => write(root, { 'data/sub/b.csv': 'B' })],
    ['a new file', root => write(root, { 'data/sub/c.csv': '' })],
  ])('sees through a link to a folder %s below it', async (_, change) => {
    const [before, after] = await behindLink('data', change);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
  });

  it('has no hash for a link that leads nowhere', async () => {
    expect(await behindLink('nowhere', root => write(root, { nowhere: 'x' }))).toEqual([
      undefined,
      sha256('x'),
    ]);
  });

  it('says what cannot be read, and waits for no pipe', async () => {
    using place = temporaryFolder();
    execFileSync('/usr/bin/mkfifo', [join(place.path, 'pipe')]);
    for (const path of ['gone', 'pipe']) {
      const reason = expect.stringContaining(path);
      expect(await collectFiles(place.path, [path])).toEqual({ kind: 'unreadable', reason });
    }
  });
});
