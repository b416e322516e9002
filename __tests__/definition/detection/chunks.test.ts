/** What the code in texts of R Markdown and Quarto reads and makes decides about the stage that renders them. */
import { describe, expect, it } from 'vitest';
import { detectedIn, type Files } from './folder.ts';
import { stands } from './noticing.ts';

const HEAD = '---\ntitle: T\n---\n\n';
const r = (code: string, options = '') => `${HEAD}\`\`\`{r${options}}\n${code}\n\`\`\`\n`;
const python = (code: string) => `${HEAD}\`\`\`{python}\n${code}\n\`\`\`\n`;

/** Whether the stage of the only text runs again when a file changes, and whether it always does. */
async function noticed(files: Readonly<Record<string, string>>, file: string) {
  const { stages } = await detectedIn(files);
  const stage = stages.find(({ id }) => id.startsWith('render'));
  return {
    isInput: stage?.inputs.some(input => stands(input, file)) ?? false,
    runsAlways: stage?.inputs.length === 0,
  };
}

describe('a file that the code of a text reads', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'beside its folder, in R Markdown',
      { 'paper/p.Rmd': r('a <- read.csv("../data/a.csv")'), 'data/a.csv': '1' },
      'data/a.csv',
    ],
    [
      'beside its folder, in Quarto',
      { 'paper/p.qmd': r('a <- readr::read_csv("../data/a.csv")'), 'data/a.csv': '1' },
      'data/a.csv',
    ],
    [
      'by Python',
      {
        'paper/p.qmd': python('import pandas as pd\na = pd.read_csv("../data/a.csv")'),
        'data/a.csv': '1',
      },
      'data/a.csv',
    ],
    [
      'in a spreadsheet',
      { 'p.Rmd': r('a <- readxl::read_excel("data/a.xlsx")'), 'data/a.xlsx': '1' },
      'data/a.xlsx',
    ],
    ['of a model', { 'p.Rmd': r('m <- stan_model("fit.stan")'), 'fit.stan': '1' }, 'fit.stan'],
    [
      'from the project, by its parts',
      { 'paper/p.qmd': r('a <- read_csv(here("data", "a.csv"))'), 'data/a.csv': '1' },
      'data/a.csv',
    ],
    [
      'from the project, in one',
      { 'paper/p.Rmd': r('a <- read_csv(here::here("data/a.csv"))'), 'data/a.csv': '1' },
      'data/a.csv',
    ],
    [
      'from a project below the root',
      {
        'one/one.Rproj': 'Version: 1.0\n',
        'one/paper/p.Rmd': r('a <- read_csv(here::here("data/a.csv"))'),
        'one/data/a.csv': '1',
      },
      'one/data/a.csv',
    ],
    [
      'where the chunks run, set by knitr',
      {
        'paper/p.Rmd': `${r('knitr::opts_knit$set(root.dir = normalizePath(".."))')}\n\`\`\`{r}\na <- read.csv("data/a.csv")\n\`\`\`\n`,
        'data/a.csv': '1',
      },
      'data/a.csv',
    ],
    [
      'where the chunks run, set to the project',
      {
        'paper/p.Rmd': `${r('opts_knit$set(root.dir = here::here())')}\n\`\`\`{r}\na <- read.csv("data/a.csv")\n\`\`\`\n`,
        'data/a.csv': '1',
      },
      'data/a.csv',
    ],
    [
      'where the chunks run, set by the project',
      {
        '_quarto.yml': 'project:\n  type: default\n  execute-dir: project\n',
        'paper/p.qmd': r('a <- read.csv("data/a.dat")'),
        'data/a.dat': '1',
      },
      'data/a.dat',
    ],
    [
      'through code that it sources',
      {
        'paper/p.Rmd': r('source("../R/read.R")\na <- read_all()'),
        'R/read.R': 'read_all <- function() read.csv("../data/a.csv")\n',
        'data/a.csv': '1',
      },
      'data/a.csv',
    ],
    [
      'in a child',
      {
        'paper/p.Rmd': r('', ', child="../parts/c.Rmd"'),
        'parts/c.Rmd': '```{r}\na <- read.csv("../data/a.csv")\n```\n',
        'data/a.csv': '1',
      },
      'data/a.csv',
    ],
    [
      'in a part of Quarto',
      {
        'paper/p.qmd': `${HEAD}{{< include ../parts/c.qmd >}}\n`,
        'parts/c.qmd': '```{r}\na <- read.csv("../data/a.csv")\n```\n',
        'data/a.csv': '1',
      },
      'data/a.csv',
    ],
    [
      'that is the part itself',
      { 'paper/p.qmd': `${HEAD}{{< include ../parts/c.qmd >}}\n`, 'parts/c.qmd': 'Text.\n' },
      'parts/c.qmd',
    ],
  ])('is an input: %s', async (_, files, file) => {
    expect(await noticed(files, file)).toEqual({ isInput: true, runsAlways: false });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['by a parameter', { 'p.Rmd': r('a <- read.csv(params$file)') }],
    ['in a chunk of a shell', { 'p.Rmd': `${r('1')}\n\`\`\`{bash}\nsort "$A" > a.txt\n\`\`\`\n` }],
    ['in a second language', { 'p.qmd': `${r('1')}\n\`\`\`{python}\nopen("a.csv")\n\`\`\`\n` }],
    ['in a folder that is computed', { 'p.Rmd': r('opts_knit$set(root.dir = find_it())') }],
    ['and that is not there', { 'p.Rmd': r('a <- read.csv("a.csv")') }],
    ['through code that is computed', { 'p.Rmd': r('source(paste0(dir, name))') }],
  ])('and cannot be known makes the text run every time: %s', async (_, files) => {
    expect((await noticed(files, '')).runsAlways).toBe(true);
  });

  it.each([
    ['in a chunk that is not run', r('a <- read.csv("a.csv")', ', eval=FALSE')],
    ['in one that is not run, by Quarto', r('#| eval: false\na <- read.csv("a.csv")')],
    ['in a diagram', `${HEAD}\`\`\`{mermaid}\ngraph LR; A --> "a.csv"\n\`\`\`\n`],
  ])('does not matter %s', async (_, text) => {
    expect((await noticed({ 'p.Rmd': text }, '')).runsAlways).toBe(false);
  });
});

