/** What `init` writes to make a machine ready for what was found. */
import { describe, expect, it } from 'vitest';
import { debianPackages } from '../../../src/definition/detection/manuscripts/tex-packages.ts';
import { detectedIn } from './folder.ts';

/** The setups of what is written for a folder, each with what it installs. */
async function setupsFor(files: Readonly<Record<string, string>>) {
  const { stages } = await detectedIn(files, { setups: true });
  return stages.flatMap(({ id, run, setup }) => {
    if (setup === undefined) return [];
    const [, packages = ''] = /--no-install-recommends (.*)/.exec(run) ?? [];
    const provides = setup.provides.map(({ name }) => name);
    return [{ id, packages: packages.split(' '), provides }];
  });
}

const document = (...lines: readonly string[]) =>
  ['\\documentclass{article}', ...lines, '\\begin{document}x\\end{document}', ''].join('\n');

describe('setups that init writes', () => {
  it('install the engine, the bibliography tool and the packages that a document loads', async () => {
    const files = {
      'paper/main.tex': document(
        '\\usepackage{fontspec, siunitx}',
        '\\usepackage[backend=biber]{biblatex}',
        '\\usepackage{own}',
        '\\addbibresource{r.bib}',
      ),
      'paper/own.sty': '\\RequirePackage{todonotes}\n',
      'paper/r.bib': '@book{a, title={T}}\n',
    };
    expect(await setupsFor(files)).toEqual([
      {
        id: 'install-tex',
        packages: [
          'biber',
          'fonts-lmodern',
          'latexmk',
          'texlive-bibtex-extra',
          'texlive-latex-extra',
          'texlive-latex-recommended',
          'texlive-science',
          'texlive-xetex',
        ],
        provides: ['latexmk', 'xelatex', 'biber'],
      },
    ]);
  });

  it('are one for all documents, and none where there is no document of LaTeX', async () => {
    const two = { 'a/a.tex': document('\\usepackage{tikz}'), 'b/b.tex': document() };
    expect(await setupsFor(two)).toMatchObject([{ provides: ['latexmk', 'pdflatex'] }]);
    expect(await setupsFor({ 'tests/test_a.py': 'def test(): pass\n' })).toEqual([]);
  });

  it('are not part of what is run without a definition', async () => {
    const { stages } = await detectedIn({ 'a.tex': document() });
    expect(stages.filter(({ setup }) => setup !== undefined)).toEqual([]);
  });
});

describe('packages of Debian', () => {
  it('are few for a plain document, and the large collection for what is not known', () => {
    const plain = ['fonts-lmodern', 'latexmk', 'texlive-latex-recommended'];
    expect(debianPackages(['latexmk', 'pdflatex'], ['article', 'amsmath', 'graphicx'])).toEqual(
      plain,
    );
    expect(debianPackages([], ['article', 'never-heard-of'])).toContain('texlive-latex-extra');
    expect(debianPackages([], ['IEEEtran', 'algorithm2e'])).toEqual(
      expect.arrayContaining(['texlive-publishers', 'texlive-science']),
    );
  });
});
