/** Documents: the file, the engine, the tools, what goes into them. */
import { describe, expect, it } from 'vitest';
import { detectedIn } from './folder.ts';

const article = (preamble = '', body = 'x') =>
  `\\documentclass{article}\n${preamble}\n\\begin{document}\n${body}\n\\end{document}\n`;
const engine = (run: string) => /-(?:pdf|xelatex|lualatex|pdfps|pdfdvi)\b/.exec(run)?.[0];

describe('the document', () => {
  it.each([
    [
      'a comment behind the class',
      '\\documentclass% a comment\n{article}\n\\begin{document}x\\end{document}',
    ],
    [
      'options over lines',
      '%% A template\n\\documentclass%\n  [a4paper, % paper\n   11pt]{scrbook}\n\\begin{document}x\\end{document}',
    ],
    ['blanks', '\\documentclass [12pt] {article}\n\\begin {document}\nx\\end{document}'],
  ])('begins with \\begin{document}: %s', async (_, text) => {
    expect((await detectedIn({ 'main.tex': text })).stages.map(({ id }) => id)).toEqual(['render']);
  });

  it.each([
    [
      'the class in another file',
      {
        'main.tex': '\\input{settings}\n\\begin{document}x\\end{document}',
        'settings.tex': '\\documentclass{article}',
      },
      'main.tex',
    ],
    [
      'the body in another file',
      {
        'main.tex': '\\documentclass{article}\n\\input{body}',
        'body.tex': '\\begin{document}x\\end{document}',
      },
      'main.tex',
    ],
    [
      'chapters with a class of their own',
      {
        'main.tex': article('', '\\subfile{ch/one}'),
        'ch/one.tex': '\\documentclass[../main]{subfiles}\n\\begin{document}x\\end{document}',
      },
      'main.tex',
    ],
    [
      'one in a verbatim',
      {
        'main.tex': article(),
        'howto.tex': '\\section{A}\n\\begin{verbatim}\n\\begin{document}\n\\end{verbatim}',
      },
      'main.tex',
    ],
    ['one in a comment', { 'main.tex': article(), 'old.tex': '% \\begin{document}\n' }, 'main.tex'],
  ])('is one: %s', async (_, files, file) => {
    const { stages, what } = await detectedIn(files as unknown as Readonly<Record<string, string>>);
    expect(stages).toHaveLength(1);
    expect(what).toBe(`latexmk (${file})`);
  });

  it.each(['src/tex/ms.tex', 'src/ms.tex', 'papers/2024/one/paper.tex', 'Thesis/main.tex'])(
    'is found: %s',
    async file => {
      expect((await detectedIn({ [file]: article() })).from).toBe(file);
    },
  );

  it('among results or examples is left out, and named', async () => {
    const { text } = await detectedIn({
      'main.tex': article(),
      'output/tex/a.tex': article(),
      'output/tex/b.tex': article(),
      'examples/x.tex': article(),
    });
    expect(text).toContain('# Left out: output/tex/ (2 documents among results).');
    expect(text).toContain('# Left out: examples/x.tex (in a folder of examples or tests).');
  });

  it('of several in a folder has a folder of its own for what is built', async () => {
    const { stage, caches } = await detectedIn({
      'paper/paper.tex': article(),
      'paper/reply.tex': article(),
    });
    expect(stage('render-paper').outputs).toEqual(['paper/build/paper/paper.pdf']);
    expect(stage('render-reply').outputs).toEqual(['paper/build/reply/reply.pdf']);
    expect(caches).toMatchObject([{ preset: 'latex', paths: ['paper/build'] }]);
  });

  it("that a script builds is the script's", async () => {
    const { stages, text } = await detectedIn({
      'scripts/01_a.py': '',
      'scripts/02_render.sh': 'cd paper && latexmk -pdf main.tex\n',
      'paper/main.tex': article(),
    });
    expect(stages.map(({ id }) => id)).toEqual(['a', 'render']);
    expect(text).toContain('# Left out: paper/main.tex (scripts/02_render.sh runs it).');
  });
});

