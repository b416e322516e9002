import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { texErrorFinder } from '../../src/util/tex-error.ts';
import { temporaryFolder } from '../execution/support.ts';
import { requireTool } from '../support/tools.ts';

function errorIn(text: string) {
  const finder = texErrorFinder();
  for (const line of text.split('\n')) finder.next(line);
  return finder.found();
}

describe('an error of TeX', () => {
  it('is why it stopped where nothing else went wrong', () => {
    const log = '! Emergency stop.\n<*> paper.tex\n \n*** (job aborted, no legal \\end found)\n\n';
    const end = '!  ==> Fatal error occurred, no output PDF file produced!\n';
    expect(errorIn(log + end)).toEqual({ message: 'job aborted, no legal \\end found' });
    // On the terminal that is not said.
    expect(errorIn(`! Emergency stop.\n<*> paper.tex\n \n${end}`)).toEqual({
      message: 'Emergency stop',
    });
    const missing = "! LaTeX Error: File `x.sty' not found.\n\n";
    expect(errorIn(`${missing}${log}${end}`)?.message).toBe("LaTeX Error: File `x.sty' not found");
  });

  const tool = requireTool('pdflatex');

  /** What pdflatex prints of a document with the error in a file of its own. */
  function printed(source: string, ...options: string[]): { stdout: string; log: string } {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sections'));
    writeFileSync(join(folder, 'sections/methods.tex'), source);
    writeFileSync(
      join(folder, 'main.tex'),
      '\\documentclass{article}\n\\begin{document}\n(Text) \\input{sections/methods}\n\\end{document}\n',
    );
    const command = ['-interaction=nonstopmode', ...options, 'main.tex'];
    const { stdout } = spawnSync('pdflatex', command, { cwd: folder, encoding: 'utf8' });
    return { stdout, log: readFileSync(join(folder, 'main.log'), 'utf8') };
  }

  it.skipIf(!tool.available).each([
    ['', []],
    ['with -file-line-error', ['-file-line-error']],
  ])('has its file and line, as pdflatex prints them %s', (_, options) => {
    const { stdout, log } = printed('One.\n\nA \\growthrate{} here.\n\\alsowrong\n', ...options);
    const error = {
      message: 'Undefined control sequence',
      file: 'sections/methods.tex',
      line: 3,
      source: 'A \\growthrate',
    };
    expect(errorIn(stdout)).toEqual(error);
    expect(errorIn(log)).toEqual(error);
  });

  it.skipIf(!tool.available)('is in the document itself after its parts are closed', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'part.tex'), 'Fine :-)\n');
    writeFileSync(
      join(folder, 'main.tex'),
      '\\documentclass{article}\n\\begin{document}\n\\input{part}\n\\includegraphics{fit}\n\\end{document}\n',
    );
    const command = ['-interaction=nonstopmode', 'main.tex'];
    const { stdout } = spawnSync('pdflatex', command, { cwd: folder, encoding: 'utf8' });
    expect(errorIn(stdout)).toMatchObject({ file: 'main.tex', line: 4 });
  });

  it.each([
    ['a compiler', 'src/fit.c:12: error: x'],
    ['Python', '  File "main.py", line 3'],
    ['a sentence', 'wow ! That works'],
    ['nothing', ''],
  ])('is not what %s says', (_, line) => {
    expect(errorIn(line)).toBeUndefined();
  });

  it('is the first one, not what follows from it', () => {
    expect(
      errorIn(
        "! LaTeX Error: File `foo.sty' not found.\n\n! Emergency stop.\nl.4 \\usepackage\n!  ==> Fatal error occurred, no output PDF file produced!",
      ),
    ).toEqual({
      message: "LaTeX Error: File `foo.sty' not found",
      line: 4,
      source: '\\usepackage',
    });
  });

  it('is that of the last document', () => {
    const head = 'This is XeTeX, Version 3.14\n';
    expect(errorIn(`${head}(./a.tex\n! One.\n${head}(./b.tex\n! Two.\nl.7 x`)).toEqual({
      message: 'Two',
      file: 'b.tex',
      line: 7,
      source: 'x',
    });
    expect(errorIn(`${head}(./a.tex\n! One.\n${head}(./b.tex)`)).toBeUndefined();
  });

  it('takes time in proportion to the text', () => {
    const finder = texErrorFinder();
    finder.next('('.repeat(1_000_000));
    for (let i = 0; i < 20_000; i += 1) finder.next('(((a.tex ((((('.repeat(10));
    expect(finder.found()).toBeUndefined();
  });
});
