import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adoptFormats, withFormats } from '../../src/caching/latexmk-database.ts';
import { temporaryFolder } from './trees.ts';

const FORMAT = '/var/lib/texmf/web2c/xetex/xelatex.fmt';

/** As latexmk 4.79 writes it. */
const database = (format = FORMAT) => `# Fdb version 4
["xelatex"] 1795426905.3 "/w/main.tex" "build/main.xdv" "main" 1795426905.6 0
  "/usr/share/texlive/texmf-dist/tex/latex/base/article.cls" 1654720880 20144 147463a6a579f4597269ef9565205cfe ""
  "${format}" 1795426837 8712721 79019b559a2013fe48236b1538bbeec6 ""
  "build/main.aux" 1795426905.5 10251 6d7d4b1ea9a3a0a0a5b8a0d4a9a0c0d1 "xelatex"
  "main.tex" 1795426905 2262 0a1b2c3d4e5f60718293a4b5c6d7e8f9 ""
  (generated)
  "build/main.xdv"
`;
const here = { size: 8712718, md5: 'a721f4d429de34231bccb033a47266a3' };

describe('a database of latexmk', () => {
  it('is told size and hash of the format that stands here, and nothing else', () => {
    const before = database().split('\n');
    const after = withFormats(database(), path => (path === FORMAT ? here : undefined)).split('\n');
    const changed = after.filter((line, index) => line !== before[index]);
    expect(changed).toEqual([`  "${FORMAT}" 1795426837 ${here.size} ${here.md5} ""`]);
  });

  it('stays as it was where the format is not here: latexmk has to look for itself', () => {
    expect(withFormats(database(), () => undefined)).toBe(database());
  });

  it.each([
    ['the project makes itself', '/home/me/project/mine.fmt'],
    ['stands in the project', 'web2c/mine.fmt'],
  ])('stays as it was for a format that %s', (_, format) => {
    expect(withFormats(database(format), () => here)).toBe(database(format));
  });

  it('stays as it was where it is none', () => {
    const text = 'what a future version writes\n\x00\xff';
    expect(withFormats(text, () => here)).toBe(text);
  });

  it('is found below the paths, and every other file is left alone', () => {
    using root = temporaryFolder();
    const format = join(root.path, 'texmf/web2c/pdftex/pdflatex.fmt');
    mkdirSync(join(format, '..'), { recursive: true });
    mkdirSync(join(root.path, 'build/sub'), { recursive: true });
    writeFileSync(format, 'dumped here');
    writeFileSync(join(root.path, 'build/sub/main.fdb_latexmk'), database(format));
    writeFileSync(join(root.path, 'build/notes.txt'), database(format));
    adoptFormats(root.path, ['build', 'not-there']);

    const md5 = createHash('md5').update('dumped here').digest('hex');
    const text = readFileSync(join(root.path, 'build/sub/main.fdb_latexmk'), 'utf8');
    expect(text).toContain(`"${format}" 1795426837 11 ${md5} ""`);
    expect(readFileSync(join(root.path, 'build/notes.txt'), 'utf8')).toBe(database(format));
  });
});
