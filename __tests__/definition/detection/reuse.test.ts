/** What decides a result is among the inputs of its stage, or the stage is not reused: a wrong reuse is worse than none. */
import { describe, expect, it } from 'vitest';
import { detectedIn, type Files } from './folder.ts';
import { stands } from './noticing.ts';

/** Whether a stage runs again when a file changes: by its inputs, or because it has none. */
async function notices(files: Files, id: string, file: string) {
  const { stage, text } = await detectedIn(files);
  const { inputs } = stage(id);
  const isNoticed = inputs.length === 0 || inputs.some(input => stands(input, file));
  return { isNoticed, runsAlways: inputs.length === 0, inputs, text };
}

const TEST = 'from h import f\n\n\ndef test_f():\n    assert f() == 1\n';
const HELPER = 'def f():\n    return 1\n';

describe('code that tests take in', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['pytest.ini', { 'pytest.ini': '[pytest]\npythonpath = scripts\n' }],
    [
      'pyproject.toml',
      { 'pyproject.toml': '[tool.pytest.ini_options]\npythonpath = ["scripts"]\n' },
    ],
    ['setup.cfg', { 'setup.cfg': '[tool:pytest]\npythonpath = scripts\n' }],
    ['tox.ini', { 'tox.ini': '[pytest]\npythonpath = scripts\n' }],
    ['a conftest.py of the root', { 'conftest.py': 'import sys\nsys.path.insert(0, "scripts")\n' }],
    [
      'a conftest.py of the tests',
      {
        'tests/conftest.py':
          'import sys\nfrom pathlib import Path\nsys.path.append(str(Path(__file__).parents[1] / "scripts"))\n',
      },
    ],
    ['nothing that is seen', {}],
  ])('is an input where the path to it is set in %s', async (_, settings) => {
    const { isNoticed, runsAlways } = await notices(
      { 'scripts/h.py': HELPER, 'tests/test_h.py': TEST, ...settings },
      'tests',
      'scripts/h.py',
    );
    expect({ isNoticed, runsAlways }).toEqual({ isNoticed: true, runsAlways: false });
  });

  it.each([
    [
      'set in the test',
      `import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "tools/deep"))\n${TEST}`,
    ],
    ['import_module', 'import importlib\nh = importlib.import_module("h")\ndef test_h(): h.f()\n'],
    ['importorskip', 'import pytest\nh = pytest.importorskip("h")\ndef test_h(): h.f()\n'],
    ['__import__', 'h = __import__("h")\ndef test_h(): h.f()\n'],
    [
      'runpy',
      'import runpy\nfrom pathlib import Path\nDEEP = Path(__file__).parents[1] / "tools" / "deep"\ndef test_h(): runpy.run_path(str(DEEP / "h.py"))\n',
    ],
    [
      'a file location',
      'import importlib.util, os\nspec = importlib.util.spec_from_file_location("h", os.path.join("tools", "deep", "h.py"))\ndef test_h(): pass\n',
    ],
    [
      'subprocess',
      'import subprocess, sys\ndef test_h(): subprocess.run([sys.executable, "h.py"], cwd="tools/deep", check=True)\n',
    ],
    [
      'python -m',
      'import subprocess, sys\ndef test_h(): subprocess.run([sys.executable, "-m", "tools.deep.h"], check=True)\n',
    ],
  ])('is an input: %s', async (_, test) => {
    const { isNoticed, runsAlways } = await notices(
      { 'tools/deep/h.py': HELPER, 'tests/test_h.py': test },
      'tests',
      'tools/deep/h.py',
    );
    expect({ isNoticed, runsAlways }).toEqual({ isNoticed: true, runsAlways: false });
  });

  it.each([
    [
      'a package without a name on the path',
      'analysis/lib/stats/core.py',
      'from stats.core import f\n',
    ],
    ['a package', 'vendored/stats/__init__.py', 'import stats\n'],
    ['a plugin', 'tools/fixtures.py', 'pytest_plugins = ["tools.fixtures"]\n'],
  ])('is an input: %s', async (_, file, conftest) => {
    const { isNoticed, runsAlways } = await notices(
      { [file]: HELPER, 'conftest.py': conftest, 'tests/test_h.py': 'def test_h(): pass\n' },
      'tests',
      file,
    );
    expect({ isNoticed, runsAlways }).toEqual({ isNoticed: true, runsAlways: false });
  });

  it('is not known where its name is computed, so they run every time', async () => {
    const { stage, text } = await detectedIn({
      'steps/a.py': HELPER,
      'tests/test_h.py':
        'import importlib, os\ndef test_all():\n    for name in os.listdir("steps"):\n        importlib.import_module("steps." + name[:-3])\n',
    });
    expect(stage('tests').inputs).toEqual([]);
    expect(text).toContain('# tests: imports or starts something by a name that is computed');
  });

  it('does not come from environments or results', async () => {
    const { stage } = await detectedIn({
      'venv/lib/h.py': HELPER,
      'output/h.py': HELPER,
      'tests/test_h.py': TEST,
    });
    const { inputs } = stage('tests');
    expect(inputs.some(input => stands(input, 'tests/test_h.py'))).toBe(true);
    expect(inputs.some(input => /h\.py$/.test(input) || stands(input, 'output/h.py'))).toBe(false);
    expect(inputs.some(input => stands(input, 'venv/lib/h.py'))).toBe(false);
  });
});

