import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectFiles } from '../../../src/caching/files/hash-files.ts';
import type { UnreadableCause } from '../../../src/record/facts/unreadable-file.ts';
import { temporaryFolder, write } from '../trees.ts';

const sha256 = (text: string) => hash('sha256', text);

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

  it('says what cannot be read and why, and waits for no pipe', async () => {
    using place = temporaryFolder();
    execFileSync('/usr/bin/mkfifo', [join(place.path, 'pipe')]);
    writeFileSync(Buffer.from(join(place.path, 'r\xe9sum\xe9.txt'), 'latin1'), 'x');
    const socket = createServer().listen(join(place.path, 'socket'));
    await once(socket, 'listening');
    const why: Readonly<Record<string, UnreadableCause>> = {
      gone: { kind: 'gone' },
      'gone/further': { kind: 'gone' },
      pipe: { kind: 'special', what: 'pipe' },
      socket: { kind: 'special', what: 'socket' },
      'r\ufffdsum\ufffd.txt': { kind: 'name-not-utf8' },
    };
    for (const [path, cause] of Object.entries(why)) {
      const found = await collectFiles(place.path, [path]);
      expect(found).toMatchObject({ kind: 'unreadable', unreadable: { path, cause } });
    }
    socket.close();
  });
});
