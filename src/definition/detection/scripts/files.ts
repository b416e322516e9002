/** What a script reads and makes, as far as its text tells. */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import type { Unseen } from '../model/found.ts';
import {
  baseOf,
  folderOf,
  isResult,
  type Observed,
  remembered,
  resolveIn,
  withoutExtension,
} from '../model/observed.ts';
import { sourcesOf, takesInUnseen } from './code/imports.ts';
import { shellNames } from './code/shell-names.ts';
import { type Source, sourceOf } from './code/source.ts';
import { namedPaths, seenOf } from './evaluation.ts';
import type { NamedPath } from './paths/path-values.ts';

/** A script with the files that it names. */
export interface ScriptFiles {
  readonly script: string;
  /** Where it has to run for its paths to be right; `''` is the root. */
  readonly folder: string;
  /** The project's own code that it takes in, itself first. */
  readonly sources: readonly string[];
  /** Files and folders (with `/` at the end) that are there and that it reads. */
  readonly existing: readonly string[];
  /** Files that it writes. */
  readonly written: readonly string[];
  /** Files that it reads and that are not there, or are results. */
  readonly missing: readonly string[];
  /** Of these, those that it certainly reads: nothing that is only named in a call that nobody knows. */
  readonly lacks: readonly string[];
  /** Files that are not there and that it names, whatever it does with them. */
  readonly named: readonly string[];
  /** Last parts of names of which the folder is not known. */
  readonly bare: readonly string[];
  /** Whether anything in it writes files, starts programs, or may. */
  readonly mayWrite: boolean;
  /** What it does with files whose names could not be seen. */
  readonly unseen: readonly Unseen[];
  /** Last parts of names that it writes, of which the folder could not be seen. */
  readonly loose: readonly string[];
}

/** Endings of files that programs read and write. */
const DATA =
  /\.(?:csv|tsv|json|jsonl|ya?ml|toml|txt|md|tex|bib|html|xml|png|pdf|svg|eps|ps|jpe?g|gif|tiff?|webp|mp4|webm|npz|npy|pkl|pickle|joblib|parquet|feather|arrow|h5|hdf5?|nc|zarr|mat|fits|rds|rda|rdata|jld2?|xlsx?|db|sqlite3?|gz|zip|dat|log|geojson|gpkg|shp|stl|vtk|tab|out|pgf|tikz)$/i;