describe('data that a fixture leads to', () => {
  const ROOT =
    '@pytest.fixture(scope="session")\ndef root():\n    return Path(__file__).resolve().parents[1]\n';
  const HEAD = 'from pathlib import Path\nimport pytest\n';
  const READS = 'def test_a(root):\n    assert (root / "data" / "a.json").read_text()\n';

  it.each<[string, Readonly<Record<string, string>>]>([
    ['of the conftest.py', { 'tests/conftest.py': HEAD + ROOT, 'tests/test_a.py': READS }],
    [
      'of a conftest.py above',
      {
        'tests/conftest.py': HEAD + ROOT,
        'tests/unit/deep/test_a.py': READS,
      },
    ],
    ['of the test', { 'tests/test_a.py': HEAD + ROOT + READS }],
    [
      'of another fixture',
      {
        'tests/conftest.py': `${HEAD}${ROOT}@pytest.fixture\ndef data(root):\n    yield root / "data"\n`,
        'tests/test_a.py': 'def test_a(data):\n    assert (data / "a.json").read_text()\n',
      },
    ],
    [
      'that is taken in',
      {
        'tests/helpers.py': HEAD + ROOT,
        'tests/conftest.py': 'from helpers import root\n',
        'tests/test_a.py': READS,
      },
    ],
    [
      'in a class',
      {
        'tests/conftest.py': HEAD + ROOT,
        'tests/test_a.py':
          'class TestA:\n    def test_a(self, root):\n        assert (root / "data" / "a.json").read_text()\n',
      },
    ],
    [
      'and that the code reads',
      {
        'tests/conftest.py': HEAD + ROOT,
        'pkg/__init__.py': '',
        'pkg/load.py': 'def load(folder):\n    return (folder / "a.json").read_text()\n',
        'tests/test_a.py':
          'from pkg.load import load\n\ndef test_a(root):\n    assert load(root / "data")\n',
      },
    ],
  ])('is an input: %s', async (_, files) => {
    expect(await notices({ 'data/a.json': '1', ...files }, 'tests', 'data/a.json')).toMatchObject({
      isNoticed: true,
      runsAlways: false,
    });
  });

  it.each([
    ['what pytest makes', 'def test_a(tmp_path):\n    (tmp_path / "a").read_text()\n'],
    [
      'what is made from that',
      '@pytest.fixture\ndef project(tmp_path):\n    return tmp_path, 1\n\ndef test_a(project):\n    project[0].read_text()\n    open(project)\n',
    ],
    [
      'a fixture of the same name',
      '@pytest.fixture\ndef root(root):\n    return root\n\ndef test_a(root):\n    open(root)\n',
    ],
  ])('is none: %s', async (_, test) => {
    const files = { 'tests/test_a.py': HEAD + test };
    expect(await notices(files, 'tests', 'tests/test_a.py')).toMatchObject({ runsAlways: false });
  });

  it('and cannot be seen makes the tests run every time', async () => {
    const fixture = '@pytest.fixture\ndef place():\n    return os.environ["DATA"]\n\n';
    const files = { 'tests/test_a.py': `${HEAD}${fixture}def test_a(place):\n    open(place)\n` };
    expect(await notices(files, 'tests', 'data/a.json')).toMatchObject({ runsAlways: true });
  });
});