describe('texts', () => {
  it('wait for those whose code writes what theirs reads', async () => {
    const { stage } = await detectedIn({
      'a_report.Rmd': r('x <- read.csv("data/clean.csv")'),
      'b_clean.Rmd': r('x <- read.csv("data/raw.csv")\nwrite.csv(x, "data/clean.csv")'),
      'data/raw.csv': '1',
    });
    expect(stage('render-a-report-rmd').needs).toEqual(['render-b-clean-rmd']);
    expect(stage('render-b-clean-rmd').outputs).toEqual(['b_clean.html', 'data/clean.csv']);
  });

  it('that are parts of another are rendered with that', async () => {
    const { runs } = await detectedIn({
      'p.qmd': `${HEAD}{{< include one.qmd >}}\n\n{{< include two.qmd >}}\n`,
      'one.qmd': `${HEAD}One.\n`,
      'two.qmd': `${HEAD}Two.\n`,
    });
    expect(runs).toEqual(['quarto render p.qmd']);
  });

  it.each(['qmd', 'Rmd', 'Rnw'])(
    'that tools make of a text in %s are no documents of their own',
    async ending => {
      const { runs, leftOut } = await detectedIn({
        [`p.${ending}`]: `${HEAD}Text.\n`,
        'p.tex': '\\documentclass{article}\\begin{document}\\end{document}\n',
        'other.tex': '\\documentclass{article}\\begin{document}\\end{document}\n',
      } as Files);
      expect(runs.filter(run => /latexmk.* p\.tex/.test(run))).toEqual([]);
      expect(leftOut).toContain(`Left out: p.tex (made from p.${ending}).`);
    },
  );
});

it.each(['Rmd', 'qmd'])(
  'a paper in Markdown that is made from %s is no document of its own',
  async ending => {
    const paper = '---\ntitle: T\nauthors: [A]\n---\n';
    const { runs } = await detectedIn({
      'paper/paper.md': paper,
      [`paper/paper.${ending}`]: paper,
    });
    expect(runs).toHaveLength(1);
    expect(runs[0]).toContain(`paper.${ending}`);
  },
);

