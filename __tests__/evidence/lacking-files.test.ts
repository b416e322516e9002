import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lackingFilesFinder } from '../../src/evidence/latex/lacking-files.ts';
import { parse } from '../../src/evidence/parsers/latex-log.ts';
import { temporaryFolder } from '../execution/support.ts';
import { requireTool } from '../support/tools.ts';

function foundIn(text: string) {
  const finder = lackingFilesFinder();
  for (const line of text.split('\n')) finder.next(line);
  return finder.found();
}

describe('files that a document lacks', () => {
  it('are those of the last pass, each once', () => {
    const pass = (...files: string[]) =>
      ['This is pdfTeX, Version 3', ...files.map(file => `No file ${file}.`)].join('\n');
    expect(foundIn(pass('a.tex', 'b.tex', 'a.tex'))).toEqual({
      kind: 'lacks-files',
      files: ['a.tex', 'b.tex'],
    });
    expect(foundIn(`${pass('a.tex')}\nThis is BibTeX, Version 0.99d\n`)?.files).toEqual(['a.tex']);
    expect(foundIn(`${pass('a.tex', 'b.tex')}\n${pass('b.tex')}`)?.files).toEqual(['b.tex']);
    expect(foundIn(`${pass('a.tex')}\n${pass()}`)).toBeUndefined();
  });

  it.each([
    'No file main.aux.',
    'No file main.toc.',
    'No file main.bbl.',
    'No file main.tex.bak.',
    'LaTeX Font Info:    No file OT1lmr.fd. on input line 54.',
    '  No file chapters/intro.tex.',
    'No file a.tex, said the author',
  ])('are not told by %j', line => {
    expect(foundIn(line)).toBeUndefined();
  });

  it('are named first, then counted', () => {
    const lines = Array.from({ length: 11 }, (_, i) => `No file ${i}.tex.`).join('\n');
    const files = Array.from({ length: 8 }, (_, i) => `${i}.tex`);
    expect(foundIn(lines)).toEqual({ kind: 'lacks-files', files, more: 3 });
  });

  it.each(['pdflatex', 'xelatex', 'lualatex'])(
    'are those that %s names, in print and log',
    async engine => {
      if (!requireTool(engine).available) return;
      const folder = temporaryFolder();
      const long = `parts/${'long-'.repeat(20)}name`;
      mkdirSync(join(folder, 'parts'));
      writeFileSync(
        join(folder, 'main.tex'),
        `\\documentclass{book}\\begin{document}\\tableofcontents\\include{parts/größe}\\include{${long}}Text.\\end{document}\n`,
      );
      const { stdout } = spawnSync(engine, ['-interaction=nonstopmode', 'main.tex'], {
        cwd: folder,
        encoding: 'utf8',
      });
      const lacks = { kind: 'lacks-files', files: ['parts/größe.tex', `${long}.tex`] };
      expect(foundIn(stdout)).toEqual(lacks);
      const bytes = readFileSync(join(folder, 'main.log'));
      expect(await parse({ bytes, stageMs: undefined })).toMatchObject({ problems: [lacks] });
    },
  );
});