describe('what is added later', () => {
  const paper = '\\documentclass{article}\\begin{document}a\\end{document}';
  const qmd = '---\ntitle: T\n---\n';

  it.each<[string, Files, string, string]>([
    ...['sty', 'cls', 'bst', 'bib', 'ltx', 'tikz', 'lbx'].map(
      (ending): [string, Files, string, string] => [
        `a .${ending} beside a document`,
        { 'paper/main.tex': paper },
        'render',
        `paper/sub/epi.${ending}`,
      ],
    ),
    ['a style beside a document of the root', { 'main.tex': paper }, 'render', 'epi.sty'],
    [
      'a style beside a chapter elsewhere',
      {
        'paper/main.tex': paper.replace('a\\end', '\\input{../common/a}\\end'),
        'common/a.tex': '',
      },
      'render',
      'common/epi.sty',
    ],
    [
      'a bibliography of a paper in Markdown',
      { 'joss/paper.md': `${qmd.replace('title: T', 'authors: [A]')}` },
      'render-paper-md',
      'joss/refs.bib',
    ],
    [
      'a style of chapters',
      { 'text/01_a.md': '# A', 'text/02_b.md': '# B' },
      'render-text',
      'text/apa.csl',
    ],
    ['a bibliography of a text of Quarto', { 'report.qmd': qmd }, 'render-report-qmd', 'refs.bib'],
    [
      'a filter of a project of Quarto',
      { 'book/_quarto.yml': 'project: { type: book }', 'book/index.qmd': qmd },
      'render-book',
      'book/filters/a.lua',
    ],
    ...[
      'conftest.py',
      'pytest.ini',
      'tox.ini',
      'setup.cfg',
      'pyproject.toml',
      'pytest.toml',
    ].flatMap((file): [string, Files, string, string][] => [
      [
        `${file} for tests without settings`,
        { 'tests/test_h.py': 'def test_h(): pass' },
        'tests',
        file,
      ],
      [`${file} for tests of the root`, { 'test_h.py': 'def test_h(): pass' }, 'tests', file],
      [
        `${file} for tests with settings`,
        { 'tests/test_h.py': 'def test_h(): pass', '.pytest.ini': '' },
        'tests',
        file,
      ],
    ]),
    ['a test of the root', { 'test_h.py': 'def test_h(): pass' }, 'tests', 'test_later.py'],
    [
      'a conftest.py between',
      { 'pkg/tests/test_h.py': 'def test_h(): pass' },
      'tests',
      'pkg/conftest.py',
    ],
    [
      'a lock file',
      { 'scripts/01_x.py': 'open("out/x.csv", "w")', 'pyproject.toml': '' },
      'x',
      'requirements-dev.txt',
    ],
    [
      'a Python',
      { 'scripts/01_x.py': 'open("out/x.csv", "w")', 'uv.lock': '' },
      'x',
      '.python-version',
    ],
    [
      'a lock file of R',
      { 'scripts/01_x.R': 'write.csv(x, "out/x.csv")', DESCRIPTION: '' },
      'x',
      'renv.lock',
    ],
    ['a profile of R', { 'report.Rmd': qmd, 'renv.lock': '' }, 'render-report-rmd', '.Rprofile'],
    [
      'a manifest of Julia',
      { 'scripts/01_x.jl': 'CSV.write("out/x.csv", x)', 'Project.toml': '' },
      'x',
      'Manifest.toml',
    ],
  ])('is an input: %s', async (_, files, id, file) => {
    expect(await notices(files, id, file)).toMatchObject({ isNoticed: true, runsAlways: false });
  });

  it('is looked for by patterns that something there matches: one without a match would fail the stage', async () => {
    const files = {
      'paper/main.tex': paper,
      'test_h.py': 'def test_h(): pass',
      'scripts/01_a.R': 'write.csv(x, "out/a.csv")',
      'scripts/02_b.py': 'open("out/b.csv", "w")',
      'report.qmd': qmd,
    };
    const { stages } = await detectedIn(files);
    const unmatched = stages
      .flatMap(({ inputs }) => inputs)
      .filter(input => !Object.keys(files).some(file => stands(input, file)));
    expect(unmatched).toEqual([]);
    expect(stages.map(({ inputs }) => inputs.length > 0)).toEqual([true, true, true, true, true]);
  });
});

