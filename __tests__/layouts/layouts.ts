/**
 * Small repositories laid out as public ones of their kind are: each with what `init` has to make of it, and
 * which stages a change of one of its figure scripts has to run again.
 */
import { pictureScript } from './stand-ins.ts';

/** A repository, and what is expected of it. */
export interface Layout {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Programs that are not the real ones. */
  readonly standIns: readonly string[];
  /** Real programs that it takes. */
  readonly tools: readonly string[];
  /** Of several projects, the one whose pipeline is written. */
  readonly project?: string;
  /** The stages by id, in the order of the definition. */
  readonly stages: readonly string[];
  /** Stages that look at the machine, and run every time. */
  readonly always?: readonly string[];
  /** A text in a figure script, and what it becomes; and the stages that then run. */
  readonly change: {
    readonly file: string;
    readonly from: string;
    readonly to: string;
    readonly runs: readonly string[];
  };
}

/** A change of a script of {@link pictureScript}, after which its picture is another one. */
const REDRAWN = { from: ', 10)', to: ', 66)' };

const article = (body: string, preamble = '') =>
  `\\documentclass{article}\n\\usepackage{graphicx}\n${preamble}\\begin{document}\n${body}\n\\end{document}\n`;

const TEST_OF_MODEL = `from model import twice


def test_twice():
    assert twice(2) == 4
`;
const MODEL = 'def twice(x):\n    return 2 * x\n';
const PATH_TO_SRC =
  'import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "src"))\n';

/** The template's runner scripts: what they do, in a few lines each. */
const templateScripts = (place: (name: string) => string) => {
  const project = `import argparse, pathlib, subprocess, sys
parser = argparse.ArgumentParser()
parser.add_argument("--project", required=True)
parser.add_argument("--infra-only", action="store_true")
parser.add_argument("--project-only", action="store_true")
parser.add_argument("--verbose", action="store_true")
options = parser.parse_args()
project = pathlib.Path("projects") / options.project
if not project.is_dir():
    sys.exit(f"no project {options.project!r}")
output = project / "output"
`;
  return {
    [place('setup')]:
      `${project}for name in ("data", "figures", "pdf"):\n    (output / name).mkdir(parents=True, exist_ok=True)\n`,
    [place('tests')]:
      `${project}tests = "tests" if options.infra_only else str(project / "tests")\nsys.exit(subprocess.call([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]))\n`,
    [place('analysis')]:
      `${project}for script in sorted((project / "scripts").glob("*.py")):\n    subprocess.run([sys.executable, str(script)], check=True)\n`,
    [place('render')]:
      `${project}(output / "pdf").mkdir(parents=True, exist_ok=True)\nsubprocess.run(["latexmk", "-pdf", "-interaction=batchmode", "-outdir=../output/pdf", "main.tex"], cwd=project / "manuscript", check=True)\n`,
    [place('validate')]:
      `${project}(output / "reports").mkdir(parents=True, exist_ok=True)\nsize = (output / "pdf/main.pdf").stat().st_size\n(output / "reports/validation.txt").write_text(str(size > 500))\n`,
    [place('copy')]:
      `${project}import shutil\ntarget = pathlib.Path("output") / options.project\ntarget.mkdir(parents=True, exist_ok=True)\nshutil.copy(output / "pdf/main.pdf", target / "main.pdf")\n`,
    [place('publish')]: 'raise SystemExit("published by mistake")\n',
  };
};

const templateProject = (folder: string) => ({
  [`${folder}/src/model.py`]: MODEL,
  [`${folder}/tests/test_model.py`]: PATH_TO_SRC + TEST_OF_MODEL,
  [`${folder}/scripts/make_figure.py`]: pictureScript(
    'HERE.parents[1] / "output" / "figures" / "result.png"',
    10,
    'import pathlib\nHERE = pathlib.Path(__file__).resolve()\n',
  ),
  [`${folder}/manuscript/main.tex`]: article('\\includegraphics{../output/figures/result.png}'),
});

const contract = (inputs: readonly string[], outputs: readonly string[]) =>
  `    contract:\n      input_artifacts: ${JSON.stringify(inputs)}\n      output_artifacts: ${JSON.stringify(outputs)}\n      retry_policy: 0\n`;

const P = 'projects/{project}';