it.each([
  ['a picture', '![A](../figures/a.png)', 'figures/a.png'],
  ['what it cites from', 'Text.', 'analysis/refs.bib'],
  ['a part', '```{r, child="../parts/c.Rmd"}\n```', 'parts/c.Rmd'],
])('a numbered text counts what it takes in: %s', async (_, text, file) => {
  const { stage } = await detectedIn({
    'analysis/01_a.Rmd': `${HEAD}${text}\n`,
    'analysis/02_b.Rmd': `${HEAD}Text.\n`,
    [file]: '',
  });
  expect(stage('a').inputs.some(input => stands(input, file))).toBe(true);
  expect(stage('a').outputs).toEqual(['analysis/01_a.html']);
  expect(stage('b').needs).toEqual(['a']);
});

it.each([
  ['[pdf_document, html_document]', 'p.pdf'],
  ['{ rticles::joss_article: default, word_document: default }', 'p.pdf'],
  ['{ bookdown::html_document2: default, pdf_document: default }', 'p.html'],
])('of several formats R Markdown makes the first: %s', async (output, made) => {
  const { stage } = await detectedIn({ 'p.Rmd': `---\ntitle: T\noutput: ${output}\n---\n` });
  expect(stage('render-p-rmd').outputs).toEqual([made]);
});

describe('a document of knitr', () => {
  const rnw = (code: string, before = '') =>
    `\\documentclass{article}\n${before}\\begin{document}\n<<fit, echo=FALSE>>=\n${code}\n@\n\\end{document}\n`;

  it.each([
    ['knitr', '', `Rscript -e 'knitr::knit2pdf("p.Rnw")'`, ['Rscript', 'pdflatex']],
    [
      'knitr with XeTeX',
      '\\usepackage{fontspec}\n',
      `Rscript -e 'knitr::knit2pdf("p.Rnw", compiler = "xelatex")'`,
      ['Rscript', 'xelatex'],
    ],
    ['Sweave', '\\SweaveOpts{echo=FALSE}\n', 'R CMD Sweave --pdf p.Rnw', ['R', 'pdflatex']],
  ])('is built by %s', async (_, before, run, requires) => {
    const { stages } = await detectedIn({ 'paper/p.Rnw': rnw('1', before) });
    expect(stages).toHaveLength(1);
    expect(stages[0]).toMatchObject({
      run,
      workingDirectory: 'paper',
      outputs: ['paper/p.pdf'],
      requires: requires.map(name => ({ name })),
    });
  });

  it.each([
    ['data', rnw('x <- read.csv("../data/a.csv")'), 'data/a.csv'],
    ['code', rnw('source("../R/f.R")'), 'R/f.R'],
    ['a bibliography', rnw('1', '\\bibliography{refs}\n'), 'paper/refs.bib'],
    ['a picture', rnw('1', '\\includegraphics{../art/a.png}\n'), 'art/a.png'],
    ['a child', `${rnw('1')}<<c, child="../parts/c.Rnw">>=\n@\n`, 'parts/c.Rnw'],
  ])('counts what it takes in: %s', async (_, text, file) => {
    const { stages } = await detectedIn({ 'paper/p.Rnw': text, [file]: '1' });
    expect(stages.map(({ run }) => run)).toHaveLength(1);
    expect(stages[0]?.inputs.some(input => stands(input, file))).toBe(true);
  });

  it.each([
    [
      'a Makefile builds it',
      { Makefile: 'p.pdf: p.Rnw\n\tRscript -e "knitr::knit2pdf(\'p.Rnw\')"\n' },
    ],
    ['a script builds it', { 'scripts/01_a.R': 'knitr::knit2pdf("p.Rnw")\n' }],
  ])('is left out where %s', async (_, files) => {
    const { runs } = await detectedIn({ 'p.Rnw': rnw('1'), ...files } as Files);
    expect(runs.filter(run => run.includes('knit2pdf'))).toEqual([]);
  });
});