describe("a document's pictures", () => {
  const paper =
    '\\documentclass{article}\\begin{document}\\includegraphics{figures/a}\\end{document}';

  it.each(['png', 'jpg', 'jpeg', 'eps', 'svg', 'tikz', 'pgf', 'tex', 'pdf'])(
    'may get another ending later: %s',
    async ending => {
      const files = { 'manuscript/main.tex': paper, 'manuscript/figures/a.pdf': '%PDF' };
      expect(await notices(files, 'render', `manuscript/figures/later.${ending}`)).toMatchObject({
        isNoticed: true,
        runsAlways: false,
      });
    },
  );

  it.each([
    ['a macro', '\\newcommand{\\figs}{art}\\begin{document}\\includegraphics{\\figs/a}'],
    ['what nobody knows', '\\begin{document}\\includegraphics{\\jobname-a}'],
  ])('may be named by %s', async (_, body) => {
    const files = {
      'manuscript/main.tex': `\\documentclass{article}${body}\\end{document}`,
      'manuscript/art/a.png': 'PNG',
    };
    expect(await notices(files, 'render', 'manuscript/art/a.png')).toMatchObject({
      isNoticed: true,
    });
  });

  it('in Markdown, too', async () => {
    const files = {
      'manuscript/01_a.md': '# A\n\n![A](figures/a.pdf)\n',
      'manuscript/02_b.md': '# B\n',
      'manuscript/figures/a.pdf': '%PDF',
    };
    expect(await notices(files, 'render-manuscript', 'manuscript/figures/b.png')).toMatchObject({
      isNoticed: true,
    });
  });

  it.each([
    ['a citation in the caption', '![As [@doe2020] found](figures/a.pdf){#fig:a}'],
    ['a formula', '![For $\\alpha \\in [0.1, 0.4]$ and $x[1]$.](figures/a.pdf){width=50%}'],
    ['a link', '![From [here](https://example.org), redrawn](figures/a.pdf "Title")'],
    ['a caption of several lines', '![One\n[two]\nthree](figures/a.pdf)'],
    ['escaped brackets', '![An \\] alone](<figures/a.pdf>)'],
    ['a reference', '![A [b]][fig]\n\n[Fig]: figures/a.pdf "Title"'],
    ['a reference by the caption', '![Figure one]\n\n[figure one]: <figures/a.pdf>'],
    ['encoded signs', '![A](figures%2Fa.pdf)'],
  ])('in Markdown, with %s', async (_, picture) => {
    const files = {
      'paper.md': `---\ntitle: T\nauthor: A\n---\n\n# A\n\n${picture}\n`,
      'figures/a.pdf': '%PDF',
    };
    expect(await notices(files, 'render-paper-md', 'figures/a.pdf')).toMatchObject({
      isNoticed: true,
      runsAlways: false,
    });
  });

  it.each([
    [
      'Markdown',
      'render-paper-md',
      { 'paper.md': '---\ntitle: T\nauthor: A\n---\n\n![A](out/fig/a.png)\n' },
    ],
    ['Quarto', 'render-p-qmd', { 'p.qmd': '---\ntitle: T\n---\n\n![A](out/fig/a.png)\n' }],
    ['LaTeX', 'render', { 'main.tex': paper.replace('figures/a', 'out/fig/a.png') }],
  ])(
    'in %s, that are there and made by a stage, need no pattern that nothing matches',
    async (_, id, text) => {
      const { stage } = await detectedIn({
        'scripts/draw.py': 'plt.savefig("out/fig/a.png")\n',
        'out/fig/a.png': 'PNG',
        ...text,
      } as Files);
      expect(stage(id).needs).toEqual(['draw']);
      expect(stage(id).inputs.filter(one => one.includes('out/fig'))).toEqual([]);
    },
  );

  it.each([
    ['an example in code', '```md\n![A](figures/a.pdf)\n```'],
    ['a comment', '<!-- ![A](figures/a.pdf) -->'],
    ['two paragraphs', '![A\n\nB](figures/a.pdf)'],
  ])('in Markdown, not %s', async (_, text) => {
    const files = {
      'paper.md': `---\ntitle: T\nauthor: A\n---\n\n${text}\n`,
      'figures/a.pdf': '%PDF',
    };
    expect((await notices(files, 'render-paper-md', 'figures/a.pdf')).inputs).toEqual([
      '{paper.md,*.bib,*.csl}',
    ]);
  });

  it('are not what a stage makes beside them', async () => {
    const { stage } = await detectedIn({
      'scripts/draw.py': 'import plt\nplt.savefig("manuscript/figures/b.png")\n',
      'manuscript/main.tex': paper.replace('a}', 'a}\\includegraphics{figures/b.png}'),
      'manuscript/figures/a.pdf': '%PDF',
    });
    expect(stage('render').needs).toEqual(['draw']);
    expect(stage('render').inputs.filter(one => stands(one, 'manuscript/figures/b.png'))).toEqual(
      [],
    );
    expect(stage('render').inputs.some(one => stands(one, 'manuscript/figures/c.jpg'))).toBe(true);
  });
});