/** The first versions of the template: bare names, no contracts. */
const oldTemplate: Layout = {
  name: 'template, bare script names and one project',
  standIns: [],
  tools: ['python3', 'python:pytest', 'latexmk', 'pdflatex'],
  files: {
    'infrastructure/core/pipeline/pipeline.yaml': `stages:
  - name: Clean Output Directories
    method: _run_clean_outputs
    tags: [core, clean]
  - name: Environment Setup
    script: 00_setup_environment.py
    depends_on: [Clean Output Directories]
    tags: [core]
  - name: Project Tests
    script: 01_run_tests.py
    args: [--project-only, --verbose]
    depends_on: [Environment Setup]
    tags: [core, tests]
  - name: Project Analysis
    script: 02_run_analysis.py
    depends_on: [Project Tests]
    tags: [core]
  - name: PDF Rendering
    script: 03_render_pdf.py
    depends_on: [Project Analysis]
    tags: [core]
  - name: Output Validation
    script: 04_validate_output.py
    depends_on: [PDF Rendering]
    tags: [core]
  - name: Copy Outputs
    script: 05_copy_outputs.py
    depends_on: [Output Validation]
    tags: [core]
`,
    ...templateScripts(
      name =>
        `scripts/${{ setup: '00_setup_environment', tests: '01_run_tests', analysis: '02_run_analysis', render: '03_render_pdf', validate: '04_validate_output', copy: '05_copy_outputs' }[name] ?? '09_publish'}.py`,
    ),
    ...templateProject('projects/paper'),
    '.gitignore': 'projects/*/output/\noutput/\n',
  },
  stages: [
    'environment-setup',
    'project-tests',
    'project-analysis',
    'pdf-rendering',
    'output-validation',
    'copy-outputs',
  ],
  always: ['environment-setup'],
  change: {
    file: 'projects/paper/scripts/make_figure.py',
    from: ', 10)',
    to: ', 200)',
    runs: ['project-analysis', 'pdf-rendering', 'output-validation', 'copy-outputs'],
  },
};

const STAGES: Readonly<Record<string, string>> = {
  setup: 'stage_00_setup',
  tests: 'stage_01_test',
  analysis: 'stage_02_analysis',
  render: 'stage_03_render',
  validate: 'stage_04_validate',
  copy: 'stage_05_copy',
  publish: 'stage_11_ebook',
};

/** The later ones: paths from the root, contracts, opt-in tags, groups of projects, uv. */
const newTemplate: Layout = {
  name: 'template, paths from the root, contracts, projects in groups, uv',
  standIns: ['uv'],
  tools: ['python3', 'python:pytest', 'latexmk', 'pdflatex'],
  project: 'templates/paper',
  files: {
    'pyproject.toml': '[project]\nname = "template"\nversion = "0"\n',
    'uv.lock': 'version = 1\n',
    'infrastructure/__init__.py': '',
    'infrastructure/core/__init__.py': '',
    'tests/test_core.py':
      'import infrastructure.core\n\n\ndef test_core():\n    assert infrastructure.core\n',
    'conftest.py': '',
    'infrastructure/core/pipeline/pipeline.yaml': `opt_in_tags: [slides]
stages:
  - name: Clean Output Directories
    key: clean
    method: _run_clean_outputs
    tags: [core, clean]
${contract([`${P}/output/`], [`${P}/output/`])}
  - name: Environment Setup
    key: setup
    script: scripts/pipeline/stage_00_setup.py
    depends_on: [Clean Output Directories]
    tags: [core]
    failure_mode: hard fail
${contract(['pyproject.toml', `${P}/`], [`${P}/output/`])}
  - name: Infrastructure Tests
    key: infra_tests
    script: scripts/pipeline/stage_01_test.py
    args: [--infra-only, --verbose]
    depends_on: [Environment Setup]
    tags: [core, tests]
    failure_mode: configurable tolerance
${contract(['infrastructure/', 'tests/infra_tests/'], [`${P}/output/`])}
  - name: Project Tests
    key: project_tests
    script: scripts/pipeline/stage_01_test.py
    args: [--project-only, --verbose]
    depends_on: [Environment Setup]
    tags: [core, tests]
${contract([`${P}/src/`, `${P}/tests/`], [`${P}/output/`])}
  - name: Project Analysis
    key: analysis
    script: scripts/pipeline/stage_02_analysis.py
    depends_on: [Project Tests]
    tags: [core]
${contract([`${P}/src/`, `${P}/scripts/`], [`${P}/output/`])}
  - name: PDF Rendering
    key: render_pdf
    script: scripts/pipeline/stage_03_render.py
    depends_on: [Project Analysis]
    tags: [core]
${contract([`${P}/manuscript/`, `${P}/output/data/`], [`${P}/output/`])}
  - name: Output Validation
    key: validate
    script: scripts/pipeline/stage_04_validate.py
    depends_on: [PDF Rendering]
    tags: [core]
    failure_mode: warning + report
${contract([`${P}/output/`, `${P}/manuscript/`], [`${P}/output/reports/`])}
  - name: Ebook Generation
    script: scripts/pipeline/stage_11_ebook.py
    depends_on: [PDF Rendering]
    tags: [core, ebook]
  - name: Slides
    script: scripts/pipeline/stage_11_ebook.py
    depends_on: [PDF Rendering]
    tags: [slides]
  - name: Copy Outputs
    key: copy
    script: scripts/pipeline/stage_05_copy.py
    depends_on: [Output Validation]
    tags: [core]
    failure_mode: soft fail
${contract([`${P}/output/`], ['output/{project}/'])}
`,
    ...templateScripts(name => `scripts/pipeline/${STAGES[name]}.py`),
    ...templateProject('projects/templates/paper'),
    'projects/templates/other/src/a.py': '',
    '.gitignore': 'projects/**/output/\noutput/\n',
  },
  stages: [
    'environment-setup',
    'infrastructure-tests',
    'project-tests',
    'project-analysis',
    'pdf-rendering',
    'output-validation',
    'copy-outputs',
  ],
  always: ['environment-setup'],
  change: {
    file: 'projects/templates/paper/scripts/make_figure.py',
    from: ', 10)',
    to: ', 200)',
    runs: ['project-analysis', 'pdf-rendering', 'output-validation', 'copy-outputs'],
  },
};

