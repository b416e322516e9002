/** Scripts and notebooks: their order, how they run, and what their text tells of the files they read and write. */
import { describe, expect, it } from 'vitest';
import { detectedIn } from './folder.ts';

const WRITES = 'open("results/x.csv", "w").write("")\n';

describe('numbers in names', () => {
  it.each([
    [
      'letters',
      ['03_fit.py', '02b_filter.py', '02_clean.py', '10b_tables.py', '10a_plots.py', '01_load.py'],
      ['load', 'clean', 'filter', 'fit', 'plots', 'tables'],
    ],
    [
      'dots',
      ['1.10-last.py', '1.2-mid.py', '1-first.py', '2-end.py'],
      ['first', 'mid', 'last', 'end'],
    ],
    ['gaps and words before', ['step_20_b.py', 'step_3_a.py', 'step_100_c.py'], ['a', 'b', 'c']],
    ['the template', ['stage_01_test.py', 'stage_00_setup.py'], ['setup', 'test']],
    ['a mix', ['02.1_b.py', '02_a.py', '02b_c.py', '03_d.py'], ['a', 'b', 'c', 'd']],
    ['nothing behind the number', ['1.py', '2.py'], ['1', '2']],
  ])('are in order: %s', async (_, files, ids) => {
    const { stages } = await detectedIn(files.map(file => `scripts/${file}`));
    expect(stages.map(({ id }) => id)).toEqual(ids);
    expect(stages.map(({ needs }) => needs)).toEqual(
      ids.map((_, at) => ids.slice(Math.max(0, at - 1), at)),
    );
  });

  it.each(['code', 'analysis', 'R', 'notebooks', 'workflow/scripts', ''])(
    'count in %s',
    async folder => {
      const files = ['01_a.py', '02_b.py'].map(file =>
        folder === '' ? file : `${folder}/${file}`,
      );
      expect((await detectedIn(files)).stages.map(({ id }) => id)).toEqual(['a', 'b']);
    },
  );

  it.each([
    ['of migrations', 'app/migrations/0001_a.py', 'app/migrations/0002_b.py'],
    ['of tests', 'tests/01_a.py', 'tests/02_b.py'],
    ['one alone at the root', '2024_report.py', 'a.txt'],
  ])('are no order: %s', async (_, ...files) => {
    await expect(detectedIn(files)).rejects.toThrow('"nothing"');
  });
});

describe('a language', () => {
  it.each([
    ['py', 'python3 scripts/01_a.py', ['python3']],
    ['R', 'Rscript scripts/01_a.R', ['Rscript']],
    ['r', 'Rscript scripts/01_a.r', ['Rscript']],
    ['jl', 'julia --project scripts/01_a.jl', ['julia']],
    ['sh', 'bash scripts/01_a.sh', ['bash']],
    ['Rmd', `Rscript -e 'rmarkdown::render("scripts/01_a.Rmd")'`, ['Rscript']],
    ['qmd', 'quarto render scripts/01_a.qmd', ['quarto']],
    [
      'ipynb',
      'jupyter nbconvert --to notebook --execute --output-dir ../output/notebooks scripts/01_a.ipynb',
      ['jupyter'],
    ],
  ])('is run by its program: %s', async (ending, run, tools) => {
    const { stages } = await detectedIn([`scripts/01_a.${ending}`]);
    expect(stages[0]?.run).toBe(run);
    expect(stages[0]?.requires.map(({ name }) => name)).toEqual(tools);
  });

  it.each(['m', 'do', 'sas'])(
    'that nothing is known to run is left out, and named: %s',
    async ending => {
      const { stages, text } = await detectedIn([
        `scripts/01_a.py`,
        `scripts/02_b.${ending}`,
        'scripts/03_c.py',
      ]);
      expect(stages.map(({ id }) => id)).toEqual(['a', 'c']);
      expect(text).toContain(
        `# Left out: scripts/02_b.${ending} (no program is known that runs it`,
      );
    },
  );
});