describe('data that a script reads', () => {
  const COMMON =
    'from pathlib import Path\nROOT = Path(__file__).resolve().parent.parent\nDATA = ROOT / "data"\ndef read(name):\n    return open(ROOT / name).read()\ndef data_path(name, folder=DATA):\n    return folder / name\ndef everything(names):\n    return [read(f"data/{n}.csv") for n in names]\n';
  const OUT = 'open("results/out.csv", "w").write(x)\n';

  const scripts: readonly (readonly [string, string])[] = [
    ['a constant', 'from common import ROOT\nx = open(ROOT / "data" / "a.csv").read()\n'],
    ['a constant by another name', 'from common import DATA as D\nx = (D / "a.csv").read_text()\n'],
    ['a constant of a module', 'import common\nx = open(common.ROOT / "data/a.csv").read()\n'],
    ['a module by another name', 'import common as c\nx = open(str(c.DATA / "a.csv")).read()\n'],
    ['all of a module', 'from common import *\nx = open(f"{DATA}/a.csv").read()\n'],
    ['a function that reads', 'from common import read\nx = read("data/a.csv")\n'],
    ['a function that gives a path', 'import common\nx = open(common.data_path("a.csv")).read()\n'],
    [
      'a function that is given a list',
      'from common import everything\nx = everything(["a", "b"])\n',
    ],
    ['a module that hands on', 'from settings import DATA\nx = open(DATA / "a.csv").read()\n'],
    [
      'a module that takes in this one',
      'from circle import HERE\nx = open(HERE / ".." / "data" / "a.csv").read()\n',
    ],
    [
      'an own function',
      'def load(p):\n    with open(p) as f:\n        return f.read()\ndef main(path="data/a.csv"):\n    return load(path)\nx = main()\n',
    ],
    [
      'a list of paths',
      'from common import DATA\nx = ""\nfor p in sorted(DATA.glob("*.csv")):\n    x += p.read_text()\n',
    ],
    [
      'a folder that is listed',
      'import os\nx = ""\nfor name in os.listdir("data"):\n    x += open(os.path.join("data", name)).read()\n',
    ],
    [
      'a folder and those in it',
      'import os\nfrom common import DATA\nx = ""\nfor folder, _, names in os.walk(DATA):\n    for name in names:\n        x += open(os.path.join(folder, name)).read()\n',
    ],
    [
      'a dictionary',
      'from common import DATA\nPATHS = {"a": DATA / "a.csv"}\nx = open(PATHS["a"]).read()\n',
    ],
    [
      'files one after the other',
      'import json\nwith open("data/a.csv") as f:\n    x = json.load(f)\n',
    ],
    [
      'a name with an ending',
      'from common import DATA\nx = (DATA / "a.txt").with_suffix(".csv").read_text()\n',
    ],
  ];

  it.each(scripts)('is found by %s', async (_, script) => {
    const files = {
      'scripts/common.py': COMMON,
      'scripts/settings.py': 'from common import DATA\n',
      'scripts/circle.py': 'from pathlib import Path\nimport other\nHERE = Path(__file__).parent\n',
      'scripts/other.py': 'from circle import HERE\n',
      'scripts/01_fig.py': `${script}${OUT}`,
      'data/a.csv': '1\n',
    };
    expect(await notices(files, 'fig', 'data/a.csv')).toMatchObject({
      isNoticed: true,
      runsAlways: false,
    });
  });

  it.each([
    ['an argument', 'import sys\nx = open(sys.argv[1]).read()\n'],
    [
      'a setting',
      'import yaml\nconfig = yaml.safe_load(open("config.yml"))\nx = open(config["data"]).read()\n',
    ],
    [
      'the environment',
      'import os\nfrom pathlib import Path\nx = (Path(os.environ["DATA"]) / "a.csv").read_text()\n',
    ],
    ['a function of others', 'x = open(where_data_is() + "/a.csv").read()\n'],
    [
      'a method',
      'class Loader:\n    def read(self, path):\n        return open(path).read()\nx = Loader().read(name())\n',
    ],
    [
      'a name that was another before',
      'import sys\npath = "data/a.csv"\npath = sys.argv[1]\nx = open(path).read()\n',
    ],
    ['another working folder', 'import os\nos.chdir("data")\nx = open("a.csv").read()\n'],
    [
      'a branch',
      'from pathlib import Path\nD = Path("data")\nif big():\n    D = Path("results")\nx = open(D / "a.csv").read()\n',
    ],
    ['a place outside', 'x = open("/srv/data/a.csv").read()\n'],
    [
      'a function that is handed on',
      'def load(p):\n    return open(p).read()\nx = list(map(load, names()))\n',
    ],
    [
      'any file of the root',
      'from pathlib import Path\nx = ""\nfor p in Path(".").glob("*"):\n    x += p.read_text()\n',
    ],
  ])('is not known by %s, so that the script runs every time', async (_, script) => {
    const { runsAlways, text } = await notices(
      { 'scripts/01_fig.py': `${script}${OUT}`, 'data/a.csv': '1\n', 'config.yml': 'data: x\n' },
      'fig',
      'data/a.csv',
    );
    expect(runsAlways).toBe(true);
    expect(text).toContain('# fig: reads something whose name `init` could not see');
  });

  it.each([
    ['R', '01_fig.R', 'x <- read.csv(path)\nwrite.csv(x, "results/out.csv")\n'],
    ['Julia', '01_fig.jl', 'x = CSV.read(path, DataFrame)\nCSV.write("results/out.csv", x)\n'],
  ])('is not known in %s either', async (_, name, script) => {
    const { runsAlways } = await notices({ [`scripts/${name}`]: script }, 'fig', 'data/a.csv');
    expect(runsAlways).toBe(true);
  });

  it.each([
    [
      'R',
      '01_fig.R',
      'source("scripts/paths.R")\nx <- load_it("a.csv")\nwrite.csv(x, "results/out.csv")\n',
    ],
    [
      'R, without a function',
      '01_fig.R',
      'source("scripts/paths.R")\nx <- read.csv(file.path(DATA, "a.csv"))\nwrite.csv(x, "results/out.csv")\n',
    ],
  ])('is found in %s', async (_, name, script) => {
    const files = {
      'scripts/paths.R':
        'DATA <- here::here("data")\nload_it <- function(name) {\n  read.csv(file.path(DATA, name))\n}\n',
      [`scripts/${name}`]: script,
      'data/a.csv': '',
    };
    expect(await notices(files, 'fig', 'data/a.csv')).toMatchObject({
      isNoticed: true,
      runsAlways: false,
    });
  });

  it.each(['sort "$1" > results/out.csv\n', 'wc "$DATA/a.csv" > results/out.csv\n'])(
    'is not known in a shell script: %s',
    async script => {
      const { runsAlways } = await notices({ 'scripts/01_fig.sh': script }, 'fig', 'data/a.csv');
      expect(runsAlways).toBe(true);
    },
  );

  it('that is nowhere may come, so the script runs every time', async () => {
    const script = `x = open("data/later.csv").read() if ready() else ""\n${OUT}`;
    const { runsAlways, text } = await notices(
      { 'scripts/01_fig.py': script },
      'fig',
      'data/a.csv',
    );
    expect(runsAlways).toBe(true);
    expect(text).toContain('# fig: reads data/later.csv, which is not there and no stage makes');
  });

  it('is not whatever texts a script puts together', async () => {
    const { stage } = await detectedIn({
      'scripts/01_fig.py': `head = "0" + size\nbody = b"IHDR" + head\n${OUT}`,
    });
    expect(stage('fig').inputs).toEqual(['scripts/01_fig.py']);
    const { stage: notebook } = await detectedIn({
      'notebooks/01_fig.ipynb': JSON.stringify({
        cells: [{ cell_type: 'code', source: `head = "0" + size\nbody = b"IHDR" + head\n` }],
      }),
      'notebooks/02_b.ipynb': '{}',
    });
    expect(notebook('fig').inputs).toEqual(['notebooks/01_fig.ipynb']);
  });

  it('is where tests read it, too', async () => {
    const files = {
      'scripts/common.py': COMMON,
      'tests/test_a.py':
        'from common import read\n\n\ndef test_a(tmp_path):\n    (tmp_path / "b.csv").write_text("")\n    assert read("data/a.csv")\n    assert (tmp_path / "b.csv").read_text() == ""\n',
      'data/a.csv': '1\n',
    };
    expect(await notices(files, 'tests', 'data/a.csv')).toMatchObject({
      isNoticed: true,
      runsAlways: false,
    });
  });

  it('counts where it is kept among results and no stage makes it', async () => {
    const files = {
      'scripts/01_fig.py': `x = open("processed/a.csv").read()\n${OUT}`,
      'processed/a.csv': '1\n',
    };
    expect(await notices(files, 'fig', 'processed/a.csv')).toMatchObject({
      isNoticed: true,
      runsAlways: false,
    });
  });
});