/** A project's own pipeline instead of the common one. */
const ownPipeline: Layout = {
  name: "template, a project's own pipeline",
  standIns: [],
  tools: ['python3', 'latexmk', 'pdflatex'],
  files: {
    'infrastructure/core/pipeline/pipeline.yaml':
      'stages:\n  - { name: Common, script: 00_common.py }\n',
    'scripts/00_common.py': 'raise SystemExit("the common pipeline")\n',
    'projects/demo/pipeline.yaml': `stages:
  - name: Simulate
    script: projects/demo/scripts/simulate.py
  - name: Draw
    script: projects/demo/scripts/draw.py
    depends_on: Simulate
    allow_skip: yes
`,
    'projects/demo/scripts/simulate.py':
      'from pathlib import Path\nout = Path("projects/demo/output/data/run.csv")\nout.parent.mkdir(parents=True, exist_ok=True)\nout.write_text("1,2,3\\n")\n',
    'projects/demo/scripts/draw.py': pictureScript(
      '"projects/demo/output/figures/run.png"',
      10,
      'rows = open("projects/demo/output/data/run.csv").read()\n',
    ),
    '.gitignore': 'projects/*/output/\n',
  },
  stages: ['simulate', 'draw'],
  change: { file: 'projects/demo/scripts/draw.py', from: ', 10)', to: ', 99)', runs: ['draw'] },
};

/** Figures made by scripts, chapters in Markdown, tests of the code in `src`. */
const quadmath: Layout = {
  name: 'figure scripts with computed folders, chapters in Markdown, tests, uv',
  standIns: ['uv', 'pandoc'],
  tools: ['python3', 'python:pytest', 'xelatex'],
  files: {
    'pyproject.toml':
      '[project]\nname = "q"\nversion = "0"\n[tool.pytest.ini_options]\npythonpath = ["src"]\n',
    'uv.lock': 'version = 1\n',
    'src/model.py': MODEL,
    'src/paths.py':
      'import os\n\n\ndef get_figure_dir():\n    path = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "paper", "output", "figures")\n    os.makedirs(path, exist_ok=True)\n    return path\n',
    'tests/test_model.py': TEST_OF_MODEL,
    'paper/scripts/neighbors.py': pictureScript(
      'os.path.join(get_figure_dir(), "neighbors.png")',
      10,
      'import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "src"))\nfrom paths import get_figure_dir\n',
    ),
    'paper/scripts/volumes.py': pictureScript(
      'os.path.join(get_figure_dir(), "volumes.png")',
      30,
      'import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "src"))\nfrom paths import get_figure_dir\n',
    ),
    'paper/markdown/01_introduction.md':
      '# Introduction\n\n![Neighbors](../output/figures/neighbors.png)\n',
    'paper/markdown/02_methods.md': '# Methods\n\n![Volumes](../output/figures/volumes.png)\n',
    'README.md': '# Q\n\n```bash\nuv sync\n```\n',
    '.gitignore': 'paper/output/\n',
  },
  stages: ['neighbors', 'volumes', 'render-markdown', 'tests'],
  change: {
    file: 'paper/scripts/neighbors.py',
    from: ', 10)',
    to: ', 77)',
    runs: ['neighbors', 'render-markdown'],
  },
};