describe('the engine', () => {
  it.each([
    ['a list of packages', '\\usepackage{amsmath,fontspec,unicode-math}', '-xelatex'],
    [
      'blanks in a list',
      '\\usepackage{fontspec, xunicode}\n\\setmainfont{Latin Modern Roman}',
      '-xelatex',
    ],
    ['options of a package', '\\usepackage[english]{polyglossia}', '-xelatex'],
    ['a font alone', '\\setmainfont{TeX Gyre Termes}', '-xelatex'],
    ['LuaTeX', '\\usepackage{fontspec,luacode}', '-lualatex'],
    ['Lua in it', '\\directlua{tex.print("x")}', '-lualatex'],
    ['PostScript', '\\usepackage{pstricks}', '-pdfps'],
    ['a package in a comment', '% \\usepackage{fontspec}', '-pdf'],
    ['nothing', '\\usepackage[utf8]{inputenc}', '-pdf'],
  ])('is known by %s', async (_, preamble, expected) => {
    expect(engine((await detectedIn({ 'main.tex': article(preamble) })).runs[0] ?? '')).toBe(
      expected,
    );
  });

  it.each([
    [
      'an \\input',
      { 'main.tex': article('\\input{preamble}'), 'preamble.tex': '\\usepackage{fontspec}' },
    ],
    [
      'an \\input in a folder',
      {
        'main.tex': article('\\input{tex/preamble.tex}'),
        'tex/preamble.tex': '\\RequirePackage{fontspec}',
      },
    ],
    [
      "the project's package",
      { 'main.tex': article('\\usepackage{mystyle}'), 'mystyle.sty': '\\RequirePackage{fontspec}' },
    ],
    [
      "the project's class",
      {
        'main.tex': '\\documentclass{thesis}\n\\begin{document}x\\end{document}',
        'thesis.cls': '\\LoadClass{book}\n\\RequirePackage{fontspec}',
      },
    ],
    ['a line for editors', { 'main.tex': `% !TeX program = xelatex\n${article()}` }],
    ['a line for arara', { 'main.tex': `% arara: xelatex\n${article()}` }],
  ])('is known by %s', async (_, files) => {
    const { runs } = await detectedIn(files as unknown as Readonly<Record<string, string>>);
    expect(engine(runs[0] ?? '')).toBe('-xelatex');
  });

  it.each([
    ['.latexmkrc', '$pdf_mode = 5;\n$out_dir = "out";\n', ['latexmk', 'xelatex'], 'out'],
    ['latexmkrc', '$latex="uplatex";$pdf_mode=3;', ['latexmk', 'uplatex', 'dvipdf'], 'build'],
    ['.latexmkrc', "$pdflatex = 'lualatex %O %S';\n", ['latexmk', 'lualatex'], 'build'],
    ['.latexmkrc', '$pdf_mode = 4; # LuaTeX\n', ['latexmk', 'lualatex'], 'build'],
  ])('is the one of %s: %s', async (file, rc, tools, folder) => {
    const { stage, caches } = await detectedIn({
      'main.tex': article('\\usepackage{fontspec}'),
      [file]: rc,
    });
    expect(engine(stage('render').run)).toBeUndefined();
    expect(stage('render').requires.map(({ name }) => name)).toEqual(tools);
    expect(stage('render').outputs).toEqual([`${folder}/main.pdf`]);
    expect(stage('render').inputs).toContain(file);
    expect(stage('render').run.includes('-outdir=')).toBe(folder === 'build');
    expect(caches[0]?.paths).toEqual([folder]);
  });

  it('of a latexmkrc that sets none is that of the sources', async () => {
    const { stage } = await detectedIn({
      'main.tex': article('\\usepackage{fontspec}'),
      '.latexmkrc': '$max_repeat = 9;\n# $pdf_mode = 1;\n',
    });
    expect(engine(stage('render').run)).toBe('-xelatex');
  });

  it('of a latexmkrc at the root is found by latexmk only from there', async () => {
    const { stage } = await detectedIn({
      'paper/main.tex': article(),
      '.latexmkrc': '$pdf_mode = 1;\n',
    });
    expect(stage('render')).toMatchObject({
      workingDirectory: '.',
      outputs: ['paper/build/main.pdf'],
    });
    expect(stage('render').run).toMatch(
      /^latexmk -cd -outdir=build .* paper\/main\.tex \|\| \{ rm -f paper\/build\/main\.fdb_latexmk /,
    );
  });
});

describe('other tools of a document', () => {
  it.each([
    ['biber', '\\usepackage[style=apa]{biblatex}\n\\addbibresource{refs.bib}', 'biber'],
    [
      'bibtex by biblatex',
      '\\usepackage[backend=bibtex]{biblatex}\n\\addbibresource{refs.bib}',
      'bibtex',
    ],
    ['bibtex', '\\bibliography{refs}', 'bibtex'],
    ['pygmentize', '\\usepackage{minted}', 'pygmentize'],
  ])('are required: %s', async (_, preamble, tool) => {
    const { stage } = await detectedIn({ 'main.tex': article(preamble), 'refs.bib': '' });
    expect(stage('render').requires.at(-1)).toMatchObject({ name: tool });
  });

  it('may start programs where the document asks for it', async () => {
    expect((await detectedIn({ 'main.tex': article('\\usepackage{minted}') })).runs[0]).toContain(
      ' -shell-escape ',
    );
  });
});

describe('the day on a document', () => {
  const DATED = /# render\S*: prints `\\today`/;

  it.each<[string, Readonly<Record<string, string>>]>([
    ['the document', { 'main.tex': article('\\date{\\today}') }],
    ['datetime2', { 'main.tex': article('\\date{\\DTMtoday}') }],
    ['a chapter', { 'main.tex': article('', '\\input{a}'), 'a.tex': 'On \\today.' }],
    ['its own class', { 'main.tex': article('\\usepackage{epi}'), 'epi.sty': '\\date{\\today{}}' }],
    ['Markdown', { 'paper.md': '---\nauthor: A\ndate: \\today\n---\n' }],
    ['Quarto', { 'report.qmd': '---\ntitle: A\ndate: \\today\n---\n' }],
  ])('is said to stay with a reused one: named by %s', async (_, files) => {
    expect((await detectedIn(files)).text).toMatch(DATED);
  });

  it.each([
    ['no source', article('\\date{May 2026}')],
    ['a comment', article('% \\date{\\today}')],
    ['another command', article('\\newcommand{\\todayish}{soon}')],
  ])('is not mentioned where it is named by %s', async (_, main) => {
    expect((await detectedIn({ 'main.tex': main })).text).not.toMatch(/today/);
  });
});

const TEX = '{tex,ltx,bib,sty,cls,bst,bbx,cbx,lbx,def,cfg,clo,tikz,pgf,lua}';

describe('what goes into a document', () => {
  it("is its folder's sources, and pictures wherever they are", async () => {
    const { stage } = await detectedIn({
      'paper/main.tex': article(
        '\\graphicspath{{img/}}',
        '\\input{sec/a}\\includegraphics{logo}\\includegraphics{../shared/b.pdf}',
      ),
      'paper/sec/a.tex': '',
      'paper/refs.bib': '',
      'paper/notes.md': '',
      'paper/plot.py': '',
      'paper/img/logo.png': '',
      'shared/b.pdf': '',
    });
    expect(stage('render').inputs.toSorted()).toEqual([
      `paper/**/*.${TEX}`,
      'paper/img/*.{pdf,png,jpg,jpeg,eps,svg,tikz,pgf,tex}',
      'shared/*.{pdf,png,jpg,jpeg,eps,svg,tikz,pgf,tex}',
    ]);
  });

  it('and that nothing makes is named', async () => {
    const { text } = await detectedIn({ 'main.tex': article('', '\\includegraphics{fig/a.png}') });
    expect(text).toContain('# render: fig/a.png is not there, and no stage makes it.');
  });

  it('and that a script makes of which that is not seen waits for it, and is looked for by name', async () => {
    const { stage } = await detectedIn({
      'main.tex': article('', '\\includegraphics{fig/a.png}'),
      'scripts/01_a.py': 'import subprocess\nsubprocess.run([tool])\n',
    });
    expect(stage('render')).toMatchObject({ needs: ['a'], inputs: [`*.${TEX}`, 'fig/a.png'] });
  });
});

describe('pictures of texts about the project', () => {
  it.each(['README.md', 'AGENTS.md', 'docs/guide.md', 'docs/README.md'])(
    'are nothing that a script makes for it: %s',
    async file => {
      const { stages } = await detectedIn({
        [file]: '![Front](docs/front.png)\n',
        'docs/front.png': 'PNG',
        'scripts/01_a.py': 'show(folder() / "front.png")\nplt.savefig("out/a.png")\n',
        'scripts/02_b.py': 'show(folder() / "front.png")\nplt.savefig("out/b.png")\n',
      });
      expect(stages.map(({ outputs }) => outputs)).toEqual([['out/a.png'], ['out/b.png']]);
    },
  );
});

describe('Markdown, Quarto and R Markdown', () => {
  const front = (more: string) => `---\ntitle: T\n${more}---\n\n# A\n`;

  it.each([
    [
      'a paper',
      { 'paper.md': front('bibliography: r.bib\n'), 'r.bib': '' },
      'mkdir -p build && pandoc --citeproc --pdf-engine=xelatex -o build/paper.pdf paper.md',
    ],
    [
      'a paper in a folder',
      { 'joss/paper.md': front('authors: [A]\n') },
      'mkdir -p build && pandoc --pdf-engine=xelatex -o build/paper.pdf paper.md',
    ],
    [
      'chapters',
      { 'manuscript/10_b.md': '', 'manuscript/2_a.md': '', 'manuscript/README.md': '' },
      'mkdir -p build && pandoc --pdf-engine=xelatex -o build/manuscript.pdf 2_a.md 10_b.md',
    ],
    [
      'a book of Quarto',
      { '_quarto.yml': 'project: { type: book }\n', 'index.qmd': '' },
      'quarto render',
    ],
    [
      'a project of Quarto in a folder',
      { 'book/_quarto.yml': 'project: { type: website }\n', 'book/index.qmd': '' },
      'quarto render book',
    ],
    ['a text of Quarto', { 'report.qmd': front('format: pdf\n') }, 'quarto render report.qmd'],
    [
      'R Markdown',
      { 'report.Rmd': front('output: pdf_document\n') },
      `Rscript -e 'rmarkdown::render("report.Rmd")'`,
    ],
    [
      'bookdown',
      { '_bookdown.yml': 'output_dir: docs\n', 'index.Rmd': front('') },
      `Rscript -e 'bookdown::render_book("index.Rmd")'`,
    ],
  ])('are built by their own tools: %s', async (_, files, run) => {
    expect((await detectedIn(files as unknown as Readonly<Record<string, string>>)).runs).toEqual([
      run,
    ]);
  });

  it.each([
    ['a README with a title', { 'README.md': front('author: A\n') }],
    ['a page without authors', { 'docs/report.md': '# Report\n' }],
    ['a page of documentation', { 'docs/paper.md': front('layout: page\n') }],
  ])('%s is no paper', async (_, files) => {
    await expect(detectedIn(files as unknown as Readonly<Record<string, string>>)).rejects.toThrow(
      '"nothing"',
    );
  });

  it.each([
    ['project: { type: book }', ['_book']],
    ['project: { type: website, output-dir: public }', ['public']],
    ['project: { type: manuscript }', ['_manuscript']],
    [
      'project: { title: X }\nformat: { html: default, pdf: default }',
      ['a.html', 'a.pdf', 'a_files'],
    ],
    ['project: { title: X }\nformat: { html: { embed-resources: true } }', ['a.html']],
  ])('and leave what they make: %s', async (settings, outputs) => {
    expect(
      (await detectedIn({ '_quarto.yml': `${settings}\n`, 'a.qmd': '' })).stages[0]?.outputs,
    ).toEqual(outputs);
  });
});