describe('results that a script reads', () => {
  const COMMON =
    'from pathlib import Path\nROOT = Path(__file__).resolve().parent.parent\ndef read(name):\n    return (ROOT / name).read_text()\ndef write(name, text):\n    (ROOT / name).write_text(text)\n';

  it('are made by the one that writes them by a helper', async () => {
    const { stage } = await detectedIn({
      'scripts/common.py': COMMON,
      'scripts/analysis.py': 'from common import write\nwrite("results/means.csv", "1")\n',
      'scripts/fig_means.py':
        'from common import read, write\nwrite("figures/means.svg", read("results/means.csv"))\n',
      'README.md': '`python scripts/fig_means.py` needs `python scripts/analysis.py`\n',
    });
    expect(stage('analysis').outputs).toEqual(['results/means.csv']);
    expect(stage('fig-means')).toMatchObject({ outputs: ['figures/means.svg'] });
    expect(stage('fig-means').inputs).not.toEqual([]);
  });

  it.each([
    ['that are not there', {}],
    ['that are there', { 'results/means.csv': '1\n' }],
  ])('wait for one whose outputs could not be seen: %s', async (_, more) => {
    const { stage, text } = await detectedIn({
      'scripts/common.py': COMMON,
      'scripts/analysis.py':
        'import os\nfrom pathlib import Path\nPath(os.environ["OUT"]).write_text("1")\n',
      'scripts/fig_means.py':
        'from common import read\nopen("figures/means.svg", "w").write(read("results/means.csv"))\n',
      'main.tex':
        '\\documentclass{article}\\begin{document}\\includegraphics{figures/means.svg}\\end{document}',
      'README.md': '`python scripts/analysis.py`\n',
      ...more,
    });
    expect(stage('fig-means')).toMatchObject({ needs: ['analysis'], inputs: [] });
    expect(text).toContain('# analysis: runs every time');
  });

  it('of a kind that nobody knows are seen, too', async () => {
    const { stage } = await detectedIn({
      'scripts/01_a.py':
        'from pathlib import Path\nOUT = Path("results")\ndef save(name):\n    for ending in ("pdf", "png"):\n        fig.savefig(OUT / f"{name}.{ending}")\nsave("a")\nopen("results/model.bin", "wb")\n',
    });
    expect(stage('a').outputs).toEqual(['results/model.bin', 'results/a.*']);
  });

  it('are partly not seen: it runs every time, and so do those behind it', async () => {
    const { stage, text } = await detectedIn({
      'scripts/01_a.py': 'import sys\nopen("results/a.csv", "w")\nopen(sys.argv[1], "w")\n',
      'scripts/02_b.py': 'x = open("results/a.csv").read()\nopen("results/b.csv", "w").write(x)\n',
    });
    expect(stage('a')).toMatchObject({ inputs: [], outputs: ['results/a.csv'] });
    expect(stage('b').inputs).toEqual([]);
    expect(text).toContain('# a: writes something whose name `init` could not see');
  });
});

