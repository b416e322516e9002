import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgetVanished } from '../../src/caching/latexmk-sources.ts';
import { temporaryFolder } from './trees.ts';

const SUM = '1795426905.5 10251 6d7d4b1ea9a3a0a0a5b8a0d4a9a0c0d1';
const DATABASE = 'paper/build/main.fdb_latexmk';

/** As latexmk 4.79 writes it, of a document that reads these besides its own. */
const database = (...sources: readonly string[]) => `# Fdb version 4
["pdflatex"] 1795426905.3 "main.tex" "build/main.pdf" "main" 1795426905.6 0
  "/usr/share/texlive/texmf-dist/tex/latex/base/nowhere.cls" ${SUM} ""
  "build/main.aux" ${SUM} "pdflatex"
  "main.tex" ${SUM} ""
${sources.map(source => `  "${source}" ${SUM} ""\n`).join('')}  (generated)
  "build/main.log"
  "build/main.out"
`;

/** Whether the database stays, beside the files of a document that is built. */
function stays(text: string | Buffer, files: readonly string[] = [], startedIn = ['paper']) {
  using root = temporaryFolder();
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root.path, path)), { recursive: true });
    writeFileSync(join(root.path, path), content);
  };
  for (const path of ['paper/main.tex', 'paper/build/main.aux', ...files]) put(path, '');
  put(DATABASE, typeof text === 'string' ? text.replaceAll('ROOT', root.path) : text);
  forgetVanished(root.path, ['paper/build', 'not-there'], startedIn, () => false);
  return existsSync(join(root.path, DATABASE));
}

describe('a database of latexmk', () => {
  it('stays where all sources stand', () => {
    const files = ['figures/a.png', 'paper/b.png', 'c.png'];
    const text = database('../figures//a.png', 'b.png', 'ROOT/paper/../c.png');
    expect(stays(text, files)).toBe(true);
  });

  it.each([
    ['a path from the document', 'b.png'],
    ['a path out of its folder', '../figures/b.png'],
    ['an absolute path of this root', 'ROOT/paper/build/../../figures/b.png'],
    ['letters of another script', 'größe.png'],
  ])('goes where a source is gone: %s', (_, source) => {
    expect(stays(database('../a.png', source), ['a.png'])).toBe(false);
  });

  it('goes although the same name stands in a folder where latexmk was not started', () => {
    expect(stays(database('b.png'), ['b.png', 'main.tex', 'paper/build/b.png'])).toBe(false);
  });

  it('goes although all of them stand in a folder from which it would lie elsewhere', () => {
    const other = ['other/main.tex', 'other/build/main.aux', 'other/b.png'];
    expect(stays(database('b.png'), other, ['paper', 'other'])).toBe(false);
  });

  it('is understood wherever the stage starts', () => {
    expect(stays(database('a.png'), ['paper/a.png'], [])).toBe(true);
    expect(stays(database('a.png'), [], ['elsewhere'])).toBe(false);
  });

  it('names bytes: a name need not be UTF-8', () => {
    const name = Buffer.from(database('gr\xf6\xdfe.png'), 'latin1');
    expect(stays(name)).toBe(false);
  });

  it.each([
    ['of a TeX of another machine', database('/opt/texlive/2019/nowhere.sty')],
    [
      'that was missing after that run, too',
      database().replace('(gen', '"b.png" 0 -1 0 ""\n  (gen'),
    ],
    ['that a rule only makes', database().replace('build/main.out', 'build/gone.out')],
    [
      'of a folder that nobody knows',
      '# Fdb version 4\n  "elsewhere.tex" 1 2 '.concat('0'.repeat(32), ' ""\n'),
    ],
    ['in what a future version writes', 'Fdb 9\n{"main.tex": "gone.png"}\n\x00\xff'],
    ['without an end', `"${'x'.repeat(1 << 20)}`],
    ['in a text of signs', '"'.repeat(1 << 20)],
    ['behind digits without an end', `"a.png" ${'1'.repeat(1 << 20)}`],
    ['in a file that is too large', `${database('b.png')}${' '.repeat(16 << 20)}`],
  ])('stays for a source %s', (_, text) => {
    expect(stays(text)).toBe(true);
  });

  it('takes with it the bibliographies that were made beside it, but for those that are kept', () => {
    using root = temporaryFolder();
    mkdirSync(join(root.path, 'build/sub.bbl'), { recursive: true });
    const names = ['main.tex', 'main.bbl', 'build/main.bbl', 'build/kept.bbl', 'build/own.bbl'];
    for (const name of [...names, 'build/main.aux']) writeFileSync(join(root.path, name), '');
    const made = [
      'build/main.bbl',
      'build/kept.bbl',
      'build/sub.bbl',
      '../main.bbl',
      'build/main.aux',
    ]
      .map(name => `  "${name}" ${SUM} "bibtex main"\n`)
      .join('');
    const text = database('build/own.bbl', 'gone.png').replace('  (gen', `${made}  (gen`);
    writeFileSync(join(root.path, 'build/main.fdb_latexmk'), text);
    forgetVanished(root.path, ['build'], [''], path => path === 'build/kept.bbl');
    const left = ['build/main.fdb_latexmk', ...names, 'build/main.aux', 'build/sub.bbl'].filter(
      name => existsSync(join(root.path, name)),
    );
    const gone = ['build/main.fdb_latexmk', 'build/main.bbl'];
    expect(left).toEqual(
      [...names, 'build/main.aux', 'build/sub.bbl'].filter(one => !gone.includes(one)),
    );
  });

  it('that is a link stays, and so does what it leads to', () => {
    using root = temporaryFolder();
    mkdirSync(join(root.path, 'build'));
    writeFileSync(join(root.path, 'main.tex'), '');
    const elsewhere = join(root.path, 'elsewhere.fdb_latexmk');
    writeFileSync(elsewhere, database('b.png'));
    symlinkSync(elsewhere, join(root.path, 'build/main.fdb_latexmk'));
    forgetVanished(root.path, ['build'], [''], () => false);
    expect(existsSync(join(root.path, 'build/main.fdb_latexmk'))).toBe(true);
  });
});
