/** The project's own files that a script takes in: modules it imports, files it sources, scripts it starts. */
import { countBy } from '../../../util/numbers.ts';
import {
  baseOf,
  besidePattern,
  extensionOf,
  folderOf,
  type Observed,
  remembered,
  resolveIn,
  within,
} from '../model/observed.ts';
import { type Source, sourceOf } from './source.ts';

/** Where projects keep modules that are found without being installed. */
const SOURCE_FOLDERS = ['', 'src', 'lib', 'python', 'code', 'R'];
const MOST_FILES = 300;

/** The files that a script's result depends on, itself first; none of installed packages. */
export function sourcesOf(observed: Observed, script: string): readonly string[] {
  const seen = new Set([script]);
  // Grows while it is walked through: what is found is looked at, too.
  for (const file of seen) {
    if (seen.size > MOST_FILES) break;
    for (const found of takenIn(observed, file, folderOf(script))) seen.add(found);
  }
  return [...seen];
}

/** Modules are taken in by many scripts, and looked through once. */
const takenIn = remembered((observed, file: string, folder: string) => {
  const source = sourceOf(observed, file);
  return source === undefined ? [] : lookThrough(observed, file, folder, source);
});

function lookThrough(
  observed: Observed,
  file: string,
  folder: string,
  { language, text }: Source,
): readonly string[] {
  switch (language) {
    case 'python':
      return [
        ...pythonModules(text, file).flatMap(module => moduleFiles(observed, module, file, folder)),
        ...startedScripts(observed, file, text),
      ];
    case 'r':
    case 'julia':
      return [
        ...text.matchAll(/\b(?:source|include|sys\.source)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)/g),
      ]
        .flatMap(([, argument = '']) => [...argument.matchAll(/["']([^"'\n]+\.(?:R|r|jl))["']/g)])
        .flatMap(([, name = '']) => existing(observed, name, file));
    case 'shell':
      return startedScripts(observed, file, text);
  }
}

/** `a.b` of `import a.b`, `from a.b import c` (with `a.b.c`, which may be a module). */
function pythonModules(text: string, file: string): readonly string[] {
  const imported = [...text.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm)].flatMap(
    ([, names = '']) => names.split(',').map(name => name.trim().split(/\s+/)[0] ?? ''),
  );
  const from = [
    ...text.matchAll(/^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm),
  ].flatMap(([, dots = '', module = '', names = '']) => {
    const base = dots === '' ? module : relativeModule(file, dots.length, module);
    const inside = names
      .replace(/[()]/g, '')
      .split(',')
      .map(one => one.trim().split(/\s+/)[0] ?? '');
    return [base, ...inside.filter(one => /^\w+$/.test(one)).map(one => `${base}.${one}`)];
  });
  return [...new Set([...imported, ...from])].filter(name => /^[\w./]+$/.test(name));
}

/** `from ..a import b` as a path from the root, which a leading `/` marks. */
function relativeModule(file: string, dots: number, module: string): string {
  const folder = resolveIn(folderOf(file), Array.from({ length: dots - 1 }, () => '..').join('/'));
  return `/${[folder ?? '', ...module.split('.')].filter(part => part !== '').join('/')}`;
}

function moduleFiles(
  observed: Observed,
  module: string,
  file: string,
  folder: string,
): readonly string[] {
  if (module.startsWith('/')) return moduleAt(observed, module.slice(1).replaceAll('.', '/'));
  const path = module.replaceAll('.', '/');
  const [project] = /^projects\/(?:[^/]+\/)*?(?=scripts\/|src\/)/.exec(`${folder}/`) ?? [];
  const roots = [
    folder,
    folderOf(file),
    ...SOURCE_FOLDERS,
    ...(project === undefined ? [] : [project.slice(0, -1), `${project}src`]),
  ];
  return [...new Set(roots)].flatMap(root => moduleAt(observed, within(root, path)));
}

/** A module's file, or its package's `__init__.py`; with those of the packages it is in. */
function moduleAt(observed: Observed, path: string): readonly string[] {
  const found = [`${path}.py`, `${path}/__init__.py`].filter(observed.hasFile);
  // A package without one is a folder of modules, of which more may be taken in than are named.
  if (found.length > 0 || !observed.hasFolder(path) || path === '') return found;
  return observed.filesIn(path).filter(name => name.endsWith('.py'));
}

/** Scripts that another names to start them: `subprocess.run(["python", "scripts/a.py"])`. */
function startedScripts(observed: Observed, file: string, text: string): readonly string[] {
  const named = [...text.matchAll(/(?<![\w.])[\w./-]*\w\.(?:py|R|r|jl|sh)\b/g)].map(
    ([name]) => name,
  );
  return [...new Set(named)]
    .flatMap(name => existing(observed, name, file))
    .filter(
      found =>
        found !== file && !/(?:^|\/)(?:test_[^/]*|[^/]*_test|setup|conftest)\.py$/.test(found),
    );
}

/** A name as it is written in a file: from the root, from its folder, or only the last part of it. */
function existing(observed: Observed, name: string, file: string): readonly string[] {
  const places = [
    resolveIn('', name),
    resolveIn(folderOf(file), name),
    within(folderOf(file), baseOf(name)),
  ];
  const found = places.find(place => place !== undefined && observed.hasFile(place));
  return found === undefined ? [] : [found];
}

/**
 * Files as patterns: those of a package as the package, since it may take in more of itself tomorrow; many
 * beside one another as their folder.
 */
export function asPatterns(observed: Observed, files: readonly string[]): readonly string[] {
  const places = files.map(file => packageOf(observed, file));
  const counts = countBy(files, folderOf);
  const patterns = files.map((file, at) => {
    const place = places[at];
    if (place !== undefined) return `${place}/**/*${extensionOf(file)}`;
    return (counts.get(folderOf(file)) ?? 0) > MOST_BESIDE ? besidePattern(file) : file;
  });
  return [...new Set(patterns)];
}

const MOST_BESIDE = 6;

/** The outermost package of Python that a file is in. */
export function packageOf(observed: Observed, file: string): string | undefined {
  let found: string | undefined;
  for (
    let folder = folderOf(file);
    folder !== '' && observed.hasFile(`${folder}/__init__.py`);
    folder = folderOf(folder)
  ) {
    found = folder;
  }
  return found;
}
