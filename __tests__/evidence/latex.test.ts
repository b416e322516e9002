import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLatexLog, readPasses } from '../../src/evidence/latex.ts';
import { temporaryFolder } from '../execution/support.ts';
import { requireTool } from '../support/tools.ts';

function file(content: string): string {
  const path = join(temporaryFolder(), 'log');
  writeFileSync(path, content);
  return path;
}

describe('passes', () => {
  it('are those that latexmk says it made, whatever the programs say themselves', async () => {
    const log = file(`Latexmk: This is Latexmk, John Collins, 7 Jan. 2023. Version 4.79.
Latexmk: applying rule 'xelatex'...
Run number 1 of rule 'xelatex'
This is XeTeX, Version 3.14 (TeX Live 2022)
Run number 1 of rule 'bibtex build/main'
This is BibTeX, Version 0.99d
Run number 2 of rule 'xelatex'
This is XeTeX, Version 3.14 (TeX Live 2022)
Run number 1 of rule 'xdvipdfmx'
`);
    expect(await readPasses(log)).toEqual({
      usesLatexmk: true,
      passes: [
        { program: 'xelatex', count: 2 },
        { program: 'bibtex', count: 1 },
        { program: 'xdvipdfmx', count: 1 },
      ],
    });
  });

  it('are none where latexmk found nothing to do', async () => {
    const log = file("Latexmk: This is Latexmk.\nLatexmk: Nothing to do for 'main.tex'.\n");
    expect(await readPasses(log)).toEqual({ usesLatexmk: true, passes: [] });
  });

  it('are counted by what the programs say where no latexmk runs them', async () => {
    const log = file(
      'This is pdfTeX, Version 3\nINFO - This is Biber 2.18\nThis is pdfTeX, Version 3\n',
    );
    expect(await readPasses(log)).toEqual({
      usesLatexmk: false,
      passes: [
        { program: 'pdflatex', count: 2 },
        { program: 'biber', count: 1 },
      ],
    });
  });
});

const numbers = (found: object) => ({ kind: 'read', numbers: found });
const HEAD = 'This is XeTeX, Version 3.14 (TeX Live 2022) (preloaded format=xelatex)\n';

describe("LaTeX's log", () => {
  it('tells pages, what leads nowhere and that another pass is wanted', async () => {
    const log = file(`${HEAD}LaTeX Warning: Citation \`knuth' on page 1 undefined on input line 3.
LaTeX Warning: Reference \`sec:a' on page 1 undefined on input line 4.
LaTeX Warning: Reference \`sec:a' on page 2 undefined on input line 9.
LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.
Output written on build/a-folder-with-a-long-name/a-document-with-a-long-name.x
dv (14 pages, 388104 bytes).
`);
    expect(await readLatexLog(log)).toEqual(
      numbers({ pages: 14, undefinedReferences: 2, wantsRerun: true }),
    );
  });

  it('of a document that is as it should be', async () => {
    const log = file(`${HEAD}Output written on main.pdf (1 page, 10 bytes).\n`);
    expect(await readLatexLog(log)).toEqual(
      numbers({ pages: 1, undefinedReferences: 0, wantsRerun: false }),
    );
  });

  it('is told from other files of LaTeX', async () => {
    const aux = file('\\relax\n\\gdef \\@abspage@last{1}\n');
    expect(await readLatexLog(aux)).toMatchObject({ kind: 'unreadable' });
  });
});

describe('a real document', () => {
  const tools = [requireTool('latexmk'), requireTool('xelatex')];
  const isMissing = tools.some(({ available }) => !available);

  it.skipIf(isMissing).each([
    ['latexmk', ['latexmk', '-xelatex', '-interaction=nonstopmode', 'main.tex'], true, 2, 0],
    ['a silent latexmk', ['latexmk', '-silent', '-xelatex', 'main.tex'], true, 2, 0],
    ['the engine itself', ['xelatex', '-interaction=nonstopmode', 'main.tex'], false, 1, 2],
  ] as const)('made by %s', async (_, [program, ...args], usesLatexmk, count, missing) => {
    const cwd = temporaryFolder();
    const text = '\\section{A}\\label{a} See \\ref{a} on page \\pageref{b}.\\newpage\\label{b}.';
    writeFileSync(
      join(cwd, 'main.tex'),
      `\\documentclass{article}\\begin{document}${text}\\end{document}`,
    );
    const { stdout } = spawnSync(program, args, { cwd, encoding: 'utf8' });
    expect(await readPasses(file(stdout))).toMatchObject({
      usesLatexmk,
      passes: expect.arrayContaining([{ program: 'xelatex', count }]),
    });
    expect(await readLatexLog(join(cwd, 'main.log'))).toEqual(
      numbers({ pages: 2, undefinedReferences: missing, wantsRerun: missing > 0 }),
    );
  });
});