/** A thesis: class in another file, chapters, bibliography, numbered scripts that draw. */
const thesis: Layout = {
  name: 'thesis in chapters, with numbered scripts',
  standIns: [],
  tools: ['python3', 'latexmk', 'xelatex', 'bibtex'],
  files: {
    'thesis/main.tex':
      '\\input{settings}\n\\begin{document}\n\\include{chapters/one}\n\\include{chapters/two}\n\\bibliographystyle{plain}\n\\bibliography{refs}\n\\end{document}\n',
    'thesis/settings.tex':
      '% The class is here.\n\\documentclass[11pt]{report}\n\\usepackage{graphicx,fontspec}\n\\graphicspath{{figures/}}\n',
    'thesis/chapters/one.tex': '\\chapter{One}\n\\includegraphics{curve}\nAs said \\cite{a}.\n',
    'thesis/chapters/two.tex': '\\chapter{Two}\nText.\n',
    'thesis/refs.bib':
      '@book{a, author = {A. Author}, title = {A}, year = {2000}, publisher = {P}}\n',
    'analysis/01_load.py':
      'from pathlib import Path\nvalues = Path("data/raw.csv").read_text()\nout = Path("results/clean.csv")\nout.parent.mkdir(exist_ok=True)\nout.write_text(values.upper())\n',
    'analysis/02a_fit.py':
      'import pathlib\nrows = open("results/clean.csv").read()\npathlib.Path("results/fit.json").write_text(str(len(rows)))\n',
    'analysis/02b_draw.py': pictureScript(
      '"thesis/figures/curve.png"',
      10,
      'fit = open("results/fit.json").read()\n',
    ),
    'data/raw.csv': 'a,b\n1,2\n',
    '.gitignore': 'results/\nthesis/figures/\n',
  },
  stages: ['load', 'fit', 'draw', 'render'],
  change: { file: 'analysis/02b_draw.py', from: ', 10)', to: ', 50)', runs: ['draw', 'render'] },
};

/** A paper of showyourwork, which runs its scripts itself. */
const showyourwork: Layout = {
  name: 'showyourwork',
  standIns: ['showyourwork'],
  tools: ['python3', 'latexmk', 'pdflatex'],
  files: {
    'showyourwork.yml': 'require_inputs: true\n',
    Snakefile: '# Custom rules\n',
    'environment.yml': 'dependencies: [python]\n',
    'src/tex/ms.tex': article('\\includegraphics{figures/plot.png}'),
    'src/scripts/plot.py': pictureScript(
      'pathlib.Path(__file__).parent.parent / "tex" / "figures" / "plot.png"',
      10,
    ),
    '.gitignore': 'ms.pdf\nsrc/tex/figures/\n.showyourwork/\n',
  },
  stages: ['showyourwork'],
  change: { file: 'src/scripts/plot.py', ...REDRAWN, runs: ['showyourwork'] },
};

/** A package with a paper about it: in Markdown, with a bibliography. */
const joss: Layout = {
  name: 'JOSS paper beside a package',
  standIns: ['pandoc'],
  tools: ['python3', 'python:pytest', 'xelatex'],
  files: {
    'pyproject.toml': '[project]\nname = "pkg"\nversion = "0"\n',
    'pkg/__init__.py': MODEL,
    'pkg/tests/__init__.py': '',
    'pkg/tests/test_pkg.py':
      'from pkg import twice\n\n\ndef test_twice():\n    assert twice(1) == 2\n',
    'paper/paper.md':
      '---\ntitle: Pkg\nauthors:\n  - name: A\nbibliography: paper.bib\n---\n\n# Summary\n\n![Flow](flow.png)\n',
    'paper/paper.bib': '@book{a, title = {A}}\n',
    'paper/make_flow.py': pictureScript('pathlib.Path(__file__).parent / "flow.png"', 10),
    'README.md': '# Pkg\n\nDraw the figure: `python paper/make_flow.py`\n',
    '.gitignore': 'flow.png\n',
  },
  stages: ['make-flow', 'render-paper-md', 'tests'],
  change: {
    file: 'paper/make_flow.py',
    ...REDRAWN,
    runs: ['make-flow', 'render-paper-md'],
  },
};

