import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPasses } from '../../src/evidence/latex/passes.ts';
import { readFile } from '../../src/evidence/readers.ts';
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

describe('passes of other makers', () => {
  it("are Tectonic's, by its notes, with and without colours", async () => {
    const log = file(`note: "version 2" Tectonic command-line interface activated
\u001b[32mnote:\u001b[0m Running TeX ...
note: Rerunning TeX because "paper.aux" changed ...
note: Running BibTeX ...
note: Running external tool biber ...
note: Running xdvipdfmx ...
note: Writing \`paper.pdf\` (41.2 KiB)
`);
    expect(await readPasses(log)).toEqual({
      usesLatexmk: false,
      passes: [
        { program: 'tectonic', count: 2 },
        { program: 'bibtex', count: 1 },
        { program: 'biber', count: 1 },
        { program: 'xdvipdfmx', count: 1 },
      ],
    });
  });

  it.each([
    [
      'This is e-upTeX, Version 3.14-p4.1.0-u1.29 (utf8.uptex) (TeX Live 2023) (preloaded format=uplatex)',
      'uplatex',
    ],
    ['This is e-pTeX, Version 3.14-p4.1.0 (euc) (TeX Live 2023)', 'platex'],
    ['This is pdfTeX, Version 3.14 (TeX Live 2022) (preloaded format=latex)', 'latex'],
    ['This is LuaHBTeX, Version 1.17.0 (TeX Live 2023)', 'lualatex'],
    ['This is MiKTeX-pdfTeX 2.9.6642 (1.40.19)', 'pdflatex'],
    ['This is upBibTeX, Version 0.99d-j0.36-u1.29', 'upbibtex'],
  ])('are counted where it prints %s', async (line, program) => {
    const { passes } = await readPasses(file(`${line}\n`));
    expect(passes).toEqual([{ program, count: 1 }]);
  });
});

describe('a document that never settles', () => {
  it('is told with what latexmk says changed at last', async () => {
    const log = file(`Rc files read:
Latexmk: This is Latexmk, John Collins, 7 Jan. 2023. Version 4.79.
Rule 'pdflatex':  Reasons for rerun
Changed files or newly in use/created:
  main.toc
  main.aux
------------
Run number 5 of rule 'pdflatex'
Rule 'pdflatex':  Reasons for rerun
Changed files or newly in use/created:
  main.aux

Latexmk: Maximum runs of pdflatex reached without getting stable files
`);
    expect(await readPasses(log)).toMatchObject({
      unsettled: { program: 'pdflatex', files: ['main.aux'] },
    });
  });

  it('may be told without the names of files', async () => {
    const log = file(
      "Latexmk: Run number 5 of rule 'lualatex'\nLatexmk: Maximum runs of lualatex reached without getting stable files\n",
    );
    expect(await readPasses(log)).toMatchObject({ unsettled: { program: 'lualatex', files: [] } });
  });

  const isMissing = ['latexmk', 'pdflatex'].some(name => !requireTool(name).available);

  it.skipIf(isMissing)('by a real latexmk', async () => {
    // Its size is another each time: latexmk goes by whole seconds, and passes are quicker than that.
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, 'main.tex'),
      String.raw`\documentclass{article}\newcount\seen\makeatletter
\newcommand\setseen[1]{\global\seen=#1}
\AtBeginDocument{\ifnum\seen=0 \seen=1 \else\multiply\seen by 10 \fi\write\@auxout{\string\setseen{\the\seen}}}
\begin{document}x\end{document}`,
    );
    const { stdout } = spawnSync(
      'sh',
      ['-c', 'latexmk -pdf -interaction=nonstopmode main.tex 2>&1'],
      {
        cwd,
      },
    );
    expect(await readPasses(file(String(stdout)))).toMatchObject({
      passes: [{ program: 'pdflatex', count: 5 }],
      unsettled: { program: 'pdflatex', files: ['main.aux'] },
    });
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
    const log = { source: 'latex-log', file: join(cwd, 'main.log'), stageMs: undefined };
    expect(await readFile(log)).toMatchObject({
      kind: 'read',
      numbers: { latex: { pages: 2, undefinedReferences: missing, wantsRerun: missing > 0 } },
    });
  });
});
