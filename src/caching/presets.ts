/**
 * What a cache that a user declares really is: which paths are kept, what goes into its key, and how
 * far an older entry may be from what is wanted. `docs/caching.md` gives the reasons.
 */
import { partsOf } from '../pipeline/patterns/glob.ts';
import type { CacheDefinition, Requirement, Stage } from '../pipeline/types.ts';
import { parentsOf } from './files/paths.ts';
import type { RestoreDepth } from './keys.ts';

/** A cache with everything that its preset decides. */
export interface CachePlan {
  readonly name: string;
  readonly preset?: CacheDefinition['preset'];
  /** Where the stages keep what the cache is for, without ours; in code unit order. */
  readonly paths: readonly string[];
  /** What is kept: the paths and our own folder of this cache, always in the same order. */
  readonly stored: readonly string[];
  /** Patterns of the files that the key is made from. */
  readonly inputs: readonly string[];
  /** Paths that never count as inputs, whatever the patterns say. */
  readonly notInputs: readonly string[];
  /** Tools whose versions decide whether an entry is of use. */
  readonly tools: readonly Requirement[];
  /** The TeX installation decides whether an entry is of use. */
  readonly tex: boolean;
  /** What is kept holds absolute paths of itself, so that it works nowhere else. */
  readonly bound: boolean;
  /** It keeps what a setup makes: the state of the machine counts, and its age. */
  readonly ofSetup?: CacheDefinition['ofSetup'];
  readonly own?: string;
  readonly depth: RestoreDepth;
}

/** The part of a stage that a preset looks at. */
export type CacheUser = Pick<Stage, 'id' | 'caches' | 'inputs' | 'requires'>;

/** Plans of all caches, in the definition's order. */
export function planCaches(
  caches: readonly CacheDefinition[],
  stages: readonly CacheUser[],
): readonly CachePlan[] {
  const notInputs = caches.flatMap(pathsOf);
  return caches.map(cache => {
    const users = stages.filter(stage => stage.caches.includes(cache.name));
    const paths = pathsOf(cache);
    return {
      name: cache.name,
      ...(cache.preset !== undefined && { preset: cache.preset }),
      paths,
      stored: [...paths, ownFolder(cache.name)],
      // A path of one cache may well be an input of another; by default it is not.
      notInputs: cache.inputs.length > 0 ? paths : notInputs,
      inputs: cache.inputs.length > 0 ? cache.inputs : defaultInputs(cache, paths, users),
      tools: toolsOf(cache, users),
      tex: cache.preset === 'latex',
      bound: cache.preset === 'pytest' || cache.ofSetup !== undefined,
      ...(cache.ofSetup !== undefined && { ofSetup: cache.ofSetup }),
      ...(cache.key !== undefined && { own: cache.key }),
      depth: {
        nearest: cache.preset === 'llm' || cache.ofSetup !== undefined ? 'exact' : 'same-tools',
        own: cache.restoreKeys,
      },
    };
  });
}

/** Where we keep what belongs to a cache besides the user's files. */
export function ownFolder(name: string): string {
  return `.stagetime/caches/${name}`;
}

/** What the packages of the TeX installation are called among the tools of a key. */
export const TEX_PACKAGES = 'packages of TeX';
/** The packages where nothing lists them: two such installations need not be equal. */
export const UNKNOWN = 'unknown';

/** Folder in our own of a `latex` cache for what TeX makes for its user: font caches, made fonts. */
export const TEX_USER_FOLDER = 'texmf-var';

function pathsOf({ preset, paths }: CacheDefinition): readonly string[] {
  const written = paths.length === 0 && preset !== undefined ? DEFAULT_PATHS[preset] : paths;
  return [...new Set(written.map(path => partsOf(path).join('/')))].sort();
}

const DEFAULT_PATHS = {
  latex: [],
  pytest: ['.venv', '.pytest_cache'],
  llm: ['output/llm'],
} as const;

/** Locks and lists of what an environment is made from, of the tools in use. */
const ENVIRONMENT_FILES = [
  'requirements*.txt',
  'requirements*.in',
  'requirements/**/*.txt',
  'constraints*.txt',
  'pyproject.toml',
  'setup.cfg',
  'setup.py',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'Pipfile',
  'Pipfile.lock',
  '.python-version',
];

/** Text, prompts and code, as the template lays them out. */
const REVIEW_FILES = [
  'manuscript/**',
  'project/manuscript/**',
  'prompts/**',
  'scripts/**/*.py',
  'infrastructure/llm/**',
];

const TEX_SOURCES = '*.{tex,ltx,bib,bst,bbx,cbx,cls,sty,clo,def,cfg,lua,pdf,png,jpg,jpeg,eps,svg}';
const LATEXMK_FILES = '{latexmkrc,.latexmkrc}';

function defaultInputs(
  { preset }: CacheDefinition,
  paths: readonly string[],
  users: readonly CacheUser[],
): readonly string[] {
  // An environment is made from its lock file, whatever the stages that use it read.
  if (preset === 'pytest') return ENVIRONMENT_FILES;
  // What decides the result of the stages, as they say it.
  const declared = [...new Set(users.flatMap(({ inputs }) => inputs))];
  if (declared.length > 0) return declared;
  switch (preset) {
    case 'latex':
      return [...new Set(paths.flatMap(sourcesAround))];
    case 'llm':
      return REVIEW_FILES;
    default:
      return [];
  }
}

/** The output folder of latexmk mostly stands next to the sources. */
function sourcesAround(path: string): readonly string[] {
  const folder = parentsOf(path).at(-1);
  if (folder !== undefined) return [`${folder}/**`];
  const elsewhere = ['!**/node_modules/**', '!**/.venv/**', '!**/venv/**'];
  return [`**/${TEX_SOURCES}`, `**/${LATEXMK_FILES}`, ...elsewhere];
}

function toolsOf(
  { preset, ofSetup }: CacheDefinition,
  users: readonly CacheUser[],
): readonly Requirement[] {
  // Environments are made for the interpreter that they are made with.
  if (ofSetup !== undefined) return ['python3', 'node'].map(executable);
  switch (preset) {
    case 'latex': {
      const named = users.flatMap(({ requires }) => requires);
      const programs = named.filter(({ kind }) => kind === 'executable').map(({ name }) => name);
      return [...new Set(['latexmk', ...programs])].sort().map(executable);
    }
    case 'pytest':
      return [executable('python3')];
    default:
      return [];
  }
}

function executable(name: string): Requirement {
  return { kind: 'executable', name };
}