describe('what a script reads and writes', () => {
  const of = async (
    script: string,
    more: Readonly<Record<string, string>> = {},
    name = '01_a.py',
  ) => {
    const { stages } = await detectedIn({ [`scripts/${name}`]: script, ...more });
    const [stage] = stages;
    return {
      inputs: stage?.inputs.filter(one => one !== `scripts/${name}`),
      outputs: stage?.outputs,
    };
  };

  it.each([
    ['read.csv', 'write.csv', ''],
    ['utils::read.table', 'utils::write.table', ''],
    ['openxlsx::read.xlsx', 'write.xlsx', ''],
    ['read.csv', 'write.csv', 'file = '],
  ])('by the names that R has for it: %s, %s, %s', async (read, write, keyword) => {
    const { stage } = await detectedIn({
      'scripts/01_a.R': `x <- ${read}(${keyword}"data/a.csv")\n${write}(x, ${keyword}"out/a.csv")\n`,
      'scripts/02_b.R': `x <- ${read}(${keyword}"out/a.csv")\n${write}(x, ${keyword}"out/b.csv")\n`,
      'data/a.csv': '1',
    });
    expect(stage('a')).toMatchObject({ outputs: ['out/a.csv'] });
    expect(stage('a').inputs).toContain('data/a.csv');
    expect(stage('b').outputs).toEqual(['out/b.csv']);
  });

  it.each([
    ['open', 'open("out/a.csv", "w")'],
    ['savefig over lines', 'fig.savefig(\n    "out/a.png",\n    dpi=200,\n)'],
    ['Path', 'from pathlib import Path\nPath("out/a.csv").write_text("")'],
    ['Path with /', 'OUT = Path("out")\n(OUT / "a.csv").write_text("")'],
    [
      'a variable of a variable',
      'OUT = Path("out")\nFIG = OUT / "fig"\nplt.savefig(FIG / "a.png")',
    ],
    ['os.path.join', 'df.to_csv(os.path.join("out", "a.csv"))'],
    [
      'its own place',
      'ROOT = Path(__file__).resolve().parents[1]\ndf.to_csv(ROOT / "out" / "a.csv")',
    ],
    [
      'its own place in another way',
      'HERE = os.path.dirname(os.path.abspath(__file__))\ndf.to_csv(os.path.join(HERE, "..", "out", "a.csv"))',
    ],
    [
      'a method of a variable',
      'path = Path("out/a.csv")\npath.parent.mkdir()\npath.write_text("x")',
    ],
  ])('is seen in Python: %s', async (_, script) => {
    const { outputs } = await of(script);
    expect(outputs).toHaveLength(1);
    expect(outputs?.[0]).toMatch(/^out\/(?:fig\/)?a\.(?:csv|png)$/);
  });

  it.each([
    ['R', '01_a.R', 'x <- read.csv("data/x.csv")\nwrite.csv(x, "out/a.csv")'],
    [
      'R with file.path',
      '01_a.R',
      'x <- readRDS("data/x.csv")\nout <- file.path("out", "a.csv")\nwrite_csv(x, out)',
    ],
    [
      'R with here',
      '01_a.R',
      'read_csv(here::here("data", "x.csv"))\nggsave(here("out", "a.csv"))',
    ],
    [
      'Julia',
      '01_a.jl',
      'x = CSV.read("data/x.csv", DataFrame)\nCSV.write(joinpath(@__DIR__, "..", "out", "a.csv"), x)',
    ],
    ['shell', '01_a.sh', 'OUT=out\nsort data/x.csv > $OUT/a.csv\n'],
    [
      'shell from its own place',
      '01_a.sh',
      'ROOT="$(cd "$(dirname "$0")/.." && pwd)"\nOUT="$ROOT/out"\nsort "$ROOT/data/x.csv" > "$OUT/a.csv"\n',
    ],
  ])('is seen in %s', async (_, name, script) => {
    expect(await of(script, { 'data/x.csv': '' }, name)).toEqual({
      inputs: ['data/x.csv'],
      outputs: ['out/a.csv'],
    });
  });

  it('is a pattern where a name is put together', async () => {
    expect(await of('for n in names:\n    plt.savefig(f"out/fig_{n}.png")')).toMatchObject({
      outputs: ['out/fig_*.png'],
    });
    expect(await of('plt.savefig(Path("out") / name)')).toMatchObject({ inputs: [] });
  });

  it('is what it imports, and that imports, too', async () => {
    const files = {
      'src/lib/__init__.py': '',
      'src/lib/a.py': 'from . import b\n',
      'src/lib/b.py': '',
      'src/alone.py': 'import numpy\n',
      'src/other.py': '',
      'scripts/helper.py': '',
    };
    const { inputs } = await of('import alone, helper\nfrom lib.a import f\n', files);
    expect(inputs?.toSorted()).toEqual(['scripts/helper.py', 'src/alone.py', 'src/lib/**/*.py']);
  });

  it('is a pattern in a folder where the end of a name is not known', async () => {
    const data = { 'data/x.csv': '', 'data/deep/y.csv': '', 'docs/a.md': '' };
    const script = 'for n in names:\n    pd.read_csv(f"data/{n}.csv")\n';
    expect((await of(script, data)).inputs).toEqual(['data/*.csv']);
    expect(
      (await of('import os.path as op\npd.read_csv(op.join("data", "x.csv"))\n', data)).inputs,
    ).toEqual(['data/x.csv']);
    expect((await of('print(1)\n', data)).inputs).toEqual([]);
  });

  it('may seem to be below a file, where nothing can be', async () => {
    const { stage, text } = await detectedIn({
      'data.csv': 'a\n',
      'scripts/01_a.py': `import pandas as pd\npd.read_csv("data.csv/part.csv")\n${WRITES}`,
    });
    expect(stage('a').inputs).toEqual([]);
    expect(text).toContain('# a: reads data.csv/part.csv, which is not there and no stage makes');
  });

  it('is not what it only prints', async () => {
    const script = 'print("see data/x.csv")\nprint("01_a.py")\nraise ValueError("no data/x.csv")\n';
    expect(await of(script, { 'data/x.csv': '' })).toEqual({ inputs: [], outputs: [] });
  });

  it('makes it run where its paths are right', async () => {
    const { stage } = await detectedIn({
      'scripts/01_a.py': 'x = open("../data/x.csv").read()\nopen("../out/a.csv", "w").write(x)\n',
      'data/x.csv': '',
    });
    expect(stage('a')).toMatchObject({
      workingDirectory: 'scripts',
      run: 'python3 01_a.py',
      outputs: ['out/a.csv'],
    });
    expect(stage('a').inputs).toContain('data/x.csv');
  });

  it('hands files on: who reads needs who makes', async () => {
    const { stage } = await detectedIn({
      'scripts/01_a.py': 'open("out/a.csv", "w")\n',
      'scripts/02_b.py': 'open("out/b.csv", "w")\n',
      'scripts/03_c.py': 'open("out/a.csv").read()\nopen("out/c.csv", "w")\n',
    });
    expect(stage('c').needs).toEqual(['b', 'a']);
  });

  it('that is not seen makes it run every time, and those behind it', async () => {
    const { stages, text } = await detectedIn({
      'scripts/01_a.py': 'import subprocess\nsubprocess.run(["make", target])\n',
      'scripts/02_b.py': WRITES,
    });
    expect(stages.map(({ inputs }) => inputs)).toEqual([[], []]);
    expect(text).toContain('# a: runs every time, because its outputs could not be seen');
    expect(text).toContain(
      '# b: runs every time, because what the stages before it write could not be seen',
    );
  });

  it("that two write is neither's", async () => {
    const { stages } = await detectedIn({ 'scripts/01_a.py': WRITES, 'scripts/02_b.py': WRITES });
    expect(stages.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [[], []],
      [[], []],
    ]);
  });

  it("in a notebook counts from the notebook's folder", async () => {
    const cell = { cell_type: 'code', source: ['open("../out/a.csv", "w")\n'] };
    const { stage } = await detectedIn({
      'notebooks/01_a.ipynb': JSON.stringify({ cells: [cell] }),
      'notebooks/02_b.ipynb': '{}',
    });
    expect(stage('a').outputs).toEqual(['output/notebooks/01_a.ipynb', 'out/a.csv']);
    expect(stage('a').unstable).toEqual(['output/notebooks/01_a.ipynb']);
  });
});