describe('code that R and Julia take in', () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['for each of a list', 'for (f in c("f.R", "g.R")) source(file.path("R", f))', {}],
    ['handed on', 'invisible(lapply(c("R/f.R", "R/g.R"), source))', {}],
    ['all of a folder', 'for (f in list.files("R", full.names = TRUE)) source(f)', {}],
    [
      'all of a folder, handed on',
      'sapply(list.files(here::here("R"), full.names = TRUE), source)',
      {},
    ],
    ['by a pattern', 'purrr::walk(Sys.glob("R/*.R"), source)', {}],
    ['of the own package', 'library(own)', { DESCRIPTION: 'Package: own\n' }],
    ['of the own package, by name', 'own::f()', { DESCRIPTION: 'Package: own\n' }],
  ])('is an input: %s', async (_, code, more) => {
    const { stage } = await detectedIn({
      'scripts/01_fit.R': `${code}\nwrite.csv(f(), "out/a.csv")\n`,
      'R/f.R': 'f <- function() 1\n',
      'R/g.R': 'g <- function() 1\n',
      ...more,
    });
    const { inputs } = stage('fit');
    expect(inputs.some(input => stands(input, 'R/f.R'))).toBe(true);
    expect(inputs.some(input => stands(input, 'R/g.R')) || inputs.includes('R/f.R')).toBe(true);
  });

  it.each(['using Own', 'import Own', 'using CSV, Own: f', 'using Own, CSV'])(
    'of a package of Julia: %s',
    async code => {
      const { stage } = await detectedIn({
        'Project.toml': 'name = "Own"\n',
        'src/Own.jl': 'module Own\ninclude("fit.jl")\nend\n',
        'src/fit.jl': 'f() = 1\n',
        'scripts/01_fit.jl': `${code}\nCSV.write("out/a.csv", f())\n`,
      });
      const { inputs } = stage('fit');
      for (const file of ['src/Own.jl', 'src/fit.jl'])
        expect(inputs.some(input => stands(input, file))).toBe(true);
    },
  );

  it.each([
    ['datadir', 'data/a.csv'],
    ['projectdir', 'a.csv'],
    ['srcdir', 'src/a.csv'],
  ])('and data in folders that DrWatson knows: %s', async (call, file) => {
    const { stage } = await detectedIn({
      'scripts/01_fit.jl': `using DrWatson\nx = CSV.read(${call}("a.csv"), DataFrame)\nCSV.write("out/a.csv", x)\n`,
      [file]: '1',
    });
    expect(stage('fit').inputs).toContain(file);
  });
});

describe('lines of a notebook for its kernel', () => {
  const notebook = (...lines: string[]) =>
    JSON.stringify({
      cells: [{ cell_type: 'code', source: lines.map(line => `${line}\n`) }],
      metadata: {},
    });

  it.each([
    '%run ../helpers/load.py',
    '!python ../helpers/load.py --all',
    '%run -i ../helpers/load.py',
  ])('name a script that it runs: %s', async line => {
    const { stages } = await detectedIn({
      'notebooks/01_a.ipynb': notebook(line),
      'notebooks/02_b.ipynb': notebook('1'),
      'helpers/load.py': 'x = 1\n',
    });
    expect(stages[0]?.inputs).toContain('helpers/load.py');
  });

  it.each(['!sort a.csv > b.csv', '%%bash', '%cd ..', '%run "other.ipynb"', '%%writefile a.py'])(
    'do what nobody sees, so it runs every time: %s',
    async line => {
      const { stages } = await detectedIn({
        'notebooks/01_a.ipynb': notebook(line),
        'notebooks/02_b.ipynb': notebook('1'),
      });
      expect(stages.map(({ inputs }) => inputs.length > 0)).toEqual([false, false]);
    },
  );

  it.each(['%matplotlib inline', '!pip install numpy', '%load_ext autoreload', '%%time'])(
    'are its own: %s',
    async line => {
      const { stages } = await detectedIn({
        'notebooks/01_a.ipynb': notebook(line),
        'notebooks/02_b.ipynb': notebook('1'),
      });
      expect(stages.map(({ inputs }) => inputs.length > 0)).toEqual([true, true]);
    },
  );
});