/** A workflow of Snakemake beside a paper that it does not build. */
const snakemake: Layout = {
  name: 'Snakemake',
  standIns: ['snakemake'],
  tools: ['python3'],
  files: {
    Snakefile: `rule all:
    input:
        "results/plot.png"

rule clean_data:
    input: "data/raw.csv", "workflow/scripts/clean.py"
    output: "results/clean.csv"
    shell: "python3 workflow/scripts/clean.py"

rule plot:
    input: "results/clean.csv", "workflow/scripts/plot.py"
    output: "results/plot.png"
    shell: "python3 workflow/scripts/plot.py"
`,
    'workflow/scripts/clean.py':
      'from pathlib import Path\nPath("results/clean.csv").write_text(Path("data/raw.csv").read_text())\n',
    'workflow/scripts/plot.py': pictureScript('"results/plot.png"', 10),
    'data/raw.csv': '1\n',
    '.gitignore': 'results/\n.snakemake/\n',
  },
  stages: ['snakemake'],
  change: { file: 'workflow/scripts/plot.py', ...REDRAWN, runs: ['snakemake'] },
};

/** A package in `src` with a paper in LaTeX, whose figures a script draws with the package. */
const srcLayout: Layout = {
  name: 'src-layout package with a paper',
  standIns: [],
  tools: ['python3', 'python:pytest', 'latexmk', 'pdflatex'],
  files: {
    'pyproject.toml': '[project]\nname = "pkg"\nversion = "0"\n[tool.pytest.ini_options]\n',
    'src/pkg/__init__.py': '',
    'src/pkg/model.py': MODEL,
    'tests/unit/test_model.py':
      'from pkg.model import twice\n\n\ndef test_twice():\n    assert twice(3) == 6\n',
    'paper/main.tex': article(
      '\\includegraphics[width=2cm]{figures/doubling}\n\\includegraphics{static.png}',
    ),
    'paper/static.png': '',
    'paper/scripts/fig_doubling.py': pictureScript(
      'FIGURES / "doubling.png"',
      10,
      'from pathlib import Path\nfrom pkg.model import twice\nFIGURES = Path(__file__).parent.parent / "figures"\n',
    ),
    '.gitignore': 'paper/figures/\n',
  },
  stages: ['fig-doubling', 'render', 'tests'],
  change: {
    file: 'paper/scripts/fig_doubling.py',
    ...REDRAWN,
    runs: ['fig-doubling', 'render'],
  },
};

/** A book of Quarto with figures that a script draws. */
const quarto: Layout = {
  name: 'Quarto book',
  standIns: ['quarto'],
  tools: ['python3'],
  files: {
    '_quarto.yml': 'project:\n  type: book\nbook:\n  title: B\n  chapters: [index.qmd, one.qmd]\n',
    'index.qmd': '# Preface\n',
    'one.qmd': '# One\n\n![Plot](figures/plot.png)\n',
    'scripts/plot.py': pictureScript('"figures/plot.png"', 10),
    '.gitignore': '_book/\nfigures/\n',
  },
  stages: ['plot', 'render'],
  change: { file: 'scripts/plot.py', ...REDRAWN, runs: ['plot', 'render'] },
};

/** Steps in R, a paper in LaTeX that takes in what they draw and tabulate. */
const rLatex: Layout = {
  name: 'R and LaTeX',
  standIns: ['Rscript'],
  tools: ['latexmk', 'pdflatex'],
  files: {
    'code/01_clean.R':
      'source("code/functions.R")\nx <- readLines("data/raw.csv")\nwriteLines("clean", "output/clean.csv")\n',
    'code/02_model.R':
      'x <- readLines("output/clean.csv")\nwriteLines("Model fits.", "output/tables/model.tex")\n',
    'code/03_figures.R': 'x <- readLines("output/clean.csv")\npng("output/figures/fit.png") # 10\n',
    'code/functions.R': 'f <- function(x) x\n',
    'data/raw.csv': '1\n',
    'paper/paper.tex': article(
      '\\input{../output/tables/model}\n\\includegraphics{../output/figures/fit.png}',
    ),
    '.gitignore': 'output/\n',
  },
  stages: ['clean', 'model', 'figures', 'render'],
  change: { file: 'code/03_figures.R', from: '# 10', to: '# 90', runs: ['figures', 'render'] },
};

