/** Tests of pytest, whole workflows, and what is the same for all that is detected. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { detectDefinition } from '../../../src/definition/detection/detect.ts';
import { gitignoreWith } from '../../../src/definition/detection/init.ts';
import { detectedIn, folderOf } from './folder.ts';

const TEST = 'def test_ok():\n    assert True\n';
type Files = Readonly<Record<string, string>>;

describe('pytest', () => {
  it.each([
    ['two folders deep', { 'tests/unit/core/test_a.py': TEST }, 'tests '],
    ['three folders deep', { 'tests/a/b/c/a_test.py': TEST }, 'tests '],
    ['in the package', { 'src/pkg/tests/test_a.py': TEST }, 'src/pkg/tests '],
    ['in a flat package', { 'pkg/tests/test_a.py': TEST }, 'pkg/tests '],
    ['in two places', { 'pkg/tests/test_a.py': TEST, 'tests/test_b.py': TEST }, 'pkg/tests tests '],
    ['beside the code', { 'pkg/a.py': '', 'pkg/test_a.py': TEST }, 'pkg '],
    ['at the root', { 'test_a.py': TEST }, ''],
    [
      'where testpaths says',
      {
        'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["checks"]\n',
        'checks/test_a.py': TEST,
      },
      '',
    ],
    ['known by pytest.toml', { 'pytest.toml': '' }, ''],
    ['known by tox.ini', { 'tox.ini': '[tox]\n[testenv]\ncommands=pytest\n' }, ''],
    [
      'known by tox.ini over lines',
      { 'tox.ini': '[testenv]\ncommands =\n    coverage erase\n    python -m pytest {posargs}\n' },
      '',
    ],
    ['known by its section in tox.ini', { 'tox.ini': '[pytest]\naddopts = -q\n' }, ''],
    ['known by setup.cfg', { 'setup.cfg': '[tool:pytest]\n' }, ''],
  ])('%s', async (_, files, places) => {
    const { runs } = await detectedIn(files as unknown as Files);
    expect(runs).toEqual([`python3 -m pytest ${places}--junitxml=output/junit.xml`]);
  });

  it.each([
    ["a project's of the template", { 'projects/p/tests/test_a.py': TEST }],
    ['a script called so', { 'scripts/test_run.py': 'print(1)\n' }],
    ['a tox.ini without it', { 'tox.ini': '[testenv]\ncommands=flake8\n' }],
    ['a pyproject.toml without it', { 'pyproject.toml': '[project]\nname = "x"\n' }],
  ])('is not %s', async (_, files) => {
    await expect(detectedIn(files as unknown as Files)).rejects.toThrow('"nothing"');
  });

  it('is reused by its tests, what they import, the data they read and the settings', async () => {
    const { stage } = await detectedIn({
      'tests/test_a.py': `from pkg.core import f\nimport tool\nROWS = open("data/rows.csv").read()\n${TEST}`,
      'tests/conftest.py': '',
      'src/pkg/__init__.py': '',
      'src/pkg/core.py': '',
      'src/other/__init__.py': '',
      'tool.py': '',
      'data/rows.csv': '',
      'pyproject.toml': '',
    });
    expect(stage('tests').inputs.toSorted()).toEqual([
      '*.py',
      'data/rows.csv',
      'src/pkg',
      'tests',
      '{pyproject.toml,setup.py,setup.cfg,requirements*.txt,environment.yml,.python-version}',
      '{pytest.ini,.pytest.ini,pytest.toml,.pytest.toml,pyproject.toml,tox.ini,setup.cfg}',
    ]);
    expect(stage('tests').env).toEqual({ PYTHONPATH: 'src' });
  });

  it("in a script is the script's", async () => {
    const { stages, text } = await detectedIn({
      'scripts/01_check.py': 'import subprocess\nsubprocess.run(["pytest"])\n',
      'tests/test_a.py': TEST,
    });
    expect(stages.map(({ id }) => id)).toEqual(['check']);
    expect(text).toContain('# Left out: tests/ (scripts/01_check.py runs it).');
  });

  it("does not write into a folder that is another stage's", async () => {
    const { stage } = await detectedIn({
      'tests/test_a.py': TEST,
      'dvc.yaml': 'stages:\n  a: { cmd: x, outs: [output] }\n',
    });
    expect(stage('tests').evidence).toEqual([{ source: 'junit', file: 'build/junit.xml' }]);
  });
});

describe('a function whose name begins with test', () => {
  it.each([
    ['def test_size(n, k):\n    return n * k\n\nprint(test_size(1, 2))\n', false],
    ['def test_fit(data):\n    return data\n', false],
    ['def test_a():\n    assert True\n', true],
    ['def test_a(tmp_path):\n    assert True\n', true],
    ['class TestA:\n    def test_a(self):\n        assert True\n', true],
    ['import pytest\n\ndef test_a(own):\n    assert own\n', true],
  ])('beside the code is a test where pytest can call it: %j', async (code, isTest) => {
    const files = { 'python/test_a.py': code, 'scripts/01_a.py': '', 'scripts/02_b.py': '' };
    expect((await detectedIn(files)).stages.some(({ id }) => id === 'tests')).toBe(isTest);
  });
});

describe('scripts anywhere', () => {
  it.each(['BENCHMARK/Y1/PLOT.py', 'code/model/run.R', 'run.jl'])(
    'are named where nothing says what the work is: %s',
    async file => {
      const detection = await detectDefinition(folderOf([file]));
      const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
      expect(detection).toMatchObject({
        kind: 'nothing',
        leftOut: [expect.stringContaining(`1 script in ${folder}/`)],
      });
    },
  );
});

describe('a whole workflow', () => {
  it.each([
    [
      'Snakefile',
      {
        Snakefile:
          'rule all:\n    input:\n        "out/a.csv",\n        expand("fig/{s}.pdf", s=S),\n\nrule a:\n    output: "out/a.csv"\n',
      },
      'snakemake --cores all',
      ['out/a.csv', 'fig/*.pdf'],
    ],
    [
      'Snakefile in workflow/',
      {
        'workflow/Snakefile':
          'rule a:\n    output:\n        "out/a.csv"\n    conda:\n        "e.yml"\n',
      },
      'snakemake --cores all --use-conda',
      ['out/a.csv'],
    ],
    [
      'Snakefile with names in variables',
      {
        Snakefile:
          'OUT = "results"\nrule all:\n    input:\n        f"{OUT}/a.csv",  # first\n        html=report("r/b.html", caption="c"),\n',
      },
      'snakemake --cores all',
      ['results/a.csv', 'r/b.html'],
    ],
    ...['op.join(config["out"], "a.csv")', 'config["out"] + "/a.csv"', 'f"{get()}/a.csv"'].map(
      (name): [string, Readonly<Record<string, string>>, string, string[]] => [
        `Snakefile whose names are put together: ${name}`,
        { Snakefile: `rule all:\n    input:\n        ${name}\n` },
        'snakemake --cores all',
        [],
      ],
    ),
    [
      'dvc.yaml',
      {
        'dvc.yaml':
          'stages:\n  a:\n    cmd: x\n    outs:\n      - data/b\n      - c.pkl: { cache: false }\n    metrics: [m.json]\n',
      },
      'dvc repro',
      ['data/b', 'c.pkl', 'm.json'],
    ],
    [
      'showyourwork',
      { 'showyourwork.yml': '', 'src/tex/ms.tex': '\\begin{document}' },
      'showyourwork build',
      ['ms.pdf'],
    ],
    [
      'showyourwork with another name',
      { 'showyourwork.yml': 'ms_name: paper\n' },
      'showyourwork build',
      ['paper.pdf'],
    ],
    [
      'showyourwork as a submodule',
      {
        'showyourwork.yml': '',
        Makefile: 'ms.pdf:\n\t$(MAKE) -C showyourwork\n',
        '.gitmodules': '[submodule "showyourwork"]\n',
      },
      'make ms.pdf',
      ['ms.pdf'],
    ],
    [
      'Makefile',
      {
        Makefile:
          'all: paper.pdf\n\npaper.pdf: paper.tex fig/a.pdf\n\tlatexmk -pdf paper.tex\n\nfig/a.pdf: a.R\n\tRscript a.R\n\nslides.pdf: s.tex\n\tlatexmk s.tex\n',
        'a.R': '',
        'paper.tex': '\\begin{document}',
      },
      'make',
      ['paper.pdf', 'fig/a.pdf'],
    ],
    [
      'Makefile with variables',
      {
        Makefile:
          'FIGS = f/a.png f/b.png\nhelp:\n\t@echo x\n\nfigures: $(FIGS)\n\nf/%.png: %.py\n\tpython3 $<\n',
      },
      'make figures',
      ['f/a.png', 'f/b.png'],
    ],
    [
      'Makefile of a paper',
      { 'paper/Makefile': 'paper.pdf: paper.md\n\tpandoc -o $@ $<\n', 'paper/paper.md': '' },
      'make',
      ['paper/paper.pdf'],
    ],
  ])('runs by its own command: %s', async (_, files, run, outputs) => {
    const { stages } = await detectedIn(files as unknown as Files);
    expect(stages).toHaveLength(1);
    expect(stages[0]).toMatchObject({ run, outputs });
  });

  it.each([
    ['chores', 'test:\n\tpytest\n\nclean:\n\trm -rf build\n'],
    ['documentation', 'html:\n\tsphinx-build docs out\n\nclean:\n\trm -rf out\n'],
    ['an installation', 'install:\n\tpip install .\n\nlint:\n\truff check\n'],
  ])('is not a Makefile of %s, which is named', async (_, makefile) => {
    const { stages, text } = await detectedIn({ Makefile: makefile, 'tests/test_a.py': TEST });
    expect(stages.map(({ id }) => id)).toEqual(['tests']);
    expect(text).toContain(
      '# Left out: Makefile (its rules build neither figures nor a document).',
    );
  });

  it('takes in the scripts and documents that it runs, which are named', async () => {
    const { stages, text } = await detectedIn({
      Makefile:
        'all: paper.pdf\n\npaper.pdf: paper.tex\n\tlatexmk -pdf paper.tex\n\ndata.csv: scripts/01_load.R\n\tRscript scripts/01_load.R\n',
      'scripts/01_load.R': '',
      'scripts/02_other.R': '',
      'paper.tex': '\\begin{document}',
    });
    expect(stages.map(({ id }) => id)).toEqual(['make', 'other']);
    expect(text).toContain('(Makefile runs them).');
  });
});

it('what git ignores is not looked at: results of earlier runs change nothing', async () => {
  const files = {
    'scripts/plot.py': 'plt.savefig("figures/a.png")\n',
    'main.tex': '\\begin{document}\\includegraphics{figures/a}\\end{document}',
    '.gitignore': 'figures/\n/build/\n*.aux\n',
  };
  const run = { 'figures/a.png': '', 'build/copy.tex': '\\begin{document}', 'scripts/a.aux': '' };
  const text = async (files: Files) => {
    const folder = folderOf(files);
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    const detection = await detectDefinition(folder);
    return detection.kind === 'detected' ? detection.text : '';
  };
  const fresh = await text(files);
  expect(fresh).toContain('needs: [plot]');
  expect(await text({ ...files, ...run })).toBe(fresh);
  // Without a repository all of it is there.
  const { text: other } = await detectedIn({ ...files, ...run });
  expect(other).not.toBe(fresh);
});

it.each([
  ['a file', 'open("data/raw.csv").read()', 'data/raw.csv'],
  ['a folder', 'import os\nfor n in os.listdir("data"): pass', 'data'],
  [
    'one of two',
    'x = open("data/raw.csv").read()\nopen("out/a.csv", "w").write(x)',
    'data/raw.csv',
  ],
])(
  'data that git ignores and a stage reads is an input, by its name: %s',
  async (_, script, input) => {
    const folder = folderOf({
      'scripts/01_a.py': `${script}\n`,
      'data/raw.csv': '1',
      'out/a.csv': '',
      '.gitignore': 'data/\nout/\n',
    });
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    const detection = await detectDefinition(folder);
    expect(detection.kind === 'detected' && detection.text).toContain(
      `inputs: [scripts/01_a.py, ${input}]`,
    );
  },
);

describe('.gitignore', () => {
  it('gets what stages make and the checkout does not have', async () => {
    const { ignore } = await detectedIn({
      'tests/test_a.py': TEST,
      'paper/main.tex': '\\begin{document}',
      'scripts/01_a.py': 'open("results/a.csv", "w")\nopen("data/b.csv", "w")\n',
      'data/raw.csv': '',
    });
    expect(ignore).toEqual(['/output/', '/results/', '/data/b.csv', '/paper/build/']);
  });

  it.each([
    ['nothing', '', ['/output/'], '.stagetime/\n/output/\n'],
    ['the folder wherever it is', '.stagetime/\noutput/\n', ['/output/'], '.stagetime/\noutput/\n'],
    ['the folder at the root', '.stagetime/\n/output\n', ['/output/'], '.stagetime/\n/output\n'],
    [
      'a folder above',
      '.stagetime/\n**/build/\n',
      ['/paper/build/', '/build/x.pdf'],
      '.stagetime/\n**/build/\n',
    ],
    [
      'another folder of the name',
      '.stagetime/\n/docs/build/\n',
      ['/build/'],
      '.stagetime/\n/docs/build/\n/build/\n',
    ],
    ['its ending', '.stagetime/\n*.pdf\n', ['/a.pdf', '/paper/b.pdf'], '.stagetime/\n*.pdf\n'],
    ['an exception', '.stagetime/\n!output/\n', ['/output/'], '.stagetime/\n!output/\n/output/\n'],
  ])('is only added to: %s', (_, before, made, after) => {
    expect(gitignoreWith(before, made).text).toBe(after);
  });
});
