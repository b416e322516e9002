/** Whether what a stage `requires` is on the machine, and the way to get it where it is not. */
import type { Requirement, Stage } from '../../pipeline/types.ts';
import type { MissingTool } from '../../record/facts/stage/stage-reason.ts';
import { findExecutable } from '../process/command.ts';
import { askPython, interpreterOf } from './interpreter.ts';

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

/** The first of a stage's requirements that is not there. */
export async function findMissing(
  stage: Pick<Stage, 'requires' | 'run' | 'shell'>,
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<MissingTool | undefined> {
  for (const requirement of stage.requires) {
    if (!(await isThere(requirement, stage, environment, cwd))) return missing(requirement);
  }
  return undefined;
}

async function isThere(
  requirement: Requirement,
  stage: Pick<Stage, 'run' | 'shell'>,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<boolean> {
  const path = env.PATH ?? '';
  if (requirement.kind === 'executable') {
    return findExecutable(requirement.name, path, cwd) !== undefined;
  }
  const python = interpreterOf(stage, path, cwd);
  if (python === undefined) return false;
  if (python.kind === 'installed-by') return findExecutable(python.tool, path, cwd) !== undefined;
  const search =
    'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)';
  const place = { cwd, environment: env, timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES };
  const answer = await askPython(python.argv, [search, requirement.name], place);
  return answer?.exitCode === 0;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 1_000_000;

function missing({ kind, name: tool }: Requirement): MissingTool {
  const known = kind === 'python-module' ? DISTRIBUTIONS : PACKAGES;
  const named = Object.hasOwn(known, tool) ? known[tool] : undefined;
  // Most modules come in a distribution of their name; few programs do.
  const found = named ?? (kind === 'python-module' ? tool : undefined);
  return { kind: 'missing-tool', as: kind, tool, ...(found !== undefined && { package: found }) };
}