const MAY_WRITE =
  /\b(?:savefig|save\w*|write\w*|to_(?:csv|json|parquet|pickle|latex|excel|hdf|feather)|dump|imsave|imwrite|ggsave|sink|fwrite|png|pdf|svg|mkdir|makedirs|copy\w*|move|subprocess|os\.system|system|shutil)\s*[.(]|open\s*\([^)\n]*["'][wax]|\bsystem2?\(/;

const MAY_READ =
  /\b(?:read_\w+|read\.\w+|readRDS|readlines|load\w*|open|fread|imread|genfromtxt|glob|listdir|scandir|iterdir)\s*\(/;

/** Looks at a script, at what it takes in, and at the scripts that it starts. */
export function scriptFiles(
  observed: Observed,
  script: string,
  started: readonly string[] = [],
  kind: 'script' | 'tests' = 'script',
): ScriptFiles {
  const sources = [...new Set([script, ...started].flatMap(file => sourcesOf(observed, file)))];
  const own = new Set([script, ...started]);
  const read = sources.flatMap(file => {
    const source = sourceOf(observed, file);
    return source === undefined ? [] : [{ file, source }];
  });
  const seen = [...own].map(file => seenOf(observed, file, kind));
  const names = [
    ...read.flatMap(({ file }) =>
      // What a library puts together of a name and a folder that it is given is its callers'.
      namesOf(observed, file).filter(
        name => own.has(file) || (!isBare(name) && name.path.includes('/')),
      ),
    ),
    ...seen.flatMap(({ found }) => found.filter(isPlain)),
  ];
  const first = read.find(({ file }) => file === script)?.source;
  const folder = first?.runsIn ?? folderFor(observed, script, namesOf(observed, script));
  const resolve = (name: NamedPath) => {
    const path = name.fromScript ? resolveIn('', name.path) : resolveIn(folder, name.path);
    return path === undefined || path === '' ? [] : [{ ...name, path }];
  };
  const resolved = names.flatMap(resolve);
  const inRun = (use: NamedPath['use']) =>
    seen
      .flatMap(({ found }) => found.filter(name => name.use === use && isPlain(name)))
      .flatMap(resolve)
      .map(({ path }) => path);
  const sure = new Set(inRun('read'));
  const sureWritten = new Set(inRun('written').filter(path => /\/[^/]*\.[\w*]+$/.test(path)));
  const bare = distinct(resolved.filter(isBare).map(name => baseOf(name.path)));
  const full = resolved.filter(name => !isBare(name));
  const pick = (wanted: (name: NamedPath) => boolean) =>
    distinct(full.filter(wanted).map(name => name.path));
  const written = pick(
    ({ path, use }) => use === 'written' && (DATA.test(path) || sureWritten.has(path)),
  );
  const reads = pick(({ use }) => use !== 'written');
  // What it reads by names that nobody can know is most likely where data is kept.
  const isBlind = reads.length === 0 && read.some(({ source }) => MAY_READ.test(source.text));
  const patterns = pick(({ path, use }) => use === 'read' || (use === 'named' && DATA.test(path)));
  const folders = pick(({ use }) => use === 'read').filter(
    path => observed.hasFolder(path) && !isResult(`${path}/x`),
  );
  const isThere = (path: string) => observed.hasFile(path) && !isResult(path);
  const missing = pick(
    ({ path, use }) =>
      use === 'read' && (DATA.test(path) || isForeignFolder(observed, path)) && !isThere(path),
  );
  return {
    script,
    folder,
    sources,
    existing: [
      ...reads.filter(isThere),
      ...patterns.filter(path => isFilledPattern(observed, path)),
      ...[...folders, ...reads.filter(path => isDataFolder(observed, path))].map(
        path => `${path}/`,
      ),
      ...(isBlind ? dataFolders(observed) : []),
    ].filter(path => !written.includes(path)),
    written,
    missing,
    lacks: missing.filter(path => sure.has(path)),
    named: pick(({ path, use }) => use === 'named' && DATA.test(path) && !isThere(path)),
    bare,
    mayWrite: read.some(({ source }) => mayWrite(source)),
    unseen: [
      ...distinct(seen.flatMap(({ hidden }) => [...hidden])),
      ...([...own].some(file => takesInUnseen(observed, file)) ? (['takes-in'] as const) : []),
    ],
    loose: distinct(seen.flatMap(({ loose }) => [...loose])),
  };
}

/** Also a name alone, as in `plots.save(fig, "a.png")`: its folder is put before it elsewhere. */
function isBare({ path }: NamedPath): boolean {
  return path.startsWith('?/') || path.startsWith('*/') || path.includes('/?/');
}

const namesOf = remembered((observed, file: string): readonly NamedPath[] => {
  const source = sourceOf(observed, file);
  if (source === undefined) return [];
  const names =
    source.language === 'shell' ? shellNames(source.text, file) : namedPaths(observed, file);
  return names.filter(isPlain);
});

function isPlain({ path }: NamedPath): boolean {
  return /^[\w./ *?()+@=,-]{1,200}$/.test(path) && path.trim() === path;
}

function mayWrite({ language, text }: Source): boolean {
  if (language !== 'shell') return MAY_WRITE.test(text);
  const code = text.replace(/^\s*#.*$/gm, '');
  return /\s*[^\s]/.test(code.replace(/^\s*(?:echo|set|exit|cd|export|true|:)\b[^>|;&]*$/gm, ''));
}

/** Of a script that is started from the root or from its own folder: where more of what it names is. */
function folderFor(observed: Observed, script: string, names: readonly NamedPath[]): string {
  const own = folderOf(script);
  if (names.some(name => name.fromScript)) return '';
  // Scripts that it starts are found in many ways; its data is where it runs.
  const places = names
    .filter(name => !name.fromScript && !isBare(name) && !/\.(?:py|sh|R|r|jl)$/.test(name.path))
    .map(name => name.path);
  const hits = (folder: string) =>
    places.filter(place => {
      const path = resolveIn(folder, place);
      return path !== undefined && (observed.hasFile(path) || observed.hasFolder(path));
    }).length;
  const leavesRoot = places.some(place => resolveIn('', place) === undefined);
  return own !== '' && (leavesRoot || hits(own) > hits('')) ? own : '';
}

/** A folder of data that git ignores, and that is not a result. */
function isForeignFolder(observed: Observed, path: string): boolean {
  return (
    !observed.hasFolder(path) &&
    !isResult(`${path}/x`) &&
    !path.includes('*') &&
    observed.isOnDisk(path)
  );
}

/** A pattern of files that are there, and are no results: `data/part_*.csv`. */
function isFilledPattern(observed: Observed, path: string): boolean {
  if (!/^[^*?]+\//.test(path) || !path.includes('*') || /[?()+@]/.test(path)) return false;
  const files = startDescent([path]);
  return !isResult(path) && observed.files.some(file => matches(files, file));
}

/** Folders that are called after data, with `/` at the end. */
function dataFolders(observed: Observed): readonly string[] {
  return observed.folders
    .filter(folder => /^(?:data|raw_?data|data_?raw|datasets?|inputs?)$/i.test(folder))
    .filter(folder => isDataFolder(observed, folder))
    .map(folder => `${folder}/`);
}

/** A folder of data that a script goes through: not one of code, nor of results. */
function isDataFolder(observed: Observed, path: string): boolean {
  if (!observed.hasFolder(path) || isResult(`${path}/x`)) return false;
  const files = observed.filesBelow(path);
  return files.length > 0 && files.every(file => !/\.(?:py|R|r|jl|sh|ipynb)$/.test(file));
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/**
 * Whether a script names a file that it may make: by its path, or by the last part where no more is known. What it is
 * seen to read and not to write, it does not make.
 */
export function makes(files: ScriptFiles, wanted: string): boolean {
  const made = [...files.written, ...files.named.filter(path => !files.missing.includes(path))];
  if (made.some(path => isLike(path, wanted))) return true;
  // One of which nothing is known would be any file.
  const loose = [...files.bare, ...made.filter(path => !path.includes('/'))].filter(
    name => !/^\*+(?:\.\w+)?$/.test(name),
  );
  const [base, stem] = [baseOf(wanted), baseOf(withoutExtension(wanted))];
  return loose.some(name => name === base || name === stem || isLike(name, base));
}

/** `out/fig_*.png` is like `out/fig_a.png`. */
function isLike(pattern: string, file: string): boolean {
  if (pattern === file) return true;
  if (!pattern.includes('*')) return false;
  const [first = '', ...rest] = pattern.split('*');
  if (!file.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const found = index === rest.length - 1 ? file.lastIndexOf(part) : file.indexOf(part, at);
    if (found < at) return false;
    at = found + part.length;
  }
  return at === file.length;
}