describe('a workflow in a folder', () => {
  const Makefile = 'paper.pdf: paper.tex\n\tpdflatex paper.tex\n';

  it.each<[string, Readonly<Record<string, string>>]>([
    ['in its rules', { 'paper/Makefile': Makefile.replace('paper.tex', 'paper.tex ../R/fit.R') }],
    ['in its sources', { 'paper/Makefile': Makefile, 'paper/paper.tex': '\\input{../R/fit}' }],
    [
      'by code',
      { 'paper/Makefile': Makefile, 'paper/run.R': 'source(here::here("R", "fit.R"))\n' },
    ],
    [
      'by the package',
      { 'paper/Makefile': Makefile, 'paper/p.Rnw': '<<a>>=\ndevtools::load_all()\n@\n' },
    ],
    [
      'by what it imports',
      {
        'paper/Makefile': Makefile,
        'paper/fig.py': 'from own.fit import f\n',
        'own/fit.py': '',
        'own/__init__.py': '',
      },
    ],
  ])('that looks beyond it counts all files: %s', async (_, files) => {
    const all = { 'R/fit.R': '1\n', ...files };
    expect(await notices(all, 'make', 'R/fit.R')).toMatchObject({ isNoticed: true });
  });

  it('that does not counts its own', async () => {
    const files = { 'paper/Makefile': Makefile, 'paper/paper.tex': 'And so on ... 1..2\n' };
    const { inputs } = await notices(files, 'make', 'paper/paper.tex');
    expect(inputs).toEqual(['paper/**']);
  });
});

describe('plans of targets and drake', () => {
  it.each(['targets::tar_make()', 'drake::r_make()', 'x <- readd(fit)', 'tar_load(fit)'])(
    'are not seen through: %s',
    async code => {
      const files = { 'code/01_a.R': `${code}\n`, 'code/02_b.R': '1\n', 'code/plan.R': '1\n' };
      expect(await notices(files, 'a', 'code/plan.R')).toMatchObject({ runsAlways: true });
    },
  );
});
