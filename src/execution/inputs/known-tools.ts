/** Tools that pipelines of papers use: what they are called, how they are installed, and what a name was meant for. */
import { DOCUMENT_TOOLS, programsIn } from '../../pipeline/programs.ts';
import type { Requirement, Stage } from '../../pipeline/types.ts';
import { nearest } from '../../util/nearest.ts';

/** Debian's package for programs that do not name theirs. */
const PACKAGES: Readonly<Record<string, string>> = {
  latexmk: 'latexmk',
  xelatex: 'texlive-xetex',
  pdflatex: 'texlive-latex-base',
  lualatex: 'texlive-luatex',
  biber: 'biber',
  bibtex: 'texlive-binaries',
  pdftotext: 'poppler-utils',
  pdfinfo: 'poppler-utils',
  pandoc: 'pandoc',
  python3: 'python3',
  Rscript: 'r-base-core',
  dot: 'graphviz',
};

/** Python distributions whose name is not that of the module. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  xdist: 'pytest-xdist',
  pytest_cov: 'pytest-cov',
  yaml: 'PyYAML',
  PIL: 'Pillow',
  sklearn: 'scikit-learn',
  cv2: 'opencv-python',
};

/** Programs that are right as they are written. */
const PROGRAMS: readonly string[] = [
  ...Object.keys(PACKAGES),
  ...DOCUMENT_TOOLS,
  ...['python', 'pytest', 'ipython', 'jupyter', 'papermill', 'pip', 'pip3', 'conda', 'mamba'],
  ...['micromamba', 'poetry', 'pipenv', 'pixi', 'hatch', 'julia', 'octave', 'matlab', 'stata'],
  ...['perl', 'ruby', 'node', 'java', 'cargo', 'rustc', 'clang', 'gfortran', 'mpirun', 'mpiexec'],
  ...[
    'make',
    'cmake',
    'ninja',
    'bash',
    'snakemake',
    'nextflow',
    'showyourwork',
    'docker',
    'podman',
  ],
  ...['apptainer', 'singularity', 'git-lfs', 'curl', 'wget', 'rsync', 'unzip', 'zstd', 'sqlite3'],
  ...['makeindex', 'makeglossaries', 'chktex', 'lacheck', 'latexdiff', 'texcount', 'kpsewhich'],
  ...['asymptote', 'gnuplot', 'inkscape', 'convert', 'magick', 'ghostscript', 'qpdf', 'pdftk'],
  ...['pdfcrop', 'pdftoppm', 'pdfunite', 'ffmpeg', 'graphviz', 'mmdc', 'hugo', 'mkdocs', 'ollama'],
];

/** Modules that are right as they are written. */
const MODULES: readonly string[] = [
  ...Object.keys(DISTRIBUTIONS),
  ...['pytest', 'numpy', 'scipy', 'pandas', 'polars', 'matplotlib', 'seaborn', 'plotly', 'sympy'],
  ...['networkx', 'statsmodels', 'xarray', 'torch', 'tensorflow', 'jax', 'numba', 'requests'],
  ...['jupyter', 'nbconvert', 'papermill', 'snakemake', 'hypothesis', 'coverage', 'mypy', 'ruff'],
  ...['astropy', 'geopandas', 'pyarrow', 'openpyxl', 'jinja2', 'build', 'setuptools', 'venv'],
];

/** Names that are shorter are near to many others. */
const SHORTEST_NAME = 4;

/** What to install for a tool; nothing where its name does not say. */
export function packageOf({ kind, name }: Requirement): string | undefined {
  const known = kind === 'python-module' ? DISTRIBUTIONS : PACKAGES;
  const named = Object.hasOwn(known, name) ? known[name] : undefined;
  // Most modules come in a distribution of their name; few programs do.
  return named ?? (kind === 'python-module' ? name : undefined);
}

/** What a name that is no tool's was probably meant for: a program that the stage starts, or a known one. */
export function meantTool(
  { kind, name }: Requirement,
  { run }: Pick<Stage, 'run'>,
): string | undefined {
  const isModule = kind === 'python-module';
  const known = isModule ? MODULES : PROGRAMS;
  if (name.length < SHORTEST_NAME || known.includes(name)) return undefined;
  // It may be written alike in both places.
  const started = isModule ? [] : [...programsIn(run)].filter(program => program !== name);
  return nearest(name, [...started, ...known]);
}
