/** How a project runs its Python: by the tool whose lock file it has, else in its own environment. */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import { commandOf } from './commands.ts';
import { extraWith, uvOptions } from './dependencies.ts';
import { rootFamily } from './families.ts';
import type { FoundStage, PythonRunner } from './found.ts';
import type { Observed } from './observed.ts';

/** Tools that run a command in the environment that they keep, by the files that reveal them. */
const TOOLS: readonly {
  readonly tool: string;
  readonly files: readonly string[];
  /** In `pyproject.toml`. */
  readonly section?: string;
}[] = [
  { tool: 'uv', files: ['uv.lock'] },
  { tool: 'poetry', files: ['poetry.lock'] },
  { tool: 'pdm', files: ['pdm.lock'] },
  { tool: 'pixi', files: ['pixi.lock', 'pixi.toml'], section: '[tool.pixi' },
  { tool: 'pipenv', files: ['Pipfile.lock', 'Pipfile'] },
  { tool: 'hatch', files: ['hatch.toml'], section: '[tool.hatch.envs' },
  { tool: 'poetry', files: [], section: '[tool.poetry]' },
];

/** Files that say which packages and which Python there are. */
const ENVIRONMENT_FILES =
  /^(?:pyproject\.toml|setup\.(?:py|cfg)|(?:dev-|test-)?requirements[\w.-]*\.(?:txt|in)|environment\.ya?ml|conda-lock\.yml|(?:uv|poetry|pdm|pixi)\.lock|pixi\.toml|hatch\.toml|Pipfile(?:\.lock)?|\.python-version|pylock\.toml)$/;

/** What Python's own installer and its environments read, whatever else runs it. */
const INSTALLER_FILES = ['setup.py', 'setup.cfg', 'requirements*.txt', 'environment.yml'];

/**
 * The files that are there, and those that the tool would read as well, as one pattern: a lock file that is added
 * later counts.
 */
function environmentInputs(
  observed: Observed,
  files: readonly string[],
  tool: string | undefined,
): readonly string[] {
  const others =
    tool === undefined
      ? INSTALLER_FILES
      : TOOLS.filter(one => one.tool === tool).flatMap(one => one.files);
  const usual = ['pyproject.toml', ...others, '.python-version'];
  const known = startDescent(usual);
  return rootFamily(observed, [...usual, ...files.filter(file => !matches(known, file))]);
}

const ENVIRONMENTS = ['.venv', 'venv'];

/** The way that a project's own files say. */
export function pythonOf(observed: Observed): PythonRunner {
  const files = observed.filesIn('').filter(file => ENVIRONMENT_FILES.test(file));
  const pyproject = observed.text('pyproject.toml') ?? '';
  const tool = TOOLS.find(
    ({ files, section }) =>
      files.some(observed.hasFile) || (section !== undefined && pyproject.includes(section)),
  )?.tool;
  const inputs = environmentInputs(observed, files, tool);
  const optionsFor = (packages: readonly string[]) =>
    tool === 'uv' ? uvOptions(pyproject, packages) : [];
  if (tool !== undefined) {
    return {
      words: [tool, 'run', 'python'],
      having: packages => [tool, 'run', ...optionsFor(packages), 'python'],
      tool: name => [tool, 'run', ...optionsFor(packagesOf(name)), name],
      requires: [tool],
      isMachines: false,
      inputs,
    };
  }
  const environment = ENVIRONMENTS.find(folder => observed.isOnDisk(`${folder}/pyvenv.cfg`));
  if (environment === undefined) {
    return {
      words: ['python3'],
      having: () => ['python3'],
      tool: name => [name],
      requires: ['python3'],
      isMachines: true,
      inputs,
    };
  }
  return {
    words: [`${environment}/bin/python`],
    having: () => [`${environment}/bin/python`],
    tool: name => [`${environment}/bin/${name}`],
    requires: [],
    isMachines: false,
    inputs,
    setup: environmentStage(observed, environment, files),
  };
}

/** Packages that bring a tool: any of them does. */
function packagesOf(tool: string): readonly string[] {
  return tool === 'jupyter' ? ['jupyter', 'nbconvert', 'jupyterlab', 'notebook'] : [tool];
}

/** Makes the environment where a checkout does not have it; where it is, it is left alone. */
function environmentStage(
  observed: Observed,
  folder: string,
  files: readonly string[],
): FoundStage {
  const python = `${folder}/bin/python`;
  const requirements = files.filter(file => /requirements[\w.-]*\.txt$/.test(file));
  const isPackage = ['pyproject.toml', 'setup.py'].some(observed.hasFile);
  const extra = extraWith(observed.text('pyproject.toml') ?? '', ['pytest']);
  const what = [
    ...requirements.flatMap(file => ['-r', file]),
    ...(requirements.length === 0 && isPackage
      ? ['-e', extra === undefined ? '.' : `.[${extra}]`]
      : []),
  ];
  const install =
    what.length === 0 ? '' : ` && ${commandOf([python, '-m', 'pip', 'install', ...what])}`;
  return {
    key: 'environment',
    name: 'Python Environment',
    run: `test -x ${python} || { python3 -m venv ${folder}${install}; }`,
    requires: ['python3'],
    after: [],
    inputs: [],
    reads: [],
    made: { kind: 'unknown', why: 'machine' },
    cache: { name: 'python', preset: 'pytest', paths: [folder] },
    notes: [{ kind: 'looks-at-machine' }],
  };
}