const notebook = (...cells: readonly string[]) =>
  JSON.stringify({
    cells: cells.map(source => ({
      cell_type: 'code',
      metadata: {},
      source: [source],
      outputs: [],
      execution_count: null,
    })),
    metadata: { kernelspec: { language: 'python', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5,
  });

/** Numbered notebooks that hand files on. */
const notebooks: Layout = {
  name: 'notebooks',
  standIns: ['jupyter'],
  tools: ['python3'],
  files: {
    'notebooks/01_load.ipynb': notebook(
      'from pathlib import Path\nPath("../results").mkdir(exist_ok=True)',
      'Path("../results/clean.csv").write_text(Path("../data/raw.csv").read_text())',
    ),
    'notebooks/02_plot.ipynb': notebook(
      pictureScript('"../results/plot.png"', 10, 'rows = open("../results/clean.csv").read()\n'),
    ),
    'data/raw.csv': '1\n',
    'requirements.txt': 'jupyter\n',
    '.gitignore': 'results/\noutput/\n',
  },
  stages: ['load', 'plot'],
  change: { file: 'notebooks/02_plot.ipynb', ...REDRAWN, runs: ['plot'] },
};

/** Scripts whose paths are constants and functions of a module beside them. */
const helper: Layout = {
  name: 'paths in a helper module',
  standIns: [],
  tools: ['python3', 'latexmk', 'pdflatex'],
  files: {
    'scripts/common.py':
      'from pathlib import Path\n\nROOT = Path(__file__).resolve().parent.parent\nDATA = ROOT / "data"\n\n\ndef read(name):\n    return (ROOT / name).read_text()\n\n\ndef write(name, text):\n    path = ROOT / name\n    path.parent.mkdir(parents=True, exist_ok=True)\n    path.write_text(text)\n',
    'scripts/01_means.py':
      'from common import DATA as D, write\n\nwith open(D / "raw.csv") as file:\n    write("results/means.csv", file.read())\n',
    'scripts/02_figure.py': pictureScript(
      'common.ROOT / "figures" / "means.png"',
      10,
      'import common\nrows = common.read("results/means.csv")\n',
    ).replace(', 10)', ', 10 * len(rows))'),
    'data/raw.csv': '1,2\n',
    'main.tex': article('\\includegraphics{figures/means.png}'),
    '.gitignore': 'results/\nfigures/\nbuild/\n',
  },
  stages: ['means', 'figure', 'render'],
  change: {
    file: 'data/raw.csv',
    from: '1,2',
    to: '1,2,3,4',
    runs: ['means', 'figure', 'render'],
  },
};

/** Tests of what is in the folder of scripts, which only their settings put on the path. */
const testsOfScripts: Layout = {
  name: 'tests of scripts',
  standIns: [],
  tools: ['python3', 'python:pytest'],
  files: {
    'pytest.ini': '[pytest]\npythonpath = scripts\n',
    'scripts/h.py': 'def f():\n    return 1\n',
    'scripts/draw.py': pictureScript('"figures/a.png"', 10, 'from h import f\n\nf()\n'),
    'scripts/other.py': 'print(1)\n',
    'tests/test_h.py': 'from h import f\n\n\ndef test_f():\n    assert f() == 1\n',
    'README.md': 'The figure: `python scripts/draw.py`\n',
    '.gitignore': 'figures/\noutput/\n.pytest_cache/\n__pycache__/\n',
  },
  stages: ['tests', 'draw'],
  change: { file: 'scripts/h.py', from: 'return 1', to: 'return 1 + 0', runs: ['tests', 'draw'] },
};

/** All of them. */
export const LAYOUTS: readonly Layout[] = [
  oldTemplate,
  newTemplate,
  ownPipeline,
  quadmath,
  thesis,
  showyourwork,
  joss,
  snakemake,
  srcLayout,
  quarto,
  rLatex,
  notebooks,
  helper,
  testsOfScripts,
];