describe('scripts without numbers', () => {
  const paper = (...figures: readonly string[]) =>
    `\\documentclass{article}\n\\begin{document}\n${figures.map(one => `\\includegraphics{${one}}\n`).join('')}\\end{document}\n`;

  it.each([
    ['by its path', 'figures/a.png', 'plt.savefig("figures/a.png")'],
    ['without an ending', 'figures/a', 'plt.savefig("figures/a.pdf")'],
    [
      'of which the script knows the last part',
      'figures/a.png',
      'save(fig, os.path.join(figure_dir(), "a.png"))',
    ],
    ['of which the script knows the stem', 'figures/a', 'export(os.path.join(figure_dir(), "a"))'],
  ])('make the figure that a document takes in: %s', async (_, figure, script) => {
    const { stage } = await detectedIn({
      'main.tex': paper(figure),
      'scripts/plot.py': `import os\n${script}\n`,
      'scripts/other.py': 'print(1)\n',
    });
    expect(stage('plot').outputs).toEqual([expect.stringMatching(/^figures\/a\.(?:png|pdf)$/)]);
    expect(stage('render').needs).toEqual(['plot']);
  });

  it.each([
    [
      'a block',
      '```bash\npip install .\npython scripts/fit.py --seed 1\n```\n',
      'python3 scripts/fit.py --seed 1',
    ],
    ['a line', 'Run `python3 scripts/fit.py` first.\n', 'python3 scripts/fit.py'],
    ['uv', '$ uv run python scripts/fit.py\n', 'python3 scripts/fit.py'],
    [
      'a block with an argument',
      '    python scripts/fit.py data.csv # slow\n',
      'python3 scripts/fit.py data.csv',
    ],
    ['a sentence', 'First python scripts/fit.py is run, then nothing.\n', 'python3 scripts/fit.py'],
  ])('are named by a README in %s', async (_, readme, run) => {
    const { runs } = await detectedIn({ 'README.md': readme, 'scripts/fit.py': WRITES });
    expect(runs).toEqual([run]);
  });

  it('run in the order of the README', async () => {
    const { stages, text } = await detectedIn({
      'README.md':
        '    Rscript code/z.R\n    Rscript code/a.R\n    bash clean_all.sh\n    python run.py <name>\n',
      'code/z.R': '',
      'code/a.R': '',
      'clean_all.sh': '',
      'run.py': '',
    });
    expect(stages.map(({ id, needs }) => [id, ...needs])).toEqual([['z'], ['a', 'z']]);
    expect(text).toContain('# Left out: clean_all.sh (by its name it is about the checkout');
    expect(text).toContain('# Left out: run.py (the README gives it arguments');
  });

  it.each([
    ['an option', 'p.add_argument("-i", "--input", required=True)\n'],
    ['a place', 'p.add_argument("data", help="(csv)")\n'],
    [
      'one of a group',
      'g = p.add_argument_group("needed")\ng.add_argument("--out", required=True)\n',
    ],
    ['click', '@click.command()\n@click.argument("data")\ndef main(data): ...\nmain()\n'],
    ['typer', 'def main(data: str = typer.Argument(...)): ...\ntyper.run(main)\n'],
    ['sys.argv', 'import sys\nprint(open(sys.argv[1]).read())\n'],
  ])('that need arguments, and are given none, are left out and named: %s', async (_, code) => {
    const files = {
      'scripts/fig.py': `${code}plt.savefig("figures/a.png")\n`,
      'main.tex': paper('figures/a.png'),
    };
    const { runs, text } = await detectedIn(files);
    expect(runs.filter(run => run.includes('fig.py'))).toEqual([]);
    expect(text).toContain(
      '# Left out: scripts/fig.py (needs arguments, and the README gives none',
    );
    const README = '```\npython scripts/fig.py x.csv --input=x.csv --out=y\n```\n';
    expect((await detectedIn({ ...files, 'README.md': README })).runs[0]).toBe(
      'python3 scripts/fig.py x.csv --input=x.csv --out=y',
    );
  });

  it.each([
    ['an option', 'p.add_argument("-i", default="a.csv")\n'],
    ['a place', 'p.add_argument("data", nargs="?", default="a.csv")\n'],
    ['sys.argv', 'name = sys.argv[1] if len(sys.argv) > 1 else "a"\n'],
    ['click', '@click.argument("data", default="a")\ndef main(data): ...\n'],
  ])('that may be given arguments are run without: %s', async (_, code) => {
    const files = {
      'scripts/fig.py': `${code}plt.savefig("figures/a.png")\n`,
      'main.tex': paper('figures/a.png'),
    };
    expect((await detectedIn(files)).runs[0]).toBe('python3 scripts/fig.py');
  });

  it.each([
    ['01_a.R', 'args <- commandArgs(trailingOnly = TRUE)\nx <- args[1]\n'],
    ['01_a.R', 'x <- commandArgs(TRUE)[1]\n'],
    ['01_a.jl', 'x = ARGS[1]\n'],
    ['01_a.sh', `sort "$\{1:?a file}"\n`],
  ])('that are numbered and need arguments stay, and it is said: %s', async (file, code) => {
    const { stages, text } = await detectedIn({ [`scripts/${file}`]: code });
    expect(stages.map(({ id }) => id)).toEqual(['a']);
    expect(text).toContain('# a: needs arguments: write them behind the script in `run`.');
  });

  it('are not modules that only their package takes in', async () => {
    const { runs } = await detectedIn({
      'figures/__init__.py': '',
      'figures/one.py':
        'from .style import use\nplt.savefig("out/a.png")\nif __name__ == "__main__": use()\n',
      'figures/style.py': 'def use(): ...\n',
      'main.tex': paper('out/a.png'),
    });
    expect(runs.filter(run => run.includes('one.py'))).toEqual([]);
  });

  it.each(['f"{name}.png"', 'name + ".png"', '"%s.png" % name'])(
    'that may write any picture take none from each other: %s',
    async name => {
      const draw = `fig.savefig(folder() / (${name}))\n`;
      const { stages } = await detectedIn({
        'scripts/01_a.py': draw,
        'scripts/02_b.py': draw,
        'main.tex': paper('figures/one.png'),
      });
      expect(stages.slice(0, 2).map(({ outputs }) => outputs)).toEqual([[], []]);
    },
  );

  it('that others run are theirs, and named once', async () => {
    const { stages, text } = await detectedIn({
      'README.md': '`python scripts/all_figures.py`\n',
      'scripts/all_figures.py':
        'import subprocess, sys\nfor s in ["one.py", "two.py"]:\n    subprocess.run([sys.executable, f"scripts/{s}"])\n',
      'scripts/one.py': 'plt.savefig("figures/one.png")\n',
      'scripts/two.py': 'plt.savefig("figures/two.png")\n',
      'main.tex': paper('figures/one.png', 'figures/two.png'),
    });
    expect(stages.map(({ id }) => id)).toEqual(['all-figures', 'render']);
    expect(stages[0]?.outputs).toEqual(['figures/one.png', 'figures/two.png']);
    expect(text).toContain(
      '# Left out: scripts/one.py, scripts/two.py (scripts/all_figures.py runs them).',
    );
  });

  it('that only run numbered ones are not run beside these', async () => {
    const { stages, text } = await detectedIn({
      'README.md': '`bash run_all.sh`\n',
      'run_all.sh': 'python3 scripts/01_a.py\npython3 scripts/02_b.py\n',
      'scripts/01_a.py': '',
      'scripts/02_b.py': '',
    });
    expect(stages.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(text).toContain(
      '# Left out: run_all.sh (the scripts that it runs are stages of their own',
    );
  });

  it('that nothing names are counted, not run', async () => {
    const { text } = await detectedIn({
      'main.tex': paper(),
      'scripts/one.py': 'print(1)\n',
      'scripts/two.py': '',
    });
    expect(text).toContain(
      "# Left out: 2 scripts in scripts/ (neither a number, a document's figure nor the README",
    );
  });

  it('that are notebooks run by themselves', async () => {
    const { stages } = await detectedIn([
      'b.ipynb',
      'notebooks/a.ipynb',
      'docs/tutorial.ipynb',
      'src/pkg/x.ipynb',
    ]);
    expect(stages.map(({ id, needs }) => [id, needs])).toEqual([
      ['b', []],
      ['a', []],
    ]);
  });
});
